/* The compute kernels of one instruction-set tier, as a table of function pointers.
 *
 * Every tier (baseline, AVX2, AVX-512) is the same Swift source compiled for another instruction set, and fills a table of
 * its own. Pith picks one tier at run time and calls kernels through its table only, so no code of one tier can be inlined
 * into another.
 *
 * Rules that hold for every entry unless its comment says otherwise:
 * - All tiers give the same bits for the same input (NaN payloads excepted). Reductions run over 16 virtual lanes in a fixed
 *   order, so a result depends on n and on the data, not on addresses, tiers or threads.
 * - Buffers need the natural alignment of their element only. Inner stride is 1; a row stride counts elements.
 * - n, rows, cols, k may be 0. Negative sizes are the caller's bug. Indices handed out are int32: n must fit.
 * - Inputs and outputs may be the same buffer where both have the same element type and a kernel works element by element;
 *   partial overlap is not allowed.
 * - "fma" is a fused multiply-add, rounded once. Where a comment writes a * b + c, both operations round.
 * - Kernels allocate nothing, call nothing and cannot fail. Scratch is the caller's.
 * - half and bfloat16 buffers are passed as their raw 16 bits.
 */
#ifndef PITH_KERNELS_H
#define PITH_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpragmas"
#pragma clang diagnostic ignored "-Wnullability-extension"
#pragma clang assume_nonnull begin
#define PITHK_NULLABLE _Nullable
#else
#define PITHK_NULLABLE
#endif

/* Words of scratch that select and argsort need on top of what grows with n. */
enum { PITHK_SELECT_WORDS = 8192 };

typedef struct pithk_table {
  /* "baseline", "avx2" or "avx512". */
  const char *name;

  /* ---- Packed matrix product: shapes ----------------------------------------------------------------------------------
   * C[m, n] = A[m, k] * B[n, k]^T from panels: a panel of A holds gemm_panel_rows rows, a panel of B gemm_panel_cols rows of
   * B (columns of C), both stored k-major and padded with zeros to the full panel.
   * Blocks that suit the caches: gemm_block_m rows of A (a multiple of gemm_panel_rows), gemm_block_n rows of B (a multiple
   * of gemm_panel_cols), gemm_block_k of k. */
  ptrdiff_t gemm_panel_rows;
  ptrdiff_t gemm_panel_cols;
  ptrdiff_t gemm_block_m;
  ptrdiff_t gemm_block_n;
  ptrdiff_t gemm_block_k;

  /* ---- Packed matrix product: packing ---------------------------------------------------------------------------------
   * Writes round_up(rows, panel) * k floats. a (or b) points at the first row and the first k to pack; stride is from row to
   * row. scale, if present, holds one factor per row: x[i, p] * scale[i] is packed (cosine: scale = 1 / norm). */
  void (*pack_a)(const float *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t k, const float *PITHK_NULLABLE scale,
                 float *packed);
  void (*pack_b)(const float *b, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t k, const float *PITHK_NULLABLE scale,
                 float *packed);
  /* The same panels from a transposed matrix: a is [k, rows] with row stride `stride` (so A = a^T), no scale. For A^T * B
   * and for A * B with B stored [k, n]. */
  void (*pack_a_transposed)(const float *a, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t k, float *packed);
  void (*pack_b_transposed)(const float *b, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t k, float *packed);

  /* ---- Packed matrix product: compute ---------------------------------------------------------------------------------
   * c[i, j] = fma chain over p = 0 ... k-1 of a[i, p] * b[j, p], started at 0, or at c[i, j] if accumulate != 0. Cutting k
   * into blocks and accumulating therefore gives the bits of one long chain, in every tier. m and n need not be multiples of
   * the panels; nothing outside [m, n] of c is touched. */
  void (*gemm_block)(const float *packed_a, const float *packed_b, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, float *c,
                     ptrdiff_t ldc, int32_t accumulate);
  /* out[j] = the same chain for one row x[k] against n packed rows of B: the bits gemm_block gives for that row. Runs at the
   * speed of reading packed_b. */
  void (*gemv_packed)(const float *x, const float *packed_b, ptrdiff_t n, ptrdiff_t k, float *out, int32_t accumulate);
  /* c[i, j] = the same chain for row rows[i] of a (not packed) against column j of one panel of B, over all of k at once;
   * accumulate: it goes on from c[i, j]. c is [m, gemm_panel_cols] without gaps; columns past the panel's rows of B are those
   * of its padding. Columns outside first..<last may be computed or left as they are. */
  void (*gemm_gathered)(const float *a, ptrdiff_t stride, const int32_t *rows, ptrdiff_t m, const float *packed_b,
                        ptrdiff_t k, float *c, int32_t accumulate, ptrdiff_t first, ptrdiff_t last);
  /* c[i, s] = (c[i, s] + sum over s' in first..<s of w[s', s] c[i, s']) factor[s], s from first to last - 1: one chain over
   * ascending s' that goes on from c[i, s]. c [m, width] and w [width, width] without gaps, width a multiple of 16; columns of c
   * from last on are left with anything. */
  void (*solve_rows)(float *c, ptrdiff_t m, ptrdiff_t width, const float *w, const float *factor, ptrdiff_t first,
                     ptrdiff_t last);

  /* ---- Conversions ----------------------------------------------------------------------------------------------------
   * To f32: exact. From f32: round to nearest, ties to even; overflow to infinity; subnormals kept; a NaN stays a quiet NaN
   * with the upper bits of its payload. */
  void (*f32_from_f16)(const uint16_t *x, float *y, ptrdiff_t n);
  void (*f32_from_bf16)(const uint16_t *x, float *y, ptrdiff_t n);
  void (*f16_from_f32)(const float *x, uint16_t *y, ptrdiff_t n);
  void (*bf16_from_f32)(const float *x, uint16_t *y, ptrdiff_t n);
  void (*f64_from_f32)(const float *x, double *y, ptrdiff_t n);
  void (*f32_from_f64)(const double *x, float *y, ptrdiff_t n);
  /* y[i] = x[i * stride] and y[i * stride] = x[i], with conversion. */
  void (*gather_f32)(const float *x, ptrdiff_t stride, float *y, ptrdiff_t n);
  void (*gather_f16)(const uint16_t *x, ptrdiff_t stride, float *y, ptrdiff_t n);
  void (*gather_bf16)(const uint16_t *x, ptrdiff_t stride, float *y, ptrdiff_t n);
  void (*scatter_f32)(const float *x, float *y, ptrdiff_t stride, ptrdiff_t n);
  void (*scatter_f16)(const float *x, uint16_t *y, ptrdiff_t stride, ptrdiff_t n);
  void (*scatter_bf16)(const float *x, uint16_t *y, ptrdiff_t stride, ptrdiff_t n);
  /* out[j, i] = x[i, j] for x [rows, cols]; the buffers must not overlap. */
  void (*transpose)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t cols, float *out, ptrdiff_t out_stride);
  /* 1 if no element is infinite or NaN, else 0. n = 0: 1. */
  int32_t (*all_finite_f32)(const float *x, ptrdiff_t n);
  int32_t (*all_finite_f16)(const uint16_t *x, ptrdiff_t n);
  int32_t (*all_finite_bf16)(const uint16_t *x, ptrdiff_t n);

  /* ---- Reductions of one vector, f32 accumulation ---------------------------------------------------------------------
   * Four accumulators of 16 lanes; fma where there is a product. n = 0: 0. */
  float (*dot)(const float *x, const float *y, ptrdiff_t n);
  float (*sum)(const float *x, ptrdiff_t n);
  float (*sum_absolute)(const float *x, ptrdiff_t n);
  float (*sum_squares)(const float *x, ptrdiff_t n);
  float (*squared_distance)(const float *x, const float *y, ptrdiff_t n);
  /* sum of (x[i] - center)^2. */
  float (*squared_deviation)(const float *x, float center, ptrdiff_t n);
  /* Greatest and smallest element; NaN elements are skipped; -inf and +inf if there is no number. */
  float (*maximum)(const float *x, ptrdiff_t n);
  float (*minimum)(const float *x, ptrdiff_t n);
  /* Lowest index of the greatest (smallest) element; -0 equals +0; NaN elements are skipped; -1 if there is no number. */
  ptrdiff_t (*arg_max)(const float *x, ptrdiff_t n);
  ptrdiff_t (*arg_min)(const float *x, ptrdiff_t n);
  /* The same over the elements with excluded[i] == 0 only. */
  ptrdiff_t (*arg_max_masked)(const float *x, const uint8_t *excluded, ptrdiff_t n);
  ptrdiff_t (*arg_min_masked)(const float *x, const uint8_t *excluded, ptrdiff_t n);

  /* Writes the indices j, ascending, of the elements x[j] <= limit; gives their number. Room for n. */
  ptrdiff_t (*indices_at_most)(const float *x, ptrdiff_t n, float limit, int32_t *indices);

  /* ---- Reductions in double -------------------------------------------------------------------------------------------
   * wide_*: f32 data, each term and the accumulation in double (a product of two floats is exact in double).
   * double_*: double data; products round, then sums round (no fma). */
  double (*wide_dot)(const float *x, const float *y, ptrdiff_t n);
  double (*wide_sum)(const float *x, ptrdiff_t n);
  double (*wide_sum_squares)(const float *x, ptrdiff_t n);
  double (*wide_squared_distance)(const float *x, const float *y, ptrdiff_t n);
  double (*double_dot)(const double *x, const double *y, ptrdiff_t n);
  double (*double_sum)(const double *x, ptrdiff_t n);
  double (*double_squared_distance)(const double *x, const double *y, ptrdiff_t n);
  /* f32 point x against a double centre y: for k-means. */
  double (*mixed_dot)(const float *x, const double *y, ptrdiff_t n);
  double (*mixed_squared_distance)(const float *x, const double *y, ptrdiff_t n);

  /* ---- Element by element ---------------------------------------------------------------------------------------------
   * out may be x or y. */
  void (*axpy)(float a, const float *x, float *y, ptrdiff_t n); /* y = fma(a, x, y) */
  void (*add)(const float *x, const float *y, float *out, ptrdiff_t n);
  void (*subtract)(const float *x, const float *y, float *out, ptrdiff_t n);
  void (*multiply)(const float *x, const float *y, float *out, ptrdiff_t n);
  void (*divide)(const float *x, const float *y, float *out, ptrdiff_t n);
  void (*scale)(float a, const float *x, float *out, ptrdiff_t n);           /* a * x */
  void (*affine)(float a, float b, const float *x, float *out, ptrdiff_t n); /* fma(a, x, b) */
  void (*square_root)(const float *x, float *out, ptrdiff_t n);
  /* x > y ? x : y and x < y ? x : y (y if either is NaN). */
  void (*larger)(const float *x, const float *y, float *out, ptrdiff_t n);
  void (*smaller)(const float *x, const float *y, float *out, ptrdiff_t n);
  /* The same in double, without fma: y = y + a * x. */
  void (*double_axpy)(double a, const double *x, double *y, ptrdiff_t n);
  void (*double_add)(const double *x, const double *y, double *out, ptrdiff_t n);
  void (*double_scale)(double a, const double *x, double *out, ptrdiff_t n);
  void (*mixed_axpy)(double a, const float *x, double *y, ptrdiff_t n); /* y = y + a * double(x) */

  /* ---- Exponential, logarithm, softmax --------------------------------------------------------------------------------
   * exp: within 1.01 ulp of the true value (subnormal results included); exp(-inf) = 0, exp(+inf) = +inf, NaN stays NaN.
   * log: within 0.85 ulp; log(+-0) = -inf, log(negative) = NaN, log(+inf) = +inf, subnormals exact, NaN stays NaN. */
  void (*exp)(const float *x, float *out, ptrdiff_t n);
  void (*log)(const float *x, float *out, ptrdiff_t n);
  /* v = x * scale (+ bias); out = exp(v - max v) / sum of exp(v - max v). bias may be absent; out may be x.
   * Every v = -inf: all zeros. A NaN or +inf among v: all NaN. */
  void (*softmax)(const float *x, float scale, const float *PITHK_NULLABLE bias, float *out, ptrdiff_t n);
  /* max x + log(sum of exp(x - max x)). n = 0 or every x = -inf: -inf. A NaN: NaN. Otherwise a +inf: +inf. */
  float (*log_sum_exp)(const float *x, ptrdiff_t n);

  /* ---- Down the columns of x [rows, cols], row stride `stride` --------------------------------------------------------
   * Rows are taken in ascending order, one chain per column, continuing from what y holds: cutting the rows into blocks, or
   * the columns, does not change a bit. */
  void (*column_sum)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t cols, float *y); /* y[j] += x[i, j] */
  void (*column_sum_squares)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t cols,
                             float *y); /* y[j] = fma(x[i, j], x[i, j], y[j]) */
  void (*column_weighted_sum)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t cols, const float *weight,
                              float *y); /* y[j] = fma(weight[i], x[i, j], y[j]) */
  /* y[j] = x[i, j] > y[j] ? x[i, j] : y[j], and <. NaN elements are skipped. */
  void (*column_maximum)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t cols, float *y);
  void (*column_minimum)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t cols, float *y);
  /* One row of an attention map: t[j] = sum over rows, ascending from 0, / divisor; y[j] = y[j] + t[j], or t[j] > y[j] ? t[j] :
   * y[j] if takes_maximum != 0. Rows are those of x, `stride` apart: the heads. The second: t[j] = the greatest of them.
   * Returns 0 if a NaN or an infinity may have been among them (a sum that overflows counts), else 1. */
  int32_t (*heads_sum)(const float *x, ptrdiff_t stride, ptrdiff_t heads, ptrdiff_t cols, float divisor,
                       int32_t takes_maximum, float *y);
  int32_t (*heads_maximum)(const float *x, ptrdiff_t stride, ptrdiff_t heads, ptrdiff_t cols, int32_t takes_maximum,
                           float *y);
  /* Over listed rows of x, in the order of the list. out[j] = sum, started at 0, or at out[j] if accumulate != 0, then
   * / divisor / second_divisor. */
  void (*listed_sum)(const float *x, ptrdiff_t stride, const int32_t *rows, ptrdiff_t count, ptrdiff_t cols,
                     int32_t accumulate, float divisor, float second_divisor, float *out);
  /* out[j] = the greatest (and of out[j] if accumulate != 0), of equals the first, NaN before all numbers. count >= 1. */
  void (*listed_maximum)(const float *x, ptrdiff_t stride, const int32_t *rows, ptrdiff_t count, ptrdiff_t cols,
                         int32_t accumulate, float *out);
  /* top = fma(t, b, (1 - t) * a), or a if t = 0; bottom likewise of c and d; out = fma(u, bottom, (1 - u) * top), or top if
   * u = 0. What is not needed is not read. Not both t and u = 0. */
  void (*blend)(const float *a, const float *b, const float *c, const float *d, float t, float u, float *out,
                ptrdiff_t n);
  /* In double: y[j] += x[i, j]; y[j] += weight[i] * x[i, j] (the product of two floats is exact). */
  void (*wide_column_sum)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t cols, double *y);
  void (*wide_column_weighted_sum)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t cols, const float *weight,
                                   double *y);

  /* ---- Segments -------------------------------------------------------------------------------------------------------
   * out[assign[i], :] = fma(weight[i], x[i, :], out[assign[i], :]), rows ascending; weight absent: plain +=.
   * Rows with a negative assign are skipped; an assign past the end of out is the caller's bug. */
  void (*segment_sum)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t dim, const int32_t *assign,
                      const float *PITHK_NULLABLE weight, float *out, ptrdiff_t out_stride);
  void (*wide_segment_sum)(const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t dim, const int32_t *assign,
                           const float *PITHK_NULLABLE weight, double *out, ptrdiff_t out_stride);

  /* ---- Epilogues over a tile c [rows, cols] with row stride ldc, still in cache ---------------------------------------
   * They update running results, so that C need never exist as a whole. first_column (first_row) is the index in C of the
   * tile's first column (row). NaN elements are skipped. Tiles may come in any order: ties go to the lower index whatever
   * the order. Start values: best = -inf (max) or +inf (min), index = -1. An index of -1 means that nothing was seen. To
   * leave out the diagonal, overwrite it in the tile with the start value and treat that value as "nothing". */

  /* c[i, j] = c[i, j] * row_scale[i] * column_scale[j], in this order; either may be absent. */
  void (*tile_scale)(float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, const float *PITHK_NULLABLE row_scale,
                     const float *PITHK_NULLABLE column_scale);
  /* c[i, j] = fma(alpha, c[i, j], row_bias[i] + column_bias[j]); absent biases count as 0.
   * Squared distances: alpha = -2, biases = squared norms. */
  void (*tile_affine)(float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, float alpha,
                      const float *PITHK_NULLABLE row_bias, const float *PITHK_NULLABLE column_bias);

  /* v = c[i, j] if column_bias is absent, else fma(alpha, c[i, j], column_bias[j]) (nearest centre: alpha = -2, bias = its
   * squared norm). best[i], index[i] = the greatest (smallest) v of row i so far and its column in C. */
  void (*tile_row_arg_max)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, ptrdiff_t first_column, float alpha,
                           const float *PITHK_NULLABLE column_bias, float *best, int32_t *index);
  void (*tile_row_arg_min)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, ptrdiff_t first_column, float alpha,
                           const float *PITHK_NULLABLE column_bias, float *best, int32_t *index);
  /* Per column: v = c[i, j] if row_bias is absent, else fma(alpha, c[i, j], row_bias[i]). index = the row in C. */
  void (*tile_column_arg_max)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, ptrdiff_t first_row, float alpha,
                              const float *PITHK_NULLABLE row_bias, float *best, int32_t *index);
  void (*tile_column_arg_min)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, ptrdiff_t first_row, float alpha,
                              const float *PITHK_NULLABLE row_bias, float *best, int32_t *index);

  /* best[i] = max (min) of best[i] and row i. Per column: column_maximum, column_minimum above. */
  void (*tile_row_maximum)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, float *best);
  void (*tile_row_minimum)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, float *best);

  /* The two greatest (smallest) values so far, equal values counted twice: first[i] >= second[i] (<=). Start: -inf, -inf
   * (+inf, +inf). Per row, and per column. */
  void (*tile_row_two_max)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, float *first, float *second);
  void (*tile_row_two_min)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, float *first, float *second);
  void (*tile_column_two_max)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, float *first, float *second);
  void (*tile_column_two_min)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, float *first, float *second);

  /* The k smallest values so far, ascending, with their indices (ties: lower index): values[i * k ...], index[i * k ...] per
   * row i of the tile; per column j of the tile likewise. Start: +inf, -1. Greatest: negate by tile_affine first.
   * k >= 1; meant for small k (up to some tens). */
  void (*tile_row_smallest)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, ptrdiff_t first_column,
                            ptrdiff_t k, float *values, int32_t *index);
  void (*tile_column_smallest)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, ptrdiff_t first_row,
                               ptrdiff_t k, float *values, int32_t *index);

  /* lanes[i * 16 + l] += c[i, j] for j = l mod 16, j ascending: row sums whose bits do not depend on the tile's width as long
   * as first columns are multiples of 16. total_of_lanes adds up 16 lanes in the order of `sum`. Column sums: column_sum. */
  void (*tile_row_lane_sums)(const float *c, ptrdiff_t ldc, ptrdiff_t rows, ptrdiff_t cols, float *lanes);
  float (*total_of_lanes)(const float *lanes);

  /* ---- Steps of greedy loops: update a running vector, then pick ------------------------------------------------------
   * Returns the lowest index j with excluded[j] == 0 (all j if absent) whose value is greatest (smallest), -1 if none.
   * Excluded elements are updated too. NaN values are never picked. */

  /* m[j] = d[j] < m[j] ? d[j] : m[j]; arg max of m. */
  ptrdiff_t (*step_min_arg_max)(const float *d, float *m, const uint8_t *PITHK_NULLABLE excluded, ptrdiff_t n);
  /* The same with d[j] = 1 - s[j] (cosine distance): farthest point. */
  ptrdiff_t (*step_one_minus_min_arg_max)(const float *s, float *m, const uint8_t *PITHK_NULLABLE excluded, ptrdiff_t n);
  /* m[j] = m[j] + s[j]; arg min of m. */
  ptrdiff_t (*step_sum_arg_min)(const float *s, float *m, const uint8_t *PITHK_NULLABLE excluded, ptrdiff_t n);
  /* m[j] = s[j] > m[j] ? s[j] : m[j]; arg max of base[j] + alpha * m[j] (maximal marginal relevance). base may be absent (0):
   * alpha = -1 then is the arg min of m. */
  ptrdiff_t (*step_max_arg_max)(const float *s, float *m, float alpha, const float *PITHK_NULLABLE base,
                                const uint8_t *PITHK_NULLABLE excluded, ptrdiff_t n);
  /* m[j] = m[j] - e[j] * e[j]; arg max of m (greedy determinantal point process). */
  ptrdiff_t (*step_subtract_square_arg_max)(const float *e, float *m, const uint8_t *PITHK_NULLABLE excluded, ptrdiff_t n);

  /* ---- Selection and sorting ------------------------------------------------------------------------------------------
   * Keys order as numbers with -0 equal to +0; NaN comes last in both directions; ties go to the lower index. */

  /* Indices, ascending, of the min(k, n) greatest (largest != 0) or smallest elements. Returns how many. O(n).
   * scratch: n + PITHK_SELECT_WORDS words. */
  ptrdiff_t (*select_k)(const float *x, ptrdiff_t n, ptrdiff_t k, int32_t largest, int32_t *indices, uint32_t *scratch);
  /* order[r] = index of the element of rank r; stable. O(n). scratch: 3 * n + PITHK_SELECT_WORDS words. */
  void (*argsort)(const float *x, ptrdiff_t n, int32_t descending, int32_t *order, uint32_t *scratch);

  /* ---- Rows of embeddings ---------------------------------------------------------------------------------------------
   * y[j] = fma(weight[rows[t]], x[rows[t], j], y[j]), t ascending; weight absent: 1. Rows are fetched ahead of their turn. */
  void (*gather_sum)(const float *x, ptrdiff_t stride, const int32_t *rows, ptrdiff_t n, const float *PITHK_NULLABLE weight,
                     ptrdiff_t dim, float *y);
  /* The sum of x[i] * y[i], and of x[i]^2, in double: the bits of wide_dot (for y that was float) and wide_sum_squares. */
  double (*wide_dot_squares)(const float *x, const double *y, ptrdiff_t n, double *squares);
  void (*quotient)(const float *x, float a, float *out, ptrdiff_t n);       /* x / a */
  void (*wide_quotient)(const float *x, double a, float *out, ptrdiff_t n); /* float(double(x) / a) */

  /* ---- Text -----------------------------------------------------------------------------------------------------------
   * Words (UAX #29) of the bytes begin ... end - 1 of text, of which `readable` bytes may be read, end among them; begin is a
   * boundary. Stops at the end, at the last boundary that no byte of 0x80 and more can change, or once there are `limit` words.
   * Returns the number of words, at most limit + 64; *position = where the next one begins. spans[2 * i ...] = begin and end of
   * word i, kinds[i] = 1 with a letter, else 2 with a digit, else 0; spans may be absent (words are only counted), or kinds. */
  ptrdiff_t (*ascii_words)(const uint8_t *text, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t readable, ptrdiff_t limit,
                           int32_t *PITHK_NULLABLE spans, int32_t *PITHK_NULLABLE kinds, ptrdiff_t *position);
} pithk_table;

/* Each tier fills the caller's table. The whole tier, these functions included, is compiled for its instruction set: check
 * the CPU (and that the operating system saves the registers) before calling. */
void pithk_fill_table_baseline(pithk_table *out);
void pithk_fill_table_avx2(pithk_table *out);   /* x86-64-v3: AVX2, FMA, F16C, BMI2, LZCNT, MOVBE */
void pithk_fill_table_avx512(pithk_table *out); /* x86-64-v4: AVX-512 F, BW, CD, DQ, VL on top */

#if defined(__clang__)
#pragma clang assume_nonnull end
#pragma clang diagnostic pop
#endif

#endif
