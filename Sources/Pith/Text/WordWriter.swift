// The words of a text as spans and kinds in bulk.
//
// ASCII goes through a kernel that finds the boundaries of 64 bytes at once; where another character could join, the general
// scan of WordSegmenter takes one segment, and the kernel goes on behind it. Both give what WordSegmenter alone gives: a
// segment depends on nothing before its begin.
//
// Spans go straight to the host's view if their numbers lie next to each other there, else through a small buffer.

import CPith

struct WordWriter {
  private let workspace: Workspace
  private let bytes: Bytes
  /// Nil where words are only counted.
  private let spans: Block?
  private let kinds: Block?
  private let isDirect: Bool
  private var spanBuffer: UnsafeMutablePointer<Int32>?
  private var kindBuffer: UnsafeMutablePointer<Int32>?
  private(set) var count = 0
  private var untilCheckpoint = WordWriter.checkpointInterval

  private static var checkpointInterval: Int { 65536 }
  /// Words of one call of the kernel, which may give 64 more.
  private static var batch: Int { 2048 }

  /// Counts words.
  init(_ workspace: Workspace, _ bytes: Bytes) {
    self.workspace = workspace
    self.bytes = bytes
    spans = nil
    kinds = nil
    isDirect = false
  }

  /// Writes words to views that have room for all of them.
  init(_ workspace: Workspace, _ bytes: Bytes, spans: Block, kinds: Block?) throws(PithError) {
    self.workspace = workspace
    self.bytes = bytes
    self.spans = spans
    self.kinds = kinds
    isDirect = spans.first.stride[0] == 2 && spans.first.stride[1] == 1 && (kinds?.first.stride[0] ?? 1) == 1
    if isDirect {
      spanBuffer = spans.pointer(0, as: Int32.self)
      kindBuffer = kinds?.pointer(0, as: Int32.self)
    } else {
      spanBuffer = try workspace.allocate(2 &* (WordWriter.batch &+ 64), of: Int32.self)
      kindBuffer = try workspace.allocate(WordWriter.batch &+ 64, of: Int32.self)
    }
  }

  mutating func add(_ part: Span) throws(PithError) {
    let end = part.to
    let words = WordSegmenter(bytes.start, end)
    let kernel = workspace.kernels.pointee.ascii_words
    var position = part.from
    while position < end {
      let start = isDirect ? count : 0
      let out = spanBuffer.map { $0 + 2 &* start }
      let outKinds = kindBuffer.map { $0 + start }
      var found = 0
      // For fewer the kernel does not pay.
      if words.text.isASCII32(position) {
        found = kernel(bytes.start, position, end, bytes.count, WordWriter.batch, out, outKinds, &position)
      }
      var next = WordSegmenter.Character()
      while found < WordWriter.batch && position < end {
        let segment = words.segment(from: position, &next)
        if let out {
          out[2 &* found] = Int32(truncatingIfNeeded: position)
          out[2 &* found &+ 1] = Int32(truncatingIfNeeded: segment.end)
          outKinds?[found] = TextKind(segment.kind).rawValue
        }
        found &+= 1
        position = segment.end
        if next.length == 0 && words.text.isASCII32(position) { break }
      }
      if !isDirect { copy(found) }
      count &+= found
      untilCheckpoint &-= found
      // What has begun to write must not stop.
      if spans == nil && untilCheckpoint <= 0 {
        untilCheckpoint = WordWriter.checkpointInterval
        try workspace.checkpoint(position, of: bytes.count)
      }
    }
  }

  /// Hands the buffer's words on.
  private func copy(_ found: Int) {
    guard let spans, let spanBuffer, let kindBuffer else { return }
    var i = 0
    while i < found {
      spans.put(count &+ i, Span(Int(spanBuffer[2 &* i]), Int(spanBuffer[2 &* i &+ 1])))
      kinds?.put(count &+ i, Int(kindBuffer[i]))
      i &+= 1
    }
  }
}

extension TextKind {
  @inline(__always) init(_ kind: WordSegment.Kind) {
    switch kind {
    case .word: self = .word
    case .number: self = .number
    case .space, .other: self = .other
    }
  }
}
