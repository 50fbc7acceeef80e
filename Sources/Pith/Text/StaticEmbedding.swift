// Text embedding by table lookup: the mean of the token vectors of each text.
//
// Static embedding models (model2vec, WordLlama and their kind) are one matrix. The host tokenises and maps the matrix; this
// averages the rows of each text:
//   e = (1 / max(n, 1)) sum over tokens of table[id] * weight[id]          (weight = 1 where there is none)
//   normalised: e / |e|, the zero vector where a text has no tokens or the norm is 0
// Sums run over the tokens in order, in f32 as the models' own code has it. The table is read in place: f16 and bf16 rows are
// widened as they are added. Unknown tokens are the host's to leave out: an id outside the table is an error.
//
// Cost: one pass over the rows of the T tokens, O(T * D); memory bound.

import CPith

extension Text {
  /// Averages rows of a table.
  ///
  /// - Parameters:
  ///   - table: [V, D].
  ///   - ids: i32 [T], below V.
  ///   - offsets: i32 [S + 1], ascending from 0 to T: text s has the tokens offsets[s] ..< offsets[s + 1].
  ///   - weights: [V], or nil.
  ///   - embeddings: [S, D], written.
  public static func embedStatic(
    _ workspace: Workspace, table: Tensor, ids: Tensor, offsets: Tensor, weights: Tensor?, normalize: Bool,
    embeddings: Tensor
  ) throws(PithError) {
    let table = try table.floats("table", rank: 2, "[V, D]")
    let vocabulary = table.extent(0)
    let dim = table.extent(1)
    let ids = try ids.indexOutput("ids", -1, "i32 [T]")
    let tokens = ids.extent(0)
    let offsets = try offsets.indexOutput("offsets", -1, "i32 [S + 1]")
    guard offsets.extent(0) >= 1 else {
      throw PithError(.shape, "offsets", expected: "i32 [S + 1]", got: .shape(ndim: 1, offsets.first.shape))
    }
    let texts = offsets.extent(0) &- 1
    let weights = try weights?.floats("weights", rank: 1, "[V]")
    try weights?.require(vocabulary, "[V]")
    let out = try embeddings.floats("embeddings", rank: 2, "[S, D]")
    try out.require(texts, dim, "[S, D] with S one less than offsets and D as in table")

    var i = 0
    var last = 0
    let bounds = try workspace.allocate(texts &+ 1, of: Int.self)
    guard let offsetValues = offsets.pointer(0, as: Int32.self) else { return }
    while i <= texts {
      let value = Int(offsetValues[i &* offsets.first.stride[0]])
      guard value >= last && value <= tokens && (i > 0 || value == 0) && (i < texts || value == tokens) else {
        throw PithError(.index, "offsets", expected: "values that ascend from 0 to T", got: .element(value, at: i))
      }
      bounds[i] = value
      last = value
      i &+= 1
    }
    let rows = try workspace.allocate(tokens, of: Int32.self)
    if tokens > 0, let values = ids.pointer(0, as: Int32.self) {
      i = 0
      while i < tokens {
        let id = values[i &* ids.first.stride[0]]
        guard id >= 0 && Int(id) < vocabulary else {
          throw PithError(.index, "ids", expected: "0 to V - 1", got: .element(Int(id), at: i))
        }
        rows[i] = id
        i &+= 1
      }
    }
    let result = try workspace.allocate(try product(texts, dim), of: Float.self)
    result.update(repeating: 0, count: texts &* dim)
    let factors = try weights.map { block throws(PithError) in try workspace.floats(block.first) }
    // A text is one thread's: every sum runs in token order whatever the number of threads.
    let parts = workspace.parts(texts, grain: 16)
    let widened = try workspace.allocate(try product(parts, dim), of: Float.self)
    workspace.parallelRanges(texts, grain: 16) { part, begin, end in
      var text = begin
      while text < end {
        let sum = result + text &* dim
        addRows(
          workspace, table.first, rows + bounds[text], bounds[text &+ 1] &- bounds[text], factors,
          widened + part &* dim, to: sum, dim)
        finishMean(workspace, sum, dim, bounds[text &+ 1] &- bounds[text], normalize)
        text &+= 1
      }
    }
    workspace.commit(result, rows: texts, cols: dim, to: out.first)
  }
}

/// sum += table[row] * weight for each row. Rows that are not f32 next to each other are widened into `room` first.
private func addRows(
  _ workspace: Workspace, _ table: Tensor, _ rows: UnsafePointer<Int32>, _ count: Int, _ weights: UnsafePointer<Float>?,
  _ room: UnsafeMutablePointer<Float>, to sum: UnsafeMutablePointer<Float>, _ dim: Int
) {
  let kernels = workspace.kernels
  if table.dtype == .f32, table.stride[1] == 1 || dim <= 1, let data = table.data {
    let values = UnsafePointer(data.assumingMemoryBound(to: Float.self))
    return kernels.pointee.gather_sum(values, table.stride[0], rows, count, weights, dim, sum)
  }
  var t = 0
  while t < count {
    let row = Int(rows[t])
    workspace.loadFloats(table, offset: row &* table.stride[0], stride: table.stride[1], count: dim, into: room)
    kernels.pointee.axpy(weights?[row] ?? 1, room, sum, dim)
    t &+= 1
  }
}

private func finishMean(
  _ workspace: Workspace, _ sum: UnsafeMutablePointer<Float>, _ dim: Int, _ count: Int, _ normalize: Bool
) {
  let kernels = workspace.kernels
  kernels.pointee.quotient(sum, Float(max(count, 1)), sum, dim)
  guard normalize else { return }
  let norm = kernels.pointee.wide_sum_squares(sum, dim).root
  guard norm > 0 else { return }
  kernels.pointee.wide_quotient(sum, norm, sum, dim)
}
