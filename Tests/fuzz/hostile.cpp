// Makes one or two arguments of a call hostile: forms that must be refused, other layouts of the same memory, extremes of
// scalars and options. A view never claims memory that is not there unless its form alone must be refused.
#include <algorithm>

#include "fuzz.h"

void make_wild(Call &call, Input &tail) {
  const Function &f = *call.function;
  if (f.parameter_count == 0) return;
  for (int changes = 1 + tail.byte() % 2; changes > 0; changes--) {
    Argument &a = call.arguments[tail.byte() % f.parameter_count];
    const Parameter &p = *a.parameter;
    const uint8_t what = tail.byte(), which = tail.byte();
    switch (p.kind) {
      case INT64: case UINT64: {
        int64_t number = what < 200 ? wild_whole[which % 16] : a.value.i + which % 5 - 2;
        if (p.rounds) number = std::min<int64_t>(number, 1000); // as many rounds as a host asks for are no fault
        a.value.i = number;
        break;
      }
      case INT32: case ENUM: a.value.i = (int32_t)(what < 128 ? wild_whole[which % 16] : a.value.i + which % 5 - 2);
        if (p.rounds) a.value.i = std::min<int64_t>(a.value.i, 1000);
        break;
      case DOUBLE: a.value.d = double_of(which, what, p.number, true); break;
      case WINDOW: case CENTERCLIP: case NUMBER: case EMBED: case REPORT: if (what < 60) a.value.p = nullptr; break;
      case OPTIONS: {
        pith_text_options &o = call.options;
        static const int64_t bad[] = {-1, 0, 1, 77, INT64_MAX, INT64_MIN, 1 << 20, 65537};
        switch (what % 14) {
          case 0: a.value.p = nullptr; break;
          case 1: o.budget = wild_whole[which % 16]; break;
          case 2: o.unit = (int32_t)wild_whole[which % 16]; break;
          case 3: o.strategy = (int32_t)wild_whole[which % 16]; break;
          case 4: o.words = (int32_t)wild_whole[which % 16]; break;
          case 5: o.reserved = which; break;
          case 6: o.redundancy = double_of(which, 0, 0, true); break;
          case 7: o.rank_prior = double_of(which, 0, 0, true); break;
          case 8: o.embedding_weight = double_of(which, 0, 0, true); break;
          case 9: o.word_drop = double_of(which, 0, 0, true); break;
          case 10: o.clusters = wild_whole[which % 16]; break;
          case 11: o.embed_dim = bad[which % 8]; if (o.embed_dim > 100 && o.embed_dim <= 65536) o.embed_dim = 100; break;
          case 12: o.struct_size = (uint64_t)(which < 128 ? which * 2 : bad[which % 8]); if (o.struct_size > sizeof o && o.struct_size < 4096) o.struct_size = 160; break;
          default: if (o.embeddings) call.option_views[0].shape[which % 2] -= call.option_views[0].shape[which % 2] > 0; break;
        }
        break;
      }
      case VIEW: {
        pith_view &v = a.view;
        const int n = v.ndim < 1 ? 1 : v.ndim > 4 ? 4 : v.ndim, i = which % n;
        bool resettle = true;
        switch (what % 16) {
          case 0: a.value.p = nullptr; break;
          case 1: v.data = nullptr; resettle = false; break;
          case 2: if (element_size(v.dtype) > 1 && v.shape[0]) { v.data = a.region.address + 1; resettle = false; } break;
          case 3: { static const int32_t types[] = {1, 2, 3, 4, 10, 11, 12, 0, -1, 99, INT32_MAX, INT32_MIN}; v.dtype = types[which % 12]; break; }
          case 4: v.ndim = (int32_t[]){0, 1, 2, 3, 4, 5, -1, INT32_MAX, INT32_MIN}[which % 9];
            for (int k = n; k < 4; k++) v.shape[k] = 1, v.stride[k] = 1;
            break;
          case 5: v.shape[i] += which / 16 % 5 - 2; break;
          case 6: v.shape[i] = 0; break;
          case 7: v.shape[i] = wild_whole[which / 4 % 16]; v.stride[i] = which & 128 ? v.stride[i] : 0; break;
          case 8: v.stride[i] = wild_whole[which / 4 % 16]; break;
          case 9: std::swap(v.shape[0], v.shape[n - 1]); std::swap(v.stride[0], v.stride[n - 1]); break;
          case 10: if (!p.out) v.shape[i] = (int64_t[]){1, 2, 70, 300, 1000, 2000}[which / 4 % 6], v.stride[i] = 0; break;
          case 11: v.shape[i] /= 2, v.stride[i] *= v.stride[i] < 1000 ? 2 : 1; break;
          case 12: v.data = (void *)(UINTPTR_MAX - 63); resettle = false; if (span_of(v) == 0) resettle = true; break;
          case 13: { // over another argument
            Argument &b = call.arguments[which % f.parameter_count];
            const int64_t mine = span_of(v), other = &b != &a && b.is_view() ? span_of(b.view) : 0;
            if (other <= 0 || mine <= 0 || !p.out || b.view.data != b.region.address) break;
            uint8_t *at = b.region.address;
            if (mine > other) break;
            const int64_t size = (int64_t)element_size(v.dtype), room = (other - mine) / size;
            at += (room ? what / 16 % (room + 1) : 0) * size;
            if ((uintptr_t)at % (size_t)size) break;
            v.data = at;
            a.aliased = true;
            resettle = false;
            changes = 0; // the other argument must stay where it is
            break;
          }
          case 14: v.shape[i] = v.shape[i] * 2 + 1; v.stride[i] = 0; break; // an output over itself
          default: for (int k = 0; k < n; k++) v.shape[k] = 0, v.stride[k] = wild_whole[(which + k) % 16]; break;
        }
        if (!resettle) break;
        // A view never claims memory that is not there unless its form alone must be refused, and never work without an end.
        int64_t span = span_of(v);
        if (span > (int64_t)region_capacity) {
          if (v.ndim >= 1 && v.ndim <= 4)
            for (int k = 0; k < v.ndim; k++) v.shape[k] = std::clamp<int64_t>(v.shape[k], 0, 2), v.stride[k] = std::clamp<int64_t>(v.stride[k], 0, 64);
          span = span_of(v);
        }
        if (span > 0 && !p.out) {
          __int128 count = 1;
          for (int k = 0; k < v.ndim; k++) count *= v.shape[k];
          if (count > 20000) {
            for (int k = 0; k < v.ndim; k++) v.shape[k] = std::min<int64_t>(v.shape[k], 9);
            span = span_of(v);
          }
        }
        if (span >= 0 && (size_t)span != a.region.size) {
          a.region = place(a.slot, (size_t)span, call.at_start);
          if (span) memset(a.region.address, 0, (size_t)span);
        }
        if (v.data != nullptr) v.data = a.region.address;
        break;
      }
      default: break;
    }
  }
}
