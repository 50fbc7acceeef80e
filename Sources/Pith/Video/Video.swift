// The video family: tokens of frames, of which neighbours are much alike.
//
// Tokens are `[F, P, D]`: frames, positions of a frame in row-major order, channels. Indices of tokens are f · P + p.

public enum Video {}

extension Workspace {
  /// Writes a list of one item and its length.
  func commit(_ list: UnsafePointer<Int32>, count: Int, to indices: Tensor, _ counter: Tensor) {
    commit(list, count: count, to: indices)
    commit(count, to: counter)
  }

  /// `first`, `first` + 1, …
  func writeRange(_ first: Int, _ count: Int, into target: UnsafeMutablePointer<Int32>) {
    var i = 0
    while i < count {
      target[i] = Int32(truncatingIfNeeded: first &+ i)
      i &+= 1
    }
  }
}
