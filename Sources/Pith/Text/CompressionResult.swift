// What a compression gives: the kept spans, why each sentence is in or out, and the report.

extension Compression {
  func reason(_ s: Int) -> TextReason {
    if picker.isKept[s] {
      if state[s].dropEnd > state[s].dropBegin && state[s].reason != TextReason.required.rawValue { return .shortened }
      return TextReason(rawValue: state[s].reason) ?? .chosen
    }
    if picker.overlap(s) >= 0.9 { return .redundant }
    return picker.value[s] <= 0.02 ? .irrelevant : .budget
  }

  /// The kept bytes: each kept sentence, or what is left of it.
  mutating func pieces() throws(PithError) -> Spans {
    spans.removeAll()
    var s = 0
    while s < index.count {
      if picker.isKept[s] {
        let span = index.sentences[s].span
        var from = span.from
        var d = Int(state[s].dropBegin)
        while d < Int(state[s].dropEnd) {
          // The spaces on both sides of a dropped word are left to the join, which writes one.
          if drop.dropped[d].from &- 1 > from { try spans.append(Span(from, drop.dropped[d].from &- 1)) }
          from = drop.dropped[d].to &+ 1
          d &+= 1
        }
        if span.to > from { try spans.append(Span(from, span.to)) }
      }
      s &+= 1
    }
    return Spans(start: spans.start, count: spans.count)
  }

  func report(spans: Int) -> TextReport {
    var report = TextReport()
    report.before = before
    report.after = after
    report.sentences = index.count
    report.spans = spans
    var s = 0
    while s < index.count {
      if picker.isKept[s] {
        report.sentencesKept &+= 1
        report.wordsDropped &+= Int(state[s].dropEnd &- state[s].dropBegin)
      }
      s &+= 1
    }
    return report
  }

  /// The exact cost of what is kept.
  mutating func count() throws(PithError) -> Int {
    let list = try pieces()
    let length = joiner.join(list, to: joined)
    return try exact.count(Bytes(start: UnsafePointer(joined), count: length), Span(0, length))
  }
}
