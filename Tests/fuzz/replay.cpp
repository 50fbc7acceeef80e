// Replays packed corpora against the shipped library: every execution with every check. A fault, a trap or a broken promise
// ends it and names the family, the execution and the call.
//
// Usage: replay corpus/select.bin…
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz.h"

static const char *path;
static size_t number;
extern Call call;

static void on_signal(int signal) {
  fprintf(stderr, "%s: execution %zu: signal %d\n", path, number, signal);
  if (call.function && signal != SIGABRT) describe(call);
  _exit(1);
}

int main(int count, char **arguments) {
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGALRM}) ::signal(signal, on_signal);
  for (int i = 1; i < count; i++) {
    path = arguments[i];
    const std::string name(path);
    const size_t begin = name.rfind('/') + 1;
    if (!choose_family(name.substr(begin, name.rfind('.') - begin).c_str())) finding(nullptr, "%s: no such family", path);
    FILE *file = fopen(path, "rb");
    if (!file) finding(nullptr, "%s: cannot be read", path);
    size_t successes = 0;
    uint8_t header[2], data[65536];
    for (number = 0; fread(header, 1, 2, file) == 2; number++) {
      const size_t size = header[0] | header[1] << 8;
      if (fread(data, 1, size, file) != size) finding(nullptr, "%s: cut off", path);
      alarm(20);
      successes += run(data, size, true);
    }
    fclose(file);
    printf("%s: %zu executions, %zu of them valid calls\n", name.c_str() + begin, number, successes);
    if (number < 10 || successes * 4 < number) finding(nullptr, "%s: too few valid calls", path);
  }
  return 0;
}
