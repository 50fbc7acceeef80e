"""Caches: which entries stay, per head, and by which scores."""

import math

import numpy as np
import pith
from compare import EPS, certify_ranking, certify_set, close, inside, rounding, same, softmax, twins
from of_merge_soft import dtype_of
from of_score import close_all
from of_select_attention import head_logits, key_heads
from registry import ONCE, SMOOTH, check


@check("kv.h2o")
def h2o(case):
    heads, q, n = case.pick(1, 4), case.extent(1, 5), case.extent(1, 24)
    n = max(n, q)
    given, a = case.attention(heads, q, n)
    scores = s = None
    if case.flag():
        scores, s = case.numbers(heads, n - q)
    heavy, recent = case.pick(0, n), case.pick(0, n)
    k = min(n, heavy + recent)
    found = pith.kv.h2o(given, scores, heavy=heavy, recent=recent)
    for (indices, kept, one, old) in case.items(*found, a, s):
        total, size = one.sum(axis=1), np.abs(one).sum(axis=1)
        if old is not None:
            total[:, : n - q] += old
            size[:, : n - q] += np.abs(old)
        for h in range(heads):
            assert len(indices[h]) == k
            if k < n:
                same(indices[h][heavy:], np.arange(n - recent, n), "recent")
                among = np.arange(n) < n - recent
                # Sums of q eighths and old ones are exact in f32.
                certify_set(indices[h][:heavy], total[h], rounding(q + 1, size[h]), case.exact, among, "heavy")
            else:
                same(indices[h], np.arange(n))
            close(kept[h], total[h][indices[h]], rounding(q + 1, size[h])[indices[h]], dtype_of(found.scores), "scores")


def pooled(x, kernel, mode):
    """Along the last axis, the same length; padding counts as 0 in averages and never wins a maximum."""
    half = kernel // 2
    padded = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(half, half)], constant_values=0 if mode == "average" else -np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=-1)
    return windows.mean(axis=-1) if mode == "average" else windows.max(axis=-1)


def certify_snap(case, indices, order, scores, bound, window, n, keep):
    """One head: the best before the window, then the window."""
    if n < keep:
        same(indices, np.arange(n))
        return
    same(indices[keep - window:], np.arange(n - window, n), "window")
    certify = certify_ranking if order == "ranked" else certify_set
    certify(indices[: keep - window], scores, bound, case.flavour == "equal", what="kept")


@check("kv.snapkv_attention")
def snapkv_attention(case):
    heads, n = case.pick(1, 3), case.extent(1, 30)
    window = case.pick(0, min(4, n))
    given, a = case.attention(heads, window, n)
    keep, kernel, pool = case.pick(window, n + 2), case.one_of(1, 3, 5, 7), case.one_of("average", "max")
    order = case.one_of("position", "ranked")
    got = pith.kv.snapkv_attention(given, keep, kernel=kernel, pool=pool, order=order)
    for (indices, one) in case.items(got, a):
        votes, size = one[:, :, : n - window].sum(axis=1), np.abs(one[:, :, : n - window]).sum(axis=1)
        for h in range(heads):
            if n - window == 0 or window == 0:
                assert len(indices[h]) == min(n, keep)
                continue
            bound = rounding(window + kernel, pooled(size[h], kernel, pool))
            certify_snap(case, indices[h], order, pooled(votes[h], kernel, pool), bound, window, n, keep)


@check("kv.snapkv", flavours=SMOOTH)
def snapkv(case):
    groups, share, dim, n = case.pick(1, 2), case.pick(1, 2), case.extent(1, 10), case.extent(1, 30)
    window = case.pick(1, min(4, n))
    q = np.stack([case.tokens(window, dim)[1] for _ in range(groups * share)], axis=-3)
    (queries, q), (keys, k) = case.give(q), key_heads(case, groups, n, dim)
    keep, kernel, pool = case.pick(window, n + 2), case.one_of(1, 3, 5), case.one_of("average", "max")
    order = case.one_of("position", "ranked")
    got = pith.kv.snapkv(queries, keys, keep, kernel=kernel, pool=pool, order=order)
    logits, error = head_logits(q, k, share, 1 / math.sqrt(dim))
    logits = np.where(np.arange(n) <= n - window + np.arange(window)[:, None], logits, -np.inf)
    votes = softmax(logits).sum(axis=-2)[..., : n - window]
    for (indices, v) in case.items(got, votes):
        for h in range(groups * share):
            if n > window:
                value = pooled(v[h], kernel, pool)
                bound = value * (2 * error.max() + 64 * EPS + rounding(n + window + kernel, 2)) + 1e-40
                certify_snap(case, indices[h], order, value, bound, window, n, keep)


@check("kv.score_snapkv")
def score_snapkv(case):
    groups, share, q, n = case.pick(1, 3), case.pick(1, 3), case.extent(1, 6), case.extent(1, 24)
    window, kernel = case.pick(1, q), case.one_of(1, 3, 5)
    given, a = case.attention(groups * share, q, n)
    got = pith.kv.score_snapkv(given, groups, window=window, kernel=kernel)
    for (scores, one) in case.items(got, a):
        if n <= window:
            close(scores, np.ones((groups, n)))
            continue
        def steps(x):
            mean = x[:, q - window:, : n - window].mean(axis=1)
            return pooled(mean, kernel, "average").reshape(groups, share, -1).mean(axis=1)
        want, bound = steps(one), rounding(window + kernel + share, steps(np.abs(one)))
        close(scores[:, : n - window], want, bound, case.dtype, "scores")
        close(scores[:, n - window:], np.full((groups, window), want.max() + 1), bound.max() + 2 * EPS, case.dtype, "window")


@check("kv.score_observed")
def score_observed(case):
    groups, share, n = case.pick(1, 3), case.pick(1, 3), case.extent(1, 24)
    q = case.pick(1, n)
    given, a = case.attention(groups * share, q, n)
    seen = np.minimum(q, n - np.arange(n))
    steps = lambda x: (x.sum(axis=-2) / seen).reshape(*x.shape[:-3], groups, share, n).mean(axis=-2)  # noqa: E731
    close_all(case, pith.kv.score_observed(given, groups), steps(a), rounding(q + share, steps(np.abs(a))))


@check("kv.score_tova")
def score_tova(case):
    groups, share, q, n = case.pick(1, 3), case.pick(1, 3), case.extent(1, 4), case.extent(1, 24)
    given, a = case.attention(groups * share, q, n)
    want, size = a[..., -1, :].mean(axis=-2), np.abs(a[..., -1, :]).mean(axis=-2)
    want[..., -1] = want[..., :-1].max(axis=-1, initial=-np.inf) + 1 if n > 1 else 1
    size[..., -1] = size[..., :-1].max(axis=-1, initial=0) + 1
    repeat = lambda x: np.repeat(x[..., None, :], groups, axis=-2)  # noqa: E731
    got = pith.kv.score_tova(given, groups)
    if n == 1:  # there is no maximum to be above
        return
    close_all(case, got, repeat(want), repeat(rounding(groups * share, size)))


@check("kv.score_knorm")
def score_knorm(case):
    groups, n, dim = case.pick(1, 3), case.extent(1, 24), case.extent(1, 20)
    given, k = key_heads(case, groups, n, dim)
    want = -np.sqrt((k * k).sum(axis=-1))
    close_all(case, pith.kv.score_knorm(given), want, rounding(dim, np.abs(want)))


@check("kv.score_streaming", flavours=ONCE)
def score_streaming(case):
    n, groups, sinks = case.extent(1, 30), case.pick(1, 3), case.pick(0, 6)
    keep = case.keep(n)
    want = np.ones(n)
    first = min(sinks, keep)
    want[first:first + n - keep] = 0
    got = np.asarray(pith.kv.score_streaming(n, keep, groups, sinks=sinks))
    if sinks <= keep:
        same(got, np.tile(want, (groups, 1)))
    else:  # the entries after the sinks are not enough
        assert ((got == 0) | (got == 1)).all()
        expected = np.ones(n)
        expected[sinks:sinks + n - keep] = 0
        same(got, np.tile(expected, (groups, 1)))


@check("kv.streaming_llm", "kv.evict_range", flavours=ONCE, rounds=3)
def streaming_llm(case):
    n, start, recent, coming = (case.pick(0, 20) for _ in range(4))
    got = pith.kv.streaming_llm(n, start=start, recent=recent, coming=coming)
    if n + coming <= start + recent:
        want = np.arange(n)
    else:
        first = np.arange(min(start, n))
        want = np.union1d(first, np.arange(max(0, n - max(0, recent - coming)), n))
    same(got, want)
    begin, end = sorted((case.pick(0, n), case.pick(0, n)))
    same(pith.kv.evict_range(n, begin, end), np.r_[0:begin, end:n])


@check("kv.pyramid_budget", flavours=ONCE, rounds=4)
def pyramid_budget(case):
    n, layers, ratio = case.pick(0, 4000), case.extent(1, 33), case.one_of(0.0, 0.25, 0.5, 0.9, 1.0, float(case.rng.random()))
    window, beta = case.pick(0, 100), case.one_of(1, 3, 20)
    got = pith.kv.pyramid_budget(n, layers, ratio, window=window, beta=beta)
    s = n * (1 - ratio)
    low = s / beta
    high = 2 * s - low
    if high > n - window:
        high = n - window
        low = 2 * s - high
    if layers == 1 or not n >= high >= low >= window:
        want = np.full(layers, s)
    else:
        want = high - np.arange(layers) * (high - low) / (layers - 1)
    for count, value in zip(got, want):
        inside(count, round(value - 1e-9), round(value + 1e-9), "keep")


@check("kv.mustdrop_compose", flavours=ONCE, rounds=2)
def mustdrop_compose(case):
    n = left = case.pick(0, 20)
    stages = []
    for _ in range(case.pick(1, 4)):
        stages.append(np.sort(case.rng.permutation(left)[: case.pick(0, left)]))
        left = len(stages[-1])
    got = np.asarray(pith.kv.mustdrop_compose([s.astype(np.int32) for s in stages], n))
    want = [stages[-1]]
    for stage in reversed(stages[:-1]):
        want.append(stage[want[-1]])
    same(got, np.array(want[::-1]))


@check("kv.tidaldecode_select")
def tidaldecode_select(case):
    groups, share, dim, n = case.pick(1, 3), case.pick(1, 2), case.extent(1, 12), case.extent(1, 30)
    (query, q), (keys, k) = case.tokens(groups * share, dim), key_heads(case, groups, n, dim)
    keep, last, order = case.pick(0, n + 2), case.flag(), case.one_of("position", "ranked")
    got = pith.kv.tidaldecode_select(query, keys, keep, always_last=last, order=order)
    logits, error = head_logits(q[..., None, :], k, share, 1)
    for (indices, scores, bound, rows) in case.items(got, logits[..., 0, :], error[..., 0, :], k):
        for h in range(groups * share):
            mine = indices[h]
            count = min(n, keep)
            assert len(mine) == count
            if last and count:
                assert mine[-1] == n - 1, "the current token comes last"
                mine = mine[:-1]
            among = np.ones(n, bool)
            among[n - 1] = not last
            certify = certify_ranking if order == "ranked" else certify_set
            certify(mine, scores[h], bound[h], twins(rows[h // share]), among)


@check("kv.tidaldecode_attend", flavours=SMOOTH)
def tidaldecode_attend(case):
    groups, share, dim, width, n = case.pick(1, 3), case.pick(1, 2), case.extent(1, 12), case.extent(1, 8), case.extent(1, 30)
    (query, q), (keys, k), (values, v) = case.tokens(groups * share, dim), key_heads(case, groups, n, dim), key_heads(
        case, groups, n, width)
    indices = case.rng.integers(0, n, case.lead + (groups * share, case.pick(0, n))) if case.flag() else None
    got = pith.kv.tidaldecode_attend(query, keys, values, None if indices is None else case.ints(indices))
    logits, error = head_logits(q[..., None, :], k, share, 1 / math.sqrt(dim))
    for (out, scores, val, chosen) in case.items(got, logits[..., 0, :], v, indices):
        for h in range(groups * share):
            places = np.arange(n) if chosen is None else chosen[h]
            rows = val[h // share][places]
            if not len(places):
                close(out[h], np.zeros(width))
                continue
            a = softmax(scores[h][places])
            close(out[h], a @ rows, (2 * error.max() + 32 * EPS + rounding(n, 2)) * (a @ np.abs(rows)) + 1e-38, case.dtype, "output")
