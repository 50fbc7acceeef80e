// A percentile of many numbers without sorting or copying them.
//
//   position = q / 100 · (n - 1); the value between the two order statistics around it, linearly
//
// Steps: floats map to integers that sort alike; three passes count the upper 11, the middle 11 and the lower 10 bits of those
// that can still be the lower order statistic; a fourth finds the upper one, the smallest number above it, unless enough
// numbers equal the lower.
// Cost: four passes over the numbers, 8 KB of scratch.

extension Workspace {
  /// The percentile `q`, 0 to 100, of all elements of the rows, which are finite and at least one.
  @inline(never)
  func percentile(_ x: FloatRows, _ q: Double) throws(PithError) -> Double {
    let mark = self.mark()
    defer { release(mark) }
    let bins = try allocate(2048, of: Int.self)
    let position = q / 100 * Double(x.rows &* x.cols &- 1)
    let fraction = position - position.truncated
    // How many numbers come before the one that is sought, among those whose upper bits are `prefix`.
    var before = Int(saturating: position)
    var prefix: UInt32 = 0
    var fixed: UInt32 = 0
    var shift: UInt32 = 32
    var equal = 0
    while shift > 0 {
      let width = min(shift, 11)
      shift &-= width
      bins.update(repeating: 0, count: 2048)
      var i = 0
      while i < x.rows {
        let row = x.row(i)
        var j = 0
        while j < x.cols {
          let key = orderKey(row[j])
          if key & fixed == prefix { bins[Int((key &>> shift) & ((1 &<< width) &- 1))] &+= 1 }
          j &+= 1
        }
        i &+= 1
      }
      var bin = 0
      while bin < 2047 && before >= bins[bin] {
        before &-= bins[bin]
        bin &+= 1
      }
      prefix |= UInt32(truncatingIfNeeded: bin) &<< shift
      fixed |= ((1 &<< width) &- 1) &<< shift
      equal = bins[bin]
    }
    let low = Double(fromOrderKey(prefix))
    if fraction == 0 || before &+ 1 < equal { return low }
    var next = UInt32.max
    var i = 0
    while i < x.rows {
      let row = x.row(i)
      var j = 0
      while j < x.cols {
        let key = orderKey(row[j])
        if key > prefix && key < next { next = key }
        j &+= 1
      }
      i &+= 1
    }
    return low + (Double(fromOrderKey(next)) - low) * fraction
  }
}

/// An integer that sorts as the number does; -0 as 0.
private func orderKey(_ x: Float) -> UInt32 {
  let bits = x == 0 ? 0 : x.bitPattern
  return bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000
}

private func fromOrderKey(_ key: UInt32) -> Float {
  Float(bitPattern: key & 0x8000_0000 != 0 ? key & 0x7FFF_FFFF : ~key)
}
