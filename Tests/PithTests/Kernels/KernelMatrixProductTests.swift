// The packed matrix product: every element is one fused multiply-add chain, whatever the blocking, edge or tier.
import CPith
import Foundation
import Testing

extension Kernels.MatrixProduct {
  private func product(_ a: [Float], _ aStride: Int, _ m: Int, _ b: [Float], _ bStride: Int, _ n: Int, _ k: Int) -> [Float] {
    var c = [Float](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        var sum: Float = 0
        for p in 0..<k { sum = Foundation.fma(a[i * aStride + p], b[j * bStride + p], sum) }
        c[i * n + j] = sum
      }
    }
    return c
  }

  private func packed(_ t: pithk_table, _ x: [Float], _ stride: Int, _ rows: Int, _ k: Int, _ scale: [Float]?, isA: Bool) -> Guarded<Float> {
    let panel = isA ? t.gemm_panel_rows : t.gemm_panel_cols
    let out = Guarded<Float>(repeating: .nan, PackedProduct.roundUp(rows, panel) * k)
    let source = guarded(x), factors = scale.map { guarded($0) }
    (isA ? t.pack_a : t.pack_b)(source.pointer, stride, rows, k, factors.map { UnsafePointer($0.pointer) }, out.pointer)
    return out
  }

  @Test func packing() {
    var random = Seeded(51)
    for tier in KernelTiers.all {
      let t = tier.table
      check(t.gemm_block_m % t.gemm_panel_rows == 0 && t.gemm_block_n % t.gemm_panel_cols == 0, "block sizes")
      for isA in [true, false] {
        let width = isA ? t.gemm_panel_rows : t.gemm_panel_cols
        for rows in [0, 1, width - 1, width, width + 1, 2 * width + 3] {
          for k in [0, 1, 3, 4, 5, 16, 18, 35] {
            let stride = k + rows % 3
            let x = random.floats(rows == 0 ? 0 : (rows - 1) * stride + k)
            let scale = rows % 2 == 0 ? nil : random.floats(rows)
            let result = packed(t, x, stride, rows, k, scale, isA: isA).elements
            var reference = [Float](repeating: 0, count: result.count)
            for r in 0..<rows {
              for p in 0..<k { reference[r / width * width * k + p * width + r % width] = x[r * stride + p] * (scale?[r] ?? 1) }
            }
            check(isSame(result, reference), "\(tier.name) pack \(rows)x\(k)")
            // From the transposed matrix: the same panels.
            let transposedStride = rows + 2
            var y = [Float](repeating: 0, count: k == 0 ? 0 : (k - 1) * transposedStride + rows)
            for r in 0..<rows { for p in 0..<k { y[p * transposedStride + r] = x[r * stride + p] * (scale?[r] ?? 1) } }
            let source = guarded(y), out = Guarded<Float>(repeating: .nan, reference.count)
            (isA ? t.pack_a_transposed : t.pack_b_transposed)(source.pointer, transposedStride, rows, k, out.pointer)
            check(isSame(out.elements, reference), "\(tier.name) pack transposed \(rows)x\(k)")
          }
        }
      }
    }
  }

  @Test func blocksAndEdges() {
    var random = Seeded(52)
    for m in [0, 1, 2, 5, 6, 7, 12, 13, 25] {
      for n in [0, 1, 7, 15, 16, 17, 31, 32, 33, 50] {
        for k in [0, 1, 2, 9, 33] where (m + n + k) % 3 == 0 || k == 9 {
          let a = random.floats(m * k), b = random.floats(n * k)
          let reference = product(a, k, m, b, k, n, k)
          for extra in [0, 3] {
            let stride = n + extra
            let start = random.floats(m == 0 ? 0 : (m - 1) * stride + n)
            let result = inAllTiers("gemm \(m)x\(n)x\(k)") { t in
              let c = guarded(start)
              let pa = packed(t, a, k, m, k, nil, isA: true), pb = packed(t, b, k, n, k, nil, isA: false)
              t.gemm_block(pa.pointer, pb.pointer, m, n, k, c.pointer, stride, 0)
              return c.elements
            }
            var expected = start
            for i in 0..<m { for j in 0..<n { expected[i * stride + j] = reference[i * n + j] } }
            check(isSame(result, expected), "gemm \(m)x\(n)x\(k)")
            // Continuing the chain from c.
            let cut = k / 2
            let continued = inAllTiers("gemm in two parts \(m)x\(n)x\(k)") { t in
              let c = guarded(start)
              for (from, to) in [(0, cut), (cut, k)] {
                let depth = to - from
                let pa = packed(t, Array(a.dropFirst(from)), k, m, depth, nil, isA: true)
                let pb = packed(t, Array(b.dropFirst(from)), k, n, depth, nil, isA: false)
                t.gemm_block(pa.pointer, pb.pointer, m, n, depth, c.pointer, stride, from == 0 ? 0 : 1)
                if from == to { continue }
              }
              return c.elements
            }
            if cut > 0 { check(isSame(continued, expected), "gemm in two parts \(m)x\(n)x\(k)") }
          }
          // Rows by index against one panel, columns past n being the padding.
          if m > 0 && n > 0 {
            let list = (0..<m).map { Int32(($0 * 5 + 1) % m) }
            let stride = k + 3
            var spread = random.floats((m - 1) * stride + k)
            for i in 0..<m { for p in 0..<k { spread[i * stride + p] = a[i * k + p] } }
            for tier in KernelTiers.all {
              let t = tier.table
              let width = t.gemm_panel_cols, columns = min(n, width)
              let c = Guarded<Float>(repeating: .nan, m * width), x = guarded(spread), rows = guarded(list)
              let panel = packed(t, b, k, columns, k, nil, isA: false)
              t.gemm_gathered(x.pointer, stride, rows.pointer, m, panel.pointer, k, c.pointer, 0, 0, width)
              var expected = [Float](repeating: 0, count: m * width)
              for i in 0..<m { for j in 0..<columns { expected[i * width + j] = reference[Int(list[i]) * n + j] } }
              check(isSame(c.elements, expected), "\(tier.name) gathered \(m)x\(n)x\(k)")
              // Some of the columns, and the chain in two parts.
              for (first, last) in [(0, 1), (0, 8), (5, 8), (8, 9), (9, width), (7, 9)] where last <= width {
                let part = Guarded<Float>(repeating: .nan, m * width), cut = k / 2
                t.gemm_gathered(x.pointer, stride, rows.pointer, m, panel.pointer, cut, part.pointer, 0, first, last)
                t.gemm_gathered(
                  x.pointer + cut, stride, rows.pointer, m, panel.pointer + cut * width, k - cut, part.pointer, 1, first, last)
                let found = part.elements
                let same = (0..<m).allSatisfy { i in
                  isSame(Array(found[i * width + first..<i * width + last]), Array(expected[i * width + first..<i * width + last]))
                }
                check(same, "\(tier.name) gathered \(m)x\(n)x\(k), columns \(first)..<\(last)")
              }
            }
          }
          // One row at a time.
          for i in 0..<min(m, 2) {
            expectBits("gemv \(n)x\(k)", Array(reference[i * n..<i * n + n])) { t in
              let out = Guarded<Float>(repeating: .nan, n), x = guarded(Array(a[i * k..<i * k + k]))
              t.gemv_packed(x.pointer, packed(t, b, k, n, k, nil, isA: false).pointer, n, k, out.pointer, 0)
              return out.elements
            }
          }
        }
      }
    }
  }

  @Test func solvingRows() {
    var random = Seeded(54)
    for width in [16, 32] {
      for m in [0, 1, 7, 8, 9, 20] {
        for (first, last) in [(0, width), (0, 1), (3, 3), (5, 11), (15, 16), (9, width)] {
          let start = random.floats(m * width), weights = random.floats(width * width), factor = random.floats(width)
          var reference = start
          for i in 0..<m {
            for s in first..<last {
              var sum = start[i * width + s]
              for earlier in first..<s {
                sum = Foundation.fma(weights[earlier * width + s], reference[i * width + earlier], sum)
              }
              reference[i * width + s] = sum * factor[s]
            }
          }
          for tier in KernelTiers.all {
            let c = guarded(start), w = guarded(weights), f = guarded(factor)
            tier.table.solve_rows(c.pointer, m, width, w.pointer, f.pointer, first, last)
            let found = c.elements
            let same = (0..<m).allSatisfy { i in
              isSame(Array(found[i * width..<i * width + last]), Array(reference[i * width..<i * width + last]))
            }
            check(same, "\(tier.name) solve \(m) rows of \(width), \(first)..<\(last)")
          }
        }
      }
    }
  }

  @Test func manyColumnsInOneRow() {
    var random = Seeded(53)
    let n = 203, k = 21
    let x = random.floats(k), b = random.floats(n * k), start = random.floats(n)
    let reference = (0..<n).map { j in (0..<k).reduce(start[j]) { Foundation.fma(x[$1], b[j * k + $1], $0) } }
    expectBits("gemv, accumulated", reference) { t in
      let out = guarded(start)
      t.gemv_packed(x, packed(t, b, k, n, k, nil, isA: false).pointer, n, k, out.pointer, 1)
      return out.elements
    }
  }

  @Test func specialValues() {
    var random = Seeded(54)
    let m = 7, n = 17, k = 6
    let a = (0..<m * k).map { _ in awkward[random.below(awkward.count)] }
    let b = (0..<n * k).map { _ in awkward[random.below(awkward.count)] }
    expectBits("gemm of special values", product(a, k, m, b, k, n, k)) { t in
      let c = Guarded<Float>(repeating: 0, m * n)
      t.gemm_block(
        packed(t, a, k, m, k, nil, isA: true).pointer, packed(t, b, k, n, k, nil, isA: false).pointer, m, n, k, c.pointer, n, 0)
      return c.elements
    }
  }

  @Test func driver() {
    var random = Seeded(55)
    let m = 53, n = 75, k = 41
    let a = random.floats(m * k), b = random.floats(n * k), sa = random.floats(m), sb = random.floats(n)
    let scaledA = a.indices.map { a[$0] * sa[$0 / k] }, scaledB = b.indices.map { b[$0] * sb[$0 / k] }
    let reference = product(scaledA, k, m, scaledB, k, n, k)
    for (panelsM, panelsN, blockK, maximum, inPlace) in [
      (1, 1, 7, 100, false), (3, 2, 16, 3000, false), (2, 1, 16, 1 << 20, true), (100, 100, 100, 1 << 20, false),
    ] {
      expectBits("driver", reference) { t in
        var driver = PackedProduct(t)
        driver.blockM = panelsM * t.gemm_panel_rows
        driver.blockN = panelsN * t.gemm_panel_cols
        driver.blockK = blockK
        driver.maximumPackedB = maximum
        let counts = driver.scratchCount(m: m, n: n, k: k)
        let packedA = Guarded<Float>(repeating: 0, counts.a), packedB = Guarded<Float>(repeating: 0, counts.b)
        let tile = Guarded<Float>(repeating: 0, counts.tile)
        let c = Guarded<Float>(repeating: .nan, m * n)
        driver.run(
          a, k, m, b, k, n, k, aScale: sa, bScale: sb, scratch: (packedA.pointer, packedB.pointer, tile.pointer),
          c: inPlace ? c.pointer : nil, cStride: n
        ) { tile, stride, firstRow, rows, firstColumn, columns in
          if inPlace { return }
          for i in 0..<rows {
            for j in 0..<columns { c.pointer[(firstRow + i) * n + firstColumn + j] = tile[i * stride + j] }
          }
        }
        return c.elements
      }
    }
  }
}
