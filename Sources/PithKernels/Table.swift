// The table of this tier: every kernel by name, filled into the caller's struct.
//
// Filling rather than pointing at a global: a global that holds function pointers is initialised lazily, which would need
// swift_once on every access.
import CPith

#if PITH_TIER_AVX2
private let tierName: StaticString = "avx2"
#else
private let tierName: StaticString = "baseline"
#endif

@inline(always)
private func table() -> pithk_table {
  pithk_table(
    name: UnsafeRawPointer(tierName.utf8Start).assumingMemoryBound(to: CChar.self),
    gemm_panel_rows: panelRows, gemm_panel_cols: panelColumns,
    gemm_block_m: blockRows, gemm_block_n: blockColumns, gemm_block_k: blockDepth,
    pack_a: packA, pack_b: packB, pack_a_transposed: packATransposed, pack_b_transposed: packBTransposed,
    gemm_block: gemmBlock, gemv_packed: gemvPacked, gemm_gathered: gemmGathered, solve_rows: solveRows,
    f32_from_f16: floatsFromHalf, f32_from_bf16: floatsFromBfloat16,
    f16_from_f32: halfFromFloats, bf16_from_f32: bfloat16FromFloats,
    f64_from_f32: doublesFromFloats, f32_from_f64: floatsFromDoubles,
    gather_f32: gatherFloats, gather_f16: gatherHalf, gather_bf16: gatherBfloat16,
    scatter_f32: scatterFloats, scatter_f16: scatterHalf, scatter_bf16: scatterBfloat16,
    transpose: transpose, all_finite_f32: allFiniteFloats, all_finite_f16: allFiniteHalf, all_finite_bf16: allFiniteBfloat16,
    dot: dot, sum: sum, sum_absolute: sumAbsolute, sum_squares: sumSquares,
    squared_distance: squaredDistance, squared_deviation: squaredDeviation,
    maximum: maximum, minimum: minimum, arg_max: argMax, arg_min: argMin,
    arg_max_masked: argMaxMasked, arg_min_masked: argMinMasked,
    indices_at_most: indicesAtMost,
    wide_dot: wideDot, wide_sum: wideSum, wide_sum_squares: wideSumSquares,
    wide_squared_distance: wideSquaredDistance,
    double_dot: doubleDot, double_sum: doubleSum, double_squared_distance: doubleSquaredDistance,
    mixed_dot: mixedDot, mixed_squared_distance: mixedSquaredDistance,
    axpy: axpy, add: add, subtract: subtract, multiply: multiply, divide: divide, scale: scale, affine: affine,
    square_root: squareRoot, larger: largerOfEach, smaller: smallerOfEach,
    double_axpy: doubleAxpy, double_add: doubleAdd, double_scale: doubleScale, mixed_axpy: mixedAxpy,
    exp: exponentials, log: logarithms, softmax: softmax, log_sum_exp: logSumExp,
    column_sum: columnSum, column_sum_squares: columnSumSquares, column_weighted_sum: columnWeightedSum,
    column_maximum: columnMaximum, column_minimum: columnMinimum,
    heads_sum: headsSum, heads_maximum: headsMaximum,
    listed_sum: listedSum, listed_maximum: listedMaximum, blend: blendRows,
    wide_column_sum: wideColumnSum, wide_column_weighted_sum: wideColumnWeightedSum,
    segment_sum: segmentSum, wide_segment_sum: wideSegmentSum,
    tile_scale: tileScale, tile_affine: tileAffine,
    tile_row_arg_max: tileRowArgMax, tile_row_arg_min: tileRowArgMin,
    tile_column_arg_max: tileColumnArgMax, tile_column_arg_min: tileColumnArgMin,
    tile_row_maximum: tileRowMaximum, tile_row_minimum: tileRowMinimum,
    tile_row_two_max: tileRowTwoMax, tile_row_two_min: tileRowTwoMin,
    tile_column_two_max: tileColumnTwoMax, tile_column_two_min: tileColumnTwoMin,
    tile_row_smallest: tileRowSmallest, tile_column_smallest: tileColumnSmallest,
    tile_row_lane_sums: tileRowLaneSums, total_of_lanes: totalOfLanes,
    step_min_arg_max: stepMinArgMax, step_one_minus_min_arg_max: stepOneMinusMinArgMax,
    step_sum_arg_min: stepSumArgMin, step_max_arg_max: stepMaxArgMax,
    step_subtract_square_arg_max: stepSubtractSquareArgMax,
    select_k: selectK, argsort: argsort,
    gather_sum: gatherSum, wide_dot_squares: wideDotSquares, quotient: quotient, wide_quotient: wideQuotient,
    ascii_words: asciiWords)
}

#if PITH_TIER_AVX2
@_cdecl("pithk_fill_table_avx2") @implementation
public func pithk_fill_table_avx2(_ out: UnsafeMutablePointer<pithk_table>) { out.initialize(to: table()) }
#else
@_cdecl("pithk_fill_table_baseline") @implementation
public func pithk_fill_table_baseline(_ out: UnsafeMutablePointer<pithk_table>) { out.initialize(to: table()) }
#endif
