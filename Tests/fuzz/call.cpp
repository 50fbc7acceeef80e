// Makes a call out of bytes: sizes that fit each other, layouts, element types and contents; in a quarter of the executions
// some arguments are then made hostile. Bytes of zero everywhere make the call of calls.txt.
#include <cmath>
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

static double double_of(uint8_t form, uint8_t seed, double usual, bool wild) {
  static const double usual_ones[] = {0, 1, -1, 0.5, 0.25, 0.1, 0.9, 0.98, 1e-6, 2, 10, 100, 0.001, -0.5, 20, 0.75};
  static const double wild_ones[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 5e-324, 3e38, 1e-45, -0.0, 9.3e18, 1.8e19, 4294967296.0, 2147483647.5, -1e-30, 0x1p53, 1e-200};
  if (wild) return wild_ones[form % 16];
  if (form < 64) return usual;
  if (form < 160) return usual_ones[form % 16];
  if (form < 224) return seed / 255.0;
  return usual * seed / 32;
}

static const int64_t wild_whole[] = {-1, -2, 0, 1, INT32_MAX, INT64_C(1) << 31, INT64_C(1) << 62, -(INT64_C(1) << 62),
                                     INT64_MAX, INT64_MIN, INT32_MIN, 65536, 46341, 1 << 20, INT32_MAX - 1, 3037000500};

static void make_structs(Call &call, const Parameter &p, Argument &a, uint8_t form, uint8_t mode, uint8_t seed) {
  Random random{seed * 31u + mode};
  if (p.kind == WINDOW) {
    pith_window &w = call.window;
    w = {{1, 4, 4}, {1, 2, 2}, {0, 0, 0}, {0, 0, 0}, 0, 0, 0};
    if (form & 1) for (auto &n : w.size) n = random.below(6) + (random.below(8) > 0);
    if (form & 2) for (auto &n : w.kernel) n = 1 + random.below(4);
    if (form & 4) for (auto &n : w.step) n = random.below(4);
    if (form & 8) for (int i = 0; i < 3; i++) w.padding[i] = random.below(w.kernel[i] / 2 + 1);
    if (form & 16) w.divisor = random.below(5), w.ceiling = (int32_t)random.below(2), w.exclude_padding = (int32_t)random.below(2);
    if (call.wild && form & 32) (&w.size[0])[random.below(13)] = wild_whole[random.below(16)];
    a.value.p = &w;
  } else if (p.kind == CENTERCLIP) {
    pith_centerclip_options &o = call.centerclip;
    o = {0, 0, 0, 0, 100, 0, 1e-6, 2};
    if (form & 1) o.algorithm = (int32_t)random.below(4), o.graph = (int32_t)random.below(2);
    if (form & 2) o.cosine = (int32_t)random.below(2), o.normalize = (int32_t)random.below(2);
    if (form & 4) o.iterations = random.below(12), o.graph_neighbours = random.below(7);
    if (form & 8) o.threshold = double_of((uint8_t)random.next(), seed, 1e-6, call.wild && form & 64);
    if (form & 16) o.sigma = double_of((uint8_t)random.next(), seed, 2, call.wild && form & 64);
    if (call.wild && form & 32) o.graph_neighbours = wild_whole[random.below(16)];
    if (call.wild && form & 128) o.algorithm = (int32_t)wild_whole[random.below(16)];
    a.value.p = form == 0 || form == 0xC0 ? nullptr : (void *)&o;
  }
}

// A view in the options, in memory of its own.
static const pith_view *option_view(Call &call, int number, char content, int64_t rows, int64_t columns, uint8_t mode, uint8_t seed, Input &tail) {
  pith_view &view = call.option_views[number];
  const int32_t dtype = content == 'u' ? PITH_U8 : content == 'i' ? PITH_I32 : mode & 16 ? PITH_F16 : PITH_F32;
  view = columns >= 0 ? pith_view_2d(nullptr, dtype, rows, columns) : pith_view_1d(nullptr, dtype, rows);
  const int64_t span = span_of(view);
  if (span < 0 || span > (int64_t)region_capacity) return nullptr;
  call.option_regions[number] = place(region_count - 1 - number, (size_t)span, call.at_start);
  view.data = call.option_regions[number].address;
  int64_t bytes = 0;
  for (int i = 0; i < call.function->parameter_count; i++)
    if (call.function->parameters[i].content == 'u') { bytes = call.arguments[i].view.shape[0]; break; }
  fill_view(view, content, '^', bytes, number, mode, seed, tail);
  return &view;
}

static void make_options(Call &call, uint8_t form, uint8_t mode, uint8_t seed, Input &tail, int64_t &sentences) {
  pith_text_options &o = call.options;
  Random random{seed * 31u + mode * 256u};
  if (pith_text_options_init(&o, sizeof o)) finding(&call, "pith_text_options_init fails");
  o.budget = form ? (form % 5 ? random.below(80) : random.below(8)) : 10;
  if (form & 1) o.unit = (int32_t)random.below(3), o.strategy = (int32_t)random.below(5);
  if (form & 2) o.words = (int32_t)random.below(3), o.keep_context = (int32_t)random.below(2), o.keep_headings = (int32_t)random.below(2);
  if (form & 4) o.redundancy = random.unit(), o.rank_prior = random.unit(), o.embedding_weight = random.unit(), o.word_drop = random.unit() * 0.6;
  if (form & 8) o.clusters = random.below(6);
  if (form & 16) o.count_tokens = fuzz_count_tokens;
  // How many sentences there are decides the extents of several arguments.
  static int32_t spans[2 * 8192], found[1];
  const pith_view all = pith_view_2d(spans, PITH_I32, 8192, 2), count = pith_i32(found, 1);
  const pith_view *passages = call.arguments[1].value.p ? &call.arguments[1].view : nullptr;
  if (pith_text_segment(nullptr, &call.arguments[0].view, passages, PITH_TEXT_UNIT_PASSAGE_SENTENCE, &all, nullptr, &count) == PITH_OK)
    sentences = found[0];
  const int64_t dim = 1 + random.below(12);
  if (form & 32) {
    if (mode & 32) {
      o.embed = fuzz_embed, o.embed_dim = dim;
    } else {
      o.embeddings = option_view(call, 0, 'f', sentences, dim, mode, seed, tail);
      if (call.arguments[2].value.p) o.question_embedding = option_view(call, 1, 'f', dim, -1, mode, seed, tail);
    }
  }
  if (form & 64) o.required = option_view(call, 2, 'i', random.below(4), 2, (uint8_t)(mode & 64 ? 1 : 0), seed, tail);
  if (form & 128) {
    o.gap = option_view(call, 3, 'u', random.below(7), -1, (uint8_t)random.next(), seed, tail);
    o.separator = option_view(call, 4, 'u', random.below(4), -1, (uint8_t)random.next(), seed, tail);
  }
}

static void make_wild(Call &call, Input &tail) {
  const Function &f = *call.function;
  if (f.parameter_count == 0) return;
  for (int changes = 1 + tail.byte() % 2; changes > 0; changes--) {
    Argument &a = call.arguments[tail.byte() % f.parameter_count];
    const Parameter &p = *a.parameter;
    const uint8_t what = tail.byte(), which = tail.byte();
    switch (p.kind) {
      case INT64: case UINT64: {
        int64_t number = what < 200 ? wild_whole[which % 16] : a.value.i + which % 5 - 2;
        if (p.rounds) number = std::min<int64_t>(number, 1000); // as many rounds as a host asks for are no fault
        a.value.i = number;
        break;
      }
      case INT32: case ENUM: a.value.i = (int32_t)(what < 128 ? wild_whole[which % 16] : a.value.i + which % 5 - 2);
        if (p.rounds) a.value.i = std::min<int64_t>(a.value.i, 1000);
        break;
      case DOUBLE: a.value.d = double_of(which, what, p.number, true); break;
      case WINDOW: case CENTERCLIP: case NUMBER: case EMBED: case REPORT: if (what < 60) a.value.p = nullptr; break;
      case OPTIONS: {
        pith_text_options &o = call.options;
        static const int64_t bad[] = {-1, 0, 1, 77, INT64_MAX, INT64_MIN, 1 << 20, 65537};
        switch (what % 14) {
          case 0: a.value.p = nullptr; break;
          case 1: o.budget = wild_whole[which % 16]; break;
          case 2: o.unit = (int32_t)wild_whole[which % 16]; break;
          case 3: o.strategy = (int32_t)wild_whole[which % 16]; break;
          case 4: o.words = (int32_t)wild_whole[which % 16]; break;
          case 5: o.reserved = which; break;
          case 6: o.redundancy = double_of(which, 0, 0, true); break;
          case 7: o.rank_prior = double_of(which, 0, 0, true); break;
          case 8: o.embedding_weight = double_of(which, 0, 0, true); break;
          case 9: o.word_drop = double_of(which, 0, 0, true); break;
          case 10: o.clusters = wild_whole[which % 16]; break;
          case 11: o.embed_dim = bad[which % 8]; if (o.embed_dim > 100 && o.embed_dim <= 65536) o.embed_dim = 100; break;
          case 12: o.struct_size = (uint64_t)(which < 128 ? which * 2 : bad[which % 8]); if (o.struct_size > sizeof o && o.struct_size < 4096) o.struct_size = 160; break;
          default: if (o.embeddings) call.option_views[0].shape[which % 2] -= call.option_views[0].shape[which % 2] > 0; break;
        }
        break;
      }
      case VIEW: {
        pith_view &v = a.view;
        const int n = v.ndim < 1 ? 1 : v.ndim > 4 ? 4 : v.ndim, i = which % n;
        bool resettle = true;
        switch (what % 16) {
          case 0: a.value.p = nullptr; break;
          case 1: v.data = nullptr; resettle = false; break;
          case 2: if (element_size(v.dtype) > 1 && v.shape[0]) { v.data = a.region.address + 1; resettle = false; } break;
          case 3: { static const int32_t types[] = {1, 2, 3, 4, 10, 11, 12, 0, -1, 99, INT32_MAX, INT32_MIN}; v.dtype = types[which % 12]; break; }
          case 4: v.ndim = (int32_t[]){0, 1, 2, 3, 4, 5, -1, INT32_MAX, INT32_MIN}[which % 9];
            for (int k = n; k < 4; k++) v.shape[k] = 1, v.stride[k] = 1;
            break;
          case 5: v.shape[i] += which / 16 % 5 - 2; break;
          case 6: v.shape[i] = 0; break;
          case 7: v.shape[i] = wild_whole[which / 4 % 16]; v.stride[i] = which & 128 ? v.stride[i] : 0; break;
          case 8: v.stride[i] = wild_whole[which / 4 % 16]; break;
          case 9: std::swap(v.shape[0], v.shape[n - 1]); std::swap(v.stride[0], v.stride[n - 1]); break;
          case 10: if (!p.out) v.shape[i] = (int64_t[]){1, 2, 70, 300, 1000, 2000}[which / 4 % 6], v.stride[i] = 0; break;
          case 11: v.shape[i] /= 2, v.stride[i] *= v.stride[i] < 1000 ? 2 : 1; break;
          case 12: v.data = (void *)(UINTPTR_MAX - 63); resettle = false; if (span_of(v) == 0) resettle = true; break;
          case 13: { // over another argument
            Argument &b = call.arguments[which % f.parameter_count];
            const int64_t mine = span_of(v), other = &b != &a && b.is_view() ? span_of(b.view) : 0;
            if (other <= 0 || mine <= 0 || !p.out || b.view.data != b.region.address) break;
            uint8_t *at = b.region.address;
            if (mine > other) break;
            const int64_t size = (int64_t)element_size(v.dtype), room = (other - mine) / size;
            at += (room ? what / 16 % (room + 1) : 0) * size;
            if ((uintptr_t)at % (size_t)size) break;
            v.data = at;
            a.aliased = true;
            resettle = false;
            changes = 0; // the other argument must stay where it is
            break;
          }
          case 14: v.shape[i] = v.shape[i] * 2 + 1; v.stride[i] = 0; break; // an output over itself
          default: for (int k = 0; k < n; k++) v.shape[k] = 0, v.stride[k] = wild_whole[(which + k) % 16]; break;
        }
        if (!resettle) break;
        // A view never claims memory that is not there unless its form alone must be refused, and never work without an end.
        int64_t span = span_of(v);
        if (span > (int64_t)region_capacity) {
          if (v.ndim >= 1 && v.ndim <= 4)
            for (int k = 0; k < v.ndim; k++) v.shape[k] = std::clamp<int64_t>(v.shape[k], 0, 2), v.stride[k] = std::clamp<int64_t>(v.stride[k], 0, 64);
          span = span_of(v);
        }
        if (span > 0 && !p.out) {
          __int128 count = 1;
          for (int k = 0; k < v.ndim; k++) count *= v.shape[k];
          if (count > 20000) {
            for (int k = 0; k < v.ndim; k++) v.shape[k] = std::min<int64_t>(v.shape[k], 9);
            span = span_of(v);
          }
        }
        if (span >= 0 && (size_t)span != a.region.size) {
          a.region = place(a.slot, (size_t)span, call.at_start);
          if (span) memset(a.region.address, 0, (size_t)span);
        }
        if (v.data != nullptr) v.data = a.region.address;
        break;
      }
      default: break;
    }
  }
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
