"""Which tokens become one."""

import torch
import torch.nn.functional as F

import pith
from rows import Row, agree, close, each, normal, rows, tokens, uniform


def match(metric, class_token=False):
    """Best odd partner of each even token."""
    unit = F.normalize(metric, dim=-1)
    scores = unit[..., ::2, :] @ unit[..., 1::2, :].transpose(-1, -2)
    if class_token:
        scores[..., 0, :] = -torch.inf
    return scores.max(-1)


def rows_of(n, stay, sources, partner):
    """Output row of each token: even tokens that stay, then all odd ones."""
    assign = torch.empty(n, dtype=torch.long)
    assign[2 * stay] = torch.arange(len(stay))
    assign[1::2] = len(stay) + torch.arange(n // 2)
    assign[2 * sources] = len(stay) + partner[sources]
    return assign


def tome_plain(metric, remove):
    best, partner = match(metric)
    order = best.argsort(descending=True)
    return rows_of(len(metric), order[remove:], order[:remove], partner)


@rows("merge.tome")
def tome():
    for n, dim, remove in ((576, 64, 16), (576, 1024, 144), (2880, 1024, 400)):
        x = tokens(n, dim)
        yield Row(
            f"{n} x {dim}, remove {remove}", lambda c: pith.merge.tome(x, remove, context=c).assign,
            {"PyTorch": lambda: tome_plain(x, remove)}, agree(0.97), flops=n * n // 2 * dim, n=n)


@rows("merge.tome_kth")
def tome_kth():
    def plain(metric, k):
        unit = F.normalize(metric[: len(metric) // k * k]).reshape(-1, k, metric.shape[1])
        partner = (unit[:, :-1].reshape(-1, metric.shape[1]) @ unit[:, -1].T).argmax(1).reshape(-1, k - 1)
        return torch.cat([partner, torch.arange(len(unit))[:, None]], 1).flatten()

    for n in (576, 2880):
        x = tokens(n, 1024)
        yield Row(
            f"{n} x 1024, k 4", lambda c: pith.merge.tome_kth(x, 4, context=c).assign, {"PyTorch": lambda: plain(x, 4)},
            agree(0.99), flops=2 * (n // 4) * (n * 3 // 4) * 1024, n=n)


@rows("merge.tome_random")
def tome_random():
    def plain(metric, permutation, remove):
        unit = F.normalize(metric)
        sources, others = permutation[:remove], permutation[remove:]
        assign = torch.empty(len(metric), dtype=torch.long)
        assign[others] = torch.arange(len(others))
        assign[sources] = (unit[sources] @ unit[others].T).argmax(1)
        return assign

    for n in (576, 2880):
        x, permutation = tokens(n, 1024), torch.randperm(n, generator=torch.Generator().manual_seed(1))
        small, remove = permutation.int(), n // 4
        yield Row(
            f"{n} x 1024, remove {remove}", lambda c: pith.merge.tome_random(x, small, remove, context=c).assign,
            {"PyTorch": lambda: plain(x, permutation, remove)}, agree(0.99), flops=2 * remove * (n - remove) * 1024, n=n)


@rows("merge.tome_attention")
def tome_attention():
    for n, heads in ((576, 16), (2880, 4)):
        q, k, v = (normal(heads, n, 64, seed=s) for s in range(3))
        size = 1 + 3 * uniform(n)

        def plain():
            mixed = F.scaled_dot_product_attention(q[None], k[None], v[None], attn_mask=size.log()[None, None, None])[0]
            return mixed.transpose(0, 1).reshape(n, -1), k.mean(0)

        yield Row(
            f"{heads} x {n} x 64", lambda c: pith.merge.tome_attention(q, k, v, size, context=c), {"PyTorch": plain},
            each(close(), close()), flops=4 * heads * n * n * 64, n=n)


@rows("merge.tomesd")
def tomesd():
    def plain(metric, width, height, remove):
        ids = torch.arange(width * height).reshape(height, width)
        to = ids[::2, ::2].flatten()
        mask = torch.ones(width * height, dtype=torch.bool)
        mask[to] = False
        sources = mask.nonzero().squeeze(1)
        unit = F.normalize(metric)
        best, partner = (unit[sources] @ unit[to].T).max(1)
        order = best.argsort(descending=True)
        stay, gone = order[remove:], order[:remove]
        assign = torch.empty(width * height, dtype=torch.long)
        assign[sources[stay]] = torch.arange(len(stay))
        assign[to] = len(stay) + torch.arange(len(to))
        assign[sources[gone]] = len(stay) + partner[gone]
        return assign

    for width, height, dim in ((24, 24, 320), (64, 64, 320)):
        n = width * height
        x, remove = tokens(n, dim, clusters=64), n // 2
        yield Row(
            f"{width} x {height} x {dim}, remove {remove}",
            lambda c: pith.merge.tomesd(x, width, height, remove, context=c).assign,
            {"PyTorch": lambda: plain(x, width, height, remove)}, agree(0.97), flops=2 * 3 * n * n // 16 * dim, n=n)


@rows("merge.mustdrop")
def mustdrop():
    def plain(x, side, threshold):
        unit = F.normalize(x[1:]).reshape(side // 3, 3, side // 3, 3, -1).permute(0, 2, 1, 3, 4).reshape(-1, 9, x.shape[1])
        alike = (unit @ unit.transpose(1, 2)).sum((1, 2)).sub(9) / 72
        count = int((alike >= threshold).sum())
        merged = alike.topk(count).indices
        ids = 1 + torch.arange(side * side).reshape(side // 3, 3, side // 3, 3).permute(0, 2, 1, 3).reshape(-1, 9)
        assign = torch.full((len(x),), -1)
        assign[0] = 0
        assign[ids[merged]] = 1 + torch.arange(count)[:, None]
        rest = (assign < 0).nonzero().squeeze(1)
        assign[rest] = 1 + count + torch.arange(len(rest))
        return assign

    for side in (24, 54):
        n = side * side
        group = torch.arange(n).reshape(side, side)
        group = (group // side // 3 * (side // 3) + group % side // 3).flatten()
        spread = (0.3 + uniform((side // 3) ** 2, 1, seed=2))[group]
        x = torch.cat([normal(1, 1024), normal((side // 3) ** 2, 1024, seed=3)[group] + spread * normal(n, 1024, seed=4)])
        yield Row(
            f"{side} x {side} x 1024, 3 x 3",
            lambda c: pith.merge.mustdrop(x, side, side, threshold=0.6, context=c).assign,
            {"PyTorch": lambda: plain(x, side, 0.6)}, agree(0.98), bytes=4 * n * 1024, n=n)


@rows("merge.aim")
def aim():
    def plain(x, removes):
        assign = torch.arange(len(x))
        for remove in removes:
            best, partner = match(x)
            order = best.argsort(descending=True)
            step = rows_of(len(x), order[remove:], order[:remove], partner)
            count = len(x) - remove
            sums = torch.zeros(count, x.shape[1]).index_add_(0, step, x)
            x = sums / torch.bincount(step, minlength=count)[:, None]
            assign = step[assign]
        return assign

    for n, removes in ((576, [288, 36]), (2880, [1440, 720])):
        x = tokens(n, 1024)
        first, second = n, n - removes[0]
        yield Row(
            f"{n} x 1024, remove {removes[0]} + {removes[1]}",
            lambda c: pith.merge.aim(x, removes, context=c).assign, {"PyTorch": lambda: plain(x, removes)}, agree(0.9),
            flops=(first * first + second * second) // 2 * 1024, n=n)


@rows("merge.dymu")
def dymu():
    def plain(metric, threshold):
        best, partner = match(metric)
        order = best.argsort(descending=True)
        remove = int((best > threshold).sum())
        return rows_of(len(metric), order[remove:], order[:remove], partner)

    for n in (576, 2880):
        x = tokens(n, 1024)
        yield Row(
            f"{n} x 1024", lambda c: pith.merge.dymu(x, 0.55, context=c).assign, {"PyTorch": lambda: plain(x, 0.55)},
            agree(0.97), flops=n * n // 2 * 1024, n=n)


def batch_match(metric):
    best, partner = match(metric)
    return best, partner


@rows("merge.dymu_batch")
def dymu_batch():
    def plain(metric, remove):
        best, partner = match(metric)
        images, half = best.shape
        gone = torch.zeros(images * half, dtype=torch.bool)
        gone[best.flatten().topk(remove * images).indices] = True
        gone = gone.reshape(images, half)
        stay = ~gone
        place, left = stay.cumsum(1) - 1, stay.sum(1, keepdim=True)
        assign = torch.empty(images, metric.shape[1], dtype=torch.long)
        assign[:, ::2] = torch.where(stay, place, left + partner)
        assign[:, 1::2] = left + torch.arange(metric.shape[1] // 2)
        return assign

    for images, n in ((8, 576), (2, 2880)):
        x = torch.stack([tokens(n, 256, seed=s) for s in range(images)])
        yield Row(
            f"{images} x {n} x 256", lambda c: pith.merge.dymu_batch(x, n // 8, context=c).assign,
            {"PyTorch": lambda: plain(x, n // 8)}, agree(0.97), flops=images * n * n // 2 * 256, n=n)


@rows("merge.dymu_threshold")
def dymu_threshold():
    def plain(metric, remove):
        best = match(metric)[0]
        return best.flatten().topk(remove * len(metric) + 1).values[-1].clamp(min=0)

    for images, n in ((8, 576), (2, 2880)):
        x = torch.stack([tokens(n, 256, seed=s) for s in range(images)])
        yield Row(
            f"{images} x {n} x 256", lambda c: pith.merge.dymu_threshold(x, n // 8, context=c)[0],
            {"PyTorch": lambda: plain(x, n // 8)}, close(), flops=images * n * n // 2 * 256, n=n)


@rows("merge.dymu_attention")
def dymu_attention():
    def turned(x, cos, sin):
        low, high = x.chunk(2, -1)
        return x * cos + torch.cat([-high, low], -1) * sin

    def plain(q, k, v, cos, sin, mapping, unique):
        wide = [turned(x[:, mapping], cos, sin) for x in (q, k)]
        mixed = F.scaled_dot_product_attention(wide[0][None], wide[1][None], v[:, mapping][None], is_causal=True)[0]
        sums = torch.zeros(q.shape).index_add_(1, mapping, mixed)
        return sums / torch.bincount(mapping, minlength=unique)[:, None]

    for n, heads in ((576, 16), (2880, 2)):
        unique = n // 4
        q, k, v = (normal(heads, unique, 128, seed=s) for s in range(3))
        angle = torch.arange(n)[:, None] / 10000 ** (torch.arange(64) / 64)
        cos, sin = torch.cat([angle, angle], 1).cos(), torch.cat([angle, angle], 1).sin()
        mapping = torch.cat([torch.arange(unique), torch.arange(n - unique) % unique])
        small = mapping.int()
        yield Row(
            f"{heads} x {unique} of {n} x 128",
            lambda c: pith.merge.dymu_attention(q, k, v, cos, sin, small, context=c),
            {"PyTorch": lambda: plain(q, k, v, cos, sin, mapping, unique)}, close(),
            flops=heads * (n * n * 128 + 2 * unique * unique * 128), n=n)


def shares(metric, basis, tau=0.1):
    unit = F.normalize(metric)
    return torch.softmax(unit @ unit[basis].T / tau, 1)


@rows("merge.token_transforming")
def token_transforming():
    for n in (576, 2880):
        keep = n // 4
        metric, score, x = tokens(n, 64), uniform(n), normal(n, 1024, seed=1)

        def plain():
            part = shares(metric, score.topk(keep).indices.sort().values)
            return part.T @ x / part.sum(0)[:, None]

        yield Row(
            f"{n} x 64 to {keep}, x {n} x 1024",
            lambda c: pith.merge.token_transforming(metric, score, keep, x, context=c).values, {"PyTorch": plain}, close(),
            flops=2 * n * keep * (64 + 1024), n=n)


@rows("merge.token_transforming_inverse")
def token_transforming_inverse():
    for n in (576, 2880):
        keep = n // 4
        metric, basis, y = tokens(n, 64), torch.arange(0, n, 4), normal(keep, 1024, seed=1)
        small = basis.int()
        yield Row(
            f"{keep} x 1024 to {n}",
            lambda c: pith.merge.token_transforming_inverse(metric, small, y, context=c),
            {"PyTorch": lambda: shares(metric, basis) @ y}, close(), flops=2 * n * keep * (64 + 1024), n=n)
