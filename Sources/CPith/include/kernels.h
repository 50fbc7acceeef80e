#pragma once
#include <stdint.h>
typedef struct pithk_table { int32_t tier; } pithk_table;
const pithk_table *pithk_table_baseline(void);
const pithk_table *pithk_table_avx2(void);
const pithk_table *pithk_table_avx512(void);
