// A second file of the select family.

import CPithABI

/// Keeps what is above.
///
/// - Method: above
/// - Paper: none
/// - Parameters:
///   - values: in/out, `[N]`, f32, in place.
/// - Errors: those of views.
/// - Since: 0.1
@_cdecl("pith_select_above") @implementation
public func pith_select_above(_ values: UnsafePointer<pith_view>?) -> pith_status { PITH_OK }
