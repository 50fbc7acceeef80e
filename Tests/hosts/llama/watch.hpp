// Who reads a buffer, and what is allocated meanwhile.
//
// watch takes the pages of a buffer away from the program; the first touch of each page faults, and the fault says at which
// address and from which code. A library that worked on a copy would not fault, and whoever made the copy would.
//
// allocations counts what malloc and its kin give out, library's calls included.
#ifndef PITH_TEST_WATCH_HPP
#define PITH_TEST_WATCH_HPP

#include <dlfcn.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace allocations {

extern std::atomic<uint64_t> total;  // bytes given out so far

}  // namespace allocations

class watch {
 public:
  // Only whole pages inside the buffer can be watched: those at its ends are shared with other data.
  watch(const void *buffer, size_t bytes) {
    page_ = (uintptr_t)sysconf(_SC_PAGESIZE);
    first_ = ((uintptr_t)buffer + page_ - 1) / page_ * page_;
    const uintptr_t last = ((uintptr_t)buffer + bytes) / page_ * page_;
    if (last < first_ + 8 * page_) throw std::runtime_error("the buffer is too small to be watched");
    code_.assign((last - first_) / page_, nullptr);
    if (current_) throw std::runtime_error("only one buffer is watched at a time");
    current_ = this;
    struct sigaction action = {};
    action.sa_sigaction = touched;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, &before_);
    if (mprotect((void *)first_, code_.size() * page_, PROT_NONE) != 0) throw std::runtime_error("mprotect");
  }
  ~watch() { stop(); }
  watch(const watch &) = delete;
  watch &operator=(const watch &) = delete;

  void stop() {
    if (current_ != this) return;
    mprotect((void *)first_, code_.size() * page_, PROT_READ | PROT_WRITE);
    sigaction(SIGSEGV, &before_, nullptr);
    current_ = nullptr;
  }

  size_t pages() const { return code_.size(); }
  uintptr_t page_size() const { return page_; }
  uintptr_t begin() const { return first_; }
  bool was_touched(size_t page) const { return code_[page] != nullptr; }

  // Pages whose first touch came from the named shared object ("libpith.so").
  size_t touched_by(const char *object) const {
    size_t count = 0;
    for (const void *code : code_) {
      Dl_info where;
      if (code && dladdr(code, &where) && where.dli_fname && std::strstr(where.dli_fname, object)) count++;
    }
    return count;
  }

 private:
  static inline watch *current_ = nullptr;
  uintptr_t page_ = 0, first_ = 0;
  std::vector<const void *> code_;
  struct sigaction before_ = {};

  static void touched(int, siginfo_t *info, void *machine) {
    watch *self = current_;
    const uintptr_t address = (uintptr_t)info->si_addr;
    const size_t page = self && address >= self->first_ ? (address - self->first_) / self->page_ : SIZE_MAX;
    if (!self || page >= self->code_.size() || self->code_[page]) {
      signal(SIGSEGV, SIG_DFL);  // a fault of another kind: let it kill the program
      return;
    }
    const ucontext_t *state = static_cast<const ucontext_t *>(machine);
#if defined(__x86_64__)
    self->code_[page] = (const void *)state->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    self->code_[page] = (const void *)state->uc_mcontext.pc;
#else
#error "where does this machine keep its program counter?"
#endif
    mprotect((void *)(self->first_ + page * self->page_), self->page_, PROT_READ | PROT_WRITE);
  }
};

#endif
