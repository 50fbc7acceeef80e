#!/usr/bin/env python3
"""Steps put together on a real encoder: score, budget, select, and every buffer of the layer shortened by the one decision.

    python compose.py [--ratio R] [--layer L] [--out FOLDER]

A passage of the PostgreSQL documentation goes through MiniLM up to a layer. The tokens that receive most attention there stay;
hidden states, positions, keys and values are shortened alike. The rest of the encoder then runs on what is left, and its
sentence embedding is compared with that of the whole text. The buffers go to FOLDER as .npy: compose.c takes the same steps on
them. Draws kept.png there.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pith
from minilm import MiniLM

PASSAGES = Path(__file__).resolve().parents[1] / "data" / "passages.jsonl"


def embedding(model, hidden, first):
    """The mean of the last layer's tokens, from the hidden states that layer `first` reads."""
    for number in range(first, 6):
        hidden = model.layer(number, hidden)[0]
    mean = hidden.mean(axis=0)
    return mean / np.linalg.norm(mean)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ratio", type=float, default=0.5, help="share of the tokens to keep (default: %(default)s)")
    parser.add_argument("--layer", type=int, default=2, choices=range(6), help="where tokens go (default: %(default)s)")
    parser.add_argument("--passage", default="postgresql-wal-async-commit-02", help="beginning of the passage's id")
    parser.add_argument("--out", type=Path, default=Path("."))
    options = parser.parse_args()

    passage = next(p for p in map(json.loads, PASSAGES.open()) if p["id"].startswith(options.passage))
    model = MiniLM()
    encoded = model.tokenizer.encode(passage["text"])
    hidden = model.embed(encoded.ids)
    for number in range(options.layer + 1):
        hidden, attention, keys, values = model.layer(number, hidden)
    positions = np.arange(len(hidden), dtype=np.int32)

    # The example: a decision, and all that follows from it, in one expression.
    short = pith.apply.gather_all(
        {"hidden": hidden, "positions": positions, "keys": keys, "values": values},
        pith.select.top_k(
            (scores := pith.score.attention(attention)), pith.budget.keep_count(len(hidden), options.ratio, "ceil")),
        axis={"keys": 1, "values": 1},
    )

    options.out.mkdir(parents=True, exist_ok=True)
    for name, array in {"attention": attention, "hidden": hidden, "positions": positions, "keys": keys, "values": values}.items():
        np.save(options.out / f"{name}.npy", array)
    for name, array in short.items():
        np.save(options.out / f"{name}.python.npy", array)

    kept = short["positions"]
    print(f"{passage['id']}: {len(kept)} of {len(positions)} tokens stay after layer {options.layer + 1} of 6")
    whole = embedding(model, hidden, options.layer + 1)
    cosine = whole @ embedding(model, short["hidden"], options.layer + 1)
    print(f"  cosine with the whole text's embedding: {cosine:.4f}")
    draws = np.random.default_rng(0)
    others = [np.sort(draws.choice(len(positions), len(kept), replace=False)) for _ in range(20)]
    chance = np.mean([whole @ embedding(model, hidden[other], options.layer + 1) for other in others])
    print(f"  with as many tokens by chance:          {chance:.4f}")
    assert cosine > chance, "the tokens that were chosen say less than any others"

    flags = np.isin(positions, kept)
    axes = pith.plot.text(
        encoded.tokens, flags, scores=scores,
        title=f"MiniLM, after layer {options.layer + 1}: the {len(kept)} of {len(positions)} tokens that receive most attention")
    axes.figure.savefig(options.out / "kept.png")


if __name__ == "__main__":
    main()
