// The pool family: fewer tokens by averaging or by maximum, over regular windows.

public enum Pool {}

/// What a window becomes.
public enum PoolMode: UInt32, Sendable {
  case average = 0
  case max = 1
}
