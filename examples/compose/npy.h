/* Just enough of NumPy's .npy: version 1 files of float32 or int32 in C order, as views that Pith reads. */
#ifndef NPY_H
#define NPY_H

#include <pith.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void npy_fail(const char *folder, const char *name, const char *why) {
  fprintf(stderr, "%s/%s: %s\n", folder, name, why);
  exit(1);
}

static pith_view npy_make(int32_t dtype, int32_t ndim, const int64_t *shape) {
  pith_view view;
  memset(&view, 0, sizeof view);
  view.dtype = dtype;
  view.ndim = ndim;
  int64_t step = 1;
  for (int i = ndim - 1; i >= 0; i--) {
    view.shape[i] = shape[i];
    view.stride[i] = step;
    step *= shape[i];
  }
  view.data = malloc((size_t)(step > 0 ? step : 1) * 4);
  if (!view.data) exit(1);
  return view;
}

static size_t npy_count(const pith_view *view) {
  size_t n = 1;
  for (int i = 0; i < view->ndim; i++) n *= (size_t)view->shape[i];
  return n;
}

static pith_view npy_read(const char *folder, const char *name) {
  char path[4096], header[4096];
  unsigned char head[10];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file || fread(head, 1, 10, file) != 10 || memcmp(head, "\x93NUMPY\x01", 7) != 0) npy_fail(folder, name, "no .npy file");
  size_t length = head[8] + 256u * head[9];
  if (length >= sizeof header || fread(header, 1, length, file) != length) npy_fail(folder, name, "no header");
  header[length] = 0;
  int is_float = strstr(header, "'<f4'") != NULL;
  if ((!is_float && !strstr(header, "'<i4'")) || strstr(header, "True")) npy_fail(folder, name, "expected f4 or i4 in C order");
  int64_t shape[4];
  int32_t ndim = 0;
  char *at = strstr(header, "'shape': (");
  if (!at) npy_fail(folder, name, "no shape");
  for (at += 10; ndim < 4 && *at >= '0' && *at <= '9'; ndim++) {
    shape[ndim] = strtoll(at, &at, 10);
    while (*at == ',' || *at == ' ') at++;
  }
  pith_view view = npy_make(is_float ? PITH_F32 : PITH_I32, ndim, shape);
  if (ndim < 1 || fread(view.data, 4, npy_count(&view), file) != npy_count(&view)) npy_fail(folder, name, "too short");
  fclose(file);
  return view;
}

/* Writes the file that numpy.save writes, to the byte. */
static void npy_write(const char *folder, const char *name, const pith_view *view) {
  char path[4096], header[256];
  int n = snprintf(
      header, sizeof header, "{'descr': '<%s', 'fortran_order': False, 'shape': (", view->dtype == PITH_F32 ? "f4" : "i4");
  for (int i = 0; i < view->ndim; i++)
    n += snprintf(header + n, sizeof header - (size_t)n, i + 1 < view->ndim ? "%lld, " : view->ndim == 1 ? "%lld," : "%lld",
                  (long long)view->shape[i]);
  n += snprintf(header + n, sizeof header - (size_t)n, "), }");
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  if (!file) npy_fail(folder, name, "cannot be written");
  unsigned length = 118; /* the header fills 128 bytes with what stands before it */
  unsigned char head[10] = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (unsigned char)length, 0};
  fwrite(head, 1, 10, file);
  fprintf(file, "%-*s\n", (int)length - 1, header);
  fwrite(view->data, 4, npy_count(view), file);
  if (fclose(file)) npy_fail(folder, name, "cannot be written");
}

#endif
