// DART against a naive loop over pivots in double, and set order against CPython's.

import Testing

@testable import Pith

@Suite struct SetOrderTests {
  func order(_ values: [Int]) throws -> [Int] {
    try withWorkspace { workspace in
      let buffer = try workspace.allocate(values.count, of: Int32.self)
      for (i, value) in values.enumerated() { buffer[i] = Int32(value) }
      try workspace.setOrder(buffer, values.count)
      return (0..<values.count).map { Int(buffer[$0]) }
    }
  }

  /// Recorded with CPython 3.11: list(set(values)).
  @Test func isThatOfCPython() throws {
    #expect(try order([3]) == [3])
    #expect(try order([8, 0]) == [8, 0])
    #expect(try order([1, 9, 17]) == [1, 9, 17])
    #expect(try order([40, 32, 64, 96]) == [40, 32, 64, 96])
    #expect(try order([40, 8, 104, 72, 620, 630]) == [40, 8, 72, 104, 620, 630])
    #expect(try order([45, 77, 109, 141, 33, 65, 97, 1, 2, 34]) == [33, 65, 97, 1, 2, 34, 109, 77, 45, 141])
    #expect(try order([1275, 523, 1519, 734]) == [523, 1275, 734, 1519])
    #expect(try order([1628, 1414, 1930, 1723, 1515]) == [1414, 1930, 1515, 1723, 1628])
    #expect(try order([1335, 1888, 1085, 59, 1721, 953, 1589, 1931]) == [1888, 953, 1931, 1589, 1335, 1721, 59, 1085])
    #expect(try order([510, 1329, 106, 1845, 321, 231, 761, 960, 1778, 504, 779, 1113])
        == [960, 321, 1113, 231, 106, 779, 1329, 1778, 1845, 504, 761, 510])
    #expect(try order([208, 1175, 510, 26, 1497, 443, 835, 572, 372, 1876, 1776, 1568, 797, 326, 1560, 1632, 147, 284])
        == [1568, 1632, 835, 326, 208, 1776, 147, 372, 1876, 284, 1175, 1560, 1497, 26, 443, 572, 797, 510])
    #expect(try order([1265, 1264, 911, 259, 270, 3, 1991, 1784, 10, 428, 1584, 441, 1966, 339, 1786, 340, 592, 642, 1969])
        == [642, 259, 3, 10, 270, 911, 428, 1966, 1584, 1969, 441, 1991, 592, 339, 340, 1264, 1265, 1784, 1786])
    #expect(try order([407, 1104, 1794, 1388, 1281, 419, 372, 1927, 1983, 1414, 403, 1979, 1976, 1830, 784, 611, 44, 739, 849, 339, 1916, 298, 540, 133, 679])
        == [1281, 1794, 133, 1414, 1927, 784, 403, 407, 540, 419, 1830, 679, 298, 44, 1976, 1979, 1983, 1104, 849, 339, 611, 739, 1388, 372, 1916])
  }

  @Test func manyValuesAreAPermutation() throws {
    var generator = SeededGenerator(171)
    for count in [5, 19, 77, 1000] {
      let values = Array(Set((0..<count).map { _ in generator.int(0...1 << 20) }))
      #expect(try order(values).sorted() == values.sorted())
    }
    #expect(try order(Array((0..<1000).reversed())) == Array(0..<1000))
  }
}

@Suite struct DARTTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(172)
    for round in 0..<25 {
      let start = generator.int(0...6)
      let length = generator.int(0...40)
      let after = generator.int(0...12)
      let n = start + length + after
      let image = generator.int(0...min(4, length))
      let text = generator.int(0...min(4, after))
      let pivots = image + text
      let per = pivots == 0 ? 0 : generator.int(0...(length - image) / pivots)
      let keep = image + pivots * per
      let dim = generator.int(3...12)
      let hidden = generator.tensor(dtype, [2, n, dim])
      let keys = generator.tensor(.f32, [2, n, 7])
      let given = generator.permutation(pivots)
      let claimOrder = TestTensor([pivots], ints: given)
      let usesSet = round % 2 == 0
      let indices = generator.output(.i32, [2, keep])
      let ranked = generator.output(.i32, [2, pivots])
      let claiming = generator.output(.i32, [2, pivots])
      let counts = DARTCounts(start: start, length: length, pivotImage: image, pivotText: text, perPivot: per)
      try withWorkspace {
        try Select.dart(
          $0, hidden: hidden.view, keys: keys.view, claimOrder: usesSet ? nil : claimOrder.view, counts: counts,
          indices: indices.view, rankedPivots: ranked.view, claimingPivots: claiming.view)
      }
      for b in 0..<2 {
        let norms = rows(keys, item: b).map { $0.map { Double(abs($0)) }.reduce(0, +) }
        let byRank = Array(ranked.ints[b * pivots..<(b + 1) * pivots])
        expectBest(byRank.prefix(image).map { $0 - start }, Array(norms[start..<start + length]), tolerance: 1e-5)
        expectBest(byRank.suffix(text).map { $0 - start - length }, Array(norms[(start + length)...]), tolerance: 1e-5)
        let byClaim = Array(claiming.ints[b * pivots..<(b + 1) * pivots])
        #expect(byClaim == (usesSet ? try SetOrderTests().order(byRank) : given.map { byRank[$0] }))
        let x = rows(hidden, item: b)
        var kept = Set(byRank.prefix(image).map { $0 - start })
        for pivot in byClaim {
          let free = (0..<length).filter { !kept.contains($0) }
          let distances = free.map { distance(x[pivot], x[start + $0], .cosine) }
          kept.formUnion(best(distances, per).map { free[$0] })
        }
        #expect(Array(indices.ints[b * keep..<(b + 1) * keep]) == kept.sorted())
      }
      for output in [indices, ranked, claiming] { #expect(output.gapsAreUntouched) }
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(173)
    let hidden = generator.tensor(.f32, [20, 4])
    let keys = generator.tensor(.f32, [20, 3])
    let indices = TestTensor(.i32, [8])
    func run(
      _ workspace: Workspace, start: Int = 2, length: Int = 12, image: Int = 2, text: Int = 1, per: Int = 2,
      order: [Int]? = nil, keys other: TestTensor? = nil
    ) throws {
      try Select.dart(
        workspace, hidden: hidden.view, keys: (other ?? keys).view,
        claimOrder: order.map { TestTensor([$0.count], ints: $0).view },
        counts: DARTCounts(start: start, length: length, pivotImage: image, pivotText: text, perPivot: per),
        indices: indices.view, rankedPivots: nil, claimingPivots: nil)
    }
    expectError(.range, "start", outputs: [indices]) { try run($0, start: 21) }
    expectError(.range, "length", outputs: [indices]) { try run($0, length: 19) }
    expectError(.range, "pivot_image", outputs: [indices]) { try run($0, image: 13) }
    expectError(.range, "pivot_text", outputs: [indices]) { try run($0, text: 7) }
    expectError(.range, "per_pivot", outputs: [indices]) { try run($0, per: 4) }
    expectError(.range, "per_pivot", outputs: [indices]) { try run($0, image: 0, text: 0, per: 1) }
    expectError(.shape, "indices", outputs: [indices]) { try run($0, per: 1) }
    expectError(.shape, "keys", outputs: [indices]) { try run($0, keys: TestTensor(.f32, [19, 3])) }
    expectError(.shape, "claim_order", outputs: [indices]) { try run($0, order: [0, 1]) }
    for order in [[0, 1, 1], [0, 1, 3], [-1, 0, 1]] {
      expectError(.index, "claim_order", outputs: [indices]) { try run($0, order: order) }
    }
    for (tensor, name) in [(hidden, "hidden"), (keys, "keys")] {
      expectNonFiniteRefused(tensor, name, outputs: [indices], &generator) { try run($0) }
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(174)
    let hidden = generator.tensor(.bf16, [2, 60, 9])
    let keys = generator.tensor(.f16, [2, 60, 6])
    let outputs = [generator.output(.i32, [2, 27]), generator.output(.i32, [2, 8]), generator.output(.i32, [2, 8])]
    let counts = DARTCounts(start: 5, length: 40, pivotImage: 3, pivotText: 5, perPivot: 3)
    try expectWellBehaved(outputs: outputs) {
      try Select.dart(
        $0, hidden: hidden.view, keys: keys.view, claimOrder: nil, counts: counts, indices: outputs[0].view,
        rankedPivots: outputs[1].view, claimingPivots: outputs[2].view)
    }
  }
}
