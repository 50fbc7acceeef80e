// Pith for C++17 (C++20 brings std::span; a minimal span serves before it): views without a copy, contexts that free
// themselves, and a status turned into an exception or returned as it is.
//
//   std::vector<float> tokens(576 * 1024);
//   std::vector<std::int32_t> kept(64);
//   pith::check(pith_select_divprune(nullptr, pith::view(tokens, 576, 1024), 64, PITH_ORDER_POSITION, pith::view(kept)));
#ifndef PITH_HPP
#define PITH_HPP

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "pith.h"

namespace pith {

/// A failed call: the status and the library's message.
class error : public std::runtime_error {
 public:
  error(pith_status status, const std::string &message) : std::runtime_error(message), status_(status) {}
  pith_status status() const noexcept { return status_; }

 private:
  pith_status status_;
};

/// Throws if a call failed; the thread's message becomes the exception's.
inline void check(pith_status status) {
  if (status != PITH_OK) throw error(status, pith_last_error());
}

/// The dtype of a C++ element type.
template <class T>
constexpr std::int32_t dtype_of() {
  using U = std::remove_cv_t<T>;
  if constexpr (std::is_same_v<U, float>) return PITH_F32;
  else if constexpr (std::is_same_v<U, double>) return PITH_F64;
  else if constexpr (std::is_same_v<U, std::int32_t>) return PITH_I32;
  else if constexpr (std::is_same_v<U, std::int64_t>) return PITH_I64;
  else {
    static_assert(sizeof(U) == 1, "no dtype for this element type: make a pith_view by hand");
    return PITH_U8;
  }
}

/// A view that converts to the pointer C functions take. Keep the buffer alive for the call.
class view_ref {
 public:
  explicit view_ref(const pith_view &view) noexcept : view_(view) {}
  operator const pith_view *() const noexcept { return &view_; }
  const pith_view &get() const noexcept { return view_; }

 private:
  pith_view view_;
};

/// A contiguous view of a container with data() and size(), such as std::vector or std::span: `[n]`, `[n, dim]`, `[b, n, dim]` or
/// four dimensions. Throws std::invalid_argument if the extents do not multiply to the container's size.
template <class Container, class... Extents>
view_ref view(Container &&container, Extents... extents) {
  static_assert(sizeof...(Extents) <= 4, "a view has one to four dimensions");
  using element = std::remove_pointer_t<decltype(container.data())>;
  const std::int64_t size = static_cast<std::int64_t>(container.size());
  pith_view view = pith_view_1d(container.data(), dtype_of<element>(), size);
  if constexpr (sizeof...(Extents) > 0) {
    const std::int64_t shape[] = {static_cast<std::int64_t>(extents)...};
    view.ndim = static_cast<std::int32_t>(sizeof...(Extents));
    std::int64_t step = 1;
    for (int i = view.ndim - 1; i >= 0; i--) {
      view.shape[i] = shape[i];
      view.stride[i] = step;
      if (shape[i] < 0 || (shape[i] > 0 && step > size / shape[i])) throw std::invalid_argument("pith::view: extents exceed the container");
      step *= shape[i];
    }
    if (step != size) throw std::invalid_argument("pith::view: extents do not multiply to the container's size");
  }
  return view_ref(view);
}

/// A context that destroys itself.
class context {
 public:
  explicit context(int threads = 1) {
    pith_context *raw = nullptr;
    check(pith_context_create(&raw));
    handle_.reset(raw);
    if (threads > 1) check(pith_context_set_threads(raw, threads));
  }
  operator pith_context *() const noexcept { return handle_.get(); }
  void cancel() const noexcept { pith_context_cancel(handle_.get()); }
  std::int64_t peak_scratch() const noexcept { return pith_context_peak_scratch(handle_.get()); }

 private:
  struct destroy {
    void operator()(pith_context *raw) const noexcept { pith_context_destroy(raw); }
  };
  std::unique_ptr<pith_context, destroy> handle_;
};

}  // namespace pith

#endif
