#!/bin/sh
# Builds and runs the kernel benchmark for the given tiers (default: baseline and avx2), then NumPy's sgemm on one thread.
# Usage: Tests/bench/kernels/run.sh [baseline] [avx2] [avx512]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=${TMPDIR:-/tmp}/pith-kernel-bench
mkdir -p "$out"
[ $# -gt 0 ] || set -- baseline avx2
for tier in "$@"; do
  case $tier in
  baseline) flags="-DPITH_TIER_BASELINE" ;;
  avx2) flags="-DPITH_TIER_AVX2 -Xcc -mavx2 -Xcc -mfma -Xcc -mf16c" ;;
  avx512) flags="-DPITH_TIER_AVX512 -Xcc -mavx2 -Xcc -mfma -Xcc -mf16c -Xcc -mavx512f -Xcc -mavx512bw -Xcc -mavx512dq -Xcc -mavx512vl" ;;
  *) echo "unknown tier $tier" >&2; exit 2 ;;
  esac
  # shellcheck disable=SC2086
  swiftc -Ounchecked -wmo -suppress-warnings $flags -module-name KernelBench -I "$root/Sources/CPith/include" \
    "$root"/Sources/PithKernels/*.swift "$root/Tests/PithTests/Kernels/PackedProduct.swift" "$here/main.swift" -o "$out/$tier"
  "$out/$tier"
done
# OpenBLAS may have been told another core type for this machine; compare with its own choice.
env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 - <<'PY'
import time
try:
    import numpy
except ImportError:
    raise SystemExit("NumPy is not installed: no comparison")
for m, n, k in ((1024, 1024, 1024), (576, 576, 1024), (2880, 2880, 64), (4096, 64, 1024)):
    a = numpy.random.rand(m, k).astype("f")
    b = numpy.random.rand(n, k).astype("f")
    c = numpy.empty((m, n), "f")
    best = 1e9
    end = time.thread_time() + 1
    while time.thread_time() < end:
        start = time.thread_time()
        numpy.matmul(a, b.T, out=c)
        best = min(best, time.thread_time() - start)
    print(f"NumPy {m} x {n} x {k}: {2 * m * n * k / best / 1e9:.1f} GFLOP/s")
PY
