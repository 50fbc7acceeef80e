// The video family: frames that together see most of the space.

import CPithABI
import Pith

/// Keeps the frames that together see most of the space, given every pixel's place in the world.
///
/// A point is valid if its confidence is at least the percentile of all confidences and above `confidence_floor`. The box of the valid
/// points is cut into cubes, `cells` along its shortest side; a frame has the cubes that its valid points lie in. Frames are
/// picked greedily by the cubes they add. Fewer than `keep` come out once nothing is left to add.
///
/// - Method: spatial_mllm
/// - Paper: Spatial-MLLM: Boosting MLLM Capabilities in Visual-based Spatial Intelligence, NeurIPS 2025,
///   https://arxiv.org/abs/2505.23747
/// - Parameters:
///   - context: scratch, cancel flag, progress; NULL: scratch from malloc.
///   - points: in, `[T, M, 3]`, f32, f16 or bf16, any strides: world coordinates of the M pixels of each frame.
///   - confidence: in, `[T, M]`, f32, f16 or bf16, any strides.
///   - keep: most frames to keep, 0 or more; 16 in the paper.
///   - percentile: 0 to 100, by linear interpolation; 50 in the paper.
///   - confidence_floor: finite; 0.1 in the paper. Compared in f32.
///   - cells: 1 to 2^20; 20 in the paper.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: in the order of picking.
///   - indices: out, `[capacity]`, i32: frames; min(keep, T) is always enough. Elements past `count` are left as they are.
///   - count: out, `[1]`, i32: frames kept. Written on a capacity error too.
///   - gains: out, optional, `[capacity]`, i32: cubes each frame added, in the order of `indices`.
///   - voxels: out, optional, `[T]`, i32: cubes of each frame.
///   - box: out, optional, `[4]`, f32, f16 or bf16: lower corner of the box, and the edge of a cube; an edge of 0: one cube,
///     or no valid point.
/// - Ties: the lower frame wins.
/// - NaN: `PITH_ERROR_NONFINITE`, in points that are not valid too.
/// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `order`, `PITH_ERROR_CANCELLED`, `PITH_ERROR_VALUE` if a side of the box
///   overflows f32, `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: O(T M) time; scratch of 4 bytes per cube, where there are more than 2^24 instead 24 bytes per valid point.
/// - Differs: no valid point gives no frame; an axis along which all points are equal has one cube.
/// - Since: 0.1
@_cdecl("pith_video_spatial_mllm") @implementation
public func pith_video_spatial_mllm(
  _ context: OpaquePointer?, _ points: UnsafePointer<pith_view>?, _ confidence: UnsafePointer<pith_view>?,
  _ keep: Int64, _ percentile: Double, _ confidence_floor: Double, _ cells: Int64, _ order: pith_order,
  _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?, _ gains: UnsafePointer<pith_view>?,
  _ voxels: UnsafePointer<pith_view>?, _ box: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_spatial_mllm", context) { call throws(PithError) in
    let points = try call.input(points, "points")
    let confidence = try call.input(confidence, "confidence")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    let gains = try call.optionalOutput(gains, "gains")
    let voxels = try call.optionalOutput(voxels, "voxels")
    let box = try call.optionalOutput(box, "box")
    try Video.spatialMLLM(
      call.workspace, points: points, confidence: confidence, keep: call.count(keep), percentile: percentile,
      confidenceFloor: confidence_floor, cells: call.count(cells), order: try call.order(order), indices: indices, count: count,
      gains: gains, voxels: voxels, box: box)
  }
}

/// Keeps the sets that together hold most elements, greedily: the step behind `pith_video_spatial_mllm`.
///
/// Each pick has the most elements that no earlier pick holds. Fewer than `keep` come out once nothing is left to add.
///
/// - Parameters:
///   - context: scratch, cancel flag, progress; NULL: scratch from malloc.
///   - offsets: in, `[T + 1]`, i32, ascending from 0 to n: set t holds ids[offsets[t]] to ids[offsets[t + 1] - 1].
///   - ids: in, `[n]`, i32, 0 or more, ascending without repetition inside a set.
///   - keep: most sets to keep, 0 or more.
///   - order: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: in the order of picking.
///   - indices: out, `[capacity]`, i32: sets; min(keep, T) is always enough. Elements past `count` are left as they are.
///   - count: out, `[1]`, i32: sets kept. Written on a capacity error too.
///   - gains: out, optional, `[capacity]`, i32: elements each set added, in the order of `indices`.
/// - Ties: the lower set wins.
/// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, `PITH_ERROR_CANCELLED`, `PITH_ERROR_INDEX` for `offsets` and `ids`,
///   `PITH_ERROR_CAPACITY`, those of views.
/// - Cost: at most min(keep, T) n steps, usually few n; scratch of a byte for each number up to the greatest id.
/// - Since: 0.1
@_cdecl("pith_video_spatial_mllm_coverage") @implementation
public func pith_video_spatial_mllm_coverage(
  _ context: OpaquePointer?, _ offsets: UnsafePointer<pith_view>?, _ ids: UnsafePointer<pith_view>?, _ keep: Int64,
  _ order: pith_order, _ indices: UnsafePointer<pith_view>?, _ count: UnsafePointer<pith_view>?,
  _ gains: UnsafePointer<pith_view>?
) -> pith_status {
  call("pith_video_spatial_mllm_coverage", context) { call throws(PithError) in
    let offsets = try call.input(offsets, "offsets")
    let ids = try call.input(ids, "ids")
    let indices = try call.output(indices, "indices")
    let count = try call.output(count, "count")
    let gains = try call.optionalOutput(gains, "gains")
    try Video.spatialMLLMCoverage(
      call.workspace, offsets: offsets, ids: ids, keep: call.count(keep), order: try call.order(order),
      indices: indices, count: count, gains: gains)
  }
}
