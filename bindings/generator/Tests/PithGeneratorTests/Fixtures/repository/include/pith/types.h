/* A small types.h in the style of the real one. */
#ifndef PITH_TYPES_H
#define PITH_TYPES_H

#include <stddef.h>
#include <stdint.h>

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

#define PITH_VERSION_MAJOR 3
/* Bits that a mask may have. */
#define PITH_MASK_ALL 0xffffffffu /* all of them */
#define PITH_NONE (-1)

/* ---- Enums ------------------------------------------------------------------------------------------------------ */

/* What a call came to. */
typedef enum pith_status {
  PITH_OK = 0,
  PITH_ERROR_NULL = 10,  /* a required argument is NULL */
  PITH_ERROR_RANGE = 11  /* a scalar is outside its range */
} pith_status;

typedef enum pith_dtype { PITH_F32 = 1, PITH_I32 = 10 } pith_dtype;

/* How far, with a "quote" and a \ in its text. */
typedef enum pith_select_order {
  PITH_SELECT_ORDER_UNKNOWN = -1,
  PITH_SELECT_ORDER_POSITION = 0, /* ascending */
  PITH_SELECT_ORDER_RANKED = 0x10
} pith_select_order;

/* Values whose short names would begin with a digit keep more of their names. */
typedef enum pith_shape {
  PITH_SHAPE_2D = 2,
  PITH_SHAPE_3D = 3
} pith_shape;

/* ---- Structs and callbacks -------------------------------------------------------------------------------------- */

/* A view of a flat buffer that the host owns. */
typedef struct pith_view {
  void *data;
  int32_t dtype;     /* a pith_dtype */
  int32_t ndim;
  int64_t shape[4];  /* extents */
  int64_t stride[4];
} pith_view;

/* Fields of every width: padding, an enum, a nested struct, pointers to pointers. */
typedef struct pith_record {
  uint8_t kind;
  double weight;
  int16_t small[3];
  pith_dtype dtype;
  float value;
  pith_view view;
  const char *const *names;
  uint8_t last;
} pith_record;

/* Threads and scratch of a caller. */
typedef struct pith_context pith_context;

/* An index over passages. */
typedef struct pith_text_index pith_text_index;

typedef void (*pith_task_fn)(void *task, int64_t index);

/* Counts the tokens of `length` bytes, which no NUL need follow. Negative: failure. */
typedef int64_t (*pith_count_fn)(void *user, const char *text, int64_t length);

/* A loop over i in 0..<count, spread over threads by the host, that calls another callback for each. */
typedef void (*pith_parallel_for_fn)(void *user, int64_t count, pith_task_fn task_fn, void *task);

typedef int32_t (*pith_tick_fn)(void);
typedef void *(*pith_alloc_fn)(void *user, size_t bytes, size_t alignment);
typedef pith_status (*pith_embed_fn)(void *user, const uint8_t *const *texts, const pith_view *out);

/* ---- Helpers ---------------------------------------------------------------------------------------------------- */

/* A contiguous [n] view; not part of the library. */
static inline pith_view pith_view_1d(const void *data, int32_t dtype, int64_t n) {
  pith_view view;
  int i;
  view.data = (void *)(uintptr_t)data;
  view.dtype = dtype;
  view.ndim = 1;
  for (i = 0; i < 4; i++) { view.shape[i] = view.stride[i] = 1; }
  view.shape[0] = n;
  return view;
}

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
_Static_assert(sizeof(pith_view) == sizeof(void *) + 72, "pith_view layout");
#endif

#ifdef __cplusplus
}
#endif

#endif
