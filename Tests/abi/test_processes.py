"""The library among threads and processes: forks, loading and unloading, two copies, one context in two threads, cancel."""

import ctypes
import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
import time

import pytest

import calls
from calls import STATUS, Call, Context, View, library

NAMES = ["pith_select_divprune", "pith_merge_tome", "pith_cluster_kmeans", "pith_text_compress", "pith_pool_cross_attention"]


def result(name: str, threads: int = 1) -> bytes:
    call, context = Call(name), Context(threads=threads)
    assert call.run(context.pointer) == 0, calls.last_error()
    context.destroy()
    return b"".join(ctypes.string_at(a.memory.address, a.memory.size) for a in call.outputs())


def all_results(_=0) -> list[bytes]:
    return [result(name, threads=3) for name in NAMES]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(method):
    """Workers of a pool, made after the library and its threads were in use, give the same bits."""
    here = all_results()
    busy = Context(threads=3)
    assert Call(NAMES[0]).run(busy.pointer) == 0
    with multiprocessing.get_context(method).Pool(2) as pool:
        for there in pool.map_async(all_results, range(6)).get(timeout=60):
            assert there == here
    busy.destroy()


def test_many_contexts_on_the_same_inputs():
    """Eight threads, each with its own context and outputs, read the same buffers."""
    tokens = Call("pith_select_divprune")
    expected, wrong, done = result("pith_select_divprune"), [], []

    def work():
        own, context = Call("pith_select_divprune"), Context(threads=2)
        for _ in range(200):
            own.reset()
            status = own.run(context.pointer, {"tokens": tokens.arguments[0].value})
            if status or ctypes.string_at(own.outputs()[0].memory.address, len(expected)) != expected:
                wrong.append(status)
        context.destroy()
        done.append(1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert not wrong and len(done) == 8


def large(n: int = 6000, dim: int = 64):
    """A call that takes seconds: a farthest-point walk over many tokens. Returns (arguments, what keeps them alive)."""
    data, kept = (ctypes.c_float * (n * dim))(*[(i * 7919 % 10007) / 10007 for i in range(n * dim)]), (ctypes.c_int32 * n)(*([-7] * n))
    tokens, indices = View(ctypes.addressof(data), 1, 2), View(ctypes.addressof(kept), 10, 1)
    tokens.shape[0], tokens.shape[1], tokens.stride[0], tokens.stride[1] = n, dim, dim, 1
    indices.shape[0] = n
    indices.stride[0] = 1
    given = (ctypes.byref(tokens), ctypes.c_int64(n), ctypes.c_int32(0), ctypes.byref(indices))
    return given, (data, kept, tokens, indices)


def test_one_context_in_two_threads_and_cancel():
    """The second call gets a status at once; cancelling the first stops it early and leaves its output alone."""
    given, alive = large()
    context, small, done = Context(), Call("pith_select_top_k"), []

    def work():
        status = STATUS["PITH_ERROR_BUSY"]
        while status == STATUS["PITH_ERROR_BUSY"]:  # the small call may hold the context at this moment
            status = library().pith_select_divprune(context.pointer, *given)
        done.append(status)

    thread = threading.Thread(target=work)
    thread.start()
    deadline, status = time.monotonic() + 20, 0
    while status == 0 and not done and time.monotonic() < deadline:
        status = small.run(context.pointer)
    assert status == STATUS["PITH_ERROR_BUSY"], (status, done)
    start = time.monotonic()
    while thread.is_alive() and time.monotonic() < deadline:
        library().pith_context_cancel(context.pointer)
        thread.join(0.01)
    assert time.monotonic() - start < 2
    assert done == [STATUS["PITH_ERROR_CANCELLED"]]
    assert set(alive[1]) == {-7}
    small.run(context.pointer)  # takes a cancellation that came when the long call had ended already
    assert small.run(context.pointer) == 0, "a cancelled context serves the next call"
    context.destroy()


LOADER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "pith.h"
static long resident(void) {
  long pages = 0, all = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld %ld", &all, &pages) != 2) return -1;
  fclose(file);
  return pages;
}
static int use(void *handle) {
  pith_status (*create)(pith_context **) = (pith_status (*)(pith_context **))dlsym(handle, "pith_context_create");
  pith_status (*threads)(pith_context *, int32_t) = (pith_status (*)(pith_context *, int32_t))dlsym(handle, "pith_context_set_threads");
  void (*destroy)(pith_context *) = (void (*)(pith_context *))dlsym(handle, "pith_context_destroy");
  pith_status (*top)(pith_context *, const pith_view *, int64_t, pith_order, const pith_view *) =
      (pith_status (*)(pith_context *, const pith_view *, int64_t, pith_order, const pith_view *))dlsym(handle, "pith_select_top_k");
  float scores[4] = {1, 4, 2, 3};
  int32_t kept[2] = {0, 0};
  pith_view s = pith_view_1d(scores, PITH_F32, 4), k = pith_i32(kept, 2);
  pith_context *context = NULL;
  if (create(&context) || threads(context, 2) || top(context, &s, 2, PITH_ORDER_RANKED, &k)) return 1;
  if (top(context, NULL, 2, PITH_ORDER_RANKED, &k) != PITH_ERROR_NULL) return 1;
  destroy(context);
  return kept[0] != 1 || kept[1] != 3;
}
int main(int count, char **paths) {
  void *beside = count > 2 ? dlopen(paths[2], RTLD_NOW | RTLD_LOCAL) : NULL;
  if (count > 2 && !beside) { puts(dlerror()); return 2; }
  long before = 0;
  for (int i = 0; i < 1000; i++) {
    void *handle = dlopen(paths[1], RTLD_NOW | RTLD_LOCAL);
    if (!handle) { puts(dlerror()); return 2; }
    if (use(handle)) return 3;
    if (beside && dlsym(beside, "pith_select_top_k") && (handle == beside || use(beside))) return 4;
    if (dlclose(handle)) return 5;
    if (i == 100) before = resident();
  }
  printf("%ld pages grown\n", resident() - before);
  return resident() - before > 64 ? 6 : 0;
}
"""


def loader(tmp_path, *beside):
    source, program = tmp_path / "loader.c", tmp_path / "loader"
    source.write_text(LOADER)
    subprocess.run(["gcc", "-O1", f"-I{calls.ROOT / 'include'}", str(source), "-o", str(program), "-ldl", "-lpthread"], check=True)
    done = subprocess.run([str(program), str(calls.LIBRARY), *beside], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{done.returncode}: {done.stdout}{done.stderr}"


def test_loaded_and_unloaded_a_thousand_times(tmp_path):
    loader(tmp_path)


def test_beside_a_second_copy(tmp_path):
    copy = tmp_path / "copy" / "libpith.so"
    copy.parent.mkdir()
    shutil.copy(calls.LIBRARY, copy)
    loader(tmp_path, str(copy))


def test_beside_the_real_swift_runtime(tmp_path):
    swift = shutil.which("swift")
    assert swift, "the Swift toolchain builds the library"
    runtime = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(swift))), "lib", "swift", "linux", "libswiftCore.so")
    assert os.path.exists(runtime), runtime
    loader(tmp_path, runtime)


def test_valgrind(tmp_path):
    """memcheck on the C client: no invalid access, no use of what was not written, no leak."""
    valgrind = shutil.which("valgrind")
    assert valgrind, "Tests/setup.sh installs valgrind"
    program, link = tmp_path / "client", tmp_path / "libpith.so.0"
    subprocess.run(["gcc", "-std=c11", "-O1", f"-I{calls.ROOT / 'include'}", str(calls.ROOT / "Tests" / "abi" / "client.c"),
                    "-o", str(program), str(calls.LIBRARY), "-lpthread"], check=True)
    # Without the debug information, of a DWARF version that valgrind may not know.
    subprocess.run(["strip", "--strip-unneeded", "-o", str(link), str(calls.LIBRARY)], check=True)
    done = subprocess.run(
        [valgrind, "--quiet", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite", str(program)],
        capture_output=True, text=True, timeout=300, env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, *sys.argv[1:]]))
