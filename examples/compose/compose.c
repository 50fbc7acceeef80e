/* Steps put together on the buffers of a real encoder: score, budget, select, gather. compose.py writes the buffers, takes the
 * same steps and must come to the same bytes.
 *
 *   cc compose.c -I<include> -L<folder of libpith.so> -lpith -o compose && ./compose FOLDER [RATIO]
 */
#include "npy.h"

static void check(pith_status status) {
  if (status == PITH_OK) return;
  fprintf(stderr, "%s\n", pith_last_error());
  exit(1);
}

/* A view like `view` with `keep` positions along `axis`. */
static pith_view shorter(const pith_view *view, int axis, int64_t keep) {
  int64_t shape[4];
  memcpy(shape, view->shape, sizeof shape);
  shape[axis] = keep;
  return npy_make(view->dtype, view->ndim, shape);
}

int main(int count, char **arguments) {
  if (count < 2) return fprintf(stderr, "usage: compose FOLDER [RATIO]\n"), 2;
  const char *folder = arguments[1];
  double ratio = count > 2 ? atof(arguments[2]) : 0.5;
  pith_view attention = npy_read(folder, "attention.npy"); /* [heads, N, N] */
  int64_t n = attention.shape[2], keep;

  /* The example: a decision … */
  check(pith_budget_keep_count(n, ratio, PITH_ROUNDING_CEIL, &keep));
  pith_view scores = npy_make(PITH_F32, 1, &n), kept = npy_make(PITH_I32, 1, &keep);
  check(pith_score_attention(NULL, &attention, 0, n, 0, n, PITH_REDUCE_MEAN, PITH_REDUCE_MEAN, &scores));
  check(pith_select_top_k(NULL, &scores, keep, PITH_ORDER_POSITION, &kept));

  /* … and all that follows from it. */
  struct { const char *name; int axis; } buffers[] = {{"hidden", 0}, {"positions", 0}, {"keys", 1}, {"values", 1}};
  for (int i = 0; i < 4; i++) {
    char name[64];
    snprintf(name, sizeof name, "%s.npy", buffers[i].name);
    pith_view whole = npy_read(folder, name), part = shorter(&whole, buffers[i].axis, keep);
    check(pith_apply_gather(NULL, &whole, &kept, buffers[i].axis, &part));
    snprintf(name, sizeof name, "%s.c.npy", buffers[i].name);
    npy_write(folder, name, &part);
    free(whole.data);
    free(part.data);
  }
  printf("C: %lld of %lld tokens stay\n", (long long)keep, (long long)n);
  free(attention.data);
  free(scores.data);
  free(kept.data);
  return 0;
}
