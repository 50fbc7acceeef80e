// What the checks share: a line for each expectation, the model with its tokens, and what "read in place" means.
#ifndef PITH_TEST_REPORT_HPP
#define PITH_TEST_REPORT_HPP

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host.hpp"
#include "shorten.hpp"
#include "watch.hpp"

inline int passed = 0, failed = 0;

inline void expect(bool holds, const std::string &what) {
  (holds ? passed : failed)++;
  std::printf("%s  %s\n", holds ? "ok    " : "FAILED", what.c_str());
}

// What a call allocated, in bytes, in all.
inline uint64_t allocated(const std::function<void()> &call) {
  const uint64_t before = allocations::total;
  call();
  return allocations::total - before;
}

inline double difference(const std::vector<float> &a, const std::vector<float> &b) {
  double most = 0, size = 0;
  for (size_t i = 0; i < a.size(); i++) {
    most = std::max(most, std::fabs((double)a[i] - b[i]));
    size = std::max(size, std::fabs((double)b[i]));
  }
  return most / size;
}

inline std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

struct fixture {
  const pith::library &pith;
  const host::model &model;
  int64_t n = 384, keep = 96, dim;
  std::vector<llama_token> tokens;

  fixture(const pith::library &pith, const host::model &model)
      : pith(pith), model(model), dim(llama_model_n_embd(model.get())), tokens(host::some_tokens(model, n)) {}

  uint64_t row_bytes() const { return (uint64_t)(n * dim) * 4; }

  std::unique_ptr<pith_context, std::function<void(pith_context *)>> context() const {
    pith_context *made = nullptr;
    shorten::check(pith, pith.pith_context_create(&made));
    return {made, [this](pith_context *context) { pith.pith_context_destroy(context); }};
  }

  host::context encoded() const {
    host::context encoder = host::open(model, true);
    host::decode(encoder.get(), tokens, 0);
    if (!llama_get_embeddings(encoder.get())) throw std::runtime_error("llama.cpp has no embeddings");
    return encoder;
  }

  std::vector<float> fed(float *rows, const std::vector<int32_t> &positions) const {
    host::context generator = host::open(model, false);
    host::decode(generator.get(), rows, positions);
    return host::logits(generator.get(), model);
  }
};

// Every page of a watched buffer must have been touched first by the library itself, not by memcpy or by this program.
inline void expect_read(const watch &pages, const std::string &name) {
  const size_t own = pages.touched_by("libpith.so");
  expect(own == pages.pages(), name + ": " + std::to_string(own) + " of the " + std::to_string(pages.pages()) +
                                   " pages of the buffer first touched by code of libpith.so");
}

// What the method itself needs, by its documentation, and up to 256 KiB for the blocks of a matrix product.
inline void expect_working_memory(const fixture &f, pith_context *context, uint64_t documented, const std::string &name) {
  const uint64_t used = (uint64_t)f.pith.pith_context_peak_scratch(context);
  expect(used > 0 && used <= documented + (documented < f.row_bytes() ? 0 : 1 << 18),
         name + ": working memory " + std::to_string(used) + " bytes, by its documentation about " + std::to_string(documented) +
             "; the rows are " + std::to_string(f.row_bytes()));
}

// Compacts [outer, cells, inner bytes] in place: exactly the pages with bytes that change their place may be touched, all of
// them by the library, and nothing is allocated.
inline void expect_compacted(const fixture &f, uint8_t *base, int64_t outer, int64_t cells, int64_t inner,
                      std::vector<int32_t> kept, const std::string &name) {
  pith_view indices = pith_i32(kept.data(), (int64_t)kept.size()), values = pith_view_3d(base, PITH_U8, outer, cells, inner);
  watch pages(base, (size_t)(outer * cells * inner));
  pith_status status = PITH_OK;
  const uint64_t bytes = allocated([&] { status = f.pith.pith_apply_compact(nullptr, &indices, 1, &values); });
  pages.stop();
  shorten::check(f.pith, status);
  std::vector<bool> moved(pages.pages(), false);
  for (int64_t i = 0; i < outer; i++)
    for (size_t k = 0; k < kept.size(); k++)
      for (int64_t cell : {(int64_t)k, (int64_t)kept[k]})
        for (int64_t b = 0; b < inner && kept[k] != (int32_t)k; b++) {
          const uintptr_t at = (uintptr_t)base + (uintptr_t)((i * cells + cell) * inner + b);
          const size_t page = (at - pages.begin()) / pages.page_size();
          if (at >= pages.begin() && page < moved.size()) moved[page] = true;
        }
  size_t count = 0, wrong = 0;
  for (size_t i = 0; i < moved.size(); i++) {
    count += moved[i];
    wrong += moved[i] != pages.was_touched(i);
  }
  expect(wrong == 0 && count > 0 && bytes == 0,
         name + ": compacting touched just the " + std::to_string(count) + " of " + std::to_string(moved.size()) +
             " pages with bytes that move, and allocated " + std::to_string(bytes) + " bytes");
}

#endif
