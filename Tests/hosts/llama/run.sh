#!/usr/bin/env bash
# Pith beside a real llama.cpp: sets everything up, builds, runs the example and the checks.
#
# Needs a C++ compiler, Python 3.9 or newer with venv, and cmake (installed from Debian if it is missing). The sources of
# llama.cpp come inside the PyPI source package of llama-cpp-python. All that is downloaded and built stays in .build-llama;
# the first run takes some minutes, later ones seconds. Not part of Tests/run.sh.
#
# PITH_LIBRARY names the library; without it, it is built. PITH_LLAMA_JOBS: compilers at a time (2).
set -euo pipefail
cd "$(dirname "$0")/../../.."
version=0.3.36
build=$PWD/.build-llama
source=$build/llama_cpp_python-$version/vendor/llama.cpp
installed=$build/llama.cpp-$version
jobs=${PITH_LLAMA_JOBS:-2}
mkdir -p "$build"

started=$SECONDS
took() {
  echo "-- $1: $((SECONDS - started)) s"
  started=$SECONDS
}

packages=()
need() { command -v "$1" >/dev/null || packages+=("$2"); }
need cmake cmake
need g++ g++
need make make
need readelf binutils
python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
if [ ${#packages[@]} -gt 0 ]; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "${packages[@]}"
fi

if [ -z "${PITH_LIBRARY:-}" ]; then
  swift build -c release --traits Embedded --product pith
  export PITH_LIBRARY=$PWD/.build/release/libpith.so
  took "the library"
fi

python=$build/venv/bin/python
if ! "$python" -c 'import gguf' 2>/dev/null; then
  python3 -m venv "$build/venv"
  "$python" -m pip install --quiet --disable-pip-version-check gguf==0.19.0
  took "Python packages"
fi

# A folder that exists under its last name is complete: each is made under another name first.
if [ ! -d "$source" ]; then
  rm -rf "$build/download" && mkdir "$build/download"
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary llama-cpp-python \
    --dest "$build/download" "llama-cpp-python==$version"
  tar -xzf "$build/download/"*.tar.gz -C "$build/download"
  mv "$build/download/llama_cpp_python-$version" "$build/"
  rm -rf "$build/download"
  took "sources of llama.cpp"
fi

if [ ! -d "$installed" ]; then
  # The processor backend alone, as static libraries; neither tools nor tests, and nothing that depends on this machine's
  # processor beyond AVX2, so that the cache may move to another.
  options=(-DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$installed.new" -DBUILD_SHARED_LIBS=OFF
    -DGGML_NATIVE=OFF -DGGML_OPENMP=OFF -DGGML_CCACHE=OFF -DGGML_LLAMAFILE=OFF -DLLAMA_OPENSSL=OFF)
  for part in COMMON TESTS TOOLS EXAMPLES SERVER APP; do options+=("-DLLAMA_BUILD_$part=OFF"); done
  {
    cmake -S "$source" -B "$build/llama.cpp" "${options[@]}" &&
      nice cmake --build "$build/llama.cpp" --parallel "$jobs" &&
      rm -rf "$installed.new" && cmake --install "$build/llama.cpp"
  } > "$build/llama.cpp.log" 2>&1 || { tail -30 "$build/llama.cpp.log" >&2; exit 1; }
  mv "$installed.new" "$installed"
  took "llama.cpp"
fi

"$python" examples/llama/make_model.py "$build/model.gguf"
"$python" examples/llama/make_model.py "$build/model.again.gguf"
cmp "$build/model.gguf" "$build/model.again.gguf"

{
  cmake -S Tests/hosts/llama -B "$build/programs" -DCMAKE_PREFIX_PATH="$installed" -DCMAKE_BUILD_TYPE=Release &&
    nice cmake --build "$build/programs" --parallel "$jobs"
} > "$build/programs.log" 2>&1 || { tail -30 "$build/programs.log" >&2; exit 1; }
for program in example/shorten check; do
  if readelf -d "$build/programs/$program" | grep -q libpith; then
    echo "$program is linked with libpith, but is to open it at run time" >&2
    exit 1
  fi
done
took "model and programs"

"$build/programs/example/shorten" "$build/model.gguf" "$PITH_LIBRARY"
"$build/programs/check" "$build/model.gguf" "$PITH_LIBRARY"
took "example and checks"
