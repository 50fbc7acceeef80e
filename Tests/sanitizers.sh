#!/usr/bin/env bash
# The Swift tests, and the fuzzer's kept corpus with every check, under a sanitizer. Slow (a build of its own for each), so
# not part of Tests/run.sh.
#
# Usage: Tests/sanitizers.sh [address|undefined|thread…]      default: all three
#
#   address     out-of-bounds and use-after-free, in Swift and C
#   undefined   undefined behaviour in the C shims. Swift has no such sanitizer on Linux; its arithmetic traps instead
#   thread      data races. Loops are split however small they are (PITH_FINE_GRAIN), and the host's loop runs on threads
set -uo pipefail
cd "$(dirname "$0")/.."
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang++
python=.build-venv/bin/python
[ -x "$python" ] || python=python3
failed=()

# The library's Embedded objects under the sanitizer, linked with the replay.
replay() { # name, flags of swift build…
  local name=$1 folder=.build-sanitize/$1
  shift
  swift build -c release --traits Embedded --scratch-path "$folder/library" --target PithABI -Xswiftc -DPITH_FINE_GRAIN \
    -Xcc "-fsanitize=$name" "$@" || return 1
  mkdir -p .build-fuzz
  "$python" Tests/fuzz/table.py .build-fuzz/table.inc || return 1
  local objects=()
  for target in CPith PithKernels PithKernelsAVX2 PithKernelsAVX512 Pith PithABI; do
    while read -r source; do objects+=("$folder/library/release/$target.build/$(basename "$source").o"); done \
      < <(find -L "Sources/$target" -name '*.swift' -o -name '*.c')
  done
  # The toolchain's thread sanitizer knows libdispatch and does not link without it.
  local runtime
  runtime=$(dirname "$clang")/../lib/swift/linux
  local dispatch=()
  [ "$name" = thread ] && dispatch=(-L"$runtime" -Wl,-rpath,"$runtime" -ldispatch -lBlocksRuntime)
  "$clang" -std=c++20 -g -O1 -fwrapv -fuse-ld=lld "-fsanitize=$name" -DPITH_FUZZ_REPLAY -Iinclude -I.build-fuzz -o "$folder/replay" \
    Tests/fuzz/*.cpp "${objects[@]}" -lpthread "${dispatch[@]}" || return 1
  "$folder/replay" 0 Tests/fuzz/corpus/*.bin
}

one() {
  case "$1" in
    address)
      export ASAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=512:handle_abort=0
      replay address -Xswiftc -sanitize=address &&
        swift test -c release --sanitize=address --scratch-path .build-sanitize/address/tests -Xswiftc -enable-testing
      ;;
    undefined)
      export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
      replay undefined -Xcc -fno-sanitize-recover=undefined
      ;;
    thread)
      export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:allocator_may_return_null=1:max_allocation_size_mb=512:handle_abort=0
      replay thread -Xswiftc -sanitize=thread &&
        swift test -c release --sanitize=thread --scratch-path .build-sanitize/thread/tests -Xswiftc -enable-testing -Xswiftc -DPITH_FINE_GRAIN
      ;;
    *) echo "no sanitizer $1"; return 1 ;;
  esac
}

[ $# -gt 0 ] || set -- address undefined thread
for name in "$@"; do
  echo "== $name"
  start=$SECONDS
  if (one "$name"); then echo "-- $name: $((SECONDS - start)) s"; else failed+=("$name"); fi
done
[ ${#failed[@]} -eq 0 ] || { echo "Failed: ${failed[*]}"; exit 1; }
