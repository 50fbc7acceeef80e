/* Empty tables until the kernel tiers are in: lets the runtime be built and tested on its own. */
#include "CPith.h"

#include <string.h>

void pithk_fill_table_baseline(pithk_table *out) { memset(out, 0, sizeof *out); }
void pithk_fill_table_avx2(pithk_table *out) { memset(out, 0, sizeof *out); }
void pithk_fill_table_avx512(pithk_table *out) { memset(out, 0, sizeof *out); }
