// k-medoids: clusters around rows of the set itself, by alternation.
//
//   start (KKZ; Katsavounidis, Kuo and Zhang 1994): the row of greatest norm, then always the row farthest from those chosen
//   assign: the nearest medoid, the earliest of equals; a medoid belongs to itself
//   update: the member with the least sum of distances to the members, the lowest of equals
//   stop: the medoids together moved by less than `threshold`, or after `maxIterations`; then they are put in ascending order
//
// All in double, distances by differences: clusters of two members tie exactly, and rounding must not choose between them.
//
// Distances from each medoid to all rows are kept, and renewed for medoids that moved; sums are taken anew for clusters whose
// members changed, half of the pairs each.
// Cost: (k + medoids that moved) N D, and for an iteration D / 2 times the sum of the squared sizes of clusters that changed;
// k N doubles.

import CPith

/// Rows for k-medoids.
struct MedoidRows {
  /// `[count, dim]`.
  var values: UnsafePointer<Double>
  var count: Int
  var dim: Int
  /// Cosine distance: what each row is multiplied with to be of length 1. nil: Euclidean distance.
  var factors: UnsafePointer<Double>?
  /// What the first medoid has the greatest of.
  var norms: UnsafePointer<Double>

  func row(_ i: Int) -> UnsafePointer<Double> { values + i &* dim }
}

extension Workspace {
  private func distance(_ i: Int, _ j: Int, _ rows: MedoidRows) -> Double {
    guard let factors = rows.factors else {
      return kernels.pointee.double_squared_distance(rows.row(i), rows.row(j), rows.dim).root
    }
    return 1 - kernels.pointee.double_dot(rows.row(i), rows.row(j), rows.dim) * (factors[i] * factors[j])
  }

  /// Writes `k` medoids, ascending, and the rank of each row's medoid. `k` is 1...N.
  func kMedoids(
    _ rows: MedoidRows, k: Int, maxIterations: Int, threshold: Double, medoids: UnsafeMutablePointer<Int32>,
    assign: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let n = rows.count
    // Row s: distances of all rows from medoid s.
    let near = try allocate(try product(k, n), of: Double.self)
    let best = try allocate(n, of: Double.self)
    let sums = try allocate(n, of: Double.self)
    let members = try allocate(n, of: Int32.self)
    let before = try allocate(n, of: Int32.self)
    let begin = try allocate(k &+ 1, of: Int.self)
    let chosen = try allocate(k, of: Int32.self)
    let isStale = try allocate(k, of: UInt8.self)
    try startMedoids(rows, k, near, best, medoids)
    before.update(repeating: -1, count: n)
    var iteration = 0
    while iteration < maxIterations {
      try checkpoint(iteration, of: maxIterations)
      assignMedoids(n, k, near, best, medoids, assign)
      groupMembers(n, k, assign, before, members, begin, isStale)
      before.update(from: assign, count: n)
      chosen.update(from: medoids, count: k)
      parallel(k) { s in
        if isStale[s] == 0 { return }
        chosen[s] = centralMember(rows, members + begin[s], begin[s &+ 1] &- begin[s], sums + begin[s])
      }
      var moved = 0.0
      var isSettled = true
      var s = 0
      while s < k {
        if chosen[s] != medoids[s] {
          isSettled = false
          moved += kernels.pointee.double_squared_distance(
            rows.row(Int(chosen[s])), rows.row(Int(medoids[s])), rows.dim).root
          medoids[s] = chosen[s]
          measure(Int(medoids[s]), rows, near + s &* n)
        }
        s &+= 1
      }
      if isSettled || moved < threshold { break }
      iteration &+= 1
    }
    try rankMedoids(n, k, near, best, medoids, assign)
  }

  /// Distances of all rows from row `m`.
  private func measure(_ m: Int, _ rows: MedoidRows, _ target: UnsafeMutablePointer<Double>) {
    parallelRanges(rows.count, grain: max(1, 16384 / max(rows.dim, 1))) { _, begin, end in
      var i = begin
      while i < end {
        target[i] = distance(i, m, rows)
        i &+= 1
      }
    }
  }

  private func startMedoids(
    _ rows: MedoidRows, _ k: Int, _ near: UnsafeMutablePointer<Double>, _ least: UnsafeMutablePointer<Double>,
    _ medoids: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    let n = rows.count
    let isChosen = try allocate(n, of: UInt8.self)
    isChosen.update(repeating: 0, count: n)
    least.update(repeating: .infinity, count: n)
    var next = 0
    var i = 1
    while i < n {
      if rows.norms[i] > rows.norms[next] { next = i }
      i &+= 1
    }
    var s = 0
    while s < k {
      medoids[s] = Int32(truncatingIfNeeded: next)
      isChosen[next] = 1
      measure(next, rows, near + s &* n)
      next = -1
      i = 0
      while i < n {
        least[i] = min(least[i], near[s &* n &+ i])
        if isChosen[i] == 0 && (next < 0 || least[i] > least[next]) { next = i }
        i &+= 1
      }
      s &+= 1
    }
  }

  /// The nearest medoid by slot; `order`: the row of `near` of each slot, if that is not its own.
  private func assignMedoids(
    _ n: Int, _ k: Int, _ near: UnsafePointer<Double>, _ best: UnsafeMutablePointer<Double>,
    _ medoids: UnsafePointer<Int32>, _ assign: UnsafeMutablePointer<Int32>, order: UnsafePointer<Int32>? = nil
  ) {
    best.update(repeating: .infinity, count: n)
    assign.update(repeating: 0, count: n)
    var s = 0
    while s < k {
      let row = near + (order.map { Int($0[s]) } ?? s) &* n
      var i = 0
      while i < n {
        if row[i] < best[i] {
          best[i] = row[i]
          assign[i] = Int32(truncatingIfNeeded: s)
        }
        i &+= 1
      }
      s &+= 1
    }
    s = 0
    while s < k {
      assign[Int(medoids[s])] = Int32(truncatingIfNeeded: s)
      s &+= 1
    }
  }

  /// Lists the members of each slot, ascending, and marks the slots whose members are not those of `before`.
  private func groupMembers(
    _ n: Int, _ k: Int, _ assign: UnsafePointer<Int32>, _ before: UnsafePointer<Int32>,
    _ members: UnsafeMutablePointer<Int32>, _ begin: UnsafeMutablePointer<Int>, _ isStale: UnsafeMutablePointer<UInt8>
  ) {
    begin.update(repeating: 0, count: k &+ 1)
    isStale.update(repeating: 0, count: k)
    var i = 0
    while i < n {
      begin[Int(assign[i])] &+= 1
      if assign[i] != before[i] {
        isStale[Int(assign[i])] = 1
        if before[i] >= 0 { isStale[Int(before[i])] = 1 }
      }
      i &+= 1
    }
    var total = 0
    var s = 0
    while s <= k {
      total &+= begin[s]
      begin[s] = total
      s &+= 1
    }
    // From the back, so that each start slides down to its place.
    i = n &- 1
    while i >= 0 {
      let slot = Int(assign[i])
      begin[slot] &-= 1
      members[begin[slot]] = Int32(truncatingIfNeeded: i)
      i &-= 1
    }
  }

  /// The member with the least sum of distances. `count` is 1 or more: a medoid is a member of its own cluster.
  private func centralMember(
    _ rows: MedoidRows, _ members: UnsafePointer<Int32>, _ count: Int, _ sums: UnsafeMutablePointer<Double>
  ) -> Int32 {
    sums.update(repeating: 0, count: count)
    var a = 0
    while a < count {
      // Each sum grows in ascending order of the members. A row's cosine distance from itself is not quite 0.
      if rows.factors != nil { sums[a] += distance(Int(members[a]), Int(members[a]), rows) }
      var b = a &+ 1
      while b < count {
        let d = distance(Int(members[a]), Int(members[b]), rows)
        sums[a] += d
        sums[b] += d
        b &+= 1
      }
      a &+= 1
    }
    var best = 0
    a = 1
    while a < count {
      if sums[a] < sums[best] { best = a }
      a &+= 1
    }
    return members[best]
  }

  /// Puts the medoids in ascending order and assigns once more.
  private func rankMedoids(
    _ n: Int, _ k: Int, _ near: UnsafePointer<Double>, _ best: UnsafeMutablePointer<Double>,
    _ medoids: UnsafeMutablePointer<Int32>, _ assign: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let order = try allocate(k, of: Int32.self)
    let spare = try allocate(k, of: Int32.self)
    var s = 0
    while s < k {
      order[s] = Int32(truncatingIfNeeded: s)
      s &+= 1
    }
    stableSort(order, spare, k) { medoids[Int($0)] < medoids[Int($1)] }
    s = 0
    while s < k {
      spare[s] = medoids[Int(order[s])]
      s &+= 1
    }
    medoids.update(from: spare, count: k)
    assignMedoids(n, k, near, best, medoids, assign, order: order)
  }
}
