// Cross-attention pooling: M queries take what they attend to of N tokens. With learned queries of which a prefix is used, the
// core of MQT, "Matryoshka Query Transformer for Large Vision-Language Models" (NeurIPS 2024, arXiv 2405.19315).
//
//   for each head of width d = E / H:  A = softmax over the N keys of (Q K^T) / sqrt(d),  y = A V
//
// In MQT the keys hold positions only, so A depends on the checkpoint alone: row i of the result is the same for any number of
// queries above i, and a host may keep `weights` for all images.
// Steps: per head, keys and values are packed once; 60 queries at a time: scores by tiles, softmax by rows, the product with
// the values by tiles. Cost: 2 M N E multiply-adds; scratch of N d + 60 N floats.

import CPith

extension Pool {
  /// Attends from queries to keys.
  ///
  /// - Parameters:
  ///   - queries: `[M, E]` or `[B, M, E]`, f32, f16 or bf16.
  ///   - keys, values: `[N, E]` or `[B, N, E]`, N at least 1.
  ///   - heads: divides E.
  ///   - y: out, `[M, E]` or `[B, M, E]`: the heads side by side.
  ///   - weights: out, `[H, M, N]` or `[B, H, M, N]`, or nil.
  public static func crossAttention(
    _ workspace: Workspace, queries: Tensor, keys: Tensor, values: Tensor, heads: Int, y: Tensor, weights: Tensor?
  ) throws(PithError) {
    let q = try queries.block("queries", rank: 2, .float, "[M, E] or [B, M, E]")
    let (m, dim) = (q.extent(0), q.extent(1))
    let k = try keys.block("keys", rank: 2, .float, "[N, E] or [B, N, E], N at least 1")
    let n = k.extent(0)
    try k.require(max(n, 1), dim, "[N, E] or [B, N, E], N at least 1")
    try k.requireBatch(of: q)
    let v = try values.block("values", rank: 2, .float, "the shape of keys")
    try v.require(n, dim, "the shape of keys")
    try v.requireBatch(of: q)
    guard heads >= 1 && dim % heads == 0 else {
      throw PithError(.range, "heads", expected: "a divisor of E", got: .integer(heads))
    }
    let y = try y.block("y", rank: 2, .float, "the shape of queries")
    try y.require(m, dim, "the shape of queries")
    try y.requireBatch(of: q)
    let weights = try weights.block("weights", rank: 3, .float, "[H, M, N] or [B, H, M, N]", like: q)
    try weights?.require(heads, m, n, "[H, M, N] or [B, H, M, N]")
    if m == 0 { return }

    let sources = (try workspace.itemRows(q), try workspace.itemRows(k), try workspace.itemRows(v))
    // Tiles take scratch of their own for each head, so nothing is written before the last of them has come.
    let kept = try product(heads, try product(m, n))
    let scores = try workspace.allocate(
      weights == nil ? try product(min(m, queriesAtOnce), n) : try product(q.batch, kept), of: Float.self)
    let result = try workspace.allocate(try product(q.batch, try product(m, dim)), of: Float.self)
    var b = 0
    while b < q.batch {
      try workspace.attend(
        workspace.rows(sources.0, b), workspace.rows(sources.1, b), workspace.rows(sources.2, b), heads: heads,
        scores: weights == nil ? scores : scores + b &* kept, keepsScores: weights != nil,
        into: result + b &* m &* dim)
      b &+= 1
    }
    b = 0
    while b < q.batch {
      workspace.commit(result + b &* m &* dim, rows: m, cols: dim, to: y.item(b))
      if let item = weights?.item(b) {
        var head = 0
        while head < heads {
          workspace.commit(scores + (b &* kept &+ head &* m &* n), rows: m, cols: n, to: item.slice(head))
          head &+= 1
        }
      }
      b &+= 1
    }
  }
}

/// A whole tile of the product: a part of one would read all of the other side for a few rows.
private let queriesAtOnce = 60

extension Tile {
  /// Copies the tile to its place in a whole C.
  func copy(into c: UnsafeMutablePointer<Float>, stride: Int) {
    let first: Int = row
    var i = 0
    while i < rows {
      let offset: Int = (first &+ i) &* stride &+ column
      (c + offset).update(from: base + i &* ldc, count: columns)
      i &+= 1
    }
  }
}

extension FloatRows {
  /// Some rows of some columns.
  fileprivate func part(_ first: Int, _ rows: Int, columns: Int, _ cols: Int) -> FloatRows {
    FloatRows(base: row(first) + columns, rows: rows, cols: cols, stride: stride)
  }
}

extension Workspace {
  fileprivate func attend(
    _ q: FloatRows, _ k: FloatRows, _ v: FloatRows, heads: Int, scores all: UnsafeMutablePointer<Float>,
    keepsScores: Bool, into result: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let n = k.rows
    let width = q.cols / heads
    let scale = attentionScale(width)
    var head = 0
    while head < heads {
      let column = head &* width
      let mark = mark()
      defer { release(mark) }
      let keys = try packColumns(k.part(0, n, columns: column, width))
      let values = try packColumns(transposed: v.part(0, n, columns: column, width))
      var first = 0
      while first < q.rows {
        let rows = min(queriesAtOnce, q.rows &- first)
        let scores = keepsScores ? all + (head &* q.rows &+ first) &* n : all
        let inner = self.mark()
        try tiles(q.part(first, rows, columns: column, width), against: keys) { tile in
          tile.copy(into: scores, stride: n)
        }
        release(inner)
        softmaxRows(scores, rows: rows, n, scale: scale, visible: n, period: 1)
        let block = result + (first &* q.cols &+ column)
        try tiles(FloatRows(base: UnsafePointer(scores), rows: rows, cols: n, stride: n), against: values) { tile in
          tile.copy(into: block, stride: q.cols)
        }
        release(inner)
        first &+= rows
      }
      head &+= 1
    }
  }
}
