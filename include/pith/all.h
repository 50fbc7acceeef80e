#include "context.h"
#include "version.h"
