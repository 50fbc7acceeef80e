// Sums of rows by segment: out[assign[i], :] += weight[i] * x[i, :], for segment means and k-means updates.
//
// Rows ascend, so each segment's sum is one chain in row order. Rows with a negative assignment are skipped.
//
// Cost: x is read once; out stays in cache when there are few segments.

func segmentSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ dim: Int, _ assign: UnsafePointer<Int32>,
  _ weight: UnsafePointer<Float>?, _ out: UnsafeMutablePointer<Float>, _ outStride: Int
) {
  var i = 0
  while i < rows {
    let segment = Int(assign[i])
    if segment >= 0 {
      let row = x + i &* stride
      let target = out + segment &* outStride
      if let weight {
        axpy(weight[i], row, target, dim)
      } else {
        add(UnsafePointer(target), row, target, dim)
      }
    }
    i &+= 1
  }
}

func wideSegmentSum(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ dim: Int, _ assign: UnsafePointer<Int32>,
  _ weight: UnsafePointer<Float>?, _ out: UnsafeMutablePointer<Double>, _ outStride: Int
) {
  var i = 0
  while i < rows {
    let segment = Int(assign[i])
    if segment >= 0 {
      // The product of two floats is exact in double, and so is 1 * x: one kernel serves both cases.
      mixedAxpy(Double(weight?[i] ?? 1), x + i &* stride, out + segment &* outStride, dim)
    }
    i &+= 1
  }
}
