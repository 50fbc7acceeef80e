#ifndef PITH_MERGE_H
#define PITH_MERGE_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_merge_tome(pith_context *context, const pith_view *metric, int64_t remove, int32_t class_token, int32_t distill_token, const pith_view *assign, const pith_view *sources, const pith_view *destinations, const pith_view *count) PITH_NOEXCEPT;
PITH_API pith_status pith_merge_tome_kth(pith_context *context, const pith_view *metric, int64_t k, const pith_view *assign, const pith_view *count) PITH_NOEXCEPT;
PITH_API pith_status pith_merge_tome_random(pith_context *context, const pith_view *metric, const pith_view *permutation, int64_t remove, const pith_view *assign, const pith_view *count) PITH_NOEXCEPT;
PITH_API pith_status pith_merge_tome_attention(pith_context *context, const pith_view *q, const pith_view *k, const pith_view *v, const pith_view *size, double scale, const pith_view *output, const pith_view *metric) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
