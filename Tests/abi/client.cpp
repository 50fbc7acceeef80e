// A C++ host: pith.hpp linked, or pith_dl.hpp through dlopen (argument: the library's path).
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "pith.hpp"
#include "pith_dl.hpp"

static int passed = 0, failed = 0;
#define CHECK(condition) \
  ((condition) ? (void)passed++ : (void)(failed++, std::printf("client.cpp:%d: %s\n", __LINE__, #condition)))

static void linked() {
  const std::vector<float> scores{1, 4, 2, 3};
  std::vector<std::int32_t> kept(2);
  pith::context context(2);
  pith::check(pith_select_top_k(context, pith::view(scores), 2, PITH_ORDER_RANKED, pith::view(kept)));
  CHECK(kept[0] == 1 && kept[1] == 3);
  CHECK(pith::view(scores).get().data == scores.data());
  try {
    pith::check(pith_select_top_k(nullptr, pith::view(scores), 9, PITH_ORDER_RANKED, pith::view(kept)));
    CHECK(false);
  } catch (const pith::error &error) {
    CHECK(error.status() == PITH_ERROR_RANGE);
    CHECK(std::strstr(error.what(), "pith_select_top_k: keep") != nullptr);
  }
  bool refused = false;
  try {
    pith::view(scores, 3, 2);
  } catch (const std::invalid_argument &) {
    refused = true;
  }
  CHECK(refused);
  CHECK(pith::view(scores, 2, 2).get().stride[0] == 2);
}

static void opened(const char *path) {
  pith::library library(path);
  const std::vector<float> scores{1, 4, 2, 3};
  std::vector<std::int32_t> kept(2);
  CHECK(library.pith_select_top_k(nullptr, pith::view(scores), 2, PITH_ORDER_POSITION, pith::view(kept)) == PITH_OK);
  CHECK(kept[0] == 1 && kept[1] == 3);
  bool refused = false;
  try {
    pith::library("/nowhere/libpith.so.0");
  } catch (const std::runtime_error &) {
    refused = true;
  }
  CHECK(refused);
}

int main(int argc, char **argv) {
  linked();
  if (argc > 1) opened(argv[1]);
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
