// Kernels that turn several rows into one (attention heads, pooling windows, resampled cells) against plain loops, bit by bit.
import CPith
import Foundation
import Testing

extension Kernels.Columns {
  @Test func headRows() {
    var random = Seeded(43)
    for heads in [1, 2, 7, 8, 12, 17] {
      for cols in [0, 1, 15, 16, 31, 33, 63, 64, 65, 130, 200] {
        let stride = cols + [0, 3, 16][heads % 3]
        let values = random.floats((heads - 1) * stride + cols), y = random.floats(cols)
        let x = guarded(values)
        for isMaximum in [Int32(0), 1] {
          for divisor in [Float(1), 7] {
            var reference = y
            for j in 0..<cols {
              var sum: Float = 0
              for h in 0..<heads { sum += values[h * stride + j] }
              sum /= divisor
              reference[j] = isMaximum == 1 ? (sum > y[j] ? sum : y[j]) : y[j] + sum
            }
            expectBits("heads sum \(heads)x\(cols)", reference) { t in
              let out = guarded(y)
              let finite = t.heads_sum(x.pointer, stride, heads, cols, divisor, isMaximum, out.pointer)
              check(finite == 1, "finite heads are called so")
              return out.elements
            }
          }
          var reference = y
          for j in 0..<cols {
            var most = -Float.infinity
            for h in 0..<heads { most = max(most, values[h * stride + j]) }
            reference[j] = isMaximum == 1 ? max(most, y[j]) : y[j] + most
          }
          expectBits("heads maximum \(heads)x\(cols)", reference) { t in
            let out = guarded(y)
            let finite = t.heads_maximum(x.pointer, stride, heads, cols, isMaximum, out.pointer)
            check(finite == 1, "finite heads are called so")
            return out.elements
          }
        }
      }
    }
  }

  @Test func headRowsSeeWhatIsNotFinite() {
    let heads = 3, cols = 150
    for bad in [Float.nan, .infinity, -.infinity] {
      for place in [0, 63, 64, 127, 149, 150, 149 + 150, 2 * 150 + 130, 449] {
        var values = [Float](repeating: 0.5, count: heads * cols)
        values[place] = bad
        let x = guarded(values)
        for tier in KernelTiers.all {
          let out = guarded([Float](repeating: 0, count: cols))
          check(tier.table.heads_sum(x.pointer, cols, heads, cols, 3, 0, out.pointer) == 0, "sum, \(bad) at \(place)")
          check(tier.table.heads_maximum(x.pointer, cols, heads, cols, 0, out.pointer) == 0, "maximum, \(bad) at \(place)")
        }
      }
    }
  }

  @Test func listedRows() {
    var random = Seeded(44)
    for count in [0, 1, 2, 4, 7, 8, 9, 16, 19, 33] {
      for cols in [0, 1, 16, 17, 63, 64, 100, 131] {
        let rows = 40, stride = cols + count % 3
        var values = random.floats((rows - 1) * stride + cols)
        // Ties of both zeros and a NaN: the first of equals stays, and so does a NaN.
        for i in values.indices where i % 5 == 0 { values[i] = i % 2 == 0 ? 0 : -0.0 }
        if values.count > 100 { values[values.count / 2] = .nan }
        let x = guarded(values), y = random.floats(cols)
        let list = (0..<count).map { _ in Int32(random.below(rows)) }, listed = guarded(list)
        for accumulate in [Int32(0), 1] {
          for (divisor, second) in [(Float(1), Float(1)), (3, 1), (2, 5)] {
            var reference = y
            for j in 0..<cols {
              var sum = accumulate == 1 ? y[j] : 0
              for r in list { sum += values[Int(r) * stride + j] }
              reference[j] = sum / divisor / second
            }
            expectBits("listed sum \(count)x\(cols)", reference) { t in
              let out = guarded(y)
              t.listed_sum(x.pointer, stride, listed.pointer, count, cols, accumulate, divisor, second, out.pointer)
              return out.elements
            }
          }
          if count == 0 { continue }
          var reference = y
          for j in 0..<cols {
            var most = accumulate == 1 ? y[j] : values[Int(list[0]) * stride + j]
            for r in list {
              let v = values[Int(r) * stride + j]
              if v > most || (v.isNaN && !most.isNaN) { most = v }
            }
            reference[j] = most
          }
          expectBits("listed maximum \(count)x\(cols)", reference) { t in
            let out = guarded(y)
            t.listed_maximum(x.pointer, stride, listed.pointer, count, cols, accumulate, out.pointer)
            return out.elements
          }
        }
      }
    }
  }

  @Test func blend() {
    var random = Seeded(45)
    for n in [0, 1, 15, 16, 17, 70] {
      let rows = (0..<4).map { _ in random.floats(n) }
      let (a, b, c, d) = (guarded(rows[0]), guarded(rows[1]), guarded(rows[2]), guarded(rows[3]))
      for (t, u) in [(Float(0.3), Float(0)), (0, 0.7), (0.25, 0.6), (1, 0.5), (0.5, 1)] {
        let reference = (0..<n).map { i in
          let top = t == 0 ? rows[0][i] : Foundation.fma(t, rows[1][i], (1 - t) * rows[0][i])
          let bottom = t == 0 ? rows[2][i] : Foundation.fma(t, rows[3][i], (1 - t) * rows[2][i])
          return u == 0 ? top : Foundation.fma(u, bottom, (1 - u) * top)
        }
        expectBits("blend \(n), \(t), \(u)", reference) { table in
          let out = guarded([Float](repeating: 0, count: n))
          table.blend(a.pointer, b.pointer, c.pointer, d.pointer, t, u, out.pointer, n)
          return out.elements
        }
      }
    }
  }

  @Test func transpose() {
    var random = Seeded(47)
    for rows in [0, 1, 3, 4, 5, 16, 21] {
      for cols in [0, 1, 3, 4, 15, 16, 17, 38] {
        let stride = cols + 3, outStride = rows + 2
        let values = random.floats(max(0, (rows - 1) * stride + cols)), x = guarded(values)
        let start = random.floats(cols == 0 ? 0 : (cols - 1) * outStride + rows)
        var reference = start
        for i in 0..<rows { for j in 0..<cols { reference[j * outStride + i] = values[i * stride + j] } }
        expectBits("transpose \(rows)x\(cols)", reference) { t in
          let out = guarded(start)
          t.transpose(x.pointer, stride, rows, cols, out.pointer, outStride)
          return out.elements
        }
      }
    }
  }

  @Test func indicesAtMost() {
    var random = Seeded(46)
    for n in [0, 1, 15, 16, 17, 100] {
      var values = random.floats(n)
      if n > 10 {
        values[3] = .nan
        values[5] = .infinity
        values[n - 1] = 0.25
      }
      let x = guarded(values)
      for limit in [Float(-100), 0.25, 100, .infinity] {
        let reference = values.indices.filter { values[$0] <= limit }.map { Int32($0) }
        for tier in KernelTiers.all {
          var found = [Int32](repeating: -1, count: n + 1)
          let count = tier.table.indices_at_most(x.pointer, n, limit, &found)
          check(Array(found[..<count]) == reference, "indices at most \(limit) of \(n)")
          check(found[n] == -1, "nothing is written past the indices")
        }
      }
    }
  }
}
