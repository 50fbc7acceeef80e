// Relevance of image tokens to a question, as CDPruner takes it (NeurIPS 2025).
//
//   s_i = mean over text rows m of -cos(a_i, b_m)        r_i = (s_i - min s + 1e-6) / (max s - min s)
//   with theta: r_i = exp(alpha r_i), alpha = theta / (2 (1 - theta))
//
// a and b are CLIP's image and text embeddings of one space. The sign is the authors': CLIP's patches are least similar
// to the text that describes them. Minimum and maximum are those of the whole batch, so that crops of one image are
// compared.
//
// Steps: the mean of cosines is one dot product with the mean of the unit text rows.
// Differs: embeddings of norm zero have cosine 0; if all s are equal, r is 1 (before exp). Cost: (N + M)·C
// multiply-adds.

import CPith

extension Score {
  /// Relevance of image tokens to text, scaled for `Select.cdPruner`.
  ///
  /// - Parameters:
  ///   - image: `[N, C]` or `[B, N, C]`, f32, f16 or bf16.
  ///   - text: `[M, C]` (for every batch item) or `[B, M, C]`, M at least 1.
  ///   - theta: 0…0.98, or -1 for the linear form.
  ///   - relevance: out, `[N]` or `[B, N]`.
  public static func cdPruner(
    _ workspace: Workspace, image: Tensor, text: Tensor, theta: Double, relevance: Tensor
  ) throws(PithError) {
    let image = try image.block("image", rank: 2, .float, "[N, C] or [B, N, C]")
    let n = image.extent(0)
    let dim = image.extent(1)
    let text = try text.block("text", rank: 2, .float, "[M, C] or [B, M, C]")
    try text.require(-1, dim, "[M, C] or [B, M, C]")
    guard text.extent(0) >= 1 else {
      throw PithError(
        .shape, "text", expected: "at least one row", got: .shape(ndim: text.first.ndim, text.first.shape))
    }
    if text.isBatched { try text.requireBatch(of: image) }
    if theta != -1 { try require(theta, "theta", from: 0, through: 0.98, "0 to 0.98, or -1") }
    let relevance = try relevance.block("relevance", rank: 1, .float, "[N] or [B, N]")
    try relevance.require(n, "[N] or [B, N]")
    try relevance.requireBatch(of: image)

    let total = try product(image.batch, n)
    let scores = try workspace.allocate(total, of: Float.self)
    let mean = try workspace.allocate(dim, of: Float.self)
    let table = workspace.kernels
    var b = 0
    while b < image.batch {
      let mark = workspace.mark()
      let patches = try workspace.floatRows(image.item(b))
      let words = try workspace.floatRows(text.item(b))
      try workspace.requireFinite(patches, "image")
      try workspace.requireFinite(words, "text")
      let patchScale = try workspace.inverseNorms(patches)
      let wordScale = try workspace.inverseNorms(words)
      mean.update(repeating: 0, count: dim)
      table.pointee.column_weighted_sum(words.base, words.stride, words.rows, dim, wordScale, mean)
      table.pointee.scale(-1 / Float(words.rows), mean, mean, dim)
      let target = scores + b &* n
      workspace.parallelRanges(n, grain: max(1, 65536 / max(dim, 1))) { _, begin, end in
        var i = begin
        while i < end {
          target[i] = table.pointee.dot(patches.row(i), mean, dim) * patchScale[i]
          i &+= 1
        }
      }
      workspace.release(mark)
      b &+= 1
    }
    let low = table.pointee.minimum(scores, total)
    let range = table.pointee.maximum(scores, total) - low
    var i = 0
    while i < total {
      scores[i] = range > 0 ? (scores[i] - low + 1e-6) / range : 1
      i &+= 1
    }
    if theta != -1 {
      table.pointee.scale(Float(theta / (2 * (1 - theta))), scores, scores, total)
      table.pointee.exp(scores, scores, total)
    }
    workspace.commitAll(scores, count: n, to: relevance)
  }
}
