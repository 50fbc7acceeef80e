// Optional arguments: checked like the others where they are present.

extension Optional where Wrapped == Tensor {
  /// The checked argument with the batch dimension of `other`, or nil if it is absent.
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
