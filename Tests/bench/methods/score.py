"""How much each token matters."""

import torch
import torch.nn.functional as F

import pith
from methods.select import votes
from rows import READS, Row, attention, close, normal, rows, tokens, uniform

SIZES = ((576, 16), (2880, 4))


@rows("score.attention")
def attention_score():
    for n, heads in SIZES:
        maps = attention(heads, n, n)
        array = maps.numpy()
        limit = READS if n > 2000 else ""
        yield Row(
            f"{heads} x {n} x {n}", lambda c: pith.score.attention(maps, context=c),
            {"PyTorch": lambda: maps.mean(0).mean(0), "NumPy": lambda: array.mean((0, 1))}, close(1e-3, 1e-6),
            bytes=4 * heads * n * n, n=n, limit=limit)
        yield Row(
            f"{heads} x {n} x {n}, max over heads", lambda c: pith.score.attention(maps, head_reduce="max", context=c),
            {"PyTorch": lambda: maps.amax(0).mean(0)}, close(1e-3, 1e-6), bytes=4 * heads * n * n, limit=limit)


@rows("score.attention_rows")
def attention_rows():
    for n, heads in SIZES:
        maps, listed = attention(heads, n, n), torch.arange(0, n, 9)
        small = listed.int()
        yield Row(
            f"{heads} x {n} x {n}, {len(listed)} rows", lambda c: pith.score.attention_rows(maps, small, context=c),
            {"PyTorch": lambda: maps[:, listed].mean((0, 1))}, close(1e-3, 1e-6), bytes=4 * heads * len(listed) * n, n=n,
            limit=READS if n > 2000 else "")


@rows("score.query_key")
def query_key():
    for n in (576, 2880):
        heads, text = 32, 64
        queries, keys = normal(heads, text, 128), normal(heads, n + text, 128, seed=1)
        causal = torch.ones(text, n + text, dtype=torch.bool).tril(n)

        def plain():
            scores = (queries @ keys.transpose(1, 2) * 128**-0.5).masked_fill(~causal, -torch.inf)
            return torch.softmax(scores, -1)[..., :n].mean((0, 1))

        yield Row(
            f"{heads} heads, {text} queries, {n} x 128",
            lambda c: pith.score.query_key(queries, keys, causal_offset=n, columns=(0, n), context=c), {"PyTorch": plain},
            close(1e-3, 1e-6), flops=2 * heads * text * (n + text) * 128, n=n)


@rows("score.cdpruner")
def cdpruner():
    for n in (576, 2880):
        image, text = tokens(n, 768), normal(1, 768, seed=1)

        def plain():
            relevance = -(F.normalize(image) @ F.normalize(text).T).mean(1)
            return (relevance - relevance.min() + 1e-6) / (relevance.max() - relevance.min())

        yield Row(
            f"{n} x 768", lambda c: pith.score.cdpruner(image, text, context=c), {"PyTorch": plain}, close(1e-3, 1e-3),
            bytes=4 * n * 768, n=n)


@rows("score.transprune")
def transprune():
    for n in (675, 2979):
        before, after = normal(n, 4096), normal(n, 4096, seed=1)

        def plain():
            weight = torch.exp(1 - F.cosine_similarity(before, after, dim=1))
            return after.norm(dim=1) / before.norm(dim=1) * weight / weight.sum()

        yield Row(
            f"{n} x 4096", lambda c: pith.score.transprune(before, after, context=c), {"PyTorch": plain}, close(1e-3, 1e-6),
            bytes=8 * n * 4096, n=n, limit=READS)


@rows("score.vflowopt")
def vflowopt():
    for n, heads in ((729, 16), (2880, 4)):
        maps = torch.softmax(2 * normal(heads, n, n) + 4 * normal(n, seed=1), -1)

        def plain():
            mean = maps.mean(0)
            received = mean.mean(0)
            return mean[received > 8 * received.mean()].mean(0)

        yield Row(
            f"{heads} x {n} x {n}", lambda c: pith.score.vflowopt(maps, 8.0, context=c).scores, {"PyTorch": plain},
            close(1e-3, 1e-6), bytes=4 * heads * n * n, n=n, limit=READS if n > 2000 else "")


@rows("score.vflowopt_entropy")
def vflowopt_entropy():
    def plain(pixels, patch):
        height, width = pixels.shape[1] // patch, pixels.shape[2] // patch
        levels = (pixels * 255).trunc() % 256
        gray = ((levels[0] + levels[1] + levels[2]) * 0.3333).round().long()
        patches = gray[: height * patch, : width * patch].reshape(height, patch, width, patch).permute(0, 2, 1, 3)
        patches = patches.reshape(height * width, -1)
        counts = torch.zeros(height * width, 256).scatter_add_(1, patches, torch.ones(patches.shape)) / patch**2
        return -(counts * (counts + 1e-10).log2()).sum(1).reshape(height, width)

    for side in (384, 756):
        pixels = 2 * uniform(3, side, side) - 1
        yield Row(
            f"3 x {side} x {side}", lambda c: pith.score.vflowopt_entropy(pixels, 14, context=c),
            {"PyTorch": lambda: plain(pixels, 14)}, close(1e-2, 2e-2), bytes=12 * side * side, n=(side // 14) ** 2,
            limit="Nine tenths of the time is counting values of patches: scalar code.")


@rows("score.aim")
def aim():
    for n, heads in ((675, 28), (2979, 2)):
        logits = normal(heads, n, n) * 0.3 + torch.full((n, n), -torch.inf).triu(1)

        def plain():
            maps = torch.softmax(logits / 0.1, -1)
            vector = torch.full((heads, 1, n), 1 / n)
            for _ in range(5):
                vector = torch.bmm(vector, maps)
            return vector[:, 0].square().mean(0).sqrt()

        yield Row(
            f"{heads} x {n} x {n}", lambda c: pith.score.aim(logits, context=c), {"PyTorch": plain}, close(1e-3, 1e-6),
            bytes=2 * heads * n * n, n=n,
            limit="PageRank in double, exponentials and softmax: five passes of about equal time.")


@rows("score.zero_tprune")
def zero_tprune():
    for n, heads in ((577, 12), (2881, 4)):
        maps = attention(heads, n, n)
        yield Row(
            f"{heads} x {n} x {n}, 5 votes", lambda c: pith.score.zero_tprune(maps, iterations=5, context=c).scores,
            {"PyTorch": lambda: votes(maps, 5)}, close(1e-3, 1e-6), bytes=4 * heads * n * n, n=n,
            limit="Three quarters of the time is PageRank's weighted sums of columns in double, once per vote.")


@rows("score.zero_tprune_survivors")
def zero_tprune_survivors():
    for n, heads in ((577, 12), (2881, 4)):
        maps, alive = attention(heads, n, n), torch.cat([torch.zeros(1, dtype=torch.long), torch.arange(2, n, 2)])
        small = alive.int()

        def plain():
            inner = maps[:, alive][:, :, alive]
            return votes(inner / inner.sum(-1, keepdim=True), 5, n**0.5)

        yield Row(
            f"{heads} x {n} x {n}, {len(alive)} left",
            lambda c: pith.score.zero_tprune_survivors(maps, small, context=c).scores, {"PyTorch": plain}, close(1e-3, 1e-6),
            bytes=4 * heads * n * n // 4, n=n,
            limit="Two thirds of the time is PageRank's weighted sums of columns in double.")
