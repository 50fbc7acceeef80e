"""Pooling of grids, gluing of tokens, attention from queries to regions."""

import math

import numpy as np
import pith
from compare import EPS, close, rounding
from of_merge_soft import attended
from of_select_attention import head_logits
from registry import ONCE, SMOOTH, check


def grid_of(case, most=7):
    return case.extent(1, most), case.extent(1, most)


def cells(x, *sides):
    """[*, N, D] as [*, sides…, D]."""
    return x.reshape(*x.shape[:-2], *sides, x.shape[-1])


def compare(case, got, want, bound=0.0, what="y"):
    for (g, w, b) in case.items(got, want, np.broadcast_to(bound, want.shape)):
        close(g, w, b, case.dtype, what)


@check("pool.adaptive")
def adaptive(case):
    (h, w), (oh, ow), dim = grid_of(case), grid_of(case), case.extent(1, 8)
    given, x = case.tokens(h * w, dim)
    mode = case.one_of("average", "max")
    got = pith.pool.adaptive(given, (h, w), (oh, ow), mode=mode)
    grid = cells(x, h, w)
    want, size = np.zeros(case.lead + (oh * ow, dim)), np.zeros(case.lead + (oh * ow, dim))
    for i in range(oh):
        for j in range(ow):
            part = grid[..., i * h // oh: -(-(i + 1) * h // oh), j * w // ow: -(-(j + 1) * w // ow), :]
            want[..., i * ow + j, :] = part.mean(axis=(-3, -2)) if mode == "average" else part.max(axis=(-3, -2))
            size[..., i * ow + j, :] = np.abs(part).mean(axis=(-3, -2))
    compare(case, got, want, rounding(h * w, size) if mode == "average" else 0)


def starts(extent, kernel, step, padding, ceiling):
    """Where windows begin, as PyTorch counts them: the last may not begin in the padding behind."""
    room = extent + 2 * padding - kernel
    count = (-(-room // step) if ceiling else room // step) + 1
    if ceiling and (count - 1) * step >= extent + padding:
        count -= 1
    return [i * step - padding for i in range(count)]


@check("pool.window")
def window(case):
    frames = case.one_of(None, None, case.pick(1, 4))
    sides = (*([] if frames is None else [frames]), *grid_of(case))
    dim = case.extent(1, 6)
    kernel = tuple(case.pick(1, min(3, side)) for side in sides)
    step = tuple(case.pick(1, 3) for _ in sides)
    padding = tuple(case.pick(0, k // 2) for k in kernel)
    ceiling, exclude, mode = case.flag(), case.flag(), case.one_of("average", "max")
    divisor = case.one_of(0, 0, 3) if mode == "average" else 0
    given, x = case.tokens(math.prod(sides), dim)
    got = pith.pool.window(given, sides, kernel, step=step, padding=padding, ceiling=ceiling, exclude_padding=exclude,
                           divisor=divisor, mode=mode)
    grid = cells(x, *sides)
    want, size = [], []
    lines = [starts(*axis, ceiling) for axis in zip(sides, kernel, step, padding)]
    for at in np.ndindex(*(len(line) for line in lines)):
        begin = [line[i] for line, i in zip(lines, at)]
        part = grid[(Ellipsis, *(slice(max(0, b), min(b + k, side)) for b, k, side in zip(begin, kernel, sides)), slice(None))]
        axes = tuple(range(-1 - len(sides), -1))
        real = math.prod(part.shape[a] for a in axes)
        # Padding counts up to the padded grid's end, what a last partial window reaches beyond it does not.
        whole = math.prod(min(b + k, side + p) - b for b, k, side, p in zip(begin, kernel, sides, padding))
        by = divisor or (real if exclude else whole)
        want.append(part.sum(axis=axes) / by if mode == "average" else part.max(axis=axes))
        size.append(np.abs(part).sum(axis=axes) / by)
    want, size = np.stack(want, axis=-2), np.stack(size, axis=-2)
    compare(case, got, want, rounding(27, size) if mode == "average" else 0)


@check("pool.m3")
def m3(case):
    (h, w), dim = grid_of(case, 9), case.extent(1, 6)
    target = case.pick(1, h * w)
    k = math.isqrt(h * w // target)
    if k > min(h, w):
        return
    given, x = case.tokens(h * w, dim)
    oh, ow = h // k, w // k
    part = cells(x, h, w)[..., : oh * k, : ow * k, :].reshape(*case.lead, oh, k, ow, k, dim)
    want, size = part.mean(axis=(-4, -2)), np.abs(part).mean(axis=(-4, -2))
    compare(case, pith.pool.m3(given, (h, w), target), want.reshape(*case.lead, oh * ow, dim),
            rounding(k * k, size).reshape(*case.lead, oh * ow, dim))


def line(extent, out, step, mode, align):
    """Rows that an output row is made of, and the weight of the second."""
    at = np.arange(out)
    if mode == "nearest":
        # Which cell is a matter of f32 arithmetic, in PyTorch and here.
        low = np.minimum(np.floor(np.float32(at) * np.float32(step)).astype(int), extent - 1)
        return low, low, np.zeros(out)
    if mode == "nearest_exact":
        low = np.minimum(np.floor((np.float32(at) + np.float32(0.5)) * np.float32(step)).astype(int), extent - 1)
        return low, low, np.zeros(out)
    place = at * step if align else np.maximum((at + 0.5) * step - 0.5, 0)
    low = np.minimum(np.floor(place).astype(int), extent - 1)
    return low, np.minimum(low + 1, extent - 1), place - low


def resampled(grid, oh, ow, steps, mode, align=False):
    (y0, y1, fy), (x0, x1, fx) = (line(e, o, s, mode, align) for e, o, s in zip(grid.shape[-3:-1], (oh, ow), steps))
    rows = grid[..., y0, :, :] * (1 - fy)[:, None, None] + grid[..., y1, :, :] * fy[:, None, None]
    return rows[..., x0, :] * (1 - fx)[:, None] + rows[..., x1, :] * fx[:, None]


@check("pool.interpolate")
def interpolate(case):
    (h, w), (oh, ow), dim = grid_of(case), grid_of(case, 9), case.extent(1, 6)
    given, x = case.tokens(h * w, dim)
    mode = case.one_of("bilinear", "bilinear", "nearest", "nearest_exact")
    align = mode == "bilinear" and case.flag()
    steps = [((e - 1) / (o - 1) if o > 1 else 0) if align else e / o for e, o in ((h, oh), (w, ow))]
    scale = None
    if not align and case.flag():
        scale = case.one_of(0.5, 1.5, 2.0)
        oh, ow = int(h * scale), int(w * scale)
        if not oh or not ow:
            return
        steps = [1 / scale] * 2
    got = pith.pool.interpolate(given, (h, w), None if scale else (oh, ow), scale=scale, mode=mode, align_corners=align)
    grid = cells(x, h, w)
    want = resampled(grid, oh, ow, steps, mode, align).reshape(*case.lead, oh * ow, dim)
    # A place is known to some bits of the side, and moves what is read by that share of the cells around it.
    size = resampled(np.abs(grid), oh, ow, steps, mode, align).reshape(*case.lead, oh * ow, dim)
    around = np.abs(grid).max(axis=(-3, -2))[..., None, :] if case.flavour != "huge" else np.abs(grid).max()
    compare(case, got, want, rounding(4, size) + (16 * EPS * max(h, w) * around if mode == "bilinear" else 0))


@check("pool.llava_2dpool")
def llava_2dpool(case):
    case.alone()
    frames, side, dim = case.pick(1, 3), case.extent(1, 7), case.extent(1, 6)
    mode, stride = case.one_of("average", "max", "bilinear"), case.pick(1, side)
    given, x = case.tokens(frames * side * side, dim)
    got = pith.pool.llava_2dpool(given, side, stride, mode=mode)
    grid = cells(x, frames, side, side)
    if mode == "bilinear":
        o = -(-side // stride)
        want, size = (resampled(g, o, o, [side / o] * 2, mode) for g in (grid, np.abs(grid)))
        around = np.abs(grid).max(axis=(-3, -2), keepdims=True)
        bound = rounding(4, size) + 16 * EPS * side * around
    else:
        o = side // stride
        part = grid[:, : o * stride, : o * stride].reshape(frames, o, stride, o, stride, dim)
        want = part.mean(axis=(2, 4)) if mode == "average" else part.max(axis=(2, 4))
        bound = rounding(stride**2, np.abs(part).mean(axis=(2, 4))) if mode == "average" else np.zeros(want.shape)
    compare(case, got, want.reshape(-1, dim), bound.reshape(-1, dim))


@check("pool.space_to_depth", "pool.depth_to_space", flavours=ONCE, rounds=2)
def space_to_depth(case):
    factor, rows, columns, dim = case.pick(1, 4), case.pick(0, 4), case.pick(0, 4), case.extent(1, 5)
    h, w = rows * factor, columns * factor
    given, x = case.give(case.rng.normal(size=case.lead + (h * w, dim)))
    layout = case.one_of("offset_major", "offset_major_transposed", "channel_major")
    part = x.reshape(*case.lead, rows, factor, columns, factor, dim)
    r, dy, c, dx, d = (len(case.lead) + i for i in range(5))
    order = {"offset_major": (r, c, dy, dx, d), "offset_major_transposed": (c, r, dy, dx, d), "channel_major": (r, c, d, dy, dx)}
    want = part.transpose(*range(len(case.lead)), *order[layout]).reshape(*case.lead, rows * columns, factor * factor * dim)
    got = pith.pool.space_to_depth(given, (h, w), factor, layout=layout)
    compare(case, got, want)
    compare(case, pith.pool.depth_to_space(got, (rows, columns), factor, layout=layout), x, what="back")


@check("pool.prefix", flavours=ONCE)
def prefix(case):
    shape = [case.extent(1, 6) for _ in range(case.pick(1, 4))]
    axis = case.pick(0, len(shape) - 1)
    case.alone()
    given, x = case.give(case.rng.normal(size=shape))
    keep = case.pick(0, shape[axis] + 2)
    compare(case, pith.pool.prefix(given, keep, axis=axis), x[(slice(None),) * axis + (slice(0, keep),)])


@check("pool.mask_tail", flavours=("normal", "huge", "large"))
def mask_tail(case):
    n, dim = case.extent(1, 12), case.extent(1, 8)
    given, x = case.tokens(n, dim)
    token, m = case.numbers(dim)
    keep = case.pick(0, n + 2)
    want = x.copy()
    want[..., keep:, :] = m[..., None, :]
    compare(case, pith.pool.mask_tail(given, token, keep), want)


def split(x, heads):
    """[N, E] as [H, N, E / H]."""
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)


@check("pool.cross_attention", flavours=SMOOTH)
def cross_attention(case):
    m, n, heads, width = case.extent(1, 8), case.extent(1, 20), case.pick(1, 4), case.extent(1, 8)
    (queries, q), (keys, k), (values, v) = (case.tokens(rows, heads * width) for rows in (m, n, n))
    found = pith.pool.cross_attention(queries, keys, values, heads=heads, weights=True)
    for (tokens, weights, a, b, c) in case.items(*found, q, k, v):
        attention_of(case, tokens, weights, split(a, heads), split(b, heads), split(c, heads))


def attention_of(case, tokens, weights, q, k, v):
    logits, error = head_logits(q, k, 1, 1 / math.sqrt(q.shape[-1]))
    want, bound = attended(logits, error.max(initial=0), v)
    flat = lambda x: x.transpose(1, 0, 2).reshape(x.shape[1], -1)  # noqa: E731
    close(tokens, flat(want), flat(bound), case.dtype, "tokens")
    shares, slack = attended(logits, error.max(initial=0), np.eye(k.shape[1]))
    close(weights, shares, slack, case.dtype, "weights")


@check("pool.region_attention", flavours=SMOOTH)
def region_attention(case):
    scale, frame_scale, heads, width = case.pick(1, 3), case.pick(1, 2), case.pick(1, 3), case.extent(1, 6)
    f, r, c = (case.pick(1, 3) for _ in range(3))
    grid = (f * frame_scale, r * scale, c * scale)
    e = heads * width
    (queries, q), (keys, k), (values, v) = case.tokens(f * r * c, e), case.tokens(math.prod(grid), e), case.tokens(math.prod(grid), e)
    found = pith.pool.region_attention(queries, keys, values, grid, scale, frame_scale=frame_scale, heads=heads, weights=True)

    def regions(x):
        x = x.reshape(f, frame_scale, r, scale, c, scale, e).transpose(0, 2, 4, 1, 3, 5, 6)
        return x.reshape(f * r * c, -1, e)
    for (tokens, weights, a, b, d) in case.items(*found, q, k, v):
        for m, (rows, val) in enumerate(zip(regions(b), regions(d))):
            attention_of(case, tokens[m:m + 1], weights[:, m:m + 1], split(a[m:m + 1], heads), split(rows, heads), split(val, heads))
