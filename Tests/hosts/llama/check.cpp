// What examples/llama promises, proven on a real llama.cpp: the library works on llama.cpp's own buffers, copies nothing,
// and gives what the same call gives on a private copy and what plain code gives in double.
//
// Usage: check MODEL.gguf libpith.so
#include <cstdio>
#include <exception>

#include "checks.hpp"
#include "report.hpp"

namespace {

void expect_error(const std::string &what, const std::function<void()> &call) {
  std::string reason;
  try {
    call();
  } catch (const std::runtime_error &error) {
    reason = error.what();
  }
  expect(!reason.empty(), what + ": " + reason);
}

void bad_input(const fixture &f) {
  host::context encoder = f.encoded();
  float *rows = llama_get_embeddings(encoder.get());
  const std::vector<float> before(rows, rows + f.n * f.dim);
  auto context = f.context();
  expect_error("more rows than there are", [&] { shorten::divprune(f.pith, context.get(), rows, f.n, f.dim, f.n + 1); });
  expect_error("no buffer", [&] { shorten::divprune(f.pith, context.get(), nullptr, f.n, f.dim, f.keep); });
  rows[5 * f.dim] = NAN;
  expect_error("NaN", [&] { shorten::divprune(f.pith, context.get(), rows, f.n, f.dim, f.keep); });
  rows[5 * f.dim] = before[5 * f.dim];
  expect(std::equal(before.begin(), before.end(), rows), "after these errors the rows are as they were");

  host::context whole = host::open(f.model, false);
  host::decode(whole.get(), f.tokens, 0);
  const std::vector<uint8_t> bytes = host::state(whole.get());
  shorten::kv_state state(bytes, host::multimodal_rope(f.model));
  expect_error("cells out of order", [&] { state.compact(f.pith, context.get(), {3, 2}); });
  expect_error("a cell that is not there", [&] { state.compact(f.pith, context.get(), {0, (int32_t)f.n}); });
  expect(state.bytes() == bytes, "after these errors the state is as it was");
  expect_error("half a state", [&] {
    shorten::kv_state({bytes.begin(), bytes.begin() + (int64_t)bytes.size() / 2}, host::multimodal_rope(f.model));
  });
  expect_error("a state of another kind of model", [&] { shorten::kv_state(bytes, !host::multimodal_rope(f.model)); });
  expect_error("no library", [] { pith::library("libpith-that-is-not-there.so"); });
  expect_error("another library", [] { pith::library("libc.so.6"); });
}

void run(const char *model_path, const char *library_path) {
  pith::library pith(library_path);
  host::model model = host::load(model_path);
  fixture f(pith, model);

  // The instruments first: a page touched by this program, and an allocation made by the library.
  std::vector<uint8_t> probe(1 << 20);
  watch pages(probe.data(), probe.size());
  probe[probe.size() / 2] = 1;
  pages.stop();
  expect(pages.touched_by("check") == 1 && pages.touched_by("libpith.so") == 0, "a touch from elsewhere is told apart");
  pith_context *context = nullptr;
  const uint64_t bytes = allocated([&] {
    shorten::check(pith, pith.pith_context_create(&context));
    shorten::check(pith, pith.pith_context_reserve(context, 1 << 20));
  });
  pith.pith_context_destroy(context);
  expect(bytes >= 1 << 20, "the library's allocations are counted");

  check_embeddings(f);
  check_caches(f);
  bad_input(f);
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 3) return std::fprintf(stderr, "Usage: check MODEL.gguf libpith.so\n"), 2;
  try {
    run(argv[1], argv[2]);
  } catch (const std::exception &error) {
    expect(false, error.what());
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
