"""No memory from libc in steady state: the library's own calls of the C library's allocators are counted, whoever asks for them.

The context's allocator hooks (test_arguments.py) see what goes through a context. This sees everything: a small library that is
loaded before libc counts requests whose caller lies in libpith. With one thread and with two, since a closure that the compiler
could not leave on the stack would ask for a block in every parallel loop.
"""

import os
import subprocess
import sys
from pathlib import Path

import calls

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
static uintptr_t first, last;
static long made;
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_memalign(size_t, size_t);
void watch(uintptr_t from, uintptr_t to) { first = from, last = to; }
long counted(void) { return made; }
static void see(void *caller) {
  if ((uintptr_t)caller >= first && (uintptr_t)caller < last) made++;
}
void *malloc(size_t n) { see(__builtin_return_address(0)); return __libc_malloc(n); }
void *calloc(size_t n, size_t m) { see(__builtin_return_address(0)); return __libc_calloc(n, m); }
void *aligned_alloc(size_t a, size_t n) { see(__builtin_return_address(0)); return __libc_memalign(a, n); }
int posix_memalign(void **block, size_t a, size_t n) {
  see(__builtin_return_address(0));
  *block = __libc_memalign(a, n);
  return *block ? 0 : ENOMEM;
}
"""

WALK = r"""
import ctypes, sys
sys.path.insert(0, sys.argv[1])
import calls
from test_arguments import WITH_CONTEXT
from test_cancel import largest
shim = ctypes.CDLL(None)
shim.counted.restype = ctypes.c_long
calls.library()
areas = [line.split()[0].split("-") for line in open("/proc/self/maps") if line.rstrip().endswith(str(calls.LIBRARY.resolve()))]
assert areas
shim.watch(ctypes.c_size_t(int(areas[0][0], 16)), ctypes.c_size_t(int(areas[-1][1], 16)))
begun = shim.counted()
for name in WITH_CONTEXT:
    for call, threads in ((calls.Call(name), 1), (largest(name), 1), (largest(name), 2)):
        context = calls.Context()
        assert calls.library().pith_context_set_threads(context.pointer, threads) == 0
        for _ in range(2):
            assert call.run(context.pointer) == 0, name
            call.reset()
        before = shim.counted()
        for _ in range(2):
            assert call.run(context.pointer) == 0, name
            call.reset()
        if shim.counted() != before:
            print(f"{name}: {shim.counted() - before} requests in two calls")
        context.destroy()
assert shim.counted() > begun + len(WITH_CONTEXT), "the count does not see the library"
print("walked", len(WITH_CONTEXT))
"""


def test_no_memory_from_libc_once_warm(tmp_path):
    source, shim = tmp_path / "shim.c", tmp_path / "shim.so"
    source.write_text(SHIM)
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", str(source), "-o", str(shim)], check=True)
    done = subprocess.run([sys.executable, "-c", WALK, str(Path(__file__).resolve().parent)], capture_output=True, text=True, timeout=300,
                          env={**os.environ, "LD_PRELOAD": str(shim), "PITH_LIBRARY": str(calls.LIBRARY)})
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1].startswith("walked ") and int(lines[-1].split()[1]) > 120
    assert not lines[:-1], "\n".join(lines[:-1])
