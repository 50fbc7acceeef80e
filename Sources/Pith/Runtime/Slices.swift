// Parts of a view.

extension Tensor {
  /// Element `i` of the first dimension, with one dimension less.
  func slice(_ i: Int) -> Tensor {
    var view = self
    if let data { view.data = data + i &* stride[0] &* dtype.size }
    view.ndim = ndim &- 1
    view.shape = SIMD4(shape[1], shape[2], shape[3], 1)
    view.stride = SIMD4(stride[1], stride[2], stride[3], 0)
    return view
  }
}
