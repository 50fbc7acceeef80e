// DPC-KNN: density-peaks clustering with k nearest neighbours, as token mergers use it.
//
// Du, Ding and Jia, "Study on density peaks clustering based on k-nearest neighbors and principal component analysis",
// Knowledge-Based Systems 99 (2016); on tokens: TCFormer (CVPR 2022), Chat-UniVi (CVPR 2024), whose code this follows.
//
//   score_i = rho_i * delta_i (Primitives/DensityPeaks.swift)          centres: the `clusters` highest scores
//   assign_j = arg min over ranks r of d(centre_r, j); a centre belongs to itself
//   weight_j = w_j / (epsilon + sum of w over the cluster of j),  w = 1 by default
//   merged_r = sum over j in r of weight_j x_j: Apply.merge in sum mode
//
// Steps: scores, centres by rank, nearest centre, weights. Where we differ: the authors break ties of density by random
// numbers and leave equal scores to torch's sort; here noise is an input, absent by default, and the lower index wins. Their
// merge with a mask gives NaN; here the mask only affects clustering, and weight 0 takes padding out of the merge.
// Cost: two half passes over the pairs (N^2 D multiply-adds) and N * clusters * D; O(N (D + neighbours)) scratch.

import CPith

extension Cluster {
  /// Clusters tokens around density peaks.
  ///
  /// - Parameters:
  ///   - tokens: `[N, D]` or `[B, N, D]`, f32, f16 or bf16, finite.
  ///   - noise: `[N]` or `[B, N]`, finite: breaks ties of density; nil: zeros.
  ///   - mask: `[N]` or `[B, N]`, i32, 0: padding.
  ///   - tokenWeight: `[N]` or `[B, N]`, not negative; nil: ones. Only `weight` depends on it.
  ///   - clusters: 0…N. neighbours: 1…N, the token itself included.
  ///   - noiseScale: what noise is multiplied with. epsilon: 0 or more, see `weight`.
  ///   - centers: out, `[clusters]` or `[B, clusters]`, i32, best first.
  ///   - assign: out, `[N]` or `[B, N]`, i32: rank of the token's centre; -1 where there are no clusters.
  ///   - weight: out, `[N]` or `[B, N]`. density, delta, score: out, `[N]` or `[B, N]`.
  public static func dpcKnn(
    _ workspace: Workspace, tokens: Tensor, noise: Tensor?, mask: Tensor?, tokenWeight: Tensor?, clusters: Int,
    neighbours: Int, noiseScale: Double, epsilon: Double, centers: Tensor, assign: Tensor?, weight: Tensor?,
    density: Tensor?, delta: Tensor?, score: Tensor?
  ) throws(PithError) {
    let row: StaticString = "[N] or [B, N]"
    let tokens = try tokens.block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = tokens.extent(0)
    let noise = try noise.block("noise", rank: 1, .float, row, like: tokens)
    try noise?.require(n, row)
    let mask = try mask.block("mask", rank: 1, .index, row, like: tokens)
    try mask?.require(n, row)
    let tokenWeight = try tokenWeight.block("token_weight", rank: 1, .float, row, like: tokens)
    try tokenWeight?.require(n, row)
    try requireCount(clusters, "clusters", atMost: n, "0 to N")
    try require(neighbours, "neighbours", in: 1...max(1, n), "1 to N")
    try requireFinite(noiseScale, "noise_scale")
    guard epsilon >= 0 && epsilon.isFinite else {
      throw PithError(.range, "epsilon", expected: "a finite number that is not negative", got: .real(epsilon))
    }
    let centers = try centers.block("centers", rank: 1, .index, "[clusters] or [B, clusters]")
    try centers.require(clusters, "[clusters] or [B, clusters]")
    try centers.requireBatch(of: tokens)
    let assign = try assign.block("assign", rank: 1, .index, row, like: tokens)
    try assign?.require(n, row)
    let weight = try weight.block("weight", rank: 1, .float, row, like: tokens)
    try weight?.require(n, row)
    let density = try density.block("density", rank: 1, .float, row, like: tokens)
    try density?.require(n, row)
    let delta = try delta.block("delta", rank: 1, .float, row, like: tokens)
    try delta?.require(n, row)
    let score = try score.block("score", rank: 1, .float, row, like: tokens)
    try score?.require(n, row)

    let cells = try product(tokens.batch, n)
    let picks = try workspace.allocate(try product(tokens.batch, clusters), of: Int32.self)
    let ranks = try workspace.allocate(cells, of: Int32.self)
    let weights = try workspace.allocate(cells, of: Float.self)
    let densities = try workspace.allocate(cells, of: Float.self)
    let deltas = try workspace.allocate(cells, of: Float.self)
    let scores = try workspace.allocate(cells, of: Float.self)
    let table = workspace.kernels
    var b = 0
    while b < tokens.batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(tokens.item(b))
      try workspace.requireFinite(rows, "tokens")
      var noiseRow: UnsafePointer<Float>?
      if let noise {
        let given = try workspace.floatRows(noise.item(b))
        try workspace.requireFinite(given, "noise")
        noiseRow = given.base
      }
      var maskRow: UnsafePointer<Int32>?
      if let mask, n > 0 { maskRow = try workspace.indices(mask.item(b)) }
      let peaks = try workspace.densityPeaks(
        rows, neighbours: neighbours, noise: noiseRow, noiseScale: noiseScale, mask: maskRow)
      try workspace.densityCenters(peaks, n, count: clusters, into: picks + b &* clusters)
      if assign != nil || weight != nil {
        let mine = ranks + b &* n
        mine.update(repeating: -1, count: n)
        try workspace.densityAssign(rows, centers: picks + b &* clusters, count: clusters, mask: maskRow, into: mine)
        var own: UnsafePointer<Float>?
        if let tokenWeight { own = try workspace.weights(tokenWeight.item(b), "token_weight") }
        try workspace.clusterWeights(mine, n, clusters: clusters, own, epsilon: epsilon, into: weights + b &* n)
      }
      table.pointee.f32_from_f64(peaks.density, densities + b &* n, n)
      table.pointee.f32_from_f64(peaks.delta, deltas + b &* n, n)
      table.pointee.f32_from_f64(peaks.score, scores + b &* n, n)
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: tokens.batch)
      b &+= 1
    }
    workspace.commitAll(picks, count: clusters, to: centers)
    if let assign { workspace.commitAll(ranks, count: n, to: assign) }
    if let weight { workspace.commitAll(weights, count: n, to: weight) }
    if let density { workspace.commitAll(densities, count: n, to: density) }
    if let delta { workspace.commitAll(deltas, count: n, to: delta) }
    if let score { workspace.commitAll(scores, count: n, to: score) }
  }

  /// The clusters and neighbours of a clustering layer of Chat-UniVi: a rate above 1 is a count, any other a share of the
  /// tokens, rounded up; too many neighbours become min(3, max(clusters div 2, 1)). Clusters may exceed the tokens.
  public static func dpcKnnPlan(
    tokens: Int, rate: Double, neighbours: Int
  ) throws(PithError) -> (clusters: Int, neighbours: Int) {
    try require(tokens, "tokens", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try require(rate, "rate", from: 0, through: 2_147_483_647, "0 to 2^31 - 1")
    try require(neighbours, "neighbours", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    let wanted = rate > 1 ? rate : Double(tokens) * rate
    let below = wanted.truncated
    let clusters = max(Int(below) &+ (below < wanted ? 1 : 0), 1)
    return (clusters, neighbours > clusters ? min(3, max(clusters / 2, 1)) : neighbours)
  }
}

extension Workspace {
  /// Weights `[n]` that are finite and not negative.
  @inline(never)
  func weights(_ item: Tensor, _ name: StaticString) throws(PithError) -> UnsafePointer<Float> {
    let row = try floatRows(item)
    try requireFinite(row, name)
    var i = 0
    while i < row.cols {
      guard row.base[i] >= 0 else {
        throw PithError(.value, name, expected: "weights that are not negative", got: .real(Double(row.base[i])))
      }
      i &+= 1
    }
    return row.base
  }

  /// Each member's share of its cluster: w / (epsilon + sum of w), w = 1 if `own` is absent; 0 for a cluster without weight
  /// or a label below 0. Sums in double.
  func clusterWeights(
    _ labels: UnsafePointer<Int32>, _ n: Int, clusters: Int, _ own: UnsafePointer<Float>?, epsilon: Double,
    into weight: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let sums = try allocate(clusters, of: Double.self)
    sums.update(repeating: epsilon, count: clusters)
    var i = 0
    while i < n {
      if labels[i] >= 0 { sums[Int(labels[i])] += own.map { Double($0[i]) } ?? 1 }
      i &+= 1
    }
    i = 0
    while i < n {
      let sum = labels[i] >= 0 ? sums[Int(labels[i])] : 0
      weight[i] = sum > 0 ? Float((own.map { Double($0[i]) } ?? 1) / sum) : 0
      i &+= 1
    }
  }
}
