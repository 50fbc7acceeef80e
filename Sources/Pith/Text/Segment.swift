// Cuts text into words or sentences and hands out their byte spans.
//
// The rules are those of Text/Unicode and Text/Passage; this adds passages (each is segmented on its own, as if it were the whole text), the
// trimming of white space around sentences, and the writing of spans.

/// What text is cut into.
public enum TextUnit: UInt32, Sendable {
  case word = 0
  case sentence = 1
  case passageSentence = 2
  case whitespace = 3
}

/// What a segment is: the numbers of `pith_text_kind`.
public enum TextKind: Int32, Sendable {
  case other = 0
  case word = 1
  case number = 2
  case sentence = 10
  case heading = 11
  case listItem = 12
  case tableRow = 13
  case code = 14
}

extension Text {
  /// Writes the byte spans of all segments.
  ///
  /// - Parameters:
  ///   - passages: i32 [P, 2], ascending byte spans that are segmented one by one, or nil for the whole text.
  ///   - spans: i32 [capacity, 2].
  ///   - kinds: i32 [capacity], or nil.
  ///   - count: i32 [1], the number of segments, also where the capacity is too small.
  public static func segment(
    _ workspace: Workspace, text: Tensor, passages: Tensor?, unit: TextUnit, spans: Tensor, kinds: Tensor?, count: Tensor
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let parts = try passageSpans(workspace, bytes, passages)
    let out = try spans.spanOutput("spans")
    let capacity = out.extent(0)
    let outKinds = try kinds?.indexOutput("kinds", capacity, "i32 [capacity] as spans")
    let outCount = try count.indexOutput("count", 1, "i32 [1]")
    // Nothing may be written when the capacity is too small. There are no more segments than bytes; with less room than that
    // a first pass counts, so that no scratch grows with the text.
    if capacity < bytes.count {
      let needed = try each(workspace, bytes, parts, unit, nil, nil)
      guard needed <= capacity else {
        outCount.put(0, needed)
        throw PithError(.capacity, "spans", expected: "room for all segments", got: .needed(needed, had: capacity))
      }
    }
    try workspace.checkpoint(0, of: bytes.count)
    outCount.put(0, try each(workspace, bytes, parts, unit, out, outKinds))
  }

  /// The passages of a text: those given, or one that is all of it.
  static func passageSpans(
    _ workspace: Workspace, _ bytes: Bytes, _ passages: Tensor?
  ) throws(PithError) -> Spans {
    if let passages { return try passages.spans("passages", within: bytes.count, .ascending, workspace) }
    let all = try workspace.allocate(1, of: Span.self)
    all[0] = Span(0, bytes.count)
    return Spans(start: all, count: 1)
  }

  /// Writes the span and kind of every segment, or only counts them without `spans`; returns how many there are. Once
  /// something is written nothing may stop it: only counting looks for a cancellation.
  private static func each(
    _ workspace: Workspace, _ bytes: Bytes, _ parts: Spans, _ unit: TextUnit, _ spans: Block?, _ kinds: Block?
  ) throws(PithError) -> Int {
    if unit == .word {
      var words = WordWriter(workspace, bytes)
      if let spans { words = try WordWriter(workspace, bytes, spans: spans, kinds: kinds) }
      var part = 0
      while part < parts.count {
        try words.add(parts[part])
        part &+= 1
      }
      return words.count
    }
    var n = 0
    var part = 0
    while part < parts.count {
      if spans == nil { try workspace.checkpoint(parts[part].from, of: bytes.count) }
      var segments = Segments(bytes, parts[part], unit)
      while let (span, kind) = segments.next() {
        spans?.put(n, span)
        kinds?.put(n, Int(kind.rawValue))
        n &+= 1
        if spans == nil && n & 0xFFFF == 0 { try workspace.checkpoint(span.from, of: bytes.count) }
      }
      part &+= 1
    }
    return n
  }
}
