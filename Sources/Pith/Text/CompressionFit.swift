// The exact fit of a compression: sentences were picked by guessed costs; the joined text is counted as the host counts.

extension Compression {
  /// Joined text may cost a little more or less than its sentences: take back or add until it is right.
  mutating func fit(fixed: Int) throws(PithError) {
    after = try count()
    while after > options.budget && picks.count > fixed {
      var over = (after &- options.budget) &* 64
      while over > 0 && picks.count > fixed { over &-= takeBack() }
      after = try count()
    }
    var tries = 16
    picker.fill()
    while tries > 0, after < options.budget, let s = picker.next() {
      if options.strategy == .leading { break }
      let left = (options.budget &- after) &* 64
      // Half a unit of slack: the guess may be a little high.
      if Int(cost[s]) > left &+ 32, options.words == .off { continue }
      if try price(s) <= left &+ 32 {
        try offer(s, (0, 0))
        tries &-= 1
      } else if options.words == .auto {
        let words = try drop.shorten(s)
        if words.end > words.begin && Int(cost[s]) &- saving(words) <= left &+ 32 {
          try offer(s, words)
          tries &-= 1
        }
      }
    }
  }

  /// Guesses count room for what joins sentences, which a single one does not need: asks again when nothing seemed to fit.
  mutating func fitOne() throws(PithError) {
    picker.fill()
    while picks.count == 0, let s = picker.next() {
      if Int(cost[s]) <= options.budget &* 128 &+ 128 { try offer(s, (0, 0)) }
      if options.strategy == .leading { break }
    }
  }

  /// Keeps a sentence if the result still fits.
  mutating func offer(_ s: Int, _ words: (begin: Int, end: Int)) throws(PithError) {
    keep(s, .chosen, number: Int(Int32.max) &- picks.count)
    state[s].dropBegin = Int32(truncatingIfNeeded: words.begin)
    state[s].dropEnd = Int32(truncatingIfNeeded: words.end)
    let total = try count()
    if total <= options.budget {
      after = total
    } else {
      _ = takeBack()
    }
  }

  /// Drops the sentences of the last pick; returns what they cost.
  mutating func takeBack() -> Int {
    guard picks.count > 0 else { return 0 }
    let number = picks[picks.count &- 1].number
    var freed = 0
    while picks.count > 0 && picks[picks.count &- 1].number == number {
      let s = Int(picks[picks.count &- 1].sentence)
      freed &+= max(Int(cost[s]), 1)
      discard(s)
      picks.removeLast()
    }
    return freed
  }

  /// Nothing fits: says what the cheapest sentence needs.
  func tooSmall() throws(PithError) -> PithError {
    var cheapest = -1
    var s = 0
    while s < index.count {
      let counts = !(index.hasBody && index.sentences[s].isHeading)
      if counts && (cheapest < 0 || cost[s] < cost[cheapest]) { cheapest = s }
      s &+= 1
    }
    cheapest = max(cheapest, 0)
    let needed = try exact.count(index.bytes, index.sentences[cheapest].span)
    return PithError(
      .budget, "options.budget", expected: "room for at least one sentence", got: .needed(needed, had: options.budget))
  }
}
