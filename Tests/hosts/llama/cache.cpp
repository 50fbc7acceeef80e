// KV caches: saved, shortened in place, loaded again, compared with llama.cpp's own eviction of the same cells.
#include "checks.hpp"
#include "report.hpp"

namespace {

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
  const std::vector<int32_t> by_plain_code = plain_small_keys(original, f.keep, host::head_dim(f.model));
  expect(kept == by_plain_code, name + ": keeps the cells that plain code keeps");

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

}  // namespace

void check_caches(const fixture &f) {
  for (bool flash : {true, false})
    for (ggml_type type : {GGML_TYPE_F16, GGML_TYPE_F32}) cache(f, flash, type);
}
