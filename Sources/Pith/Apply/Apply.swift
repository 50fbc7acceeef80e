// The apply family: carries a decision out on any buffer. Values pass through as they are, NaN and infinities included;
// indices are checked before anything is written.

public enum Apply {}

extension Block {
  /// Requires this argument to have the batch of `other`, or none: then it serves every item.
  func requireBatchOrShared(of other: Block) throws(PithError) {
    if isBatched { try requireBatch(of: other) }
  }

  /// The view that serves item `b` of a batch.
  func shared(_ b: Int) -> Tensor { item(isBatched ? b : 0) }
}

/// Refuses elements outside `low..<high`.
func requireIndices(
  _ block: Block, from low: Int, below high: Int, _ expected: StaticString
) throws(PithError) {
  let n = block.extent(0)
  var b = 0
  while b < block.batch {
    let item = block.item(b)
    if let data = item.data?.assumingMemoryBound(to: Int32.self) {
      var i = 0
      while i < n {
        let value = Int(data[i &* item.stride[0]])
        guard value >= low && value < high else {
          throw PithError(.index, block.name, expected: expected, got: .element(value, at: b &* n &+ i))
        }
        i &+= 1
      }
    }
    b &+= 1
  }
}
