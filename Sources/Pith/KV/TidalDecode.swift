// TidalDecode: one layer picks the cache positions that matter, the following layers attend to these alone.
//
// Paper: Yang et al., "TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse Attention", ICLR 2025,
// arXiv 2410.05076.
//
//   s[h, n] = q[h] . k[g(h), n] / sqrt(D),  g(h) = h / (H / G)
//   select: the k largest s per query head                      attend: softmax of s over the chosen n, times v
//
// The host runs the schedule of a decoding step: full attention (no indices) below the first sparse layer; select and full
// attention in that layer and in the correction layer; attention with the chosen indices elsewhere.
//
// Steps: select takes the heads of one group together, so that each key is read once; attend gathers.
// Where we differ: sparse layers touch the chosen rows only, where the authors' reference masks a full row of scores. As in that
// reference the current token competes; `alwaysLast` appends it instead, as the authors' GPU kernels do.
// Cost: select H · N · D multiply-adds and H · N floats of scratch; attend H · k · 2 D.

import CPith

extension KV {
  /// The cache positions with the largest scores, for each query head.
  ///
  /// - Parameters:
  ///   - query: `[H, D]` or `[B, H, D]`: the current token, after rotary embedding.
  ///   - keys: `[G, N, D]` or `[B, G, N, D]`, the current token last; H a multiple of G.
  ///   - keep: 0 or more.
  ///   - alwaysLast: the last entry is one of the `keep` and comes last, whatever its score.
  ///   - order: of the indices (but for the last entry).
  ///   - indices: out, `[H, K]` or `[B, H, K]`, K = min(N, keep), i32.
  public static func tidalDecodeSelect(
    _ workspace: Workspace, query: Tensor, keys: Tensor, keep: Int, alwaysLast: Bool, order: Order, indices: Tensor
  ) throws(PithError) {
    let heads = try GroupedHeads(query, keys)
    try require(keep, "keep", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    let n = heads.n
    let kept = min(n, keep)
    let indices = try indices.block("indices", rank: 2, .index, "[H, K] or [B, H, K], K = min(N, keep)")
    try indices.require(heads.count, kept, "[H, K] or [B, H, K], K = min(N, keep)")
    try indices.requireBatch(of: heads.query)

    let rows = try product(heads.query.batch, heads.count)
    let result = try workspace.allocate(try product(rows, kept), of: Int32.self)
    let scores = try workspace.keyScores(heads)
    let appended = alwaysLast && kept > 0 ? 1 : 0
    try workspace.topKPerHead(
      scores, stride: n, rows: rows, n: n &- appended, keep: kept &- appended, order, into: result, step: kept)
    var r = 0
    while r < rows && appended == 1 {
      result[r &* kept &+ kept &- 1] = Int32(truncatingIfNeeded: n &- 1)
      r &+= 1
    }
    workspace.commit(result, to: indices)
  }

  /// Attention of one token over chosen positions of a cache, or over all of it.
  ///
  /// - Parameters:
  ///   - query, keys: as above.
  ///   - values: `[G, N, E]` or `[B, G, N, E]`.
  ///   - indices: `[H, K]` or `[B, H, K]`, i32, 0 to N - 1 in any order; nil: all N.
  ///   - output: out, `[H, E]` or `[B, H, E]`, float; zeros if K is 0.
  public static func tidalDecodeAttend(
    _ workspace: Workspace, query: Tensor, keys: Tensor, values: Tensor, indices: Tensor?, output: Tensor
  ) throws(PithError) {
    let heads = try GroupedHeads(query, keys)
    let (n, dim) = (heads.n, heads.dim)
    let values = try values.block("values", rank: 3, .float, "[G, N, E] or [B, G, N, E]")
    try values.require(heads.groups, n, -1, "[G, N, E] or [B, G, N, E]")
    try values.requireBatch(of: heads.query)
    let width = values.extent(2)
    let chosen = try indices.block("indices", rank: 2, .index, "[H, K] or [B, H, K]", like: heads.query)
    try chosen?.require(heads.count, -1, "[H, K] or [B, H, K]")
    let count = chosen?.extent(1) ?? n
    let output = try output.block("output", rank: 2, .float, "[H, E] or [B, H, E]")
    try output.require(heads.count, width, "[H, E] or [B, H, E]")
    try output.requireBatch(of: heads.query)

    let rows = try product(heads.query.batch, heads.count)
    let places = try workspace.allocate(chosen == nil ? 0 : try product(rows, count), of: Int32.self)
    if let chosen {
      var r = 0
      while r < rows {
        let view = chosen.item(r / heads.count).slice(r % heads.count)
        if let source = view.data?.assumingMemoryBound(to: Int32.self) {
          var i = 0
          while i < count {
            let place = Int(source[i &* view.stride[0]])
            guard place >= 0 && place < n else {
              throw PithError(.index, "indices", expected: "0 to N - 1", got: .element(place, at: r &* count &+ i))
            }
            places[r &* count &+ i] = Int32(truncatingIfNeeded: place)
            i &+= 1
          }
        }
        r &+= 1
      }
    }
    let result = try workspace.allocate(try product(rows, width), of: Float.self)
    let grain = max(1, 16384 / max(count &* (dim &+ width), 1))
    let linesPerPart = try product(2, dim) &+ width &+ count
    let lines = try workspace.allocate(
      try product(workspace.parts(rows, grain: grain), linesPerPart), of: Float.self)
    let scale = 1 / Float(dim).root
    let table = workspace.kernels
    workspace.parallelRanges(rows, grain: grain) { part, begin, end in
      let q = lines + part &* linesPerPart
      let k = q + dim
      let v = k + dim
      let weights = v + width
      var r = begin
      while r < end {
        let (b, head) = (r / heads.count, r % heads.count)
        let group = head / heads.perGroup
        let target = result + r &* width
        target.update(repeating: 0, count: width)
        heads.query.item(b).slice(head).load(workspace, into: q)
        let keyRows = heads.keys.item(b).slice(group)
        let valueRows = values.item(b).slice(group)
        var i = 0
        while i < count {
          let row = keyRows.row(chosen == nil ? i : Int(places[r &* count &+ i]), workspace, spare: k)
          weights[i] = table.pointee.dot(q, row, dim)
          i &+= 1
        }
        table.pointee.softmax(weights, scale, nil, weights, count)
        i = 0
        while i < count {
          let row = valueRows.row(chosen == nil ? i : Int(places[r &* count &+ i]), workspace, spare: v)
          table.pointee.axpy(weights[i], row, target, width)
          i &+= 1
        }
        r &+= 1
      }
    }
    var r = 0
    while r < rows {
      workspace.commit(result + r &* width, count: width, to: output.item(r / heads.count).slice(r % heads.count))
      r &+= 1
    }
  }
}

/// One query per head against grouped keys.
private struct GroupedHeads {
  var query: Block
  var keys: Block
  var count: Int
  var groups: Int
  var perGroup: Int
  var n: Int
  var dim: Int

  init(_ query: Tensor, _ keys: Tensor) throws(PithError) {
    let query = try query.block("query", rank: 2, .float, "[H, D] or [B, H, D]")
    let keys = try keys.block("keys", rank: 3, .float, "[G, N, D] or [B, G, N, D]")
    let (heads, groups) = (query.extent(0), keys.extent(0))
    try requireKeys(keys, of: query, heads: heads, dim: query.extent(1))
    (self.query, self.keys, count, self.groups) = (query, keys, heads, groups)
    (perGroup, n, dim) = (max(1, heads / max(groups, 1)), keys.extent(1), query.extent(1))
  }
}

extension Tensor {
  /// A `[D]` view as f32.
  fileprivate func load(_ workspace: Workspace, into target: UnsafeMutablePointer<Float>) {
    workspace.loadFloats(self, offset: 0, stride: stride[0], count: shape[0], into: target)
  }

  /// Row `i` of a `[N, D]` view as f32: in place, or widened into `spare`.
  fileprivate func row(
    _ i: Int, _ workspace: Workspace, spare: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    if dtype == .f32, stride[1] == 1 || shape[1] <= 1, let data {
      return UnsafePointer(data.assumingMemoryBound(to: Float.self) + i &* stride[0])
    }
    workspace.loadFloats(self, offset: i &* stride[0], stride: stride[1], count: shape[1], into: spare)
    return UnsafePointer(spare)
  }
}

extension Workspace {
  /// q . k for all heads and keys, `[B * H, N]`: the scale 1 / sqrt(D) does not change the order. NaN and infinity refused.
  fileprivate func keyScores(_ heads: GroupedHeads) throws(PithError) -> UnsafeMutablePointer<Float> {
    let (n, dim, perGroup) = (heads.n, heads.dim, heads.perGroup)
    let rows = try product(heads.query.batch, heads.count)
    let scores = try allocate(try product(rows, n), of: Float.self)
    let queries = try allocate(try product(rows, dim), of: Float.self)
    var r = 0
    while r < rows {
      heads.query.item(r / heads.count).slice(r % heads.count).load(self, into: queries + r &* dim)
      r &+= 1
    }
    try requireFinite(FloatRows(base: UnsafePointer(queries), rows: rows, cols: dim, stride: dim), "query")
    if rows == 0 { return scores }
    let grain = max(1, 65536 / max(dim &* perGroup, 1))
    let spares = try allocate(try product(parts(n, grain: grain), dim), of: Float.self)
    var g = 0
    while g < rows / perGroup {
      let keyRows = heads.keys.item(g / heads.groups).slice(g % heads.groups)
      let first = g &* perGroup
      parallelRanges(n, grain: grain) { part, begin, end in
        var i = begin
        while i < end {
          let row = keyRows.row(i, self, spare: spares + part &* dim)
          var h = first
          while h < first &+ perGroup {
            scores[h &* n &+ i] = kernels.pointee.dot(queries + h &* dim, row, dim)
            h &+= 1
          }
          i &+= 1
        }
      }
      if kernels.pointee.all_finite_f32(scores + first &* n, n) == 0 {
        try requireFinite(
          heads.keys, g / heads.groups, g % heads.groups, rows: 0..<n, columns: dim, line: spares)
      }
      g &+= 1
    }
    return scores
  }
}
