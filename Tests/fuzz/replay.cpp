// Replays packed corpora against the shipped library: each execution as it was kept, with every check, then so many times with
// other bytes in some places, with the dear checks on a share of them as when fuzzing. A fault, a trap or a broken promise ends it, names the call, and writes the execution's bytes
// to <family>-finding, which run.sh again repeats.
//
// Usage: replay variations corpus/select.bin…
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz.h"

static const char *path;
static size_t number;
static std::string kept, current, family_name;
extern Call call;

static void on_signal(int signal) {
  fprintf(stderr, "%s: execution %zu: signal %d\n", path, number, signal);
  if (call.function && signal != SIGABRT) describe(call);
  if (FILE *file = fopen((family_name + "-finding").c_str(), "wb")) {
    fwrite(current.data(), 1, current.size(), file);
    fclose(file);
  }
  _exit(1);
}

static bool repeat(const std::string &bytes, bool all) {
  current = bytes;
  alarm(20);
  return run((const uint8_t *)current.data(), current.size(), all);
}

// The function stays; a few other bytes change, most of them near others that were kept.
static std::string varied(const std::string &bytes, Random &random) {
  std::string result = bytes;
  if (result.size() < 6) result.resize(6 + (size_t)random.below(30));
  for (int64_t changes = 1 + random.below(4); changes > 0; changes--) {
    char &byte = result[2 + (size_t)random.below((int64_t)result.size() - 2)];
    byte = (char)(random.below(3) ? random.next() : (uint64_t)byte + random.next() % 5 - 2);
  }
  return result;
}

int main(int count, char **arguments) {
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGALRM}) ::signal(signal, on_signal);
  const int64_t variations = count > 1 ? atoll(arguments[1]) : 0;
  for (int i = 2; i < count; i++) {
    path = arguments[i];
    const std::string name(path);
    const size_t begin = name.rfind('/') + 1;
    family_name = name.substr(begin, name.find_first_of(".-", begin) - begin);
    if (!choose_family(family_name.c_str())) finding(nullptr, "%s: no such family", path);
    FILE *file = fopen(path, "rb");
    if (!file) finding(nullptr, "%s: cannot be read", path);
    size_t successes = 0, executions = 0;
    uint8_t header[2];
    Random random{1};
    for (number = 0; fread(header, 1, 2, file) == 2; number++) {
      kept.resize(header[0] | header[1] << 8);
      if (fread(kept.data(), 1, kept.size(), file) != kept.size()) finding(nullptr, "%s: cut off", path);
      successes += repeat(kept, true);
      executions++;
      for (int64_t k = 0; k < variations; k++, executions++) successes += repeat(varied(kept, random), false);
    }
    fclose(file);
    printf("%s: %zu executions, %zu of them valid calls\n", family_name.c_str(), executions, successes);
    if (number < 10 || successes * 8 < executions) finding(nullptr, "%s: too few valid calls", path);
  }
  return 0;
}
