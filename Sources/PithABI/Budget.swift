// The budget family: how many tokens to keep or remove, and where.

import CPithABI
import Pith

/// Fills how many tokens each layer of a network removes by token merging.
///
/// Layer l of L removes int(low + l (high - low) / (L - 1)) tokens with low = int(r (1 - inflect)) and high = 2 r - low; int()
/// truncates. One layer removes r. Slopes beyond -1 to 1 can give negative numbers, which `pith_merge_tome` takes as 0.
///
/// - Method: tome_schedule
/// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, https://arxiv.org/abs/2210.09461
/// - Parameters:
///   - context: may be NULL.
///   - layers: L, 0 to 2^31 - 1.
///   - r: mean number of tokens per layer, 0 to 2^31 - 1.
///   - inflect: slope: 0 constant, -1 falling from 2 r to 0, 1 rising from 0 to 2 r.
///   - schedule: out, `[layers]`, i32.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
/// - Cost: O(L).
/// - Differs: one layer is legal.
/// - Since: 0.1
@_cdecl("pith_budget_tome_schedule") @implementation
public func pith_budget_tome_schedule(
  _ context: OpaquePointer?, _ layers: Int64, _ r: Int64, _ inflect: Double, _ schedule: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_budget_tome_schedule", context) { call throws(PithError) in
    let schedule = try call.output(schedule, "schedule")
    try Budget.toMeSchedule(
      call.workspace, layers: call.count(layers), r: call.count(r), inflect: inflect, schedule: schedule)
  }
}
