// What is promised of every call, whatever its arguments: a known status and a message that names an argument, nothing written
// on error or outside the elements of an output, positions in range and in order, the same bits from other kernels, from
// several threads and from a second call, and a capacity that suffices once it is the one that was asked for.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "fuzz.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#include <atomic>
#include <thread>
#define THREADS 1
#endif
#endif

pith_context *current_context;

// An allocator that counts, refuses the request number fail_at, and fills what it gives so that reading it shows.
struct Allocator {
  int64_t live = 0, made = 0, fail_at = 0;
  uint8_t pattern = 0xFF;
};
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

struct Progress {
  int64_t calls, stop_at, last;
};
static int32_t progress(void *user, int64_t done, int64_t total) {
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

static pith_context *plain[2], *threaded[2], *hosted;
static Allocator shared;
static int32_t best;

static pith_context *make(Allocator *allocator) {
  pith_context *context = nullptr;
  if (pith_context_create(&context) || (allocator && pith_context_set_allocator(context, allocate, release, allocator)))
    finding(nullptr, "no context: %s", pith_last_error());
  return context;
}

static void use_tier(int32_t tier) {
  if (pith_isa_limit((pith_isa)tier)) finding(nullptr, "pith_isa_limit: %s", pith_last_error());
}

void make_contexts() {
  for (best = 2; best > 0 && pith_isa_limit((pith_isa)best); best--) {}
  for (int tier = 0; tier < 2; tier++) {
    use_tier(tier ? best : 0);
    plain[tier] = make(&shared);
    threaded[tier] = make(nullptr);
    if (pith_context_set_threads(threaded[tier], 3)) finding(nullptr, "no threads: %s", pith_last_error());
  }
  hosted = make(nullptr);
  if (pith_context_set_parallel_for(hosted, backwards, nullptr, 5)) finding(nullptr, "no parallel loop");
}

void describe(const Call &call) {
  const Function &f = *call.function;
  fprintf(stderr, "%s(context %d.%d%s\n", f.name, call.context, call.context_detail, call.wild ? ", hostile" : "");
  for (int i = 0; i < f.parameter_count; i++) {
    const Argument &a = call.arguments[i];
    const Parameter &p = *a.parameter;
    fprintf(stderr, "  %s%s: ", p.out ? "out " : "", p.name);
    if (p.kind == DOUBLE) {
      fprintf(stderr, "%.17g", a.value.d);
    } else if (p.kind == VIEW && a.value.p) {
      const pith_view &v = a.view;
      fprintf(stderr, "dtype %d ndim %d shape [%lld %lld %lld %lld] stride [%lld %lld %lld %lld]%s%s", v.dtype, v.ndim, (long long)v.shape[0],
              (long long)v.shape[1], (long long)v.shape[2], (long long)v.shape[3], (long long)v.stride[0], (long long)v.stride[1],
              (long long)v.stride[2], (long long)v.stride[3], v.data ? "" : " data NULL", a.aliased ? " over another argument" : "");
      if (v.data && v.data != a.region.address) fprintf(stderr, " data at %+lld", (long long)((uint8_t *)v.data - a.region.address));
      if (p.in_ && !call.wild && a.before.size() == a.region.size) {
        fprintf(stderr, " =");
        int printed = 0;
        each_element(v, [&](int64_t at) {
          const uint8_t *e = a.before.data() + at;
          if (printed++ > 300) return;
          float number;
          int32_t whole;
          if (v.dtype == PITH_F32) { memcpy(&number, e, 4); fprintf(stderr, " %g", number); }
          else if (v.dtype == PITH_I32) { memcpy(&whole, e, 4); fprintf(stderr, " %d", whole); }
          else if (v.dtype == PITH_U8) fprintf(stderr, *e >= 32 && *e < 127 ? "%c" : "\\x%02X", *e);
          else fprintf(stderr, " %02X%02X", e[1], e[0]);
        });
      }
    } else if (p.kind == CENTERCLIP && a.value.p) {
      const auto &o = call.centerclip;
      fprintf(stderr, "algorithm %d graph %d cosine %d normalize %d iterations %lld graph_neighbours %lld threshold %g sigma %g", o.algorithm, o.graph,
              o.cosine, o.normalize, (long long)o.iterations, (long long)o.graph_neighbours, o.threshold, o.sigma);
    } else if (p.kind == WINDOW && a.value.p) {
      const int64_t *w = call.window.size;
      for (int k = 0; k < 13; k++) fprintf(stderr, "%lld ", (long long)w[k]);
      fprintf(stderr, "%d %d", call.window.ceiling, call.window.exclude_padding);
    } else if (p.kind == OPTIONS && a.value.p) {
      const auto &o = call.options;
      fprintf(stderr, "size %llu budget %lld unit %d strategy %d words %d context %d headings %d redundancy %g prior %g weight %g drop %g clusters %lld%s%s%s%s",
              (unsigned long long)o.struct_size, (long long)o.budget, o.unit, o.strategy, o.words, o.keep_context, o.keep_headings, o.redundancy,
              o.rank_prior, o.embedding_weight, o.word_drop, (long long)o.clusters, o.count_tokens ? " count_tokens" : "",
              o.embeddings ? " embeddings" : "", o.embed ? " embed" : "", o.required ? " required" : "");
    } else {
      fprintf(stderr, "%lld", (long long)a.value.i);
    }
    fprintf(stderr, "\n");
  }
}

void finding(const Call *call, const char *form, ...) {
  va_list list;
  va_start(list, form);
  fprintf(stderr, "\nFINDING: ");
  vfprintf(stderr, form, list);
  fprintf(stderr, "\n");
  va_end(list);
  if (call) describe(*call);
  abort();
}

static bool known(pith_status status) {
  switch (status) {
    case PITH_OK: case PITH_ERROR_NULL: case PITH_ERROR_RANGE: case PITH_ERROR_ENUM: case PITH_ERROR_OVERLAP: case PITH_ERROR_DTYPE:
    case PITH_ERROR_NDIM: case PITH_ERROR_SHAPE: case PITH_ERROR_STRIDE: case PITH_ERROR_SIZE: case PITH_ERROR_ALIGNMENT: case PITH_ERROR_NONFINITE:
    case PITH_ERROR_INDEX: case PITH_ERROR_VALUE: case PITH_ERROR_CAPACITY: case PITH_ERROR_BUDGET: case PITH_ERROR_MEMORY:
    case PITH_ERROR_CANCELLED: case PITH_ERROR_BUSY: case PITH_ERROR_CALLBACK: case PITH_ERROR_UNSUPPORTED: return true;
  }
  return false;
}

static void check_message(const Call &call, pith_status status) {
  const char *message = pith_last_error();
  const size_t length = strlen(call.function->name);
  if (strncmp(message, call.function->name, length) || strncmp(message + length, ": ", 2))
    finding(&call, "status %d: message \"%s\"", status, message);
  const char *name = message + length + 2;
  const size_t end = strcspn(name, ".:[ ");
  if (status == PITH_ERROR_MEMORY || status == PITH_ERROR_CANCELLED || status == PITH_ERROR_BUSY) return;
  for (int i = 0; i < call.function->parameter_count; i++)
    if (strlen(call.function->parameters[i].name) == end && !strncmp(name, call.function->parameters[i].name, end)) return;
  finding(&call, "status %d: message \"%s\" names no argument", status, message);
}

// Nothing but the elements of outputs may have changed, and on error not even those.
static void check_memory(const Call &call, pith_status status) {
  for (int i = 0; i < call.function->parameter_count; i++) {
    const Argument &a = call.arguments[i];
    if (a.slot < 0) continue;
    if (surroundings_changed(a.slot)) finding(&call, "status %d: written around %s", status, a.parameter->name);
    const bool reports_need = status == PITH_ERROR_CAPACITY && a.parameter->is_count && !call.wild;
    const bool wild_count = status == PITH_ERROR_CAPACITY && a.parameter->is_count;
    if (wild_count && !reports_need) continue;
    const uint8_t *now = a.region.address;
    if (!memcmp(now, a.before.data(), a.region.size)) continue;
    if ((status && !reports_need) || !a.parameter->out)
      finding(&call, "status %d (%s): %s was written", status, status ? pith_last_error() : "", a.parameter->name);
    std::vector<uint8_t> expected = a.before;
    const size_t size = element_size(a.view.dtype);
    each_element(a.view, [&](int64_t at) { memcpy(expected.data() + at, now + at, size); });
    if (memcmp(expected.data(), now, a.region.size)) finding(&call, "status %d: written between the elements of %s", status, a.parameter->name);
  }
  if (status) {
    pith_text_report untouched;
    memset(&untouched, 0x99, sizeof untouched);
    for (int i = 0; i < call.function->parameter_count; i++) {
      const Parameter &p = call.function->parameters[i];
      if (p.kind == NUMBER && call.number != -7) finding(&call, "status %d: %s was written", status, p.name);
      if (p.kind == REPORT && memcmp(&call.report, &untouched, sizeof untouched)) finding(&call, "status %d: %s was written", status, p.name);
    }
  }
}

static void check_overlap(const Call &call) {
  for (int i = 0; i < call.function->parameter_count; i++)
    if (call.arguments[i].aliased && call.arguments[i].value.p && call.arguments[i].view.data != call.arguments[i].region.address)
      finding(&call, "%s lies over another argument", call.arguments[i].parameter->name);
}

static int32_t whole(const pith_view &view, int64_t a, int64_t b, int64_t c) {
  int64_t at = 0;
  const int64_t index[3] = {a, b, c};
  for (int i = 0; i < view.ndim && i < 3; i++) at += index[i] * view.stride[i];
  int32_t number;
  memcpy(&number, (uint8_t *)view.data + at * 4, 4);
  return number;
}

// Whether a position lies inside a well-formed UTF-8 sequence.
static bool splits(const uint8_t *text, int64_t size, int64_t at) {
  if (at <= 0 || at >= size || (text[at] & 0xC0) != 0x80) return false;
  for (int64_t lead = at - 1; lead >= 0 && lead >= at - 3; lead--) {
    const uint8_t b = text[lead];
    if ((b & 0xC0) == 0x80) continue;
    const int length = b >= 0xF0 && b <= 0xF4 ? 4 : b >= 0xE0 && b < 0xF0 ? 3 : b >= 0xC2 && b < 0xE0 ? 2 : 1;
    if (lead + length <= at || lead + length > size) return false;
    for (int k = 1; k < length; k++)
      if ((text[lead + k] & 0xC0) != 0x80) return false;
    const uint8_t next = text[lead + 1];
    return !((b == 0xE0 && next < 0xA0) || (b == 0xED && next > 0x9F) || (b == 0xF0 && next < 0x90) || (b == 0xF4 && next > 0x8F));
  }
  return false;
}

static void check_spans(const Call &call, const pith_view &view, int64_t count) {
  const Argument &text = call.arguments[0];
  const int64_t size = text.view.shape[0];
  const bool whole_text = !call.arguments[1].value.p; // passages may cut characters: each is a text of its own
  int64_t last = 0;
  for (int64_t i = 0; i < count; i++) {
    const int64_t begin = whole(view, i, 0, 0), end = whole(view, i, 1, 0);
    if (begin < last || end < begin || end > size) finding(&call, "span %lld is %lld to %lld after %lld of %lld", (long long)i, (long long)begin, (long long)end, (long long)last, (long long)size);
    if (whole_text && (splits(text.region.address, size, begin) || splits(text.region.address, size, end)))
      finding(&call, "span %lld, %lld to %lld, cuts a character", (long long)i, (long long)begin, (long long)end);
    last = end;
  }
}

static void check_values(const Call &call) {
  const Function &f = *call.function;
  for (int i = 0; i < f.parameter_count; i++) {
    const Argument &a = call.arguments[i];
    const Parameter &p = *a.parameter;
    if (!p.out || p.content != 'i' || !a.value.p || a.view.dtype != PITH_I32 || p.check == NOTHING) continue;
    const Argument *counted = p.count ? &call.arguments[p.count - 1] : nullptr;
    if (counted && !counted->value.p) continue; // nobody knows how many were written
    if (p.check == SPANS) {
      if (counted) check_spans(call, a.view, whole(counted->view, 0, 0, 0));
      continue;
    }
    const pith_view &v = a.view;
    if (v.ndim > 3) continue;
    const int64_t one = v.ndim > 1 ? v.shape[0] : 1, two = v.ndim > 2 ? v.shape[1] : 1, n = v.shape[v.ndim - 1];
    for (int64_t b = 0; b < one; b++) {
      int64_t filled = n, limit = p.limit ? call.expressions[p.limit - 1] : INT32_MAX;
      if (counted) {
        const bool batched = v.ndim == p.rank + 1 && counted->view.shape[0] == one;
        const int64_t count = whole(counted->view, batched ? b : 0, 0, 0);
        if (p.check == ROWS) limit = count;
        else if (count < 0 || count > n) finding(&call, "%s: count %lld of %lld", p.name, (long long)count, (long long)n);
        else filled = count;
      } else if (p.check == ROWS) {
        limit = INT32_MAX;
      }
      std::vector<bool> met(p.check == ROWS && counted ? (size_t)(limit < 0 ? 0 : limit) : 0);
      for (int64_t c = 0; c < two; c++) {
        int64_t last = -1;
        for (int64_t k = 0; k < filled; k++) {
          const int32_t value = v.ndim == 1 ? whole(v, k, 0, 0) : v.ndim == 2 ? whole(v, b, k, 0) : whole(v, b, c, k);
          if (p.gaps && value == -1) continue;
          if (value >= limit || value < (p.check == ROWS ? -1 : 0)) finding(&call, "%s: %d is not below %lld", p.name, value, (long long)limit);
          if (p.check == ROWS) {
            if (value >= 0 && !met.empty()) met[(size_t)value] = true;
          } else if ((p.ascending == 1 || (p.ascending == 2 && call.arguments[f.order].value.i == PITH_ORDER_POSITION)) && value <= last) {
            finding(&call, "%s: %d after %lld", p.name, value, (long long)last);
          }
          last = value;
        }
      }
      if (p.check == ROWS && !strcmp(f.family, "merge") && v.ndim <= p.rank + 1 && p.rank == 1)
        for (size_t row = 0; row < met.size(); row++)
          if (!met[row]) finding(&call, "%s: no token is in row %zu of %lld", p.name, row, (long long)limit);
    }
  }
}

static void restore(Call &call) {
  for (int i = 0; i < call.function->parameter_count; i++) {
    Argument &a = call.arguments[i];
    if (a.slot >= 0 && a.parameter->out && a.region.size) memcpy(a.region.address, a.before.data(), a.region.size);
  }
  call.number = -7;
  memset(&call.report, 0x99, sizeof call.report);
}

static std::vector<uint8_t> outputs(const Call &call) {
  std::vector<uint8_t> bytes;
  for (int i = 0; i < call.function->parameter_count; i++) {
    const Argument &a = call.arguments[i];
    if (a.slot >= 0 && a.parameter->out) {
      const size_t at = bytes.size();
      bytes.insert(bytes.end(), a.region.address, a.region.address + a.region.size);
      // Which NaN it is depends on the order of the operands of an instruction; that it is one is promised.
      if (a.is_view() && a.parameter->content != 'i' && a.view.data == a.region.address) each_element(a.view, [&](int64_t offset) {
        uint8_t *e = bytes.data() + at + offset;
        uint32_t single;
        uint16_t small;
        if (a.view.dtype == PITH_F32) {
          memcpy(&single, e, 4);
          if ((single & 0x7FFFFFFF) > 0x7F800000) memset(e, 0xFF, 4);
        } else if (a.view.dtype == PITH_F16 || a.view.dtype == PITH_BF16) {
          memcpy(&small, e, 2);
          if ((small & 0x7FFF) > (a.view.dtype == PITH_F16 ? 0x7C00 : 0x7F80)) memset(e, 0xFF, 2);
        }
      });
    }
    if (a.parameter->kind == NUMBER) bytes.insert(bytes.end(), (uint8_t *)&call.number, (uint8_t *)(&call.number + 1));
    if (a.parameter->kind == REPORT) bytes.insert(bytes.end(), (uint8_t *)&call.report, (uint8_t *)(&call.report + 1));
  }
  return bytes;
}

static pith_status invoke(const Call &call, pith_context *context) {
  Value values[most_arguments];
  for (int i = 0; i < call.function->parameter_count; i++) values[i] = call.arguments[i].value;
  current_context = context;
  const pith_status status = call.function->call(context, values);
  current_context = nullptr;
  return status;
}

static void compare(Call &call, pith_context *context, const std::vector<uint8_t> &wanted, const char *what) {
  restore(call);
  const pith_status status = invoke(call, context);
  if (status == PITH_ERROR_MEMORY && call.wild) return; // contexts have limits that malloc has not
  if (status) finding(&call, "%s: status %d (%s) instead of success", what, status, pith_last_error());
  const std::vector<uint8_t> bytes = outputs(call);
  for (size_t i = 0; i < bytes.size(); i++)
    if (bytes[i] != wanted[i]) finding(&call, "%s: other outputs, from byte %zu of %zu", what, i, bytes.size());
}

// The capacity that a count asks for must do.
static void check_capacity(Call &call) {
  const Function &f = *call.function;
  int64_t need = 0;
  bool asked = false, bounded = false;
  for (int i = 0; i < f.parameter_count; i++) {
    const Argument &a = call.arguments[i];
    bounded |= a.parameter->capacity && a.value.p;
    if (!a.parameter->is_count || !a.value.p || !a.parameter->out) continue;
    asked = true;
    int64_t k = 0;
    each_element(a.view, [&](int64_t at) {
      int32_t count;
      memcpy(&count, a.region.address + at, 4);
      if (count > need) need = count;
      k++;
    });
  }
  if (!asked || !bounded) return;
  restore(call);
  for (int i = 0; i < f.parameter_count; i++) {
    Argument &a = call.arguments[i];
    if (!a.parameter->capacity || !a.value.p || !a.parameter->out) continue;
    pith_view &v = a.view;
    const int extent = v.ndim - a.parameter->rank + a.parameter->capacity - 1;
    v.shape[extent] = need;
    int64_t step = 1;
    for (int k = v.ndim - 1; k >= 0; k--) v.stride[k] = step, step *= v.shape[k] > 1 ? v.shape[k] : 1;
    const int64_t span = span_of(v);
    if (span < 0 || span > (int64_t)region_capacity) return;
    a.region = place(a.slot, (size_t)span, call.at_start);
    v.data = a.region.address;
    memset(a.region.address, 0x99, a.region.size);
    a.before.assign(a.region.address, a.region.address + a.region.size);
  }
  const pith_status status = invoke(call, plain[1]);
  if (status == PITH_ERROR_CAPACITY) finding(&call, "the capacity that was asked for, %lld, does not do: %s", (long long)need, pith_last_error());
  check_memory(call, status);
  if (!status) check_values(call);
}

bool check(Call &call, uint64_t hash, bool all) {
  const Function &f = *call.function;
  pith_context *context = nullptr, *own = nullptr;
  Allocator allocator;
  Progress stop{0, call.context_detail + 1, 0};
  switch (f.has_context ? call.context : 0) {
    case 1: case 7: context = plain[1]; break;
    case 2: context = threaded[1]; break;
    case 3: context = hosted; break;
    case 4: allocator.fail_at = call.context_detail / 4 + 1; context = own = make(&allocator); break;
    case 5: context = own = make(&allocator); if (pith_context_set_progress(own, progress, &stop)) finding(&call, "no progress"); break;
    case 6: context = own = make(&allocator); pith_context_cancel(own); break;
    default: break;
  }
  const pith_status status = invoke(call, context);
  if (own) {
    pith_context_destroy(own);
    if (allocator.live) finding(&call, "status %d: %lld blocks of scratch leak", status, (long long)allocator.live);
  }
  if (!known(status)) finding(&call, "status %d", status);
  check_memory(call, status);
  if (status) {
    check_message(call, status);
    if (status == PITH_ERROR_CANCELLED && call.context != 5 && call.context != 6) finding(&call, "cancelled by nobody");
    if (status == PITH_ERROR_BUSY) finding(&call, "busy with nothing");
    if (status == PITH_ERROR_CAPACITY && !call.wild && f.has_context && !own) check_capacity(call);
    return false;
  }
  check_overlap(call);
  if (!call.wild) check_values(call);
  if (!f.has_context) return true;
  // The dear checks on a share of the executions; waking threads takes longer than most calls.
  const bool twice = all || hash % 16 == 0, tiers = all || hash / 16 % 8 == 0, loop = all || hash / 128 % 16 == 0;
  const bool threads = all || hash / 2048 % 128 == 0;
  if (!twice && !tiers && !loop && !threads) return true;
  const std::vector<uint8_t> wanted = outputs(call);
  if (twice) compare(call, plain[1], wanted, "second call");
  if (tiers) {
    use_tier(0);
    compare(call, plain[0], wanted, "baseline kernels");
    use_tier(best);
  }
  if (loop) compare(call, hosted, wanted, "host's loop");
  if (threads) compare(call, threaded[1], wanted, "three threads");
  return true;
}
