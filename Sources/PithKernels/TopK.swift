// Selection of the k greatest or smallest elements, as ascending indices.
//
// Radix selection on the keys of OrderKey: a histogram of the leading digit tells which bucket holds the k-th key; the keys of
// that bucket are counted by the next digit, and so on until the k-th key is known exactly. One last pass writes the indices
// of all keys before it, and of as many equal to it as are still wanted, lowest index first.
//
// Digits are 11, 11 and 10 bits; for short vectors, where clearing and scanning 2048 counters would dominate, four times 8.
//
// Cost: O(n): one pass that writes the keys, one per digit that reads them, one that writes indices.

@inline(always)
private func countDigits(
  _ keys: UnsafePointer<UInt32>, _ n: Int, _ counts: UnsafeMutablePointer<UInt32>, prefix: UInt32, prefixMask: UInt32,
  shift: UInt32, digitMask: UInt32
) {
  clear(counts, Int(digitMask) &+ 1)
  var i = 0
  while i < n {
    let key = keys[i]
    if key & prefixMask == prefix { counts[Int((key &>> shift) & digitMask)] &+= 1 }
    i &+= 1
  }
}

func selectK(
  _ x: UnsafePointer<Float>, _ n: Int, _ k: Int, _ largest: Int32, _ indices: UnsafeMutablePointer<Int32>,
  _ scratch: UnsafeMutablePointer<UInt32>
) -> Int {
  let wanted = min(k, n)
  if wanted <= 0 { return 0 }
  if wanted == n {
    var i = 0
    while i < n {
      indices[i] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
    return n
  }
  let counts = scratch
  let keys = scratch + 8192
  if largest != 0 {
    writeKeys(x, n, descending: true, keys)
  } else {
    writeKeys(x, n, descending: false, keys)
  }

  var digitBits: UInt32 = n < 4096 ? 8 : 11
  var shift: UInt32 = 32
  var threshold: UInt32 = 0
  var mask: UInt32 = 0
  var rest = UInt32(truncatingIfNeeded: wanted)
  while shift > 0 {
    digitBits = min(digitBits, shift)
    shift &-= digitBits
    let digitMask = (1 as UInt32) &<< digitBits &- 1
    countDigits(
      UnsafePointer(keys), n, counts, prefix: threshold, prefixMask: mask, shift: shift, digitMask: digitMask)
    var digit: UInt32 = 0
    while counts[Int(digit)] < rest {
      rest &-= counts[Int(digit)]
      digit &+= 1
    }
    threshold |= digit &<< shift
    mask |= digitMask &<< shift
  }

  // `rest` keys equal to the threshold are wanted. The write before the test keeps the loop free of jumps; it stays within
  // the k slots because the loop ends when they are full.
  var written = 0
  var i = 0
  while written < wanted {
    let key = keys[i]
    indices[written] = Int32(truncatingIfNeeded: i)
    let isEqual = key == threshold && rest > 0
    if isEqual { rest &-= 1 }
    if isEqual || key < threshold { written &+= 1 }
    i &+= 1
  }
  return wanted
}
