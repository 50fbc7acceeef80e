// The one error type: which argument is wrong, what was expected and what came.
//
// The error itself is a status in a register; its details lie in the calling thread's own memory until its next error. An
// error that carried them would be copied at every `try`, which made up a third of the library's code. Making one allocates
// nothing, so that "out of memory" can be reported like anything else. ErrorMessage.swift turns the details into a sentence.

import CPith

/// Why a call failed. The details are those of this thread's last error: read them before the next call.
public struct PithError: Error, Sendable {
  public let status: Status

  /// What came instead of what was expected.
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

  struct Details {
    var argument: StaticString
    var expected: StaticString
    var got: Got
  }

  @inline(never)
  public init(_ status: Status, _ argument: StaticString, expected: StaticString, got: Got = .nothing) {
    self.status = status
    PithError.details.initialize(to: Details(argument: argument, expected: expected, got: got))
  }

  /// The argument's name as the C header spells it.
  public var argument: StaticString { PithError.details.pointee.argument }
  /// What the argument should have been, such as `[N, D] or [B, N, D]`.
  public var expected: StaticString { PithError.details.pointee.expected }
  public var got: Got { PithError.details.pointee.got }

  /// CPITH_ERROR_DETAILS bytes of this thread; a test compares the two sizes.
  private static var details: UnsafeMutablePointer<Details> {
    cpith_error_details().assumingMemoryBound(to: Details.self)
  }

  @inline(never)
  static func outOfMemory(_ bytes: Int) -> PithError {
    PithError(.memory, "scratch", expected: "an allocation of this many bytes to succeed", got: .integer(bytes))
  }
}
