// The contexts that calls run in, one for each way to run: kernels, threads, a host's loop; and the callbacks of a host.
#include <cstdlib>

#include "fuzz.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#include <atomic>
#include <thread>
#define THREADS 1
#endif
#endif


pith_context *current_context;

static void *allocate(void *user, size_t bytes, size_t alignment) {
  auto *a = (Allocator *)user;
  void *block = nullptr;
  if (++a->made == a->fail_at || bytes > (size_t)1 << 26 || posix_memalign(&block, alignment < 8 ? 8 : alignment, bytes ? bytes : 1)) return nullptr;
  memset(block, a->pattern, bytes < 65536 ? bytes : 65536);
  a->live++;
  return block;
}
static void release(void *user, void *block, size_t) {
  ((Allocator *)user)->live--;
  free(block);
}

// A host's parallel loop that runs the tasks backwards; on threads where races are looked for.
static void backwards(void *, int64_t count, pith_task_fn task_fn, void *task) {
#if THREADS
  std::atomic<int64_t> left{count};
  const auto take = [&] {
    for (int64_t i = --left; i >= 0; i = --left) task_fn(task, i);
  };
  std::thread other(take);
  take();
  other.join();
#else
  for (int64_t i = count - 1; i >= 0; i--) task_fn(task, i);
#endif
}

int32_t stop_progress(void *user, int64_t done, int64_t total) {
  auto *p = (Progress *)user;
  // Each stage of the work counts anew.
  if (done < 0 || done > total || total < 0) finding(nullptr, "progress %lld after %lld of %lld", (long long)done, (long long)p->last, (long long)total);
  p->last = done;
  return ++p->calls >= p->stop_at;
}

extern "C" int32_t fuzz_embed(void *, const char *text, const int32_t *spans, int64_t count, float *rows, int64_t dim) {
  if (current_context && pith_context_set_threads(current_context, 1) != PITH_ERROR_BUSY) finding(nullptr, "a context in use is not busy");
  uint32_t sum = 0;
  for (int64_t i = 0; i < count; i++) {
    for (int64_t at = spans[2 * i]; at < spans[2 * i + 1]; at++) sum = sum * 31 + (uint8_t)text[at];
    for (int64_t d = 0; d < dim; d++) rows[i * dim + d] = (float)((sum >> d % 24) % 17) / 17 - 0.3f;
  }
  return sum % 61 == 7;
}
extern "C" int64_t fuzz_count_tokens(void *, const char *text, int64_t bytes) {
  uint32_t sum = 0;
  for (int64_t at = 0; at < bytes; at++) sum = sum * 31 + (uint8_t)text[at];
  return sum % 997 == 3 ? -1 : (bytes + 3) / 4;
}

pith_context *plain[2], *threaded[2], *hosted;
int32_t best_tier;
static Allocator shared;

pith_context *make_context(Allocator *allocator) {
  pith_context *context = nullptr;
  if (pith_context_create(&context) || (allocator && pith_context_set_allocator(context, allocate, release, allocator)))
    finding(nullptr, "no context: %s", pith_last_error());
  return context;
}

void use_tier(int32_t tier) {
  if (pith_isa_limit((pith_isa)tier)) finding(nullptr, "pith_isa_limit: %s", pith_last_error());
}

void make_contexts() {
  for (best_tier = 2; best_tier > 0 && pith_isa_limit((pith_isa)best_tier); best_tier--) {}
  for (int tier = 0; tier < 2; tier++) {
    use_tier(tier ? best_tier : 0);
    plain[tier] = make_context(&shared);
    threaded[tier] = make_context(nullptr);
    if (pith_context_set_threads(threaded[tier], 3)) finding(nullptr, "no threads: %s", pith_last_error());
  }
  hosted = make_context(nullptr);
  if (pith_context_set_parallel_for(hosted, backwards, nullptr, 5)) finding(nullptr, "no parallel loop");
}
