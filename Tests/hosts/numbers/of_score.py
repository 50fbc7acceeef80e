"""Scores of tokens: from attention maps, from queries and keys, by PageRank, by change."""

import math

import numpy as np
import pith
from compare import EPS, close, cosines, inside, rounding, same, softmax
from of_select_attention import head_logits, key_heads, map_of
from registry import SMOOTH, check

REDUCE = {"mean": np.mean, "sum": np.sum, "max": np.max}


def reduced(case, a, head, row):
    """Heads first, then rows; and a bound of the rounding. a [*, H, R, K]."""
    heads, rows = a.shape[-3], a.shape[-2]
    want = REDUCE[row](REDUCE[head](a, axis=-3), axis=-2)
    size = np.abs(a)
    size = REDUCE[row](REDUCE[head](size, axis=-3), axis=-2)
    return want, rounding((heads if head != "max" else 0) + (rows if row != "max" else 0), size)


@check("score.attention")
def attention(case):
    q, k = case.extent(1, 8), case.extent(1, 30)
    given, a = map_of(case, q, k)
    rows = sorted((case.pick(0, q - 1), case.pick(1, q)))
    rows[1] = max(rows[1], rows[0] + 1)
    columns = sorted((case.pick(0, k), case.pick(0, k)))
    head, row = case.one_of(*REDUCE), case.one_of(*REDUCE)
    got = pith.score.attention(given, rows=tuple(rows), columns=tuple(columns), head_reduce=head, row_reduce=row)
    want, bound = reduced(case, a[..., rows[0]:rows[1], columns[0]:columns[1]], head, row)
    close_all(case, got, want, bound)


def close_all(case, got, want, bound, dtype=None):
    for (g, w, b) in case.items(got, want, np.broadcast_to(bound, want.shape)):
        close(g, w, b, dtype or case.dtype, "scores")


@check("score.attention_rows")
def attention_rows(case):
    q, k = case.extent(1, 8), case.extent(1, 30)
    given, a = map_of(case, q, k)
    rows = case.rng.integers(0, q, case.lead + (case.pick(1, 6),))
    head, row = case.one_of(*REDUCE), case.one_of(*REDUCE)
    got = pith.score.attention_rows(given, case.ints(rows), head_reduce=head, row_reduce=row)
    picked = np.take_along_axis(a, rows[..., None, :, None], axis=-2)
    close_all(case, got, *reduced(case, picked, head, row))


@check("score.query_key", flavours=SMOOTH)
def query_key(case):
    groups, share, r, dim, n = case.pick(1, 3), case.pick(1, 2), case.extent(1, 5), case.extent(1, 12), case.extent(1, 30)
    q = np.stack([case.tokens(r, dim)[1] for _ in range(groups * share)], axis=-3)
    (queries, q), (keys, k) = case.give(q), key_heads(case, groups, n, dim)
    scale, offset = case.one_of(None, 0.3, -1.0), case.one_of(None, case.pick(0, n))
    columns = sorted((case.pick(0, n), case.pick(0, n)))
    head, row = case.one_of(*REDUCE), case.one_of(*REDUCE)
    got = pith.score.query_key(queries, keys, scale=scale, causal_offset=offset, columns=tuple(columns), head_reduce=head,
                               row_reduce=row)
    logits, error = head_logits(q, k, share, scale or 1 / math.sqrt(dim))
    if offset is not None:
        logits = np.where(np.arange(n) <= offset + np.arange(r)[:, None], logits, -np.inf)
    a = softmax(logits)
    want, bound = reduced(case, a[..., columns[0]:columns[1]], head, row)
    close_all(case, got, want, bound + (2 * error.max() + 32 * EPS + rounding(n, 1)) * np.abs(want) + 1e-40)


@check("score.cdpruner")
def cdpruner(case):
    n, m, dim, theta = case.extent(1, 24), case.pick(1, 5), case.extent(1, 12), case.one_of(None, 0.0, 0.5, 0.9)
    (image, x), (text, t) = case.tokens(n, dim), case.tokens(m, dim)
    got = pith.score.cdpruner(image, text, theta=theta)
    s = -cosines(x, t).mean(axis=-1)
    span, bound = s.max() - s.min(), rounding(dim + m, 2)
    if span <= 4 * bound:
        # All are equal, or nearly: rounding is all there is, but equal rows are exactly equal.
        if case.flavour == "equal" and not case.lead:
            close_all(case, got, np.ones(s.shape) * (1 if theta is None else np.exp(theta / (2 * (1 - theta)))), 0)
        return
    want = (s - s.min() + 1e-6) / span
    slack = 4 * bound / span
    if theta is not None:
        alpha = theta / (2 * (1 - theta))
        want = np.exp(alpha * want)
        slack = (alpha * slack + 32 * EPS) * want
    close_all(case, got, want, slack)


@check("score.transprune", flavours=SMOOTH)
def transprune(case):
    t, dim = case.extent(1, 24), case.extent(1, 12)
    (before, x), (after, y) = case.tokens(t, dim), case.tokens(t, dim)
    previous = p = None
    if case.flag():
        previous, p = case.numbers(t)
    got = pith.score.transprune(before, after, previous)
    norm = lambda v: np.sqrt((v * v).sum(axis=-1))  # noqa: E731
    product = (x * y).sum(axis=-1)
    both = norm(x) * norm(y)
    cosine = np.divide(product, both, out=np.zeros_like(product), where=both > 0)
    z = np.exp(1 - cosine)
    ratio = np.divide(norm(y), norm(x), out=np.zeros_like(product), where=norm(x) > 0)
    want = ratio * z / z.sum(axis=-1, keepdims=True)
    bound = rounding(4 * dim + t, 2 * want)
    close_all(case, got, want + (0 if p is None else p), bound + (0 if p is None else EPS * 2 * np.abs(p)))


@check("score.aim", flavours=("normal", "ties", "equal", "near", "large"))
def aim(case):
    n, heads = case.extent(1, 16), case.heads()
    _, x = case.numbers(heads, n, n, low=-1)
    if case.flag():
        x = np.where(np.tri(n, dtype=bool), x, -np.inf)  # causal
    given, x = case.give(x)
    temperature, iterations, damping = case.one_of(0.1, 1.0, 3.0), case.pick(0, 6), case.one_of(0.0, 0.15, 1.0)
    got = pith.score.aim(given, temperature=temperature, iterations=iterations, damping=damping)
    a = softmax(x / temperature)
    d = np.full(x.shape[:-1], 1 / n)
    for _ in range(iterations):
        d = (1 - damping) * np.einsum("...ij,...i->...j", a, d) + damping / n
    want = np.sqrt((d * d).mean(axis=-2))
    steps = (iterations + 1) * (rounding(n, 2) + 64 * EPS * (1 + 1 / temperature))
    close_all(case, got, want, steps * want, "f32")


@check("score.vflowopt")
def vflowopt(case):
    n = case.extent(1, 20)
    given, a = map_of(case, n, n)
    heads = a.shape[-3]
    alpha, threshold = case.one_of(0.0, 0.0, 0.5), case.one_of(0.0, 0.5, 0.9, 1.1)
    entropy = e = None
    if alpha:
        flavour, case.flavour = case.flavour, "normal"
        entropy, e = case.numbers(n, high=5)
        case.flavour = flavour
    mean = a.mean(axis=-3)
    received = mean.mean(axis=-2)
    limit = threshold * received.mean(axis=-1, keepdims=True)
    doubt = rounding(heads + 2 * n, np.abs(a).mean(axis=(-3, -2)).max(initial=0) * (1 + threshold))
    if ((received > limit).sum(axis=-1) == 0).any() or (np.abs(received - limit) <= doubt).any():
        return  # nobody is salient, or rounding decides who is
    got = pith.score.vflowopt(given, threshold, entropy=entropy, alpha=alpha)
    for (scores, salient, count, m, size, r, li, en) in case.items(*got, mean, np.abs(a).mean(axis=-3), received, limit, e):
        rows = np.flatnonzero(r > li)
        same(salient[: int(count)], rows, "salient")
        want = m[rows].mean(axis=0)
        bound = rounding(heads + n, size[rows].mean(axis=0))
        if en is not None:
            want = want + alpha * softmax(en)
            bound = bound + rounding(n + 32, alpha)
        close(scores, want, bound, case.dtype, "scores")


@check("score.vflowopt_entropy", flavours=("normal", "ties", "equal", "large"))
def vflowopt_entropy(case):
    height, width, patch = case.extent(1, 20), case.extent(1, 20), case.pick(1, 7)
    given, x = case.numbers(3, height, width, low=-1)
    got = pith.score.vflowopt_entropy(given, patch)
    # The gray values are those of f32 arithmetic, by definition.
    v = np.trunc((x.astype(np.float32) * np.float32(255)).astype(np.float64)) % 256
    gray = np.rint((np.float32(0.3333) * v.astype(np.float32)).sum(axis=-3, dtype=np.float32)).astype(int)
    rows, columns = height // patch, width // patch
    want = np.zeros(case.lead + (rows, columns))
    for at in np.ndindex(want.shape):
        y, z = at[-2] * patch, at[-1] * patch
        q = np.bincount(gray[at[:-2]][y:y + patch, z:z + patch].reshape(-1)) / patch**2
        want[at] = -(q * np.log2(q + 1e-10)).sum()
    close_all(case, got, want, 1e-5)


def votes(a, start, iterations, damping):
    n, s = a.shape[-1], start
    for _ in range(iterations):
        s = (1 - damping) * np.einsum("hij,hi->hj", a, s) + damping / n
    return s


def page_rank(case, got, a, heads, first, weight, iterations, damping, variances, mean_heads, sharp):
    """Scores [P] and head mask of one map [H, n, n], already sharpened."""
    scores, mask = got
    n = a.shape[-1]
    start = np.ones((heads, n))
    if first:
        start[:, 0] = weight
    start /= start.sum(axis=1, keepdims=True)
    s = votes(a, start, iterations, damping)[:, first:]
    variance = (n * s).var(axis=1, ddof=1) if n - first > 1 else np.zeros(heads)
    error = (iterations + 2) * rounding(n + 32 * sharp, 1)
    doubt = 8 * error * (variance + n * n * (s * s).max(axis=1, initial=0))
    low, high = variances
    certain = (variance >= low + doubt) & (variance <= high - doubt)
    possible = (variance >= low - doubt) & (variance <= high + doubt)
    for h in range(heads):
        if mask.all() and not certain.any():
            break  # none may count: then all do
        inside(int(mask[h]), int(certain[h]), int(possible[h]), f"head {h}")
    used = s[mask == 1]
    want = used.mean(axis=0) if mean_heads else np.sqrt((used * used).mean(axis=0))
    close(scores, want, error * want + 1e-38, case.dtype if scores.size else "f32", "scores")


@check("score.zero_tprune", flavours=("normal", "ties", "equal", "near", "large"))
def zero_tprune(case):
    first = int(case.flag())
    n, heads = case.extent(2, 16), case.heads()
    given, a = map_of(case, n, n, heads)
    weight = case.one_of(None, 1.0, 3.0) if first else None
    iterations, damping, sharpness = case.pick(0, 5), case.one_of(0.0, 0.2), case.one_of(1.0, 1.0, 2.0, 0.5)
    variances, mean_heads = case.one_of((0.01, 0.7), (0.0, 1e9), (0.1, 0.3)), case.flag()
    got = pith.score.zero_tprune(given, class_token=bool(first), class_weight=weight, iterations=iterations, damping=damping,
                                 sharpness=sharpness, min_variance=variances[0], max_variance=variances[1], mean_heads=mean_heads)
    for (scores, mask, one) in case.items(*got, a):
        one = sharpened(one, sharpness)
        page_rank(case, (scores, mask), one, heads, first, weight or math.sqrt(n), iterations, damping, variances, mean_heads,
                  sharpness)


def sharpened(a, sharpness):
    if sharpness == 1:
        return a
    a = a**sharpness
    total = a.sum(axis=-1, keepdims=True)
    return np.divide(a, total, out=np.zeros_like(a), where=total > 0)


@check("score.zero_tprune_survivors", flavours=("normal", "ties", "equal", "near", "large"))
def zero_tprune_survivors(case):
    first = int(case.flag())
    n, heads = case.extent(2, 16), case.heads()
    given, a = map_of(case, n, n, heads)
    left = case.pick(1 + first, n)
    survivors = np.stack([np.sort(np.concatenate([[0][:first], first + case.rng.permutation(n - first)[: left - first]]).astype(int))
                          for _ in range(int(np.prod(case.lead)))]).reshape(case.lead + (left,))
    weight = case.one_of(None, 1.0, 3.0) if first else None
    iterations, damping, sharpness, renormalize = case.pick(0, 5), case.one_of(0.0, 0.2), case.one_of(1.0, 2.0), case.flag()
    variances = case.one_of((0.01, 0.7), (0.0, 1e9))
    got = pith.score.zero_tprune_survivors(
        given, case.ints(survivors), class_token=bool(first), class_weight=weight, iterations=iterations, damping=damping,
        sharpness=sharpness, min_variance=variances[0], max_variance=variances[1], renormalize=renormalize)
    for (scores, mask, one, alive) in case.items(*got, a, survivors):
        part = sharpened(one, sharpness)[:, alive][:, :, alive]
        if renormalize:
            total = part.sum(axis=-1, keepdims=True)
            part = np.divide(part, total, out=np.zeros_like(part), where=total >= 2.0**-126)
        page_rank(case, (scores, mask), part, heads, first, weight or math.sqrt(n), iterations, damping, variances, False,
                  sharpness)
