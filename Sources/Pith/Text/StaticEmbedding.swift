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
    let source = FloatRows(table.first)
    let factors = weights.flatMap { FloatRows($0.first) }
    // One text at a time, one thread each: every sum runs in token order whatever the number of threads.
    workspace.parallel(texts) { text in
      let sum = result + text &* dim
      var k = 0
      while k < dim {
        sum[k] = 0
        k &+= 1
      }
      guard let source else { return }
      var t = bounds[text]
      while t < bounds[text &+ 1] {
        let row = Int(rows[t])
        addRow(source, row, factors?.read(0, row) ?? 1, to: sum)
        t &+= 1
      }
      let count = bounds[text &+ 1] &- bounds[text]
      finishMean(sum, dim, count, normalize)
    }
    guard let target = FloatRows(out.first) else { return }
    var text = 0
    while text < texts {
      var k = 0
      while k < dim {
        target.write(text, k, result[text &* dim &+ k])
        k &+= 1
      }
      text &+= 1
    }
  }
}

/// sum += table[row] * weight, eight elements at a time where they are neighbours.
private func addRow(_ source: FloatRows, _ row: Int, _ weight: Float, to sum: UnsafeMutablePointer<Float>) {
  var k = 0
  if source.stride == 1 && source.dtype == .f32 {
    let values = source.data.assumingMemoryBound(to: Float.self) + row &* source.rowStride
    let lanes = UnsafeMutableRawPointer(sum)
    let from = UnsafeRawPointer(values)
    while k &+ 8 <= source.dim {
      let at = k &* 4
      let a = lanes.loadUnaligned(fromByteOffset: at, as: SIMD8<Float>.self)
      let b = from.loadUnaligned(fromByteOffset: at, as: SIMD8<Float>.self)
      lanes.storeBytes(of: a + b * weight, toByteOffset: at, as: SIMD8<Float>.self)
      k &+= 8
    }
  }
  while k < source.dim {
    sum[k] += source.read(row, k) * weight
    k &+= 1
  }
}

private func finishMean(_ sum: UnsafeMutablePointer<Float>, _ dim: Int, _ count: Int, _ normalize: Bool) {
  let divisor = Float(max(count, 1))
  var square = 0.0
  var k = 0
  while k < dim {
    sum[k] /= divisor
    square += Double(sum[k]) * Double(sum[k])
    k &+= 1
  }
  guard normalize, square > 0 else { return }
  let norm = square.squareRoot()
  k = 0
  while k < dim {
    sum[k] = Float(Double(sum[k]) / norm)
    k &+= 1
  }
}
