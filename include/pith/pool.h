#ifndef PITH_POOL_H
#define PITH_POOL_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_pool_adaptive(pith_context *context, const pith_view *x, int64_t height, int64_t width, int64_t out_height, int64_t out_width, pith_pool mode, const pith_view *y) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
