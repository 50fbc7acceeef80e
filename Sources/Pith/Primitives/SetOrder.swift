// The order in which CPython (as of 3.11) iterates over a set of small non-negative integers.
//
// Published code that loops over a Python set depends on it: the order is that of a hash table with the integer itself
// as hash, so it follows neither insertion nor size.
//
// The table starts with 8 slots; mask = slots - 1. Integer x goes to the first empty slot of i, i + 1, …, i + 9 with
// i = x & mask (to slot i alone where i + 9 lies past the table); if there is none, perturb (at first x) is shifted right
// by 5 and i = (5 i + 1 + perturb) & mask. When 5 · used reaches 3 · mask, all go in slot order into a table of the
// smallest power of two above 4 · used slots (2 · used above 50 000). Iteration runs over the slots.
// Cost: O(count) on average; scratch of at most 12 words per element.

extension Workspace {
  /// Reorders distinct integers from insertion order to iteration order.
  func setOrder(_ values: UnsafeMutablePointer<Int32>, _ count: Int) throws(PithError) {
    let mark = self.mark()
    defer { release(mark) }
    // The table after `used` insertions has at most 8 · used slots.
    let capacity = max(8, try product(8, count))
    var table = try allocate(capacity, of: Int32.self)
    var spare = try allocate(capacity, of: Int32.self)
    var slots = 8
    table.update(repeating: -1, count: slots)
    var used = 0
    while used < count {
      insert(values[used], into: table, mask: slots &- 1)
      used &+= 1
      if 5 &* used < 3 &* (slots &- 1) { continue }
      let wanted = used > 50_000 ? 2 &* used : 4 &* used
      var larger = 8
      while larger <= wanted { larger &*= 2 }
      spare.update(repeating: -1, count: larger)
      var i = 0
      while i < slots {
        if table[i] >= 0 { insert(table[i], into: spare, mask: larger &- 1) }
        i &+= 1
      }
      swap(&table, &spare)
      slots = larger
    }
    var written = 0
    var i = 0
    while i < slots {
      if table[i] >= 0 {
        values[written] = table[i]
        written &+= 1
      }
      i &+= 1
    }
  }

  private func insert(_ value: Int32, into table: UnsafeMutablePointer<Int32>, mask: Int) {
    var perturb = Int(value)
    var i = perturb & mask
    while true {
      let last = i &+ 9 <= mask ? i &+ 9 : i
      var slot = i
      while slot <= last {
        if table[slot] < 0 {
          table[slot] = value
          return
        }
        slot &+= 1
      }
      perturb >>= 5
      i = (5 &* i &+ 1 &+ perturb) & mask
    }
  }
}
