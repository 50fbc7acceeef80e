// Pith through dlopen: a table of every function, for programs that must also run where the library is not installed.
//
//   pith::library pith("libpith.so.0");           // throws with the reason: not found, a symbol missing, another ABI
//   pith.pith_select_top_k(nullptr, &scores, 64, PITH_ORDER_POSITION, &kept);
//
// The list of functions is generated from the library's sources (pith_dl_table.inc).
#ifndef PITH_DL_HPP
#define PITH_DL_HPP

#include <dlfcn.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "pith.h"

namespace pith {

class library {
 public:
#define PITH_DL(result, name, arguments) result(*name) arguments = nullptr;
#include "pith_dl_table.inc"
#undef PITH_DL

  explicit library(const char *path = "libpith.so.0") {
    handle_ = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!handle_) throw std::runtime_error(std::string("pith: ") + dlerror());
    const char *missing = nullptr;
#define PITH_DL(result, name, arguments)                            \
  name = reinterpret_cast<result(*) arguments>(dlsym(handle_, #name)); \
  if (!name && !missing) missing = #name;
#include "pith_dl_table.inc"
#undef PITH_DL
    // The ABI number is looked at first: with another one, a missing symbol is no surprise.
    if (pith_abi_version && pith_abi_version() != PITH_ABI_VERSION) fail("the library's ABI version is not the headers'");
    if (missing) fail(std::string("the library has no ") + missing);
  }
  library(const library &) = delete;
  library &operator=(const library &) = delete;
  ~library() {
    if (handle_) dlclose(handle_);
  }

 private:
  void *handle_ = nullptr;

  void fail(const std::string &reason) {
    dlclose(handle_);
    handle_ = nullptr;
    throw std::runtime_error("pith: " + reason);
  }
};

}  // namespace pith

#endif
