#!/usr/bin/env bash
# Random hostile calls of every function of the shipped library. Usage: Tests/fuzz/run.sh [seconds] [family…]
set -euo pipefail
cd "$(dirname "$0")/../.."
export PITH_LIBRARY="${PITH_LIBRARY:-$PWD/.build/release/libpith.so}"
python=.build-venv/bin/python
[ -x "$python" ] || python=python3
exec "$python" Tests/fuzz/fuzz.py "$@"
