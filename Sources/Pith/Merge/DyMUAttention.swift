// DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs (2025): attention of merged tokens as if they were not.
//
//   each of N virtual positions i stands for the unique token m(i); queries and keys are rotated by the position
//   p_i = softmax over positions j (causal: j <= i) of scale · rotate_i(q_m(i)) · rotate_j(k_m(j))
//   out_u = mean over positions i with m(i) = u of sum over j of p_ij v_m(j)
//   rotate_i(x) = x cos_i + (-x2, x1) sin_i, x1 and x2 the halves of the head
//
// Steps: positions are grouped by their unique token; for 120 of them at a time scores against all positions, softmax, and
// each probability is added to the pair of unique tokens it belongs to, [U, U]. One product of that with v ends it: the
// N·N·Dh of probabilities with values become U·U·Dh, and no N·N matrix is stored. The bits do not depend on threads: every
// sum runs in ascending position.
// Differs from the authors' code: a unique token without positions gets 0 (theirs has none such).
// Cost: H (N²·Dh + U²·Dh) multiply-adds; scratch of 120 N + U² + 3 N·Dh + (1 + H) U·Dh floats.

import CPith

/// Whole tiles of the product: a part of one would read all of the other side for a few rows.
private let positionsAtOnce = 120

extension Merge {
  /// Attention over virtual positions, one output per unique token.
  ///
  /// - Parameters:
  ///   - q, k, v: unique tokens before rotation. `[H, U, Dh]` or `[B, H, U, Dh]`, f32, f16 or bf16; Dh even.
  ///   - cos, sin: of every position. `[N, Dh]`, or `[B, N, Dh]`.
  ///   - mapping: unique token of every position. `[N]`, or `[B, N]`, i32, 0…U - 1.
  ///   - scale: factor of the products, usually 1 / sqrt(Dh).
  ///   - causal: a position sees those up to itself.
  ///   - output: out, the shape of q.
  public static func dyMUAttention(
    _ workspace: Workspace, q: Tensor, k: Tensor, v: Tensor, cos: Tensor, sin: Tensor, mapping: Tensor, scale: Double,
    causal: Bool, output: Tensor
  ) throws(PithError) {
    let q = try q.block("q", rank: 3, .float, "[H, U, Dh] or [B, H, U, Dh], Dh even")
    let (heads, unique, dim) = (q.extent(0), q.extent(1), q.extent(2))
    guard dim % 2 == 0 else {
      throw PithError(.shape, "q", expected: "an even Dh", got: .shape(ndim: q.first.ndim, q.first.shape))
    }
    let k = try k.block("k", rank: 3, .float, "the shape of q")
    try k.require(heads, unique, dim, "the shape of q")
    try k.requireBatch(of: q)
    let v = try v.block("v", rank: 3, .float, "the shape of q")
    try v.require(heads, unique, dim, "the shape of q")
    try v.requireBatch(of: q)
    let mapping = try mapping.block("mapping", rank: 1, .index, "[N] or [B, N]")
    let n = mapping.extent(0)
    try mapping.requireBatchOrShared(of: q)
    try requireIndices(mapping, from: 0, below: unique, "0 to U - 1")
    let cos = try cos.block("cos", rank: 2, .float, "[N, Dh] or [B, N, Dh]")
    try cos.require(n, dim, "[N, Dh] or [B, N, Dh]")
    try cos.requireBatchOrShared(of: q)
    let sin = try sin.block("sin", rank: 2, .float, "[N, Dh] or [B, N, Dh]")
    try sin.require(n, dim, "[N, Dh] or [B, N, Dh]")
    try sin.requireBatchOrShared(of: q)
    guard scale.isFinite && scale.magnitude <= Double(Float.greatestFiniteMagnitude) else {
      throw PithError(.range, "scale", expected: "a finite f32", got: .real(scale))
    }
    let output = try output.block("output", rank: 3, .float, "the shape of q")
    try output.require(heads, unique, dim, "the shape of q")
    try output.requireBatch(of: q)

    let size = try product(unique, dim)
    let result = try workspace.allocate(try product(try product(q.batch, heads), size), of: Float.self)
    result.update(repeating: 0, count: q.batch &* heads &* size)
    var b = 0
    while b < q.batch {
      let mark = workspace.mark()
      let cosines = try workspace.floatRows(cos.shared(b))
      let sines = try workspace.floatRows(sin.shared(b))
      try workspace.requireFinite(cosines, "cos")
      try workspace.requireFinite(sines, "sin")
      let positions = VirtualPositions(
        count: n, unique: unique, cos: cosines, sin: sines, mapping: try workspace.indices(mapping.shared(b)),
        starts: try workspace.allocate(unique &+ 1, of: Int32.self), grouped: try workspace.allocate(n, of: Int32.self))
      positions.group()
      var h = 0
      while h < heads {
        let inner = workspace.mark()
        let qRows = try workspace.floatRows(q.item(b).slice(h))
        let kRows = try workspace.floatRows(k.item(b).slice(h))
        let vRows = try workspace.floatRows(v.item(b).slice(h))
        try workspace.requireFinite(qRows, "q")
        try workspace.requireFinite(kRows, "k")
        try workspace.requireFinite(vRows, "v")
        try workspace.attend(
          qRows, kRows, vRows, positions, scale: Float(scale), causal: causal,
          into: result + (b &* heads &+ h) &* size)
        workspace.release(inner)
        h &+= 1
        try workspace.checkpoint(b &* heads &+ h, of: q.batch &* heads)
      }
      workspace.release(mark)
      b &+= 1
    }
    b = 0
    while b < q.batch {
      var h = 0
      while h < heads {
        workspace.commit(result + (b &* heads &+ h) &* size, rows: unique, cols: dim, to: output.item(b).slice(h))
        h &+= 1
      }
      b &+= 1
    }
  }
}

/// Positions and the unique tokens they stand for.
private struct VirtualPositions {
  var count: Int
  var unique: Int
  var cos: FloatRows
  var sin: FloatRows
  var mapping: UnsafePointer<Int32>
  /// Positions of unique token u: `grouped[starts[u]..<starts[u + 1]]`, ascending.
  var starts: UnsafeMutablePointer<Int32>
  var grouped: UnsafeMutablePointer<Int32>

  /// A counting sort: afterwards `starts[u]` would be the end of u, so it is filled one place ahead.
  func group() {
    starts.update(repeating: 0, count: unique &+ 1)
    var i = 0
    while i < count {
      starts[Int(mapping[i])] &+= 1
      i &+= 1
    }
    var total: Int32 = 0
    var u = 0
    while u <= unique {
      total &+= u < unique ? starts[u] : 0
      starts[u] = total
      u &+= 1
    }
    i = count &- 1
    while i >= 0 {
      let slot = Int(mapping[i])
      starts[slot] &-= 1
      grouped[Int(starts[slot])] = Int32(truncatingIfNeeded: i)
      i &-= 1
    }
  }
}

extension Workspace {
  /// One head.
  fileprivate func attend(
    _ q: FloatRows, _ k: FloatRows, _ v: FloatRows, _ positions: VirtualPositions, scale: Float, causal: Bool,
    into result: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let n = positions.count
    let unique = positions.unique
    if n == 0 || unique == 0 { return }
    let table = kernels
    let queries = try rotate(q, positions, positions.grouped)
    let keys = try packColumns(try rotate(k, positions, nil))
    let values = try packColumns(transposed: v)
    let folded = try allocate(try product(unique, unique), of: Float.self)
    folded.update(repeating: 0, count: unique &* unique)
    let strip = try allocate(try product(min(positionsAtOnce, n), n), of: Float.self)
    var first = 0
    while first < n {
      let rows = min(positionsAtOnce, n &- first)
      let mark = self.mark()
      try tiles(FloatRows(base: queries.row(first), rows: rows, cols: q.cols, stride: q.cols), against: keys) { tile in
        tile.copy(into: strip, stride: n)
      }
      release(mark)
      let begin = first
      let lowest = Int(positions.mapping[Int(positions.grouped[begin])])
      let highest = Int(positions.mapping[Int(positions.grouped[begin &+ rows &- 1])])
      parallelRanges(highest &- lowest &+ 1, grain: max(1, 8192 / n)) { _, from, to in
        var u = lowest &+ from
        while u < lowest &+ to {
          let target = folded + u &* unique
          var g = max(Int(positions.starts[u]), begin)
          while g < min(Int(positions.starts[u &+ 1]), begin &+ rows) {
            let row = strip + (g &- begin) &* n
            let seen = causal ? Int(positions.grouped[g]) &+ 1 : n
            table.pointee.softmax(row, scale, nil, row, seen)
            var j = 0
            while j < seen {
              target[Int(positions.mapping[j])] += row[j]
              j &+= 1
            }
            g &+= 1
          }
          u &+= 1
        }
      }
      first &+= rows
    }
    try tiles(FloatRows(base: UnsafePointer(folded), rows: unique, cols: unique, stride: unique), against: values) { tile in
      tile.copy(into: result, stride: v.cols)
    }
    var u = 0
    while u < unique {
      let count = positions.starts[u &+ 1] &- positions.starts[u]
      let row = result + u &* v.cols
      if count > 1 { table.pointee.scale(1 / Float(count), row, row, v.cols) }
      u &+= 1
    }
  }

  /// Rows of all positions, in `order` if there is one, rotated.
  private func rotate(
    _ x: FloatRows, _ positions: VirtualPositions, _ order: UnsafePointer<Int32>?
  ) throws(PithError) -> FloatRows {
    let n = positions.count
    let dim = x.cols
    let half = dim / 2
    let table = kernels
    let result = try allocate(try product(n, dim), of: Float.self)
    let grain = max(1, 16384 / max(dim, 1))
    let spare = try allocate(try product(parts(n, grain: grain), dim), of: Float.self)
    parallelRanges(n, grain: grain) { part, begin, end in
      let turned = spare + part &* dim
      var r = begin
      while r < end {
        var i = r
        if let order { i = Int(order[r]) }
        let row = x.row(Int(positions.mapping[i]))
        let (cos, sin) = (positions.cos.row(i), positions.sin.row(i))
        let target = result + r &* dim
        table.pointee.multiply(row, cos, target, dim)
        table.pointee.multiply(row + half, sin, turned, half)
        table.pointee.multiply(row, sin + half, turned + half, half)
        table.pointee.subtract(target, turned, target, half)
        table.pointee.add(target + half, turned + half, target + half, half)
        r &+= 1
      }
    }
    return FloatRows(base: UnsafePointer(result), rows: n, cols: dim, stride: dim)
  }
}
