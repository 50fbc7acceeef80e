"""Carrying decisions out."""

import torch

import pith
from rows import Row, close, equal, normal, rows, uniform

SIZES = ((576, 1024), (2880, 4096))


@rows("apply.gather")
def gather():
    for n, dim in SIZES:
        x, kept = normal(n, dim), torch.arange(0, n, 3)
        small = kept.int()
        out = torch.empty(len(kept), dim)

        def ours(c):
            pith.apply.gather(x, small, out=out, context=c)
            return out

        yield Row(
            f"{n} x {dim}, keep {len(kept)}", ours, {"PyTorch": lambda: torch.index_select(x, 0, kept)}, equal,
            bytes=8 * len(kept) * dim, n=n)


@rows("apply.compact")
def compact():
    for n in (576, 2880):
        cache, kept = normal(8, n, 128), torch.arange(0, n, 2)
        small, other = kept.int(), cache.clone()

        def plain():
            other[:, : len(kept)] = other[:, kept]
            return other[:, : len(kept)]

        yield Row(
            f"8 x {n} x 128, keep {len(kept)}", lambda c: pith.apply.compact(cache, small, axis=1, context=c),
            {"PyTorch": plain}, lambda a, b: None, bytes=8 * 8 * len(kept) * 128, n=n,
            note="in place: repeating it changes the data, so results are not compared")


@rows("apply.merge")
def merge():
    def plain(x, assign, weight, count):
        sums = torch.zeros(count, x.shape[1]).index_add_(0, assign, x * weight[:, None])
        return sums / torch.zeros(count).index_add_(0, assign, weight)[:, None]

    for n, dim in SIZES:
        count = n // 2
        x, weight = normal(n, dim), 1 + uniform(n)
        more = torch.randint(count, (n - count,), generator=torch.Generator().manual_seed(1))
        assign = torch.cat([torch.arange(count), more])
        small = assign.int()
        yield Row(
            f"{n} x {dim} to {count}, weighted",
            lambda c: pith.apply.merge(x, small, count, weight=weight, context=c).values,
            {"PyTorch": lambda: plain(x, assign, weight, count)}, close(), bytes=4 * (n + count) * dim, n=n)


@rows("apply.unmerge")
def unmerge():
    for n, dim in SIZES:
        y = normal(n // 2, dim)
        assign = torch.randint(n // 2, (n,), generator=torch.Generator().manual_seed(1))
        small = assign.int()
        yield Row(
            f"{n // 2} x {dim} to {n}", lambda c: pith.apply.unmerge(y, small, context=c), {"PyTorch": lambda: y[assign]},
            equal, bytes=6 * n * dim, n=n)


@rows("apply.transform")
def transform():
    for n, dim in ((576, 1024), (2880, 1024)):
        weights, x = uniform(n // 4, n), normal(n, dim)
        a, b = weights.numpy(), x.numpy()
        yield Row(
            f"{n // 4} x {n} x {dim}", lambda c: pith.apply.transform(weights, x, context=c),
            {"PyTorch": lambda: weights @ x, "NumPy": lambda: a @ b}, close(1e-3, 1e-3), flops=2 * (n // 4) * n * dim, n=n)
