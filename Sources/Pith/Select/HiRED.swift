// HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution Vision-Language Models in
// Resource-Constrained Environments (AAAI 2025): the most attended tokens of each partition.
//
//   s_p = sum over heads of attention[p, h, :]          partition p keeps the budgets[p] tokens with the greatest s_p
//
// Partition 0 is the whole image, then come its crops; Budget/HiREDBudget.swift makes budgets. With one partition this is the
// method's variant for models without crops. Ids are partition · N + token. Select/AnyRes.swift puts them in reading order.
//
// Differs from the authors' code: ties go to the lower index (theirs: unspecified).
// Cost: O(P·H·N).

import CPith

extension Select {
  /// Keeps the most attended tokens of each partition.
  ///
  /// - Parameters:
  ///   - attention: attention of the class token, a late layer. `[P, H, N]` or `[B, P, H, N]`, f32, f16 or bf16.
  ///   - budgets: tokens to keep of each partition, 0…N. `[P]` or `[B, P]`, i32.
  ///   - indices: out, ascending. `[capacity]` or `[B, capacity]`, i32; P · N is always enough.
  ///   - count: out, the sum of the budgets. `[1]` or `[B, 1]`, i32. Written on a capacity error too.
  public static func hired(
    _ workspace: Workspace, attention: Tensor, budgets: Tensor, indices: Tensor, count: Tensor
  ) throws(PithError) {
    let map = try attention.block("attention", rank: 3, .float, "[P, H, N] or [B, P, H, N]")
    let partitions = map.extent(0)
    let n = map.extent(2)
    let most = try product(partitions, n)
    guard most <= Int(Int32.max) else {
      throw PithError(.size, "attention", expected: "fewer than 2^31 tokens in all", got: .integer(most))
    }
    let budgets = try budgets.block("budgets", rank: 1, .index, "[P] or [B, P]")
    try budgets.require(partitions, "[P] or [B, P]")
    try budgets.requireBatch(of: map)
    let output = try CountedIndices(indices, count, like: map)

    let sums = try workspace.headColumnSums(map, rows: 0..<map.extent(1), columns: n)
    let picks = try workspace.allocate(try product(map.batch, most), of: Int32.self)
    let lengths = try workspace.allocate(map.batch, of: Int32.self)
    var b = 0
    while b < map.batch {
      let own = picks + b &* most
      var written = 0
      var p = 0
      while p < partitions {
        let keep = Int(budgets.pointer(b, as: Int32.self)?[p &* budgets.first.stride[0]] ?? 0)
        guard keep >= 0 && keep <= n else {
          throw PithError(.value, "budgets", expected: "0 to N", got: .element(keep, at: b &* partitions &+ p))
        }
        try workspace.topK(sums + (b &* partitions &+ p) &* n, n, keep, .position, offset: p &* n, into: own + written)
        written &+= keep
        p &+= 1
      }
      lengths[b] = Int32(truncatingIfNeeded: written)
      b &+= 1
    }
    try workspace.commit(picks, stride: most, lengths, to: output)
  }
}
