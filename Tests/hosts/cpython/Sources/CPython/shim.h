/* The interpreter, through whichever version pkg-config finds. The C library's headers come first: Python.h asks them for more
 * extensions than Foundation's modules do, and then the two disagree about the fields of fd_set. */
#include <stdlib.h>
#include <sys/select.h>
#define PY_SSIZE_T_CLEAN
#include <Python.h>
