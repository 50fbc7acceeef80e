// Units of a retrieved passage: what can be kept or dropped as a whole when a prompt is made shorter.
//
// This is a tailoring of UAX #29 sentences for prose, Markdown and what is left of both after retrieval:
//   - blocks first (PassageBlocks.swift): a unit never reaches across a blank line, heading, list item, table row or
//     fence; headings, table rows, fenced code and separators are units as they are;
//   - paragraphs and list items are cut into sentences (SentenceSegmenter), with line ends as spaces;
//   - boundaries inside inline code (CodeSpans.swift), after abbreviations and the like (SentenceTailoring.swift) do
//     not count.
//
// The units follow each other without gaps. White space and blank lines belong to the unit before them, quote and item
// marks to the unit after them. Cost: O(bytes) for any input; no memory.

/// A unit, as byte offsets of the passage.
struct PassageUnit: Equatable {
  enum Kind: UInt8 {
    /// A sentence of a paragraph.
    case sentence
    /// A sentence of a list item. The first one begins with the item's marker.
    case listItem
    case heading
    /// A row of a table; the head together with the line below it.
    case tableRow
    /// Fenced code, fences included.
    case code
    /// A rule, or blank lines at the begin of the text.
    case separator
  }

  var begin: Int
  var end: Int
  var kind: Kind
}

struct PassageSegmenter {
  let text: UTF8Text
  private var blocks: PassageBlocks
  /// The paragraph or list item whose sentences are being given out, from `unitBegin` on.
  private var block: PassageBlock
  private var unitBegin: Int
  private var sentences: SentenceSegmenter
  private var codeSpans: CodeSpans
  /// Where the next sentence after reference marks begins, or the paragraph ends; and the inline code before it.
  private var stretchEnd = 0
  private var stretchCodeSpans: CodeSpans

  init(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    text = UTF8Text(bytes, count)
    blocks = PassageBlocks(text)
    block = PassageBlock(begin: 0, contentBegin: 0, contentEnd: 0, end: 0, kind: .separator)
    unitBegin = 0
    sentences = SentenceSegmenter(text, 0, 0, lineEndsAreSpaces: true)
    codeSpans = CodeSpans(text, 0, 0)
    stretchCodeSpans = codeSpans
  }

  /// The next unit, or nil at the end.
  mutating func next() -> PassageUnit? {
    if unitBegin == block.end {
      guard let next = blocks.next() else { return nil }
      block = next
      if block.kind == .paragraph || block.kind == .listItem {
        codeSpans = CodeSpans(text, block.contentBegin, block.contentEnd)
        stretchCodeSpans = codeSpans
        startStretch(block.contentBegin)
      }
    }
    switch block.kind {
    case .paragraph: return unit(endOfSentence(), .sentence)
    case .listItem: return unit(endOfSentence(), .listItem)
    case .heading: return unit(block.end, .heading)
    case .tableRow: return unit(block.end, .tableRow)
    case .code: return unit(block.end, .code)
    case .separator: return unit(block.end, .separator)
    }
  }

  private mutating func unit(_ end: Int, _ kind: PassageUnit.Kind) -> PassageUnit {
    let unit = PassageUnit(begin: unitBegin, end: end, kind: kind)
    unitBegin = end
    return unit
  }

  private mutating func startStretch(_ begin: Int) {
    stretchEnd = SentenceTailoring.afterReferenceMarks(text, begin, block.contentEnd, &stretchCodeSpans)
    sentences = SentenceSegmenter(text, begin, stretchEnd, lineEndsAreSpaces: true)
  }

  private mutating func endOfSentence() -> Int {
    while let sentence = sentences.next(), sentence.end < stretchEnd {
      if codeSpans.contains(sentence.end) { continue }
      switch SentenceTailoring.judge(text, block.contentBegin, boundary: sentence.end, stretchEnd) {
      case .holds:
        return sentence.end
      case .doesNotHold:
        continue
      case .moves(let end):
        if end >= stretchEnd { break }
        sentences = SentenceSegmenter(text, end, stretchEnd, lineEndsAreSpaces: true)
        return end
      }
    }
    guard stretchEnd < block.contentEnd else { return block.end }
    let end = stretchEnd
    startStretch(end)
    return end
  }
}
