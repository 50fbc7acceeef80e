// One pull-style reader over the segmenters of Text/Unicode and Text/Passage, for a part of a text, with spans of the whole
// text. The units of passages tile it; here they lose the white space around them.

struct Segments {
  private enum Reader {
    case word(WordSegmenter)
    case sentence(SentenceSegmenter)
    case whitespace(WhitespaceSplitter)
    case passage(PassageSegmenter)
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
    case .passageSentence: reader = .passage(PassageSegmenter(start, part.length))
    }
  }

  mutating func next() -> (span: Span, kind: TextKind)? {
    switch reader {
    case .word(var segmenter):
      guard let segment = segmenter.next() else { return nil }
      reader = .word(segmenter)
      return (Span(offset &+ segment.begin, offset &+ segment.end), TextKind(segment.kind))
    case .sentence(var segmenter):
      guard let span = segmenter.next() else { return nil }
      reader = .sentence(segmenter)
      return (Span(offset &+ span.begin, offset &+ span.end), .sentence)
    case .whitespace(var segmenter):
      guard let span = segmenter.next() else { return nil }
      reader = .whitespace(segmenter)
      return (Span(offset &+ span.begin, offset &+ span.end), .word)
    case .passage(var segmenter):
      let text = segmenter.text
      while let unit = segmenter.next() {
        let begin = text.trimmedBegin(unit.begin, unit.end)
        let end = text.trimmedEnd(begin, unit.end)
        // Rules and blank lines hold nothing to keep: a join makes new ones.
        if begin == end || unit.kind == .separator { continue }
        reader = .passage(segmenter)
        return (Span(offset &+ begin, offset &+ end), TextKind(unit.kind))
      }
      reader = .passage(segmenter)
      return nil
    }
  }
}

extension TextKind {
  init(_ kind: PassageUnit.Kind) {
    switch kind {
    case .sentence: self = .sentence
    case .listItem: self = .listItem
    case .heading: self = .heading
    case .tableRow: self = .tableRow
    case .code: self = .code
    case .separator: self = .other
    }
  }
}
