// The same in C++.
#include <pith.hpp>

#include <cstdio>
#include <vector>

int main() {
  std::vector<float> scores{0.1f, 0.9f, 0.4f, 0.8f, 0.2f}, tokens{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, shorter(6);
  std::vector<std::int32_t> kept(3);
  pith::context context;
  pith::check(pith_select_top_k(context, pith::view(scores), 3, PITH_ORDER_POSITION, pith::view(kept)));
  pith::check(pith_apply_gather(context, pith::view(tokens, 5, 2), pith::view(kept), 0, pith::view(shorter, 3, 2)));
  for (int i = 0; i < 3; i++) std::printf("%d:%g,%g ", static_cast<int>(kept[i]), shorter[2 * i], shorter[2 * i + 1]);
  std::printf("\n");
  try {
    pith::check(pith_select_top_k(context, pith::view(scores), 9, PITH_ORDER_POSITION, pith::view(kept)));
  } catch (const pith::error &error) {
    std::printf("%s\n", error.what());
    return 0;
  }
  return 1;
}
