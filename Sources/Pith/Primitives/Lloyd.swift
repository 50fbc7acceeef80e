// Lloyd's iterations: k-means from given centres, in double.
//
//   label(i) = arg min over j of |x_i - c_j|^2, ties to the lower j;   c_j = mean of the rows labelled j
//
// Steps of an iteration, as scikit-learn's "lloyd" takes them: label; sum up; give each empty cluster the row farthest from
// its own centre; divide; then stop if no label changed, or if the summed squared shift of the centres is at most
// tolerance * (mean over dimensions of the variance). When the shift stopped it, or the iterations ran out, the rows are
// labelled once more, so that labels always belong to the centres that are returned.
//
// Where we differ: labels are taken anew also where an empty cluster took a row in the last iteration (there: they are not
// those of the centres then); with several empty clusters scikit-learn hands out the far rows in the order its partition leaves them;
// here the farthest row goes to the lowest empty cluster. Where every row lies on its centre, an empty cluster keeps its
// centre (there: the unfinished sum of another cluster). Sums run over rows in ascending order whatever the threads.
// Only rows that changed their label are added and subtracted once few do: sums of f32 values in double lose next to nothing.
// Cost: N k D multiply-adds for the first iterations, mostly in f32 (NearestCenter.swift), then what the bounds leave in doubt
// (CenterBounds.swift); O(N + k D) scratch and N k floats for the bounds.

import CPith

/// What k-means came to.
struct ClusterFit {
  /// Sum over rows of the squared distance to the row's centre.
  var inertia: Double
  /// Iterations, the last one included.
  var iterations: Int
}

extension Workspace {
  /// Moves `centers` `[k, D]` and fills `labels` `[N]`. `maxIterations` 0 only labels. `bounded` false searches all
  /// pairs in every iteration; the result is the same.
  func lloyd(
    _ search: CenterSearch, _ moments: RowMoments, centers: UnsafeMutablePointer<Double>, k: Int, maxIterations: Int,
    tolerance: Double, labels: UnsafeMutablePointer<Int32>, bounded: Bool = true
  ) throws(PithError) -> ClusterFit {
    let mark = self.mark()
    defer { release(mark) }
    let points = search.points
    let n = points.rows
    let dim = points.cols
    let cells = try product(k, dim)
    let totals = try allocate(cells, of: Double.self)
    let sums = try allocate(cells, of: Double.self)
    let previous = try allocate(cells, of: Double.self)
    let counts = try allocate(k, of: Int32.self)
    let before = try allocate(n, of: Int32.self)
    let distance = try allocate(n, of: Double.self)
    var bounds = bounded ? try centerBounds(search, k: k) : nil
    before.update(repeating: -1, count: n)
    var iterations = 0
    var settled = false
    while true {
      if iterations < maxIterations { try checkpoint(iterations, of: maxIterations) }
      if var carried = bounds {
        if iterations == 0 {
          try nearest(search, centers: centers, k: k, labels: labels, renewing: &carried)
        } else {
          try relabel(search, from: previous, to: centers, k: k, labels: labels, &carried)
        }
        bounds = carried
      } else {
        try nearest(search, centers: centers, k: k, labels: labels)
      }
      // What follows moves the centres; labels are returned for centres that stay.
      if settled || iterations == maxIterations { break }
      iterations &+= 1
      let changed = sumClusters(points, from: before, to: labels, k, totals)
      sums.update(from: totals, count: cells)
      count(labels, n, k, counts)
      fillEmptyClusters(points, labels, k, centers: centers, sums, counts, distance)
      previous.update(from: centers, count: cells)
      let shift = finishCenters(k, dim, centers: centers, sums, counts)
      // Centres of unchanged members stay where they are, unless an empty cluster has just taken one.
      if changed == 0 && shift == 0 { break }
      settled = changed == 0 || shift <= tolerance * moments.variance
      before.update(from: labels, count: n)
    }
    squaredDistances(points, labels, centers, into: distance)
    return ClusterFit(inertia: kernels.pointee.double_sum(distance, n), iterations: iterations)
  }

  /// Brings the sums of the rows of each label from labels `before` (-1: none yet) to `labels`; gives the number of rows whose
  /// label changed. Rows are taken in ascending order, columns are split among threads.
  private func sumClusters(
    _ points: FloatRows, from before: UnsafePointer<Int32>, to labels: UnsafePointer<Int32>, _ k: Int,
    _ totals: UnsafeMutablePointer<Double>
  ) -> Int {
    let table = kernels
    let n = points.rows
    let dim = points.cols
    var changed = 0
    var i = 0
    while i < n {
      changed &+= labels[i] == before[i] ? 0 : 1
      i &+= 1
    }
    if changed > n / 4 {
      totals.update(repeating: 0, count: k &* dim)
      parallelRanges(dim, grain: 64) { _, begin, end in
        table.pointee.wide_segment_sum(
          points.base + begin, points.stride, n, end &- begin, labels, nil, totals + begin, dim)
      }
    } else if changed > 0 {
      parallelRanges(dim, grain: 64) { _, begin, end in
        var i = 0
        while i < n {
          if labels[i] != before[i] {
            let row = points.row(i) + begin
            table.pointee.mixed_axpy(-1, row, totals + (Int(before[i]) &* dim &+ begin), end &- begin)
            table.pointee.mixed_axpy(1, row, totals + (Int(labels[i]) &* dim &+ begin), end &- begin)
          }
          i &+= 1
        }
      }
    }
    return changed
  }

  /// counts[j] = number of rows labelled j.
  private func count(_ labels: UnsafePointer<Int32>, _ n: Int, _ k: Int, _ counts: UnsafeMutablePointer<Int32>) {
    counts.update(repeating: 0, count: k)
    var i = 0
    while i < n {
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
