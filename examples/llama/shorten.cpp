// Pith beside llama.cpp: shortens a context's embeddings where llama.cpp keeps them and hands them to another context at
// their old positions; shortens a saved KV cache and goes on from it.
//
// Usage: shorten MODEL.gguf libpith.so
#include <algorithm>
#include <cstdio>
#include <exception>

#include "host.hpp"
#include "shorten.hpp"

namespace {

int likeliest(const std::vector<float> &logits) {
  return (int)(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

void run(const char *model_path, const char *library_path) {
  pith::library pith(library_path);
  pith_context *context = nullptr;
  shorten::check(pith, pith.pith_context_create(&context));

  host::model model = host::load(model_path);
  const int64_t n = 384, dim = llama_model_n_embd(model.get()), keep = 96;
  const std::vector<llama_token> tokens = host::some_tokens(model, n);

  // Embeddings, kept by diversity: the rows move inside llama.cpp's buffer, and that buffer is the next batch.
  host::context encoder = host::open(model, true);
  host::decode(encoder.get(), tokens, 0);
  float *rows = llama_get_embeddings(encoder.get());
  std::vector<int32_t> kept = shorten::divprune(pith, context, rows, n, dim, keep);
  host::context generator = host::open(model, false);
  host::decode(generator.get(), rows, kept);
  std::printf("divprune: %lld of %lld rows, positions %d to %d, next token %d\n", (long long)keep, (long long)n,
              kept.front(), kept.back(), likeliest(host::logits(generator.get(), model)));

  // Embeddings, merged by similarity: from llama.cpp's output buffer straight into the embd of a llama_batch.
  encoder = host::open(model, true);
  host::decode(encoder.get(), tokens, 0);
  llama_batch batch = llama_batch_init((int32_t)(n / 2), (int32_t)dim, 1);
  kept = shorten::tome(pith, context, llama_get_embeddings(encoder.get()), n, dim, n / 2, batch.embd);
  generator = host::open(model, false);
  host::decode(generator.get(), batch.embd, kept);
  std::printf("tome: %zu of %lld rows, positions %d to %d, next token %d\n", kept.size(), (long long)n, kept.front(),
              kept.back(), likeliest(host::logits(generator.get(), model)));
  llama_batch_free(batch);

  // KV cache: save, keep the cells with the smallest keys in place, load.
  generator = host::open(model, false);
  host::decode(generator.get(), tokens, 0);
  shorten::kv_state state(host::state(generator.get()), host::multimodal_rope(model));
  const size_t before = state.bytes().size();
  kept = shorten::small_keys(pith, context, state, host::head_dim(model), keep);
  state.compact(pith, context, kept);
  generator = host::open(model, false);
  host::restore(generator.get(), state.bytes());
  host::decode(generator.get(), {tokens.back()}, (llama_pos)n);
  std::printf("KV cache: %lld of %lld cells, %zu of %zu bytes, next token %d\n", (long long)keep, (long long)n,
              state.bytes().size(), before, likeliest(host::logits(generator.get(), model)));

  pith.pith_context_destroy(context);
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 3) return std::fprintf(stderr, "Usage: shorten MODEL.gguf libpith.so\n"), 2;
  try {
    run(argv[1], argv[2]);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
