// The one error type: which argument is wrong, what was expected and what came.
//
// It is a plain value without text of its own: building one allocates nothing, so that "out of memory" can be reported
// like anything else. ErrorMessage.swift turns it into a sentence.

/// Why a call failed.
public struct PithError: Error, Sendable {
  public var status: Status
  /// The argument's name as the C header spells it.
  public var argument: StaticString
  /// What the argument should have been, such as `[N, D] or [B, N, D]`.
  public var expected: StaticString
  public var got: Got

  /// What came instead.
  public enum Got: Sendable {
    case nothing
    case integer(Int)
    case real(Double)
    case dtype(Int)
    case ndim(Int)
    case shape(ndim: Int, SIMD4<Int>)
    case text(StaticString)
    /// A value at a flat position of the argument.
    case element(Int, at: Int)
    /// A NaN or infinity at a flat position.
    case position(Int)
    /// A number the argument had to reach or equal, and the number it had.
    case needed(Int, had: Int)
  }

  public init(_ status: Status, _ argument: StaticString, expected: StaticString, got: Got = .nothing) {
    self.status = status
    self.argument = argument
    self.expected = expected
    self.got = got
  }

  static func outOfMemory(_ bytes: Int) -> PithError {
    PithError(.memory, "scratch", expected: "an allocation of this many bytes to succeed", got: .integer(bytes))
  }
}
