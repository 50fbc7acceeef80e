#!/usr/bin/env bash
# The Rust crates against the shipped library.
set -euo pipefail
cd "$(dirname "$0")/../../.."
export PITH_LIB_DIR="$PWD/.build/release" CARGO_TARGET_DIR="$PWD/.build-rust"
# Doc tests get no rpath from a build script.
mkdir -p .build-rust/lib && ln -sf "$PITH_LIB_DIR/libpith.so" .build-rust/lib/libpith.so.0
export LD_LIBRARY_PATH="$PWD/.build-rust/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
cargo test --offline --manifest-path bindings/rust/Cargo.toml
cargo run -q --offline --manifest-path bindings/rust/Cargo.toml --example shrink_prompt -- "Who wrote the first program?" 40
