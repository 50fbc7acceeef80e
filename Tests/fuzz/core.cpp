// The functions that take no views: versions, texts, methods, and contexts in any order of configuration and use.
#include <cstdio>
#include <cstdlib>

#include "fuzz.h"

// Every function here must be one that run_core calls; missing_from_core says which of the table's it does not know.
static const char *const covered[] = {
    "pith_context_create", "pith_context_destroy", "pith_context_set_threads", "pith_context_set_parallel_for", "pith_context_set_allocator",
    "pith_context_set_progress", "pith_context_reserve", "pith_context_peak_scratch", "pith_context_cancel", "pith_version", "pith_abi_version",
    "pith_isa_name", "pith_isa_limit", "pith_status_string", "pith_last_error", "pith_method_count", "pith_method_info", "pith_text_options_init"};

const char *missing_from_core(const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    bool found = false;
    for (const char *name : covered) found |= !strcmp(name, names[i]);
    if (!found) return names[i];
  }
  return nullptr;
}

static int64_t live, refuse;
static void *allocate(void *, size_t bytes, size_t alignment) {
  void *block = nullptr;
  if (refuse > 0 && --refuse == 0) return nullptr;
  if (bytes > (size_t)1 << 24 || posix_memalign(&block, alignment < 8 ? 8 : alignment, bytes ? bytes : 1)) return nullptr;
  live++;
  return block;
}
static void release(void *, void *block, size_t) {
  live--;
  free(block);
}
static void loop(void *, int64_t count, pith_task_fn task_fn, void *task) {
  for (int64_t i = 0; i < count; i++) task_fn(task, i);
}
static int32_t progress(void *user, int64_t, int64_t) { return user != nullptr; }

static const int64_t numbers[] = {0, 1, 2, 3, 4, 8, -1, 64, 4096, 1 << 20, 1024, 1025, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};

static void expect(const char *what, pith_status status, bool fine) {
  if (!fine) finding(nullptr, "%s: status %d (%s)", what, status, status ? pith_last_error() : "");
}

static void constants(Input &input) {
  const uint8_t which = input.byte();
  const int32_t number = (int32_t)(which & 128 ? numbers[which % 16] : which);
  const char *text = pith_status_string((pith_status)number);
  expect("pith_status_string", PITH_OK, text && *text);
  expect("pith_version", PITH_OK, pith_version() != 0 && pith_abi_version() == PITH_ABI_VERSION && pith_isa_name() && pith_last_error());
  pith_method method, untouched;
  memset(&method, 0x99, sizeof method);
  untouched = method;
  const int32_t index = which & 64 ? number : (int32_t)(which % (pith_method_count() + 2));
  const pith_status status = pith_method_info(index, &method);
  const bool inside = index >= 0 && index < pith_method_count();
  expect("pith_method_info", status, inside ? !status && *method.name && *method.function && *method.summary && method.url : status && !memcmp(&method, &untouched, sizeof method));
  expect("pith_method_info without a place", PITH_OK, pith_method_info(index, nullptr) != PITH_OK);
  const pith_status limited = pith_isa_limit((pith_isa)(number == 1 || number == 2 || number == 0 ? 0 : number));
  expect("pith_isa_limit", limited, number >= 0 && number <= 2 ? !limited : limited == PITH_ERROR_ENUM);
  if (pith_isa_limit(PITH_ISA_AVX512) && pith_isa_limit(PITH_ISA_AVX2) && pith_isa_limit(PITH_ISA_BASELINE)) abort();
  const uint64_t size = which & 32 ? (uint64_t)numbers[which % 16] : which * 2u;
  if (size <= sizeof(pith_text_options) || size > ((uint64_t)1 << 30)) {
    const bool huge = size > sizeof(pith_text_options);
    const Region region = place(0, huge ? sizeof(pith_text_options) : (size_t)size, false);
    if (region.size) memset(region.address, 0x99, region.size);
    if (huge) return; // what lies past the library's own struct would be the caller's, and is not there
    const pith_status made = pith_text_options_init((pith_text_options *)region.address, size);
    expect("pith_text_options_init", made, made == PITH_OK || made == PITH_ERROR_SIZE || made == PITH_ERROR_RANGE || made == PITH_ERROR_ALIGNMENT);
  }
  expect("pith_text_options_init without a place", PITH_OK, pith_text_options_init(nullptr, 160) == PITH_ERROR_NULL);
}

static pith_status work(pith_context *context, bool long_one) {
  static float rows[40 * 6];
  static int32_t kept[8];
  for (int i = 0; i < 240; i++) rows[i] = (float)(i * 37 % 101) / 101;
  const pith_view tokens = pith_f32(rows, 40, 6), scores = pith_view_1d(rows, PITH_F32, 200), out = pith_i32(kept, 8);
  return long_one ? pith_select_divprune(context, &tokens, 8, PITH_ORDER_POSITION, &out) : pith_select_top_k(context, &scores, 8, PITH_ORDER_RANKED, &out);
}

bool run_core(Input &input) {
  constants(input);
  pith_context *contexts[3] = {};
  bool cancelled[3] = {}, stops[3] = {};
  bool worked = false;
  live = refuse = 0;
  expect("create without a place", PITH_OK, pith_context_create(nullptr) == PITH_ERROR_NULL);
  for (int step = 0; step < 24 && input.next < input.end; step++) {
    const uint8_t what = input.byte(), which = input.byte();
    const int i = what % 3;
    pith_context *&context = contexts[i];
    const int64_t number = numbers[which % 16];
    pith_status status;
    switch (what / 3 % 10) {
      case 0:
        if (context) break;
        status = pith_context_create(&context);
        expect("create", status, !status);
        break;
      case 1:
        pith_context_destroy(context);
        context = nullptr;
        cancelled[i] = stops[i] = false;
        break;
      case 2: {
        const int32_t threads = (int32_t)(which & 16 ? number : which % 5);
        if (threads > 1 && threads <= 1024 && (threads > 8 || which < 250)) break; // starting them is all it would test
        status = pith_context_set_threads(context, threads);
        expect("set_threads", status, !context ? status == PITH_ERROR_NULL : threads < 1 || threads > 1024 ? status == PITH_ERROR_RANGE : !status);
        break;
      }
      case 3: {
        const int32_t workers = (int32_t)number;
        status = pith_context_set_parallel_for(context, which & 16 ? loop : nullptr, nullptr, workers);
        expect("set_parallel_for", status, !context ? status == PITH_ERROR_NULL : workers >= 1 && workers <= 1024 ? !status : status == PITH_ERROR_RANGE || (!(which & 16) && !status));
        break;
      }
      case 4:
        refuse = which & 64 ? 1 + which % 4 : 0;
        status = pith_context_set_allocator(context, which & 16 ? allocate : nullptr, which & 32 ? release : nullptr, nullptr);
        expect("set_allocator", status, !context || !(which & 16) != !(which & 32) ? status == PITH_ERROR_NULL : !status);
        break;
      case 5:
        status = pith_context_set_progress(context, which & 16 ? progress : nullptr, which & 32 ? &live : nullptr);
        expect("set_progress", status, context ? !status : status == PITH_ERROR_NULL);
        if (context) stops[i] = (which & 48) == 48;
        break;
      case 6:
        status = pith_context_reserve(context, number);
        expect("reserve", status, !context ? status == PITH_ERROR_NULL : number < 0 ? status == PITH_ERROR_RANGE : number > (INT64_C(1) << 40) ? status == PITH_ERROR_MEMORY : !status || status == PITH_ERROR_MEMORY);
        break;
      case 7:
        pith_context_cancel(context);
        cancelled[i] = context != nullptr;
        break;
      case 8: expect("peak_scratch", PITH_OK, pith_context_peak_scratch(context) >= 0 && (context || !pith_context_peak_scratch(nullptr))); break;
      default:
        status = work(context, which & 1);
        expect("work", status, !status || (status == PITH_ERROR_CANCELLED && (cancelled[i] || stops[i])) || status == PITH_ERROR_MEMORY);
        if (status == PITH_ERROR_CANCELLED) cancelled[i] = false;
        worked |= !status;
    }
  }
  for (pith_context *context : contexts) pith_context_destroy(context);
  if (live) finding(nullptr, "%lld blocks outlive their contexts", (long long)live);
  return worked;
}
