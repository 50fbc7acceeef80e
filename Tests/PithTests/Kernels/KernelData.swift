// Test data: seeded random numbers, awkward floats, and buffers that end at an unreadable page.
import Foundation
import Testing

/// SplitMix64: the same data in every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform in -1 ..< 1, a multiple of 2^-23.
  mutating func float() -> Float { Float(Int32(truncatingIfNeeded: next() >> 40) - (1 << 23)) * 0x1p-23 }
  mutating func floats(_ n: Int) -> [Float] { (0..<n).map { _ in float() } }
  /// Few distinct values, so that ties are common.
  mutating func coarse(_ n: Int) -> [Float] { (0..<n).map { _ in Float(Int(next() % 7)) - 3 } }
  /// Any bit pattern at all.
  mutating func anyFloat() -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: next())) }
  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }
}

/// Zeros, subnormals, limits, infinities, NaN.
let awkward: [Float] = [
  0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, -.leastNormalMagnitude,
  Float(bitPattern: 0x007f_ffff), .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan,
  Float(bitPattern: 0xffc0_1234), Float(bitPattern: 0x7f80_0001), .ulpOfOne, 65504, 65519.996, 65520, 65536, 0x1p-14,
  0x1p-24, 0x1p-25, 0x1.8p-25, 3.14159265, 1e-30, -1e30, 88.72283, 88.72284, -87.33655, -103.97208, -103.97209,
]

/// Sizes around the lane boundaries.
let kernelSizes = Array(0...34) + [47, 48, 49, 63, 64, 65, 70, 95, 96, 127, 128, 129, 200, 511, 512, 513, 1000]

/// Keeps the thread's latest buffers alive: Swift may release an object as soon as its pointer has been taken, before the
/// kernel that was given the pointer has returned.
private func keepAlive(_ object: AnyObject) {
  final class Ring {
    var objects: [AnyObject?] = Array(repeating: nil, count: 64)
    var next = 0
  }
  let key = "kernel test buffers"
  let storage = Thread.current.threadDictionary
  let ring = storage[key] as? Ring ?? Ring()
  storage[key] = ring
  ring.objects[ring.next] = object
  ring.next = (ring.next + 1) % ring.objects.count
}

/// Elements that end at an unreadable page, so that a read or write past them ends the test, with marked bytes in front.
final class Guarded<Element> {
  let count: Int
  let pointer: UnsafeMutablePointer<Element>
  private let mapping: UnsafeMutableRawPointer
  private let length: Int
  private let used: Int

  init(_ elements: [Element]) {
    let page = 4096
    count = elements.count
    used = count * MemoryLayout<Element>.stride
    length = (used + 64 + page - 1) / page * page + page
    mapping = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    mprotect(mapping + (length - page), page, PROT_NONE)
    memset(mapping, 0xa5, length - page)
    pointer = (mapping + (length - page - used)).bindMemory(to: Element.self, capacity: max(count, 1))
    pointer.initialize(from: elements, count: count)
    keepAlive(self)
  }

  deinit {
    check(isFrontIntact, "a kernel wrote in front of its buffer")
    munmap(mapping, length)
  }

  private var isFrontIntact: Bool {
    let front = UnsafeRawPointer(pointer) - 64
    return (0..<64).allSatisfy { front.load(fromByteOffset: $0, as: UInt8.self) == 0xa5 }
  }

  var elements: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}

extension Guarded {
  convenience init(repeating value: Element, _ count: Int) { self.init(Array(repeating: value, count: count)) }
}

func guarded<Element>(_ elements: [Element]) -> Guarded<Element> { Guarded(elements) }

/// The order of additions that the kernels promise: 64-element runs over four accumulators of 16 lanes.
func laneSum(_ n: Int, _ add: (_ sum: Float, _ i: Int) -> Float) -> Float {
  var a = [[Float]](repeating: [Float](repeating: 0, count: 16), count: 4)
  let whole = n / 64 * 64
  for i in 0..<n {
    let run = i < whole ? (i / 16) % 4 : (i - whole) / 16
    // An incomplete run goes to the last accumulator.
    let accumulator = (i >= whole && i / 16 * 16 + 16 > n) ? 3 : run
    a[accumulator][i % 16] = add(a[accumulator][i % 16], i)
  }
  var lanes = (0..<16).map { (a[0][$0] + a[1][$0]) + (a[2][$0] + a[3][$0]) }
  while lanes.count > 1 { lanes = (0..<lanes.count / 2).map { lanes[$0] + lanes[$0 + lanes.count / 2] } }
  return lanes[0]
}

/// The order of double sums: four accumulators of eight lanes.
func doubleLaneSum(_ n: Int, _ term: (_ i: Int) -> Double) -> Double {
  var a = [[Double]](repeating: [Double](repeating: 0, count: 8), count: 4)
  for i in 0..<n { a[i / 8 % 4][i % 8] += term(i) }
  var lanes = (0..<8).map { (a[0][$0] + a[2][$0]) + (a[1][$0] + a[3][$0]) }
  while lanes.count > 1 { lanes = (0..<lanes.count / 2).map { lanes[$0] + lanes[$0 + lanes.count / 2] } }
  return lanes[0]
}
