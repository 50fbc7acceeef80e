#!/usr/bin/env bash
# Every method against plain PyTorch, and against NumPy, scikit-learn or faiss where people use those. Sets up what it needs.
# Usage: Tests/bench/run.sh [--threads K] [--seconds S] [--strict] [--json FILE] [--plot STEM] [--list] [name ...]
# Names are families (select), methods (tome) or both (merge.tome); --list only names methods without a row.
# The kernels alone, as a fraction of the machine's peak: sh Tests/bench/kernels/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
bash Tests/setup.sh
python=.build-venv/bin/python
if ! "$python" -c 'import sklearn, faiss, matplotlib' 2>/dev/null; then
  "$python" -m pip install -q --disable-pip-version-check scikit-learn faiss-cpu matplotlib
fi
swift build -c release --traits Embedded --product pith
threads=1
previous=""
for argument in "$@"; do
  case "$argument" in --threads=*) threads=${argument#--threads=} ;; esac
  [ "$previous" != --threads ] || threads=$argument
  previous=$argument
done
export PITH_LIBRARY="$PWD/.build/release/libpith.so" PYTHONPATH="$PWD/Tests/bench:$PWD/bindings/python/src"
export OMP_NUM_THREADS=$threads OPENBLAS_NUM_THREADS=$threads MKL_NUM_THREADS=$threads
# OpenBLAS may have been told another core type for this machine; compare with its own choice.
exec env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE "$python" Tests/bench/bench.py "$@"
