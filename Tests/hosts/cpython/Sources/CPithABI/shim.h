/* The layout of pith_view, from the headers of this checkout. The library itself is opened by the Python package. */
#include "../../../../../include/pith/types.h"
