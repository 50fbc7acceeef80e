// What examples/llama promises, proven on a real llama.cpp: the library works on llama.cpp's own buffers, copies nothing,
// and gives what the same call gives on a private copy and what plain code gives in double.
//
// Usage: check MODEL.gguf libpith.so
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>

#include "host.hpp"
#include "plain.hpp"
#include "shorten.hpp"
#include "watch.hpp"

namespace {

int passed = 0, failed = 0;

void expect(bool holds, const std::string &what) {
  (holds ? passed : failed)++;
  std::printf("%s  %s\n", holds ? "ok    " : "FAILED", what.c_str());
}

// What a call allocated, in bytes, in all.
uint64_t allocated(const std::function<void()> &call) {
  const uint64_t before = allocations::total;
  call();
  return allocations::total - before;
}

double difference(const std::vector<float> &a, const std::vector<float> &b) {
  double most = 0, size = 0;
  for (size_t i = 0; i < a.size(); i++) {
    most = std::max(most, std::fabs((double)a[i] - b[i]));
    size = std::max(size, std::fabs((double)b[i]));
  }
  return most / size;
}

std::string number(double value) {
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
void expect_read(const watch &pages, const std::string &name) {
  const size_t own = pages.touched_by("libpith.so");
  expect(own == pages.pages(), name + ": " + std::to_string(own) + " of the " + std::to_string(pages.pages()) +
                                   " pages of the buffer first touched by code of libpith.so");
}

// What the method itself needs, by its documentation, and up to 256 KiB for the blocks of a matrix product.
void expect_working_memory(const fixture &f, pith_context *context, uint64_t documented, const std::string &name) {
  const uint64_t used = (uint64_t)f.pith.pith_context_peak_scratch(context);
  expect(used > 0 && used <= documented + (documented < f.row_bytes() ? 0 : 1 << 18),
         name + ": working memory " + std::to_string(used) + " bytes, documented " + std::to_string(documented) +
             "; the rows are " + std::to_string(f.row_bytes()));
}

// Compacts [outer, cells, inner bytes] in place: exactly the pages with bytes that change their place may be touched, all of
// them by the library, and nothing is allocated.
void expect_compacted(const fixture &f, uint8_t *base, int64_t outer, int64_t cells, int64_t inner,
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

// Rows fed back at their old positions: llama.cpp must hold those positions, and logits must be those of plain copies.
void expect_fed(const fixture &f, float *rows, const std::vector<int32_t> &kept, std::vector<float> copy,
                const std::string &name) {
  host::context generator = host::open(f.model, false);
  host::decode(generator.get(), rows, kept);
  shorten::kv_state state(host::state(generator.get()), host::multimodal_rope(f.model));
  std::vector<int32_t> positions;
  for (int64_t i = 0; i < state.cells(); i++) positions.push_back(state.position(i));
  expect(positions == kept, name + ": llama.cpp holds the rows at their old positions, " + std::to_string(kept.front()) +
                                " to " + std::to_string(kept.back()));
  const std::vector<float> logits = host::logits(generator.get(), f.model);
  expect(logits == f.fed(copy.data(), kept), name + ": logits are those of a plain copy of the rows, bit for bit");

  std::vector<int32_t> renumbered(kept.size());
  for (size_t i = 0; i < renumbered.size(); i++) renumbered[i] = (int32_t)i;
  expect(difference(f.fed(copy.data(), renumbered), logits) > 0.01, name + ": with other positions they would differ");
}

using shortening = std::vector<int32_t> (*)(
    const pith::library &, pith_context *, float *, int64_t, int64_t, int64_t);

void in_place(const fixture &f, const std::string &name, shortening method,
              std::vector<int32_t> (*plain_method)(const plain::rows &, int64_t), uint64_t working_memory) {
  host::context encoder = f.encoded();
  float *rows = llama_get_embeddings(encoder.get());
  const std::vector<float> before(rows, rows + f.n * f.dim);
  std::vector<float> copy = before;
  const std::vector<int32_t> expected = method(f.pith, nullptr, copy.data(), f.n, f.dim, f.keep);

  // A context keeps its working memory from call to call: what is allocated later is for something else.
  auto context = f.context();
  for (int i = 0; i < 2; i++) {
    copy = before;
    (void)method(f.pith, context.get(), copy.data(), f.n, f.dim, f.keep);
  }
  std::vector<int32_t> kept;
  watch pages(rows, f.row_bytes());
  const uint64_t bytes = allocated([&] { kept = method(f.pith, context.get(), rows, f.n, f.dim, f.keep); });
  pages.stop();
  expect_read(pages, name);
  expect(bytes == (uint64_t)f.keep * 4, name + ": allocated " + std::to_string(bytes) + " bytes: the list of indices");
  expect_working_memory(f, context.get(), working_memory, name);
  expect(kept == expected, name + ": keeps what the same call keeps on a private copy");
  expect(kept == plain_method(plain::of(before.data(), f.n, f.dim), f.keep), name + ": keeps what plain code in double keeps");
  std::vector<float> gathered;
  for (int32_t row : kept) gathered.insert(gathered.end(), &before[row * f.dim], &before[row * f.dim] + f.dim);
  expect(llama_get_embeddings(encoder.get()) == rows && std::equal(gathered.begin(), gathered.end(), rows),
         name + ": the kept rows are the first ones of llama_get_embeddings, bit for bit");
  expect(std::equal(copy.begin(), copy.end(), rows), name + ": the whole buffer is as on the private copy");
  expect_fed(f, rows, kept, gathered, name);
}

void merging(const fixture &f) {
  const std::string name = "tome";
  host::context encoder = f.encoded();
  float *rows = llama_get_embeddings(encoder.get());
  const std::vector<float> before(rows, rows + f.n * f.dim);
  const int64_t remove = f.n / 3, left = f.n - remove;

  std::vector<float> copy_merged(left * f.dim);
  const std::vector<int32_t> expected =
      shorten::tome(f.pith, nullptr, before.data(), f.n, f.dim, remove, copy_merged.data());

  auto context = f.context();
  for (int i = 0; i < 2; i++)
    (void)shorten::tome(f.pith, context.get(), before.data(), f.n, f.dim, remove, copy_merged.data());
  llama_batch batch = llama_batch_init((int32_t)left, (int32_t)f.dim, 1);
  std::vector<int32_t> kept;
  watch input(rows, f.row_bytes());
  const uint64_t bytes =
      allocated([&] { kept = shorten::tome(f.pith, context.get(), rows, f.n, f.dim, remove, batch.embd); });
  input.stop();
  expect_read(input, name + ", input");
  expect(bytes < (uint64_t)f.n * 32, name + ": allocated " + std::to_string(bytes) + " bytes: lists of indices");
  expect_working_memory(f, context.get(), f.row_bytes(), name);
  {
    watch output(batch.embd, (uint64_t)(left * f.dim) * 4);
    (void)shorten::tome(f.pith, context.get(), rows, f.n, f.dim, remove, batch.embd);
    output.stop();
    expect_read(output, name + ", output (llama_batch.embd)");
  }
  expect(std::equal(before.begin(), before.end(), rows), name + ": the input is as it was");
  expect(kept == expected && std::equal(copy_merged.begin(), copy_merged.end(), batch.embd),
         name + ": merges as the same call on a private copy, bit for bit");
  const auto [merged, stands] = plain::tome(plain::of(before.data(), f.n, f.dim), remove);
  double most = 0;
  for (int64_t i = 0; i < left; i++)
    for (int64_t c = 0; c < f.dim; c++) most = std::max(most, std::fabs(merged[i][c] - batch.embd[i * f.dim + c]));
  expect(kept == stands && most < 1e-5, name + ": merges as plain code in double (" + number(most) + " apart)");
  expect_fed(f, batch.embd, kept, copy_merged, name);
  llama_batch_free(batch);
}

// The tight state that keeps the given cells, put together byte by byte.
std::vector<uint8_t> plain_compact(shorten::kv_state &state, const std::vector<int32_t> &kept) {
  const std::vector<uint8_t> &bytes = state.bytes();
  std::vector<uint8_t> result;
  size_t at = 0;
  for (const auto &s : state.sections()) {
    while (at < s.offset) result.push_back(bytes[at++]);
    for (int64_t i = 0; i < s.outer; i++)
      for (int32_t cell : kept)
        for (int64_t b = 0; b < s.inner; b++) result.push_back(bytes[s.offset + (i * state.cells() + cell) * s.inner + b]);
    at += (size_t)(s.outer * state.cells() * s.inner);
  }
  result[12] = (uint8_t)kept.size();  // the number of cells, after three other numbers
  result[13] = (uint8_t)(kept.size() >> 8);
  return result;
}

// The cells with the smallest keys, and the last one.
std::vector<int32_t> plain_small_keys(shorten::kv_state &state, int64_t keep, int64_t head_dim) {
  std::vector<std::pair<double, int32_t>> sizes;
  for (int64_t cell = 0; cell < state.cells(); cell++) {
    double size = 0;
    for (int64_t layer = 0; layer < state.layers(); layer++) {
      const auto &s = state.sections()[1 + layer];
      const int64_t bytes = s.ggml_type == GGML_TYPE_F32 ? 4 : 2;
      for (int64_t head = 0; head < s.inner / bytes / head_dim; head++) {
        double squares = 0;
        for (int64_t c = head * head_dim; c < (head + 1) * head_dim; c++) {
          const uint8_t *at = &state.bytes()[s.offset + cell * s.inner + c * bytes];
          float value;
          ggml_fp16_t half;
          if (bytes == 4) std::memcpy(&value, at, 4);
          else std::memcpy(&half, at, 2), value = ggml_fp16_to_fp32(half);
          squares += (double)value * value;
        }
        size += std::sqrt(squares);
      }
    }
    sizes.push_back({cell == state.cells() - 1 ? 0 : size, (int32_t)cell});
  }
  std::sort(sizes.begin(), sizes.end());
  std::vector<int32_t> kept;
  for (int64_t i = 0; i < keep; i++) kept.push_back(sizes[i].second);
  std::sort(kept.begin(), kept.end());
  return kept;
}

void cache(const fixture &f, bool flash, ggml_type type) {
  const std::string name = std::string("KV cache, ") + ggml_type_name(type) + ", values as " + (flash ? "rows" : "columns");
  const bool extended = host::multimodal_rope(f.model);
  host::context whole = host::open(f.model, false, flash, type);
  host::decode(whole.get(), f.tokens, 0);
  shorten::kv_state original(host::state(whole.get()), extended), state = original;
  expect(state.cells() == f.n && state.transposed() == !flash, name + ": the saved state is understood");

  auto context = f.context();
  std::vector<int32_t> kept;
  const auto &keys = state.sections()[1];
  {
    watch pages(state.bytes().data() + keys.offset, (size_t)(keys.inner * f.n));
    kept = shorten::small_keys(f.pith, context.get(), state, host::head_dim(f.model), f.keep);
    pages.stop();
    expect_read(pages, name + ", keys");
  }
  expect(kept == plain_small_keys(original, f.keep, host::head_dim(f.model)), name + ": keeps the cells that plain code keeps");

  shorten::kv_state apart = original;
  const auto &values = apart.sections()[1 + apart.layers()];
  expect_compacted(f, apart.bytes().data() + values.offset, values.outer, f.n, values.inner, kept, name + ", values");

  const uint8_t *where = state.bytes().data();
  std::vector<int32_t> indices = kept;
  const uint64_t bytes = allocated([&] { state.compact(f.pith, context.get(), std::move(indices)); });
  expect(bytes == 0 && state.bytes().data() == where, name + ": all tensors compacted where they lie, nothing allocated");
  const std::vector<uint8_t> expected = plain_compact(original, kept);
  expect(state.bytes() == expected, name + ": " + std::to_string(original.bytes().size()) + " bytes became the " +
                                        std::to_string(expected.size()) + " that plain code puts together");

  host::context shorter = host::open(f.model, false, flash, type);
  host::restore(shorter.get(), state.bytes());
  expect(host::state(shorter.get()) == expected, name + ": llama.cpp takes them and gives the same bytes back");
  for (int64_t i = 0, next = 0; i < f.n; i++) {
    if (next < f.keep && kept[next] == i) next++;
    else llama_memory_seq_rm(llama_get_memory(whole.get()), 0, (llama_pos)i, (llama_pos)i + 1);
  }
  host::context unshortened = host::open(f.model, false, flash, type);
  host::restore(unshortened.get(), original.bytes());
  std::vector<float> logits[3];
  llama_context *contexts[3] = {shorter.get(), whole.get(), unshortened.get()};
  for (int i = 0; i < 3; i++) {
    host::decode(contexts[i], {f.tokens[0]}, (llama_pos)f.n);
    logits[i] = host::logits(contexts[i], f.model);
  }
  // Sums over cells in another order; with flash attention llama.cpp computes them in f16 whatever the cache holds.
  const double tolerance = flash ? 3e-3 : type == GGML_TYPE_F32 ? 1e-5 : 2e-4;
  const double evicted = difference(logits[0], logits[1]), full = difference(logits[0], logits[2]);
  expect(evicted <= tolerance && full > 10 * tolerance,
         name + ": the next token's logits are those after llama.cpp's own eviction of the other cells (" + number(evicted) +
             " apart; from the whole cache " + number(full) + ")");
}

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

  in_place(f, "divprune", shorten::divprune, plain::divprune, f.row_bytes() + (uint64_t)(f.n * f.n) * 4);
  in_place(f, "farthest_point", shorten::farthest_point, plain::farthest_point, (uint64_t)f.n * 16);
  {
    host::context encoder = f.encoded();
    std::vector<int32_t> kept;
    for (int32_t i = 0; i < f.keep; i++) kept.push_back(i < 40 ? i : 3 * i);
    expect_compacted(f, (uint8_t *)llama_get_embeddings(encoder.get()), 1, f.n, f.dim * 4, kept, "embeddings");
  }
  merging(f);
  for (bool flash : {true, false})
    for (ggml_type type : {GGML_TYPE_F16, GGML_TYPE_F32}) cache(f, flash, type);
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
