/* Keeps the three best of five tokens. */
#include <pith.h>
#include <stdio.h>

int main(void) {
  const float scores[5] = {0.1f, 0.9f, 0.4f, 0.8f, 0.2f};
  const float tokens[5 * 2] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  int32_t kept[3];
  float shorter[3 * 2];
  pith_view s = pith_view_1d(scores, PITH_F32, 5), k = pith_i32(kept, 3);
  pith_view t = pith_f32(tokens, 5, 2), o = pith_f32(shorter, 3, 2);
  if (pith_select_top_k(NULL, &s, 3, PITH_ORDER_POSITION, &k) != PITH_OK ||
      pith_apply_gather(NULL, &t, &k, 0, &o) != PITH_OK) {
    fprintf(stderr, "%s\n", pith_last_error());
    return 1;
  }
  for (int i = 0; i < 3; i++) printf("%d:%g,%g ", (int)kept[i], shorter[2 * i], shorter[2 * i + 1]);
  printf("\n");
  return 0;
}
