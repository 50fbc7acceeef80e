// Optional arguments: checked like the others where they are present.

extension Optional where Wrapped == Tensor {
  /// The checked argument with the batch dimension of `other`, or nil if it is absent.
  @inline(never)
  func block(
    _ name: StaticString, rank: Int, _ accepts: Accepts, _ expected: StaticString, like other: Block
  ) throws(PithError) -> Block? {
    guard let tensor = self else { return nil }
    let block = try tensor.block(name, rank: rank, accepts, expected)
    try block.requireBatch(of: other)
    return block
  }
}

extension Workspace {
  /// Writes one number to a `[1]` item.
  func commit(_ value: Int, to item: Tensor) {
    item.data?.assumingMemoryBound(to: Int32.self).pointee = Int32(truncatingIfNeeded: value)
  }

  func commit(_ value: Float, to item: Tensor) {
    var value = value
    storeFloats(&value, count: 1, into: item, offset: 0, stride: 1)
  }
}

extension Tensor {
  /// A checked argument of a function without batches.
  @inline(never)
  func unbatched(
    _ name: StaticString, rank: Int, _ accepts: Accepts, _ expected: StaticString
  ) throws(PithError) -> Block {
    let block = try self.block(name, rank: rank, accepts, expected)
    guard !block.isBatched else { throw PithError(.ndim, name, expected: expected, got: .ndim(ndim)) }
    return block
  }
}

extension Block {
  /// Requires room for `needed` along the first dimension.
  @inline(never)
  func requireCapacity(_ needed: Int) throws(PithError) {
    guard extent(0) >= needed else {
      throw PithError(.capacity, name, expected: "a capacity that holds the result", got: .needed(needed, had: extent(0)))
    }
  }
}
