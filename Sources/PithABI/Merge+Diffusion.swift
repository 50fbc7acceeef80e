// The merge family: token merging on a grid, for diffusion models.

import CPithABI
import Pith

/// Merges the `remove` tokens of a grid that are most similar to a destination, one destination per cell of the grid.
///
/// The grid is cut into cells; one token of each is a destination, every other token a source that may merge into any of them.
/// Rows and columns beyond the last whole cell hold sources only. Output rows: the sources that stay, in falling similarity,
/// then the destinations in raster order; with nothing to merge, or no whole cell, every token stays in its place. The paper
/// merges with plain means (`pith_apply_merge`) and copies rows back after each block (`pith_apply_unmerge`).
///
/// - Method: tomesd
/// - Paper: Token Merging for Fast Stable Diffusion, CVPR workshop 2023, https://arxiv.org/abs/2303.17604
/// - Parameters:
///   - context: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
///   - metric: in, `[N, C]` or `[B, N, C]`, N = width * height in raster order, f32, f16 or bf16, any strides.
///   - choice: in, NULL (the top left token of each cell) or `[height / cell_height, width / cell_width]` for every item or
///     `[B, …]`, i32: which token of each cell is its destination, row by row inside the cell, 0 to cell_width * cell_height - 1.
///     The paper draws it at random; the library never does.
///   - width: tokens in a row of the grid.
///   - height: rows of the grid.
///   - cell_width: 1 or more; the paper's is 2.
///   - cell_height: 1 or more; the paper's is 2.
///   - remove: tokens to remove; any number: r = `remove` clamped to 0 to the number of sources takes effect.
///   - assign: out, `[N]` or `[B, N]`, i32, output row of every token.
///   - sources: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens merged away, in falling similarity.
///   - destinations: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens they are merged into.
///   - anchors: out, NULL or `[cells]` or `[B, cells]`, i32, ascending: all destinations.
///   - count: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N - r.
/// - Ties: the lower index wins, of equal similarities and of equal destinations.
/// - NaN: `PITH_ERROR_NONFINITE`.
/// - Errors: `PITH_ERROR_RANGE` for the sizes, `PITH_ERROR_INDEX` for `choice`, `PITH_ERROR_CAPACITY` for `sources` and
///   `destinations`, those of views.
/// - Cost: sources·destinations·C multiply-adds; N·C floats of scratch; similarities are not stored.
/// - Differs: sources and destinations are taken in raster order (theirs comes from an unstable sort); tokens of norm zero have
///   similarity 0 to everything.
/// - Since: 0.1
@_cdecl("pith_merge_tomesd") @implementation
public func pith_merge_tomesd(
  _ context: OpaquePointer?, _ metric: UnsafePointer<pith_view>?, _ choice: UnsafePointer<pith_view>?, _ width: Int64,
  _ height: Int64, _ cell_width: Int64, _ cell_height: Int64, _ remove: Int64, _ assign: UnsafePointer<pith_view>?,
  _ sources: UnsafePointer<pith_view>?, _ destinations: UnsafePointer<pith_view>?, _ anchors: UnsafePointer<pith_view>?,
  _ count: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_merge_tomesd", context) { call throws(PithError) in
    let metric = try call.input(metric, "metric")
    let choice = try call.optionalInput(choice, "choice")
    let assign = try call.output(assign, "assign")
    let sources = try call.optionalOutput(sources, "sources")
    let destinations = try call.optionalOutput(destinations, "destinations")
    let anchors = try call.optionalOutput(anchors, "anchors")
    let count = try call.optionalOutput(count, "count")
    try Merge.toMeSD(
      call.workspace, metric: metric, choice: choice, width: call.count(width), height: call.count(height),
      cellWidth: call.count(cell_width), cellHeight: call.count(cell_height), remove: call.count(remove), assign: assign,
      sources: sources, destinations: destinations, anchors: anchors, count: count)
  }
}
