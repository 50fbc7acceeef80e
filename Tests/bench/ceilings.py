"""What this machine can do at most: multiply-adds per second in registers, and bytes per second of a copy.

Both are measured, by a few lines of C compiled here for this machine. The copy is measured for several sizes, since a row
that stays in a cache may be faster than memory; a row is compared with the size class that holds its bytes.
"""

import ctypes
import subprocess
import tempfile
import threading
import time
from pathlib import Path

SOURCE = """
#include <string.h>
#ifdef __AVX512F__
#define WIDTH 64
#elif defined(__AVX__)
#define WIDTH 32
#else
#define WIDTH 16
#endif
typedef float lanes __attribute__((vector_size(WIDTH)));
#define CHAINS 12
/* Independent chains in registers: nothing that multiplies and adds floats can be faster. */
double chains(long n) {
  lanes c[CHAINS], x = {0}, y = {0};
  for (int j = 0; j < WIDTH / 4; j++) { x[j] = 0.9999f; y[j] = 1e-3f * j; }
  for (int i = 0; i < CHAINS; i++) c[i] = y + (float)i;
  for (long k = 0; k < n; k++)
    for (int i = 0; i < CHAINS; i++) c[i] = c[i] * x + y;
  double sum = 0;
  for (int i = 0; i < CHAINS; i++) for (int j = 0; j < WIDTH / 4; j++) sum += c[i][j];
  return sum;
}
long flops_per_step(void) { return 2L * CHAINS * (WIDTH / 4); }
void copies(char *to, const char *from, long bytes, long times) {
  for (long i = 0; i < times; i++) { memcpy(to, from, bytes); __asm__ volatile("" ::: "memory"); }
}
"""

SIZES = (16 << 10, 256 << 10, 4 << 20, 256 << 20)


class Ceilings:
    """``flops`` per second, and ``copy``: size in bytes -> bytes read and written per second."""

    def __init__(self, threads=1, seconds=0.15):
        self.threads = threads
        self._code = _compile()
        self.flops = self._rate(lambda i: self._code.chains(200_000), self._code.flops_per_step() * 200_000, seconds)
        self.copy = {size: self._copy(size, seconds) for size in SIZES}

    def bandwidth(self, size):
        """Of the smallest measured size whose copy moves at least so many bytes."""
        for measured in SIZES:
            if size <= 2 * measured:
                return self.copy[measured]
        return self.copy[SIZES[-1]]

    def _copy(self, size, seconds):
        buffers = [(ctypes.create_string_buffer(size), ctypes.create_string_buffer(size)) for _ in range(self.threads)]
        times = max(1, (8 << 20) // size)
        return self._rate(lambda i: self._code.copies(*buffers[i], size, times), 2 * size * times, seconds)

    def _rate(self, work, amount, seconds):
        """The best rate of all threads together."""
        best, end = 0.0, time.perf_counter() + seconds
        clock = time.thread_time if self.threads == 1 else time.perf_counter
        work(0)
        while time.perf_counter() < end or not best:
            start = clock()
            others = [threading.Thread(target=work, args=(i,)) for i in range(1, self.threads)]
            for other in others:
                other.start()
            work(0)
            for other in others:
                other.join()
            best = max(best, self.threads * amount / (clock() - start))
        return best


def _compile():
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder) / "ceilings.c", Path(folder) / "ceilings.so"
        source.write_text(SOURCE)
        command = ["-O3", "-march=native", "-ffp-contract=fast", "-shared", "-fPIC", "-o", str(library), str(source)]
        for compiler in ("gcc", "clang", "cc"):
            try:
                subprocess.run([compiler, *command], check=True, capture_output=True)
                break
            except (FileNotFoundError, subprocess.CalledProcessError) as error:
                failed = error
        else:
            raise SystemExit(f"ceilings: no C compiler works: {failed}")
        code = ctypes.CDLL(str(library))
    code.chains.argtypes, code.chains.restype = [ctypes.c_long], ctypes.c_double
    code.flops_per_step.restype = ctypes.c_long
    code.copies.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_long, ctypes.c_long]
    return code


if __name__ == "__main__":
    found = Ceilings()
    print(f"{found.flops / 1e9:.1f} GFLOP/s")
    for size, rate in found.copy.items():
        print(f"copy of {size >> 10} KB: {rate / 1e9:.1f} GB/s")
