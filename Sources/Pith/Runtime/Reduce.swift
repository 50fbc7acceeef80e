// Means, sums and maxima: the numbers of `pith_reduce`, frozen with it.

/// How several values become one.
public enum Reduce: UInt32, Sendable {
  case mean = 0
  case sum = 1
  case max = 2
}
