// The little of llama.cpp that the programs here need: a model, contexts, token batches and embedding batches.
#ifndef PITH_LLAMA_HOST_HPP
#define PITH_LLAMA_HOST_HPP

#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "llama.h"

namespace host {

struct model_deleter {
  void operator()(llama_model *model) const { llama_model_free(model); }
};
struct context_deleter {
  void operator()(llama_context *context) const { llama_free(context); }
};
using model = std::unique_ptr<llama_model, model_deleter>;
using context = std::unique_ptr<llama_context, context_deleter>;

inline model load(const char *path) {
  llama_log_set(
      [](ggml_log_level level, const char *text, void *) {
        if (level >= GGML_LOG_LEVEL_ERROR && level != GGML_LOG_LEVEL_CONT) std::fputs(text, stderr);
      },
      nullptr);
  llama_backend_init();
  model loaded(llama_model_load_from_file(path, llama_model_default_params()));
  if (!loaded) throw std::runtime_error(std::string("llama.cpp cannot load ") + path);
  return loaded;
}

// embeddings: llama_get_embeddings gives a row for every token instead of logits for the last one.
// flash: flash attention, with which llama.cpp keeps values as rows; without it as columns.
inline context open(const model &loaded, bool embeddings, bool flash = true, ggml_type cache = GGML_TYPE_F16) {
  llama_context_params parameters = llama_context_default_params();
  parameters.n_ctx = 1024;
  parameters.n_batch = parameters.n_ubatch = 512;
  parameters.n_threads = parameters.n_threads_batch = 1;
  parameters.embeddings = embeddings;
  parameters.pooling_type = LLAMA_POOLING_TYPE_NONE;
  parameters.flash_attn_type = flash ? LLAMA_FLASH_ATTN_TYPE_ENABLED : LLAMA_FLASH_ATTN_TYPE_DISABLED;
  parameters.type_k = parameters.type_v = cache;
  context opened(llama_init_from_model(loaded.get(), parameters));
  if (!opened) throw std::runtime_error("llama.cpp cannot open a context");
  return opened;
}

// Tokens at consecutive positions.
inline void decode(llama_context *context, std::vector<llama_token> tokens, llama_pos first) {
  std::vector<llama_pos> positions(tokens.size());
  for (size_t i = 0; i < tokens.size(); i++) positions[i] = first + (llama_pos)i;
  llama_batch batch = {};
  batch.n_tokens = (int32_t)tokens.size();
  batch.token = tokens.data();
  batch.pos = positions.data();
  if (llama_decode(context, batch) != 0) throw std::runtime_error("llama_decode failed on tokens");
}

// Rows of embeddings at any rising positions; rows is handed to llama.cpp as it is.
inline void decode(llama_context *context, float *rows, const std::vector<int32_t> &where) {
  const size_t n = where.size();
  std::vector<llama_pos> positions(4 * n, 0);  // multimodal rotary positions: time, height, width, unused
  for (size_t i = 0; i < 3 * n; i++) positions[i] = where[i % n];
  llama_batch batch = {};
  batch.n_tokens = (int32_t)n;
  batch.embd = rows;
  batch.pos = positions.data();
  if (llama_decode(context, batch) != 0) throw std::runtime_error("llama_decode failed on embeddings");
}

inline std::vector<float> logits(llama_context *context, const model &loaded) {
  const float *values = llama_get_logits_ith(context, -1);
  if (!values) throw std::runtime_error("llama.cpp has no logits");
  return {values, values + llama_vocab_n_tokens(llama_model_get_vocab(loaded.get()))};
}

inline std::vector<uint8_t> state(llama_context *context) {
  std::vector<uint8_t> bytes(llama_state_seq_get_size(context, 0));
  if (llama_state_seq_get_data(context, bytes.data(), bytes.size(), 0) != bytes.size())
    throw std::runtime_error("llama.cpp did not give its state");
  return bytes;
}

inline void restore(llama_context *context, const std::vector<uint8_t> &bytes) {
  if (llama_state_seq_set_data(context, bytes.data(), bytes.size(), 0) != bytes.size())
    throw std::runtime_error("llama.cpp did not take the state");
}

inline bool multimodal_rope(const model &loaded) {
  const llama_rope_type type = llama_model_rope_type(loaded.get());
  return type == LLAMA_ROPE_TYPE_MROPE || type == LLAMA_ROPE_TYPE_IMROPE;
}

inline int64_t head_dim(const model &loaded) {
  return llama_model_n_embd(loaded.get()) / llama_model_n_head(loaded.get());
}

// Tokens that look random and are the same every time.
inline std::vector<llama_token> some_tokens(const model &loaded, size_t count) {
  const uint32_t vocabulary = (uint32_t)llama_vocab_n_tokens(llama_model_get_vocab(loaded.get()));
  std::vector<llama_token> tokens(count);
  uint64_t state = 1;
  for (llama_token &token : tokens) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    token = (llama_token)((state >> 33) % vocabulary);
  }
  return tokens;
}

}  // namespace host

#endif
