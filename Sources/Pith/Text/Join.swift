// Writes shortened text: kept spans of a text, in order, with what belongs between them.
//
// Between two spans that follow each other, the first of these that applies:
//   they lie in different passages          -> the separator (an empty line unless the host gives another)
//   they touch                              -> nothing
//   only white space lies between           -> that white space
//   a sentence end or a line break was dropped and there is a gap mark -> the gap mark
//   a line break was dropped                -> one line feed (two if an empty line was dropped)
//   white space was dropped                 -> one space
//   otherwise                               -> nothing (text without spaces between words, such as Chinese)
//
// Cost: one pass over the text between the first and the last span.

extension Text {
  /// Writes the kept spans as one text.
  ///
  /// - Parameters:
  ///   - spans: i32 [n, 2], ascending and disjoint byte spans of `text`. Empty spans are left out.
  ///   - passages: i32 [P, 2], ascending, or nil for one.
  ///   - gap: u8, or nil for none.
  ///   - separator: u8, or nil for an empty line.
  ///   - out: u8 [capacity].
  ///   - count: i32 [1], the bytes of the result, also where the capacity is too small.
  public static func join(
    _ workspace: Workspace, text: Tensor, spans: Tensor, passages: Tensor?, gap: Tensor?, separator: Tensor?,
    out: Tensor, count: Tensor
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let kept = try spans.spans("spans", within: bytes.count, .ascending, workspace)
    let joiner = Joiner(
      bytes: bytes, passages: try passageSpans(workspace, bytes, passages), gap: try gap?.bytes("gap"),
      separator: try separator?.bytes("separator"))
    let outCount = try count.indexOutput("count", 1, "i32 [1]")
    let target = try out.bytes("out")
    // Nothing may be written when the room is too small. Where it is enough for any result, nothing need be counted first.
    let widest = max(2, joiner.separator?.count ?? 0, joiner.gap?.count ?? 0)
    let (marks, isTooLarge) = kept.count.multipliedReportingOverflow(by: widest)
    let room = min(target.count, Int(Int32.max)) &- bytes.count
    if isTooLarge || marks > room {
      let needed = joiner.join(kept, to: nil)
      guard needed <= Int(Int32.max) else {
        throw PithError(.size, "out", expected: "a result below 2^31 bytes", got: .integer(needed))
      }
      outCount.put(0, needed)
      guard needed <= target.count else {
        throw PithError(.capacity, "out", expected: "room for the joined text", got: .needed(needed, had: target.count))
      }
    }
    outCount.put(0, joiner.join(kept, to: UnsafeMutablePointer(mutating: target.start)))
  }
}

/// What goes between spans.
struct Joiner {
  let bytes: Bytes
  let passages: Spans
  let gap: Bytes?
  let separator: Bytes?

  /// Writes the joined text, or only counts its bytes if `out` is nil.
  func join(_ spans: Spans, to out: UnsafeMutablePointer<UInt8>?) -> Int {
    var length = 0
    var passage = 0
    var last = Span(0, 0)
    var lastPassage = -1
    func put(_ source: Bytes, _ begin: Int, _ end: Int) {
      if let out, end > begin { (out + length).update(from: source.start + begin, count: end &- begin) }
      length &+= end &- begin
    }
    func put(_ byte: UInt8) {
      if let out { out[length] = byte }
      length &+= 1
    }
    var i = 0
    while i < spans.count {
      let span = spans[i]
      i &+= 1
      if span.length == 0 { continue }
      while passage < passages.count && passages[passage].to <= span.from { passage &+= 1 }
      if lastPassage >= 0 {
        if passage != lastPassage {
          if let separator {
            put(separator, 0, separator.count)
          } else {
            put(10)
            put(10)
          }
        } else {
          switch between(last.to, span.from) {
          case .nothing: break
          case .original: put(bytes, last.to, span.from)
          case .gap: if let gap { put(gap, 0, gap.count) }
          case .line: put(10)
          case .emptyLine:
            put(10)
            put(10)
          case .space: put(32)
          }
        }
      }
      put(bytes, span.from, span.to)
      last = span
      lastPassage = passage
    }
    return length
  }

  enum Glue {
    case nothing, original, gap, line, emptyLine, space
  }

  /// What stands for the bytes `begin ..< end` between two spans of one passage.
  func between(_ begin: Int, _ end: Int) -> Glue {
    var onlySpace = true
    var anySpace = false
    var sentence = false
    var line = false
    var emptyLine = false
    // An empty line is two line feeds with nothing but white space between them.
    var lineSinceText = false
    var i = begin
    while i < end {
      let width = spaceWidth(bytes, i, end)
      if width > 0 {
        anySpace = true
        if bytes[i] == 10 {
          if lineSinceText { emptyLine = true }
          lineSinceText = true
          line = true
        }
        i &+= width
        continue
      }
      onlySpace = false
      lineSinceText = false
      let terminator = sentenceEndWidth(bytes, i)
      let next = i &+ max(terminator, 1)
      if terminator > 0 {
        sentence = sentence || terminator > 1 || next >= end || spaceWidth(bytes, next, end) > 0 || isCloser(bytes[next])
      }
      i = next
    }
    if begin == end { return .nothing }
    if onlySpace { return .original }
    if gap != nil && (sentence || line) { return .gap }
    if emptyLine { return .emptyLine }
    if line { return .line }
    return anySpace ? .space : .nothing
  }

  private func isCloser(_ c: UInt8) -> Bool { c == 0x22 || c == 0x27 || c == 0x29 || c == 0x5D || c >= 0x80 }
}

/// Bytes of the white-space character at `i`, 0 if there is none.
@inline(__always) func spaceWidth(_ bytes: Bytes, _ i: Int, _ end: Int) -> Int {
  let c = bytes[i]
  if c < 0x80 { return c == 32 || (c >= 9 && c <= 13) ? 1 : 0 }
  let character = bytes.scalar(i, end)
  return UnicodeProperties(character.value).flags.contains(.whiteSpace) ? character.length : 0
}

/// Bytes of the sentence terminator at `i`, 0 if there is none.
func sentenceEndWidth(_ bytes: Bytes, _ i: Int) -> Int {
  let character = bytes.scalar(i, bytes.count)
  if character.value == 0x2026 { return character.length }
  let kind = UnicodeProperties(character.value).sentence
  return kind == .terminator || kind == .fullStop ? character.length : 0
}
