// Scalars, and the structs that some functions take.
#include <cmath>

#include "fuzz.h"

double double_of(uint8_t form, uint8_t seed, double usual, bool wild) {
  static const double usual_ones[] = {0, 1, -1, 0.5, 0.25, 0.1, 0.9, 0.98, 1e-6, 2, 10, 100, 0.001, -0.5, 20, 0.75};
  static const double wild_ones[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 5e-324, 3e38, 1e-45, -0.0, 9.3e18, 1.8e19, 4294967296.0, 2147483647.5, -1e-30, 0x1p53, 1e-200};
  if (wild) return wild_ones[form % 16];
  if (form < 64) return usual;
  if (form < 160) return usual_ones[form % 16];
  if (form < 224) return seed / 255.0;
  return usual * seed / 32;
}

const int64_t wild_whole[16] = {-1, -2, 0, 1, INT32_MAX, INT64_C(1) << 31, INT64_C(1) << 62, -(INT64_C(1) << 62),
                                     INT64_MAX, INT64_MIN, INT32_MIN, 65536, 46341, 1 << 20, INT32_MAX - 1, 3037000500};

void make_structs(Call &call, const Parameter &p, Argument &a, uint8_t form, uint8_t mode, uint8_t seed) {
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

void make_options(Call &call, uint8_t form, uint8_t mode, uint8_t seed, Input &tail, int64_t &sentences) {
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
