// A view of a flat buffer that the host owns: pointer, dtype, shape, strides. Nothing is copied and nothing is owned.

public struct Tensor: @unchecked Sendable {
  public var data: UnsafeMutableRawPointer?
  public var dtype: DType
  public var ndim: Int
  /// Extents; those past `ndim` are 1.
  public var shape: SIMD4<Int>
  /// Distances between neighbours in elements; those past `ndim` are 0.
  public var stride: SIMD4<Int>

  /// A view with explicit strides. Nothing is checked here; `validate` does that.
  public init(
    _ data: UnsafeMutableRawPointer?, _ dtype: DType, ndim: Int, shape: SIMD4<Int>, stride: SIMD4<Int>
  ) {
    self.data = data
    self.dtype = dtype
    self.ndim = ndim
    self.shape = SIMD4(1, 1, 1, 1)
    self.stride = SIMD4(0, 0, 0, 0)
    var i = 0
    while i < ndim && i < 4 {
      self.shape[i] = shape[i]
      self.stride[i] = stride[i]
      i &+= 1
    }
  }

  /// A contiguous `[n]` view.
  public init(_ data: UnsafeRawPointer?, _ dtype: DType, _ n: Int) {
    self.init(
      UnsafeMutableRawPointer(mutating: data), dtype, ndim: 1, shape: SIMD4(n, 1, 1, 1), stride: SIMD4(1, 0, 0, 0))
  }

  /// A contiguous `[n, dim]` view.
  public init(_ data: UnsafeRawPointer?, _ dtype: DType, _ n: Int, _ dim: Int) {
    self.init(
      UnsafeMutableRawPointer(mutating: data), dtype, ndim: 2, shape: SIMD4(n, dim, 1, 1),
      stride: SIMD4(dim, 1, 0, 0))
  }

  /// A contiguous `[batch, n, dim]` view.
  public init(_ data: UnsafeRawPointer?, _ dtype: DType, _ batch: Int, _ n: Int, _ dim: Int) {
    self.init(
      UnsafeMutableRawPointer(mutating: data), dtype, ndim: 3, shape: SIMD4(batch, n, dim, 1),
      stride: SIMD4(n &* dim, dim, 1, 0))
  }

  /// Number of elements. Meaningful after `validate`, which refuses shapes whose product overflows.
  public var count: Int {
    var product = 1
    var i = 0
    while i < ndim {
      product &*= shape[i]
      i &+= 1
    }
    return product
  }

  /// Bytes from `data` to the end of the last element; 0 if there is none.
  @inline(never)
  public var extentInBytes: Int {
    if count == 0 { return 0 }
    var last = 0
    var i = 0
    while i < ndim {
      last &+= (shape[i] &- 1) &* stride[i]
      i &+= 1
    }
    return (last &+ 1) &* dtype.size
  }

  /// Refuses what no function could read: a bad rank, negative extents or strides, sizes beyond the address space, a NULL or
  /// misaligned pointer to something.
  @inline(never)
  public func validate(_ name: StaticString) throws(PithError) {
    guard ndim >= 1 && ndim <= 4 else {
      throw PithError(.ndim, name, expected: "ndim 1 to 4", got: .ndim(ndim))
    }
    var elements = 1
    var last = 0
    var overflow = false
    var i = 0
    while i < ndim {
      guard shape[i] >= 0 else {
        throw PithError(.shape, name, expected: "extents that are not negative", got: .shape(ndim: ndim, shape))
      }
      guard stride[i] >= 0 else {
        throw PithError(.stride, name, expected: "strides that are not negative", got: .shape(ndim: ndim, stride))
      }
      // The element count is bounded even where a zero stride makes the buffer small: scratch is sized by it.
      let product = elements.multipliedReportingOverflow(by: max(shape[i], 1))
      let step = max(shape[i] &- 1, 0).multipliedReportingOverflow(by: stride[i])
      let sum = last.addingReportingOverflow(step.partialValue)
      overflow = overflow || product.overflow || step.overflow || sum.overflow
      if overflow { break }
      elements = product.partialValue
      last = sum.partialValue
      i &+= 1
    }
    let limit = Int.max / 16
    guard !overflow && elements < limit && last < limit else {
      throw PithError(.size, name, expected: "a buffer that fits the address space", got: .shape(ndim: ndim, shape))
    }
    guard let data else {
      if count == 0 { return }
      throw PithError(.null, name, expected: "data that is not NULL", got: .shape(ndim: ndim, shape))
    }
    guard UInt(bitPattern: data) & UInt(dtype.size &- 1) == 0 else {
      throw PithError(.alignment, name, expected: "data aligned to its element", got: .dtype(Int(dtype.rawValue)))
    }
    guard extentInBytes <= Int(bitPattern: UInt.max / 2 &- min(UInt(bitPattern: data), UInt.max / 2)) else {
      throw PithError(.size, name, expected: "a buffer that ends inside the address space", got: .shape(ndim: ndim, shape))
    }
  }

  /// Whether two elements of an output would share memory. Exact for the strides that hosts make (sorted by stride, each
  /// dimension must step over all of the smaller ones); exotic interleavings that happen not to collide are refused too.
  @inline(never)
  public var overlapsItself: Bool {
    if count <= 1 { return false }
    var done: SIMD4<Int> = SIMD4(0, 0, 0, 0)
    var reach = 0
    var round = 0
    while round < ndim {
      var next = -1
      var i = 0
      while i < ndim {
        if done[i] == 0 && (next < 0 || stride[i] < stride[next]) { next = i }
        i &+= 1
      }
      done[next] = 1
      if shape[next] > 1 {
        if stride[next] <= reach { return true }
        reach &+= (shape[next] &- 1) &* stride[next]
      }
      round &+= 1
    }
    return false
  }

}
