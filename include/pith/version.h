#ifndef PITH_VERSION_H
#define PITH_VERSION_H
#include "types.h"
#ifdef __cplusplus
extern "C" {
#endif
PITH_API int32_t pith_version(void) PITH_NOEXCEPT;
PITH_API int32_t pith_abi_version(void) PITH_NOEXCEPT;
PITH_API const char *pith_isa_name(void) PITH_NOEXCEPT;
PITH_API pith_status pith_isa_limit(pith_isa isa) PITH_NOEXCEPT;
PITH_API const char *pith_status_string(pith_status status) PITH_NOEXCEPT;
PITH_API const char *pith_last_error(void) PITH_NOEXCEPT;
PITH_API int32_t pith_method_count(void) PITH_NOEXCEPT;
PITH_API pith_status pith_method_info(int32_t index, pith_method *method) PITH_NOEXCEPT;
#ifdef __cplusplus
}
#endif
#endif
