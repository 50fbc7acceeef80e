"""Tokens that attention points at: scores from maps, then the best of them."""

import math

import numpy as np
import pith
from compare import (
    EPS, certify_ranking, certify_set, close, cosine_rounding, cosines, inside, rounding, same, softmax, twins)
from registry import SMOOTH, check

ORDERS = ("position", "ranked")


def top_of(case, function, scores, keep, bound, what="kept"):
    """Both orders of a selection: `function(order)` gives the indices, `scores` [*, n] the exact scores."""
    ranked, ascending = function("ranked"), function("position")
    for (a, b, s, e) in case.items(ranked, ascending, scores, np.broadcast_to(bound, np.shape(scores))):
        assert len(a) == keep, f"{what}: {len(a)} instead of {keep}"
        certify_ranking(a, s, e, case.exact, what=what)
        same(b, np.sort(a), what)


def map_of(case, queries, keys, heads=None):
    """(given, exact [*, H, Q, K]) of an attention map, sometimes without its dimension of heads."""
    heads = heads or case.heads()
    given, exact = case.attention(heads, queries, keys)
    if not case.lead and heads == 1 and case.flag():
        given = given[0]
    return given, exact


def sequence_of(kept, start, length, total):
    """What stays of a whole sequence."""
    image = start + np.sort(kept)
    return np.concatenate([np.arange(start), image, np.arange(start + length, total)])


@check("select.top_k")
def top_k(case):
    n = case.extent(0, 60)
    given, exact = case.numbers(n, low=-1)
    keep = case.keep(n)
    top_of(case, lambda order: pith.select.top_k(given, keep, order=order), exact, keep, 0)


@check("select.fastv")
def fastv(case):
    k = case.extent(1, 40)
    given, exact = map_of(case, case.pick(1, 4), k)
    start = case.pick(0, k)
    length = case.pick(0, k - start)
    keep = case.keep(length)
    row = exact[..., -1, start:start + length]
    want, bound = row.mean(axis=-2), rounding(row.shape[-2], np.abs(row).mean(axis=-2))
    found = pith.select.fastv(given, start, length, keep)
    top_of(case, lambda order: pith.select.fastv(given, start, length, keep, order=order).indices, want, keep, bound)
    for (indices, sequence, scores, s, e) in case.items(*found, want, bound):
        close(scores, s, e, case.dtype, "scores")
        same(sequence, sequence_of(indices, start, length, k), "sequence")


@check("select.fopru")
def fopru(case):
    rows, group = case.extent(1, 6), case.pick(1, 5)
    n = rows * group
    given, exact = map_of(case, n, n)
    keep = case.keep(rows) * group
    ranked = pith.select.fopru(given, keep, group, order="ranked")
    ascending = pith.select.fopru(given, keep, group)
    heads = exact.shape[-3]
    for (indices, significance, positions, a) in case.items(*ranked, ascending.indices, exact):
        received, paid = a.mean(axis=(0, 1)), a.mean(axis=(0, 2))
        bound = rounding(heads * n, np.maximum(np.abs(a).mean(axis=(0, 1)), np.abs(a).mean(axis=(0, 2))))
        spread = [x.var(ddof=1) if n > 1 else 0.0 for x in (received, paid)]
        doubt = 4 * bound.max() * (np.abs(received).max() + np.abs(paid).max()) + 4 * n * EPS * max(spread)
        choices = [x for x, mine, other in ((received, 0, 1), (paid, 1, 0)) if spread[mine] >= spread[other] - doubt]
        if case.flavour == "equal":
            choices = [received]
        error = None
        for scores in choices:  # both where their variances are the same up to rounding
            try:
                close(significance, scores, bound, case.dtype, "significance")
                whole = scores.reshape(rows, group).sum(axis=1)
                if group == 1 or case.exact:
                    certify_ranking(indices[::group] // group, whole, bound.max() * group * 2,
                                    case.exact and len(choices) == 1 and (group == 1 or case.flavour == "equal"))
                else:
                    certify_ranking(indices[::group] // group, whole, bound.reshape(rows, group).sum(axis=1) * 2 + rounding(
                        group, np.abs(scores).reshape(rows, group).sum(axis=1)), False)
                error = None
                break
            except AssertionError as failure:
                error = failure
        if error:
            raise error
        same(indices, (indices[::group, None] + np.arange(group)).reshape(-1), "whole rows")
        same(positions, np.sort(indices))


@check("select.hiprune", flavours=SMOOTH)
def hiprune(case):
    width, height = case.pick(1, 6), case.pick(1, 6)
    n = width * height
    (first, objects), (second, deep) = case.numbers(n), case.numbers(n)
    keep, alpha = case.keep(n), case.one_of(0.1, 0.3, 0.5, 1.0)
    anchors = round(keep * alpha / 5)
    neighbours = (0, -1, 1, -width, width)
    wanted = []
    for (o, d) in case.items(objects, deep):
        top = np.argsort(-o, kind="stable")[:anchors]
        near = {int(np.clip(i + step, 0, n - 1)) for i in top for step in neighbours}
        if len(near) > keep:
            wanted = None
            break
        lowered = d.copy()
        lowered[sorted(near)] -= 1
        rest = np.argsort(-lowered, kind="stable")[: keep - len(near)]
        wanted.append(sorted(near | set(rest.tolist())))
    call = lambda: pith.select.hiprune(first, second, width, keep, alpha=alpha)  # noqa: E731
    if wanted is None:
        try:
            call()
        except pith.PithError as error:
            assert "BUDGET" in error.status.name, error
            return
        raise AssertionError("more anchors and neighbours than keep were accepted")
    for got, want in zip(case.ragged(call()), wanted):
        same(got, want)


@check("select.visionzip")
def visionzip(case):
    n, dim = case.extent(1, 30), case.extent(1, 12)
    (scores, s), (metric, m) = case.numbers(n), case.tokens(n, dim)
    dominant = case.keep(n)
    contextual = case.keep(n - dominant)
    found = pith.select.visionzip(scores, metric, dominant, contextual)
    for (indices, targets, assign, weight, one_s, one_m) in case.items(*found, s, m):
        certify_set(indices, one_s, 0, case.exact, what="dominant")
        assert len(indices) == dominant
        rest = np.setdiff1d(np.arange(n), indices)
        step = max(1, len(rest) // contextual) if contextual else 1
        want = rest[::step][:contextual]
        same(targets, want, "targets")
        same(assign[indices], np.arange(dominant))
        if not contextual:
            assert (assign[rest] == -1).all()
            continue
        same(assign[targets], dominant + np.arange(contextual))
        others = np.setdiff1d(rest, targets)
        similar = cosines(one_m[others], one_m[targets])
        members = np.bincount(assign[others] - dominant, minlength=contextual)
        for i, row in zip(others, similar):
            certify_ranking([assign[i] - dominant], row, cosine_rounding(dim), twins(one_m[targets]), what=f"target of {i}")
            close(weight[i], 1 / members[assign[i] - dominant], dtype="f32")
        assert (weight[np.concatenate([indices, targets])] == 1).all()


@check("select.prumerge")
def prumerge(case):
    case.alone()
    n = case.extent(1, 60)
    given, scores = case.numbers(n)
    ratio = case.one_of(None, None, None, 0.0, 0.125, 0.3, 1.0)
    span = case.one_of(0, 0, n, max(1, n - 1))
    found = pith.select.prumerge(given, ratio, grid_span=span)
    indices = np.asarray(found.indices)
    if ratio is None:
        low, high = np.percentile(scores, [25, 75])
        limit, doubt = high + 1.5 * (high - low), 32 * EPS * (abs(high) + abs(low))
        outliers = round(found.ratio * n)
        inside(outliers, (scores > limit + doubt).sum(), (scores > limit - doubt).sum(), "outliers")
        close(found.ratio, outliers / n, what="ratio")
        used = outliers / n
    else:
        used = ratio
        close(found.ratio, ratio, what="ratio")
    keep = int(n * used)
    certify_ranking(indices[:keep], scores, 0, case.exact)
    grid = []
    if span and used:
        step = int(1 / used)
        if ratio is None:
            grid = [i for i in range(0, span, max(1, step // 3)) if i not in indices[:keep]]
        else:
            grid = list(range(step // 2, span, step))
    same(indices[keep:], grid, "grid")


@check("select.prumerge_weights")
def prumerge_weights(case):
    case.alone()
    n, dim, neighbours = case.extent(1, 24), case.extent(1, 10), case.one_of(0, 2, 5, 32)
    (scores, s), (keys, x) = case.numbers(n), case.tokens(n, dim)
    length = case.keep(n)
    kept = case.rng.permutation(n)[:length]
    weights, rest = pith.select.prumerge_weights(scores, keys, case.ints(kept), neighbours=neighbours)
    (weights, rest), = case.items(weights, rest)
    out = np.setdiff1d(np.arange(n), kept)
    same(rest, out, "rest")
    last = np.zeros(n)
    last[out] = s[out]
    close(weights[length], last, what="last row")
    similar = cosines(x, x)
    # Among equally similar ones, kept tokens in their order come first.
    order = np.concatenate([kept, out])
    for row, token in zip(weights[:length], kept):
        assert row[token] == 1
        chosen = [j for j in range(n) if j != token and row[j] != 0]
        wanted = min(neighbours, n - 1)
        assert len(chosen) <= wanted
        close(row[chosen], s[chosen], what="weights")
        if (s == 0).any():
            continue  # weights of 0 do not show
        assert len(chosen) == wanted
        place = {int(j): k for k, j in enumerate(order)}
        among = np.ones(n, bool)
        among[place[int(token)]] = False
        certify_set(sorted(place[j] for j in chosen), similar[token][order], cosine_rounding(dim), twins(x[order]), among)


@check("select.mustdrop_keys")
def mustdrop_keys(case):
    q, k = case.pick(1, 3), case.extent(1, 30)
    given, exact = map_of(case, q, k)
    row, keep = case.pick(0, q - 1), case.keep(k - 1)
    read = exact[..., row, 1:]
    bound = rounding(read.shape[-2], np.abs(read).mean(axis=-2))
    top_of(case, lambda order: pith.select.mustdrop_keys(given, keep, class_row=row, order=order), read.mean(axis=-2), keep, bound)


@check("select.mustdrop")
def mustdrop(case):
    q, k = case.pick(1, 6), case.extent(1, 24)
    given, exact = map_of(case, q, k)
    start = case.pick(0, k)
    length = case.pick(0, k - start)
    begin = case.pick(0, q - 1)
    keys = case.rng.permutation(length)[: case.pick(0, min(3, length))]
    top = np.abs(exact).max() if case.flavour != "huge" else 1
    total, single = case.one_of(0.0, 0.03, 0.1, 1.1), case.one_of(0.0, 0.1 * top, 0.3 * top, 2 * top)
    key_array = case.ints(np.tile(keys, case.lead + (1,)))
    found = pith.select.mustdrop(
        given, key_array, start, length, global_threshold=total, individual_threshold=single, row_begin=begin)
    for b, (a, ks) in enumerate(case.items(exact, key_array)):
        part = a[:, begin:, start:start + length]
        block, size = part.mean(axis=0), np.abs(part).mean(axis=0)
        column, sum_, peak = block.sum(axis=0), block.sum(), block.max(axis=0, initial=0)
        error = rounding(part.shape[0] * part.shape[1] * max(1, length), size.sum()) if length else 0
        doubt = rounding(part.shape[0], size.max(initial=0)) + EPS * single
        certain = (column < total * sum_ - 2 * error) & (peak < single - doubt)
        maybe = (column < total * sum_ + 2 * error) & (peak < single + doubt)
        certain[ks], maybe[ks] = False, False
        kept = plain_list(found.indices if not case.lead else found.indices[b], found.count if not case.lead else found.count[b])
        for j in range(length):
            if j in kept:
                assert not certain[j], f"{j} is kept"
            else:
                assert maybe[j], f"{j} is dropped"
        places = np.asarray(found.places if not case.lead else found.places[b])
        same(places, [kept.index(j) for j in sorted(ks.tolist())], "places")


def plain_list(indices, count):
    return np.asarray(indices)[: int(count)].tolist()


@check("select.hired")
def hired(case):
    p, n = case.pick(1, 5), case.extent(1, 20)
    heads = case.heads()
    given, exact = case.attention(p, heads, n)
    budgets = case.rng.integers(0, n + 1, case.lead + (p,))
    found = case.ragged(pith.select.hired(given, case.ints(budgets)))
    for got, (a, keep) in zip(found, case.items(exact, budgets)):
        assert (np.diff(got) > 0).all()
        for part in range(p):
            kept = got[(got >= part * n) & (got < (part + 1) * n)] - part * n
            assert len(kept) == keep[part]
            certify_set(kept, a[part].sum(axis=0), rounding(heads, np.abs(a[part]).sum(axis=0)), case.exact)


@check("select.gsearch")
def gsearch(case):
    layers, n = case.extent(1, 6), case.extent(1, 20)
    given, scores = case.numbers(layers, n, low=-1)
    counts = case.rng.integers(0, n + 2, layers)
    found = pith.select.gsearch(given, case.ints(counts))
    for (indices, alive, s) in case.items(found.indices, found.alive, scores):
        left = np.ones(n, bool)
        for layer in range(layers):
            if layer and counts[layer] < left.sum():
                best = sorted(np.flatnonzero(left), key=lambda i: (-s[layer - 1][i], i))[: counts[layer]]
                left = np.isin(np.arange(n), best)
            want = np.flatnonzero(left)
            same(indices[layer], np.concatenate([want, np.full(n - len(want), -1)]), f"layer {layer}")
            assert alive[layer] == len(want)


@check("select.pyramiddrop", flavours=SMOOTH)
def pyramiddrop(case):
    groups, share, dim, s = case.pick(1, 3), case.pick(1, 2), case.extent(1, 12), case.extent(1, 30)
    (queries, q), (keys, k) = case.tokens(groups * share, dim), key_heads(case, groups, s, dim)
    start = case.pick(0, s)
    length = case.pick(0, s - start)
    last = case.one_of(None, s - 1, case.pick(0, s - 1))
    keep = case.keep(length)
    logits, error = head_logits(q[..., None, :], k, share, 1 / math.sqrt(dim))
    if last is not None:
        logits[..., last + 1:] = -np.inf
    a = softmax(logits)[..., 0, start:start + length]
    want = a.mean(axis=-2)
    bound = (2 * error.max() + 32 * EPS + rounding(s, 1)) * want + 1e-40
    found = pith.select.pyramiddrop(queries, keys, start, length, keep, last_query=last)
    top_of(case, lambda order: pith.select.pyramiddrop(
        queries, keys, start, length, keep, last_query=last, order=order).indices, want, keep, bound)
    for (indices, sequence, scores, w, e) in case.items(*found, want, bound):
        close(scores, w, e, case.dtype, "scores")
        same(sequence, sequence_of(indices, start, length, s), "sequence")


def key_heads(case, groups, n, dim):
    """Keys [*, G, N, D]: the flavour's rows in every head."""
    rows = np.stack([case.tokens(n, dim)[1] for _ in range(groups)], axis=-3)
    if case.flavour in ("ties", "equal"):  # the same tokens have the same keys in all heads
        pool = case.rng.integers(0, 1 if case.flavour == "equal" else max(1, n // 3), n)
        rows = rows[..., pool, :]
    return case.give(rows)


def head_logits(q, k, share, scale):
    """scale · q · k per query head, and a bound of its rounding in f32. q [*, H, R, D], k [*, G, N, D]."""
    k = np.repeat(k, share, axis=-3)
    logits = np.einsum("...hrd,...hnd->...hrn", q, k) * scale
    size = np.einsum("...hrd,...hnd->...hrn", np.abs(q), np.abs(k)) * abs(scale)
    return logits, rounding(q.shape[-1], size)


@check("select.transprune", flavours=("normal", "ties", "equal", "near", "large"))
def transprune(case):
    layers, t = case.extent(1, 4), case.extent(1, 30)
    start = case.pick(0, t)
    length = case.pick(0, t - start)
    (given, w), (attention, a) = case.numbers(layers, t), case.numbers(length, low=0.1)
    both = case.one_of("both", "transition", "attention")
    keep = case.keep(length)
    w = w[..., start:start + length].sum(axis=-2)
    want = np.zeros(case.lead + (length,))
    if both != "attention":
        want = want + w / (w.sum(axis=-1, keepdims=True) + 1e-8)
    if both != "transition":
        want = want + a / (a.sum(axis=-1, keepdims=True) + 1e-8)
    bound = rounding(t + layers, 2 * want) + 1e-12
    # Two shares that are equal together need not be equal one by one: only one list ties exactly.
    if both == "both" and case.flavour == "ties":
        case.flavour = "normal"
    arguments = (None if both == "attention" else given, None if both == "transition" else attention, start, length, keep)
    if both == "attention":
        # Without the list the sequence is the image.
        arguments = (None, attention, 0, length, keep)
    found = pith.select.transprune(*arguments)
    top_of(case, lambda order: pith.select.transprune(*arguments, order=order).indices, want, keep, bound)
    for (indices, scores, s, e) in case.items(found.indices, found.scores, want, bound):
        close(scores, s, e, case.dtype, "scores")
    if both != "attention":
        for (indices, sequence) in case.items(found.indices, found.sequence):
            same(sequence, sequence_of(indices, start, length, t), "sequence")


@check("select.aim")
def aim(case):
    n = case.extent(1, 30)
    given, scores = case.numbers(n)
    begin = case.pick(0, n)
    end = case.pick(begin, n)
    keep = case.keep(n)
    alive = case.rng.integers(0, 2, case.lead + (n,)) if case.flag() else None
    found = pith.select.aim(given, begin, end, keep, alive=None if alive is None else case.ints(alive))
    for got, (s, living) in zip(case.ragged(found), case.items(scores, alive if alive is not None else np.ones_like(scores))):
        visual = np.arange(begin, end)
        text = np.setdiff1d(np.arange(n), visual)
        ranking = [*text, *sorted((i for i in visual if living[i]), key=lambda i: (-s[i], i)),
                   *(i for i in visual if not living[i])]
        same(got, sorted(i for i in ranking[:keep] if living[i]))


@check("select.corematching")
def corematching(case):
    t, f = case.extent(1, 20), case.extent(1, 40)
    given, x = case.numbers(t, f, low=-1)
    begin = case.pick(0, t)
    end = case.pick(begin, t)
    query, inclusive = case.pick(-t, t - 1), case.flag()
    found = pith.select.corematching(given, begin, end, query_row=query, inclusive=inclusive)
    for (indices, count, counts, knee, a) in case.items(*found, x):
        active = a > 0
        want = (active[begin:end] & active[query]).sum(axis=1)
        same(counts, want, "counts")
        rank, value = knee_of(want)
        same(knee, [rank, value], "knee")
        kept = np.flatnonzero(want >= value if inclusive else want > value)
        same(indices[: int(count)], kept)


def knee_of(counts):
    """Exactly, in integers: the first rank farthest from the chord."""
    if not len(counts):
        return -1, 0
    s = [int(c) for c in sorted(counts, reverse=True)]
    n = len(s)
    distance = [abs(i * (s[-1] - s[0]) - (n - 1) * (s[i] - s[0])) for i in range(n)]
    rank = distance.index(max(distance))
    return rank, s[rank]


@check("select.corematching_neurons")
def corematching_neurons(case):
    t, f = case.extent(1, 12), case.extent(1, 20)
    given, x = case.numbers(t, f, low=-1)
    tokens, neurons = case.one_of(0.0, 0.2, 0.5, 1.0), case.one_of(0.0, 0.3, 0.4, 1.0)
    found = pith.select.corematching_neurons(given, token_sparsity=tokens, sparsity=neurons)
    for (core, count, frequency, intersection, a) in case.items(*found, x):
        limit = int(tokens * int((a > 0).sum()) / t)
        votes = np.zeros(f, int)
        for row in a:
            votes[np.argsort(-row, kind="stable")[:limit]] += 1
        same(frequency, votes, "frequency")
        wanted = [j for j in np.argsort(-votes, kind="stable")[: int(neurons * f)] if votes[j]]
        same(core[: int(count)], wanted, "core")
        same(intersection, (a[:, wanted] > 0).sum(axis=1), "intersection")


@check("select.todre_drop")
def todre_drop(case):
    q = case.extent(2, 16)
    heads = case.heads()
    given, exact = case.attention(heads, q, q)
    cut = case.pick(1, q - 1)
    visual, text = ((0, cut), (cut, q)) if case.flag() else ((cut, q), (0, cut))
    tau = case.one_of(0.1, 0.3, 0.5, 0.9)
    found = pith.select.todre_drop(given, visual, text, tau=tau)
    for (drop, ratios, a) in case.items(found.drop, found.ratios, exact):
        a = a.mean(axis=0)
        v, x = slice(*visual), slice(*text)
        want = []
        for rows, other in ((x, v), (v, x)):
            across, own = a[rows, other].sum(), a[rows, rows].sum()
            want.append(across / (across + own) if across + own else 0.0)
        bound = rounding(heads * q * q, 4)
        close(ratios, want, bound, case.dtype, "ratios")
        if all(abs(r - tau) > bound for r in want):
            assert int(drop) == int(all(r < tau for r in want)), (drop, want, tau)


@check("select.zero_tprune_similar")
def zero_tprune_similar(case):
    p, dim, first = case.extent(1, 20), case.extent(1, 8), int(case.flag())
    n = p + first
    (features, x), (scores, s) = case.tokens(n, dim), case.numbers(p)
    remove = case.keep((p + 1) // 2) if p > 1 else 0
    found = pith.select.zero_tprune_similar(features, scores, remove, class_token=bool(first))
    for (survivors, removed, ranking, one, r) in case.items(*found, x, s):
        order = np.argsort(-r, kind="stable")
        same(ranking, order + first, "ranking")
        important, others = order[: p // 2], order[p // 2:]
        best = np.full(p, -np.inf)
        if len(important):
            best[others] = cosines(one[first:][others], one[first:][important]).max(axis=1)
        among = np.isin(np.arange(p), others)
        certify_set(removed - first, best, cosine_rounding(dim), twins(one[first:]), among, "removed")
        assert len(removed) == remove
        same(survivors, np.setdiff1d(np.arange(n), removed), "survivors")


@check("select.zero_tprune", flavours=("normal", "near", "large"))
def zero_tprune(case):
    """The whole pipeline: its stages have checks of their own, its last choice is judged here."""
    p, dim, first = case.extent(2, 12), case.extent(1, 6), int(case.flag())
    n, heads = p + first, case.heads()
    (attention, _), (features, _) = case.attention(heads, n, n), case.tokens(n, dim)
    keep, remove = case.keep(p), case.pick(0, p)
    found = pith.select.zero_tprune(attention, features, keep, remove, class_token=bool(first))
    for (indices, survivors, scores) in case.items(found.indices, found.similar.survivors, found.after.scores):
        patches = survivors[first:]
        best = sorted(range(len(patches)), key=lambda i: (-scores[i], i))[: min(keep, len(patches))]
        same(indices, [0][:first] + sorted(patches[best].tolist()))
