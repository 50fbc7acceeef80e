#!/usr/bin/env bash
# All set-up and every test: generated files current, Swift, the shipped library as a file and from C, C++, Rust and Python,
# golden vectors. Prints what each part took; stops with an error at the end if any part failed.
#
# Usage: Tests/run.sh [part…]    parts: generated swift library install fuzz rust python numbers cpython examples vectors (default: all)
set -uo pipefail
cd "$(dirname "$0")/.."

bash Tests/setup.sh || exit 1
python=.build-venv/bin/python

echo "== Building the library"
swift build -c release --traits Embedded --product pith || exit 1
export PITH_LIBRARY="$PWD/.build/release/libpith.so"

passed=() failed=()
part() {
  local name=$1
  shift
  if [ ${#wanted[@]} -gt 0 ] && [[ ! " ${wanted[*]} " == *" $name "* ]]; then return; fi
  echo
  echo "== $name"
  local start=$SECONDS
  if "$@"; then passed+=("$name"); else failed+=("$name"); fi
  echo "-- $name: $((SECONDS - start)) s"
}
wanted=("$@")

generator_tests() {
  bash bindings/generate.sh --check &&
    swift test --package-path bindings/generator --scratch-path .build-generator &&
    "$python" bindings/generator/Tests/compile_outputs.py &&
    "$python" bindings/generator/Tests/compile_outputs.py .
}
swift_tests() { swift test --scratch-path .build-tests; }
library_tests() { "$python" -m pytest -q Tests/abi; }
install_tests() { "$python" -m pytest -q Tests/hosts/install; }
rust_tests() { bash Tests/hosts/rust/run.sh; }
cpython_tests() { bash Tests/hosts/cpython/run.sh; }
python_tests() { "$python" -m pytest -q Tests/hosts/python; }
numbers_tests() { OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$python" -m pytest -q Tests/hosts/numbers; }
example_tests() {
  "$python" examples/data/check.py && "$python" examples/quickstart.py --show 0 &&
    HF_HUB_OFFLINE=1 "$python" examples/torch_tome/compare.py --texts 6 &&
    "$python" examples/pictures/pictures.py "$(mktemp -d)" && bash examples/compose/run.sh
}

part generated generator_tests
part swift swift_tests
part library library_tests
part install install_tests
part fuzz bash Tests/fuzz/run.sh
part rust rust_tests
part python python_tests
part numbers numbers_tests
part cpython cpython_tests
part examples example_tests
part vectors "$python" Tests/Vectors/run.py --strict Tests/Vectors

echo
[ ${#failed[@]} -eq 0 ] || echo "Failed: ${failed[*]}"
echo "${#passed[@]} passed, ${#failed[@]} failed"
[ ${#failed[@]} -eq 0 ]
