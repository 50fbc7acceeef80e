// One pull-style reader over the segmenters of Text/Unicode, for a part of a text and with spans of the whole text.

struct Segments {
  private enum Reader {
    case word(WordSegmenter)
    case sentence(SentenceSegmenter)
    case whitespace(WhitespaceSplitter)
    case passage(InterimPassageSegmenter)
  }

  private var reader: Reader
  private let offset: Int

  init(_ bytes: Bytes, _ part: Span, _ unit: TextUnit) {
    let start = bytes.start + part.from
    offset = part.from
    switch unit {
    case .word: reader = .word(WordSegmenter(start, part.length))
    case .sentence: reader = .sentence(SentenceSegmenter(start, part.length))
    case .whitespace: reader = .whitespace(WhitespaceSplitter(start, part.length))
    case .passageSentence: reader = .passage(InterimPassageSegmenter(Bytes(start: start, count: part.length)))
    }
  }

  mutating func next() -> (span: Span, kind: TextKind)? {
    switch reader {
    case .word(var segmenter):
      guard let segment = segmenter.next() else { return nil }
      reader = .word(segmenter)
      let kind: TextKind
      switch segment.kind {
      case .word: kind = .word
      case .number: kind = .number
      case .space, .other: kind = .other
      }
      return (Span(offset &+ segment.begin, offset &+ segment.end), kind)
    case .sentence(var segmenter):
      guard let span = segmenter.next() else { return nil }
      reader = .sentence(segmenter)
      return (Span(offset &+ span.begin, offset &+ span.end), .sentence)
    case .whitespace(var segmenter):
      guard let span = segmenter.next() else { return nil }
      reader = .whitespace(segmenter)
      return (Span(offset &+ span.begin, offset &+ span.end), .word)
    case .passage(var segmenter):
      guard let (span, kind) = segmenter.next() else { return nil }
      reader = .passage(segmenter)
      return (Span(offset &+ span.from, offset &+ span.to), kind)
    }
  }
}
