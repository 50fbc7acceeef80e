// Cosines between embeddings in double, as the filters' authors compute them: decisions near a threshold depend on it.
//
// cos(a, b) = a . b / (|a| |b|), 0 if a row's norm is 0 or below 2^-126, as for products of unit rows. Products of two floats
// are exact in double.

import CPith

/// Finite rows and their norms.
struct CosineRows {
  let workspace: Workspace
  let rows: FloatRows
  let norms: UnsafeMutablePointer<Double>

  init(_ workspace: Workspace, _ rows: FloatRows) throws(PithError) {
    self.workspace = workspace
    self.rows = rows
    norms = try workspace.allocate(rows.rows, of: Double.self)
    let (norms, table) = (self.norms, workspace.kernels)
    workspace.parallelRanges(rows.rows, grain: max(1, 32768 / max(rows.cols, 1))) { _, begin, end in
      var i = begin
      while i < end {
        let norm = table.pointee.wide_sum_squares(rows.row(i), rows.cols).root
        norms[i] = norm >= InverseNorms.smallest ? norm : 0
        i &+= 1
      }
    }
  }

  func cosine(_ i: Int, _ j: Int) -> Double { cosine(rows.row(i), norms[i], j) }

  /// The cosine of a vector of this norm with row `j`.
  func cosine(_ x: UnsafePointer<Float>, _ norm: Double, _ j: Int) -> Double {
    let length = norm * norms[j]
    return length > 0 ? workspace.kernels.pointee.wide_dot(x, rows.row(j), rows.cols) / length : 0
  }

  /// The cosines of a vector with all rows.
  func cosines(_ x: UnsafePointer<Float>, into result: UnsafeMutablePointer<Double>) {
    let norm = workspace.kernels.pointee.wide_sum_squares(x, rows.cols).root
    workspace.parallelRanges(rows.rows, grain: max(1, 32768 / max(rows.cols, 1))) { _, begin, end in
      var j = begin
      while j < end {
        result[j] = cosine(x, norm, j)
        j &+= 1
      }
    }
  }
}

extension Workspace {
  /// A checked question and its texts: `[D]` and `[N, D]`.
  func questionAndRows(_ query: Tensor, _ embeddings: Tensor) throws(PithError) -> (UnsafePointer<Float>, FloatRows) {
    let query = try query.floats("query", rank: 1, "[D]")
    let embeddings = try embeddings.floats("embeddings", rank: 2, "[N, D]")
    try query.require(embeddings.extent(1), "[D] as in embeddings")
    let question = try floatRows(query.first)
    try requireFinite(question, "query")
    let rows = try floatRows(embeddings.first)
    try requireFinite(rows, "embeddings")
    return (question.base, rows)
  }

  /// 0, 1, 2, …
  func ascending(_ count: Int) throws(PithError) -> UnsafeMutablePointer<Int32> {
    let indices = try allocate(count, of: Int32.self)
    var i = 0
    while i < count {
      indices[i] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
    return indices
  }

  /// Writes a list whose length the host could not know, and that length; the length alone if it does not fit.
  func commit(
    _ result: UnsafePointer<Int32>, count: Int, to indices: Block, _ counter: Block
  ) throws(PithError) {
    if indices.extent(0) < count { commit(count, to: counter.first) }
    try indices.requireCapacity(count)
    commit(result, count: count, to: indices.first)
    commit(count, to: counter.first)
  }
}

/// The two outputs of a list of unknown length: `[capacity]` and `[1]`.
func listOutputs(_ indices: Tensor, _ count: Tensor) throws(PithError) -> (Block, Block) {
  let list = try indices.unbatched("indices", rank: 1, .index, "[capacity]")
  let counter = try count.unbatched("count", rank: 1, .index, "[1]")
  try counter.require(1, "[1]")
  return (list, counter)
}
