#ifndef PITH_SELECT_H
#define PITH_SELECT_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_select_top_k(pith_context *context, const pith_view *scores, int64_t keep, pith_order order, const pith_view *indices) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
