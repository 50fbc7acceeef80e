// Lloyd's iterations: k-means from given centres, in double.
//
//   label(i) = arg min over j of |x_i - c_j|^2, ties to the lower j;   c_j = mean of the rows labelled j
//
// Steps of an iteration, as scikit-learn's "lloyd" takes them: label; sum up; give each empty cluster the row farthest from
// its own centre; divide; then stop if no label changed, or if the summed squared shift of the centres is at most
// tolerance * (mean over dimensions of the variance). When the shift stopped it, or the iterations ran out, the rows are
// labelled once more, so that labels always belong to the centres that are returned.
//
// Where we differ: with several empty clusters scikit-learn hands out the far rows in the order its partition leaves them;
// here the farthest row goes to the lowest empty cluster. Where every row lies on its centre, an empty cluster keeps its
// centre (there: the unfinished sum of another cluster). Sums run over rows in ascending order whatever the threads.
// Cost: N k D multiply-adds an iteration, mostly in f32 (see NearestCenter.swift), O(N + k D) scratch.

import CPith

/// What k-means came to.
struct ClusterFit {
  /// Sum over rows of the squared distance to the row's centre.
  var inertia: Double
  /// Iterations, the last one included.
  var iterations: Int
}

extension Workspace {
  /// Moves `centers` `[k, D]` and fills `labels` `[N]`. `maxIterations` 0 only labels.
  func lloyd(
    _ search: CenterSearch, _ moments: RowMoments, centers: UnsafeMutablePointer<Double>, k: Int, maxIterations: Int,
    tolerance: Double, labels: UnsafeMutablePointer<Int32>
  ) throws(PithError) -> ClusterFit {
    let mark = self.mark()
    defer { release(mark) }
    let points = search.points
    let n = points.rows
    let dim = points.cols
    let cells = k &* dim
    let sums = try allocate(cells, of: Double.self)
    let counts = try allocate(k, of: Int32.self)
    let before = try allocate(n, of: Int32.self)
    let distance = try allocate(n, of: Double.self)
    before.update(repeating: -1, count: n)
    var iterations = 0
    var settled = false
    while iterations < maxIterations && !settled {
      try checkpoint(iterations, of: maxIterations)
      iterations &+= 1
      try nearest(search, centers: centers, k: k, labels: labels)
      sumClusters(points, labels, k, sums, counts)
      fillEmptyClusters(points, labels, k, centers: centers, sums, counts, distance)
      let shift = finishCenters(k, dim, centers: centers, sums, counts)
      settled = true
      var i = 0
      while i < n && settled {
        settled = labels[i] == before[i]
        i &+= 1
      }
      if settled || shift <= tolerance * moments.variance { break }
      before.update(from: labels, count: n)
    }
    if !settled { try nearest(search, centers: centers, k: k, labels: labels) }
    squaredDistances(points, labels, centers, into: distance)
    return ClusterFit(inertia: kernels.pointee.double_sum(distance, n), iterations: iterations)
  }

  /// sums[j] = sum of the rows labelled j, in ascending order; counts[j] = their number. Columns are split among threads.
  func sumClusters(
    _ points: FloatRows, _ labels: UnsafePointer<Int32>, _ k: Int, _ sums: UnsafeMutablePointer<Double>,
    _ counts: UnsafeMutablePointer<Int32>
  ) {
    let table = kernels
    let dim = points.cols
    sums.update(repeating: 0, count: k &* dim)
    counts.update(repeating: 0, count: k)
    parallelRanges(dim, grain: 64) { _, begin, end in
      table.pointee.wide_segment_sum(
        points.base + begin, points.stride, points.rows, end &- begin, labels, nil, sums + begin, dim)
    }
    var i = 0
    while i < points.rows {
      counts[Int(labels[i])] &+= 1
      i &+= 1
    }
  }

  /// distance[i] = squared distance of row i to its centre.
  func squaredDistances(
    _ points: FloatRows, _ labels: UnsafePointer<Int32>, _ centers: UnsafePointer<Double>,
    into distance: UnsafeMutablePointer<Double>
  ) {
    let table = kernels
    let dim = points.cols
    parallelRanges(points.rows, grain: max(1, 16384 / max(dim, 1))) { _, begin, end in
      var i = begin
      while i < end {
        distance[i] = table.pointee.mixed_squared_distance(points.row(i), centers + Int(labels[i]) &* dim, dim)
        i &+= 1
      }
    }
  }

  /// Gives every cluster without rows the row that is farthest from its centre, and takes that row out of its own sum.
  /// `centers` are still those that the labels came from. A cluster whose only row goes away gets the count -1.
  private func fillEmptyClusters(
    _ points: FloatRows, _ labels: UnsafePointer<Int32>, _ k: Int, centers: UnsafePointer<Double>,
    _ sums: UnsafeMutablePointer<Double>, _ counts: UnsafeMutablePointer<Int32>,
    _ distance: UnsafeMutablePointer<Double>
  ) {
    let dim = points.cols
    var measured = false
    var empty = 0
    while empty < k {
      if counts[empty] == 0 {
        if !measured { squaredDistances(points, labels, centers, into: distance) }
        measured = true
        var far = 0
        var i = 1
        while i < points.rows {
          if distance[i] > distance[far] { far = i }
          i &+= 1
        }
        if points.rows == 0 || distance[far] == 0 { return }
        distance[far] = 0
        let old = Int(labels[far])
        let row = points.row(far)
        var p = 0
        while p < dim {
          sums[old &* dim &+ p] -= Double(row[p])
          sums[empty &* dim &+ p] = Double(row[p])
          p &+= 1
        }
        counts[empty] = 1
        counts[old] = counts[old] > 1 ? counts[old] &- 1 : -1
      }
      empty &+= 1
    }
  }

  /// centers = sums / counts; gives the summed squared shift. A cluster that is still empty keeps its centre; one that gave
  /// its only row away goes to the centre of the largest.
  private func finishCenters(
    _ k: Int, _ dim: Int, centers: UnsafeMutablePointer<Double>, _ sums: UnsafeMutablePointer<Double>,
    _ counts: UnsafePointer<Int32>
  ) -> Double {
    var largest = 0
    var j = 0
    while j < k {
      if counts[j] > counts[largest] { largest = j }
      var p = 0
      while p < dim && counts[j] > 0 {
        sums[j &* dim &+ p] /= Double(counts[j])
        p &+= 1
      }
      j &+= 1
    }
    var shift = 0.0
    j = 0
    while j < k {
      if counts[j] != 0 {
        let center = centers + j &* dim
        let mean = UnsafePointer(sums) + (counts[j] > 0 ? j : largest) &* dim
        shift += kernels.pointee.double_squared_distance(mean, center, dim)
        center.update(from: mean, count: dim)
      }
      j &+= 1
    }
    return shift
  }
}
