// The score family: how much each token matters. Every function fills one number per token.

public enum Score {}

/// How several values become one.
public enum Reduce: UInt32, Sendable {
  case mean = 0
  case sum = 1
  case max = 2
}
