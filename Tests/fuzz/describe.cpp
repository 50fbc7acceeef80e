// Says what a call was, for whoever has to repeat it, and ends the process where a promise is broken.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

#include "fuzz.h"

void describe(const Call &call) {
  const Function &f = *call.function;
  fprintf(stderr, "%s(context %d.%d%s\n", f.name, call.context, call.context_detail, call.wild ? ", hostile" : "");
  for (int i = 0; i < f.parameter_count; i++) {
    const Argument &a = call.arguments[i];
    const Parameter &p = *a.parameter;
    fprintf(stderr, "  %s%s: ", p.out ? "out " : "", p.name);
    if (p.kind == DOUBLE) {
      fprintf(stderr, "%.17g", a.value.d);
    } else if (p.kind == VIEW && a.value.p) {
      const pith_view &v = a.view;
      fprintf(stderr, "dtype %d ndim %d shape [%lld %lld %lld %lld] stride [%lld %lld %lld %lld]%s%s", v.dtype, v.ndim, (long long)v.shape[0],
              (long long)v.shape[1], (long long)v.shape[2], (long long)v.shape[3], (long long)v.stride[0], (long long)v.stride[1],
              (long long)v.stride[2], (long long)v.stride[3], v.data ? "" : " data NULL", a.aliased ? " over another argument" : "");
      if (v.data && v.data != a.region.address) fprintf(stderr, " data at %+lld", (long long)((uint8_t *)v.data - a.region.address));
      if (p.in_ && !call.wild && a.before.size() == a.region.size) {
        fprintf(stderr, " =");
        int printed = 0;
        each_element(v, [&](int64_t at) {
          const uint8_t *e = a.before.data() + at;
          if (printed++ > 300) return;
          float number;
          int32_t whole;
          if (v.dtype == PITH_F32) { memcpy(&number, e, 4); fprintf(stderr, " %g", number); }
          else if (v.dtype == PITH_I32) { memcpy(&whole, e, 4); fprintf(stderr, " %d", whole); }
          else if (v.dtype == PITH_U8) fprintf(stderr, *e >= 32 && *e < 127 ? "%c" : "\\x%02X", *e);
          else fprintf(stderr, " %02X%02X", e[1], e[0]);
        });
      }
    } else if (p.kind == CENTERCLIP && a.value.p) {
      const auto &o = call.centerclip;
      fprintf(stderr, "algorithm %d graph %d cosine %d normalize %d iterations %lld graph_neighbours %lld threshold %g sigma %g", o.algorithm, o.graph,
              o.cosine, o.normalize, (long long)o.iterations, (long long)o.graph_neighbours, o.threshold, o.sigma);
    } else if (p.kind == WINDOW && a.value.p) {
      const int64_t *w = call.window.size;
      for (int k = 0; k < 13; k++) fprintf(stderr, "%lld ", (long long)w[k]);
      fprintf(stderr, "%d %d", call.window.ceiling, call.window.exclude_padding);
    } else if (p.kind == OPTIONS && a.value.p) {
      const auto &o = call.options;
      fprintf(stderr, "size %llu budget %lld unit %d strategy %d words %d context %d headings %d redundancy %g prior %g weight %g drop %g clusters %lld%s%s%s%s",
              (unsigned long long)o.struct_size, (long long)o.budget, o.unit, o.strategy, o.words, o.keep_context, o.keep_headings, o.redundancy,
              o.rank_prior, o.embedding_weight, o.word_drop, (long long)o.clusters, o.count_tokens ? " count_tokens" : "",
              o.embeddings ? " embeddings" : "", o.embed ? " embed" : "", o.required ? " required" : "");
    } else {
      fprintf(stderr, "%lld", (long long)a.value.i);
    }
    fprintf(stderr, "\n");
  }
}

void finding(const Call *call, const char *form, ...) {
  va_list list;
  va_start(list, form);
  fprintf(stderr, "\nFINDING: ");
  vfprintf(stderr, form, list);
  fprintf(stderr, "\n");
  va_end(list);
  if (call) describe(*call);
  abort();
}
