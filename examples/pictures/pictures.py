#!/usr/bin/env python3
"""Makes the pictures of this folder: what pith.plot draws.

    pip install matplotlib; python examples/pictures/pictures.py [FOLDER]

The photograph is Matplotlib's sample of Grace Hopper, a work of the United States Navy in the public domain. Its tokens are the
pixels of its 24 x 24 patches: enough to see what a method does, though a model's tokens would say more.
compose.png is the picture that examples/compose makes.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pith
from matplotlib import cbook, image

HERE = Path(__file__).resolve().parent
SIDE = 24


def photograph():
    """(picture, tokens [576, D])."""
    with cbook.get_sample_data("grace_hopper.jpg") as file:
        pixels = image.imread(file)
    patch = min(pixels.shape[:2]) // SIDE
    picture = pixels[: SIDE * patch, : SIDE * patch]
    patches = picture.reshape(SIDE, patch, SIDE, patch, 3).swapaxes(1, 2).reshape(SIDE * SIDE, -1)
    tokens = patches.astype(np.float32) / 255
    return picture, tokens - tokens.mean(axis=0)


def merged(tokens, amounts):
    """The slot of each token after several rounds of token merging."""
    assign, size = np.arange(len(tokens)), np.ones(len(tokens), dtype=np.float32)
    for amount in amounts:
        step = pith.merge.tome(tokens, amount)
        tokens, size = pith.apply.merge(tokens, step.assign, weight=size)
        assign = step.assign[assign]
    return assign


def left(start, removed):
    """Tokens that each layer reads, when so many go after each."""
    return (start - np.concatenate([[0], np.cumsum(removed)[:-1]])).tolist()


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    picture, tokens = photograph()
    drawn = {}

    kept = pith.select.divprune(tokens, 96)
    drawn["kept"] = pith.plot.grid((SIDE, SIDE), kept, image=picture, title="DivPrune keeps 96 of 576 tokens")

    assign = merged(tokens, (192, 128, 64))
    drawn["merged"] = pith.plot.grid(
        (SIDE, SIDE), assign=assign, image=picture, title=f"Token merging: {assign.max() + 1} of 576 tokens")

    assign = merged(tokens.reshape(SIDE, SIDE, -1)[::2, ::2].reshape(144, -1).copy(), (24,))
    drawn["groups"] = pith.plot.grid(
        (12, 12), assign=assign, title=f"What merged with what: {assign.max() + 1} of 144 tokens")

    passages = {p["id"]: p["text"] for p in map(json.loads, (HERE.parent / "data" / "passages.jsonl").open())}
    short = pith.text.compress(
        [passages["postgresql-history-02"], passages["postgresql-wal-async-commit-02"]],
        "When was the rule system redesigned?", budget=90)
    drawn["text"] = pith.plot.text(short, title="“When was the rule system redesigned?” with room for 90 tokens")

    layers = 24
    drawn["schedule"] = pith.plot.schedule(
        {
            "ToMe, r = 16": left(576, pith.budget.tome_schedule(layers, 16)),
            "ToMe, r = 16 falling": left(576, pith.budget.tome_schedule(layers, 16, -1.0)),
            "half after layer 2": [576] * 2 + [288] * 22,
        },
        title="Tokens in each layer")
    for name, axes in drawn.items():
        axes.figure.savefig(folder / f"{name}.png")
        print(folder / f"{name}.png")


if __name__ == "__main__":
    main()
