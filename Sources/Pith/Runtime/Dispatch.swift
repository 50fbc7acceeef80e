// Which kernels run on this machine: the best tier that the CPU and the operating system support, or a lower one on request.

import CPith

public enum Dispatch {
  /// The tier that the machine supports: 0 baseline, 1 AVX2, 2 AVX-512.
  public static var supportedTier: Int { Int(cpith_cpu_tier()) }

  /// The tier in use.
  public static var tier: Int { Int(cpith_tier_in_use()) }

  /// Uses at most this tier from the next call on, in the whole process. For tests and for comparing machines: the results are
  /// the same bits in every tier.
  public static func limit(to tier: Int) throws(PithError) {
    guard tier >= 0 && tier <= 2 else {
      throw PithError(.unknownEnum, "isa", expected: "a value of pith_isa", got: .integer(tier))
    }
    guard tier <= supportedTier else {
      throw PithError(.unsupported, "isa", expected: "an instruction set of this machine", got: .integer(tier))
    }
    cpith_limit_tier(Int32(tier))
  }

  public static var tierName: StaticString {
    switch tier {
    case 2: return "avx512"
    case 1: return "avx2"
    default: return "baseline"
    }
  }

  static var kernels: UnsafePointer<pithk_table> { cpith_kernels() }
}
