// Inline code of a paragraph: text between two runs of equally many backticks, as in CommonMark.
//
// Backticks have other uses: ``TeX'' and `old Unix' quotes, accents. A run is therefore no end of a span if white space
// is before it and none after it, while the run that would open the span is followed by none: it looks like another
// opening quote. Runs of more than eight backticks are plain text.
//
// Cost: O(bytes). A search that fails shows that no run of this length follows in the paragraph, so each of the eight
// lengths fails once; a search that ends at another opening run has passed no run of its own length.

struct CodeSpans {
  let text: UTF8Text
  private let end: Int
  /// Everything before is known.
  private var position: Int
  /// End of the last span found.
  private var spanEnd = 0
  /// Bit n is set if no run of n backticks comes after `position`.
  private var exhausted: UInt32 = 0

  /// The spans of the paragraph `begin..<end`.
  init(_ text: UTF8Text, _ begin: Int, _ end: Int) {
    self.text = text
    self.end = end
    position = begin
  }

  /// Whether `offset` lies inside a span. Offsets must not decrease from call to call.
  mutating func contains(_ offset: Int) -> Bool {
    while position < offset {
      let run = text.first(0x60, position, offset)
      guard run < offset else {
        position = offset
        break
      }
      let isEscaped = run > 0 && text.bytes[run &- 1] == 0x5C && run &- 1 >= position
      let runEnd = isEscaped ? run &+ 1 : endOfRun(run)
      position = runEnd
      if !isEscaped, let closed = endOfSpan(opening: run, runEnd) {
        position = closed
        spanEnd = closed
      }
    }
    return offset < spanEnd
  }

  private func endOfRun(_ begin: Int) -> Int {
    var position = begin
    while position < end && text.bytes[position] == 0x60 { position &+= 1 }
    return position
  }

  /// The end of the span that the run `begin..<runEnd` opens, or nil if it opens none.
  private mutating func endOfSpan(opening begin: Int, _ runEnd: Int) -> Int? {
    let length = runEnd &- begin
    guard length <= 8 && exhausted >> UInt32(truncatingIfNeeded: length) & 1 == 0 else { return nil }
    var candidate = text.first(0x60, runEnd, end)
    while candidate < end {
      let candidateEnd = endOfRun(candidate)
      if candidateEnd &- candidate == length {
        let looksLikeOpening = isBlank(candidate &- 1) && !isBlank(candidateEnd) && !isBlank(runEnd)
        return looksLikeOpening ? nil : candidateEnd
      }
      candidate = text.first(0x60, candidateEnd, end)
    }
    exhausted |= 1 << UInt32(truncatingIfNeeded: length)
    return nil
  }

  private func isBlank(_ offset: Int) -> Bool { offset >= end || text.bytes[offset] <= 0x20 }
}
