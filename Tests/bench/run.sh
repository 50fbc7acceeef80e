#!/usr/bin/env bash
# Ratios against PyTorch and NumPy, one thread against one thread, in one process per method.
# Usage: Tests/bench/run.sh [method…]    (gemm divprune tome kmeans attention pool text; default: all)
# The kernels alone, as a fraction of the machine's peak: sh Tests/bench/kernels/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
bash Tests/setup.sh
swift build -c release --traits Embedded --product pith
export PITH_LIBRARY="$PWD/.build/release/libpith.so" OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
# OpenBLAS may have been told another core type for this machine; compare with its own choice.
exec env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE .build-venv/bin/python Tests/bench/bench.py "$@"
