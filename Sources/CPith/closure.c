/* Hands a Swift closure to a C loop. Swift itself can only do that by moving the closure to the heap, with an allocation that
   ends the program when memory runs out. A closure that does not escape is two words, its code and its captures, and clang
   knows both conventions. */
#include "CPith.h"

typedef struct {
  __attribute__((swiftcall)) void (*run)(int64_t index, __attribute__((swift_context)) void *captures);
  void *captures;
} body;

static void run_body(void *raw, int64_t index) {
  const body *own = raw;
  if (own) own->run(index, own->captures);
}

/* Declared in Parallel.swift: C headers cannot express a Swift closure. */
__attribute__((swiftcall)) void cpith_parallel(
    void (*host)(void *user, int64_t count, cpith_task task, void *argument), void *user, cpith_pool *pool, int64_t count,
    __attribute__((swiftcall)) void (*run)(int64_t index, __attribute__((swift_context)) void *captures), void *captures);

__attribute__((swiftcall)) void cpith_parallel(
    void (*host)(void *user, int64_t count, cpith_task task, void *argument), void *user, cpith_pool *pool, int64_t count,
    __attribute__((swiftcall)) void (*run)(int64_t index, __attribute__((swift_context)) void *captures), void *captures) {
  body own = {run, captures};
  if (host) {
    host(user, count, run_body, &own);
  } else if (pool) {
    cpith_pool_run(pool, count, run_body, &own);
  }
}
