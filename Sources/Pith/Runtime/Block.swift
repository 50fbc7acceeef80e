// A checked argument: an optional leading batch dimension over a fixed number of dimensions.
//
// Every method parses each of its arguments once with `block` and then works on items without further checks.

/// An argument of shape `[n0, n1, …]` or `[B, n0, n1, …]`.
public struct Block {
  /// One item's view: the batch dimension removed.
  public var first: Tensor
  public var name: StaticString
  public var batch: Int
  public var isBatched: Bool
  var batchStride: Int

  /// Extent of dimension `i` of an item.
  public func extent(_ i: Int) -> Int { first.shape[i] }

  /// The view of item `b`.
  @inline(never)
  public func item(_ b: Int) -> Tensor {
    var view = first
    if let data = view.data { view.data = data + b &* batchStride &* view.dtype.size }
    return view
  }

  /// Item `b` taken as `i32` or `f32` elements of a contiguous innermost dimension is what most callers need; this is its start.
  func pointer<T>(_ b: Int, as type: T.Type) -> UnsafeMutablePointer<T>? {
    item(b).data?.assumingMemoryBound(to: T.self)
  }
}

/// Which dtypes an argument accepts.
public enum Accepts {
  case float
  case index
  case bytes
  case any
}

extension Tensor {
  /// Checks rank, dtype and memory. `expected` is the shape as the documentation writes it, such as `[N, D] or [B, N, D]`.
  @inline(never)
  public func block(
    _ name: StaticString, rank: Int, _ accepts: Accepts, _ expected: StaticString
  ) throws(PithError) -> Block {
    try validate(name)
    guard ndim == rank || ndim == rank &+ 1 else { throw PithError(.ndim, name, expected: expected, got: .ndim(ndim)) }
    switch accepts {
    case .float:
      guard dtype.isFloat else {
        throw PithError(.dtype, name, expected: "f32, f16 or bf16", got: .dtype(Int(dtype.rawValue)))
      }
    case .index:
      guard dtype == .i32 else { throw PithError(.dtype, name, expected: "i32", got: .dtype(Int(dtype.rawValue))) }
    case .bytes:
      guard dtype == .u8 else { throw PithError(.dtype, name, expected: "u8", got: .dtype(Int(dtype.rawValue))) }
    case .any: break
    }
    var item = self
    let batched = ndim == rank &+ 1
    if batched {
      item.ndim = rank
      item.shape = SIMD4(shape[1], shape[2], shape[3], 1)
      item.stride = SIMD4(stride[1], stride[2], stride[3], 0)
    }
    // A view of nothing needs no memory that would bound its batch, yet every item takes its turn.
    guard !batched || shape[0] <= (count == 0 ? 1 << 24 : Int(Int32.max)) else {
      throw PithError(
        .size, name, expected: "a batch below 2^31, and up to 2^24 of empty items", got: .shape(ndim: ndim, shape))
    }
    // Token counts and widths travel as i32 indices.
    var i = 0
    while i < rank {
      guard item.shape[i] <= Int(Int32.max) else {
        throw PithError(.size, name, expected: "extents below 2^31", got: .shape(ndim: ndim, shape))
      }
      i &+= 1
    }
    return Block(
      first: item, name: name, batch: batched ? shape[0] : 1, isBatched: batched, batchStride: batched ? stride[0] : 0)
  }
}

extension Block {
  /// Requires this argument's item to have these extents; -1 accepts any. `expected` is the shape as documented.
  @inline(never)
  public func require(_ n0: Int, _ expected: StaticString) throws(PithError) {
    try require(SIMD4(n0, -1, -1, -1), expected)
  }

  @inline(never)
  public func require(_ n0: Int, _ n1: Int, _ expected: StaticString) throws(PithError) {
    try require(SIMD4(n0, n1, -1, -1), expected)
  }

  @inline(never)
  public func require(_ n0: Int, _ n1: Int, _ n2: Int, _ expected: StaticString) throws(PithError) {
    try require(SIMD4(n0, n1, n2, -1), expected)
  }

  @inline(never)
  private func require(_ wanted: SIMD4<Int>, _ expected: StaticString) throws(PithError) {
    var i = 0
    while i < first.ndim {
      guard wanted[i] < 0 || first.shape[i] == wanted[i] else {
        throw PithError(.shape, name, expected: expected, got: .shape(ndim: first.ndim, first.shape))
      }
      i &+= 1
    }
  }

  /// Requires the same leading batch dimension as `other`.
  @inline(never)
  public func requireBatch(of other: Block) throws(PithError) {
    guard batch == other.batch && isBatched == other.isBatched else {
      throw PithError(
        .shape, name, expected: "the same batch dimension as the first input", got: .needed(other.batch, had: batch))
    }
  }
}
