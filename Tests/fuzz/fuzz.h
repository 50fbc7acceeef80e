// What the parts of the fuzzer share: the table of the ABI, the bytes of an execution, and the call that is made of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "pith.h"

enum Kind : uint8_t {
  VIEW, INT64, INT32, UINT64, DOUBLE, ENUM, NUMBER, WINDOW, CENTERCLIP, OPTIONS, REPORT, EMBED, COUNT_TOKENS, USER, OTHER
};
enum Check : uint8_t { NOTHING, POSITIONS, ROWS, SPANS };

union Value {
  int64_t i;
  double d;
  void *p;
  void (*f)();
};

// One argument of a function; made by table.py. Numbers that name another parameter or expression are one more than its place.
struct Parameter {
  const char *name;
  Kind kind = OTHER;
  bool optional = false, in_ = false, out = false;
  char content = 0;           // f float, p float in 0..1, i int32, u text
  uint8_t rank = 0;
  int first = 0;              // where its extents, or its value, stand among the expressions
  uint8_t batch = 0;          // 1: a batch puts B before the extents; 2: B in place of the only extent
  char rule = 0;              // what int32 values are: see calls.txt
  int bound = 0;
  bool any_dtype = false, wide = false;
  uint8_t capacity = 0;       // the extent that is a capacity
  bool flag = false, rounds = false;
  double number = 0;
  int enums = 0;
  bool order = false, is_count = false;
  Check check = NOTHING;
  int limit = 0;              // expression: values are below it
  uint8_t ascending = 0;      // 1: values ascend; 2: where the order is PITH_ORDER_POSITION
  bool gaps = false;          // a value of -1 stands for none
  int count = 0;              // the count view that says how many values were written
};

struct Symbol {
  const char *name;
  int64_t value;
};

struct Function {
  const char *name, *family;
  pith_status (*call)(pith_context *, const Value *);
  const Parameter *parameters;
  int parameter_count;
  const Symbol *symbols;
  int symbol_count;
  void (*evaluate)(const int64_t *symbols, int64_t *expressions);
  int expression_count;
  bool has_context, batch;
  int order;                  // the place of the pith_order parameter, or -1
};

// The bytes of an execution; zeros once they are used up, and zeros ask for the valid call.
struct Input {
  const uint8_t *next, *end;
  uint8_t byte() { return next < end ? *next++ : 0; }
};

struct Random {
  uint64_t state;
  uint64_t next() {
    uint64_t x = state += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  }
  int64_t below(int64_t n) { return n > 0 ? (int64_t)(next() % (uint64_t)n) : 0; }
  double unit() { return (double)(next() >> 11) / 9007199254740992.0; }
};

// Memory of one view between unmapped pages, of exactly the bytes that the view may touch; see memory.cpp.
struct Region {
  uint8_t *address = nullptr;
  size_t size = 0;
};
constexpr size_t region_capacity = 1 << 17;
constexpr int region_count = 32;
void make_regions();
Region place(int slot, size_t size, bool at_start);
bool surroundings_changed(int slot);

struct Argument {
  const Parameter *parameter = nullptr;
  int slot = -1;
  Region region;
  pith_view view;
  Value value;
  bool is_view() const { return parameter->kind == VIEW && value.p; }
  bool aliased = false;       // the view was laid over another argument's memory
  std::vector<uint8_t> before;
};

constexpr int most_arguments = 20;

struct Call {
  const Function *function;
  Argument arguments[most_arguments];
  int64_t symbols[32], expressions[96];
  bool wild = false, at_start = false;
  // Structs that arguments point to.
  pith_window window;
  pith_centerclip_options centerclip;
  pith_text_options options;
  pith_text_report report;
  int64_t number;
  pith_view option_views[6];
  Region option_regions[6];
  uint8_t callback = 0;       // how callbacks answer
  uint8_t context = 0, context_detail = 0;
};

void build(Call &call, const Function &function, Input &input);
// Of scalars and structs; see structs.cpp.
double double_of(uint8_t form, uint8_t seed, double usual, bool wild);
extern const int64_t wild_whole[16];
void make_structs(Call &call, const Parameter &p, Argument &a, uint8_t form, uint8_t mode, uint8_t seed);
void make_options(Call &call, uint8_t form, uint8_t mode, uint8_t seed, Input &tail, int64_t &sentences);
// See hostile.cpp.
void make_wild(Call &call, Input &tail);
void fill(Argument &argument, Call &call, uint8_t mode, uint8_t seed, Input &tail);
void fill_view(const pith_view &view, char content, char rule, int64_t bound, int number, uint8_t mode, uint8_t seed, Input &tail);
size_t element_size(int32_t dtype);
// Bytes from the first to past the last element; -1: more than an address space, or a form that must be refused.
int64_t span_of(const pith_view &view);
// Calls body(byte offset) for every element.
template <class Body> void each_element(const pith_view &view, Body body) {
  int64_t extent[4] = {1, 1, 1, 1}, stride[4] = {0, 0, 0, 0};
  const int pad = 4 - view.ndim, size = (int)element_size(view.dtype);
  for (int i = 0; i < view.ndim; i++) extent[pad + i] = view.shape[i], stride[pad + i] = view.stride[i] * size;
  for (int64_t a = 0; a < extent[0]; a++)
    for (int64_t b = 0; b < extent[1]; b++)
      for (int64_t c = 0; c < extent[2]; c++)
        for (int64_t d = 0; d < extent[3]; d++) body(a * stride[0] + b * stride[1] + c * stride[2] + d * stride[3]);
}

// An allocator that counts, refuses the request number fail_at, and fills what it gives so that reading it shows.
struct Allocator {
  int64_t live = 0, made = 0, fail_at = 0;
  uint8_t pattern = 0xFF;
};
struct Progress {
  int64_t calls, stop_at, last;
};
// Contexts by tier (0 baseline, 1 the machine's), and one with the host's own loop; see contexts.cpp.
extern pith_context *plain[2], *threaded[2], *hosted;
extern int32_t best_tier;
void make_contexts();
pith_context *make_context(Allocator *allocator);
void use_tier(int32_t tier);
int32_t stop_progress(void *user, int64_t done, int64_t total);

// What is promised of a call; see oracles.cpp and values.cpp.
void check_values(const Call &call);
// Makes the call, checks it, and says whether it succeeded. `hash` chooses the dear checks; `all`: makes all of them.
bool check(Call &call, uint64_t hash, bool all);
void describe(const Call &call);
[[noreturn]] void finding(const Call *call, const char *form, ...);

// Versions and contexts themselves; see core.cpp.
bool run_core(Input &input);
const char *missing_from_core(const char *const *names, size_t count);

extern pith_context *current_context; // for callbacks, which find it busy
extern "C" int32_t fuzz_embed(void *, const char *, const int32_t *, int64_t, float *, int64_t);
extern "C" int64_t fuzz_count_tokens(void *, const char *, int64_t);

// The entry of libFuzzer and of the replay; see target.cpp.
bool choose_family(const char *name);
bool run(const uint8_t *data, size_t size, bool all);
