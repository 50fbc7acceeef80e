// What a call came to: the numbers of `pith_status`, frozen with it.

public enum Status: UInt32, Sendable {
  case ok = 0
  case null = 10
  case range = 11
  case unknownEnum = 12
  case overlap = 13
  case dtype = 20
  case ndim = 21
  case shape = 22
  case stride = 23
  case size = 24
  case alignment = 25
  case nonFinite = 30
  case index = 31
  case value = 32
  case capacity = 40
  case budget = 41
  case memory = 50
  case cancelled = 51
  case busy = 52
  case callback = 53
  case unsupported = 60

  /// A fixed English phrase for each status.
  public var phrase: StaticString {
    switch self {
    case .ok: return "ok"
    case .null: return "a required argument is NULL"
    case .range: return "a scalar is outside its range"
    case .unknownEnum: return "not a value of its enum"
    case .overlap: return "an output overlaps another argument"
    case .dtype: return "the dtype is not accepted here"
    case .ndim: return "the number of dimensions is wrong"
    case .shape: return "the shape does not fit"
    case .stride: return "the stride is not accepted here"
    case .size: return "the size does not fit the address space"
    case .alignment: return "the data is not aligned to its element"
    case .nonFinite: return "an input holds NaN or infinity"
    case .index: return "an index is out of range or out of order"
    case .value: return "an element is outside its range"
    case .capacity: return "an output is too small"
    case .budget: return "the budget cannot be met"
    case .memory: return "out of memory"
    case .cancelled: return "cancelled"
    case .busy: return "the context is in use by another call"
    case .callback: return "a host callback reported failure"
    case .unsupported: return "not supported by this machine or build"
    }
  }
}
