// The select family: which tokens stay. Every function fills `indices` and leaves the tokens alone.

public enum Select {}

/// Order of selected indices.
public enum Order: UInt32, Sendable {
  /// Ascending in original position.
  case position = 0
  /// Best, or first picked, first.
  case ranked = 1
}
