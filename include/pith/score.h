#ifndef PITH_SCORE_H
#define PITH_SCORE_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_score_attention(pith_context *context, const pith_view *attention, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end, pith_reduce head_reduce, pith_reduce row_reduce, const pith_view *scores) PITH_NOEXCEPT;
PITH_API pith_status pith_score_attention_rows(pith_context *context, const pith_view *attention, const pith_view *rows, int64_t column_begin, int64_t column_end, pith_reduce head_reduce, pith_reduce row_reduce, const pith_view *scores) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
