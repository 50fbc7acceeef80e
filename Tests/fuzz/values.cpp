// What is promised of numbers in i32 outputs: positions of the input, in order where the order is by position; rows that exist
// and each of which has a token; spans inside the text that ascend and cut no character.
#include "fuzz.h"

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

void check_values(const Call &call) {
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
