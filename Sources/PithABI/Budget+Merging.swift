// The budget family: per-layer amounts of merging methods.

import CPithABI
import Pith

/// The grid of a diffusion model's layer, and how many of its tokens to merge.
///
/// downsample = ceil(sqrt(full_width full_height div n)); the grid is the full one divided by it, rounded up; int(n ratio) tokens go,
/// none where downsample exceeds `max_downsample`.
///
/// - Method: tomesd_plan
/// - Paper: Token Merging for Fast Stable Diffusion, CVPR workshop 2023, https://arxiv.org/abs/2303.17604
/// - Parameters:
///   - context: may be NULL.
///   - full_width: of the whole latent image, 1 to 2^31 - 1.
///   - full_height: of the whole latent image, 1 to 2^31 - 1.
///   - n: tokens of the layer, 1 to full_width * full_height.
///   - ratio: 0 to 1; the paper's is 0.5.
///   - max_downsample: deeper layers merge nothing; the paper's is 1.
///   - grid: out, `[2]`, i32: width and height for `pith_merge_tomesd`.
///   - remove: out, `[1]`, i32.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: O(1).
/// - Since: 0.1
@_cdecl("pith_budget_tomesd_plan") @implementation
public func pith_budget_tomesd_plan(
  _ context: OpaquePointer?, _ full_width: Int64, _ full_height: Int64, _ n: Int64, _ ratio: Double,
  _ max_downsample: Int64, _ grid: UnsafePointer<pith_view>?, _ remove: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_tomesd_plan", context) { call throws(PithError) in
    let grid = try call.output(grid, "grid")
    let remove = try call.output(remove, "remove")
    try Budget.toMeSD(
      call.workspace, fullWidth: call.count(full_width), fullHeight: call.count(full_height), n: call.count(n),
      ratio: ratio, maxDownsample: call.count(max_downsample), grid: grid, remove: remove)
  }
}

/// Fills how many tokens each layer removes on average so that all together remove a given number.
///
/// Constant: equal shares, the remainder in the first layers. Linear: from 2 `remove` div `layers` down, until everything is
/// removed; a layer that would get less than one, or the last, gets the rest. Reverse linear: that backwards.
///
/// - Method: dymu_schedule
/// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025, https://arxiv.org/abs/2504.17040
/// - Parameters:
///   - context: may be NULL.
///   - layers: 0 to 2^31 - 1.
///   - remove: tokens that all layers remove together, 0 to 2^30.
///   - kind: a value of `pith_schedule`.
///   - schedule: out, `[layers]`, i32.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `kind`, those of views.
/// - Cost: O(layers).
/// - Differs: always ends (theirs does not for 24 layers and 96 tokens, linear).
/// - Since: 0.1
@_cdecl("pith_budget_dymu_schedule") @implementation
public func pith_budget_dymu_schedule(
  _ context: OpaquePointer?, _ layers: Int64, _ remove: Int64, _ kind: pith_schedule,
  _ schedule: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_dymu_schedule", context) { call throws(PithError) in
    let schedule = try call.output(schedule, "schedule")
    try Budget.dyMUSchedule(
      call.workspace, layers: call.count(layers), remove: call.count(remove), kind: try call.schedule(kind),
      schedule: schedule)
  }
}
