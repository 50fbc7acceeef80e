// Random numbers for tests: the same sequence for the same seed on every machine.

import Pith

/// SplitMix64. A test names its seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An integer of the range.
  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// In [0, 1).
  mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Near enough to a normal distribution: the sum of twelve uniform numbers, centred.
  mutating func normal() -> Float {
    var sum: Float = 0
    for _ in 0..<12 { sum += uniform() }
    return sum - 6
  }

  mutating func normals(_ count: Int) -> [Float] { (0..<count).map { _ in normal() } }
  mutating func uniforms(_ count: Int) -> [Float] { (0..<count).map { _ in uniform() } }

  mutating func pick<T>(_ choices: [T]) -> T { choices[int(0...choices.count - 1)] }

  mutating func permutation(_ n: Int) -> [Int] { Array(0..<n).shuffled(using: &self) }

  /// `count` of `0..<n`, ascending.
  mutating func subset(_ count: Int, of n: Int) -> [Int] { permutation(n).prefix(count).sorted() }
}
