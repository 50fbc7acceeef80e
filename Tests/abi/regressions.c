/* Calls that once trapped, wrote where they must not, or did not come to an end. Each line says what the library must answer.
 *
 * Usage: regressions, linked with libpith. Prints what went wrong; the exit status is the number of failures. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pith.h"

static int failures;

static void expect(const char *what, pith_status status, pith_status wanted, const char *argument) {
  const char *message = status ? pith_last_error() : "";
  if (status == wanted && (!argument || strstr(message, argument))) return;
  printf("%s: status %d %s, expected %d %s\n", what, (int)status, message, (int)wanted, argument ? argument : "");
  failures++;
}

/* A view with every stride 0. */
static pith_view still(void *data, int32_t dtype, int32_t ndim, int64_t a, int64_t b, int64_t c, int64_t d) {
  pith_view view;
  memset(&view, 0, sizeof view);
  view.data = data;
  view.dtype = dtype;
  view.ndim = ndim;
  view.shape[0] = a, view.shape[1] = b, view.shape[2] = c, view.shape[3] = d;
  return view;
}

static void batches_of_nothing(void) {
  pith_view metric = still(NULL, PITH_F32, 3, INT64_C(1) << 58, 0, 4, 1), rows = still(NULL, PITH_I32, 2, INT64_C(1) << 58, 0, 1, 1);
  pith_view pairs = rows, count = still(NULL, PITH_I32, 1, 0, 1, 1, 1);
  expect("tome, 2^58 empty items", pith_merge_tome(NULL, &metric, 0, 0, 0, &rows, &pairs, &pairs, &count), PITH_ERROR_SIZE, "metric");
  expect("divprune, 2^58 empty items", pith_select_divprune(NULL, &metric, 0, PITH_ORDER_POSITION, &rows), PITH_ERROR_SIZE, "tokens");
}

static void survivors_without_tokens(void) {
  int32_t first = 0, mask[1] = {-1};
  float score[4] = {7, 7, 7, 7};
  pith_view attention = still(NULL, PITH_F32, 3, 1, 0, 0, 1), survivors = pith_i32(&first, 1);
  pith_view scores = still(score, PITH_F32, 1, 0, 1, 1, 1), heads = pith_i32(mask, 1);
  pith_context *context = NULL;
  if (pith_context_create(&context) || pith_context_reserve(context, 64)) failures++;
  expect("zero_tprune_survivors, N = 0",
         pith_score_zero_tprune_survivors(context, &attention, &survivors, 1, 5, 0, 0.85, 1, -1, 1e9, 0, &scores, &heads),
         PITH_ERROR_INDEX, "survivors");
  pith_context_destroy(context);
}

static void segments_of_many_patches(void) {
  pith_centerclip_options options;
  float y[1] = {0};
  pith_view tokens = still(NULL, PITH_F32, 3, 65536, 49153, 0, 1), rows = still(y, PITH_F32, 3, 1, 3, 0, 1);
  memset(&options, 0, sizeof options);
  options.algorithm = PITH_CENTERCLIP_ALGORITHM_SAMPLING;
  options.iterations = 1;
  options.sigma = 2;
  expect("centerclip_segments, 2^31 patches",
         pith_cluster_centerclip_segments(NULL, &tokens, &options, 1, 2, 0, &rows, NULL, NULL), PITH_ERROR_SIZE, "tokens");
}

/* The width of the kernel underflows when squared; distances of 0 are then still similarities of 1. */
static void kernel_of_no_width(void) {
  pith_centerclip_options options;
  float x[12] = {0, 0, 0, 0, 5, 5, 5, 5, 9, 9, 9, 9};
  int32_t medoid[3] = {-1, -1, -1};
  pith_view tokens = pith_f32(x, 6, 2), medoids = pith_i32(medoid, 3);
  memset(&options, 0, sizeof options);
  options.algorithm = PITH_CENTERCLIP_ALGORITHM_SPECTRAL;
  options.iterations = 100;
  options.threshold = 1e-6;
  options.sigma = 1e-200;
  expect("centerclip, sigma 1e-200", pith_cluster_centerclip(NULL, &tokens, &options, 3, &medoids, NULL), PITH_OK, NULL);
  if (medoid[0] > 1 || medoid[1] < 2 || medoid[1] > 3 || medoid[2] < 4) {
    printf("centerclip, sigma 1e-200: medoids %d %d %d are not one of each pair\n", medoid[0], medoid[1], medoid[2]);
    failures++;
  }
}

static void tiles_beyond_i32(void) {
  int32_t kept[1] = {-1}, counted[1] = {-1};
  pith_view order = pith_i32(kept, 1), count = pith_i32(counted, 1);
  expect("anyres, 2^31 rows", pith_select_anyres(NULL, NULL, INT32_MAX - 2, 1, 1, 1, 1, 0, 1, &order, &count), PITH_ERROR_SIZE, "side");
  expect("anyres, products beyond 64 bits",
         pith_select_anyres(NULL, NULL, INT32_MAX, INT32_MAX, INT32_MAX, 1, 1, 0, 1, &order, &count), PITH_ERROR_SIZE, "side");
}

/* What is set up before the first round must not take the product of rows and cells. */
static void wide_windows(void) {
  pith_view tokens = still(NULL, PITH_F32, 2, 1 << 24, 0, 1, 1), centers = tokens;
  expect("expedit, 2^24 rows and a window over all",
         pith_cluster_expedit(NULL, &tokens, 1 << 24, 1, 1 << 24, 1, 0, 0.01, INT32_MAX, &centers, NULL), PITH_OK, NULL);
}

/* Refuses the request number *user and all that follow. */
static void *last_block(void *user, size_t bytes, size_t alignment) {
  void *block = NULL;
  return --*(int *)user > 0 && posix_memalign(&block, alignment, bytes) == 0 ? block : NULL;
}
static void free_block(void *user, void *block, size_t bytes) {
  (void)user, (void)bytes;
  free(block);
}

/* Joining the pieces of scratch after a call may fail unnoticed: the message stays that of the call. */
static void message_of_a_failed_call(void) {
  int32_t kept[6], counts[2];
  float score[2000];
  int i, requests;
  for (i = 0; i < 2000; i++) score[i] = (float)(i % 97);
  for (requests = 1; requests < 12; requests++) {
    pith_context *context = NULL;
    pith_view scores = pith_f32(score, 2, 1000), indices = pith_view_2d(kept, PITH_I32, 2, 3), count = pith_view_2d(counts, PITH_I32, 2, 1);
    pith_status status;
    int left = requests;
    if (pith_context_create(&context) || pith_context_set_allocator(context, last_block, free_block, &left)) failures++;
    status = pith_budget_knee(context, &scores, 1, &indices, &count, NULL, NULL);
    expect("knee, no memory for scratch", status, status == PITH_ERROR_MEMORY ? PITH_ERROR_MEMORY : PITH_ERROR_CAPACITY,
           status == PITH_ERROR_MEMORY ? "scratch" : "indices");
    pith_context_destroy(context);
  }
}

static int32_t no_rows(void *user, const char *text, const int32_t *spans, int64_t count, float *rows, int64_t dim) {
  (void)user, (void)text, (void)spans, (void)count, (void)rows, (void)dim;
  return 1;
}

static void encoder_of_the_options(void) {
  static const char text[] = "The river rose. It fell.";
  int32_t span[8], counted[1];
  pith_text_options options;
  pith_view bytes = pith_view_1d(text, PITH_U8, sizeof text - 1), spans = pith_view_2d(span, PITH_I32, 4, 2), count = pith_i32(counted, 1);
  if (pith_text_options_init(&options, sizeof options)) failures++;
  options.budget = 5;
  options.embed = no_rows;
  options.embed_dim = 4;
  expect("compress, an encoder that fails", pith_text_compress(NULL, &bytes, NULL, NULL, &options, &spans, &count, NULL, NULL, NULL),
         PITH_ERROR_CALLBACK, ": options.embed:");
}

static int32_t stop_at(void *user, int64_t done, int64_t total) {
  (void)done, (void)total;
  return --*(int *)user < 0;
}

/* Cancelled at whatever moment, segments are written all or not at all. */
static void segments_cancelled(void) {
  static const char text[] = "One. Two. Three. Four. Five. Six. Seven. Eight.";
  int32_t pairs[] = {0, 10, 10, 23, 23, 47}, span[64], counted[1];
  pith_view bytes = pith_view_1d(text, PITH_U8, sizeof text - 1), passages = pith_view_2d(pairs, PITH_I32, 3, 2);
  int unit, moment, room, i;
  for (unit = 0; unit < 4; unit++)
    for (room = 24; room <= 64; room += 40)
      for (moment = 0; moment < 10; moment++) {
        pith_view spans = pith_view_2d(span, PITH_I32, room / 2, 2), count = pith_i32(counted, 1);
        pith_context *context = NULL;
        int left = moment;
        pith_status status;
        for (i = 0; i < 64; i++) span[i] = -7;
        counted[0] = -7;
        if (pith_context_create(&context) || pith_context_set_progress(context, stop_at, &left)) failures++;
        status = pith_text_segment(context, &bytes, &passages, (pith_text_unit)unit, &spans, NULL, &count);
        if (status == PITH_ERROR_CANCELLED && (span[0] != -7 || counted[0] != -7)) {
          printf("segment, unit %d, cancelled at moment %d: outputs were written\n", unit, moment);
          failures++;
        }
        pith_context_destroy(context);
      }
}

int main(void) {
  alarm(60);
  batches_of_nothing();
  survivors_without_tokens();
  segments_of_many_patches();
  kernel_of_no_width();
  tiles_beyond_i32();
  wide_windows();
  message_of_a_failed_call();
  encoder_of_the_options();
  segments_cancelled();
  return failures;
}
