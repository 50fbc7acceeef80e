// Percentiles of numbers that count several times each, as numpy's of the list in which they are repeated.
//
//   place = percent (N - 1) / 100, N = sum of counts; the value between the numbers around it, linearly
//
// Cost: O(numbers): the places are found without a sort, and the repeated list is never made.

import CPith

struct WeightedPercentile {
  private let places: OrderStatistic

  /// For lists of at most `room` numbers.
  init(_ workspace: Workspace, _ room: Int) throws(PithError) {
    places = try OrderStatistic(workspace, room)
  }

  /// `percent` is 0...100. Without `counts` each number counts once. -infinity if nothing counts.
  @inline(never)
  func of(
    _ values: UnsafePointer<Float>, _ counts: UnsafePointer<Int32>?, _ n: Int, percent: Int
  ) -> Float {
    var total = counts == nil ? n : 0
    var i = 0
    while i < n {
      places.set(i, Double(values[i]))
      if let counts { total &+= Int(counts[i]) }
      i &+= 1
    }
    guard total > 0 else { return -.infinity }
    // In two parts, so that the product stays in range for any counts.
    let whole = (total &- 1) / 100
    let rest = (total &- 1) % 100 &* percent
    let place = whole &* percent &+ rest / 100
    let fraction = rest % 100
    let (first, second) = places.elements(at: place, counts, n)
    let low = first < 0 ? .infinity : Double(values[first])
    if fraction == 0 { return Float(low) }
    let high = second < 0 ? .infinity : Double(values[second])
    let t = Double(fraction) / 100
    return Float(t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t)
  }
}
