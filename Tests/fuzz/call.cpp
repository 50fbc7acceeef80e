// Makes a call out of bytes: sizes that fit each other, layouts, element types and contents; in a quarter of the executions
// some arguments are then made hostile. Bytes of zero everywhere make the call of calls.txt.
#include <algorithm>
#include <functional>

#include "fuzz.h"

constexpr int64_t most_elements = 1536; // of a view: 300 rows, or many executions a second

constexpr int64_t most_work = 12000;

static int64_t symbol_value(uint8_t byte, int64_t usual) {
  if (byte < 80) return usual;
  if (byte < 170) return byte % 10;
  if (byte < 210) return usual + byte % 5 - 2 < 0 ? 0 : usual + byte % 5 - 2;
  if (byte < 246) return byte - 210;
  return byte < 250 ? 40 : byte < 254 ? 64 : byte == 254 ? 129 : 300;
}

static int64_t elements(const Call &call, const Parameter &p) {
  int64_t product = 1;
  for (int i = 0; i < p.rank; i++) product *= std::clamp<int64_t>(call.expressions[p.first + i], 0, most_elements + 1);
  return product;
}

static void choose_sizes(Call &call, const uint8_t *bytes, bool vary, int64_t batch) {
  const Function &f = *call.function;
  for (int i = 0; i < f.symbol_count; i++) {
    const Symbol &symbol = f.symbols[i];
    call.symbols[i] = vary ? symbol_value(bytes[i], symbol.value) : symbol.value;
    if (!strcmp(symbol.name, "A")) call.symbols[i] = batch > 0;
    if (!strcmp(symbol.name, "B")) call.symbols[i] = batch > 0 ? batch : 1;
  }
  f.evaluate(call.symbols, call.expressions);
  for (int round = 0; round < 40; round++) {
    // Work is bounded by products of sizes, of which there are seldom more than three.
    int64_t sorted[32];
    std::partial_sort_copy(call.symbols, call.symbols + f.symbol_count, sorted, sorted + f.symbol_count, std::greater<int64_t>());
    bool large = f.symbol_count > 2 && sorted[0] * sorted[1] * std::max<int64_t>(sorted[2], 1) > most_work;
    for (int i = 0; i < f.parameter_count; i++)
      if (f.parameters[i].kind == VIEW) large |= elements(call, f.parameters[i]) * std::max<int64_t>(batch, 1) > most_elements;
    if (!large) break;
    *std::max_element(call.symbols, call.symbols + f.symbol_count) /= 2;
    f.evaluate(call.symbols, call.expressions);
  }
}

static int32_t view_dtype(const Parameter &p, uint8_t form, int32_t common) {
  static const int32_t all[] = {PITH_F32, PITH_F16, PITH_BF16, PITH_F64, PITH_I32, PITH_I64, PITH_U8};
  if (p.content == 'u') return PITH_U8;
  if (p.content == 'i') return PITH_I32;
  const int kind = form >> 3 & 7;
  if (p.any_dtype) return all[common % 7];
  if (p.wide && kind == 7) return PITH_F64;
  return kind == 4 || kind == 6 ? PITH_F16 : kind == 5 ? PITH_BF16 : PITH_F32;
}

// Strides of a layout; extents are set.
static void lay_out(pith_view &view, uint8_t form, bool output, uint8_t seed) {
  const int n = view.ndim, layout = form & 7;
  int64_t step = layout == 1 ? 2 : 1;
  if (layout == 3) {
    for (int i = 0; i < n; i++) view.stride[i] = step, step *= std::max<int64_t>(view.shape[i], 1);
    return;
  }
  for (int i = n - 1; i >= 0; i--) {
    view.stride[i] = step;
    step *= std::max<int64_t>(view.shape[i], 1);
    if ((layout == 2 && i == n - 1) || (layout == 7 && i == (n > 1))) step += 1 + seed % 3;
  }
  if (layout == 4 && !output) view.stride[seed % n] = 0;
  // Strides of extents that have only one element do not matter.
  if (layout == 5)
    for (int i = 0; i < n; i++)
      if (view.shape[i] < 2) view.stride[i] = seed;
}

static void settle(Argument &a, int slot, bool at_start) {
  int64_t span = span_of(a.view);
  a.slot = slot;
  a.region = place(slot, span > 0 ? (size_t)span : 0, at_start);
  a.view.data = a.region.address;
}

static void make_view(Call &call, Argument &a, int slot, uint8_t form, int32_t common, int64_t batch, uint8_t seed) {
  const Parameter &p = *a.parameter;
  pith_view &view = a.view;
  memset(&view, 0, sizeof view);
  view.dtype = view_dtype(p, form, common);
  int n = 0;
  if (batch > 0 && p.batch == 1) view.shape[n++] = batch;
  for (int i = 0; i < p.rank && n < 4; i++) view.shape[n++] = std::max<int64_t>(call.expressions[p.first + i], 0);
  if (batch > 0 && p.batch == 2) view.shape[n - 1] = batch;
  view.ndim = n;
  if (p.content == 'u') form = 0;
  lay_out(view, form, p.out, seed);
  if (span_of(view) > (int64_t)region_capacity) lay_out(view, 0, p.out, 0);
  if (span_of(view) > (int64_t)region_capacity) {
    for (auto &extent : view.shape) extent = std::min<int64_t>(extent, 8);
    lay_out(view, 0, p.out, 0);
  }
  settle(a, slot, call.at_start);
  a.value.p = &view;
  if (form >> 6 == 3 && p.optional) a.value.p = nullptr;
}

void build(Call &call, const Function &function, Input &input) {
  const Function &f = function;
  call.function = &f;
  const uint8_t flags = input.byte(), context = input.byte(), more = input.byte();
  call.wild = (flags & 24) == 24;
  call.at_start = flags & 64;
  call.context = context & 7;
  if (call.context == 2 && context >> 3 & 3) call.context = 1; // waking threads takes longer than most calls
  call.context_detail = context >> 3;
  call.callback = more >> 4;
  const int64_t batch = f.batch && flags & 32 ? (more & 3 ? 1 + (more & 3) : 0) + (more & 3 ? 0 : 1) : 0;
  uint8_t sizes[32], bytes[most_arguments][3];
  for (int i = 0; i < f.symbol_count; i++) sizes[i] = input.byte();
  for (int i = 0; i < f.parameter_count; i++)
    for (auto &byte : bytes[i]) byte = input.byte();
  choose_sizes(call, sizes, flags & 1, batch);
  int64_t sentences = -1;
  // Inputs first: the extents of some outputs follow from them.
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < f.parameter_count; i++) {
      const Parameter &p = f.parameters[i];
      if (p.out != (pass == 1)) continue;
      Argument &a = call.arguments[i];
      a.parameter = &p;
      a.aliased = false;
      a.value.p = nullptr;
      a.slot = -1;
      const uint8_t form = flags & 2 ? bytes[i][0] : 0, mode = flags & 4 ? bytes[i][1] : 0, seed = bytes[i][2];
      switch (p.kind) {
        case VIEW:
          if (sentences >= 0 && (!strcmp(p.name, "scores") || !strcmp(p.name, "reasons"))) call.expressions[p.first] = sentences;
          make_view(call, a, i, form, more >> 1, batch, seed);
          if (p.in_) fill_view(a.view, p.content, p.rule ? p.rule : '<', p.bound ? call.expressions[p.bound] : 0, i, mode, seed, input);
          else if (a.region.size) memset(a.region.address, 0x99, a.region.size);
          break;
        case INT64: case UINT64: case INT32: case ENUM: {
          int64_t number = call.expressions[p.first];
          if (p.flag && flags & 2) number = form & 1;
          if (p.rounds) number = std::min<int64_t>(number, 6);
          if (p.enums && flags & 2) number = form % p.enums;
          a.value.i = number;
          break;
        }
        case DOUBLE: a.value.d = double_of(form, seed, p.number, false); break;
        case NUMBER: call.number = -7; a.value.p = &call.number; break;
        case REPORT: memset(&call.report, 0x99, sizeof call.report); a.value.p = form >> 6 == 3 ? nullptr : &call.report; break;
        case WINDOW: case CENTERCLIP: make_structs(call, p, a, form, mode, seed); break;
        case OPTIONS: make_options(call, form, mode, seed, input, sentences); a.value.p = &call.options; break;
        case EMBED: a.value.f = (void (*)())fuzz_embed; break;
        case COUNT_TOKENS: a.value.f = form & 1 ? (void (*)())fuzz_count_tokens : nullptr; break;
        default: break;
      }
    }
    if (pass == 0 && !strcmp(f.name, "pith_pool_window")) { // the window decides both grids
      const pith_window &w = call.window;
      int32_t grid[3];
      const pith_view out = pith_i32(grid, 3);
      if (flags & 2 && pith_pool_window_grid(nullptr, &w, &out) == PITH_OK && (int64_t)grid[0] * grid[1] * grid[2] <= 512 && w.size[0] * w.size[1] * w.size[2] <= 512) {
        call.expressions[f.parameters[0].first] = w.size[0] * w.size[1] * w.size[2];
        call.expressions[f.parameters[3].first] = (int64_t)grid[0] * grid[1] * grid[2];
        Argument &x = call.arguments[0];
        make_view(call, x, 0, bytes[0][0], 0, batch, bytes[0][2]);
        fill_view(x.view, 'f', '<', 0, 0, bytes[0][1], bytes[0][2], input);
      }
    }
  }
  if (call.wild) make_wild(call, input);
  for (int i = 0; i < f.parameter_count; i++) {
    Argument &a = call.arguments[i];
    if (a.slot >= 0) a.before.assign(a.region.address, a.region.address + a.region.size);
  }
}
