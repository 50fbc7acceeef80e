#!/usr/bin/env bash
# Installs what the tests need: compilers and headers from Debian (as root, or with sudo), Python packages into
# .build-venv. Safe to run again; fails with the name of what is missing when it cannot install it.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v swift >/dev/null || { echo "Swift 6.1 or newer is needed: https://www.swift.org/install" >&2; exit 1; }

packages=()
need() { command -v "$1" >/dev/null || packages+=("$2"); }
need gcc gcc
need g++ g++
need make make
need readelf binutils
need valgrind valgrind
need python3 python3
need cargo cargo
need cmake cmake
need pkg-config pkg-config
[ -e /usr/include/python3.11/Python.h ] || ls /usr/include/python3.*/Python.h >/dev/null 2>&1 || packages+=(libpython3-dev)
python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
if [ ${#packages[@]} -gt 0 ]; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  echo "Installing ${packages[*]}"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "${packages[@]}"
fi

bash Tests/hosts/python/setup.sh
