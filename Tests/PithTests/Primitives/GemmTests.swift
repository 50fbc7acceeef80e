// The tile driver against one fma chain per element, for shapes around the panels, any thread count, every tier.

import CPith
import Testing

@testable import Pith

@Suite(.serialized) struct Gemm {
  /// Runs `body` in each tier that this CPU has.
  static func eachTier(_ body: (Int) throws -> Void) throws {
    defer { try? Dispatch.limit(to: Dispatch.supportedTier) }
    for tier in 0...Dispatch.supportedTier {
      try Dispatch.limit(to: tier)
      try body(tier)
    }
  }

  static func values(_ count: Int, seed: Int) -> [Float] {
    (0..<count).map { Float(($0 &* 7919 &+ seed &* 104729) % 2003 - 1001) / 517 }
  }

  static let shapes = [(1, 1, 1), (5, 7, 3), (13, 33, 17), (64, 64, 0), (70, 100, 40), (40, 3, 600), (3, 130, 9)]

  @Test(arguments: [1, 3]) func tilesAreOneChainPerElement(threads: Int) throws {
    for (m, n, k) in Gemm.shapes {
      let a = Gemm.values(m * k, seed: 1), b = Gemm.values(n * k, seed: 2)
      let scale = Gemm.values(n, seed: 3)
      var expected = [Float](repeating: 0, count: m * n)
      for i in 0..<m {
        for j in 0..<n {
          var sum: Float = 0
          for p in 0..<k { sum = sum.addingProduct(a[i * k + p], b[j * k + p] * scale[j]) }
          expected[i * n + j] = sum
        }
      }
      try Gemm.eachTier { tier in
        try a.withUnsafeBufferPointer { a in
          try b.withUnsafeBufferPointer { b in
            try scale.withUnsafeBufferPointer { scale in
              try Workspace.withTemporary { workspace throws(PithError) in
                let pool = threads > 1 ? cpith_pool_create(Int32(threads)) : nil
                defer { if let pool { cpith_pool_destroy(pool) } }
                workspace.state.pointee.pool = pool
                workspace.state.pointee.threads = threads
                let result = try workspace.allocate(m * n, of: Float.self)
                let some = try workspace.allocate(1, of: Float.self)
                let rows = FloatRows(base: a.baseAddress ?? UnsafePointer(some), rows: m, cols: k, stride: k)
                let columns = FloatRows(base: b.baseAddress ?? UnsafePointer(some), rows: n, cols: k, stride: k)
                let packed = try workspace.packColumns(columns, scale: scale.baseAddress)
                result.update(repeating: .nan, count: m * n)
                try workspace.tiles(rows, against: packed) { tile in
                  for i in 0..<tile.rows {
                    for j in 0..<tile.columns { result[(tile.row + i) * n + tile.column + j] = tile.row(i)[j] }
                  }
                }
                for e in 0..<m * n { #expect(result[e] == expected[e], "tier \(tier) \(m)x\(n)x\(k) element \(e)") }
                result.update(repeating: .nan, count: m * n)
                for i in 0..<m { workspace.multiply(row: rows.row(i), by: packed, into: result + i * n) }
                for e in 0..<m * n { #expect(result[e] == expected[e], "gemv, tier \(tier) \(m)x\(n)x\(k) element \(e)") }
              }
            }
          }
        }
      }
    }
  }

  @Test func lowerTilesCoverTheLowerTriangle() throws {
    let n = 300, k = 4
    let a = Gemm.values(n * k, seed: 1)
    try a.withUnsafeBufferPointer { a in
      try Workspace.withTemporary { workspace throws(PithError) in
        let rows = FloatRows(base: a.baseAddress!, rows: n, cols: k, stride: k)
        let packed = try workspace.packColumns(rows)
        let seen = try workspace.allocate(n * n, of: UInt8.self)
        seen.update(repeating: 0, count: n * n)
        try workspace.tiles(rows, against: packed, lower: true) { tile in
          for i in 0..<tile.rows {
            for j in 0..<tile.columns { seen[(tile.row + i) * n + tile.column + j] += 1 }
          }
        }
        for i in 0..<n {
          for j in 0...i { #expect(seen[i * n + j] == 1) }
        }
      }
    }
  }
}
