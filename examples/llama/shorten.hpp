// Pith on llama.cpp's own memory: rows of embeddings and saved KV caches, shortened where they lie.
//
// Nothing here copies rows on the way to the library: every view names the host's buffer.
#ifndef PITH_LLAMA_SHORTEN_HPP
#define PITH_LLAMA_SHORTEN_HPP

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "pith_dl.hpp"

namespace shorten {

inline void check(const pith::library &pith, pith_status status) {
  if (status != PITH_OK) throw std::runtime_error(pith.pith_last_error());
}

// ---- Embeddings -----------------------------------------------------------------------------------------------------

// Keeps diverse rows (DivPrune): they move to the front of the buffer, in place. Gives their old indices, ascending.
inline std::vector<int32_t> divprune(
    const pith::library &pith, pith_context *context, float *rows, int64_t n, int64_t dim, int64_t keep) {
  std::vector<int32_t> kept(keep);
  pith_view tokens = pith_f32(rows, n, dim), indices = pith_i32(kept.data(), keep);
  check(pith, pith.pith_select_divprune(context, &tokens, keep, PITH_ORDER_POSITION, &indices));
  check(pith, pith.pith_apply_compact(context, &indices, 0, &tokens));
  return kept;
}

// Keeps the first row and those farthest from the ones kept before, by Euclidean distance; otherwise as divprune.
inline std::vector<int32_t> farthest_point(
    const pith::library &pith, pith_context *context, float *rows, int64_t n, int64_t dim, int64_t keep) {
  std::vector<int32_t> kept(keep);
  pith_view tokens = pith_f32(rows, n, dim), indices = pith_i32(kept.data(), keep);
  check(pith, pith.pith_select_farthest_point(context, &tokens, keep, 0, PITH_METRIC_SQUARED_EUCLIDEAN,
                                              PITH_ORDER_POSITION, &indices));
  check(pith, pith.pith_apply_compact(context, &indices, 0, &tokens));
  return kept;
}

// Merges the `remove` most similar pairs of rows (ToMe) on the way into another buffer, such as llama_batch.embd.
// Gives the old index of each merged row, ascending: that of the token which the others of its group were merged into.
inline std::vector<int32_t> tome(
    const pith::library &pith, pith_context *context, const float *rows, int64_t n, int64_t dim, int64_t remove,
    float *merged) {
  std::vector<int32_t> assign(n), gone(n / 2);
  int32_t count = 0;
  pith_view tokens = pith_f32(rows, n, dim), groups = pith_i32(assign.data(), n);
  pith_view sources = pith_i32(gone.data(), n / 2), rows_left = pith_i32(&count, 1);
  check(pith, pith.pith_merge_tome(context, &tokens, remove, 0, 0, &groups, &sources, nullptr, &rows_left));

  // ToMe's rows are in an order of their own; llama.cpp wants positions that do not fall.
  std::vector<char> stays(n, 1);
  for (int64_t i = 0; i < n - count; i++) stays[gone[i]] = 0;
  std::vector<int32_t> kept, rank(count);
  for (int64_t i = 0; i < n; i++) {
    if (!stays[i]) continue;
    rank[assign[i]] = (int32_t)kept.size();
    kept.push_back((int32_t)i);
  }
  for (int32_t &row : assign) row = rank[row];

  pith_view output = pith_f32(merged, count, dim);
  check(pith, pith.pith_apply_merge(context, &tokens, &groups, nullptr, PITH_REDUCE_MEAN, &output, nullptr));
  return kept;
}

// ---- KV cache -------------------------------------------------------------------------------------------------------

// What llama_state_seq_get_data wrote of one sequence, understood so far that its tensors can be named as views.
// The format is llama.cpp's own and may change with it: anything unexpected is an error.
class kv_state {
 public:
  // A tensor inside the bytes: [outer, cells, inner bytes]. Cells are the axis that is shortened.
  struct section {
    size_t offset;
    int64_t outer, inner;
    int32_t ggml_type;  // 0: f32, 1: f16, 30: bf16; -1: the table of cells
  };

  // extended: the model has multimodal rotary positions, and cells hold two more of them and a token.
  kv_state(std::vector<uint8_t> bytes, bool extended) : bytes_(std::move(bytes)) {
    at_ = 8;  // a magic number and the number of the sequence
    if (read<uint32_t>() != 1) fail("not one stream of cells");
    count_at_ = at_;
    cells_ = read<uint32_t>();
    add(1, extended ? 24 : 12, -1);
    const bool transposed = read<uint32_t>() != 0;
    const uint32_t layers = read<uint32_t>();
    for (uint32_t i = 0; i < layers; i++) {
      const int32_t type = read<int32_t>();
      add(1, (int64_t)read<uint64_t>(), type);
    }
    for (uint32_t i = 0; i < layers; i++) {
      const int32_t type = read<int32_t>();
      if (transposed) {
        const int64_t element = read<uint32_t>();
        add(read<uint32_t>(), element, type);
      } else {
        add(1, (int64_t)read<uint64_t>(), type);
      }
    }
    layers_ = layers;
    if (at_ != bytes_.size()) fail("bytes are left over");
  }

  int64_t cells() const { return cells_; }
  int64_t layers() const { return layers_; }
  bool transposed() const { return sections_.back().outer != 1; }
  std::vector<uint8_t> &bytes() { return bytes_; }
  const std::vector<section> &sections() const { return sections_; }
  int32_t position(int64_t cell) const { return load<int32_t>(sections_[0].offset + cell * sections_[0].inner); }

  // Keys of a layer as [heads, cells, head_dim], read where they lie.
  pith_view keys(int64_t layer, int64_t head_dim) const {
    const section &s = sections_[1 + layer];
    const int32_t dtype = s.ggml_type == 0 ? PITH_F32 : s.ggml_type == 1 ? PITH_F16 : s.ggml_type == 30 ? PITH_BF16 : -1;
    if (dtype < 0) fail("quantized keys have no view");
    const int64_t width = s.inner / (dtype == PITH_F32 ? 4 : 2);
    pith_view view = pith_view_3d(bytes_.data() + s.offset, dtype, width / head_dim, cells_, head_dim);
    view.stride[0] = head_dim;
    view.stride[1] = width;
    return view;
  }

  // Keeps the given cells (ascending) of every tensor in place, then closes the gaps, so that llama_state_seq_set_data
  // takes the bytes again. Each cell keeps its position.
  void compact(const pith::library &pith, pith_context *context, std::vector<int32_t> kept) {
    const int64_t keep = (int64_t)kept.size();
    pith_view indices = pith_i32(kept.data(), keep);
    for (const section &s : sections_) {
      pith_view tensor = pith_view_3d(bytes_.data() + s.offset, PITH_U8, s.outer, cells_, s.inner);
      check(pith, pith.pith_apply_compact(context, &indices, 1, &tensor));
    }
    size_t from = 0, to = 0;
    for (section &s : sections_) {
      const size_t head = s.offset - from;
      std::memmove(&bytes_[to], &bytes_[from], head);
      from = s.offset;
      to += head;
      s.offset = to;
      for (int64_t i = 0; i < s.outer; i++) {
        std::memmove(&bytes_[to], &bytes_[from], keep * s.inner);
        from += cells_ * s.inner;
        to += keep * s.inner;
      }
    }
    bytes_.resize(to);
    cells_ = keep;
    const uint32_t count = (uint32_t)keep;
    std::memcpy(&bytes_[count_at_], &count, 4);
  }

 private:
  std::vector<uint8_t> bytes_;
  std::vector<section> sections_;  // the table of cells, keys of every layer, values of every layer
  int64_t cells_ = 0, layers_ = 0;
  size_t at_ = 0, count_at_ = 0;

  [[noreturn]] static void fail(const char *reason) {
    throw std::runtime_error(std::string("not a state of one sequence as this llama.cpp writes it: ") + reason);
  }
  template <typename T>
  T load(size_t offset) const {
    if (offset + sizeof(T) > bytes_.size()) fail("too short");
    T value;
    std::memcpy(&value, &bytes_[offset], sizeof(T));
    return value;
  }
  template <typename T>
  T read() {
    const T value = load<T>(at_);
    at_ += sizeof(T);
    return value;
  }
  void add(int64_t outer, int64_t inner, int32_t type) {
    const uint64_t rest = bytes_.size() - at_;
    if (cells_ < 1 || outer < 1 || inner < 1) fail("an extent below 1");
    if ((uint64_t)outer > rest / (uint64_t)cells_ / (uint64_t)inner) fail("too short");
    sections_.push_back({at_, outer, inner, type});
    at_ += (uint64_t)(outer * inner * cells_);
  }
};

// The cells whose keys are smallest (they are looked at most), and the last one: kept cells, ascending.
inline std::vector<int32_t> small_keys(
    const pith::library &pith, pith_context *context, const kv_state &state, int64_t head_dim, int64_t keep) {
  const int64_t n = state.cells();
  std::vector<float> total(n, 0), scores;
  for (int64_t layer = 0; layer < state.layers(); layer++) {
    pith_view keys = state.keys(layer, head_dim);
    const int64_t heads = keys.shape[0];
    scores.resize(heads * n);
    pith_view out = pith_f32(scores.data(), heads, n);
    check(pith, pith.pith_kv_score_knorm(context, &keys, &out));
    for (int64_t i = 0; i < heads * n; i++) total[i % n] += scores[i];
  }
  total[n - 1] = 0;  // scores are minus a norm: nothing is above 0
  std::vector<int32_t> kept(keep);
  pith_view all = pith_view_1d(total.data(), PITH_F32, n), indices = pith_i32(kept.data(), keep);
  check(pith, pith.pith_select_top_k(context, &all, keep, PITH_ORDER_POSITION, &indices));
  return kept;
}

}  // namespace shorten

#endif
