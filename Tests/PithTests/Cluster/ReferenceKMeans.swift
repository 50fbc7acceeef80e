// k-means written down plainly: double, no product, no shortcuts. Flat arrays and pointers, since tests run unoptimised.

@testable import Pith

/// Rows of doubles.
struct PlainRows {
  var values: [Double]
  var dim: Int
  var count: Int

  init(_ values: [Double], dim: Int, count: Int) {
    self.values = values
    self.dim = dim
    self.count = count
  }

  /// Batch item `b` of a `[N, D]` or `[B, N, D]` tensor.
  init(_ tensor: TestTensor, item b: Int = 0) {
    let last = tensor.shape.count - 1
    dim = tensor.shape[last]
    count = tensor.shape[last - 1]
    let size = dim * count
    values = Array(tensor.floats[b * size..<(b + 1) * size]).map(Double.init)
  }

  func picked(_ indices: [Int]) -> PlainRows {
    PlainRows(indices.flatMap { values[$0 * dim..<($0 + 1) * dim] }, dim: dim, count: indices.count)
  }

  /// Squared distance between row i and row j of `other`.
  func squaredDistance(_ i: Int, _ other: PlainRows, _ j: Int) -> Double {
    values.withUnsafeBufferPointer { x in
      other.values.withUnsafeBufferPointer { y in
        var sum = 0.0
        var p = 0
        while p < dim {
          let difference = x[i &* dim &+ p] - y[j &* dim &+ p]
          sum += difference * difference
          p &+= 1
        }
        return sum
      }
    }
  }

  var mean: PlainRows {
    var sum = [Double](repeating: 0, count: dim)
    for i in 0..<count { for p in 0..<dim { sum[p] += values[i * dim + p] } }
    return PlainRows(sum.map { $0 / Double(max(count, 1)) }, dim: dim, count: 1)
  }
}

struct ReferenceKMeans {
  var labels: [Int]
  var centers: PlainRows
  var inertia: Double
  var iterations: Int
}

private func firstMaximum(_ values: [Double]) -> Int {
  var best = 0
  for i in values.indices where values[i] > values[best] { best = i }
  return best
}

func referenceFarthestPoints(_ points: PlainRows, k: Int) -> [Int] {
  if points.count == 0 || k == 0 { return [] }
  let center = points.mean
  var picks = [firstMaximum((0..<points.count).map { -points.squaredDistance($0, center, 0) })]
  var nearest = [Double](repeating: .infinity, count: points.count)
  while picks.count < min(k, points.count) {
    for i in 0..<points.count { nearest[i] = min(nearest[i], points.squaredDistance(i, points, picks.last!)) }
    let next = firstMaximum(nearest)
    if nearest[next] == 0 { break }
    picks.append(next)
  }
  return picks
}

func referenceKMeans(
  _ points: PlainRows, centers initial: PlainRows, maxIterations: Int, tolerance: Double
) -> ReferenceKMeans {
  var centers = initial
  let n = points.count
  let k = centers.count
  let dim = points.dim
  let center = points.mean
  var variance = 0.0
  for i in 0..<n { variance += points.squaredDistance(i, center, 0) / Double(n * max(dim, 1)) }
  func label() -> [Int] {
    (0..<n).map { i in
      var best = Double.infinity
      var label = 0
      for j in 0..<k {
        let distance = points.squaredDistance(i, centers, j)
        if distance < best { (best, label) = (distance, j) }
      }
      return label
    }
  }
  var labels = [Int](repeating: -1, count: n)
  var iterations = 0
  var settled = false
  while iterations < maxIterations {
    iterations += 1
    let new = label()
    var sums = [Double](repeating: 0, count: dim * k)
    var counts = [Int](repeating: 0, count: k)
    for i in 0..<n {
      for p in 0..<dim { sums[new[i] * dim + p] += points.values[i * dim + p] }
      counts[new[i]] += 1
    }
    var distances = (0..<n).map { points.squaredDistance($0, centers, new[$0]) }
    var robbed: Set<Int> = []
    for j in (0..<k).filter({ counts[$0] == 0 }) {
      let far = firstMaximum(distances)
      if distances[far] == 0 { break }
      distances[far] = 0
      for p in 0..<dim {
        sums[new[far] * dim + p] -= points.values[far * dim + p]
        sums[j * dim + p] = points.values[far * dim + p]
      }
      counts[j] = 1
      counts[new[far]] -= 1
      if counts[new[far]] == 0 { robbed.insert(new[far]) }
    }
    let largest = firstMaximum(counts.map(Double.init))
    var next = centers
    for j in 0..<k {
      let source = robbed.contains(j) ? largest : j
      if counts[source] == 0 { continue }
      for p in 0..<dim { next.values[j * dim + p] = sums[source * dim + p] / Double(counts[source]) }
    }
    var shift = 0.0
    for j in 0..<k { shift += centers.squaredDistance(j, next, j) }
    centers = next
    settled = new == labels
    labels = new
    if settled || shift <= tolerance * variance { break }
  }
  if !settled { labels = label() }
  var inertia = 0.0
  for i in 0..<n { inertia += points.squaredDistance(i, centers, labels[i]) }
  return ReferenceKMeans(labels: labels, centers: centers, inertia: inertia, iterations: iterations)
}

/// Rows around `groups` places.
func groupedRows(_ n: Int, _ dim: Int, groups: Int, spread: Float, _ generator: inout SeededGenerator) -> [Float] {
  let places = (0..<max(groups, 1)).map { _ in generator.normals(dim) }
  return (0..<n).flatMap { _ -> [Float] in
    let place = generator.pick(places)
    return place.map { $0 + spread * generator.normal() }
  }
}
