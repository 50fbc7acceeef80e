"""Attention over merged tokens, merging by soft assignment, and carrying decisions out."""

import math

import numpy as np
import pith
from compare import EPS, certify_set, close, cosines, rounding, same, softmax
from of_select_attention import head_logits
from registry import ONCE, SMOOTH, check


def heads_of(case, heads, n, dim):
    return case.give(np.stack([case.tokens(n, dim)[1] for _ in range(heads)], axis=-3))


def attended(logits, error, values):
    """Softmax(logits) · values and its bound; `error` bounds the logits."""
    a = softmax(logits)
    want = a @ values
    return want, (2 * error + 32 * EPS + rounding(logits.shape[-1], 2)) * (a @ np.abs(values)) + 1e-38


@check("merge.tome_attention", flavours=SMOOTH)
def tome_attention(case):
    heads, n, dim = case.heads(), case.extent(1, 16), case.extent(1, 10)
    (q, x), (k, y), (v, z) = (heads_of(case, heads, n, dim) for _ in range(3))
    size = s = None
    if case.flag():
        size, s = case.numbers(n, low=0.5 if case.flag() else 0.0, high=4)
    scale = case.one_of(None, 0.2)
    output, metric = pith.merge.tome_attention(q, k, v, size, scale=scale)
    for (out, mean, a, b, c, sizes) in case.items(output, metric, x, y, z, s):
        logits, error = head_logits(a, b, 1, scale or 1 / math.sqrt(dim))
        if sizes is not None:
            with np.errstate(divide="ignore"):
                logits = logits + np.log(sizes)
        if sizes is not None and not sizes.any():
            close(out, np.zeros((n, heads * dim)))
        else:
            want, bound = attended(logits, error.max() + 8 * EPS * 4, c)
            close(out, want.transpose(1, 0, 2).reshape(n, -1), bound.transpose(1, 0, 2).reshape(n, -1), case.dtype, "output")
        close(mean, b.mean(axis=0), rounding(heads, np.abs(b).mean(axis=0)), case.dtype, "metric")


@check("merge.dymu_attention", flavours=SMOOTH)
def dymu_attention(case):
    heads, unique, dim, n = case.heads(), case.extent(1, 10), 2 * case.extent(1, 5), case.extent(1, 16)
    (q, x), (k, y), (v, z) = (heads_of(case, heads, unique, dim) for _ in range(3))
    angle = case.rng.uniform(0, 6, case.lead + (n, dim))
    (cos, c), (sin, s) = case.give(np.cos(angle)), case.give(np.sin(angle))
    mapping = case.rng.integers(0, unique, case.lead + (n,))
    scale, causal = case.one_of(None, 0.3), case.flag()
    got = pith.merge.dymu_attention(q, k, v, cos, sin, case.ints(mapping), scale=scale, causal=causal)
    for (out, a, b, w, co, si, places) in case.items(got, x, y, z, c, s, mapping):
        def rotated(rows):
            rows = rows[:, places]
            half = np.concatenate([-rows[..., dim // 2:], rows[..., : dim // 2]], axis=-1)
            return rows * co + half * si, np.abs(rows) * np.abs(co) + np.abs(half) * np.abs(si)
        (queries, a_size), (keys, b_size) = rotated(a), rotated(b)
        factor = scale or 1 / math.sqrt(dim)
        logits = queries @ keys.transpose(0, 2, 1) * factor
        error = rounding(4 * dim, (a_size @ b_size.transpose(0, 2, 1)) * factor).max()
        if causal:
            logits = np.where(np.tri(n, dtype=bool), logits, -np.inf)
        each, bound = attended(logits, error, w[:, places])
        want, allowed = np.zeros(a.shape), np.zeros(a.shape)
        for u in range(unique):
            mine = places == u
            if mine.any():
                want[:, u] = each[:, mine].mean(axis=1)
                allowed[:, u] = bound[:, mine].mean(axis=1) + rounding(n, np.abs(w[:, places]).max(axis=1, initial=0))
        close(out, want, allowed, case.dtype, "output")


def shares_of(metric, basis, tau, protect):
    """[N, M]: what each token hands to each token of the basis."""
    n, m = len(metric), len(basis)
    shares = np.zeros((n, m))
    for i in range(protect):
        shares[i, i] = 1
    if m > protect:
        shares[protect:, protect:] = softmax(cosines(metric[protect:], metric[basis[protect:]]) / tau)
    return shares


@check("merge.token_transforming")
def token_transforming(case):
    n, channels, dim = case.extent(1, 20), case.extent(1, 10), case.extent(1, 6)
    (metric, m), (x, values) = case.tokens(n, channels), case.tokens(n, dim)
    score, s = case.numbers(n)
    protect = case.pick(0, min(2, n))
    keep, tau = case.keep(n), case.one_of(0.05, 0.1, 1.0)
    size = z = None
    if case.flag():
        flavour, case.flavour = case.flavour, "normal"
        size, z = case.numbers(n, low=0.5, high=4)
        case.flavour = flavour
    count = min(max(keep, protect), n)
    found = pith.merge.token_transforming(metric, score, keep, x, size=size, tau=tau, protect=protect, weights=True)
    for (basis, merged, sizes, weights, one, sc, val, zi) in case.items(
            found.basis, found.values, found.size, found.weights, m, s, values, z):
        same(basis[:protect], np.arange(protect))
        certify_set(basis[protect:] - protect, sc[protect:], 0, case.exact, what="basis")
        assert len(basis) == count
        zi = np.ones(n) if zi is None else zi
        mass = shares_of(one, basis, tau, protect).T * zi
        total = mass.sum(axis=1)
        w = np.divide(mass, total[:, None], out=np.zeros_like(mass), where=total[:, None] > 0)
        error = 2 * (channels + 16) * EPS / tau * 2 + rounding(2 * n, 2)
        close(weights, w, error * w + 1e-38, dtype_of(found.weights), "weights")
        close(sizes, total, error * total, dtype_of(found.size), "sizes")
        close(merged, w @ val, error * (w @ np.abs(val)) + 1e-38, case.dtype, "values")


def dtype_of(array):
    """The short name of an array's dtype."""
    return {"float32": "f32", "float16": "f16", "bfloat16": "bf16"}[str(array.dtype).removeprefix("torch.")]


@check("merge.token_transforming_inverse")
def token_transforming_inverse(case):
    n, channels, dim = case.extent(1, 20), case.extent(1, 10), case.extent(1, 6)
    metric, m = case.tokens(n, channels)
    protect = case.pick(0, min(2, n))
    count = case.pick(protect, n)
    basis = np.stack([np.concatenate([np.arange(protect), np.sort(protect + case.rng.permutation(n - protect)[: count - protect])])
                      for _ in range(int(np.prod(case.lead)))]).astype(int).reshape(case.lead + (count,))
    tau = case.one_of(0.05, 0.1, 1.0)
    y, values = case.tokens(count, dim)
    got = pith.merge.token_transforming_inverse(metric, case.ints(basis), y, tau=tau, protect=protect)
    for (out, one, b, val) in case.items(got, m, basis, values):
        shares = shares_of(one, b, tau, protect)
        error = 2 * (channels + 16) * EPS / tau * 2 + rounding(2 * n, 2)
        close(out, shares @ val, error * (shares @ np.abs(val)) + 1e-38, case.dtype, "x")


# ---- Apply ----


@check("apply.gather", "apply.compact", flavours=ONCE, rounds=2)
def gather(case):
    shape = [case.extent(1, 5) for _ in range(case.pick(1, 4))]
    axis = case.pick(0, len(shape) - 1)
    case.alone()
    given, x = case.give(case.rng.normal(size=shape))
    lead = shape[:axis] if case.flag() else []
    n = shape[axis]
    k = case.pick(0, n)
    index = np.stack([np.sort(case.rng.permutation(n)[:k]) for _ in range(int(np.prod(lead)))]).astype(int).reshape(lead + [k])
    want = np.take_along_axis(x, np.broadcast_to(index, shape[:axis] + [k]).reshape(shape[:axis] + [k] + [1] * (len(shape) - axis - 1)),
                              axis=axis)
    (got,), = case.items(pith.apply.compact(given, case.ints(index), axis=axis))
    same(got, want, "compact")
    (now,), = case.items(given)
    same(np.delete(now, np.s_[:k], axis), np.delete(x, np.s_[:k], axis), "what lies behind")
    # Any order, with repeats.
    index = case.rng.integers(0, n, lead + [case.pick(0, 2 * n)])
    given, x = case.give(x)
    places = np.broadcast_to(index, shape[:axis] + [index.shape[-1]]).reshape(
        shape[:axis] + [index.shape[-1]] + [1] * (len(shape) - axis - 1))
    (got,), = case.items(pith.apply.gather(given, case.ints(index), axis=axis))
    same(got, np.take_along_axis(x, places, axis=axis), "gather")


@check("apply.merge")
def merge(case):
    n, dim, rows = case.extent(1, 20), case.extent(1, 8), case.extent(1, 8)
    x, values = case.tokens(n, dim)
    shared = bool(case.lead) and case.flag()
    assign = case.rng.integers(-1, rows, (n,) if shared else case.lead + (n,))
    weight = w = None
    if case.flag():
        lead, case.lead = case.lead, () if shared else case.lead
        weight, w = case.numbers(n, low=0.25 if case.flavour != "zero" else 0.0, high=2)
        case.lead = lead
    mode = case.one_of("mean", "sum", "max")
    found = pith.apply.merge(x, case.ints(assign), rows, weight=weight, mode=mode)
    for b, (y, val) in enumerate(case.items(found.values, values)):
        places = assign[b] if case.lead and not shared else assign
        ws = np.ones(n) if w is None else (w[b] if case.lead and not shared else w)
        sizes = None if found.size is None else np.asarray(case.items(found.size)[b][0])
        for row in range(rows):
            mine = places == row
            total = ws[mine].sum()
            summed, size = (ws[mine, None] * val[mine]).sum(axis=0), np.abs(ws[mine, None] * val[mine]).sum(axis=0)
            if mode == "max":
                want, bound = (val[mine].max(axis=0) if mine.any() else np.zeros(dim)), 0
            elif mode == "sum":
                want, bound = summed, rounding(n, size)
            else:
                want = summed / total if total else np.zeros(dim)
                bound = rounding(2 * n, size / total) if total else 0
            close(y[row], want, bound, case.dtype, f"row {row}")
            if sizes is not None and sizes.ndim == 1:
                close(sizes[row], total, rounding(n, total), dtype_of(found.size), "size")


@check("apply.unmerge")
def unmerge(case):
    n, dim, rows = case.extent(1, 20), case.extent(1, 8), case.extent(1, 8)
    y, values = case.tokens(rows, dim)
    assign = case.rng.integers(-1, rows, case.lead + (n,))
    got = pith.apply.unmerge(y, case.ints(assign))
    for (x, places, val) in case.items(got, assign, values):
        same(x, np.where(places[:, None] >= 0, val[places], 0), "x")


@check("apply.transform")
def transform(case):
    m, n, dim = case.extent(1, 10), case.extent(1, 30), case.extent(1, 20)
    (weights, w), (x, values) = case.tokens(m, n), case.tokens(n, dim)
    got = pith.apply.transform(weights, x)
    for (y, a, b) in case.items(got, w, values):
        close(y, a @ b, rounding(n, np.abs(a) @ np.abs(b)), case.dtype, "y")
