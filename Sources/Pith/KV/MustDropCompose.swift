// Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model (MustDrop, 2024): what every layer's
// cache keeps in the end.
//
//   keep_s: positions that stage s keeps, relative to what stage s - 1 left
//   select_last = keep_last,  select_s = keep_s[select_(s + 1)]
//
// A layer whose cache was written before stage s (and after stage s - 1) is cut down to select_s: the tokens that survive
// all stages, as positions in that layer's cache. Layers behind the last stage hold these tokens only.
// Cost: S · n_last.

import CPith

extension KV {
  /// Composes the selections of successive pruning stages.
  ///
  /// - Parameters:
  ///   - keep: the stages' lists, one behind the other. `[sum of lengths]`, i32.
  ///   - lengths: how long each is. `[S]`, i32.
  ///   - n: tokens before the first stage.
  ///   - selections: out, `[S, n_last]`, i32.
  public static func mustDropCompose(
    _ workspace: Workspace, keep: Tensor, lengths: Tensor, n: Int, selections: Tensor
  ) throws(PithError) {
    let keep = try keep.unbatched("keep", rank: 1, .index, "[sum of lengths]")
    let lengths = try lengths.unbatched("lengths", rank: 1, .index, "[S]")
    let stages = lengths.extent(0)
    try require(n, "n", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    let all = try workspace.indices(keep.first)
    let counts = try workspace.indices(lengths.first)
    var total = 0
    var before = n
    var s = 0
    while s < stages {
      let count = Int(counts[s])
      guard count >= 0 && count <= keep.extent(0) &- total else {
        throw PithError(.index, "lengths", expected: "lengths that add up to those of keep", got: .element(count, at: s))
      }
      var i = 0
      while i < count {
        let position = Int(all[total &+ i])
        guard position >= 0 && position < before else {
          throw PithError(
            .index, "keep", expected: "positions among the tokens that the stage before left",
            got: .element(position, at: total &+ i))
        }
        i &+= 1
      }
      total &+= count
      before = count
      s &+= 1
    }
    try keep.require(total, "[sum of lengths]")
    let last = stages == 0 ? 0 : before
    let selections = try selections.unbatched("selections", rank: 2, .index, "[S, n_last]")
    try selections.require(stages, last, "[S, n_last]")

    guard let target = selections.pointer(0, as: Int32.self) else { return }
    let (rowStride, stride) = (selections.first.stride[0], selections.first.stride[1])
    s = stages &- 1
    while s >= 0 {
      total &-= Int(counts[s])
      var i = 0
      while i < last {
        let position = s == stages &- 1 ? i : Int(target[(s &+ 1) &* rowStride &+ i &* stride])
        target[s &* rowStride &+ i &* stride] = all[total &+ position]
        i &+= 1
      }
      s &-= 1
    }
  }
}
