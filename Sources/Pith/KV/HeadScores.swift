// What the KV methods share: column sums of one head's attention rows, pooling along the cache, and top-k per head.

import CPith

extension Workspace {
  /// sums[j] = Σ over the rows of attention[head, row, j], rows ascending, for the first `columns` columns of a `[H, Q, N]`
  /// item. `line` has room for `columns` floats: rows that are not plain f32 are widened there.
  func columnSums(
    _ map: Tensor, head: Int, rows: Range<Int>, columns: Int, line: UnsafeMutablePointer<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    sums.update(repeating: 0, count: columns)
    let offset = head &* map.stride[0] &+ rows.lowerBound &* map.stride[1]
    if map.dtype == .f32, map.stride[2] == 1 || columns <= 1, let data = map.data {
      kernels.pointee.column_sum(
        data.assumingMemoryBound(to: Float.self) + offset, map.stride[1], rows.upperBound &- rows.lowerBound, columns, sums)
      return
    }
    var i = 0
    while i < rows.upperBound &- rows.lowerBound {
      loadFloats(map, offset: offset &+ i &* map.stride[1], stride: map.stride[2], count: columns, into: line)
      kernels.pointee.column_sum(line, columns, 1, columns, sums)
      i &+= 1
    }
  }

  /// Column sums of every head of every batch item, `[B * H, columns]`. NaN and infinity in what is read are refused; a sum of
  /// finite numbers that overflows is passed on.
  func headColumnSums(_ map: Block, rows: Range<Int>, columns: Int) throws(PithError) -> UnsafeMutablePointer<Float> {
    let heads = map.extent(0)
    let tasks = try product(map.batch, heads)
    let sums = try allocate(try product(tasks, columns), of: Float.self)
    if tasks == 0 || columns == 0 { return sums }
    let length = max(rows.upperBound &- rows.lowerBound, 1)
    let grain = max(1, 65536 / (columns &* length))
    let lines = try allocate(try product(parts(tasks, grain: grain), columns), of: Float.self)
    parallelRanges(tasks, grain: grain) { part, begin, end in
      var t = begin
      while t < end {
        columnSums(
          map.item(t / heads), head: t % heads, rows: rows, columns: columns, line: lines + part &* columns,
          into: sums + t &* columns)
        t &+= 1
      }
    }
    var t = 0
    while t < tasks {
      if kernels.pointee.all_finite_f32(sums + t &* columns, columns) == 0 {
        try requireFinite(map, t / heads, t % heads, rows: rows, columns: columns, line: lines)
      }
      t &+= 1
    }
    return sums
  }

  /// Refuses NaN and infinity in rows of one head of a `[H, R, C]` argument.
  func requireFinite(
    _ block: Block, _ b: Int, _ head: Int, rows: Range<Int>, columns: Int, line: UnsafeMutablePointer<Float>
  ) throws(PithError) {
    let item = block.item(b)
    var i = rows.lowerBound
    while i < rows.upperBound {
      loadFloats(
        item, offset: head &* item.stride[0] &+ i &* item.stride[1], stride: item.stride[2], count: columns, into: line)
      if kernels.pointee.all_finite_f32(line, columns) == 0 {
        var j = 0
        while j < columns && line[j].isFinite { j &+= 1 }
        let row = (b &* item.shape[0] &+ head) &* item.shape[1] &+ i
        throw PithError(
          .nonFinite, block.name, expected: "finite values", got: .position(row &* item.shape[2] &+ j))
      }
      i &+= 1
    }
  }

  /// The `keep` largest of each row of `scores` `[rows, stride]`, looking at its first `n` elements: `into` `[rows, step]`.
  func topKPerHead(
    _ scores: UnsafePointer<Float>, stride: Int, rows: Int, n: Int, keep: Int, _ order: Order,
    into result: UnsafeMutablePointer<Int32>, step: Int
  ) throws(PithError) {
    if keep == 0 || rows == 0 { return }
    let mark = self.mark()
    defer { release(mark) }
    let grain = max(1, 16384 / max(n, 1))
    let count = parts(rows, grain: grain)
    let wordsPerPart = try product(3, n) &+ Int(PITHK_SELECT_WORDS)
    let words = try allocate(try product(count, wordsPerPart), of: UInt32.self)
    let keys = try allocate(try product(count, keep), of: Float.self)
    let ranks = try allocate(try product(count, try product(2, keep)), of: Int32.self)
    parallelRanges(rows, grain: grain) { part, begin, end in
      let words = words + part &* wordsPerPart
      let keys = keys + part &* keep
      let ranks = ranks + 2 &* part &* keep
      var r = begin
      while r < end {
        let row = scores + r &* stride
        let out = result + r &* step
        _ = kernels.pointee.select_k(row, n, keep, 1, out, words)
        if order == .ranked {
          var i = 0
          while i < keep {
            keys[i] = row[Int(out[i])]
            ranks[keep &+ i] = out[i]
            i &+= 1
          }
          kernels.pointee.argsort(keys, keep, 1, ranks, words)
          i = 0
          while i < keep {
            out[i] = ranks[keep &+ Int(ranks[i])]
            i &+= 1
          }
        }
        r &+= 1
      }
    }
  }

  /// Pools a row with a centred window of odd width and stride 1. Averages divide by the width at the borders too (padding
  /// counts as zeros); maxima ignore what lies outside. Terms come in ascending order.
  func poolAlong(
    _ x: UnsafePointer<Float>, _ n: Int, kernel: Int, _ mode: PoolMode, into out: UnsafeMutablePointer<Float>
  ) {
    let half = min(kernel / 2, n &- 1)
    out.update(repeating: mode == .max ? -.infinity : 0, count: n)
    var shift = 0 &- half
    while shift <= half && n > 0 {
      let first = max(0, 0 &- shift)
      let length = n &- max(shift, 0 &- shift)
      if mode == .max {
        kernels.pointee.larger(x + (first &+ shift), out + first, out + first, length)
      } else {
        kernels.pointee.add(out + first, x + (first &+ shift), out + first, length)
      }
      shift &+= 1
    }
    if mode == .average {
      let width = Float(kernel)
      var i = 0
      while i < n {
        out[i] /= width
        i &+= 1
      }
    }
  }

  /// Writes `[B * H, K]` indices to a `[B, H, K]` argument.
  func commit(_ result: UnsafePointer<Int32>, to indices: Block) {
    let heads = indices.extent(0)
    let keep = indices.extent(1)
    var b = 0
    while b < indices.batch {
      let item = indices.item(b)
      var h = 0
      while h < heads {
        commit(result + (b &* heads &+ h) &* keep, count: keep, to: item.slice(h))
        h &+= 1
      }
      b &+= 1
    }
  }
}

/// An odd window: an even one would change the length.
func requireOdd(_ kernel: Int) throws(PithError) {
  guard kernel >= 1 && kernel & 1 == 1 && kernel <= Int(Int32.max) else {
    throw PithError(.range, "kernel", expected: "an odd number, 1 or more", got: .integer(kernel))
  }
}
