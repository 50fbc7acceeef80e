// Percentiles of numbers that count several times each, as numpy's of the list in which they are repeated.
//
//   place = percent (N - 1) / 100, N = sum of counts; the value between the numbers around it, linearly
//
// Cost: one sort of the numbers; the repeated list is never made.

import CPith

struct WeightedPercentile {
  private let order: UnsafeMutablePointer<Int32>
  private let spare: UnsafeMutablePointer<Int32>
  private let keys: UnsafeMutablePointer<Double>

  /// For lists of at most `room` numbers.
  init(_ workspace: Workspace, _ room: Int) throws(PithError) {
    order = try workspace.allocate(room, of: Int32.self)
    spare = try workspace.allocate(room, of: Int32.self)
    keys = try workspace.allocate(room, of: Double.self)
  }

  /// `percent` is 0...100. Without `counts` each number counts once. -infinity if nothing counts.
  @inline(never)
  mutating func of(
    _ values: UnsafePointer<Float>, _ counts: UnsafePointer<Int32>?, _ n: Int, percent: Int
  ) -> Float {
    var total = 0
    var i = 0
    while i < n {
      order[i] = Int32(truncatingIfNeeded: i)
      keys[i] = Double(values[i])
      total &+= counts.map { Int($0[i]) } ?? 1
      i &+= 1
    }
    guard total > 0 else { return -.infinity }
    stableSort(order, n, by: keys, spare: spare)
    // In two parts, so that the product stays in range for any counts.
    let whole = (total &- 1) / 100
    let rest = (total &- 1) % 100 &* percent
    let place = whole &* percent &+ rest / 100
    let fraction = rest % 100
    let low = number(at: place, counts, n)
    if fraction == 0 { return Float(low) }
    let high = number(at: place &+ 1, counts, n)
    let t = Double(fraction) / 100
    return Float(t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t)
  }

  @inline(never)
  private func number(at place: Int, _ counts: UnsafePointer<Int32>?, _ n: Int) -> Double {
    var passed = 0
    var i = 0
    while i < n {
      let index = Int(order[i])
      passed &+= counts.map { Int($0[index]) } ?? 1
      if passed > place { return keys[index] }
      i &+= 1
    }
    return .infinity
  }
}
