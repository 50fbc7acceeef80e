#!/usr/bin/env bash
# Fuzzes the C ABI: structured calls of every function of a family, with libFuzzer and AddressSanitizer in the library.
#
# Usage: Tests/fuzz/run.sh                       replays the kept corpus against the shipped library (seconds; in Tests/run.sh)
#        Tests/fuzz/run.sh seconds [family…]     fuzzes so many seconds in all; prints executions, the share of valid calls,
#                                                coverage and findings of each family. Builds first: some minutes once
#        Tests/fuzz/run.sh again file            repeats a finding (.build-fuzz/findings/<family>-…, <family>-finding)
#        Tests/fuzz/run.sh keep [family…]        minimises what fuzzing found new and packs it into Tests/fuzz/corpus
set -uo pipefail
cd "$(dirname "$0")/../.."
families="score budget select merge cluster pool video kv text apply core"
python=.build-venv/bin/python
[ -x "$python" ] || python=python3
limits="-timeout=20 -max_len=300 -malloc_limit_mb=8192 -rss_limit_mb=4096"

unpack() { # what is kept in the repository, beside what earlier runs found here
  for family in $families; do "$python" Tests/fuzz/corpus.py unpack "Tests/fuzz/corpus/$family.bin" ".build-fuzz/corpus/$family" || exit 1; done
}

case "${1:-}" in
  "")
    bash Tests/fuzz/build.sh replay || exit 1
    for family in $families; do
      [ -s "Tests/fuzz/corpus/$family.bin" ] || { echo "Tests/fuzz/corpus/$family.bin is missing"; exit 1; }
    done
    exec .build-fuzz/replay/replay 20 $(printf 'Tests/fuzz/corpus/%s.bin ' $families)
    ;;
  again)
    family=$(basename "$2")
    exec .build-fuzz/fuzz --family="${family%%-*}" "$2"
    ;;
  keep)
    shift
    [ $# -gt 0 ] && families="$*"
    bash Tests/fuzz/build.sh || exit 1
    unpack
    for family in $families; do
      folder=$(mktemp -d)
      .build-fuzz/fuzz --family="$family" $limits -use_counters=0 -set_cover_merge=1 "$folder" ".build-fuzz/corpus/$family" 2>/dev/null
      "$python" Tests/fuzz/corpus.py pack "$folder" "Tests/fuzz/corpus/$family.bin" || exit 1
      rm -r "$folder"
    done
    exit
    ;;
esac

seconds=$1
shift
[ $# -gt 0 ] && families="$*"
bash Tests/fuzz/build.sh || exit 1
unpack
mkdir -p .build-fuzz/findings
failed=0
for family in $families; do
  log=.build-fuzz/findings/$family.log
  each=$((seconds / $(wc -w <<<"$families")))
  if ! .build-fuzz/fuzz --family="$family" $limits -max_total_time=$((each > 0 ? each : 1)) -len_control=0 \
    -entropic_scale_per_exec_time=1 -artifact_prefix=".build-fuzz/findings/$family-" ".build-fuzz/corpus/$family" >"$log" 2>&1; then
    failed=1
    grep -aE "FINDING|ERROR: |runtime error|Fatal error|Test unit written" "$log"
  fi
  covered=$(grep -aoE "cov: [0-9]+" "$log" | tail -1)
  echo "$(grep -aE "^$family: [0-9]+ executions" "$log" || echo "$family: stopped after $(grep -aoE '^#[0-9]+' "$log" | tail -1 | tr -d '#') executions"), $covered"
done
[ $failed = 0 ] && echo "nothing found"
exit $failed
