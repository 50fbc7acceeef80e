// One execution: the first bytes choose a function of the family, the others make the call. Counts what was reached.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz.h"

static int64_t quotient(int64_t a, int64_t b) { return b == 0 ? 0 : a / b; }
#include "table.inc"

constexpr size_t function_count = sizeof functions / sizeof *functions;
constexpr int key_count = 1024;

static std::string family;
static const Function *by_key[key_count];
Call call;
static int64_t executions, successes, per_function[function_count];

static uint64_t hash_of(const void *bytes, size_t size, uint64_t hash) {
  for (size_t i = 0; i < size; i++) hash = (hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001B3u;
  return hash ^ hash >> 29;
}

[[maybe_unused]] static void report() {
  fprintf(stderr, "%s: %lld executions, %lld valid calls\n", family.c_str(), (long long)executions, (long long)successes);
  for (size_t i = 0; i < function_count; i++)
    if (family == functions[i].family && per_function[i] * 2000 < executions / key_count) fprintf(stderr, "  %s: %lld valid calls\n", functions[i].name, (long long)per_function[i]);
  if (const char *path = getenv("PITH_FUZZ_STATISTICS"))
    if (FILE *file = fopen(path, "a")) {
      fprintf(file, "%s %lld %lld\n", family.c_str(), (long long)executions, (long long)successes);
      fclose(file);
    }
}

// Keys name functions by rendezvous hashing, so that a new function takes some keys over and leaves the others as they were:
// the corpus stays what it is.
bool choose_family(const char *name) {
  family = name;
  size_t met = 0;
  for (int key = 0; key < key_count; key++) {
    uint64_t most = 0;
    by_key[key] = nullptr;
    for (const Function &f : functions) {
      if (family != f.family) continue;
      const uint64_t weight = hash_of(f.name, strlen(f.name), 0xCBF29CE484222325u + (uint64_t)key * 0x9E3779B97F4A7C15u);
      if (weight >= most) most = weight, by_key[key] = &f;
    }
  }
  for (const Function &f : functions)
    if (family == f.family) {
      bool found = false;
      for (const Function *chosen : by_key) found |= chosen == &f;
      if (!found) finding(nullptr, "no key chooses %s", f.name);
      met++;
    }
  if (const char *missing = missing_from_core(core_functions, sizeof core_functions / sizeof *core_functions))
    finding(nullptr, "core.cpp does not call %s", missing);
  return met > 0 || family == "core";
}

static void set_up() {
  static bool done;
  if (done) return;
  done = true;
  make_regions();
  make_contexts();
#ifndef PITH_FUZZ_REPLAY
  atexit(report);
#endif
}

bool run(const uint8_t *data, size_t size, bool all) {
  set_up();
  executions++;
  Input input{data, data + size};
  bool success;
  if (family == "core") {
    success = run_core(input);
  } else {
    const int key = (input.byte() | input.byte() << 8) % key_count;
    build(call, *by_key[key], input);
    success = check(call, hash_of(data, size, 0xCBF29CE484222325u), all);
    per_function[by_key[key] - functions] += success;
  }
  successes += success;
  return success;
}

#ifndef PITH_FUZZ_REPLAY
// As many rounds as memory allows are no fault of a library that answers PITH_ERROR_MEMORY.
extern "C" const char *__asan_default_options() { return "allocator_may_return_null=1:max_allocation_size_mb=512:detect_leaks=1:handle_abort=1:detect_stack_use_after_return=0:malloc_context_size=3:quarantine_size_mb=16"; }
extern "C" void __asan_on_error() {
  if (family != "core" && call.function) describe(call);
}
extern "C" const char *__ubsan_default_options() { return "print_stacktrace=1:halt_on_error=1"; }

extern "C" int LLVMFuzzerInitialize(int *count, char ***arguments) {
  for (int i = 1; i < *count; i++)
    if (!strncmp((*arguments)[i], "--family=", 9)) {
      if (!choose_family((*arguments)[i] + 9)) fprintf(stderr, "no family %s\n", (*arguments)[i] + 9), exit(1);
      return 0;
    }
  fprintf(stderr, "which family? --family=select\n");
  exit(1);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  run(data, size, false);
  return 0;
}
#endif
