// Counts from ratios, against values that Python gives.

import Testing

@testable import Pith

@Suite struct KeepCounts {
  /// n, ratio, then Python's math.floor, math.ceil, round and int of n * ratio, and floor(n * ratio + 1/2) in exact arithmetic.
  static let python: [(Int, Double, Int, Int, Int, Int, Int)] = [
    (0, 0.5, 0, 0, 0, 0, 0),
    (1, 0.5, 0, 1, 0, 0, 1),
    (3, 0.5, 1, 2, 2, 1, 2),
    (25, 0.5, 12, 13, 12, 12, 13),
    (27, 0.5, 13, 14, 14, 13, 14),
    (576, 0.22199999999999998, 127, 128, 128, 127, 128),
    (576, 0.11099999999999999, 63, 64, 64, 63, 64),
    (576, 0.25, 144, 144, 144, 144, 144),
    (20, 0.050000000000000044, 1, 2, 1, 1, 1),
    (2880, 0.3333333333333333, 960, 960, 960, 960, 960),
    (100, 0.29, 28, 29, 29, 28, 29),
    (7, 0.30000000000000004, 2, 3, 2, 2, 2),
    (10, 0.05, 0, 1, 0, 0, 1),
    (10, 0.15, 1, 2, 2, 1, 2),
    (10, 0.25, 2, 3, 2, 2, 3),
    (10, 0.35, 3, 4, 4, 3, 4),
    (1, 0.49999999999999994, 0, 1, 0, 0, 0),
    (9007199254740992, 1.0, 9007199254740992, 9007199254740992, 9007199254740992, 9007199254740992, 9007199254740992),
    (9007199254740991, 0.5, 4503599627370495, 4503599627370496, 4503599627370496, 4503599627370495, 4503599627370496),
    (4503599627370497, 0.5, 2251799813685248, 2251799813685249, 2251799813685248, 2251799813685248, 2251799813685249),
    (9007199254740991, 0.3, 2702159776422297, 2702159776422297, 2702159776422297, 2702159776422297, 2702159776422297),
    (2093, 0.74, 1548, 1549, 1549, 1548, 1549),
    (4343, 0.03, 130, 131, 130, 130, 130),
    (3815, 0.78, 2975, 2976, 2976, 2975, 2976),
    (2041, 0.65, 1326, 1327, 1327, 1326, 1327),
    (1285, 0.11, 141, 142, 141, 141, 141),
    (3843, 0.87, 3343, 3344, 3343, 3343, 3343),
    (3120, 0.54, 1684, 1685, 1685, 1684, 1685),
    (4702, 0.25, 1175, 1176, 1176, 1175, 1176),
    (1776, 0.41, 728, 729, 728, 728, 728),
    (1492, 0.92, 1372, 1373, 1373, 1372, 1373),
    (3191, 0.16, 510, 511, 511, 510, 511),
    (590, 0.14, 82, 83, 83, 82, 83),
    (3645, 0.13, 473, 474, 474, 473, 474),
    (15, 0.97, 14, 15, 15, 14, 15),
    (44, 0.21, 9, 10, 9, 9, 9),
    (1766, 0.96, 1695, 1696, 1695, 1695, 1695),
    (1359, 0.87, 1182, 1183, 1182, 1182, 1182),
    (2370, 0.31, 734, 735, 735, 734, 735),
    (1630, 0.54, 880, 881, 880, 880, 880),
    (1678, 0.18, 302, 303, 302, 302, 302),
    (1613, 0.97, 1564, 1565, 1565, 1564, 1565),
    (3140, 0.3, 942, 942, 942, 942, 942),
    (2959, 0.41, 1213, 1214, 1213, 1213, 1213),
    (1194, 0.26, 310, 311, 310, 310, 310),
  ]

  @Test func equalsPython() throws {
    for (n, ratio, floor, ceil, halfEven, truncate, halfUp) in Self.python {
      func count(_ rounding: Rounding) throws -> Int {
        try Budget.keepCount(n: n, ratio: ratio, rounding: rounding)
      }
      #expect(try count(.floor) == floor, "\(n) \(ratio)")
      #expect(try count(.ceil) == ceil, "\(n) \(ratio)")
      #expect(try count(.halfEven) == halfEven, "\(n) \(ratio)")
      #expect(try count(.truncate) == truncate, "\(n) \(ratio)")
      #expect(try count(.halfUp) == halfUp, "\(n) \(ratio)")
    }
  }

  @Test func staysWithinZeroAndN() throws {
    var generator = SeededGenerator(31)
    for _ in 0..<2000 {
      let n = generator.int(0...5000)
      let ratio = Double(generator.next() >> 11) * 0x1p-53
      for rounding in [Rounding.floor, .ceil, .halfEven, .halfUp, .truncate, .truncateF32] {
        let count = try Budget.keepCount(n: n, ratio: ratio, rounding: rounding)
        #expect(count >= 0 && count <= n && abs(Double(count) - Double(n) * ratio) < 1)
        #expect(try Budget.keepCount(n: n, ratio: 1, rounding: rounding) == n)
        #expect(try Budget.keepCount(n: n, ratio: 0, rounding: rounding) == 0)
      }
    }
  }

  /// Products on different sides of a whole number in f32 and in double. PyTorch gives the former for
  /// `(torch.tensor(n) * ratio).int()`.
  @Test(arguments: [
    (50, 0.58, 29, 28), (90, 0.7, 63, 62), (100, 0.29, 29, 28), (100, 0.57, 57, 56),
    (75, 0.84, 62, 63), (100, 0.53, 52, 53), (100, 0.59, 58, 59), (150, 0.42, 62, 63),
  ])
  func productsOfPyTorchAreInF32(n: Int, ratio: Double, f32: Int, double: Int) throws {
    #expect(try Budget.keepCount(n: n, ratio: ratio, rounding: .truncateF32) == f32)
    #expect(try Budget.keepCount(n: n, ratio: ratio, rounding: .truncate) == double)
  }

  @Test func badArgumentsAreNamed() {
    func check(_ n: Int, _ ratio: Double, _ argument: String) {
      let error = failure { _ = try Budget.keepCount(n: n, ratio: ratio, rounding: .floor) }
      #expect(error?.status == .range)
      #expect(error.map { "\($0.argument)" } == argument)
    }
    check(-1, 0.5, "n")
    check(Int.max, 0.5, "n")
    check(5, -0.001, "ratio")
    check(5, 1.001, "ratio")
    check(5, .nan, "ratio")
    check(5, .infinity, "ratio")
  }
}
