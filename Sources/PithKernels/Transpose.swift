// Transposition of a block of a matrix: squares of 4 x 4 in registers.
//
// Four rows are read along 16 columns before the next four, so that every cache line that is fetched on either side is used
// up while it is in the first-level cache.
//
// Cost: one read and one write per element.
import CPith

/// out[j, i] = x[i, j].
func transpose(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ cols: Int, _ out: UnsafeMutablePointer<Float>,
  _ outStride: Int
) {
  var left = 0
  while left < cols {
    let right = min(left &+ 16, cols)
    var i = 0
    while i &+ 4 <= rows {
      let source = x + i &* stride
      let target = out + i
      var j = left
      while j &+ 4 <= right {
        let a = pith_load_f32x4(source + j)
        let b = pith_load_f32x4(source + (stride &+ j))
        let c = pith_load_f32x4(source + (2 &* stride &+ j))
        let d = pith_load_f32x4(source + (3 &* stride &+ j))
        pith_store_f32x4(SIMD4(a[0], b[0], c[0], d[0]), target + j &* outStride)
        pith_store_f32x4(SIMD4(a[1], b[1], c[1], d[1]), target + (j &+ 1) &* outStride)
        pith_store_f32x4(SIMD4(a[2], b[2], c[2], d[2]), target + (j &+ 2) &* outStride)
        pith_store_f32x4(SIMD4(a[3], b[3], c[3], d[3]), target + (j &+ 3) &* outStride)
        j &+= 4
      }
      while j < right {
        pith_store_f32x4(
          SIMD4(source[j], source[stride &+ j], source[2 &* stride &+ j], source[3 &* stride &+ j]),
          target + j &* outStride)
        j &+= 1
      }
      i &+= 4
    }
    while i < rows {
      var j = left
      while j < right {
        out[j &* outStride &+ i] = x[i &* stride &+ j]
        j &+= 1
      }
      i &+= 1
    }
    left = right
  }
}
