// Greedy maximum coverage: sets that together hold as many elements as possible.
//
//   repeat: take the set with the most elements that no taken set holds, ties to the lower index; stop when that is none
//
// The greedy choice covers at least 1 - 1/e of what the best choice of as many sets covers.
//
// Steps: gains only shrink, so the gain a set had when it was last counted bounds the one it has now. The set with the greatest
// bound is counted again; if it still leads, no other set can have more, and it is taken. Most sets are counted once or twice.
// Cost: O(elements of the sets that are recounted) and a look at every set for each that is taken or recounted; one byte per element of the universe and three words per set.

/// Sets of element ids: set t is ids[offsets[t] ..< offsets[t + 1]], without repetition.
struct IdSets {
  var count: Int
  var offsets: UnsafePointer<Int32>
  var ids: UnsafePointer<Int32>
  /// Above every id.
  var universe: Int

  func size(_ t: Int) -> Int { Int(offsets[t &+ 1]) &- Int(offsets[t]) }
}

extension Workspace {
  /// Takes at most `limit` sets; gives their number. `order` and `gains` have room for that many.
  func maximumCoverage(
    _ sets: IdSets, limit: Int, order: UnsafeMutablePointer<Int32>, gains: UnsafeMutablePointer<Int32>
  ) throws(PithError) -> Int {
    let mark = self.mark()
    defer { release(mark) }
    let covered = try allocate(sets.universe, of: UInt8.self)
    covered.update(repeating: 0, count: sets.universe)
    let bound = try allocate(sets.count, of: Int.self)
    // Sets taken when a bound was counted; bounds of that age are exact.
    let counted = try allocate(sets.count, of: Int.self)
    var t = 0
    while t < sets.count {
      bound[t] = sets.size(t)
      counted[t] = 0
      t &+= 1
    }
    var taken = 0
    while taken < limit {
      try checkpoint(taken, of: limit)
      var best = 0
      t = 1
      while t < sets.count {
        if bound[t] > bound[best] { best = t }
        t &+= 1
      }
      if sets.count == 0 || bound[best] == 0 { break }
      var i = Int(sets.offsets[best])
      let end = Int(sets.offsets[best &+ 1])
      if counted[best] < taken {
        var gain = 0
        while i < end {
          gain &+= covered[Int(sets.ids[i])] == 0 ? 1 : 0
          i &+= 1
        }
        bound[best] = gain
        counted[best] = taken
        continue
      }
      while i < end {
        covered[Int(sets.ids[i])] = 1
        i &+= 1
      }
      order[taken] = Int32(truncatingIfNeeded: best)
      gains[taken] = Int32(truncatingIfNeeded: bound[best])
      bound[best] = 0
      taken &+= 1
    }
    return taken
  }
}
