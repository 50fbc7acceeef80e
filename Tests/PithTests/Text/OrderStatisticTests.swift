// Places of a sorted order against sorting: with counts, ties, zeros of both signs and infinities.

import Testing

@testable import Pith

@Suite struct OrderStatistics {
  /// Numbers of a kind: uniform, few distinct ones, any exponent, or all alike.
  private func numbers(_ random: inout TestRandom, _ n: Int, _ kind: Int) -> [Double] {
    (0..<n).map { _ in
      switch kind {
      case 0: return Double.random(in: 0..<1, using: &random)
      case 1: return [0, -0.0, 1, -1, 0.5, .infinity, -.infinity][Int.random(in: 0..<7, using: &random)]
      case 2:
        let exponent = Int.random(in: -1060...1000, using: &random)
        return Double(sign: Bool.random(using: &random) ? .plus : .minus, exponent: exponent, significand: 1.25)
      case 3: return Double(Float.random(in: -1...1, using: &random))
      default: return 3
      }
    }
  }

  @Test func agreesWithSorting() throws {
    var random = TestRandom(41)
    for round in 0..<400 {
      let n = round % 5 == 0 ? 3000 : Int.random(in: 1...120, using: &random)
      let values = numbers(&random, n, round % 5)
      let counts: [Int32]? = round % 2 == 0 ? nil : (0..<n).map { _ in Int32.random(in: 0...3, using: &random) }
      let order = (0..<n).sorted { values[$0] < values[$1] || values[$0] == values[$1] && $0 < $1 }
      let list = order.flatMap { i in Array(repeating: i, count: counts == nil ? 1 : Int(counts![i])) }
      try withWorkspace { workspace in
        let places = try OrderStatistic(workspace, n)
        for i in 0..<n { places.set(i, values[i]) }
        for _ in 0..<6 {
          let place = Int.random(in: 0...list.count, using: &random)
          let found = counts.map { $0.withUnsafeBufferPointer { places.elements(at: place, $0.baseAddress, n) } }
            ?? places.elements(at: place, nil, n)
          #expect(found.0 == (place < list.count ? list[place] : -1))
          #expect(found.1 == (place + 1 < list.count ? list[place + 1] : -1))
        }
        let keep = Int.random(in: 0...n, using: &random)
        var smallest = [Int32](repeating: -1, count: n), spare = smallest
        places.smallest(keep, of: n, into: &smallest, spare: &spare)
        #expect(smallest.prefix(keep).map(Int.init) == Array(order.prefix(keep)))
      }
    }
  }
}
