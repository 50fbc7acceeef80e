// One compression under way: which sentences are kept, why, and what they cost. See CompressionFit.swift and CompressionResult.swift.

struct Compression {
  let workspace: Workspace
  let index: TextIndex
  let joiner: Joiner
  let options: TextOptions
  let exact: TextCost
  var picker: Picker
  var drop: WordDrop
  let cost: UnsafeMutablePointer<Int32>
  let state: UnsafeMutablePointer<SentenceState>
  /// How many sentences of each passage are kept.
  let keptOf: UnsafeMutablePointer<Int32>
  /// Kept sentences in the order in which they came, those of one pick together.
  var picks: Growing<Pick>
  var joined: UnsafeMutablePointer<UInt8>
  var spans: Growing<Span>
  let separatorCost: Int
  var before = 0
  var after = 0

  struct SentenceState: BitwiseCopyable {
    var reason: Int32
    /// The nearest heading above it in its passage, of a table row the head of its table, or -1.
    var heading: Int32
    /// The sentence that it cannot be understood without, or -1: the one before if it opens with a word that refers back, of
    /// a list item the line that introduces the list.
    var context: Int32
    /// Its words that are dropped: a range of `drop.dropped`.
    var dropBegin: Int32
    var dropEnd: Int32
    /// Whether `cost` is the host's count rather than a guess.
    var isExact: Bool
  }

  struct Pick: BitwiseCopyable {
    var sentence: Int32
    var number: Int32
  }

  init(
    _ workspace: Workspace, _ index: TextIndex, _ joiner: Joiner, _ options: TextOptions,
    _ value: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    self.workspace = workspace
    self.index = index
    self.joiner = joiner
    self.options = options
    exact = TextCost(options)
    let n = index.count
    cost = try workspace.allocate(n, of: Int32.self)
    state = try workspace.allocate(n, of: SentenceState.self)
    keptOf = try workspace.allocate(joiner.passages.count, of: Int32.self)
    keptOf.update(repeating: 0, count: joiner.passages.count)
    picks = try Growing(workspace, capacity: n)
    spans = try Growing(workspace, capacity: n)
    drop = try WordDrop(workspace, index, share: options.wordDrop)
    var heading: Int32 = -1
    var tableHead: Int32 = -1
    var leadIn: Int32 = -1
    var passage: Int32 = -1
    var s = 0
    while s < n {
      let sentence = index.sentences[s]
      let number = Int32(truncatingIfNeeded: s)
      let isRow = sentence.kind == TextKind.tableRow.rawValue
      let isItem = sentence.kind == TextKind.listItem.rawValue
      if sentence.passage != passage {
        heading = -1
        tableHead = -1
        leadIn = -1
      }
      passage = sentence.passage
      if !isRow { tableHead = -1 }
      cost[s] = Int32(truncatingIfNeeded: min(exact.guess(index.bytes, sentence.span), Int(Int32.max)))
      var entry = SentenceState(
        reason: TextReason.budget.rawValue, heading: isRow && tableHead >= 0 ? tableHead : heading,
        context: isItem ? leadIn : -1, dropBegin: 0, dropEnd: 0, isExact: false)
      if sentence.has(.refersBack) && sentence.isProse && s > 0 && index.sentences[s &- 1].passage == passage
        && index.sentences[s &- 1].isProse
      {
        entry.context = number &- 1
      }
      state[s] = entry
      if sentence.isHeading { heading = number }
      if isRow && tableHead < 0 { tableHead = number }
      if !isItem { leadIn = index.bytes.at(sentence.span.to &- 1) == UInt8(ascii: ":") ? number : -1 }
      s &+= 1
    }
    let byValue = options.strategy == .leading || options.strategy == .clusters
    picker = try Picker(
      workspace, index, value: value, cost: cost, redundancy: options.strategy == .leading ? 0 : options.redundancy,
      weighsCost: !byValue)
    if let separator = joiner.separator {
      separatorCost = exact.guess(separator, Span(0, separator.count))
    } else {
      separatorCost = options.unit == .bytes ? 128 : options.unit == .words ? 0 : 64
    }
    // Room for the largest result: every sentence kept, with a gap mark before each.
    s = 0
    while s < n {
      try spans.append(index.sentences[s].span)
      s &+= 1
    }
    let all = joiner.join(Spans(start: spans.start, count: n), to: nil)
    let marks = try product(n, joiner.gap?.count ?? 1)
    joined = try workspace.allocate(all &+ marks, of: UInt8.self)
    _ = joiner.join(Spans(start: spans.start, count: n), to: joined)
    before = try exact.count(Bytes(start: UnsafePointer(joined), count: all), Span(0, all))
  }


  mutating func run(_ required: Spans?) throws(PithError) {
    if let required { keepRequired(required) }
    if before <= options.budget && options.words != .always {
      var s = 0
      while s < index.count {
        if !picker.isKept[s] { keep(s, .chosen, number: picks.count) }
        s &+= 1
      }
      after = try count()
      if after <= options.budget { return }
    }
    let fixed = picks.count
    after = try count()
    if after > options.budget && required != nil {
      throw PithError(
        .budget, "options.budget", expected: "room for the required sentences", got: .needed(after, had: options.budget))
    }
    if options.budget == 0 { return }
    try pick()
    try fit(fixed: fixed)
    if isEmpty { try fitOne() }
    if isEmpty && index.count > 0 { throw try tooSmall() }
  }

  /// Whether nothing is kept, required sentences included.
  private var isEmpty: Bool {
    var p = 0
    while p < joiner.passages.count {
      if keptOf[p] > 0 { return false }
      p &+= 1
    }
    return true
  }

  func keepRequired(_ required: Spans) {
    var r = 0
    while r < required.count {
      let span = required[r]
      // The first sentence that ends after the span's begin.
      var low = 0
      var high = index.count
      while low < high {
        let middle = (low &+ high) / 2
        if index.sentences[middle].span.to <= span.from { low = middle &+ 1 } else { high = middle }
      }
      var s = low
      while s < index.count && index.sentences[s].span.from < max(span.to, span.from &+ 1) {
        if !picker.isKept[s] { markKept(s, .required) }
        s &+= 1
      }
      r &+= 1
    }
  }

  func markKept(_ s: Int, _ reason: TextReason) {
    picker.keep(s)
    state[s].reason = reason.rawValue
    keptOf[Int(index.sentences[s].passage)] &+= 1
  }

  mutating func keep(_ s: Int, _ reason: TextReason, number: Int) {
    markKept(s, reason)
    picks.appendWithinCapacity(Pick(sentence: Int32(truncatingIfNeeded: s), number: Int32(truncatingIfNeeded: number)))
  }

  func discard(_ s: Int) {
    picker.isKept[s] = false
    state[s].reason = TextReason.budget.rawValue
    state[s].dropBegin = 0
    state[s].dropEnd = 0
    keptOf[Int(index.sentences[s].passage)] &-= 1
  }

  /// What a sentence adds, in 1/64 of the unit, asking the host at most once per sentence.
  func price(_ s: Int) throws(PithError) -> Int {
    if exact.counter != nil && !state[s].isExact {
      let tokens = try exact.count(index.bytes, index.sentences[s].span)
      cost[s] = Int32(truncatingIfNeeded: min(tokens &* 64, Int(Int32.max)))
      state[s].isExact = true
    }
    return Int(cost[s])
  }

  mutating func pick() throws(PithError) {
    var left = (options.budget &- after) &* 64
    picker.fill()
    let stopsAtFirst = options.strategy == .leading
    var number = 1
    var looks = 0
    while left > 0, let s = picker.next() {
      looks &+= 1
      if looks & 255 == 0 { try workspace.checkpoint(looks, of: index.count) }
      // The host is not asked about sentences that cannot fit by any count.
      if Int(cost[s]) > left &* 2 {
        if stopsAtFirst { break }
        continue
      }
      let spent = try take(s, left, number)
      if spent == 0 && stopsAtFirst { break }
      if spent > 0 { number &+= 1 }
      left &-= spent
    }
  }

  /// Keeps a sentence with what it needs, as far as it fits; returns what that costs, 0 if it does not fit.
  mutating func take(_ s: Int, _ left: Int, _ number: Int) throws(PithError) -> Int {
    let sentence = index.sentences[s]
    var words: (begin: Int, end: Int) = (0, 0)
    if options.words == .always { words = try drop.shorten(s) }
    var alone = try price(s) &- saving(words)
    if keptOf[Int(sentence.passage)] == 0 { alone &+= separatorCost }
    guard alone <= left else { return 0 }
    var total = alone
    let plain = options.strategy != .leading
    let context = Int(state[s].context)
    if plain && options.keepContext && context >= 0 && !picker.isKept[context] {
      let more = try price(context)
      if total &+ more <= left {
        keep(context, .context, number: number)
        total &+= more
      }
    }
    let heading = Int(state[s].heading)
    if plain && options.keepHeadings && heading >= 0 && !picker.isKept[heading] {
      let more = try price(heading)
      // A heading that costs more than its sentence is no help.
      if total &+ more <= left && more <= max(alone, 16 &* 64) {
        keep(heading, .heading, number: number)
        total &+= more
      }
    }
    keep(s, .chosen, number: number)
    state[s].dropBegin = Int32(truncatingIfNeeded: words.begin)
    state[s].dropEnd = Int32(truncatingIfNeeded: words.end)
    return max(total, 1)
  }

  /// What dropped words save, in 1/64 of the unit.
  func saving(_ words: (begin: Int, end: Int)) -> Int {
    var sum = 0
    var d = words.begin
    while d < words.end {
      sum &+= exact.guess(index.bytes, drop.dropped[d])
      d &+= 1
    }
    return sum
  }
}
