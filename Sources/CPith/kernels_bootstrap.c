/* Empty tables until the kernel tiers are in: lets the runtime be built and tested on its own. */
#include "CPith.h"

static const pithk_table empty;

const pithk_table *pithk_table_baseline(void) { return &empty; }
const pithk_table *pithk_table_avx2(void) { return &empty; }
const pithk_table *pithk_table_avx512(void) { return &empty; }
