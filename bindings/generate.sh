#!/usr/bin/env bash
# Writes the generated headers and bindings; with --check only says which are stale (exit status 1).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec swift run --package-path "$root/bindings/generator" --scratch-path "$root/.build-generator" \
  --quiet pith-generate --root "$root" "$@"
