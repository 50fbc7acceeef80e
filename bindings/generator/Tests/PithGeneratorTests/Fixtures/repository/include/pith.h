#ifndef PITH_H
#define PITH_H

#include "pith/types.h"
#include "pith/all.h"

#endif
