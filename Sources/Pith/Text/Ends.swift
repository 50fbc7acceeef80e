// Consecutive pieces of a text, or groups of words, as the list of the places at which they end.

/// Where consecutive pieces end.
struct Ends {
  var start: UnsafePointer<Int32>
  var count: Int

  subscript(_ i: Int) -> Int { Int(start[i]) }

  /// Requires each end to be one of `others`, in one pass over both.
  func requireAmong(_ others: Ends, _ name: StaticString, _ expected: StaticString) throws(PithError) {
    var j = 0
    var i = 0
    while i < count {
      while j < others.count && others[j] < self[i] { j &+= 1 }
      guard j < others.count && others[j] == self[i] else {
        throw PithError(.index, name, expected: expected, got: .element(self[i], at: i))
      }
      i &+= 1
    }
  }
}

extension Workspace {
  /// Ends of pieces that tile a whole of `total`, bytes or elements: ascending, the last one at its end.
  func ends(_ view: Tensor, _ name: StaticString, _ total: Int) throws(PithError) -> Ends {
    let block = try view.unbatched(name, rank: 1, .index, "i32 [n]")
    let n = block.extent(0)
    let copy = try allocate(n, of: Int32.self)
    var last = 0
    if let source = block.pointer(0, as: Int32.self) {
      var i = 0
      while i < n {
        let end = Int(source[i &* block.first.stride[0]])
        guard end >= last && end <= total else {
          throw PithError(.index, name, expected: "ends that ascend, none past the whole", got: .element(end, at: i))
        }
        copy[i] = Int32(truncatingIfNeeded: end)
        last = end
        i &+= 1
      }
    }
    guard last == total else {
      throw PithError(.index, name, expected: "a last end at the end of the whole", got: .needed(total, had: last))
    }
    return Ends(start: UnsafePointer(copy), count: n)
  }

  /// Ends of groups of `total` elements; without a view all elements are one group.
  func groupEnds(_ view: Tensor?, _ name: StaticString, _ total: Int) throws(PithError) -> Ends {
    if let view { return try ends(view, name, total) }
    let one = try allocate(1, of: Int32.self)
    one[0] = Int32(truncatingIfNeeded: total)
    return Ends(start: UnsafePointer(one), count: 1)
  }
}

extension Block {
  /// Element `i` of an i32 view of rank 1.
  @inline(__always) func value(_ i: Int) -> Int32 {
    guard let data = first.data else { return 0 }
    return data.assumingMemoryBound(to: Int32.self)[i &* first.stride[0]]
  }
}
