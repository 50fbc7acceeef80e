"""Writes a small language model with random weights as GGUF: the same bytes every time.

The architecture is Qwen2-VL's, since llama.cpp takes embeddings with gaps between their positions only from models with
multimodal rotary positions; others must be fed consecutive ones.

Usage: python make_model.py MODEL.gguf
"""

import sys

import gguf
import numpy as np

LAYERS, WIDTH, HEADS, KV_HEADS, FEED_FORWARD, VOCABULARY, CONTEXT = 3, 256, 8, 4, 512, 512, 1024
HEAD = WIDTH // HEADS


class Weights:
    """Uniform weights from a 64-bit linear congruential generator, so that no library's generator matters."""

    def __init__(self, seed):
        self.state = seed

    def matrix(self, rows, columns):
        count = rows * columns
        multiplier, increment = np.uint64(6364136223846793005), np.uint64(1442695040888963407)
        # x[k] = a^k x[0] + c (a^(k-1) + ... + 1), for all k at once; products wrap at 2^64.
        with np.errstate(over="ignore"):
            powers = np.cumprod(np.full(count, multiplier, np.uint64), dtype=np.uint64)
            sums = np.cumsum(np.concatenate([np.ones(1, np.uint64), powers[:-1]]), dtype=np.uint64)
            states = powers * np.uint64(self.state) + sums * increment
        self.state = int(states[-1])
        uniform = (states >> np.uint64(40)).astype(np.float64) / 2**24 * 2 - 1
        # Outputs of about the size of the inputs, so that no layer drowns the others.
        return (uniform * np.sqrt(3 / columns)).astype(np.float32).reshape(rows, columns)


def write(path):
    writer = gguf.GGUFWriter(path, "qwen2vl")
    writer.add_name("random weights")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10000.0)
    writer.add_rope_dimension_sections([HEAD // 8, HEAD * 3 // 16, HEAD * 3 // 16, 0])
    writer.add_vocab_size(VOCABULARY)
    writer.add_tokenizer_model("none")

    weights = Weights(2026)

    def norm(name):
        writer.add_tensor(name, np.ones(WIDTH, np.float32))

    def linear(name, rows, columns):
        writer.add_tensor(name, weights.matrix(rows, columns))

    linear("token_embd.weight", VOCABULARY, WIDTH)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        norm(block + "attn_norm.weight")
        for name, rows in (("q", WIDTH), ("k", KV_HEADS * HEAD), ("v", KV_HEADS * HEAD)):
            linear(f"{block}attn_{name}.weight", rows, WIDTH)
            writer.add_tensor(f"{block}attn_{name}.bias", weights.matrix(1, rows)[0])
        linear(block + "attn_output.weight", WIDTH, WIDTH)
        norm(block + "ffn_norm.weight")
        linear(block + "ffn_gate.weight", FEED_FORWARD, WIDTH)
        linear(block + "ffn_up.weight", FEED_FORWARD, WIDTH)
        linear(block + "ffn_down.weight", WIDTH, FEED_FORWARD)
    norm("output_norm.weight")
    linear("output.weight", VOCABULARY, WIDTH)

    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
