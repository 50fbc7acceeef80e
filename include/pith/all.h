#include "cluster.h"
#include "context.h"
#include "select.h"
#include "version.h"
