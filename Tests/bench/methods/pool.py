"""Fewer tokens by averaging. The PyTorch side is given tokens [N, D] too, and pools them as a view."""

import torch
import torch.nn.functional as F

import pith
from rows import Row, close, equal, normal, rows

GRIDS = ((24, 1024), (54, 4096))


def grid(x, *sides):
    """[N, D] to [1, D, ...], a view that PyTorch knows as channels last and pools without a copy."""
    return x.reshape(1, *sides, x.shape[-1]).movedim(-1, 1)


def flat(y):
    return y.movedim(1, -1).reshape(-1, y.shape[1])


@rows("pool.adaptive")
def adaptive():
    for side, dim in GRIDS:
        x = normal(side * side, dim)
        yield Row(
            f"{side} x {side} x {dim} to 8 x 8", lambda c: pith.pool.adaptive(x, (side, side), (8, 8), context=c),
            {"PyTorch": lambda: flat(F.adaptive_avg_pool2d(grid(x, side, side), 8)).contiguous()}, close(),
            bytes=4 * (side * side + 64) * dim, n=side * side)


@rows("pool.window")
def window():
    for side, dim in GRIDS:
        x = normal(side * side, dim)
        yield Row(
            f"{side} x {side} x {dim}, 2 x 2", lambda c: pith.pool.window(x, (side, side), 2, context=c),
            {"PyTorch": lambda: flat(F.avg_pool2d(grid(x, side, side), 2)).contiguous()}, close(),
            bytes=5 * side * side * dim, n=side * side)
        yield Row(
            f"{side} x {side} x {dim}, 2 x 2 max", lambda c: pith.pool.window(x, (side, side), 2, mode="max", context=c),
            {"PyTorch": lambda: flat(F.max_pool2d(grid(x, side, side), 2)).contiguous()}, equal,
            bytes=5 * side * side * dim)


@rows("pool.m3")
def m3():
    for side, dim in GRIDS:
        x, target = normal(side * side, dim), side * side // 9
        yield Row(
            f"{side} x {side} x {dim} to {target}", lambda c: pith.pool.m3(x, (side, side), target, context=c),
            {"PyTorch": lambda: flat(F.avg_pool2d(grid(x, side, side), 3)).contiguous()}, close(),
            bytes=4 * side * side * dim, n=side * side)


@rows("pool.llava_2dpool")
def llava_2dpool():
    for frames, side, dim in ((1, 24, 1024), (32, 27, 1152)):
        x = normal(frames * side * side, dim)
        for mode in ("average", "bilinear"):

            def plain():
                y = x.reshape(frames, side, side, dim).permute(0, 3, 1, 2)
                if mode == "average":
                    y = F.avg_pool2d(y, 2)
                else:
                    y = F.interpolate(y, ((side + 1) // 2, (side + 1) // 2), mode="bilinear", align_corners=False)
                return y.permute(0, 2, 3, 1).reshape(-1, dim).contiguous()

            yield Row(
                f"{frames} x {side} x {side} x {dim}, {mode}",
                lambda c: pith.pool.llava_2dpool(x, side, 2, mode=mode, context=c), {"PyTorch": plain}, close(),
                bytes=5 * frames * side * side * dim, n=frames * side * side if mode == "average" else 0)


@rows("pool.interpolate")
def interpolate():
    for side, dim in GRIDS:
        x, out = normal(side * side, dim), side * 2 // 3
        yield Row(
            f"{side} x {side} x {dim} to {out} x {out}",
            lambda c: pith.pool.interpolate(x, (side, side), (out, out), context=c),
            {"PyTorch": lambda: flat(
                F.interpolate(grid(x, side, side), (out, out), mode="bilinear", align_corners=False)).contiguous()},
            close(), bytes=4 * (side * side + out * out) * dim, n=side * side)


@rows("pool.space_to_depth")
def space_to_depth():
    for side, dim in GRIDS:
        x = normal(side * side, dim)

        def plain():
            half = side // 2
            return x.reshape(half, 2, half, 2, dim).permute(0, 2, 1, 3, 4).reshape(half * half, 4 * dim)

        yield Row(
            f"{side} x {side} x {dim}", lambda c: pith.pool.space_to_depth(x, (side, side), 2, context=c),
            {"PyTorch": plain},
            equal, bytes=8 * side * side * dim, n=side * side)


@rows("pool.depth_to_space")
def depth_to_space():
    for side, dim in GRIDS:
        half = side // 2
        x = normal(half * half, 4 * dim)
        yield Row(
            f"{half} x {half} x {4 * dim}", lambda c: pith.pool.depth_to_space(x, (half, half), 2, context=c),
            {"PyTorch": lambda: x.reshape(half, half, 2, 2, dim).permute(0, 2, 1, 3, 4).reshape(-1, dim)}, equal,
            bytes=8 * side * side * dim, n=side * side)


@rows("pool.prefix")
def prefix():
    for n, dim in ((576, 1024), (2880, 4096)):
        x = normal(n, dim)
        yield Row(
            f"{n} x {dim}, first {n // 2}", lambda c: pith.pool.prefix(x, n // 2, context=c),
            {"PyTorch": lambda: x[: n // 2].clone()}, equal, bytes=4 * n * dim, n=n)


@rows("pool.mask_tail")
def mask_tail():
    for n, dim in ((576, 1024), (2880, 4096)):
        x, mask = normal(n, dim), normal(dim, seed=1)

        def plain():
            y = torch.empty_like(x)
            y[: n // 2] = x[: n // 2]
            y[n // 2 :] = mask
            return y

        yield Row(
            f"{n} x {dim}, first {n // 2}", lambda c: pith.pool.mask_tail(x, mask, n // 2, context=c), {"PyTorch": plain},
            equal, bytes=6 * n * dim, n=n)


@rows("pool.cross_attention")
def cross_attention():
    for n, queries in ((576, 144), (2880, 256)):
        q, k, v = normal(queries, 1024), normal(n, 1024, seed=1), normal(n, 1024, seed=2)

        def plain():
            parts = [x.reshape(len(x), 8, 128).transpose(0, 1)[None] for x in (q, k, v)]
            return F.scaled_dot_product_attention(*parts)[0].transpose(0, 1).reshape(queries, 1024)

        yield Row(
            f"{queries} to {n} x 1024, 8 heads",
            lambda c: pith.pool.cross_attention(q, k, v, heads=8, context=c).tokens, {"PyTorch": plain}, close(),
            flops=4 * queries * n * 1024, n=n)


@rows("pool.region_attention")
def region_attention():
    for side, dim in ((24, 1024), (54, 1024)):
        half = side // 2
        q, k, v = normal(half * half, dim), normal(side * side, dim, seed=1), normal(side * side, dim, seed=2)

        def regions(x):
            return x.reshape(half, 2, half, 2, 8, dim // 8).permute(0, 2, 4, 1, 3, 5).reshape(half * half, 8, 4, dim // 8)

        def plain():
            mixed = F.scaled_dot_product_attention(q.reshape(-1, 8, 1, dim // 8), regions(k), regions(v))
            return mixed.reshape(half * half, dim)

        yield Row(
            f"{side} x {side} x {dim}, 2 x 2, 8 heads",
            lambda c: pith.pool.region_attention(q, k, v, (side, side), 2, heads=8, context=c).tokens, {"PyTorch": plain},
            close(), bytes=10 * side * side * dim, n=side * side)
