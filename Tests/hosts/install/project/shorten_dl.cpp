// The same through dlopen: the program needs the headers alone.
#include <pith_dl.hpp>

#include <cstdio>

int main(int count, char **arguments) {
  try {
    pith::library pith(count > 1 ? arguments[1] : "libpith.so.0");
    const float scores[5] = {0.1f, 0.9f, 0.4f, 0.8f, 0.2f};
    std::int32_t kept[3];
    pith_view s = pith_view_1d(scores, PITH_F32, 5), k = pith_i32(kept, 3);
    if (pith.pith_select_top_k(nullptr, &s, 3, PITH_ORDER_POSITION, &k) != PITH_OK) return 1;
    std::printf("%d %d %d\n", static_cast<int>(kept[0]), static_cast<int>(kept[1]), static_cast<int>(kept[2]));
  } catch (const std::exception &error) {
    std::printf("%s\n", error.what());
    return 2;
  }
}
