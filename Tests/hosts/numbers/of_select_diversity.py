"""Walks that pick one token after the other: each pick is judged by itself, given those that the library made before it."""

import numpy as np
import pith
from compare import EPS, certify, certify_ranking, close, cosine_rounding, cosines, rounding, same, twins
from registry import SMOOTH, check


def walk_of(case, function, keep):
    """The picks [*, keep] in their order; the other order must be the same set, ascending."""
    ranked, ascending = function("ranked"), function("position")
    for (a, b) in case.items(ranked, ascending):
        assert len(set(a.tolist())) == len(a) == keep, "a token is picked twice, or too few are"
        same(b, np.sort(a), "ascending")
    return ranked


def squared(x):
    """Squared distances of all pairs, and a bound of their rounding, whether by differences or by norms and products."""
    difference = x[:, None] - x[None]
    norms = (x * x).sum(axis=1)
    return (difference**2).sum(axis=2), rounding(x.shape[1] + 4, 2 * (norms[:, None] + norms[None]))


@check("select.divprune")
def divprune(case):
    n, dim = case.extent(0, 40), case.extent(1, 16)
    given, x = case.tokens(n, dim)
    keep = case.keep(n)
    picks = walk_of(case, lambda order: pith.select.divprune(given, keep, order=order), keep)
    for (walk, one) in case.items(picks, x):
        distance = 1 - cosines(one, one)
        np.fill_diagonal(distance, np.inf)
        alone = distance.min(axis=1, initial=np.inf) if n > 1 else np.zeros(n)
        certify_walk(walk, distance, cosine_rounding(dim), alone, twins(one))


def certify_walk(walk, distance, bound, first, same_rows):
    """Farthest points: each pick is farthest from the picks so far; `first`: scores of the first one, if it is none given."""
    left, nearest = np.ones(len(distance), bool), first
    error = np.broadcast_to(bound, distance.shape)
    worst = error.max(axis=1) if len(error) else error[:0]
    for t, pick in enumerate(walk):
        if nearest is not None:
            certify(pick, nearest, left, worst, same_rows, f"pick {t}")
        left[pick] = False
        nearest = distance[pick] if t == 0 else np.minimum(nearest, distance[pick])


@check("select.farthest_point")
def farthest_point(case):
    n, dim = case.extent(1, 40), case.extent(1, 16)
    given, x = case.tokens(n, dim)
    keep, seed, metric = case.keep(n), case.pick(0, n - 1), case.one_of("cosine", "squared_euclidean")
    picks = walk_of(case, lambda order: pith.select.farthest_point(given, keep, seed, metric=metric, order=order), keep)
    for (walk, one) in case.items(picks, x):
        if metric == "cosine":
            distance, bound = 1 - cosines(one, one), cosine_rounding(dim)
        else:
            distance, bound = squared(one)
        assert not keep or walk[0] == seed
        certify_walk(walk, distance, bound, None, twins(one))


@check("select.todre")
def todre(case):
    n, dim = case.extent(1, 40), case.extent(1, 16)
    given, x = case.tokens(n, dim)
    keep, pivot, objective = case.keep(n), case.pick(0, n - 1), case.one_of("sum", "max")
    attention = a = None
    if case.flag():
        attention, a = case.numbers(case.pick(1, n))
    picks = walk_of(case, lambda order: pith.select.todre(
        given, keep, attention, pivot=pivot, objective=objective, order=order), keep)
    for (walk, one, class_row) in case.items(picks, x, a):
        if not keep:
            continue
        if class_row is not None:
            certify(walk[0], class_row, np.ones(len(class_row), bool), 0, case.exact, "pivot")
        else:
            assert walk[0] == pivot
        similar = cosines(one, one)
        left = np.ones(n, bool)
        left[walk[0]] = False
        against = similar[walk[0]].copy()
        for t, pick in enumerate(walk[1:], 1):
            certify(pick, -against, left, (t + 1) * cosine_rounding(dim), twins(one), f"pick {t}")
            left[pick] = False
            against = against + similar[pick] if objective == "sum" else np.maximum(against, similar[pick])


def determinant_walk(case, walk, gains, kernel, error, alike):
    """Greedy MAP: each pick has the greatest conditional variance, given the library's picks before it.

    `error` bounds that of an entry of the kernel. Once what is left is as small as rounding, its order means nothing; but
    tokens of gain 0 come by falling relevance.
    """
    n, left = len(kernel), np.ones(len(kernel), bool)
    diagonal = np.diagonal(kernel).copy()
    factors, variance = np.zeros((0, n)), diagonal.copy()
    spread, certain, done = np.zeros(n), True, False
    for t, (pick, gain) in enumerate(zip(walk, gains)):
        bound = error * (1 + spread) + 2.0**-20 * diagonal + rounding(t + 4, diagonal)
        assert left[pick], f"{pick} is picked twice"
        if gain == 0 and not done:
            done = True
            if certain:
                most = variance[left].max()
                assert most <= 4 * bound[left].max() + (3e-8 if case.dtype == "f16" else 0), (
                    f"pick {t}: gain 0 although a token of variance {most} is left")
        if done:
            assert gain == 0, f"gain {t} is {gain} after one of 0"
            certify(pick, diagonal, left, EPS * np.abs(diagonal), alike, f"pick {t}")
        elif certain:
            certify(pick, variance, left, bound, alike, f"pick {t}")
            close(gain, variance[pick], bound[pick], case.dtype, f"gain {t}")
            certain = variance[pick] > 64 * bound[pick]
        left[pick] = False
        if certain and not done:
            row = (kernel[pick] - factors[:, pick] @ factors) / np.sqrt(variance[pick])
            factors = np.concatenate([factors, row[None]])
            variance = variance - row * row
            # First-order effect of an error in every entry of the kernel on what the picks explain.
            inverse = np.linalg.inv(factors[:, walk[: t + 1]].T)
            spread = (1 + np.abs(inverse.T @ factors).sum(axis=0)) ** 2


@check("select.cdpruner")
def cdpruner(case):
    n, dim = case.extent(1, 24), case.extent(1, 12)
    given, x = case.tokens(n, dim)
    flavour, case.flavour = case.flavour, "normal" if case.flavour == "huge" else case.flavour
    relevance, r = case.numbers(n)
    case.flavour = flavour
    keep = case.keep(n)
    walk_of(case, lambda order: pith.select.cdpruner(given, relevance, keep, order=order).indices, keep)
    found = pith.select.cdpruner(given, relevance, keep, order="ranked")
    for (walk, gains, one, weight) in case.items(*found, x, r):
        similar = cosines(one, one)
        kernel = weight[:, None] * similar * weight
        determinant_walk(case, walk, gains, kernel, cosine_rounding(dim) * (weight.max(initial=0) ** 2),
                         twins(np.concatenate([one, weight[:, None]], axis=1)))


@check("select.determinantal", flavours=SMOOTH)
def determinantal(case):
    n, rank = case.extent(1, 20), case.extent(1, 24)
    _, x = case.tokens(n, rank)
    given, kernel = case.give(np.einsum("...id,...jd->...ij", x, x))
    keep = case.keep(n)
    found = pith.select.determinantal(given, keep, order="ranked")
    walk_of(case, lambda order: pith.select.determinantal(given, keep, order=order).indices, keep)
    # A kernel that was rounded to half precision is not semidefinite any more: then only f32 is judged to the last bits.
    error = {"f32": 2.0**-24, "f16": 2.0**-11, "bf16": 2.0**-8}[case.dtype]
    for (walk, gains, one) in case.items(*found, kernel):
        if case.dtype == "f32":
            determinant_walk(case, walk, gains, one, 4 * error * np.abs(one).max(initial=0), twins(one))
        else:
            certify_ranking(walk[:1], np.diagonal(one), 0, case.exact)


@check("select.dart")
def dart(case):
    s, dim, channels = case.extent(2, 30), case.extent(1, 10), case.extent(1, 8)
    (hidden, h), (keys, k) = case.tokens(s, dim), case.tokens(s, channels)
    start = case.pick(0, s - 1)
    length = case.pick(0, s - start)
    after = s - start - length
    image, text = case.pick(0, min(4, length)), case.pick(0, min(4, after))
    pivots = image + text
    per = case.pick(0, (length - image) // pivots) if pivots else 0
    order = case.rng.permutation(pivots) if case.flag() else None
    found = pith.select.dart(hidden, keys, start, length, per, pivot_image=image, pivot_text=text,
                             claim_order=None if order is None else case.ints(order))
    for (indices, ranked, claiming, one, key) in case.items(*found, h, k):
        norm = np.abs(key).sum(axis=1)
        bound = rounding(channels, norm)
        certify_ranking(ranked[:image] - start, norm[start:start + length], bound[start:start + length], twins(key[start:start + length]))
        certify_ranking(ranked[image:] - start - length, norm[start + length:], bound[start + length:], twins(key[start + length:]))
        same(claiming, ranked[order] if order is not None else list(set(ranked.tolist())), "claiming order")
        valid = np.zeros(s, bool)
        valid[start:start + length] = True
        valid[ranked[:image]] = False
        similar = cosines(one, one)
        kept = set((indices + start).tolist())
        assert set(ranked[:image].tolist()) <= kept and len(kept) == image + pivots * per
        same(indices, np.sort(indices))
        claimed = kept - set(ranked[:image].tolist())
        # Which pivot claimed a token is not told: take the exact order, and end where rounding could have decided.
        alike = twins(one)
        for pivot in claiming:
            take = sorted(np.flatnonzero(valid), key=lambda j: (similar[pivot, j], j))
            if 0 < per < len(take) and alike[take[per]] != alike[take[per - 1]] and (
                    similar[pivot, take[per]] - similar[pivot, take[per - 1]] < 2 * cosine_rounding(dim)):
                break
            take = take[:per]
            assert set(take) <= claimed, f"pivot {pivot}: {sorted(set(take) - claimed)} not claimed"
            valid[take] = False
