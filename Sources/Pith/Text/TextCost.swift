// What text costs in the unit of a budget: the host's tokens, estimated tokens, words or bytes.

struct TextCost {
  let unit: TextBudget
  let counter: TokenCounter?

  init(_ options: TextOptions) {
    unit = options.unit
    counter = options.unit == .tokens ? options.counter : nil
  }

  /// The exact cost of a text.
  func count(_ bytes: Bytes, _ span: Span) throws(PithError) -> Int {
    switch unit {
    case .bytes: return span.length
    case .words: return words(bytes, span)
    case .tokens:
      guard let counter else { return TokenEstimate.tokens(bytes, span) }
      if span.length == 0 { return 0 }
      let start = UnsafeRawPointer(bytes.start + span.from).assumingMemoryBound(to: CChar.self)
      let result = counter.count(counter.user, start, Int64(span.length))
      guard result >= 0 else {
        throw PithError(
          .callback, "options.count_tokens", expected: "a count that is not negative", got: .integer(Int(truncatingIfNeeded: result)))
      }
      return Int(min(result, Int64(Int32.max)))
    }
  }

  /// The cost of a part of a text without asking the host, in 1/64: good enough to compare sentences.
  func guess(_ bytes: Bytes, _ span: Span) -> Int {
    switch unit {
    case .bytes: return (span.length &+ 1) &* 64
    case .words: return words(bytes, span) &* 64
    case .tokens: return TokenEstimate.sixtyFourths(bytes, span, afterSpace: true)
    }
  }

  private func words(_ bytes: Bytes, _ span: Span) -> Int {
    var count = 0
    var inside = false
    var i = span.from
    while i < span.to {
      let width = spaceWidth(bytes, i, span.to)
      if width > 0 {
        inside = false
      } else if !inside {
        inside = true
        count &+= 1
      }
      i &+= max(width, 1)
    }
    return count
  }
}
