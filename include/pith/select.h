#ifndef PITH_SELECT_H
#define PITH_SELECT_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_select_top_k(pith_context *context, const pith_view *scores, int64_t keep, pith_order order, const pith_view *indices) PITH_NOEXCEPT;
PITH_API pith_status pith_select_divprune(pith_context *context, const pith_view *tokens, int64_t keep, pith_order order, const pith_view *indices) PITH_NOEXCEPT;
PITH_API pith_status pith_select_farthest_point(pith_context *context, const pith_view *tokens, int64_t keep, int64_t seed, pith_metric metric, pith_order order, const pith_view *indices) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
