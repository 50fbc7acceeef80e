// Stable argsort of floats: least-significant-digit radix sort on the keys of OrderKey.
//
// Descending order uses inverted keys, so equal elements keep ascending indices in both directions. Up to 48 elements an
// insertion sort is faster; up to 4096 four digits of 8 bits, beyond that 11, 11 and 10.
//
// Cost: O(n), one counting pass and three or four scatter passes.

@inline(always)
private func insertionSort(
  _ keys: UnsafeMutablePointer<UInt32>, _ order: UnsafeMutablePointer<Int32>, _ n: Int
) {
  var i = 0
  while i < n {
    let key = keys[i]
    var p = i
    while p > 0 && keys[p &- 1] > key {
      keys[p] = keys[p &- 1]
      order[p] = order[p &- 1]
      p &-= 1
    }
    keys[p] = key
    order[p] = Int32(truncatingIfNeeded: i)
    i &+= 1
  }
}

/// Turns counts into the first position of each digit.
@inline(always)
private func accumulateCounts(_ counts: UnsafeMutablePointer<UInt32>, _ buckets: Int) {
  var position: UInt32 = 0
  var b = 0
  while b < buckets {
    let count = counts[b]
    counts[b] = position
    position &+= count
    b &+= 1
  }
}

@inline(always)
private func scatterByDigit(
  _ keys: UnsafePointer<UInt32>, _ order: UnsafePointer<Int32>?, _ n: Int, _ positions: UnsafeMutablePointer<UInt32>,
  shift: UInt32, digitMask: UInt32, _ newKeys: UnsafeMutablePointer<UInt32>, _ newOrder: UnsafeMutablePointer<Int32>
) {
  var i = 0
  while i < n {
    let key = keys[i]
    let digit = Int((key &>> shift) & digitMask)
    let position = Int(positions[digit])
    positions[digit] &+= 1
    newKeys[position] = key
    newOrder[position] = order.map { $0[i] } ?? Int32(truncatingIfNeeded: i)
    i &+= 1
  }
}

func argsort(
  _ x: UnsafePointer<Float>, _ n: Int, _ descending: Int32, _ order: UnsafeMutablePointer<Int32>,
  _ scratch: UnsafeMutablePointer<UInt32>
) {
  let counts = scratch
  let keys = scratch + 8192
  if descending != 0 {
    writeKeys(x, n, descending: true, keys)
  } else {
    writeKeys(x, n, descending: false, keys)
  }
  if n <= 48 { return insertionSort(keys, order, n) }

  let otherKeys = keys + n
  let otherOrder = UnsafeMutableRawPointer(otherKeys + n).assumingMemoryBound(to: Int32.self)
  if n < 4096 {
    clear(counts, 1024)
    var i = 0
    while i < n {
      let key = keys[i]
      counts[Int(key & 0xff)] &+= 1
      counts[256 &+ Int((key &>> 8) & 0xff)] &+= 1
      counts[512 &+ Int((key &>> 16) & 0xff)] &+= 1
      counts[768 &+ Int(key &>> 24)] &+= 1
      i &+= 1
    }
    accumulateCounts(counts, 256)
    accumulateCounts(counts + 256, 256)
    accumulateCounts(counts + 512, 256)
    accumulateCounts(counts + 768, 256)
    scatterByDigit(keys, nil, n, counts, shift: 0, digitMask: 0xff, otherKeys, otherOrder)
    scatterByDigit(otherKeys, otherOrder, n, counts + 256, shift: 8, digitMask: 0xff, keys, order)
    scatterByDigit(keys, order, n, counts + 512, shift: 16, digitMask: 0xff, otherKeys, otherOrder)
    scatterByDigit(otherKeys, otherOrder, n, counts + 768, shift: 24, digitMask: 0xff, keys, order)
  } else {
    clear(counts, 6144)
    var i = 0
    while i < n {
      let key = keys[i]
      counts[Int(key & 0x7ff)] &+= 1
      counts[2048 &+ Int((key &>> 11) & 0x7ff)] &+= 1
      counts[4096 &+ Int(key &>> 22)] &+= 1
      i &+= 1
    }
    accumulateCounts(counts, 2048)
    accumulateCounts(counts + 2048, 2048)
    accumulateCounts(counts + 4096, 1024)
    scatterByDigit(keys, nil, n, counts, shift: 0, digitMask: 0x7ff, otherKeys, order)
    scatterByDigit(otherKeys, order, n, counts + 2048, shift: 11, digitMask: 0x7ff, keys, otherOrder)
    scatterByDigit(keys, otherOrder, n, counts + 4096, shift: 22, digitMask: 0x7ff, otherKeys, order)
  }
}
