"""Which entries of a key-value cache stay. Heads and widths of Llama-7B and of its grouped successors."""

import numpy as np
import torch
import torch.nn.functional as F

import pith
from rows import Row, agree, attention, chosen, close, each, equal, normal, rows, uniform

SIZES = (576, 2880)


def pooled(scores, kernel=5):
    return F.avg_pool1d(scores, kernel, 1, kernel // 2)


def picks(scores, keep, window):
    n = scores.shape[-1] + window
    kept = scores.topk(keep - window).indices.sort().values
    return torch.cat([kept, torch.arange(n - window, n).expand(len(scores), window)], 1)


@rows("kv.h2o")
def h2o():
    for n in SIZES:
        heads, heavy, recent = 32, n // 10, n // 10
        maps, before = attention(heads, 1, n), uniform(heads, n - 1, seed=1)

        def plain():
            scores = maps.sum(1)
            scores[:, : n - 1] += before
            kept = scores[:, : n - recent].topk(heavy).indices.sort().values
            kept = torch.cat([kept, torch.arange(n - recent, n).expand(heads, recent)], 1)
            return kept, scores.gather(1, kept)

        yield Row(
            f"{heads} x 1 x {n}, {heavy} + {recent}",
            lambda c: pith.kv.h2o(maps, before, heavy=heavy, recent=recent, context=c), {"PyTorch": plain},
            each(agree(0.99), close()), bytes=8 * heads * n, n=n)


@rows("kv.snapkv")
def snapkv():
    for n in SIZES:
        heads, window, keep = 32, 32, n // 4
        queries, keys = normal(heads, window, 128), normal(heads, n, 128, seed=1)
        mask = torch.zeros(window, n)
        mask[:, n - window :] = torch.full((window, window), -torch.inf).triu(1)

        def plain():
            maps = torch.softmax(queries @ keys.transpose(1, 2) * 128**-0.5 + mask, -1)
            return picks(pooled(maps[:, :, : n - window].sum(1)), keep, window)

        yield Row(
            f"{heads} heads, {window} queries, {n} x 128",
            lambda c: pith.kv.snapkv(queries, keys, keep, context=c), {"PyTorch": plain}, chosen(0.99),
            flops=2 * heads * window * n * 128, n=n)


@rows("kv.snapkv_attention")
def snapkv_attention():
    for n in SIZES:
        heads, window, keep = 32, 32, n // 4
        maps = attention(heads, window, n)
        yield Row(
            f"{heads} x {window} x {n}", lambda c: pith.kv.snapkv_attention(maps, keep, context=c),
            {"PyTorch": lambda: picks(pooled(maps[:, :, : n - window].sum(1)), keep, window)}, agree(0.98),
            bytes=4 * heads * window * n, n=n)


@rows("kv.score_snapkv")
def score_snapkv():
    for n in SIZES:
        heads, groups, window = 32, 8, 64
        maps = attention(heads, window, n)

        def plain():
            scores = pooled(maps[:, -window:, : n - window].mean(1)).reshape(groups, -1, n - window).mean(1)
            return F.pad(scores, (0, window), value=float(scores.max()) + 1)

        yield Row(
            f"{heads} x {window} x {n} to {groups}", lambda c: pith.kv.score_snapkv(maps, groups, window=window, context=c),
            {"PyTorch": plain}, close(), bytes=4 * heads * window * n, n=n)


@rows("kv.score_observed")
def score_observed():
    for n, heads in ((576, 32), (2880, 8)):
        groups = heads // 4
        maps = attention(heads, n, n).tril()

        def plain():
            seen = n - torch.arange(n)
            return (maps.sum(1) / seen).reshape(groups, -1, n).mean(1)

        yield Row(
            f"{heads} x {n} x {n} to {groups}", lambda c: pith.kv.score_observed(maps, groups, context=c),
            {"PyTorch": plain},
            close(), bytes=4 * heads * n * n, n=n)


@rows("kv.score_tova")
def score_tova():
    for n in SIZES:
        maps = attention(32, 1, n)

        def plain():
            scores = maps[:, -1, :-1].mean(0)
            return F.pad(scores, (0, 1), value=float(scores.max()) + 1).expand(8, n)

        yield Row(
            f"32 x 1 x {n} to 8", lambda c: pith.kv.score_tova(maps, 8, context=c), {"PyTorch": plain}, close(),
            bytes=4 * 32 * n, n=n)


@rows("kv.score_knorm")
def score_knorm():
    for n in SIZES:
        keys = normal(32, n, 128)
        yield Row(
            f"32 x {n} x 128", lambda c: pith.kv.score_knorm(keys, context=c), {"PyTorch": lambda: -keys.norm(dim=-1)},
            close(), bytes=4 * 32 * n * 128, n=n)


@rows("kv.score_streaming")
def score_streaming():
    for n in SIZES:

        def plain():
            scores = torch.ones(32, n)
            scores[:, 4 : 4 + n - n // 4] = 0
            return scores

        yield Row(
            f"32 x {n}", lambda c: pith.kv.score_streaming(n, n // 4, 32, context=c), {"PyTorch": plain}, equal,
            bytes=4 * 32 * n, n=n)


@rows("kv.streaming_llm")
def streaming_llm():
    for n in SIZES:
        yield Row(
            f"{n}, 4 + {n // 4}", lambda c: pith.kv.streaming_llm(n, recent=n // 4, context=c),
            {"PyTorch": lambda: torch.cat([torch.arange(4), torch.arange(n - n // 4, n)])}, equal, bytes=n, n=n,
            note="call overhead")


@rows("kv.evict_range")
def evict_range():
    for n in SIZES:
        yield Row(
            f"{n}", lambda c: pith.kv.evict_range(n, 64, n // 2, context=c),
            {"PyTorch": lambda: torch.cat([torch.arange(64), torch.arange(n // 2, n)])}, equal, bytes=2 * n, n=n,
            note="call overhead")


@rows("kv.mustdrop_compose")
def mustdrop_compose():
    for n in SIZES:
        stages = [np.arange(0, n, 2), np.arange(0, n // 2, 2), np.arange(0, n // 4, 2)]
        stages = [stage.astype(np.int32) for stage in stages]
        tensors = [torch.from_numpy(stage).long() for stage in stages]

        def plain():
            found = [tensors[-1]]
            for stage in tensors[-2::-1]:
                found.insert(0, stage[found[0]])
            return torch.stack(found)

        yield Row(
            f"{n}, 3 stages", lambda c: pith.kv.mustdrop_compose(stages, n, context=c), {"PyTorch": plain}, equal,
            bytes=4 * n, n=n, note="call overhead")


@rows("kv.pyramid_budget")
def pyramid_budget():
    def plain(n, layers, ratio, window=64, beta=20):
        cap = window + n * (1 - ratio)
        low = (cap - window) / beta
        high = 2 * (cap - window) - low
        if high >= n - window:
            high = n - window
            low = 2 * (cap - window) - high
        if not n >= high >= low >= window:
            return [round(n * (1 - ratio))] * layers
        return [round(high - layer * (high - low) / (layers - 1)) for layer in range(layers)]

    for n in (2880, 32768):
        yield Row(
            f"{n}, 32 layers", lambda c: pith.kv.pyramid_budget(n, 32, 0.5, context=c),
            {"Python": lambda: plain(n, 32, 0.5)},
            equal, n=n, note="call overhead")


@rows("kv.tidaldecode_select")
def tidaldecode_select():
    for n in (2880, 16384):
        query, keys = normal(32, 128), normal(8, n, 128, seed=1)

        def plain():
            return (query.reshape(8, 4, 128) @ keys.transpose(1, 2)).reshape(32, n).topk(256).indices

        yield Row(
            f"32 heads of 8 x {n} x 128", lambda c: pith.kv.tidaldecode_select(query, keys, 256, context=c),
            {"PyTorch": plain}, agree(0.97), bytes=4 * 8 * n * 128, n=n,
            limit="Three quarters of the time is dot products of queries with keys.")


@rows("kv.tidaldecode_attend")
def tidaldecode_attend():
    for n in (2880, 16384):
        query, keys, values = normal(32, 128), normal(8, n, 128, seed=1), normal(8, n, 128, seed=2)
        kept = torch.stack([torch.randperm(n, generator=torch.Generator().manual_seed(h))[:256] for h in range(32)])
        small = kept.int()
        group = (torch.arange(32) // 4)[:, None]

        def plain():
            return F.scaled_dot_product_attention(query[:, None], keys[group, kept], values[group, kept])[:, 0]

        yield Row(
            f"32 heads, 256 of {n} x 128",
            lambda c: pith.kv.tidaldecode_attend(query, keys, values, small, context=c), {"PyTorch": plain}, close(),
            bytes=8 * 32 * 256 * 128, n=n)
