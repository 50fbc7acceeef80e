// Element types of a view: the numbers of `pith_dtype`, frozen with it.

public enum DType: Int32, Sendable {
  case f32 = 1
  case f16 = 2
  case bf16 = 3
  case f64 = 4
  case i32 = 10
  case i64 = 11
  case u8 = 12

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .f32, .i32: return 4
    case .f16, .bf16: return 2
    case .f64, .i64: return 8
    case .u8: return 1
    }
  }

  /// f32, f16 and bf16: what every float argument accepts.
  public var isFloat: Bool { self == .f32 || self == .f16 || self == .bf16 }

  public var name: StaticString {
    switch self {
    case .f32: return "f32"
    case .f16: return "f16"
    case .bf16: return "bf16"
    case .f64: return "f64"
    case .i32: return "i32"
    case .i64: return "i64"
    case .u8: return "u8"
    }
  }
}
