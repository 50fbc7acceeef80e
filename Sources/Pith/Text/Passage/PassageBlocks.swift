// The blocks of a passage: paragraphs, list items, headings, table rows, fenced code, separators.
//
// Blocks follow each other without gaps; blank lines belong to the block before them. A paragraph or list item goes on
// until a blank line, another block, a change of quote depth, or a line that ended early (below).
//
// Line ends inside a paragraph are spaces, as in Markdown: text from PDFs, mails and plain-text files is wrapped
// anywhere. But much text has one item per line and no blank lines (titles, addresses, menus, logs). Such a line ends
// early: the next line's first word would still have fitted. A line end is therefore taken for the end of the block if
//
//   width(line) + 1 + width(first word of the next line) <= 2/3 * max(45, longest)
//
// where longest is taken over the lines of the paragraph up to the next one; but not if the next line begins with a
// lower-case letter, if the line ends with , ; or a hyphen, or inside a list item if the next line is indented under it.
//
// A fence without its counterpart: with an info string ("```python") it opens code that was cut off, up to the end of
// the text; without one it is the stray end of code that began before the text, unless a bare fence closes it before
// the next fence with an info string.
//
// Cost: O(bytes). Searches for a closing fence that find none may read the text eight times over in all, which only a
// text made for it exceeds; further bare fences are then taken for stray ends without a search.

struct PassageBlock {
  enum Kind {
    case paragraph, listItem, heading, tableRow, code, separator
  }

  var begin: Int
  /// Where its sentences begin: after quote marks, indentation and item marker.
  var contentBegin: Int
  /// Where its last line ends, without blank lines.
  var contentEnd: Int
  var end: Int
  var kind: Kind
}

struct PassageBlocks {
  let text: UTF8Text
  private(set) var position = 0
  /// The head of a table whose rows need not begin with a bar has been seen, and nothing else since.
  private var isInTable = false
  /// Bytes that vain searches for a closing fence may still read.
  private var searchBudget: Int

  init(_ text: UTF8Text) {
    self.text = text
    searchBudget = text.count &* 8
  }

  mutating func next() -> PassageBlock? {
    guard position < text.count else { return nil }
    let line = MarkdownLine(text, position)
    var block = PassageBlock(
      begin: line.begin, contentBegin: line.contentBegin, contentEnd: line.end, end: line.end, kind: .paragraph)
    let wasInTable = isInTable
    isInTable = false
    switch line.kind {
    case .blank, .rule:
      block.kind = .separator
    case .heading:
      block.kind = .heading
    case .fence:
      block.kind = .code
      block.contentEnd = endOfCode(line)
    case .tableRow, .tableDelimiter:
      takeTableRow(&block)
    case .bullet, .firstNumber, .laterNumber:
      if wasInTable && line.hasBar(text) {
        takeTableRow(&block)
      } else {
        block.kind = .listItem
        takeLines(&block, line)
      }
    case .underline:
      if line.textEnd &- line.textBegin >= 3 { block.kind = .separator } else { takeLines(&block, line) }
    case .text:
      if line.hasBar(text) && (wasInTable || delimiterFollows(line)) {
        takeTableRow(&block)
      } else {
        takeLines(&block, line)
      }
    }
    block.end = endOfBlankLines(block.contentEnd)
    if block.end > block.contentEnd { isInTable = false }
    position = block.end
    return block
  }

  private func endOfBlankLines(_ begin: Int) -> Int {
    var end = begin
    while end < text.count {
      let line = MarkdownLine(text, end)
      guard line.kind == .blank else { break }
      end = line.end
    }
    return end
  }

  private func delimiterFollows(_ line: MarkdownLine) -> Bool {
    line.end < text.count && MarkdownLine(text, line.end).kind == .tableDelimiter
  }

  /// One row; the head of a table together with the line that separates it from the body.
  private mutating func takeTableRow(_ block: inout PassageBlock) {
    block.kind = .tableRow
    isInTable = true
    guard block.contentEnd < text.count else { return }
    let next = MarkdownLine(text, block.contentEnd)
    if next.kind == .tableDelimiter { block.contentEnd = next.end }
  }

  /// The end of the code that `fence` opens, or of the fence's line if it opens none.
  private mutating func endOfCode(_ fence: MarkdownLine) -> Int {
    if searchBudget < 0 && !fence.fenceHasInfo { return fence.end }
    var end = fence.end
    while end < text.count {
      let line = MarkdownLine(text, end, deepest: fence.quoteDepth)
      // Code in a quotation ends with the quotation at the latest.
      if line.quoteDepth < fence.quoteDepth { return end }
      if line.kind == .fence && line.fenceByte == fence.fenceByte && line.fenceLength >= fence.fenceLength {
        if !line.fenceHasInfo { return line.end }
        if !fence.fenceHasInfo { break }
      }
      end = line.end
    }
    if fence.fenceHasInfo { return end }
    searchBudget &-= end &- fence.end
    return fence.end
  }

  /// Takes the lines of a paragraph or list item that begins with `first`.
  private func takeLines(_ block: inout PassageBlock, _ first: MarkdownLine) {
    var line = first
    var longest = text.width(line.textBegin, line.textEnd)
    var width = longest
    while line.end < text.count {
      let next = MarkdownLine(text, line.end)
      guard next.quoteDepth == first.quoteDepth && continues(block.kind, with: next) else { break }
      if next.kind == .underline && block.kind == .paragraph {
        block.contentEnd = next.end
        let isTitle = line.begin == first.begin && width <= 120 && !endsWithTerminator(line)
        if isTitle { block.kind = .heading }
        return
      }
      let nextWidth = text.width(next.textBegin, next.textEnd)
      longest = max(longest, nextWidth)
      // What is indented under an item is part of it, however short its lines are.
      let isUnderItem = block.kind == .listItem && next.textBegin &- next.begin > first.textBegin &- first.begin
      if !isUnderItem && endsEarly(line, width, before: next, longest: longest) { break }
      line = next
      width = nextWidth
      block.contentEnd = line.end
    }
  }

  private func continues(_ kind: PassageBlock.Kind, with next: MarkdownLine) -> Bool {
    switch next.kind {
    case .text: return !(next.hasBar(text) && delimiterFollows(next))
    // In running text only a list that starts at 1 is believed: the number may have come to a line's begin by wrapping.
    case .laterNumber: return kind != .listItem
    case .underline: return kind == .paragraph || next.textEnd &- next.textBegin < 3
    default: return false
    }
  }

  private func endsWithTerminator(_ line: MarkdownLine) -> Bool {
    let last = text.scalarBoundary(atOrBefore: line.textEnd &- 1)
    let found = text.properties(at: last).properties.sentence
    return found == .fullStop || found == .terminator
  }

  private func endsEarly(_ line: MarkdownLine, _ width: Int, before next: MarkdownLine, longest: Int) -> Bool {
    switch text.bytes[line.textEnd &- 1] {
    case 0x2C, 0x3B, 0x2D: return false  // , ; -
    default: break
    }
    if text.properties(at: next.textBegin).properties.sentence == .lower { return false }
    var wordEnd = next.textBegin
    while wordEnd < next.textEnd && text.bytes[wordEnd] > 0x20 { wordEnd &+= 1 }
    return width &+ 1 &+ text.width(next.textBegin, wordEnd) <= max(45, longest) &* 2 / 3
  }
}
