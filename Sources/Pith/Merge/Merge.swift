// The merge family: which tokens become one. Every function fills `assign`: the output row of each token, -1 if it is
// dropped. The apply functions carry it out.

import CPith

public enum Merge {}

/// Optional outputs that hold one number per batch item.
extension Block {
  /// Parses `[1]`, or `[B]` for a batch: the number of output rows.
  static func count(_ view: Tensor?, of batched: Block) throws(PithError) -> Tensor? {
    guard let view else { return nil }
    let expected: StaticString = "[1], or [B] for a batch"
    let count = try view.block("count", rank: 1, .index, expected)
    guard !count.isBatched else { throw PithError(.ndim, "count", expected: expected, got: .ndim(view.ndim)) }
    try count.require(batched.batch, expected)
    return view
  }
}

extension Workspace {
  /// Writes the same count for every batch item.
  func commit(count rows: Int, to view: Tensor?) {
    guard let view, let target = view.data?.assumingMemoryBound(to: Int32.self) else { return }
    var b = 0
    while b < view.shape[0] {
      target[b &* view.stride[0]] = Int32(truncatingIfNeeded: rows)
      b &+= 1
    }
  }

  /// Writes results `[batch, count]` to the first `count` elements of every item.
  func commit(_ source: UnsafePointer<Int32>, count: Int, to block: Block) {
    var b = 0
    while b < block.batch {
      commit(source + b &* count, count: count, to: block.item(b))
      b &+= 1
    }
  }
}
