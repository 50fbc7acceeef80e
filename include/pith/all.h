#include "context.h"
#include "select.h"
#include "text.h"
#include "version.h"
