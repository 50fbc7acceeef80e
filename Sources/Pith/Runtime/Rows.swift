// Float rows as the kernels read them (f32, innermost stride 1), and float results written back in the host's dtype.
//
// An f32 view with a unit innermost stride is used in place. Anything else is widened into scratch, once, at the start of
// the method: all arithmetic after that is on f32.

import CPith

/// Rows of f32; row `i` starts at `base + i * stride`.
struct FloatRows {
  var base: UnsafePointer<Float>
  var rows: Int
  var cols: Int
  var stride: Int

  func row(_ i: Int) -> UnsafePointer<Float> { base + i &* stride }
}

/// Rows of f32 to write; row `i` starts at `base + i * stride`.
struct FloatTarget {
  var base: UnsafeMutablePointer<Float>
  var stride: Int
}

extension Tensor {
  /// An output item `[rows, cols]` that f32 results can be written to in place.
  var floatTarget: FloatTarget? {
    guard dtype == .f32, stride[1] == 1 || shape[1] <= 1, let data else { return nil }
    return FloatTarget(base: data.assumingMemoryBound(to: Float.self), stride: stride[0])
  }
}

extension Workspace {
  /// The item `[rows, cols]` (or `[cols]` as one row) as f32 rows, in place where possible.
  @inline(never)
  func floatRows(_ item: Tensor) throws(PithError) -> FloatRows {
    let isVector = item.ndim == 1
    let rows = isVector ? 1 : item.shape[0]
    let cols = isVector ? item.shape[0] : item.shape[1]
    let inner = isVector ? item.stride[0] : item.stride[1]
    let outer = isVector ? 0 : item.stride[0]
    if item.dtype == .f32, inner == 1 || cols <= 1, let data = item.data {
      return FloatRows(base: data.assumingMemoryBound(to: Float.self), rows: rows, cols: cols, stride: outer)
    }
    let copy = try allocate(try product(rows, cols), of: Float.self)
    let result = FloatRows(base: UnsafePointer(copy), rows: rows, cols: cols, stride: cols)
    if rows == 0 || cols == 0 { return result }
    parallelRanges(rows, grain: max(1, 65536 / cols)) { _, begin, end in
      var i = begin
      while i < end {
        loadFloats(item, offset: i &* outer, stride: inner, count: cols, into: copy + i &* cols)
        i &+= 1
      }
    }
    return result
  }

  /// A `[n]` item as contiguous f32.
  @inline(never)
  func floats(_ item: Tensor) throws(PithError) -> UnsafePointer<Float> { try floatRows(item).base }

  /// Widens `count` elements that start `offset` elements into `view`.
  @inline(never)
  func loadFloats(
    _ view: Tensor, offset: Int, stride: Int, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    guard let data = view.data, count > 0 else { return }
    switch view.dtype {
    case .f16:
      let source = data.assumingMemoryBound(to: UInt16.self) + offset
      if stride == 1 { kernels.pointee.f32_from_f16(source, target, count) } else {
        kernels.pointee.gather_f16(source, stride, target, count)
      }
    case .bf16:
      let source = data.assumingMemoryBound(to: UInt16.self) + offset
      if stride == 1 { kernels.pointee.f32_from_bf16(source, target, count) } else {
        kernels.pointee.gather_bf16(source, stride, target, count)
      }
    default: kernels.pointee.gather_f32(data.assumingMemoryBound(to: Float.self) + offset, stride, target, count)
    }
  }

  /// Narrows `count` floats into `view`, from `offset` elements on.
  @inline(never)
  func storeFloats(
    _ source: UnsafePointer<Float>, count: Int, into view: Tensor, offset: Int, stride: Int
  ) {
    guard let data = view.data, count > 0 else { return }
    switch view.dtype {
    case .f16:
      let target = data.assumingMemoryBound(to: UInt16.self) + offset
      if stride == 1 { kernels.pointee.f16_from_f32(source, target, count) } else {
        kernels.pointee.scatter_f16(source, target, stride, count)
      }
    case .bf16:
      let target = data.assumingMemoryBound(to: UInt16.self) + offset
      if stride == 1 { kernels.pointee.bf16_from_f32(source, target, count) } else {
        kernels.pointee.scatter_bf16(source, target, stride, count)
      }
    default: kernels.pointee.scatter_f32(source, data.assumingMemoryBound(to: Float.self) + offset, stride, count)
    }
  }

  /// Writes a result `[n]` to a float item.
  @inline(never)
  func commit(_ source: UnsafePointer<Float>, count: Int, to item: Tensor) {
    storeFloats(source, count: count, into: item, offset: 0, stride: item.stride[0])
  }

  /// Writes a result `[rows, cols]` (row stride `cols`) to a float item.
  @inline(never)
  func commit(_ source: UnsafePointer<Float>, rows: Int, cols: Int, to item: Tensor) {
    var i = 0
    while i < rows {
      storeFloats(source + i &* cols, count: cols, into: item, offset: i &* item.stride[0], stride: item.stride[1])
      i &+= 1
    }
  }

  /// Writes indices `[n]` to an i32 item.
  @inline(never)
  func commit(_ source: UnsafePointer<Int32>, count: Int, to item: Tensor) {
    guard let target = item.data?.assumingMemoryBound(to: Int32.self) else { return }
    let stride = item.stride[0]
    var i = 0
    while i < count {
      target[i &* stride] = source[i]
      i &+= 1
    }
  }

  /// Indices `[n]` of an i32 item as contiguous memory: in place where the stride is 1.
  @inline(never)
  func indices(_ item: Tensor) throws(PithError) -> UnsafePointer<Int32> {
    let count = item.shape[0]
    if let data = item.data, item.stride[0] == 1 || count <= 1 {
      return UnsafePointer(data.assumingMemoryBound(to: Int32.self))
    }
    let copy = try allocate(count, of: Int32.self)
    if let data = item.data?.assumingMemoryBound(to: Int32.self) {
      var i = 0
      while i < count {
        copy[i] = data[i &* item.stride[0]]
        i &+= 1
      }
    }
    return UnsafePointer(copy)
  }

  /// Refuses NaN and infinity in the rows of `name`.
  @inline(never)
  func requireFinite(_ rows: FloatRows, _ name: StaticString) throws(PithError) {
    var i = 0
    while i < rows.rows {
      if kernels.pointee.all_finite_f32(rows.row(i), rows.cols) == 0 {
        var j = 0
        while j < rows.cols && rows.row(i)[j].isFinite { j &+= 1 }
        throw PithError(.nonFinite, name, expected: "finite values", got: .position(i &* rows.cols &+ j))
      }
      i &+= 1
    }
  }
}
