// Version, machine, status text and the list of methods.

import CPith
import CPithABI
import Pith

/// The library's version as major × 10000 + minor × 100 + patch.
///
/// - Since: 0.1
@_cdecl("pith_version") @implementation
public func pith_version() -> Int32 { PITH_VERSION_MAJOR * 10000 + PITH_VERSION_MINOR * 100 + PITH_VERSION_PATCH }

/// The version of the binary interface. Programs refuse a library whose number is not their `PITH_ABI_VERSION`.
///
/// - Since: 0.1
@_cdecl("pith_abi_version") @implementation
public func pith_abi_version() -> Int32 { PITH_ABI_VERSION }

/// The instruction set in use: `avx512`, `avx2` or `baseline`.
///
/// - Since: 0.1
@_cdecl("pith_isa_name") @implementation
public func pith_isa_name() -> UnsafePointer<CChar>? { cString(Dispatch.tierName) }

/// Uses at most this instruction set from now on, in the whole process.
///
/// Results are the same bits with each; this is for tests and comparisons.
///
/// - Parameters:
///   - isa: A value of `pith_isa` that this machine supports; `PITH_ISA_BASELINE` always is.
/// - Errors: `PITH_ERROR_ENUM`, `PITH_ERROR_UNSUPPORTED`.
/// - Threads: affects calls that begin later, on every thread.
/// - Since: 0.1
@_cdecl("pith_isa_limit") @implementation
public func pith_isa_limit(_ isa: pith_isa) -> pith_status {
  do throws(PithError) {
    try Dispatch.limit(to: Int(isa.rawValue))
    return PITH_OK
  } catch {
    return report("pith_isa_limit", error)
  }
}

/// A fixed English phrase for a status.
///
/// - Parameters:
///   - status: Any number; unknown ones give `unknown status`.
/// - Since: 0.1
@_cdecl("pith_status_string") @implementation
public func pith_status_string(_ status: pith_status) -> UnsafePointer<CChar>? {
  cString(Status(rawValue: status.rawValue)?.phrase ?? "unknown status")
}

/// What the last failed call of this thread said: `function: argument: expected …, got …`. Empty before any failure.
///
/// The text belongs to the thread and stays until its next failed call. A call that succeeds leaves it.
///
/// - Since: 0.1
@_cdecl("pith_last_error") @implementation
public func pith_last_error() -> UnsafePointer<CChar>? { UnsafePointer(cpith_error_buffer()) }

/// How many methods the library has.
///
/// - Since: 0.1
@_cdecl("pith_method_count") @implementation
public func pith_method_count() -> Int32 { Int32(methodCount) }

/// Name, family, function and citation of a method.
///
/// - Parameters:
///   - index: 0 to `pith_method_count() - 1`, in the order of families and names.
///   - method: out, filled with pointers to static text.
/// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`.
/// - Since: 0.1
@_cdecl("pith_method_info") @implementation
public func pith_method_info(_ index: Int32, _ method: UnsafeMutablePointer<pith_method>?) -> pith_status {
  let name: StaticString = "pith_method_info"
  guard let method else {
    return report(name, PithError(.null, "method", expected: "a place for the answer", got: .text("NULL")))
  }
  guard index >= 0 && Int(index) < methodCount else {
    return report(name, PithError(.range, "index", expected: "0 to count - 1", got: .integer(Int(index))))
  }
  method.pointee = methodEntry(Int(index))
  return PITH_OK
}

/// Static text as C sees it. Swift's static strings are NUL-terminated.
func cString(_ text: StaticString) -> UnsafePointer<CChar> {
  UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
