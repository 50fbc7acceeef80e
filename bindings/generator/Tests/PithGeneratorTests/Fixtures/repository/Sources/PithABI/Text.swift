// The text family: handles, bytes and callbacks.

import CPithABI

/// Makes an index.
///
/// - Parameters:
///   - context: NULL: one thread.
///   - texts: in, the passages.
///   - lengths: in, bytes of each.
///   - count_tokens: NULL: an estimate.
///   - user: Passed to `count_tokens`.
///   - index: out, the new index.
/// - Errors: `PITH_ERROR_NULL`.
/// - Since: 0.1
@_cdecl("pith_text_index_create") @implementation
public func pith_text_index_create(
  _ context: OpaquePointer?, _ texts: UnsafePointer<UnsafePointer<UInt8>?>?, _ lengths: UnsafePointer<Int64>?,
  _ count_tokens: pith_count_fn?, _ user: UnsafeMutableRawPointer?, _ index: UnsafeMutablePointer<OpaquePointer?>?
) -> pith_status { PITH_OK }

/// Frees an index.
///
/// - Parameters:
///   - index: NULL does nothing.
/// - Since: 0.1
@_cdecl("pith_text_index_destroy") @implementation
public func pith_text_index_destroy(_ index: OpaquePointer?) {}

/// Name of an index.
///
/// - Parameters:
///   - text_index: Not NULL.
///   - label: A name.
///   - bytes: Any bytes.
///   - record: out, what is known.
///   - buffer: out, the name again.
/// - Returns: Static text.
/// - Since: 0.1
@_cdecl("pith_text_name") @implementation
public func pith_text_name(
  _ text_index: OpaquePointer?, _ label: UnsafePointer<CChar>?, _ bytes: UnsafePointer<UInt8>?,
  _ record: UnsafeMutablePointer<pith_record>?, _ buffer: UnsafeMutablePointer<CChar>?
) -> UnsafePointer<CChar>? { nil }
