#ifndef PITH_APPLY_H
#define PITH_APPLY_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_apply_gather(pith_context *context, const pith_view *input, const pith_view *indices, int64_t axis, const pith_view *output) PITH_NOEXCEPT;
PITH_API pith_status pith_apply_compact(pith_context *context, const pith_view *indices, int64_t axis, const pith_view *values) PITH_NOEXCEPT;
PITH_API pith_status pith_apply_merge(pith_context *context, const pith_view *x, const pith_view *assign, const pith_view *weight, pith_reduce mode, const pith_view *y, const pith_view *size) PITH_NOEXCEPT;
PITH_API pith_status pith_apply_unmerge(pith_context *context, const pith_view *y, const pith_view *assign, const pith_view *x) PITH_NOEXCEPT;
PITH_API pith_status pith_apply_transform(pith_context *context, const pith_view *weights, const pith_view *x, const pith_view *y) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
