#ifndef PITH_BUDGET_H
#define PITH_BUDGET_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API pith_status pith_budget_tome_schedule(pith_context *context, int64_t layers, int64_t r, double inflect, const pith_view *schedule) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
