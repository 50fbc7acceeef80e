// Embeddings: selected and compacted inside llama_get_embeddings, merged from there into llama_batch.embd, fed back.
#include "checks.hpp"
#include "plain.hpp"
#include "report.hpp"

namespace {

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
  const std::vector<int32_t> by_plain_code = plain_method(plain::of(before.data(), f.n, f.dim), f.keep);
  expect(kept == by_plain_code, name + ": keeps what plain code in double keeps");
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

}  // namespace

void check_embeddings(const fixture &f) {
  in_place(f, "divprune", shorten::divprune, plain::divprune, f.row_bytes() + (uint64_t)(f.n * f.n) * 4);
  in_place(f, "farthest_point", shorten::farthest_point, plain::farthest_point, (uint64_t)f.n * 16);
  host::context encoder = f.encoded();
  std::vector<int32_t> kept;
  for (int32_t i = 0; i < f.keep; i++) kept.push_back(i < 40 ? i : 3 * i);
  expect_compacted(f, (uint8_t *)llama_get_embeddings(encoder.get()), 1, f.n, f.dim * 4, kept, "embeddings");
  merging(f);
}
