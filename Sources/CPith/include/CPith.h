/* Umbrella of the C shims. */
#ifndef PITH_CPITH_H
#define PITH_CPITH_H
#include "kernels.h"
#include "lanes.h"
#endif
