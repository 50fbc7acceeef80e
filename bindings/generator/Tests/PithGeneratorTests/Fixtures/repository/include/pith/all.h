/* All families of functions. Written by bindings/generator from Sources/PithABI; do not edit. */
#ifndef PITH_ALL_H
#define PITH_ALL_H

#include "select.h"
#include "text.h"

#endif
