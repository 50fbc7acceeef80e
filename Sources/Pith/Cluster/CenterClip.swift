// CenterCLIP: the tokens of a video segment stand for themselves: k medoids, on the tokens or on their spectral embedding.
//
// Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video Retrieval", SIGIR 2022.
//
//   x <- x / (|x| + 1e-6) with `normalize`
//   distance: |x_i - x_j|, or 1 - u_i . u_j with u = x / (|x| + 1e-6)
//   k-medoids: Primitives/KMedoids.swift; spectral: CenterClipSpectral.swift, then the same with Euclidean distance
//   assign_j = rank of the nearest medoid; the medoid tokens, or the means of the members, go on
//
// Where we differ: the authors' distances come from a matrix product, so that rounding breaks the exact ties of clusters of
// two; here distances are symmetric differences and the lower index wins. The first medoid is the token of greatest norm before
// any normalisation (after it, norms differ by rounding only). They stop by the mean over a batch; here items are independent.
// Cost: that of k-medoids; N D doubles of scratch besides.

import CPith

public enum CenterClipAlgorithm: Int32, Sendable {
  case kMedoids = 0
  case spectral = 1
  /// Segments only: mean over the frames; every k-th token.
  case pooling = 2
  case sampling = 3
}

public enum CenterClipGraph: Int32, Sendable {
  case heat = 0
  case neighbours = 1
}

/// How CenterCLIP clusters.
public struct CenterClipOptions: Sendable {
  public var algorithm = CenterClipAlgorithm.kMedoids
  /// Cosine distance instead of Euclidean distance, for k-medoids on tokens.
  public var cosine = false
  public var normalize = false
  public var graph = CenterClipGraph.heat
  public var iterations = 100
  public var threshold = 1e-6
  /// Width of the heat kernel.
  public var sigma = 2.0
  /// Neighbours in the graph, the token itself included; above N: all. 0: 5, in segments 5 a frame and 5 more from 100 patches on.
  public var graphNeighbours = 0

  public init() {}

  func check() throws(PithError) {
    try require(iterations, "options.iterations", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    guard threshold >= 0 && threshold.isFinite else {
      throw PithError(.range, "options.threshold", expected: "a finite number that is not negative", got: .real(threshold))
    }
    guard sigma > 0 && sigma.isFinite else {
      throw PithError(.range, "options.sigma", expected: "a finite number above 0", got: .real(sigma))
    }
    try require(graphNeighbours, "options.graph_neighbours", in: 0...Int(Int32.max), "0 to 2^31 - 1")
  }
}

extension Cluster {
  /// Picks `clusters` tokens as medoids and assigns every token to one.
  ///
  /// - Parameters:
  ///   - tokens: `[N, D]` or `[B, N, D]`, f32, f16 or bf16, finite.
  ///   - options: k-medoids or spectral.
  ///   - clusters: 0…N.
  ///   - medoids: out, `[clusters]` or `[B, clusters]`, i32, ascending.
  ///   - assign: out, `[N]` or `[B, N]`, i32: rank of the medoid; -1 where there are no clusters.
  public static func centerClip(
    _ workspace: Workspace, tokens: Tensor, options: CenterClipOptions, clusters: Int, medoids: Tensor, assign: Tensor?
  ) throws(PithError) {
    let tokens = try tokens.block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = tokens.extent(0)
    try options.check()
    guard options.algorithm == .kMedoids || options.algorithm == .spectral else {
      throw PithError(
        .range, "options.algorithm", expected: "k-medoids or spectral", got: .integer(Int(options.algorithm.rawValue)))
    }
    try requireCount(clusters, "clusters", atMost: n, "0 to N")
    let medoids = try medoids.block("medoids", rank: 1, .index, "[clusters] or [B, clusters]")
    try medoids.require(clusters, "[clusters] or [B, clusters]")
    try medoids.requireBatch(of: tokens)
    let assign = try assign.block("assign", rank: 1, .index, "[N] or [B, N]", like: tokens)
    try assign?.require(n, "[N] or [B, N]")

    let picks = try workspace.allocate(try product(tokens.batch, clusters), of: Int32.self)
    let ranks = try workspace.allocate(try product(tokens.batch, n), of: Int32.self)
    var b = 0
    while b < tokens.batch {
      let mark = workspace.mark()
      let rows = try workspace.floatRows(tokens.item(b))
      try workspace.requireFinite(rows, "tokens")
      try workspace.centerClip(
        rows, options, clusters: clusters, neighbours: options.graphNeighbours == 0 ? 5 : options.graphNeighbours,
        medoids: picks + b &* clusters, assign: ranks + b &* n)
      workspace.release(mark)
      b &+= 1
    }
    workspace.commitAll(picks, count: clusters, to: medoids)
    if let assign { workspace.commitAll(ranks, count: n, to: assign) }
  }
}

extension Workspace {
  /// Medoids and assignment of one set of finite rows, k-medoids or spectral.
  func centerClip(
    _ points: FloatRows, _ options: CenterClipOptions, clusters: Int, neighbours: Int,
    medoids: UnsafeMutablePointer<Int32>, assign: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    assign.update(repeating: -1, count: points.rows)
    if clusters == 0 { return }
    let mark = self.mark()
    defer { release(mark) }
    var rows = try medoidRows(points, options)
    if options.algorithm == .spectral {
      rows = try spectralRows(rows, options, dimensions: clusters, neighbours: neighbours)
    }
    try kMedoids(
      rows, k: clusters, maxIterations: options.iterations, threshold: options.threshold, medoids: medoids,
      assign: assign)
  }

  private func medoidRows(_ points: FloatRows, _ options: CenterClipOptions) throws(PithError) -> MedoidRows {
    let n = points.rows
    let dim = points.cols
    let table = kernels
    let values = try allocate(try product(n, dim), of: Double.self)
    let norms = try allocate(n, of: Double.self)
    let factors = try allocate(n, of: Double.self)
    parallelRanges(n, grain: max(1, 16384 / max(dim, 1))) { _, begin, end in
      var i = begin
      while i < end {
        let row = values + i &* dim
        table.pointee.f64_from_f32(points.row(i), row, dim)
        norms[i] = table.pointee.double_dot(row, row, dim).root
        if options.normalize { table.pointee.double_scale(1 / (norms[i] + 1e-6), row, row, dim) }
        let length = options.normalize ? norms[i] / (norms[i] + 1e-6) : norms[i]
        factors[i] = 1 / (length + 1e-6)
        i &+= 1
      }
    }
    let isCosine = options.cosine && options.algorithm == .kMedoids
    return MedoidRows(
      values: UnsafePointer(values), count: n, dim: dim, factors: isCosine ? UnsafePointer(factors) : nil,
      norms: UnsafePointer(norms))
  }
}
