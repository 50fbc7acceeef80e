// The pairs of adjacent token strings of a batch: counts, places and the best one.
//
// A place is the token with which a pair begins; `pairAt` says which pair that is now. Lists of places are never cleaned when a
// place changes its pair: what `pairAt` denies is skipped when the list is read. The heap is lazy in the same way. An entry
// whose count is no longer the pair's is dropped; one whose first place is gone gets the next and goes back. A pair's `first`
// is never after its true first place, so that the heap's order is right.

import CPith

private struct Pair: BitwiseCopyable {
  var a: Int32
  var b: Int32
  var count: Int32
  /// Not after the first place.
  var first: Int32
  /// Its list of places, newest first; -1: empty.
  var places: Int32
  /// The merge in which its count last changed.
  var touched: Int32
  var isAllowed: Bool
}

private struct Place: BitwiseCopyable {
  var token: Int32
  var next: Int32
}

private struct Candidate: BitwiseCopyable {
  var count: Int32
  var first: Int32
  var pair: Int32

  func isBetter(than other: Candidate) -> Bool {
    if count != other.count { return count > other.count }
    return first != other.first ? first < other.first : pair < other.pair
  }
}

struct PairTable {
  private let workspace: Workspace
  private let boundary: TextBoundary
  private let splitter: TokenCounter?
  private var pairs: Growing<Pair>
  private var slots: UnsafeMutablePointer<Int32>
  private var mask: Int
  private var places: Growing<Place>
  private var heap: Growing<Candidate>
  private var changed: Growing<Int32>
  private var found: Growing<Int32>
  private var pairAt: UnsafeMutablePointer<Int32>
  private var round: Int32 = 0

  init(_ workspace: Workspace, _ boundary: TextBoundary, _ splitter: TokenCounter?) throws(PithError) {
    self.workspace = workspace
    self.boundary = boundary
    self.splitter = splitter
    pairs = try Growing(workspace, capacity: 1024)
    places = try Growing(workspace, capacity: 1024)
    heap = try Growing(workspace, capacity: 1024)
    changed = try Growing(workspace)
    found = try Growing(workspace)
    mask = 4095
    slots = try workspace.allocate(mask &+ 1, of: Int32.self)
    slots.update(repeating: -1, count: mask &+ 1)
    pairAt = slots
  }

  /// Counts the pairs of a batch.
  mutating func fill(_ batch: TokenBatch, _ strings: StringTable) throws(PithError) {
    pairAt = try workspace.allocate(batch.tokens.count, of: Int32.self)
    var t = 0
    while t < batch.tokens.count {
      pairAt[t] = -1
      if batch.next[t] >= 0 { try occupy(t, batch, strings) }
      t &+= 1
    }
    try offerChanged()
  }

  /// The allowed pair with the largest count; ties to the first place.
  mutating func best() throws(PithError) -> Int? {
    while heap.count > 0 {
      let top = heap[0]
      removeTop()
      let id = Int(top.pair)
      var pair = pairs[id]
      if pair.count != top.count || pair.first != top.first { continue }
      if pairAt[Int(pair.first)] == top.pair { return id }
      // Its first place is gone. Places that are gone leave the list with this.
      var first = Int32.max
      var kept: Int32 = -1
      var link = pair.places
      while link >= 0 {
        var place = places[Int(link)]
        let following = place.next
        if pairAt[Int(place.token)] == top.pair {
          first = min(first, place.token)
          place.next = kept
          places[Int(link)] = place
          kept = link
        }
        link = following
      }
      pair.places = kept
      pair.first = first
      pairs[id] = pair
      try push(Candidate(count: pair.count, first: first, pair: top.pair))
    }
    return nil
  }

  /// Merges a pair wherever it is; gives the tokens that it joined at its first place, and the number of places.
  mutating func merge(
    _ id: Int, _ batch: inout TokenBatch, _ strings: inout StringTable
  ) throws(PithError) -> SIMD4<Int32> {
    round &+= 1
    found.removeAll()
    var link = pairs[id].places
    while link >= 0 {
      if pairAt[Int(places[Int(link)].token)] == Int32(truncatingIfNeeded: id) { try found.append(places[Int(link)].token) }
      link = places[Int(link)].next
    }
    try sortFound()
    let (a, b) = (strings[Int(pairs[id].a)], strings[Int(pairs[id].b)])
    var joined: Int32 = -1
    var step = SIMD4<Int32>(repeating: 0)
    var i = 0
    while i < found.count {
      let left = Int(found[i])
      i &+= 1
      // Already taken by a merge that overlaps with this one.
      guard pairAt[left] == Int32(truncatingIfNeeded: id) else { continue }
      if joined < 0 {
        let begin = left == 0 ? 0 : batch.tokens[left &- 1]
        joined = Int32(truncatingIfNeeded: try strings.add(batch.bytes.start + begin, Int(a.count) &+ Int(b.count)))
        step = SIMD4(Int32(truncatingIfNeeded: left), batch.end[left], batch.end[Int(batch.next[left])], 0)
      }
      step[3] &+= 1
      let right = Int(batch.next[left])
      let before = Int(batch.previous[left])
      try vacate(left)
      if pairAt[right] >= 0 { try vacate(right) }
      batch.join(left, joined)
      if batch.next[left] >= 0 { try occupy(left, batch, strings) }
      if before >= 0 {
        try vacate(before)
        try occupy(before, batch, strings)
      }
    }
    try offerChanged()
    return step
  }

  /// The pair that begins at `token` is no longer there.
  @inline(never)
  private mutating func vacate(_ token: Int) throws(PithError) {
    let id = Int(pairAt[token])
    var pair = pairs[id]
    pair.count &-= 1
    try touch(id, &pair)
    pairs[id] = pair
    pairAt[token] = -1
  }

  /// Counts the pair that begins at `token` now.
  private mutating func occupy(_ token: Int, _ batch: TokenBatch, _ strings: StringTable) throws(PithError) {
    let id = try find(batch.string[token], batch.string[Int(batch.next[token])], strings)
    var pair = pairs[id]
    let place = Int32(truncatingIfNeeded: token)
    pairAt[token] = Int32(truncatingIfNeeded: id)
    try places.append(Place(token: place, next: pair.places))
    pair.places = Int32(truncatingIfNeeded: places.count &- 1)
    pair.first = pair.count == 0 ? place : min(pair.first, place)
    pair.count &+= 1
    try touch(id, &pair)
    pairs[id] = pair
  }

  @inline(never)
  private mutating func touch(_ id: Int, _ pair: inout Pair) throws(PithError) {
    if pair.touched == round { return }
    pair.touched = round
    try changed.append(Int32(truncatingIfNeeded: id))
  }

  /// Puts the pairs whose counts changed into the heap.
  private mutating func offerChanged() throws(PithError) {
    var i = 0
    while i < changed.count {
      let pair = pairs[Int(changed[i])]
      if pair.isAllowed && pair.count > 0 {
        try push(Candidate(count: pair.count, first: pair.first, pair: changed[i]))
      }
      i &+= 1
    }
    changed.removeAll()
  }

  private mutating func find(_ a: Int32, _ b: Int32, _ strings: StringTable) throws(PithError) -> Int {
    if pairs.count &* 2 >= mask { try grow() }
    var slot = PairTable.hash(a, b) & mask
    while slots[slot] >= 0 {
      let pair = pairs[Int(slots[slot])]
      if pair.a == a && pair.b == b { return Int(slots[slot]) }
      slot = (slot &+ 1) & mask
    }
    let isAllowed = try boundary.allows(strings[Int(a)], strings[Int(b)], splitter: splitter, workspace)
    slots[slot] = Int32(truncatingIfNeeded: pairs.count)
    try pairs.append(Pair(a: a, b: b, count: 0, first: 0, places: -1, touched: -1, isAllowed: isAllowed))
    return pairs.count &- 1
  }

  private static func hash(_ a: Int32, _ b: Int32) -> Int {
    let key = UInt64(UInt32(bitPattern: a)) << 32 | UInt64(UInt32(bitPattern: b))
    return Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20)
  }

  private mutating func grow() throws(PithError) {
    mask = mask &* 4 &+ 3
    slots = try workspace.allocate(mask &+ 1, of: Int32.self)
    slots.update(repeating: -1, count: mask &+ 1)
    var i = 0
    while i < pairs.count {
      var slot = PairTable.hash(pairs[i].a, pairs[i].b) & mask
      while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
  }

  private mutating func sortFound() throws(PithError) {
    let mark = workspace.mark()
    let spare = try workspace.allocate(found.count, of: Int32.self)
    stableSort(found.start, spare, found.count) { $0 < $1 }
    workspace.release(mark)
  }

  @inline(never)
  private mutating func push(_ candidate: Candidate) throws(PithError) {
    try heap.append(candidate)
    var child = heap.count &- 1
    while child > 0 {
      let parent = (child &- 1) / 2
      guard candidate.isBetter(than: heap[parent]) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = candidate
  }

  @inline(never)
  private mutating func removeTop() {
    let last = heap[heap.count &- 1]
    heap.removeLast()
    if heap.count == 0 { return }
    var parent = 0
    while true {
      var child = 2 &* parent &+ 1
      guard child < heap.count else { break }
      if child &+ 1 < heap.count && heap[child &+ 1].isBetter(than: heap[child]) { child &+= 1 }
      guard heap[child].isBetter(than: last) else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
  }
}
