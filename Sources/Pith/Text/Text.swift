// The text family's namespace, and its arguments: bytes and spans of them.

/// Methods that shorten text: segmentation, embeddings, compression under a token budget.
public enum Text {}

/// UTF-8 bytes of the host. Nothing is assumed of them: any bytes are text.
struct Bytes {
  var start: UnsafePointer<UInt8>
  var count: Int

  subscript(_ i: Int) -> UInt8 {
    @inline(__always) get { start[i] }
  }

  /// The byte at `i`, or 0 outside.
  @inline(__always) func at(_ i: Int) -> UInt8 { i >= 0 && i < count ? start[i] : 0 }

  /// The character at `i`, of which only the bytes before `end` count.
  @inline(__always) func scalar(_ i: Int, _ end: Int) -> UTF8Text.Scalar { UTF8Text(start, end).scalar(at: i) }
}

/// A half-open range of bytes.
struct Span: BitwiseCopyable {
  var begin: Int32
  var end: Int32

  init(_ begin: Int, _ end: Int) {
    self.begin = Int32(truncatingIfNeeded: begin)
    self.end = Int32(truncatingIfNeeded: end)
  }

  var from: Int { @inline(__always) get { Int(begin) } }
  var to: Int { @inline(__always) get { Int(end) } }
  var length: Int { @inline(__always) get { Int(end) &- Int(begin) } }
}

/// A list of spans in scratch.
struct Spans {
  var start: UnsafeMutablePointer<Span>
  var count: Int

  subscript(_ i: Int) -> Span {
    @inline(__always) get { start[i] }
    @inline(__always) nonmutating set { start[i] = newValue }
  }
}

/// Order that a list of spans must have.
enum SpanOrder {
  /// Any spans, overlapping or not.
  case any
  /// Each begins where the one before ended, or later.
  case ascending
}

extension Tensor {
  /// A contiguous `[n]` view of bytes.
  func bytes(_ name: StaticString) throws(PithError) -> Bytes {
    let block = try block(name, rank: 1, .bytes, "u8 [bytes]")
    guard !block.isBatched else { throw PithError(.ndim, name, expected: "u8 [bytes]", got: .ndim(ndim)) }
    guard count <= 1 || stride[0] == 1 else {
      throw PithError(.stride, name, expected: "bytes that are next to each other", got: .shape(ndim: ndim, stride))
    }
    // An empty view may have no data; a pointer to nothing is never read.
    guard let data else { return Bytes(start: UnsafePointer(bitPattern: 1).unsafelyUnwrapped, count: 0) }
    return Bytes(start: UnsafePointer(data.assumingMemoryBound(to: UInt8.self)), count: count)
  }

  /// `[n, 2]` spans of a text of `bytes` bytes, copied to scratch.
  func spans(
    _ name: StaticString, within bytes: Int, _ order: SpanOrder, _ workspace: Workspace
  ) throws(PithError) -> Spans {
    let block = try block(name, rank: 2, .index, "i32 [n, 2]")
    guard !block.isBatched else { throw PithError(.ndim, name, expected: "i32 [n, 2]", got: .ndim(ndim)) }
    try block.require(-1, 2, "i32 [n, 2]")
    let n = block.extent(0)
    let out = try workspace.allocate(n, of: Span.self)
    guard n > 0, let values = block.pointer(0, as: Int32.self) else { return Spans(start: out, count: 0) }
    var last = 0
    var i = 0
    while i < n {
      let begin = Int(values[i &* stride[0]])
      let end = Int(values[i &* stride[0] &+ stride[1]])
      guard begin >= 0 && begin <= end && end <= bytes else {
        throw PithError(
          .index, name, expected: "0 <= begin <= end <= the text's bytes",
          got: .element(begin < 0 || begin > bytes ? begin : end, at: i))
      }
      if order == .ascending {
        guard begin >= last else {
          throw PithError(.index, name, expected: "spans that ascend and do not overlap", got: .element(begin, at: i))
        }
        last = end
      }
      out[i] = Span(begin, end)
      i &+= 1
    }
    return Spans(start: out, count: n)
  }

  /// An i32 output of `[capacity, 2]` spans.
  func spanOutput(_ name: StaticString) throws(PithError) -> Block {
    let block = try block(name, rank: 2, .index, "i32 [capacity, 2]")
    guard !block.isBatched else { throw PithError(.ndim, name, expected: "i32 [capacity, 2]", got: .ndim(ndim)) }
    try block.require(-1, 2, "i32 [capacity, 2]")
    return block
  }

  /// An i32 output of `[n]` values; -1 accepts any n.
  func indexOutput(_ name: StaticString, _ n: Int, _ expected: StaticString) throws(PithError) -> Block {
    let block = try block(name, rank: 1, .index, expected)
    guard !block.isBatched else { throw PithError(.ndim, name, expected: expected, got: .ndim(ndim)) }
    try block.require(n, expected)
    return block
  }
}

extension Tensor {
  /// A float view of rank `rank` without a batch.
  func floats(_ name: StaticString, rank: Int, _ expected: StaticString) throws(PithError) -> Block {
    let block = try block(name, rank: rank, .float, expected)
    guard !block.isBatched else { throw PithError(.ndim, name, expected: expected, got: .ndim(ndim)) }
    return block
  }
}

extension Block {
  /// Writes element `i` of an i32 view of rank 1.
  @inline(__always) func put(_ i: Int, _ value: Int) {
    guard let data = first.data else { return }
    data.assumingMemoryBound(to: Int32.self)[i &* first.stride[0]] = Int32(truncatingIfNeeded: value)
  }

  /// Writes row `i` of an i32 [n, 2] view.
  @inline(__always) func put(_ i: Int, _ span: Span) {
    guard let data = first.data else { return }
    let values = data.assumingMemoryBound(to: Int32.self)
    values[i &* first.stride[0]] = span.begin
    values[i &* first.stride[0] &+ first.stride[1]] = span.end
  }

  /// Hands out `count` spans, or says how many places they need. The count is written in both cases.
  func commit(_ spans: Spans, count: Block) throws(PithError) {
    count.put(0, spans.count)
    guard spans.count <= extent(0) else {
      throw PithError(.capacity, name, expected: "room for all spans", got: .needed(spans.count, had: extent(0)))
    }
    var i = 0
    while i < spans.count {
      put(i, spans[i])
      i &+= 1
    }
  }
}
