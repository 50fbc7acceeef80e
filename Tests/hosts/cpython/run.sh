#!/usr/bin/env bash
# CPython embedded in a Swift program, with the Python package in it. Needs libpython3-dev and .build-venv (Tests/setup.sh).
set -euo pipefail
cd "$(dirname "$0")/../../.."
export PITH_LIBRARY="${PITH_LIBRARY:-$PWD/.build/release/libpith.so}"
# The checkout's package, and NumPy for the version of Python that is embedded: .build-venv may be of another one.
python=.build-venv/bin/python
version="$(pkg-config --modversion python3-embed)"
if [ "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" != "$version" ]; then
  python=.build-cpython/venv/bin/python
  [ -x "$python" ] || "/usr/bin/python$version" -m venv .build-cpython/venv
  "$python" -c 'import numpy' 2>/dev/null || "$python" -m pip install -q numpy
fi
export PYTHONPATH="$PWD/bindings/python/src"
export PITH_SITE_PACKAGES="$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
swift test --package-path Tests/hosts/cpython --scratch-path .build-cpython "$@"
