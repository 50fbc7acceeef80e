// Compact: gather in place, for KV caches.
//
//   values[…, t, …] = values[…, indices[t], …]   for ascending indices
//
// Ascending indices never lie below their target, so one pass from the front needs no second buffer. Neighbouring positions
// that move together are one move. What lies behind the last kept position is left as it was.
// Cost: the bytes that change their place; nothing is allocated.

import CPith

extension Apply {
  /// Moves the named positions of an axis to its front.
  ///
  /// - Parameters:
  ///   - indices: `[K]`, or leading dimensions of the values and then K, i32; strictly ascending.
  ///   - axis: the dimension that is indexed.
  ///   - values: in and out, one to four dimensions, any dtype.
  public static func compact(
    _ workspace: Workspace, indices: Tensor, axis: Int, values: Tensor
  ) throws(PithError) {
    try values.validate("values")
    let rows = try values.indices(indices, axis: axis, ascending: true)
    guard values.count > 0, rows.count > 0, let data = values.data else { return }

    let size = values.dtype.size
    let block = AxisBlock(
      values.shape, ndim: values.ndim, axis: axis, from: values.stride, to: values.stride, size: size)
    let step = values.stride[axis] &* size
    let isDense = block.isRun && step == block.bytes
    workspace.parallelRanges(
      values.outerCount(axis: axis), grain: max(1, (1 << 18) / max(block.bytes &* rows.count, 1))
    ) { _, begin, end in
      var number = begin
      while number < end {
        let outer = AxisPosition(number, values.shape, axis: axis)
        let index = rows.row(outer)
        let start = data + outer.offset(values.stride, axis: axis) &* size
        var t = 0
        while t < rows.count {
          let from = Int(index[t &* rows.stride])
          var length = 1
          if isDense {
            while t &+ length < rows.count && Int(index[(t &+ length) &* rows.stride]) == from &+ length { length &+= 1 }
          }
          if from != t {
            if length > 1 {
              (start + t &* step).copyMemory(from: start + from &* step, byteCount: length &* step)
            } else {
              block.move(start + from &* step, to: start + t &* step)
            }
          }
          t &+= length
        }
        number &+= 1
      }
    }
  }
}
