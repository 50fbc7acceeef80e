// Epilogues over tiles of C: a matrix is cut into tiles, fed in several orders, and compared with a scan of the whole.
import CPith
import Foundation
import Testing

private struct Matrix {
  let rows: Int, cols: Int
  var values: [Float]
  subscript(_ i: Int, _ j: Int) -> Float { values[i * cols + j] }
  var transposed: Matrix {
    var t = Matrix(rows: cols, cols: rows, values: values)
    for i in 0..<rows { for j in 0..<cols { t.values[j * rows + i] = self[i, j] } }
    return t
  }
}

/// Tiles of a matrix, as guarded copies with a row stride of their own.
private struct Tile {
  let buffer: Guarded<Float>
  let stride: Int, firstRow: Int, rows: Int, firstColumn: Int, cols: Int
}

private func tiles(_ m: Matrix, _ tileRows: Int, _ tileCols: Int) -> [Tile] {
  var list: [Tile] = []
  for firstRow in stride(from: 0, to: m.rows, by: tileRows) {
    for firstColumn in stride(from: 0, to: m.cols, by: tileCols) {
      let rows = min(tileRows, m.rows - firstRow), cols = min(tileCols, m.cols - firstColumn), stride = cols + rows % 3
      var values = [Float](repeating: .nan, count: (rows - 1) * stride + cols)
      for i in 0..<rows { for j in 0..<cols { values[i * stride + j] = m[firstRow + i, firstColumn + j] } }
      list.append(Tile(buffer: guarded(values), stride: stride, firstRow: firstRow, rows: rows, firstColumn: firstColumn, cols: cols))
    }
  }
  return list
}

private func matrices(_ random: inout Seeded) -> [Matrix] {
  var list: [Matrix] = []
  for (rows, cols) in [(1, 1), (3, 5), (7, 16), (5, 33), (20, 70), (33, 17)] {
    list.append(Matrix(rows: rows, cols: cols, values: random.floats(rows * cols)))
    list.append(Matrix(rows: rows, cols: cols, values: random.coarse(rows * cols)))
    list.append(Matrix(rows: rows, cols: cols, values: (0..<rows * cols).map { _ in awkward[random.below(awkward.count)] }))
    list.append(Matrix(rows: rows, cols: cols, values: [Float](repeating: .nan, count: rows * cols)))
    list.append(Matrix(rows: rows, cols: cols, values: [Float](repeating: -.infinity, count: rows * cols)))
  }
  return list
}

/// Best value and lowest index of it per row; `sign` -1 looks for the least. The start value counts as nothing.
private func best(_ m: Matrix, sign: Float, _ key: (Float, Int) -> Float) -> ([Float], [Int32]) {
  var values = [Float](repeating: -.infinity * sign, count: m.rows), index = [Int32](repeating: -1, count: m.rows)
  for i in 0..<m.rows {
    for j in 0..<m.cols {
      let v = key(m[i, j], j)
      if v * sign > values[i] * sign { (values[i], index[i]) = (v, Int32(j)) }
    }
  }
  return (values, index)
}

private let tileSizes = [(100, 100), (4, 16), (7, 9), (1, 33)]

private func orders(_ list: [Tile]) -> [[Tile]] { [list, list.reversed()] }

extension Kernels.Tiles {
  /// Feeds the tiles of m to a kernel that updates one float and one index per row (or per column of m's transpose).
  private func expectArg(
    _ what: String, _ m: Matrix, sign: Float, bias: [Float]?, alpha: Float, perColumn: Bool,
    _ kernel: (pithk_table) -> (UnsafePointer<Float>, Int, Int, Int, Int, Float, UnsafePointer<Float>?, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Int32>) -> Void
  ) {
    let (values, index) = best(m, sign: sign) { v, j in bias.map { Foundation.fma(alpha, v, $0[j]) } ?? v }
    let fed = perColumn ? m.transposed : m
    for (tileRows, tileCols) in tileSizes {
      for list in orders(tiles(fed, tileRows, tileCols)) {
        for tier in KernelTiers.all {
          let b = Guarded<Float>(repeating: -.infinity * sign, m.rows), n = Guarded<Int32>(repeating: -1, m.rows)
          for tile in list {
            let first = perColumn ? tile.firstRow : tile.firstColumn, at = perColumn ? tile.firstColumn : tile.firstRow
            let part = bias.map { guarded(Array($0[first..<first + (perColumn ? tile.rows : tile.cols)])) }
            kernel(tier.table)(
              tile.buffer.pointer, tile.stride, tile.rows, tile.cols, first, alpha, part.map { UnsafePointer($0.pointer) },
              b.pointer + at, n.pointer + at)
          }
          check(zip(b.elements, values).allSatisfy { $0 == $1 }, "\(what) \(tier.name) \(m.rows)x\(m.cols): \(b.elements) not \(values)")
          check(n.elements == index, "\(what) \(tier.name) \(m.rows)x\(m.cols) tiles \(tileRows)x\(tileCols): \(n.elements) not \(index)")
        }
      }
    }
  }

  @Test func argMaxAndArgMin() {
    var random = Seeded(61)
    for m in matrices(&random) {
      for bias in [nil, random.coarse(m.cols)] {
        expectArg("row arg max", m, sign: 1, bias: bias, alpha: 2, perColumn: false) { $0.tile_row_arg_max }
        expectArg("row arg min", m, sign: -1, bias: bias, alpha: -2, perColumn: false) { $0.tile_row_arg_min }
        expectArg("column arg max", m, sign: 1, bias: bias, alpha: 2, perColumn: true) { $0.tile_column_arg_max }
        expectArg("column arg min", m, sign: -1, bias: bias, alpha: -2, perColumn: true) { $0.tile_column_arg_min }
      }
    }
  }

  @Test func maximaAndPairs() {
    var random = Seeded(62)
    for m in matrices(&random) {
      let sorted = (0..<m.rows).map { i in (0..<m.cols).map { m[i, $0] }.filter { !$0.isNaN }.sorted() }
      func nth(_ row: [Float], _ n: Int, largest: Bool) -> Float {
        if row.count <= n { return largest ? -.infinity : .infinity }
        return largest ? row[row.count - 1 - n] : row[n]
      }
      for (tileRows, tileCols) in tileSizes {
        for perColumn in [false, true] {
          for list in orders(tiles(perColumn ? m.transposed : m, tileRows, tileCols)) {
            for tier in KernelTiers.all {
              let t = tier.table
              for largest in [true, false] {
                let start: Float = largest ? -.infinity : .infinity
                let single = Guarded<Float>(repeating: start, m.rows)
                let first = Guarded<Float>(repeating: start, m.rows), second = Guarded<Float>(repeating: start, m.rows)
                for tile in list {
                  let at = perColumn ? tile.firstColumn : tile.firstRow
                  let p = tile.buffer.pointer
                  if perColumn {
                    (largest ? t.column_maximum : t.column_minimum)(p, tile.stride, tile.rows, tile.cols, single.pointer + at)
                    (largest ? t.tile_column_two_max : t.tile_column_two_min)(p, tile.stride, tile.rows, tile.cols, first.pointer + at, second.pointer + at)
                  } else {
                    (largest ? t.tile_row_maximum : t.tile_row_minimum)(p, tile.stride, tile.rows, tile.cols, single.pointer + at)
                    (largest ? t.tile_row_two_max : t.tile_row_two_min)(p, tile.stride, tile.rows, tile.cols, first.pointer + at, second.pointer + at)
                  }
                }
                let one = sorted.map { nth($0, 0, largest: largest) }, two = sorted.map { nth($0, 1, largest: largest) }
                check(single.elements == one, "\(tier.name) single \(single.elements) not \(one)")
                check(first.elements == one, "\(tier.name) first \(first.elements) not \(one)")
                check(second.elements == two, "\(tier.name) second \(second.elements) not \(two)")
              }
            }
          }
        }
      }
    }
  }

  @Test func smallest() {
    var random = Seeded(63)
    for m in matrices(&random) {
      for k in [1, 2, 5, 20] {
        var values: [Float] = [], index: [Int32] = []
        for i in 0..<m.rows {
          let order = (0..<m.cols).filter { m[i, $0] < .infinity }.sorted { (m[i, $0], $0) < (m[i, $1], $1) }
          for r in 0..<k {
            values.append(r < order.count ? m[i, order[r]] : .infinity)
            index.append(r < order.count ? Int32(order[r]) : -1)
          }
        }
        for (tileRows, tileCols) in tileSizes {
          for perColumn in [false, true] {
            for list in orders(tiles(perColumn ? m.transposed : m, tileRows, tileCols)) {
              for tier in KernelTiers.all {
                let v = Guarded<Float>(repeating: .infinity, m.rows * k), n = Guarded<Int32>(repeating: -1, m.rows * k)
                for tile in list {
                  let first = perColumn ? tile.firstRow : tile.firstColumn, at = perColumn ? tile.firstColumn : tile.firstRow
                  (perColumn ? tier.table.tile_column_smallest : tier.table.tile_row_smallest)(
                    tile.buffer.pointer, tile.stride, tile.rows, tile.cols, first, k, v.pointer + at * k, n.pointer + at * k)
                }
                check(zip(v.elements, values).allSatisfy { $0 == $1 } && n.elements == index, "\(tier.name) \(k) smallest of \(m.rows)x\(m.cols)")
              }
            }
          }
        }
      }
    }
  }

  @Test func rescaling() {
    var random = Seeded(64)
    for m in matrices(&random) {
      let r = random.floats(m.rows), c = random.floats(m.cols)
      for (rows, cols) in [(true, true), (true, false), (false, true), (false, false)] {
        var scaled: [Float] = [], moved: [Float] = []
        for i in 0..<m.rows {
          for j in 0..<m.cols {
            scaled.append(m[i, j] * (rows ? r[i] : 1) * (cols ? c[j] : 1))
            moved.append(Foundation.fma(-2, m[i, j], (rows ? r[i] : 0) + (cols ? c[j] : 0)))
          }
        }
        let a = guarded(r), b = guarded(c)
        let p = rows ? UnsafePointer(a.pointer) : nil, q = cols ? UnsafePointer(b.pointer) : nil
        expectBits("tile scale", scaled) { t in
          let x = guarded(m.values)
          t.tile_scale(x.pointer, m.cols, m.rows, m.cols, p, q)
          return x.elements
        }
        expectBits("tile affine", moved) { t in
          let x = guarded(m.values)
          t.tile_affine(x.pointer, m.cols, m.rows, m.cols, -2, p, q)
          return x.elements
        }
      }
    }
  }

  @Test func rowSums() {
    var random = Seeded(65)
    let m = Matrix(rows: 5, cols: 70, values: random.floats(350))
    var lanes = [Float](repeating: 0, count: 5 * 16)
    for i in 0..<5 { for j in 0..<70 { lanes[i * 16 + j % 16] += m[i, j] } }
    for width in [16, 32, 48, 100] {
      expectBits("row sums", lanes) { t in
        let out = Guarded<Float>(repeating: 0, 80)
        for tile in tiles(m, 2, width) {
          t.tile_row_lane_sums(tile.buffer.pointer, tile.stride, tile.rows, tile.cols, out.pointer + tile.firstRow * 16)
        }
        return out.elements
      }
    }
    var rest = Array(lanes[0..<16])
    while rest.count > 1 { rest = (0..<rest.count / 2).map { rest[$0] + rest[$0 + rest.count / 2] } }
    expectBits("total of lanes", rest) { [$0.total_of_lanes(lanes)] }
  }
}
