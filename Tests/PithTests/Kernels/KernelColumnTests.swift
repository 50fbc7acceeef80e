// Column reductions and segment sums against row-by-row loops, bit by bit, and their independence of the blocking.
import CPith
import Foundation
import Testing

extension Kernels.Columns {
  private typealias Fold = (
    name: String, step: (Float, Float, Int) -> Float,
    kernel: (pithk_table, UnsafePointer<Float>, Int, Int, Int, UnsafeMutablePointer<Float>) -> Void
  )

  @Test func columns() {
    var random = Seeded(41)
    for rows in [0, 1, 3, 7, 8, 9, 17, 33] {
      for cols in [0, 1, 5, 15, 16, 17, 31, 48, 70] {
        let stride = cols + [0, 1, 5][rows % 3]
        let span = rows == 0 ? 0 : (rows - 1) * stride + cols
        var values = random.floats(span)
        if span > 3 { values[random.below(span)] = .nan }
        let x = guarded(values), w = guarded(random.floats(rows)), y = random.floats(cols)
        let folds: [Fold] = [
          ("sum", { a, v, _ in a + v }, { $0.column_sum($1, $2, $3, $4, $5) }),
          ("squares", { a, v, _ in Foundation.fma(v, v, a) }, { $0.column_sum_squares($1, $2, $3, $4, $5) }),
          ("weighted", { a, v, i in Foundation.fma(w.pointer[i], v, a) }, { $0.column_weighted_sum($1, $2, $3, $4, w.pointer, $5) }),
          ("maximum", { a, v, _ in v > a ? v : a }, { $0.column_maximum($1, $2, $3, $4, $5) }),
          ("minimum", { a, v, _ in v < a ? v : a }, { $0.column_minimum($1, $2, $3, $4, $5) }),
        ]
        for fold in folds {
          var reference = y
          for i in 0..<rows { for j in 0..<cols { reference[j] = fold.step(reference[j], values[i * stride + j], i) } }
          expectBits("column \(fold.name) \(rows)x\(cols)", reference) { t in
            let out = guarded(y)
            fold.kernel(t, x.pointer, stride, rows, cols, out.pointer)
            return out.elements
          }
        }
        let start = y.map { Double($0) }
        func wide(_ weight: (Int) -> Double) -> [Double] {
          var reference = start
          for i in 0..<rows { for j in 0..<cols { reference[j] += weight(i) * Double(values[i * stride + j]) } }
          return reference
        }
        expectBits("wide column sum", wide { _ in 1 }) { t in
          let out = guarded(start)
          t.wide_column_sum(x.pointer, stride, rows, cols, out.pointer)
          return out.elements
        }
        expectBits("wide weighted column sum", wide { Double(w.pointer[$0]) }) { t in
          let out = guarded(start)
          t.wide_column_weighted_sum(x.pointer, stride, rows, cols, w.pointer, out.pointer)
          return out.elements
        }
      }
    }
  }

  @Test func blockingDoesNotShow() {
    var random = Seeded(42)
    let rows = 53, cols = 90, x = random.floats(rows * cols)
    for tier in KernelTiers.all {
      var whole = [Float](repeating: 0, count: cols), pieces = whole
      tier.table.column_sum(x, cols, rows, cols, &whole)
      for firstRow in stride(from: 0, to: rows, by: 11) {
        for firstColumn in stride(from: 0, to: cols, by: 23) {
          x.withUnsafeBufferPointer { source in
            pieces.withUnsafeMutableBufferPointer { target in
              tier.table.column_sum(
                source.baseAddress! + firstRow * cols + firstColumn, cols, min(11, rows - firstRow), min(23, cols - firstColumn),
                target.baseAddress! + firstColumn)
            }
          }
        }
      }
      check(isSame(whole, pieces), "\(tier.name)")
    }
  }

  @Test func segments() {
    var random = Seeded(43)
    for (rows, dim, segments) in [(0, 4, 1), (1, 1, 1), (9, 16, 3), (40, 37, 5), (33, 70, 40)] {
      let stride = dim + 3, outStride = dim + 1
      let x = guarded(random.floats(rows == 0 ? 0 : (rows - 1) * stride + dim)), w = guarded(random.floats(rows))
      let assign = guarded((0..<rows).map { _ in Int32(random.below(segments + 1)) - 1 })
      let start = random.floats((segments - 1) * outStride + dim)
      for weighted in [false, true] {
        var reference = start, wide = start.map { Double($0) }
        for i in 0..<rows where assign.pointer[i] >= 0 {
          for j in 0..<dim {
            let at = Int(assign.pointer[i]) * outStride + j, v = x.pointer[i * stride + j]
            reference[at] = weighted ? Foundation.fma(w.pointer[i], v, reference[at]) : reference[at] + v
            wide[at] += Double(weighted ? w.pointer[i] : 1) * Double(v)
          }
        }
        expectBits("segment sum \(rows)x\(dim)", reference) { t in
          let out = guarded(start)
          t.segment_sum(x.pointer, stride, rows, dim, assign.pointer, weighted ? UnsafePointer(w.pointer) : nil, out.pointer, outStride)
          return out.elements
        }
        expectBits("wide segment sum \(rows)x\(dim)", wide) { t in
          let out = guarded(start.map { Double($0) })
          t.wide_segment_sum(x.pointer, stride, rows, dim, assign.pointer, weighted ? UnsafePointer(w.pointer) : nil, out.pointer, outStride)
          return out.elements
        }
      }
    }
  }
}
