// CenterCLIP's spectral embedding: tokens as rows of eigenvectors of their graph.
//
//   W_ij = exp(-|x_i - x_j|^2 / (2 sigma^2)), W_ii = 1
//   neighbour graph: W_ij stays where it is at least the m-th largest of row i or of row j (the diagonal counts), else 0
//   L = D^(-1/2) (D - W) D^(-1/2), D = row sums;   U = eigenvectors of its k smallest eigenvalues;   q_i = u_i / (|u_i| + 1e-6)
//
// The same vectors belong to the k largest eigenvalues of D^(-1/2) W D^(-1/2), which is what is solved
// (Primitives/SymmetricEigen.swift). Signs and rotations of U change no distance between rows. Where eigenvalue k equals
// eigenvalue k + 1 the subspace itself is arbitrary, here as in the authors' singular value decomposition.
// Cost: N^2 D + O(N^3); 2 N^2 doubles.

import CPith

extension Workspace {
  /// The embedding `[N, dimensions]`; the norms are those of the rows of U.
  func spectralRows(
    _ rows: MedoidRows, _ options: CenterClipOptions, dimensions k: Int, neighbours: Int
  ) throws(PithError) -> MedoidRows {
    let n = rows.count
    let table = kernels
    let embedded = try allocate(try product(n, k), of: Double.self)
    let norms = try allocate(n, of: Double.self)
    let mark = self.mark()
    defer { release(mark) }
    let graph = try allocate(try product(n, n), of: Double.self)
    let vectors = try allocate(try product(n, n), of: Double.self)
    let degree = try allocate(n, of: Double.self)
    let values = try allocate(n, of: Double.self)
    let factor = -1 / (2 * options.sigma * options.sigma)
    parallelRanges(n, grain: 1) { _, begin, end in
      var i = begin
      while i < end {
        var j = 0
        while j < n {
          // The same bits on both sides of the diagonal: differences do not depend on the order.
          let squared = table.pointee.double_squared_distance(rows.row(i), rows.row(j), rows.dim)
          graph[i &* n &+ j] = exponential(squared == 0 ? 0 : squared * factor)  // sigma² may underflow
          j &+= 1
        }
        i &+= 1
      }
    }
    if options.graph == .neighbours && neighbours < n {
      try keepNeighbours(graph, n, neighbours)
    }
    var i = 0
    while i < n {
      degree[i] = 1 / table.pointee.double_sum(graph + i &* n, n).root
      i &+= 1
    }
    i = 0
    while i < n {
      let row = graph + i &* n
      var j = 0
      while j < n {
        row[j] *= degree[i] * degree[j]
        j &+= 1
      }
      i &+= 1
    }
    try symmetricEigen(graph, n, values: values, vectors: vectors)
    let order = try allocate(n, of: Int32.self)
    let spare = try allocate(n, of: Int32.self)
    i = 0
    while i < n {
      order[i] = Int32(truncatingIfNeeded: i)
      values[i] = -values[i]
      i &+= 1
    }
    stableSort(order, n, by: values, spare: spare)
    i = 0
    while i < n {
      let row = embedded + i &* k
      var c = 0
      while c < k {
        row[c] = vectors[Int(order[c]) &* n &+ i]
        c &+= 1
      }
      norms[i] = table.pointee.double_dot(row, row, k).root
      table.pointee.double_scale(1 / (norms[i] + 1e-6), row, row, k)
      i &+= 1
    }
    return MedoidRows(
      values: UnsafePointer(embedded), count: n, dim: k, factors: nil, norms: UnsafePointer(norms))
  }

  /// Cuts the graph down to the `count` nearest neighbours of either end.
  private func keepNeighbours(_ graph: UnsafeMutablePointer<Double>, _ n: Int, _ count: Int) throws(PithError) {
    let least = try allocate(n, of: Double.self)
    let largest = try allocate(try product(count, parts(n, grain: 1)), of: Double.self)
    parallelRanges(n, grain: 1) { part, begin, end in
      let list = largest + part &* count
      var i = begin
      while i < end {
        // Falling; `count` values as soon as that many were seen.
        var seen = 0
        var j = 0
        while j < n {
          let value = graph[i &* n &+ j]
          if seen < count || value > list[count &- 1] {
            var q = seen < count ? seen : count &- 1
            while q > 0 && list[q &- 1] < value {
              list[q] = list[q &- 1]
              q &-= 1
            }
            list[q] = value
            seen = min(seen &+ 1, count)
          }
          j &+= 1
        }
        least[i] = list[count &- 1]
        i &+= 1
      }
    }
    var i = 0
    while i < n {
      var j = 0
      while j < n {
        let value = graph[i &* n &+ j]
        if value < least[i] && value < least[j] { graph[i &* n &+ j] = 0 }
        j &+= 1
      }
      i &+= 1
    }
  }
}
