// Stable sort of indices by double keys.
//
// The kernels sort f32 keys; distances in double would collapse to ties there. Bottom-up merge sort: n log n, n indices of
// scratch, no recursion.

/// Sorts `indices` so that their keys ascend; equal keys keep their order. `spare` has room for `count`.
func stableSort(
  _ indices: UnsafeMutablePointer<Int32>, _ count: Int, by key: UnsafePointer<Double>,
  spare: UnsafeMutablePointer<Int32>
) {
  var source = indices
  var target = spare
  var width = 1
  while width < count {
    var begin = 0
    while begin < count {
      let middle = min(begin &+ width, count)
      let end = min(middle &+ width, count)
      var left = begin
      var right = middle
      var place = begin
      while place < end {
        if right >= end || (left < middle && !(key[Int(source[right])] < key[Int(source[left])])) {
          target[place] = source[left]
          left &+= 1
        } else {
          target[place] = source[right]
          right &+= 1
        }
        place &+= 1
      }
      begin = end
    }
    swap(&source, &target)
    width &*= 2
  }
  if source != indices { indices.update(from: source, count: count) }
}
