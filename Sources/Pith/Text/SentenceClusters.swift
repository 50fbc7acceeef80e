// Sentences by clusters: the clustered retrieval of CRAG with sentences as its texts and sentences as its summaries.
//
// Paper: Akesson, Santos, "Clustered Retrieved Augmented Generation", 2024 (Cluster/Crag.swift has the method). The paper lets a
// language model summarise each cluster; here a cluster is represented by its own sentences.
//
//   rows      the host's embeddings, or the built-in ones in 256 dimensions
//   clusters  k-means from a farthest-point start, k as given or by the elbow of the inertia for k = 2 ... 16
//   rank      inside a cluster: nearest to the centre first; with a question: most relevant first
//   value     1 / (1 + rank), a little less in smaller clusters: one sentence of every cluster before the second of any
//
// Cost: k-means, O(iterations * S * k * D), for each k that is tried.

import CPith

extension TextIndex {
  /// One value per sentence, 0 to 1. `relevance`: values to rank by, or nil.
  func clusterValues(
    _ workspace: Workspace, _ rows: FloatRows?, clusters: Int, relevance: UnsafePointer<Float>?
  ) throws(PithError) -> UnsafeMutablePointer<Float> {
    let n = count
    let value = try workspace.allocate(n, of: Float.self)
    if n == 0 { return value }
    let mark = workspace.mark()
    defer { workspace.release(mark) }
    let embedded: FloatRows
    if let rows {
      embedded = rows
    } else {
      let dim = 256
      let own = try workspace.allocate(try product(n, dim), of: Float.self)
      var hashing = try FeatureHashing(workspace, self)
      var s = 0
      while s < n {
        if s & 1023 == 0 { try workspace.checkpoint(s, of: n) }
        hashing.embed(bytes, sentences[s].span, into: own + s &* dim, dim, number: s)
        s &+= 1
      }
      embedded = FloatRows(base: UnsafePointer(own), rows: n, cols: dim, stride: dim)
    }
    let most = min(n, 16)
    let found = try workspace.crag(
      embedded, from: nil,
      CragOptions(kMin: clusters > 0 ? clusters : min(2, n), kMax: clusters > 0 ? clusters : most, normalize: true))
    let spare = try workspace.allocate(n, of: Int32.self)
    var begin = 0
    var c = 0
    while c < found.count {
      let size = Int(found.sizes[Int(found.clusters[c])])
      let members = found.members + begin
      if let relevance { stableSort(members, spare, size) { relevance[Int($0)] > relevance[Int($1)] } }
      var rank = 0
      while rank < size {
        value[Int(members[rank])] = (1 - 0.05 * Float(c) / Float(found.count)) / Float(1 &+ rank)
        rank &+= 1
      }
      begin &+= size
      c &+= 1
    }
    return value
  }
}
