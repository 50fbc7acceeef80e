/* All families of functions. Written by bindings/generator from Sources/PithABI; do not edit. */
#ifndef PITH_ALL_H
#define PITH_ALL_H

#include "apply.h"
#include "budget.h"
#include "cluster.h"
#include "context.h"
#include "kv.h"
#include "merge.h"
#include "pool.h"
#include "score.h"
#include "select.h"
#include "text.h"
#include "version.h"
#include "video.h"

#endif
