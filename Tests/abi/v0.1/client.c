/* A program of the time of version 0.1: compiled against the headers of that version (beside this file), run with the library of
 * today. One call or more of every family of functions, every struct that goes through the ABI, and what each number of the
 * enums means. Nothing here may be changed after the release; a library that breaks it has broken its promise. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
#define OK(call) CHECK((call) == PITH_OK)

static int same(const int32_t *a, const int32_t *b, int n) { return memcmp(a, b, (size_t)n * sizeof *a) == 0; }
static int near(double a, double b) { return fabs(a - b) <= 1e-6 * (1 + fabs(b)); }
#define I(...) ((const int32_t[]){__VA_ARGS__})

static void test_version(void) {
  int found = 0;
  CHECK(pith_version() >= PITH_VERSION_MAJOR * 10000 + PITH_VERSION_MINOR * 100 + PITH_VERSION_PATCH);
  CHECK(pith_abi_version() == PITH_ABI_VERSION);
  CHECK(strcmp(pith_status_string(PITH_OK), "ok") == 0);
  CHECK(strlen(pith_isa_name()) > 0);
  for (int32_t i = 0; i < pith_method_count(); i++) {
    /* The record may not grow: a program has no more room for it than this. */
    struct { pith_method method; char after[64]; } room;
    memset(&room, 0x5a, sizeof room);
    OK(pith_method_info(i, &room.method));
    for (size_t k = 0; k < sizeof room.after; k++) CHECK(room.after[k] == 0x5a);
    if (strcmp(room.method.name, "tome") == 0 && strcmp(room.method.function, "pith_merge_tome") == 0) {
      found = 1;
      CHECK(strcmp(room.method.family, "merge") == 0 && room.method.year == 2023 && strlen(room.method.summary) > 10);
      CHECK(strstr(room.method.paper, "Token Merging") && strncmp(room.method.url, "https://", 8) == 0);
      CHECK(strncmp(room.method.inputs, "metric", 6) == 0 && strncmp(room.method.outputs, "assign", 6) == 0);
    }
  }
  CHECK(found);
  pith_method none;
  CHECK(pith_method_info(-1, &none) == PITH_ERROR_RANGE);
}

static int32_t stop_at_once(void *user, int64_t done, int64_t total) {
  (void)done, (void)total;
  return ++*(int32_t *)user;
}

static void serial(void *user, int64_t count, pith_task_fn task_fn, void *task) {
  (void)user;
  for (int64_t i = count; i-- > 0;) task_fn(task, i);
}

static void *allocate(void *user, size_t bytes, size_t alignment) {
  ++*(int *)user;
  return aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}

static void release(void *user, void *block, size_t bytes) {
  (void)bytes;
  --*(int *)user;
  free(block);
}

static void test_context(void) {
  enum { N = 600 };
  static float tokens[N * 8];
  static int32_t kept[N], again[N];
  int32_t asked = 0;
  int live = 0;
  pith_context *context = NULL;
  for (int i = 0; i < N * 8; i++) tokens[i] = (float)(i * 7919 % 1009) / 1009;
  pith_view t = pith_f32(tokens, N, 8), k = pith_i32(kept, N), a = pith_i32(again, N);
  OK(pith_context_create(&context));
  OK(pith_context_set_allocator(context, allocate, release, &live));
  OK(pith_context_reserve(context, 4096));
  OK(pith_context_set_threads(context, 2));
  OK(pith_select_divprune(context, &t, N, PITH_ORDER_RANKED, &k));
  CHECK(pith_context_peak_scratch(context) > 0 && live > 0);
  OK(pith_context_set_parallel_for(context, serial, NULL, 3));
  OK(pith_select_divprune(context, &t, N, PITH_ORDER_RANKED, &a));
  CHECK(same(kept, again, N));
  OK(pith_context_set_progress(context, stop_at_once, &asked));
  CHECK(pith_select_divprune(context, &t, N, PITH_ORDER_RANKED, &a) == PITH_ERROR_CANCELLED && asked == 1);
  OK(pith_context_set_progress(context, NULL, NULL));
  pith_context_cancel(context);
  CHECK(pith_select_divprune(context, &t, N, PITH_ORDER_RANKED, &a) == PITH_ERROR_CANCELLED);
  pith_context_destroy(context);
  CHECK(live == 0);
}

static void test_status(void) {
  float scores[2] = {1, 2};
  int32_t kept[2];
  pith_view s = pith_view_1d(scores, PITH_F32, 2), k = pith_i32(kept, 1), bad = s;
  CHECK(pith_select_top_k(NULL, NULL, 1, PITH_ORDER_RANKED, &k) == 10);
  CHECK(pith_select_top_k(NULL, &s, 3, PITH_ORDER_RANKED, &k) == 11);
  CHECK(pith_select_top_k(NULL, &s, 1, (pith_order)77, &k) == 12);
  pith_view over = pith_view_1d(scores, PITH_I32, 1);
  CHECK(pith_select_top_k(NULL, &s, 1, PITH_ORDER_RANKED, &over) == 13);
  bad.dtype = PITH_I32;
  CHECK(pith_select_top_k(NULL, &bad, 1, PITH_ORDER_RANKED, &k) == 20);
  bad = pith_view_4d(scores, PITH_F32, 1, 1, 1, 2);
  CHECK(pith_select_top_k(NULL, &bad, 1, PITH_ORDER_RANKED, &k) == 21);
  CHECK(pith_select_top_k(NULL, &s, 2, PITH_ORDER_RANKED, &k) == 22);
  bad = s;
  bad.stride[0] = -1;
  CHECK(pith_select_top_k(NULL, &bad, 1, PITH_ORDER_RANKED, &k) == 23);
  bad = s;
  bad.shape[0] = INT64_MAX;
  CHECK(pith_select_top_k(NULL, &bad, 1, PITH_ORDER_RANKED, &k) == 24);
  bad = pith_view_1d((char *)scores + 1, PITH_F32, 1);
  CHECK(pith_select_top_k(NULL, &bad, 1, PITH_ORDER_RANKED, &k) == 25);
  scores[0] = NAN;
  CHECK(pith_select_top_k(NULL, &s, 1, PITH_ORDER_RANKED, &k) == 30);
  CHECK(strncmp(pith_last_error(), "pith_select_top_k: scores: ", 27) == 0);
}

/* Rows 1 2, 3 4, 5 6, 7 8. */
static void test_decisions(void) {
  float x[8] = {1, 2, 3, 4, 5, 6, 7, 8}, y[8], size[2], scores[4] = {1, 4, 2, 3};
  const uint16_t halves[4] = {0x3c00, 0x4400, 0x4000, 0x4200}, brains[4] = {0x3f80, 0x4080, 0x4000, 0x4040};
  int32_t indices[8], assign[4], count[1], pairs[2][2];
  int64_t number = 0;
  pith_view v = pith_f32(x, 4, 2), two = pith_f32(y, 2, 2), k = pith_i32(indices, 2), n = pith_i32(count, 1);
  pith_view s = pith_view_1d(scores, PITH_F32, 4), h = pith_view_1d(halves, PITH_F16, 4), b = pith_view_1d(brains, PITH_BF16, 4);

  OK(pith_select_top_k(NULL, &s, 2, PITH_ORDER_RANKED, &k));
  CHECK(same(indices, I(1, 3), 2));
  OK(pith_select_top_k(NULL, &h, 2, PITH_ORDER_POSITION, &k));
  CHECK(same(indices, I(1, 3), 2));
  OK(pith_select_top_k(NULL, &b, 2, PITH_ORDER_RANKED, &k));
  CHECK(same(indices, I(1, 3), 2));
  OK(pith_select_farthest_point(NULL, &v, 2, 0, PITH_METRIC_SQUARED_EUCLIDEAN, PITH_ORDER_RANKED, &k));
  CHECK(same(indices, I(0, 3), 2));
  OK(pith_select_farthest_point(NULL, &v, 2, 3, PITH_METRIC_COSINE, PITH_ORDER_RANKED, &k));
  CHECK(same(indices, I(3, 0), 2));

  OK(pith_apply_gather(NULL, &v, &k, 0, &two));
  CHECK(y[0] == 7 && y[1] == 8 && y[2] == 1 && y[3] == 2);
  pith_view a = pith_i32(I(0, 1, 0, -1), 4), z = pith_view_1d(size, PITH_F32, 2);
  OK(pith_apply_merge(NULL, &v, &a, NULL, PITH_REDUCE_MEAN, &two, &z));
  CHECK(y[0] == 3 && y[1] == 4 && y[2] == 3 && y[3] == 4 && size[0] == 2 && size[1] == 1);
  OK(pith_apply_merge(NULL, &v, &a, NULL, PITH_REDUCE_SUM, &two, NULL));
  CHECK(y[0] == 6 && y[1] == 8);
  OK(pith_apply_merge(NULL, &v, &a, NULL, PITH_REDUCE_MAX, &two, NULL));
  CHECK(y[0] == 5 && y[1] == 6);

  pith_view m = pith_i32(assign, 4), from = pith_i32(pairs[0], 2), to = pith_i32(pairs[1], 2);
  OK(pith_merge_tome(NULL, &v, 1, 0, 0, &m, &from, &to, &n));
  CHECK(count[0] == 3 && pairs[0][0] == 2 && pairs[1][0] == 3 && same(assign, I(0, 1, 2, 2), 4));

  const pith_rounding rules[6] = {PITH_ROUNDING_FLOOR, PITH_ROUNDING_CEIL, PITH_ROUNDING_HALF_EVEN, PITH_ROUNDING_HALF_UP,
                                  PITH_ROUNDING_TRUNCATE, PITH_ROUNDING_TRUNCATE_F32};
  const int64_t rounded[6] = {2, 3, 2, 3, 2, 2};
  for (int i = 0; i < 6; i++) {
    OK(pith_budget_keep_count(5, 0.5, rules[i], &number));
    CHECK((int)rules[i] == i && number == rounded[i]);
  }
  pith_view layers = pith_i32(indices, 4);
  OK(pith_budget_dymu_schedule(NULL, 4, 10, PITH_SCHEDULE_CONSTANT, &layers));
  CHECK(same(indices, I(3, 3, 2, 2), 4));
  OK(pith_budget_dymu_schedule(NULL, 4, 10, PITH_SCHEDULE_LINEAR, &layers));
  CHECK(same(indices, I(5, 3, 2, 0), 4));
  OK(pith_budget_dymu_schedule(NULL, 4, 10, PITH_SCHEDULE_REVERSE_LINEAR, &layers));
  CHECK(same(indices, I(0, 2, 3, 5), 4));
}

static void test_attention(void) {
  float map[2][3] = {{0.5f, 0.25f, 0.25f}, {0, 0.25f, 0.75f}}, scores[3];
  int32_t indices[6], count[1];
  pith_view a = pith_view_3d(map, PITH_F32, 1, 2, 3), s = pith_view_1d(scores, PITH_F32, 3);
  OK(pith_score_attention(NULL, &a, 0, 2, 0, 3, PITH_REDUCE_MEAN, PITH_REDUCE_MEAN, &s));
  CHECK(near(scores[0], 0.25) && near(scores[1], 0.25) && near(scores[2], 0.5));
  OK(pith_score_attention(NULL, &a, 0, 2, 0, 3, PITH_REDUCE_SUM, PITH_REDUCE_MAX, &s));
  CHECK(near(scores[0], 0.5) && near(scores[2], 0.75));

  float window[1][8] = {{1, 0, 0, 6, 5, 0, 0, 0}};
  pith_view w = pith_view_3d(window, PITH_F32, 1, 1, 8), k = pith_view_2d(indices, PITH_I32, 1, 2);
  OK(pith_kv_snapkv_attention(NULL, &w, 2, 3, PITH_POOL_AVERAGE, PITH_ORDER_RANKED, &k));
  CHECK(same(indices, I(3, 7), 2));
  OK(pith_kv_snapkv_attention(NULL, &w, 2, 3, PITH_POOL_MAX, PITH_ORDER_RANKED, &k));
  CHECK(same(indices, I(2, 7), 2));
  pith_view cache = pith_i32(indices, 6), n = pith_i32(count, 1);
  OK(pith_kv_streaming_llm(NULL, 10, 2, 3, 1, &cache, &count[0] ? &n : &n));
  CHECK(count[0] == 4 && same(indices, I(0, 1, 8, 9), 4));
}

static void test_clusters(void) {
  float x[5][1] = {{0}, {1}, {10}, {11}, {12}}, centers[2], inertia[1];
  int32_t medoids[2], assign[5], labels[5], iterations[1], count[1];
  pith_view v = pith_f32(&x[0][0], 5, 1), m = pith_i32(medoids, 2), a = pith_i32(assign, 5), l = pith_i32(labels, 5);
  pith_view c = pith_f32(centers, 2, 1), e = pith_view_1d(inertia, PITH_F32, 1), i = pith_i32(iterations, 1), n = pith_i32(count, 1);
  pith_centerclip_options options;
  memset(&options, 0, sizeof options);
  options.algorithm = PITH_CENTERCLIP_ALGORITHM_KMEDOIDS;
  options.graph = PITH_CENTERCLIP_GRAPH_HEAT;
  options.iterations = 100;
  options.threshold = 1e-6;
  options.sigma = 2;
  OK(pith_cluster_centerclip(NULL, &v, &options, 2, &m, &a));
  CHECK(same(medoids, I(0, 3), 2) && same(assign, I(0, 0, 1, 1, 1), 5));
  options.algorithm = PITH_CENTERCLIP_ALGORITHM_SPECTRAL;
  options.graph = PITH_CENTERCLIP_GRAPH_NEIGHBOURS;
  options.graph_neighbours = 3;
  OK(pith_cluster_centerclip(NULL, &v, &options, 2, &m, &a));
  CHECK(assign[0] == assign[1] && assign[2] == assign[3] && assign[1] != assign[2]);
  options.sigma = -1;
  CHECK(pith_cluster_centerclip(NULL, &v, &options, 2, &m, &a) == PITH_ERROR_RANGE);
  OK(pith_cluster_kmeans(NULL, &v, NULL, 2, 300, 1e-4, &l, &c, &e, &i, &n));
  CHECK(count[0] == 2 && labels[0] == labels[1] && labels[2] == labels[4] && near(inertia[0], 2.5));
}

static void test_pooling(void) {
  float x[16], y[16];
  int32_t grid[3];
  for (int i = 0; i < 16; i++) x[i] = (float)i;
  pith_view v = pith_f32(x, 16, 1), four = pith_f32(y, 4, 1), g = pith_i32(grid, 3), deep = pith_f32(y, 1, 4);
  pith_window window;
  memset(&window, 0, sizeof window);
  window.size[0] = 1, window.size[1] = 4, window.size[2] = 4;
  window.kernel[0] = 1, window.kernel[1] = 2, window.kernel[2] = 2;
  OK(pith_pool_window_grid(NULL, &window, &g));
  CHECK(same(grid, I(1, 2, 2), 3));
  OK(pith_pool_window(NULL, &v, &window, PITH_POOL_AVERAGE, &four));
  CHECK(y[0] == 2.5f && y[3] == 12.5f);
  OK(pith_pool_window(NULL, &v, &window, PITH_POOL_MAX, &four));
  CHECK(y[0] == 5 && y[3] == 15);
  window.divisor = 2;
  OK(pith_pool_window(NULL, &v, &window, PITH_POOL_AVERAGE, &four));
  CHECK(y[0] == 5);
  window.divisor = 0, window.padding[1] = window.padding[2] = 1, window.step[1] = window.step[2] = 3;
  OK(pith_pool_window(NULL, &v, &window, PITH_POOL_AVERAGE, &four));
  CHECK(y[0] == 0 && y[1] == 1.25f);
  window.exclude_padding = 1;
  OK(pith_pool_window(NULL, &v, &window, PITH_POOL_AVERAGE, &four));
  CHECK(y[1] == 2.5f);
  window.ceiling = 1;
  OK(pith_pool_window_grid(NULL, &window, &g));

  float wide[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  pith_view two = pith_f32(wide, 4, 2), glued = pith_f32(y, 1, 8);
  OK(pith_pool_space_to_depth(NULL, &two, 2, 2, 2, PITH_DEPTH_LAYOUT_OFFSET_MAJOR, &glued));
  CHECK(y[1] == 2 && y[2] == 3 && y[7] == 8);
  OK(pith_pool_space_to_depth(NULL, &two, 2, 2, 2, PITH_DEPTH_LAYOUT_CHANNEL_MAJOR, &glued));
  CHECK(y[1] == 3 && y[2] == 5 && y[4] == 2);
  pith_view sixteen = pith_f32(x, 16, 1), by_column = pith_f32(y, 4, 4);
  OK(pith_pool_space_to_depth(NULL, &sixteen, 4, 4, 2, PITH_DEPTH_LAYOUT_OFFSET_MAJOR_TRANSPOSED, &by_column));
  CHECK(y[0] == 0 && y[4] == 8 && y[8] == 2);
  (void)deep;

  OK(pith_pool_interpolate(NULL, &v, 4, 4, 2, 2, 0, PITH_INTERPOLATION_BILINEAR, 0, &four));
  CHECK(y[0] == 2.5f);
  OK(pith_pool_interpolate(NULL, &v, 4, 4, 2, 2, 0, PITH_INTERPOLATION_NEAREST, 0, &four));
  CHECK(y[0] == 0);
  OK(pith_pool_interpolate(NULL, &v, 4, 4, 2, 2, 0, PITH_INTERPOLATION_NEAREST_EXACT, 0, &four));
  CHECK(y[0] == 5);
  OK(pith_pool_llava_2dpool(NULL, &v, 4, 2, PITH_FRAME_POOL_AVERAGE, &four));
  CHECK(y[0] == 2.5f);
  OK(pith_pool_llava_2dpool(NULL, &v, 4, 2, PITH_FRAME_POOL_MAX, &four));
  CHECK(y[0] == 5);
  OK(pith_pool_llava_2dpool(NULL, &v, 4, 2, PITH_FRAME_POOL_BILINEAR, &four));
  CHECK(y[0] == 2.5f);
}

static void test_video(void) {
  float x[8] = {1, 0, 0, 1, 1, 0, 1, 0}, scores[4];
  int32_t indices[3], counts[2];
  int64_t number = 0;
  pith_view v = pith_view_3d(x, PITH_F32, 2, 2, 2), k = pith_i32(indices, 3), c = pith_i32(counts, 2);
  pith_view s = pith_f32(scores, 2, 2);
  OK(pith_video_evs(NULL, &v, 3, PITH_ORDER_POSITION, &k, &c, &s));
  CHECK(same(indices, I(0, 1, 3), 3) && same(counts, I(2, 1), 2) && scores[0] == 255 && scores[2] == 0 && near(scores[3], 1));
  OK(pith_video_evs_count(4, 10, 0.5, &number));
  CHECK(number == 20);
}

static const char text[] = "The river rose in May. It fell again in June.";

static int64_t count_words(void *user, const char *bytes, int64_t n) {
  int64_t words = 0;
  ++*(int *)user;
  for (int64_t i = 0; i < n; i++) words += bytes[i] != ' ' && (i == 0 || bytes[i - 1] == ' ');
  return words;
}

static int32_t embed(void *user, const char *bytes, const int32_t *spans, int64_t count, float *rows, int64_t dim) {
  (void)bytes;
  *(int64_t *)user += count;
  for (int64_t i = 0; i < count * dim; i++) rows[i] = (float)(1 + (i + spans[0]) % 3);
  return 0;
}

static void test_text(void) {
  int32_t spans[32][2], kinds[32], count[1], reasons[2], dropped[2];
  float scores[2], rows[3][2] = {{1, 0}, {0, 1}, {0, 1}};
  char out[80];
  int calls = 0;
  int64_t embedded = 0;
  const pith_view t = pith_view_1d(text, PITH_U8, (int64_t)strlen(text));
  pith_view s = pith_view_2d(spans, PITH_I32, 32, 2), k = pith_i32(kinds, 32), n = pith_i32(count, 1);
  const pith_text_unit units[4] = {PITH_TEXT_UNIT_WORD, PITH_TEXT_UNIT_SENTENCE, PITH_TEXT_UNIT_PASSAGE_SENTENCE, PITH_TEXT_UNIT_WHITESPACE};
  const int32_t pieces[4] = {21, 2, 2, 10}, first[4] = {PITH_TEXT_KIND_WORD, PITH_TEXT_KIND_SENTENCE, PITH_TEXT_KIND_SENTENCE, -1};
  for (int i = 0; i < 4; i++) {
    OK(pith_text_segment(NULL, &t, NULL, units[i], &s, &k, &n));
    CHECK((int)units[i] == i && count[0] == pieces[i]);
    if (i < 3) CHECK(kinds[0] == first[i] || i == 1);
  }

  /* Options of this version in a larger block: init writes no more than the size it is told, and a later library takes it. */
  struct { pith_text_options options; char after[64]; } room;
  memset(&room, 0x5a, sizeof room);
  OK(pith_text_options_init(&room.options, sizeof room.options));
  for (size_t i = 0; i < sizeof room.after; i++) CHECK(room.after[i] == 0x5a);
  pith_text_options *options = &room.options;
  CHECK(options->struct_size == sizeof *options && options->budget == 0 && options->unit == PITH_TEXT_BUDGET_TOKENS);
  CHECK(options->strategy == PITH_TEXT_STRATEGY_AUTO && options->words == PITH_TEXT_WORDS_OFF && options->keep_context == 1);
  CHECK(options->redundancy == 0.5 && options->rank_prior == 0.3 && options->embedding_weight == 0.5 && options->word_drop == 0.25);
  CHECK(!options->count_tokens && !options->embeddings && !options->embed && !options->required && !options->gap);
  options->budget = 5;
  options->unit = PITH_TEXT_BUDGET_WORDS;
  options->keep_context = 0;
  const pith_view question = pith_view_1d("What fell in June?", PITH_U8, 18);
  pith_view value = pith_view_1d(scores, PITH_F32, 2), why = pith_i32(reasons, 2);
  struct { pith_text_report report; char after[64]; } told;
  memset(&told, 0x5a, sizeof told);
  OK(pith_text_compress(NULL, &t, NULL, &question, options, &s, &n, &value, &why, &told.report));
  for (size_t i = 0; i < sizeof told.after; i++) CHECK(told.after[i] == 0x5a);
  CHECK(count[0] == 1 && told.report.before == 10 && told.report.after == 5 && told.report.sentences == 2);
  CHECK(told.report.sentences_kept == 1 && told.report.words_dropped == 0 && told.report.spans == 1);
  CHECK(spans[0][0] == 23 && spans[0][1] == 45 && reasons[1] == PITH_TEXT_REASON_CHOSEN && reasons[0] < 0 && scores[1] > scores[0]);
  options->strategy = PITH_TEXT_STRATEGY_LEADING;
  OK(pith_text_compress(NULL, &t, NULL, NULL, options, &s, &n, NULL, NULL, NULL));
  CHECK(count[0] == 1 && spans[0][0] == 0);
  options->unit = PITH_TEXT_BUDGET_BYTES;
  options->budget = 22;
  OK(pith_text_compress(NULL, &t, NULL, NULL, options, &s, &n, NULL, NULL, NULL));
  CHECK(spans[0][1] - spans[0][0] == 22);
  options->unit = PITH_TEXT_BUDGET_TOKENS;
  options->count_tokens = count_words;
  options->count_user = &calls;
  options->embed = embed;
  options->embed_user = &embedded;
  options->embed_dim = 4;
  options->strategy = PITH_TEXT_STRATEGY_SALIENCE;
  options->budget = 5;
  OK(pith_text_compress(NULL, &t, NULL, NULL, options, &s, &n, NULL, NULL, &told.report));
  CHECK(calls > 0 && embedded >= 2 && told.report.after == 5);
  const int32_t wanted[1][2] = {{2, 4}};
  const pith_view required = pith_view_2d(wanted, PITH_I32, 1, 2), gap = pith_view_1d(" ... ", PITH_U8, 5);
  options->required = &required;
  options->gap = &gap;
  options->separator = &gap;
  OK(pith_text_compress(NULL, &t, NULL, NULL, options, &s, &n, NULL, &why, NULL));
  CHECK(spans[0][0] == 0 && reasons[0] == PITH_TEXT_REASON_REQUIRED);
  options->strategy = 77;
  CHECK(pith_text_compress(NULL, &t, NULL, NULL, options, &s, &n, NULL, NULL, NULL) == PITH_ERROR_ENUM);
  options->strategy = PITH_TEXT_STRATEGY_CLUSTERS;
  options->clusters = 1;
  options->struct_size = 3;
  CHECK(pith_text_compress(NULL, &t, NULL, NULL, options, &s, &n, NULL, NULL, NULL) == PITH_ERROR_SIZE);

  pith_view kept = pith_view_2d(I(0, 22, 23, 45), PITH_I32, 2, 2), o = pith_view_1d(out, PITH_U8, 80);
  OK(pith_text_join(NULL, &t, &kept, NULL, NULL, NULL, &o, &n));
  CHECK(count[0] == 45 && memcmp(out, text, 45) == 0);

  pith_view w = pith_f32(&rows[0][0], 3, 2), stay = pith_i32(kinds, 3), gone = pith_i32(dropped, 1);
  OK(pith_text_tcra_words(NULL, &w, NULL, 1, PITH_TEXT_METRIC_L2, PITH_TEXT_REMOVAL_ONE_SHOT, &stay, &gone, NULL));
  CHECK(dropped[0] == 1 && same(kinds, I(1, 0, 1), 3));
  OK(pith_text_tcra_words(NULL, &w, NULL, 1, PITH_TEXT_METRIC_COSINE, PITH_TEXT_REMOVAL_GREEDY, &stay, &gone, NULL));
  CHECK(dropped[0] == 1);
}

int main(void) {
  test_version();
  test_context();
  test_status();
  test_decisions();
  test_attention();
  test_clusters();
  test_pooling();
  test_video();
  test_text();
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
