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
        norms[i] = CosineRows.norm(table.pointee.wide_sum_squares(rows.row(i), rows.cols))
        i &+= 1
      }
    }
  }

  /// Checks that the rows are finite, and gives their norms and their cosines with a question in the same reading.
  init(
    _ workspace: Workspace, _ rows: FloatRows, _ name: StaticString, question: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Double>, wide: UnsafeMutablePointer<Double>
  ) throws(PithError) {
    self.workspace = workspace
    self.rows = rows
    norms = try workspace.allocate(rows.rows, of: Double.self)
    let (norms, table) = (self.norms, workspace.kernels)
    let norm = table.pointee.wide_sum_squares(question, rows.cols).root
    table.pointee.f64_from_f32(question, wide, rows.cols)
    workspace.parallelRanges(rows.rows, grain: max(1, 32768 / max(rows.cols, 1))) { _, begin, end in
      var i = begin
      while i < end {
        var squares = 0.0
        let dot = table.pointee.wide_dot_squares(rows.row(i), wide, rows.cols, &squares)
        // Squares of finite f32 numbers have a finite sum in double.
        norms[i] = squares.isFinite ? CosineRows.norm(squares) : .nan
        let length = norm * norms[i]
        result[i] = length > 0 ? dot / length : 0
        i &+= 1
      }
    }
    var i = 0
    while i < rows.rows {
      if norms[i].isNaN { try workspace.requireFinite(rows, name) }
      i &+= 1
    }
  }

  @inline(__always)
  private static func norm(_ squares: Double) -> Double {
    let norm = squares.root
    return norm >= InverseNorms.smallest ? norm : 0
  }

  func cosine(_ i: Int, _ j: Int) -> Double {
    let length = norms[i] * norms[j]
    return length > 0 ? workspace.kernels.pointee.wide_dot(rows.row(i), rows.row(j), rows.cols) / length : 0
  }

  /// The cosine of a vector of this norm with row `j`.
  func cosine(_ x: UnsafePointer<Float>, _ norm: Double, _ j: Int) -> Double {
    let length = norm * norms[j]
    return length > 0 ? workspace.kernels.pointee.wide_dot(rows.row(j), x, rows.cols) / length : 0
  }

  /// The cosines of a vector with all rows; `wide` has room for it in double, so that it is converted once.
  func cosines(
    _ x: UnsafePointer<Float>, into result: UnsafeMutablePointer<Double>, wide: UnsafeMutablePointer<Double>
  ) {
    let table = workspace.kernels
    let norm = table.pointee.wide_sum_squares(x, rows.cols).root
    table.pointee.f64_from_f32(x, wide, rows.cols)
    workspace.parallelRanges(rows.rows, grain: max(1, 32768 / max(rows.cols, 1))) { _, begin, end in
      var j = begin
      while j < end {
        let length = norm * norms[j]
        result[j] = length > 0 ? table.pointee.mixed_dot(rows.row(j), wide, rows.cols) / length : 0
        j &+= 1
      }
    }
  }
}

extension Workspace {
  /// A checked question and its texts, of which CosineRows checks that they are finite: `[D]` and `[N, D]`.
  func questionAndRows(_ query: Tensor, _ embeddings: Tensor) throws(PithError) -> (UnsafePointer<Float>, FloatRows) {
    let query = try query.floats("query", rank: 1, "[D]")
    let embeddings = try embeddings.floats("embeddings", rank: 2, "[N, D]")
    try query.require(embeddings.extent(1), "[D] as in embeddings")
    let question = try floatRows(query.first)
    try requireFinite(question, "query")
    return (question.base, try floatRows(embeddings.first))
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
