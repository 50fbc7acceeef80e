#!/usr/bin/env bash
# Builds the wheel with the shared library inside: py3-none-manylinux_…, for any Python 3.9 or newer and no toolchain.
#
# Usage: bindings/python/build_wheel.sh [FOLDER]    default: bindings/python/dist
# PITH_LIBRARY names a library that is built already; else the release build is made. Needs Python with pip; PYTHON names it.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
folder="$(realpath -m "${1:-$root/bindings/python/dist}")"
python="${PYTHON:-python3}"
if [ -z "${PITH_LIBRARY:-}" ]; then
  swift build --package-path "$root" -c release --traits Embedded --product pith
  PITH_LIBRARY="$root/.build/release/libpith.so"
fi
[ -f "$PITH_LIBRARY" ] || { echo "build_wheel.sh: PITH_LIBRARY: $PITH_LIBRARY does not exist" >&2; exit 1; }
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
# Without its tables for debuggers the library is a tenth of the size.
cp "$PITH_LIBRARY" "$scratch/libpith.so"
strip --strip-unneeded "$scratch/libpith.so"
export PITH_LIBRARY="$scratch/libpith.so"
isolation=()
! "$python" -c 'import hatchling' 2>/dev/null || isolation=(--no-build-isolation)
"$python" -m pip wheel -q --disable-pip-version-check --no-deps "${isolation[@]}" -w "$folder" "$root/bindings/python"
ls "$folder"/libpith-*.whl
