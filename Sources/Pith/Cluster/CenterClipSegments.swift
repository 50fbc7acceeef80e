// CenterCLIP on a video: frames to segments, each with one class token and the tokens that stand for its patches.
//
// Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video Retrieval", SIGIR 2022.
//
//   segment s = frames s T / S ... (s + 1) T / S - 1, its patch tokens numbered frame by frame
//   y_s = [mean of the class tokens, k tokens]
//   k-medoids, spectral: the medoid tokens in ascending order, or the means of their clusters (CenterClip.swift)
//   sampling: n patch tokens, t = n / k in double: tokens int(t / 2 + t i), i = 0 ..< k; 0 ..< k where n <= k
//   pooling: y_s = mean over the frames at every position, the class token's included; k is not used
//
// Cost: that of S clusterings, one after the other; an N D copy of the patches of a segment.

import CPith

extension Cluster {
  /// Shortens a video to segments.
  ///
  /// - Parameters:
  ///   - tokens: `[T, 1 + P, D]` or `[B, T, 1 + P, D]`, the class token of each frame first, f32, f16 or bf16, finite.
  ///   - segments: 1 or more, a divisor of T.
  ///   - clusters: 0…T / segments * P; not used by pooling.
  ///   - mean: the means of clusters instead of medoid tokens.
  ///   - y: out, `[segments, 1 + clusters, D]`; pooling: `[segments, 1 + P, D]`.
  ///   - medoids: out, `[segments, clusters]`, i32; nil for pooling.
  ///   - assign: out, `[segments, T / segments * P]`, i32; nil for pooling and sampling.
  public static func centerClipSegments(
    _ workspace: Workspace, tokens: Tensor, options: CenterClipOptions, segments: Int, clusters: Int, mean: Bool, y: Tensor,
    medoids: Tensor?, assign: Tensor?
  ) throws(PithError) {
    let shape: StaticString = "[T, 1 + P, D] or [B, T, 1 + P, D], a class token first"
    let tokens = try tokens.block("tokens", rank: 3, .float, shape)
    let frames = tokens.extent(0)
    let patches = tokens.extent(1) &- 1
    let dim = tokens.extent(2)
    guard patches >= 0 else {
      throw PithError(.shape, "tokens", expected: shape, got: .shape(ndim: tokens.first.ndim, tokens.first.shape))
    }
    try options.check()
    guard segments >= 1 && frames % segments == 0 && (frames > 0 || segments == 1) else {
      throw PithError(.range, "segments", expected: "a divisor of T", got: .integer(segments))
    }
    let length = frames / segments
    let n = try product(length, patches)
    guard n <= Int(Int32.max) else {
      throw PithError(
        .size, "tokens", expected: "fewer than 2^31 patches in a segment", got: .shape(ndim: 3, tokens.first.shape))
    }
    let isPooling = options.algorithm == .pooling
    if !isPooling { try requireCount(clusters, "clusters", atMost: n, "0 to T / segments * P") }
    let kept = isPooling ? patches : clusters
    let y = try y.block("y", rank: 3, .float, "[segments, 1 + clusters, D] or [B, segments, 1 + clusters, D]")
    try y.require(segments, kept &+ 1, dim, "[segments, 1 + clusters, D] or [B, segments, 1 + clusters, D]")
    try y.requireBatch(of: tokens)
    let medoids = try medoids.block(
      "medoids", rank: 2, .index, "[segments, clusters] or [B, segments, clusters]", like: tokens)
    let assign = try assign.block(
      "assign", rank: 2, .index, "[segments, T / segments * P] or [B, segments, T / segments * P]", like: tokens)
    if isPooling && medoids != nil { throw PithError(.unsupported, "medoids", expected: "NULL with pooling") }
    if (isPooling || options.algorithm == .sampling) && assign != nil {
      throw PithError(.unsupported, "assign", expected: "NULL with pooling and sampling")
    }
    try medoids?.require(segments, clusters, "[segments, clusters] or [B, segments, clusters]")
    try assign?.require(segments, n, "[segments, T / segments * P] or [B, segments, T / segments * P]")

    let count = try product(tokens.batch, segments)
    let size = try product(kept &+ 1, dim)
    let result = try workspace.allocate(try product(count, size), of: Float.self)
    let picks = try workspace.allocate(try product(count, isPooling ? 0 : clusters), of: Int32.self)
    let ranks = try workspace.allocate(isPooling ? 0 : try product(count, n), of: Int32.self)
    var s = 0
    while s < count {
      let mark = workspace.mark()
      let segment = SegmentFrames(
        item: tokens.item(s / segments), first: s % segments &* length, length: length, patches: patches, dim: dim)
      let line = result + s &* size
      if isPooling {
        try workspace.meanFrames(segment, positions: patches &+ 1, into: line)
      } else {
        try workspace.meanFrames(segment, positions: 1, into: line)
        try workspace.shorten(
          segment, options, clusters: clusters, mean: mean, medoids: picks + s &* clusters, assign: ranks + s &* n,
          into: line + dim)
      }
      workspace.release(mark)
      s &+= 1
    }
    s = 0
    while s < count {
      let b = s / segments
      let i = s % segments
      workspace.commit(result + s &* size, rows: kept &+ 1, cols: dim, to: y.item(b).slice(i))
      if let medoids { workspace.commit(picks + s &* clusters, count: clusters, to: medoids.item(b).slice(i)) }
      if let assign { workspace.commit(ranks + s &* n, count: n, to: assign.item(b).slice(i)) }
      s &+= 1
    }
  }
}

/// The frames of a segment of a video `[T, 1 + P, D]`.
private struct SegmentFrames {
  var item: Tensor
  var first: Int
  var length: Int
  var patches: Int
  var dim: Int
}

extension Workspace {
  /// The mean over the frames of the first `positions` tokens, in double.
  fileprivate func meanFrames(
    _ segment: SegmentFrames, positions: Int, into target: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let size = try product(positions, segment.dim)
    let sums = try allocate(size, of: Double.self)
    sums.update(repeating: 0, count: size)
    var t = 0
    while t < segment.length {
      let mark = self.mark()
      let frame = try floatRows(segment.item.slice(segment.first &+ t))
      try requireFinite(frame, "tokens")
      var i = 0
      while i < positions {
        kernels.pointee.mixed_axpy(1, frame.row(i), sums + i &* segment.dim, segment.dim)
        i &+= 1
      }
      release(mark)
      t &+= 1
    }
    kernels.pointee.double_scale(1 / Double(max(segment.length, 1)), sums, sums, size)
    kernels.pointee.f32_from_f64(sums, target, size)
  }

  /// The tokens that stand for the patches of a segment. The frames are known to be finite.
  fileprivate func shorten(
    _ segment: SegmentFrames, _ options: CenterClipOptions, clusters: Int, mean: Bool,
    medoids: UnsafeMutablePointer<Int32>, assign: UnsafeMutablePointer<Int32>, into target: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let dim = segment.dim
    let n = segment.length &* segment.patches
    let copy = try allocate(try product(n, dim), of: Float.self)
    var t = 0
    while t < segment.length {
      let mark = self.mark()
      let frame = try floatRows(segment.item.slice(segment.first &+ t))
      var i = 0
      while i < segment.patches {
        (copy + (t &* segment.patches &+ i) &* dim).update(from: frame.row(i &+ 1), count: dim)
        i &+= 1
      }
      release(mark)
      t &+= 1
    }
    let points = FloatRows(base: UnsafePointer(copy), rows: n, cols: dim, stride: dim)
    if options.algorithm == .sampling {
      let step = Double(n) / Double(max(clusters, 1))
      var i = 0
      while i < clusters {
        medoids[i] = Int32(truncatingIfNeeded: n <= clusters ? i : Int(saturating: step / 2 + step * Double(i)))
        i &+= 1
      }
    } else {
      let usual = 5 &* segment.length &+ (segment.patches >= 100 ? 5 : 0)
      try centerClip(
        points, options, clusters: clusters,
        neighbours: options.graphNeighbours == 0 ? usual : options.graphNeighbours, medoids: medoids, assign: assign)
    }
    if mean && options.algorithm != .sampling {
      try clusterMeans(points, assign, clusters, into: target)
    } else {
      var i = 0
      while i < clusters {
        (target + i &* dim).update(from: points.row(Int(medoids[i])), count: dim)
        i &+= 1
      }
    }
  }

  /// Means of the members, sums in double. Every cluster has a member.
  private func clusterMeans(
    _ points: FloatRows, _ assign: UnsafePointer<Int32>, _ clusters: Int, into target: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let dim = points.cols
    let size = try product(clusters, dim)
    let sums = try allocate(size, of: Double.self)
    let counts = try allocate(clusters, of: Int.self)
    sums.update(repeating: 0, count: size)
    counts.update(repeating: 0, count: clusters)
    kernels.pointee.wide_segment_sum(points.base, points.stride, points.rows, dim, assign, nil, sums, dim)
    var i = 0
    while i < points.rows {
      if assign[i] >= 0 { counts[Int(assign[i])] &+= 1 }
      i &+= 1
    }
    i = 0
    while i < clusters {
      kernels.pointee.double_scale(1 / Double(max(counts[i], 1)), sums + i &* dim, sums + i &* dim, dim)
      i &+= 1
    }
    kernels.pointee.f32_from_f64(sums, target, size)
  }
}
