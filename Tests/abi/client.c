/* A C host of the shipped library: contexts, errors, memory, threads, forks. Each check prints its name if it fails. */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pith.h"

static int passed, failed;

static void check_at(int ok, const char *what, int line) {
  if (ok) {
    passed++;
  } else {
    failed++;
    printf("client.c:%d: %s (last error: %s)\n", line, what, pith_last_error());
  }
}
#define CHECK(condition) check_at(!!(condition), #condition, __LINE__)

/* ---- Version, status, introspection ---- */

static void test_version(void) {
  CHECK(pith_version() == PITH_VERSION_MAJOR * 10000 + PITH_VERSION_MINOR * 100 + PITH_VERSION_PATCH);
  CHECK(pith_abi_version() == PITH_ABI_VERSION);
  CHECK(strcmp(pith_status_string(PITH_OK), "ok") == 0);
  CHECK(strcmp(pith_status_string((pith_status)999), "unknown status") == 0);
  CHECK(strlen(pith_isa_name()) > 0);
  const int32_t count = pith_method_count();
  CHECK(count > 0);
  for (int32_t i = 0; i < count; i++) {
    pith_method method;
    CHECK(pith_method_info(i, &method) == PITH_OK);
    CHECK(method.name[0] && method.family[0] && method.summary[0] && strncmp(method.function, "pith_", 5) == 0);
  }
  pith_method method;
  memset(&method, 0x5a, sizeof method);
  pith_method before = method;
  CHECK(pith_method_info(count, &method) == PITH_ERROR_RANGE);
  CHECK(pith_method_info(-1, &method) == PITH_ERROR_RANGE);
  CHECK(memcmp(&method, &before, sizeof method) == 0);
  CHECK(pith_method_info(0, NULL) == PITH_ERROR_NULL);
}

/* ---- Errors: status, message, outputs untouched ---- */

static void test_errors(void) {
  float scores[4] = {1, 4, 2, 3};
  int32_t kept[4] = {-7, -7, -7, -7};
  pith_view s = pith_view_1d(scores, PITH_F32, 4), k = pith_i32(kept, 2);
  CHECK(pith_select_top_k(NULL, &s, 2, PITH_ORDER_RANKED, &k) == PITH_OK && kept[0] == 1 && kept[1] == 3);

  kept[0] = kept[1] = -7;
  CHECK(pith_select_top_k(NULL, NULL, 2, PITH_ORDER_RANKED, &k) == PITH_ERROR_NULL);
  CHECK(strstr(pith_last_error(), "pith_select_top_k: scores: ") != NULL);
  CHECK(pith_select_top_k(NULL, &s, 5, PITH_ORDER_RANKED, &k) == PITH_ERROR_RANGE);
  CHECK(strstr(pith_last_error(), "keep") != NULL);
  CHECK(pith_select_top_k(NULL, &s, -1, PITH_ORDER_RANKED, &k) == PITH_ERROR_RANGE);
  CHECK(pith_select_top_k(NULL, &s, INT64_MIN, PITH_ORDER_RANKED, &k) == PITH_ERROR_RANGE);
  CHECK(pith_select_top_k(NULL, &s, 2, (pith_order)77, &k) == PITH_ERROR_ENUM);
  CHECK(pith_select_top_k(NULL, &s, 3, PITH_ORDER_RANKED, &k) == PITH_ERROR_SHAPE);
  pith_view bad = s;
  bad.dtype = 99;
  CHECK(pith_select_top_k(NULL, &bad, 2, PITH_ORDER_RANKED, &k) == PITH_ERROR_DTYPE);
  bad = s;
  bad.dtype = PITH_I32;
  CHECK(pith_select_top_k(NULL, &bad, 2, PITH_ORDER_RANKED, &k) == PITH_ERROR_DTYPE);
  bad = s;
  bad.ndim = 4;
  bad.stride[0] = bad.stride[1] = bad.stride[2] = bad.stride[3] = 0;
  CHECK(pith_select_top_k(NULL, &bad, 2, PITH_ORDER_RANKED, &k) == PITH_ERROR_NDIM);
  bad = s;
  bad.stride[0] = -1;
  CHECK(pith_select_top_k(NULL, &bad, 2, PITH_ORDER_RANKED, &k) == PITH_ERROR_STRIDE);
  bad = s;
  bad.shape[0] = INT64_MAX;
  CHECK(pith_select_top_k(NULL, &bad, 2, PITH_ORDER_RANKED, &k) == PITH_ERROR_SIZE);
  bad = s;
  bad.data = NULL;
  CHECK(pith_select_top_k(NULL, &bad, 2, PITH_ORDER_RANKED, &k) == PITH_ERROR_NULL);
  pith_view overlapping = pith_view_1d(scores, PITH_I32, 2);
  CHECK(pith_select_top_k(NULL, &s, 2, PITH_ORDER_RANKED, &overlapping) == PITH_ERROR_OVERLAP);
  CHECK(scores[0] == 1 && scores[1] == 4);
  float nan_scores[4] = {1, NAN, 2, 3};
  pith_view n = pith_view_1d(nan_scores, PITH_F32, 4);
  CHECK(pith_select_top_k(NULL, &n, 2, PITH_ORDER_RANKED, &k) == PITH_ERROR_NONFINITE);
  CHECK(strstr(pith_last_error(), "position 1") != NULL);
  CHECK(kept[0] == -7 && kept[1] == -7);

  /* The argument is called pool, and was named mode. */
  float map[2] = {0.5f, 0.5f};
  pith_view a = pith_view_3d(map, PITH_F32, 1, 1, 2), first = pith_view_2d(kept, PITH_I32, 1, 1);
  CHECK(pith_kv_snapkv_attention(NULL, &a, 1, 1, (pith_pool)77, PITH_ORDER_RANKED, &first) == PITH_ERROR_ENUM);
  CHECK(strstr(pith_last_error(), "pith_kv_snapkv_attention: pool: ") != NULL);

  /* One value seen 2^31 - 1 times: the range of k_min is then empty, and making it trapped. */
  int32_t found = -7;
  pith_view many = pith_view_1d(scores, PITH_F32, INT32_MAX), one = pith_i32(&found, 1);
  many.stride[0] = 0;
  CHECK(pith_cluster_elbow(NULL, &many, 0, NULL, &one) == PITH_ERROR_RANGE);
  CHECK(found == -7);

  pith_view none = pith_view_1d(NULL, PITH_F32, 0), empty = pith_i32(NULL, 0);
  CHECK(pith_select_top_k(NULL, &none, 0, PITH_ORDER_POSITION, &empty) == PITH_OK);
}

/* ---- Contexts ---- */

typedef struct allocations {
  int64_t made, live, fail_at;
} allocations;

static void *counting_alloc(void *user, size_t bytes, size_t alignment) {
  allocations *counts = user;
  if (counts->fail_at > 0 && ++counts->made == counts->fail_at) return NULL;
  if (counts->fail_at <= 0) counts->made++;
  void *block = aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (block) counts->live++;
  return block;
}

static void counting_free(void *user, void *block, size_t bytes) {
  (void)bytes;
  ((allocations *)user)->live--;
  free(block);
}

static void test_context_memory(void) {
  enum { N = 5000, KEEP = 700 };
  float *scores = malloc(N * sizeof *scores);
  int32_t *kept = malloc(KEEP * sizeof *kept), *expected = malloc(KEEP * sizeof *kept);
  for (int i = 0; i < N; i++) scores[i] = (float)((i * 7919) % 10007);
  pith_view s = pith_view_1d(scores, PITH_F32, N), k = pith_i32(kept, KEEP), e = pith_i32(expected, KEEP);
  CHECK(pith_select_top_k(NULL, &s, KEEP, PITH_ORDER_RANKED, &e) == PITH_OK);

  /* The n-th allocation fails, for every n until the call succeeds; nothing is written and nothing leaks. */
  int64_t n = 1;
  for (;; n++) {
    allocations counts = {0, 0, n};
    pith_context *context = NULL;
    CHECK(pith_context_create(&context) == PITH_OK);
    CHECK(pith_context_set_allocator(context, counting_alloc, counting_free, &counts) == PITH_OK);
    memset(kept, 0x5a, KEEP * sizeof *kept);
    const pith_status status = pith_select_top_k(context, &s, KEEP, PITH_ORDER_RANKED, &k);
    if (status != PITH_OK) {
      CHECK(status == PITH_ERROR_MEMORY);
      int untouched = 1;
      for (int i = 0; i < KEEP; i++) untouched &= kept[i] == 0x5a5a5a5a;
      CHECK(untouched);
    }
    pith_context_destroy(context);
    CHECK(counts.live == 0);
    if (status == PITH_OK || n > 100) break;
  }
  CHECK(n > 1 && n <= 100);
  CHECK(memcmp(kept, expected, KEEP * sizeof *kept) == 0);

  /* Steady state: no allocation from the third call on. */
  allocations counts = {0, 0, 0};
  pith_context *context = NULL;
  CHECK(pith_context_create(&context) == PITH_OK);
  CHECK(pith_context_set_allocator(context, counting_alloc, counting_free, &counts) == PITH_OK);
  for (int i = 0; i < 2; i++) CHECK(pith_select_top_k(context, &s, KEEP, PITH_ORDER_RANKED, &k) == PITH_OK);
  const int64_t made = counts.made;
  for (int i = 0; i < 10; i++) CHECK(pith_select_top_k(context, &s, KEEP, PITH_ORDER_RANKED, &k) == PITH_OK);
  CHECK(counts.made == made);
  CHECK(pith_context_peak_scratch(context) > 0);
  CHECK(pith_context_set_allocator(context, counting_alloc, NULL, &counts) == PITH_ERROR_NULL);
  CHECK(pith_context_set_allocator(context, NULL, NULL, NULL) == PITH_OK);
  CHECK(counts.live == 0);
  CHECK(pith_context_reserve(context, -1) == PITH_ERROR_RANGE);
  CHECK(pith_context_reserve(context, INT64_MAX) == PITH_ERROR_MEMORY);
  CHECK(pith_context_reserve(context, 1 << 20) == PITH_OK);
  CHECK(pith_context_set_threads(context, 0) == PITH_ERROR_RANGE);
  CHECK(pith_context_set_threads(NULL, 2) == PITH_ERROR_NULL);
  pith_context_destroy(context);
  pith_context_destroy(NULL);
  pith_context_cancel(NULL);
  CHECK(pith_context_create(NULL) == PITH_ERROR_NULL);
  free(scores); free(kept); free(expected);
}

/* ---- Reads and writes stay inside the buffers: unmapped pages on both sides ---- */

static char *guarded(size_t bytes, int at_end) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), inside = (bytes + page - 1) / page * page;
  char *area = mmap(NULL, inside + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (area == MAP_FAILED || mprotect(area + page, inside, PROT_READ | PROT_WRITE)) exit(3);
  return at_end ? area + page + inside - bytes : area + page;
}

static void test_guard_pages(void) {
  for (int at_end = 0; at_end < 2; at_end++) {
    for (int n = 1; n < 70; n++) {
      float *scores = (float *)guarded((size_t)n * 4, at_end);
      int32_t *kept = (int32_t *)guarded((size_t)n * 4, at_end);
      for (int i = 0; i < n; i++) scores[i] = (float)(i * 31 % 17);
      pith_view s = pith_view_1d(scores, PITH_F32, n), k = pith_i32(kept, n);
      CHECK(pith_select_top_k(NULL, &s, n, PITH_ORDER_POSITION, &k) == PITH_OK);
      CHECK(kept[n - 1] == n - 1);
    }
  }
}

/* ---- Threads and processes ---- */

static void *other_thread_error(void *argument) {
  *(int *)argument = strlen(pith_last_error()) == 0;
  return NULL;
}

static void serial_for(void *user, int64_t count, pith_task_fn task_fn, void *task) {
  *(int64_t *)user += count;
  for (int64_t i = count; i-- > 0;) task_fn(task, i);
}

static void test_threads(void) {
  CHECK(pith_select_top_k(NULL, NULL, 0, PITH_ORDER_RANKED, NULL) == PITH_ERROR_NULL);
  int separate = 0;
  pthread_t thread;
  pthread_create(&thread, NULL, other_thread_error, &separate);
  pthread_join(thread, NULL);
  CHECK(separate);

  float scores[1000];
  int32_t kept[10], again[10];
  for (int i = 0; i < 1000; i++) scores[i] = (float)((i * 37) % 997);
  pith_view s = pith_view_1d(scores, PITH_F32, 1000), k = pith_i32(kept, 10), a = pith_i32(again, 10);
  pith_context *context = NULL;
  CHECK(pith_context_create(&context) == PITH_OK);
  CHECK(pith_context_set_threads(context, 3) == PITH_OK);
  CHECK(pith_select_top_k(context, &s, 10, PITH_ORDER_RANKED, &k) == PITH_OK);
  const pid_t child = fork();
  if (child == 0) {
    /* The workers are gone here; calls must still finish, and destroying must not wait for them. */
    alarm(10);
    int ok = pith_select_top_k(context, &s, 10, PITH_ORDER_RANKED, &a) == PITH_OK && !memcmp(kept, again, sizeof kept);
    pith_context_destroy(context);
    _exit(ok ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  int64_t tasks = 0;
  CHECK(pith_context_set_parallel_for(context, serial_for, &tasks, 4) == PITH_OK);
  CHECK(pith_select_top_k(context, &s, 10, PITH_ORDER_RANKED, &a) == PITH_OK && !memcmp(kept, again, sizeof kept));
  CHECK(pith_context_set_parallel_for(context, serial_for, &tasks, 0) == PITH_ERROR_RANGE);
  pith_context_destroy(context);
}

int main(void) {
  test_version();
  test_errors();
  test_context_memory();
  test_guard_pages();
  test_threads();
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
