// Gather: picks positions along one axis of any tensor.
//
//   output[…, t, …] = input[…, indices[t], …]
//
// Bytes are moved, never converted, so any dtype is exact. Nothing is allocated.
// Cost: the bytes of the output, read and written once.

import CPith

extension Apply {
  /// Copies the named positions of an axis.
  ///
  /// - Parameters:
  ///   - input: one to four dimensions, any dtype.
  ///   - indices: `[K]`, or leading dimensions of the input and then K, i32; any order, repeats allowed.
  ///   - axis: the dimension that is indexed.
  ///   - output: out, shape of the input with K along the axis; dtype of the input.
  public static func gather(
    _ workspace: Workspace, input: Tensor, indices: Tensor, axis: Int, output: Tensor
  ) throws(PithError) {
    try input.validate("input")
    let rows = try input.indices(indices, axis: axis, ascending: false)
    try output.validate("output")
    guard output.dtype == input.dtype else {
      throw PithError(.dtype, "output", expected: "the dtype of the input", got: .dtype(Int(output.dtype.rawValue)))
    }
    var expected = input.shape
    expected[axis] = rows.count
    guard output.ndim == input.ndim && output.shape == expected else {
      throw PithError(
        output.ndim == input.ndim ? .shape : .ndim, "output", expected: "the input's shape with K along the axis",
        got: .shape(ndim: output.ndim, output.shape))
    }
    guard output.count > 0, let source = input.data, let target = output.data else { return }

    let size = input.dtype.size
    let block = AxisBlock(
      input.shape, ndim: input.ndim, axis: axis, from: input.stride, to: output.stride, size: size)
    let count = rows.count
    let fromStep = input.stride[axis] &* size
    let toStep = output.stride[axis] &* size
    let total = input.outerCount(axis: axis) &* count
    workspace.parallelRanges(total, grain: max(1, (1 << 18) / max(block.bytes, 1))) { _, begin, end in
      var position = begin
      while position < end {
        let outer = AxisPosition(position / count, input.shape, axis: axis)
        let index = rows.row(outer)
        let from = UnsafeRawPointer(source) + outer.offset(input.stride, axis: axis) &* size
        let to = target + outer.offset(output.stride, axis: axis) &* size
        var t = position % count
        let last = min(count, t &+ end &- position)
        position &+= last &- t
        if block.isElement && size == 4 {
          // Scores, positions and the like: one word each.
          while t < last {
            let word = (from + Int(index[t &* rows.stride]) &* fromStep).assumingMemoryBound(to: UInt32.self).pointee
            (to + t &* toStep).assumingMemoryBound(to: UInt32.self).pointee = word
            t &+= 1
          }
        }
        while t < last {
          block.move(from + Int(index[t &* rows.stride]) &* fromStep, to: to + t &* toStep)
          t &+= 1
        }
      }
    }
  }
}
