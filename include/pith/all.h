#include "context.h"
#include "select.h"
#include "version.h"
