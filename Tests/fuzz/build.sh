#!/usr/bin/env bash
# Builds the fuzzer in .build-fuzz: the library's Embedded objects with coverage and AddressSanitizer (the C shims with
# UndefinedBehaviorSanitizer too), linked with the harness and libFuzzer of the Swift toolchain's clang.
# With "replay" instead: the harness without any of that, for the shipped library.
#
# Usage: Tests/fuzz/build.sh [replay]
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p .build-fuzz
python=.build-venv/bin/python
[ -x "$python" ] || python=python3
parts="memory contents structs hostile call contexts describe values oracles core target"
"$python" Tests/fuzz/table.py .build-fuzz/table.new
cmp -s .build-fuzz/table.new .build-fuzz/table.inc || cp .build-fuzz/table.new .build-fuzz/table.inc

compile() { # compiler, folder, flags…: only what changed
  local compiler=$1 folder=$2
  shift 2
  mkdir -p "$folder"
  for part in $parts; do
    local object=$folder/$part.o source=Tests/fuzz/$part.cpp stale=
    for input in "$source" Tests/fuzz/fuzz.h Tests/fuzz/build.sh $([ "$part" = target ] && echo .build-fuzz/table.inc) $(find include -name '*.h'); do
      if [ ! "$object" -nt "$input" ]; then stale=1; fi
    done
    if [ -n "$stale" ]; then
      "$compiler" -std=c++20 -g -Wall -Wextra -Iinclude -I.build-fuzz "$@" -c "$source" -o "$object.new"
      mv "$object.new" "$object"
    fi
  done
}

if [ "${1:-}" = replay ]; then
  parts="$parts replay"
  library="${PITH_LIBRARY:-$PWD/.build/release/libpith.so}"
  compile g++ .build-fuzz/replay -O1 -fwrapv -DPITH_FUZZ_REPLAY
  ln -sfn "$(readlink -f "$library")" .build-fuzz/replay/libpith.so.0
  g++ -o .build-fuzz/replay/replay .build-fuzz/replay/*.o .build-fuzz/replay/libpith.so.0 -Wl,-rpath,"$PWD/.build-fuzz/replay"
  exit
fi

# The compiler keeps objects whose code is the same, whatever the flags of its instrumentation are now.
if [ Tests/fuzz/build.sh -nt .build-fuzz/flags ]; then
  rm -rf .build-fuzz/x86_64-* .build-fuzz/aarch64-* .build-fuzz/release .build-fuzz/build.db
  touch .build-fuzz/flags
fi
swift build -c release --traits Embedded --scratch-path .build-fuzz --target PithABI \
  -Xswiftc -sanitize=address -Xswiftc -sanitize-coverage=edge,inline-8bit-counters,pc-table -Xswiftc -DPITH_FINE_GRAIN \
  -Xcc -fsanitize=address,undefined,fuzzer-no-link -Xcc -fno-sanitize-recover=undefined
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang++
compile "$clang" .build-fuzz/harness -O2 -fwrapv -fsanitize=address
objects=()
for target in CPith PithKernels PithKernelsAVX2 PithKernelsAVX512 Pith PithABI; do
  # Objects of files that still exist: a build folder keeps those of removed ones.
  while read -r source; do objects+=(".build-fuzz/release/$target.build/$(basename "$source").o"); done \
    < <(find -L "Sources/$target" -name '*.swift' -o -name '*.c')
done
"$clang" -fuse-ld=lld -fsanitize=fuzzer,address,undefined -o .build-fuzz/fuzz.new .build-fuzz/harness/*.o "${objects[@]}" -lpthread
mv .build-fuzz/fuzz.new .build-fuzz/fuzz
