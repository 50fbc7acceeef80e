// A stable merge sort of indices in scratch: the standard library's sort needs an Array.

/// Sorts `values[0..<count]`; equal elements keep their order. `spare` has the same room.
///
/// Bottom-up: runs of 8 by insertion, then merges that ping-pong between the two buffers.
func stableSort(
  _ values: UnsafeMutablePointer<Int32>, _ spare: UnsafeMutablePointer<Int32>, _ count: Int,
  _ before: (Int32, Int32) -> Bool
) {
  let run = 8
  var begin = 0
  while begin < count {
    let end = min(begin &+ run, count)
    var i = begin &+ 1
    while i < end {
      let value = values[i]
      var j = i
      while j > begin && before(value, values[j &- 1]) {
        values[j] = values[j &- 1]
        j &-= 1
      }
      values[j] = value
      i &+= 1
    }
    begin = end
  }
  var source = values
  var target = spare
  var width = run
  while width < count {
    begin = 0
    while begin < count {
      let middle = min(begin &+ width, count)
      let end = min(middle &+ width, count)
      var a = begin
      var b = middle
      var out = begin
      while out < end {
        if b >= end || (a < middle && !before(source[b], source[a])) {
          target[out] = source[a]
          a &+= 1
        } else {
          target[out] = source[b]
          b &+= 1
        }
        out &+= 1
      }
      begin = end
    }
    swap(&source, &target)
    width &*= 2
  }
  if source != values { values.update(from: source, count: count) }
}

/// Sorts `indices` so that their double keys ascend; equal keys keep their order. The kernels sort f32 keys; distances in
/// double would collapse to ties there.
func stableSort(
  _ indices: UnsafeMutablePointer<Int32>, _ count: Int, by key: UnsafePointer<Double>,
  spare: UnsafeMutablePointer<Int32>
) {
  stableSort(indices, spare, count) { key[Int($0)] < key[Int($1)] }
}
