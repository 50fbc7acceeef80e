#!/usr/bin/env bash
# Pith's main job on real text: retrieved passages that do not fit a prompt, and what is left of them when they have to.
#
# Needs Swift 6.1 or newer and Python 3.9 or newer. Builds the library, makes a virtual environment with NumPy in
# .build-quickstart, and runs quickstart.py. Asks for root only to install python3-venv where it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v swift >/dev/null || { echo "Swift 6.1 or newer is needed: https://www.swift.org/install" >&2; exit 1; }
if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  echo "Installing python3-venv"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq python3 python3-venv
fi

echo "Building the library"
swift build -c release --traits Embedded --product pith

python=.build-quickstart/bin/python
if ! "$python" -c 'import numpy' 2>/dev/null; then
  echo "Installing NumPy into .build-quickstart"
  python3 -m venv .build-quickstart
  .build-quickstart/bin/pip install --quiet --disable-pip-version-check numpy
fi

PITH_LIBRARY="$PWD/.build/release/libpith.so" PYTHONPATH=bindings/python/src "$python" examples/quickstart.py "$@"
