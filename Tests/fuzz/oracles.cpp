// What is promised of every call, whatever its arguments: a known status and a message that names an argument, nothing written
// on error or outside the elements of an output, numbers in range and in order (values.cpp), the same bits from other kernels,
// from several threads and from a second call, and a capacity that suffices once it is the one that was asked for.
#include "fuzz.h"

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
    case 4: allocator.fail_at = call.context_detail / 4 + 1; context = own = make_context(&allocator); break;
    case 5: context = own = make_context(&allocator); if (pith_context_set_progress(own, stop_progress, &stop)) finding(&call, "no progress"); break;
    case 6: context = own = make_context(&allocator); pith_context_cancel(own); break;
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
    use_tier(best_tier);
  }
  if (loop) compare(call, hosted, wanted, "host's loop");
  if (threads) compare(call, threaded[1], wanted, "three threads");
  return true;
}
