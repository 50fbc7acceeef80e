// The element at a place of the sorted order, found without sorting.
//
// Numbers become 64-bit keys that order as they do. From the top bits down, a histogram of the next digit says which digit the
// wanted place falls into; only the elements with it stay. What is left in the end, a few, is sorted. Equal numbers, -0 and 0
// among them, keep their order, as in a stable sort; NaN come last.
//
// Cost: O(n), in practice little more than two passes.

struct OrderStatistic {
  private let keys: UnsafeMutablePointer<UInt64>
  private let left: UnsafeMutablePointer<Int32>
  private let histogram: UnsafeMutablePointer<Int>

  private static var digits: Int { 2048 }
  /// So many are sorted rather than looked at by digits.
  private static var few: Int { 48 }

  /// For at most `room` numbers.
  init(_ workspace: Workspace, _ room: Int) throws(PithError) {
    keys = try workspace.allocate(room, of: UInt64.self)
    left = try workspace.allocate(room, of: Int32.self)
    histogram = try workspace.allocate(OrderStatistic.digits, of: Int.self)
  }

  /// Sets number `i`.
  @inline(__always)
  func set(_ i: Int, _ value: Double) {
    let sign: UInt64 = 1 << 63
    let bits = value == 0 ? 0 : value.bitPattern
    keys[i] = bits & sign != 0 && value == value ? ~bits : bits | sign
  }

  /// The numbers of the elements at `place` and at the place after it among the first `n`, each of which counts `counts[i]`
  /// times, or once; -1 past the last place.
  @inline(never)
  func elements(at place: Int, _ counts: UnsafePointer<Int32>?, _ n: Int) -> (Int, Int) {
    var passed = 0
    let found = narrow(place, counts, n, &passed)
    let first = element(at: place &- passed, counts, found)
    if first < 0 { return (-1, -1) }
    let second = element(at: place &+ 1 &- passed, counts, found)
    if second >= 0 { return (first, second) }
    // The next one has another digit.
    passed = 0
    let others = narrow(place &+ 1, counts, n, &passed)
    return (first, element(at: place &+ 1 &- passed, counts, others))
  }

  /// Writes the `count` smallest of the first `n`, smallest first.
  @inline(never)
  func smallest(_ count: Int, of n: Int, into list: UnsafeMutablePointer<Int32>, spare: UnsafeMutablePointer<Int32>) {
    guard count > 0 else { return }
    let last = elements(at: count &- 1, nil, n).0
    let bound = keys[last]
    var m = 0
    var i = 0
    while i < n {
      if keys[i] < bound || keys[i] == bound && i <= last {
        list[m] = Int32(truncatingIfNeeded: i)
        m &+= 1
      }
      i &+= 1
    }
    let keys = self.keys
    stableSort(list, spare, m) { keys[Int($0)] < keys[Int($1)] }
  }

  /// Puts the elements among which `place` falls into `left`, sorted, and says how many places come before them.
  private func narrow(_ place: Int, _ counts: UnsafePointer<Int32>?, _ n: Int, _ passed: inout Int) -> Int {
    var remaining = n
    var isWhole = true
    var shift: UInt64 = 53
    while remaining > OrderStatistic.few {
      histogram.update(repeating: 0, count: OrderStatistic.digits)
      var i = 0
      while i < remaining {
        let element = isWhole ? i : Int(left[i])
        histogram[Int(truncatingIfNeeded: keys[element] >> shift) & 2047] &+= counts.map { Int($0[element]) } ?? 1
        i &+= 1
      }
      var digit = 0
      while digit < OrderStatistic.digits && passed &+ histogram[digit] <= place {
        passed &+= histogram[digit]
        digit &+= 1
      }
      guard digit < OrderStatistic.digits else { return 0 }
      var kept = 0
      i = 0
      while i < remaining {
        let element = isWhole ? i : Int(left[i])
        left[kept] = Int32(truncatingIfNeeded: element)
        kept &+= Int(truncatingIfNeeded: keys[element] >> shift) & 2047 == digit ? 1 : 0
        i &+= 1
      }
      remaining = kept
      isWhole = false
      // Equal numbers in the order they came in.
      if shift == 0 { return remaining }
      shift = shift > 11 ? shift &- 11 : 0
    }
    var i = 0
    while i < remaining {
      let element = isWhole ? Int32(truncatingIfNeeded: i) : left[i]
      let key = keys[Int(element)]
      var to = i
      while to > 0 && keys[Int(left[to &- 1])] > key {
        left[to] = left[to &- 1]
        to &-= 1
      }
      left[to] = element
      i &+= 1
    }
    return remaining
  }

  private func element(at place: Int, _ counts: UnsafePointer<Int32>?, _ n: Int) -> Int {
    var passed = 0
    var i = 0
    while i < n {
      let element = Int(left[i])
      passed &+= counts.map { Int($0[element]) } ?? 1
      if passed > place { return element }
      i &+= 1
    }
    return -1
  }
}
