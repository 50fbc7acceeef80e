/* Pith: types and conventions. Written by hand; the family headers beside it are generated. */
#ifndef PITH_TYPES_H
#define PITH_TYPES_H

#include <stddef.h>
#include <stdint.h>

/* ---- Attributes ------------------------------------------------------------------------------------------------- */

#if defined(__GNUC__) || defined(__clang__)
#define PITH_API __attribute__((visibility("default")))
#define PITH_NODISCARD __attribute__((warn_unused_result))
#else
#define PITH_API
#define PITH_NODISCARD
#endif

#ifdef __cplusplus
#define PITH_NOEXCEPT noexcept
extern "C" {
#else
#define PITH_NOEXCEPT
#endif

/* ---- Version ---------------------------------------------------------------------------------------------------- */

#define PITH_VERSION_MAJOR 0
#define PITH_VERSION_MINOR 1
#define PITH_VERSION_PATCH 0

/* Raised when a symbol, a layout or a number that was published changes; programs compare it with pith_abi_version(). */
#define PITH_ABI_VERSION 0

/* ---- Conventions ------------------------------------------------------------------------------------------------
 * Arguments    pith_context * (may be NULL), input views, scalars, output views. NULL for an optional view: absent.
 * Memory       The host owns every buffer. Inputs are read in place, outputs are written in place; nothing is retained.
 *              Outputs must not overlap each other or an input unless a function says "in place".
 * Batch        Where a shape is given as [B, ...] the leading dimension is optional, and every batched argument has the
 *              same B. Batch items are independent of each other.
 * Types        Float inputs are f32, f16 or bf16; arithmetic is f32 or better; float outputs take their view's dtype
 *              (rounded to nearest even). Indices are i32.
 * Strides      In elements, never negative. Any strides are accepted for inputs (a float input that is not f32 or whose
 *              innermost stride is not 1 is widened into scratch). An output may not alias itself.
 * Order        Kept indices ascend in original position unless a function says "ranked". Ties: the lower index wins.
 * Values       NaN or infinity in a float input of a function that decides is PITH_ERROR_NONFINITE. Functions that only
 *              move or average data (apply, pool) pass them through.
 * Empty        N = 0, one token, keep = 0 and keep = N are legal.
 * Errors       Every function that can fail returns a pith_status. Checks come before work: on error no output has been
 *              written, except a count view where a function says so. pith_last_error() has the details.
 * Threads      Any function may run on any thread. A context serves one call at a time (a second call meanwhile gets
 *              PITH_ERROR_BUSY); different contexts run freely in parallel. The library starts threads only when a
 *              context asks for them.
 * Bits         Results do not depend on threads, instruction set or machine.
 * ---------------------------------------------------------------------------------------------------------------- */

/* What a call came to. 0 is success; numbers are frozen and leave gaps for later ones of the same kind. */
typedef enum pith_status {
  PITH_OK = 0,
  PITH_ERROR_NULL = 10,        /* a required argument is NULL */
  PITH_ERROR_RANGE = 11,       /* a scalar is outside its range */
  PITH_ERROR_ENUM = 12,        /* a number that is not a value of its enum */
  PITH_ERROR_OVERLAP = 13,     /* an output overlaps another argument, or itself */
  PITH_ERROR_DTYPE = 20,       /* a view's dtype is not accepted here */
  PITH_ERROR_NDIM = 21,        /* a view has the wrong number of dimensions */
  PITH_ERROR_SHAPE = 22,       /* a view's extents do not fit, or not those of another argument */
  PITH_ERROR_STRIDE = 23,      /* a stride is negative or not accepted here */
  PITH_ERROR_SIZE = 24,        /* extents whose product does not fit the address space */
  PITH_ERROR_ALIGNMENT = 25,   /* data is not aligned to its element */
  PITH_ERROR_NONFINITE = 30,   /* NaN or infinity in an input that must be finite */
  PITH_ERROR_INDEX = 31,       /* an index input holds a value outside its range, or out of order */
  PITH_ERROR_VALUE = 32,       /* an element of an input is outside its range */
  PITH_ERROR_CAPACITY = 40,    /* an output is too small; the count view, if any, holds what is needed */
  PITH_ERROR_BUDGET = 41,      /* a budget that cannot be met */
  PITH_ERROR_MEMORY = 50,      /* no memory */
  PITH_ERROR_CANCELLED = 51,   /* the context was cancelled, or its progress callback asked to stop */
  PITH_ERROR_BUSY = 52,        /* the context is in use by another call */
  PITH_ERROR_CALLBACK = 53,    /* a host callback reported failure */
  PITH_ERROR_UNSUPPORTED = 60  /* this machine or build cannot do it */
} pith_status;

/* Element types of a view. */
typedef enum pith_dtype {
  PITH_F32 = 1,
  PITH_F16 = 2,
  PITH_BF16 = 3,
  PITH_F64 = 4,
  PITH_I32 = 10,
  PITH_I64 = 11,
  PITH_U8 = 12
} pith_dtype;

/* A view of a flat buffer that the host owns. data may be NULL if an extent is 0. */
typedef struct pith_view {
  void *data;
  int32_t dtype;     /* a pith_dtype */
  int32_t ndim;      /* 1 to 4 */
  int64_t shape[4];  /* extents; those past ndim are ignored */
  int64_t stride[4]; /* in elements; those past ndim are ignored */
} pith_view;

/* Instruction sets the kernels are built for. */
typedef enum pith_isa {
  PITH_ISA_BASELINE = 0,
  PITH_ISA_AVX2 = 1,
  PITH_ISA_AVX512 = 2
} pith_isa;

/* How several values become one. */
typedef enum pith_reduce {
  PITH_REDUCE_MEAN = 0,
  PITH_REDUCE_SUM = 1,
  PITH_REDUCE_MAX = 2
} pith_reduce;

/* How far apart two tokens are. */
typedef enum pith_metric {
  PITH_METRIC_COSINE = 0,           /* 1 - cosine of the angle; a token of norm zero is at distance 1 from everything */
  PITH_METRIC_SQUARED_EUCLIDEAN = 1
} pith_metric;

/* Order of selected indices. */
typedef enum pith_order {
  PITH_ORDER_POSITION = 0, /* ascending in original position */
  PITH_ORDER_RANKED = 1    /* best, or first picked, first */
} pith_order;

/* How a ratio becomes a count. */
typedef enum pith_rounding {
  PITH_ROUNDING_FLOOR = 0,
  PITH_ROUNDING_CEIL = 1,
  PITH_ROUNDING_HALF_EVEN = 2, /* Python's round() */
  PITH_ROUNDING_HALF_UP = 3,
  PITH_ROUNDING_TRUNCATE = 4   /* Python's int(); equals floor for ratios, which are not negative */
} pith_rounding;

/* ---- Context ---------------------------------------------------------------------------------------------------- */

/* Threads, reusable scratch, allocator, cancel flag and progress of a caller. Opaque. */
typedef struct pith_context pith_context;

/* One task of a parallel loop. */
typedef void (*pith_task_fn)(void *task, int64_t index);

/* A host's parallel loop: calls task_fn(task, i) once for every i in 0..<count, in any order, on any threads, and returns
 * when all have finished. */
typedef void (*pith_parallel_for_fn)(void *user, int64_t count, pith_task_fn task_fn, void *task);

/* A host's allocator: bytes aligned to alignment (a power of two, at most 64), or NULL. */
typedef void *(*pith_alloc_fn)(void *user, size_t bytes, size_t alignment);
typedef void (*pith_free_fn)(void *user, void *block, size_t bytes);

/* Progress of long work; done ascends to total. Not 0: stop with PITH_ERROR_CANCELLED. Called on the calling thread. */
typedef int32_t (*pith_progress_fn)(void *user, int64_t done, int64_t total);

/* ---- Introspection ---------------------------------------------------------------------------------------------- */

/* One method of the library; all text is static. */
typedef struct pith_method {
  const char *name;     /* the name its paper is known by */
  const char *family;   /* score, budget, select, merge, cluster, pool, video, kv, text, apply */
  const char *function; /* the C function */
  const char *summary;  /* what it does, in one sentence */
  const char *paper;    /* title and venue */
  const char *url;      /* where the paper is, or "" */
  int32_t year;         /* 0 where there is none */
} pith_method;

/* ---- Views in one line ------------------------------------------------------------------------------------------ */

/* A contiguous [n] view. */
static inline pith_view pith_view_1d(const void *data, int32_t dtype, int64_t n) {
  pith_view view;
  int i;
  view.data = (void *)(uintptr_t)data;
  view.dtype = dtype;
  view.ndim = 1;
  for (i = 0; i < 4; i++) view.shape[i] = view.stride[i] = 1;
  view.shape[0] = n;
  return view;
}

/* A contiguous [n, dim] view. */
static inline pith_view pith_view_2d(const void *data, int32_t dtype, int64_t n, int64_t dim) {
  pith_view view = pith_view_1d(data, dtype, n);
  view.ndim = 2;
  view.shape[1] = dim;
  view.stride[0] = dim;
  return view;
}

/* A contiguous [batch, n, dim] view. */
static inline pith_view pith_view_3d(const void *data, int32_t dtype, int64_t batch, int64_t n, int64_t dim) {
  pith_view view = pith_view_2d(data, dtype, batch, n);
  view.ndim = 3;
  view.shape[2] = dim;
  view.stride[1] = dim;
  view.stride[0] = n * dim;
  return view;
}

/* A contiguous [a, b, n, dim] view, such as attention [B, H, N, N]. */
static inline pith_view pith_view_4d(const void *data, int32_t dtype, int64_t a, int64_t b, int64_t n, int64_t dim) {
  pith_view view = pith_view_3d(data, dtype, a, b, n);
  view.ndim = 4;
  view.shape[3] = dim;
  view.stride[2] = dim;
  view.stride[1] = n * dim;
  view.stride[0] = b * n * dim;
  return view;
}

/* The two that most calls need: float rows and int32 indices. */
static inline pith_view pith_f32(const float *data, int64_t n, int64_t dim) { return pith_view_2d(data, PITH_F32, n, dim); }
static inline pith_view pith_i32(const int32_t *data, int64_t n) { return pith_view_1d(data, PITH_I32, n); }

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
_Static_assert(offsetof(pith_view, dtype) == sizeof(void *), "pith_view layout");
_Static_assert(offsetof(pith_view, shape) == sizeof(void *) + 8, "pith_view layout");
_Static_assert(sizeof(pith_view) == sizeof(void *) + 72, "pith_view layout");
#elif defined(__cplusplus) && __cplusplus >= 201103L
static_assert(offsetof(pith_view, shape) == sizeof(void *) + 8, "pith_view layout");
static_assert(sizeof(pith_view) == sizeof(void *) + 72, "pith_view layout");
#endif

#ifdef __cplusplus
}
#endif

#endif
