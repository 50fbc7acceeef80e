// Moves along one axis of a tensor of up to four dimensions: what gather and compact share.
//
// Elements are moved as bytes and never converted. The dimensions before the axis are counted by one number (`outer`); those
// after it form a block that is moved as a whole where its memory is contiguous on both sides.

import CPith

/// Index rows of gather and compact: one row for all outer positions, or one per leading dimensions.
struct AxisIndices {
  var base: UnsafePointer<Int32>
  var count: Int
  var stride: Int
  /// Dimensions before the indices themselves, shared with the tensor.
  var leading: Int
  var leadingStride: SIMD4<Int>

  func row(_ outer: AxisPosition) -> UnsafePointer<Int32> {
    var start = base
    var d = 0
    while d < leading {
      start += outer.coordinate[d] &* leadingStride[d]
      d &+= 1
    }
    return start
  }
}

/// Coordinates of the dimensions before the axis.
struct AxisPosition {
  var coordinate = SIMD4<Int>(0, 0, 0, 0)

  init(_ number: Int, _ shape: SIMD4<Int>, axis: Int) {
    var rest = number
    var d = axis &- 1
    while d >= 0 {
      coordinate[d] = rest % max(shape[d], 1)
      rest /= max(shape[d], 1)
      d &-= 1
    }
  }

  /// Elements from the start of a view with these strides.
  func offset(_ stride: SIMD4<Int>, axis: Int) -> Int {
    var offset = 0
    var d = 0
    while d < axis {
      offset &+= coordinate[d] &* stride[d]
      d &+= 1
    }
    return offset
  }
}

/// The block behind one position of the axis: up to three loops of which the innermost may be one run of bytes.
struct AxisBlock {
  private var extent = SIMD4<Int>(1, 1, 1, 1)
  private var from = SIMD4<Int>(0, 0, 0, 0)
  private var to = SIMD4<Int>(0, 0, 0, 0)
  /// Elements of one contiguous run, and bytes of an element.
  private var run = 1
  private var size: Int
  private(set) var bytes: Int

  init(_ shape: SIMD4<Int>, ndim: Int, axis: Int, from source: SIMD4<Int>, to target: SIMD4<Int>, size: Int) {
    self.size = size
    bytes = size
    var slot = 3
    var d = ndim &- 1
    var contiguous = true
    while d > axis {
      bytes &*= shape[d]
      contiguous = contiguous && (shape[d] == 1 || (source[d] == run && target[d] == run))
      if contiguous { run &*= shape[d] } else {
        slot &-= 1
        extent[slot] = shape[d]
        from[slot] = source[d]
        to[slot] = target[d]
      }
      d &-= 1
    }
  }

  /// Whether the block is one run of bytes.
  var isRun: Bool { bytes == run &* size }
  var isElement: Bool { bytes == size }

  /// Moves one block. Source and target may be the same memory, or overlap if both are one run.
  func move(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    if isRun { return target.copyMemory(from: source, byteCount: bytes) }
    var i = 0
    while i < extent[0] {
      var j = 0
      while j < extent[1] {
        let offset = i &* from[0] &+ j &* from[1]
        let place = i &* to[0] &+ j &* to[1]
        var k = 0
        if run == 1 {
          copyElements(
            source + offset &* size, from[2], to: target + place &* size, to[2], count: extent[2], size: size)
          k = extent[2]
        }
        while k < extent[2] {
          (target + (place &+ k &* to[2]) &* size).copyMemory(
            from: source + (offset &+ k &* from[2]) &* size, byteCount: run &* size)
          k &+= 1
        }
        j &+= 1
      }
      i &+= 1
    }
  }
}

/// to[i * toStride] = from[i * fromStride] for elements of 1, 2, 4 or 8 bytes.
func copyElements(
  _ from: UnsafeRawPointer, _ fromStride: Int, to: UnsafeMutableRawPointer, _ toStride: Int, count: Int, size: Int
) {
  switch size {
  case 1: copyElements(from.assumingMemoryBound(to: UInt8.self), fromStride, to, toStride, count)
  case 2: copyElements(from.assumingMemoryBound(to: UInt16.self), fromStride, to, toStride, count)
  case 4: copyElements(from.assumingMemoryBound(to: UInt32.self), fromStride, to, toStride, count)
  default: copyElements(from.assumingMemoryBound(to: UInt64.self), fromStride, to, toStride, count)
  }
}

@inline(__always)
private func copyElements<T: BitwiseCopyable>(
  _ from: UnsafePointer<T>, _ fromStride: Int, _ to: UnsafeMutableRawPointer, _ toStride: Int, _ count: Int
) {
  let to = to.assumingMemoryBound(to: T.self)
  var i = 0
  while i < count {
    to[i &* toStride] = from[i &* fromStride]
    i &+= 1
  }
}

extension Tensor {
  /// Checks an axis and the indices along it. `indices` is `[K]`, or `[d0, …, K]` with leading dimensions of the tensor.
  func indices(_ indices: Tensor, axis: Int, ascending: Bool) throws(PithError) -> AxisIndices {
    try require(axis, "axis", in: 0...(ndim &- 1), "a dimension of the view")
    try indices.validate("indices")
    guard indices.dtype == .i32 else {
      throw PithError(.dtype, "indices", expected: "i32", got: .dtype(Int(indices.dtype.rawValue)))
    }
    let expected: StaticString = "[K], or dimensions before the axis and then K"
    let leading = indices.ndim &- 1
    guard leading <= axis else { throw PithError(.ndim, "indices", expected: expected, got: .ndim(indices.ndim)) }
    var d = 0
    while d < leading {
      guard indices.shape[d] == shape[d] else {
        throw PithError(.shape, "indices", expected: expected, got: .shape(ndim: indices.ndim, indices.shape))
      }
      d &+= 1
    }
    // An empty view may have no memory; its rows are never looked at.
    let base = indices.data.map { UnsafePointer($0.assumingMemoryBound(to: Int32.self)) } ?? emptyIndices
    let result = AxisIndices(
      base: base, count: indices.shape[leading], stride: indices.stride[leading], leading: leading,
      leadingStride: indices.stride)
    if indices.count > 0 { try result.check(indices.shape, below: shape[axis], ascending: ascending) }
    return result
  }

  /// How many positions the dimensions before the axis have.
  func outerCount(axis: Int) -> Int {
    var product = 1
    var d = 0
    while d < axis {
      product &*= shape[d]
      d &+= 1
    }
    return product
  }
}

/// An address that is never read.
private var emptyIndices: UnsafePointer<Int32> {
  UnsafePointer(UnsafeMutablePointer<Int32>(bitPattern: 64).unsafelyUnwrapped)
}

extension AxisIndices {
  fileprivate func check(_ shape: SIMD4<Int>, below n: Int, ascending: Bool) throws(PithError) {
    var rows = 1
    var d = 0
    while d < leading {
      rows &*= shape[d]
      d &+= 1
    }
    var r = 0
    while r < rows {
      let row = self.row(AxisPosition(r, shape, axis: leading))
      var previous = -1
      var t = 0
      while t < count {
        let value = Int(row[t &* stride])
        guard value >= 0 && value < n else {
          throw PithError(
            .index, "indices", expected: "positions from 0 to N - 1", got: .element(value, at: r &* count &+ t))
        }
        guard !ascending || value > previous else {
          throw PithError(
            .index, "indices", expected: "ascending positions", got: .element(value, at: r &* count &+ t))
        }
        previous = value
        t &+= 1
      }
      r &+= 1
    }
  }
}
