// The video family: tokens of frames, of which neighbours are much alike.
//
// Tokens are `[F, P, D]`: frames, positions of a frame in row-major order, channels. Indices of tokens are f · P + p.

public enum Video {}

extension Workspace {
  /// `first`, `first` + 1, …
  func writeRange(_ first: Int, _ count: Int, into target: UnsafeMutablePointer<Int32>) {
    var i = 0
    while i < count {
      target[i] = Int32(truncatingIfNeeded: first &+ i)
      i &+= 1
    }
  }
}
