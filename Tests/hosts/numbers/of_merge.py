"""Merging by bipartite matching: every source goes to its most similar destination, the most similar sources merge."""

import numpy as np
import pith
from compare import EPS, certify, certify_ranking, close, cosine_rounding, cosines, inside, rounding, same, twins
from registry import check


def rows_of(assign, count):
    """The tokens of each output row."""
    return [np.flatnonzero(assign == row) for row in range(count)]


def matched(assign, x, sources, anchors, merged, anchor_rows, what="merge"):
    """Every merged source is in the row of its most similar anchor. Returns the best similarity of each source."""
    bound = cosine_rounding(x.shape[1])
    similar = cosines(x[sources], x[anchors])
    alike = twins(x[anchors])
    free = np.ones(len(anchors), bool)
    for row, token in enumerate(sources):
        if token in merged:
            target = np.flatnonzero(anchor_rows == assign[token])
            assert len(target) == 1, f"{what}: {token} is merged into row {assign[token]}, which is no destination's"
            certify(int(target[0]), similar[row], free, bound, alike, f"{what}: destination of {token}")
    return similar.max(axis=1, initial=-np.inf)


def alternating(assign, x, removed, class_token, distill_token, ascending, sources=None, destinations=None):
    """Token Merging of even into odd positions: `removed` pairs."""
    n = len(x)
    if not removed:
        same(assign, np.arange(n), "assign")
        return
    even, odd = np.arange(0, n, 2), np.arange(1, n, 2)
    anchors = odd[1:] if distill_token else odd
    anchor_rows = assign[anchors]
    # With the sources known, everything else is determined.
    if sources is None:
        order = np.concatenate([even, odd])
        kept = np.zeros(n, bool)
        kept[odd] = True
        first = n - removed - len(odd)  # rows before those of the odd tokens
        merged = [int(t) for t in even if assign[t] >= first]
        assert len(merged) == removed, f"{len(merged)} instead of {removed} merged: {order.tolist()}"
    else:
        merged = sources.tolist()
        same(assign[sources], assign[destinations], "destinations")
    best = matched(assign, x, even, anchors, set(merged), anchor_rows)
    bound, alike = cosine_rounding(x.shape[1]), twins(x[even])
    among = np.ones(len(even), bool)
    among[0] = not class_token
    ranking = sources if sources is not None else None
    stay = [int(t) for t in even if t not in set(merged)]
    if ascending:
        rows = stay
    else:
        rows = sorted(stay, key=lambda t: assign[t])
        if sources is not None:
            ranking = np.concatenate([sources, [t for t in rows if not (class_token and t == 0)]]).astype(int)
    if ranking is not None:
        certify_ranking(ranking // 2, best, bound, alike, among, "sources")
    else:
        left = among.copy()
        for t in sorted((t for t in merged), key=lambda t: (-best[t // 2], t)):
            certify(t // 2, best, left, bound, alike, "merged")
            left[t // 2] = False
        if not ascending:
            certify_ranking(np.array([t for t in rows if among[t // 2]], int) // 2, best, bound, alike, left, "rows")
    want = rows[:1] + [1] + rows[1:] + odd[1:].tolist() if distill_token else rows + odd.tolist()
    same(assign[want], np.arange(n - removed), "rows")


@check("merge.tome")
def tome(case):
    n, dim = case.extent(1, 30), case.extent(1, 12)
    given, x = case.tokens(n, dim)
    class_token, distill = case.flag(), case.flag() and n > 3
    remove = case.one_of(-1, 0, 1, n, case.pick(0, n))
    removed = max(0, min(remove, (n - class_token - distill) // 2))
    found = pith.merge.tome(given, remove, class_token=class_token, distill_token=distill)
    assert found.rows == n - removed
    for (assign, sources, destinations, one) in case.items(found.assign, found.sources, found.destinations, x):
        assert len(sources) == len(destinations) == removed
        alternating(assign, one, removed, class_token, distill, class_token, sources, destinations)


@check("merge.dymu")
def dymu(case):
    n, dim = case.extent(1, 30), case.extent(1, 12)
    given, x = case.tokens(n, dim)
    class_token, threshold, most = case.flag(), case.one_of(-1.5, 0.0, 0.3, 0.9, 0.99), case.one_of(None, 0, 2)
    found = pith.merge.dymu(given, threshold, most=most, class_token=class_token)
    for (assign, rows, one) in case.items(found.assign, found.rows, x):
        best = cosines(one[::2], one[1::2]).max(axis=1, initial=-np.inf)[int(class_token):]
        limit = min((n - class_token) // 2, n if most is None else most)
        bound = cosine_rounding(dim)
        removed = n - int(rows)
        inside(removed, min(limit, (best > threshold + bound).sum()), min(limit, (best > threshold - bound).sum()), "removed")
        alternating(assign, one, removed, class_token, False, class_token)


@check("merge.dymu_batch")
def dymu_batch(case):
    n, dim = case.extent(1, 24), case.extent(1, 12)
    given, x = case.tokens(n, dim)
    class_token, epsilon = case.flag(), case.one_of(1e-4, 0.0)
    threshold = case.one_of(None, None, 0.0, 0.5)
    remove = case.one_of(0, 1, n, case.pick(0, n))
    size = s = None
    if case.flag():
        size, s = case.numbers(n, low=1, high=4)
    found = pith.merge.dymu_batch(given, remove, threshold=threshold, size=size, class_token=class_token, epsilon=epsilon)
    items = case.items(found.assign, found.rows, found.weight, x, s)
    bound, pool = cosine_rounding(dim), []
    even, odd = np.arange(0, n, 2), np.arange(1, n, 2)
    for b, (assign, rows, weight, one, sizes) in enumerate(items):
        removed = n - int(rows)
        sizes = np.ones(n) if sizes is None else sizes
        total = np.bincount(assign, weights=sizes, minlength=int(rows))[assign] + epsilon
        close(weight, np.divide(sizes, total, out=np.zeros(n), where=total > 0), rounding(n, 1), "f32", "weight")
        if threshold is None and min(remove, (n - class_token) // 2) <= 0:
            same(assign, np.arange(n))
            continue
        first = len(even) - removed
        merged = {int(t) for t in even if assign[t] >= first}
        assert len(merged) == removed
        stay = [int(t) for t in even if t not in merged]
        same(assign[stay + odd.tolist()], np.arange(int(rows)), "rows")
        best = matched(assign, one, even, odd, merged, assign[odd])
        pool += [(best[t // 2], t in merged) for t in even.tolist() if not (class_token and t == 0)]
    if not pool:
        return
    taken = [v for v, merged in pool if merged]
    left = [v for v, merged in pool if not merged]
    if threshold is None:
        limit = min(remove, (n - class_token) // 2) * len(items)
        assert len(taken) == min(limit, len(pool)), f"{len(taken)} pairs merge instead of {limit}"
        assert not taken or not left or min(taken) >= max(left) - 2 * bound, "a better pair does not merge"
    else:
        assert min(taken, default=2) > threshold - bound and max(left, default=-2) <= threshold + bound


@check("merge.dymu_threshold")
def dymu_threshold(case):
    n, dim = case.extent(1, 24), case.extent(1, 12)
    given, x = case.tokens(n, dim)
    class_token, remove, mean, batches = case.flag(), case.pick(0, n), case.one_of(1.0, 0.25), case.pick(0, 3)
    threshold, running = pith.merge.dymu_threshold(given, remove, class_token=class_token, mean=mean, batches=batches)
    values = []
    for (one,) in case.items(x):
        best = cosines(one[::2], one[1::2]).max(axis=1, initial=-np.inf)
        if class_token:
            best[0] = -np.inf
        values += best.tolist()
    values.sort(reverse=True)
    at = min(remove, (n - class_token) // 2) * len(case.items(x))
    want = max(0.0, values[min(at, len(values) - 1)])
    close(threshold, want, cosine_rounding(dim), what="threshold")
    close(running, (mean * batches + want) / (batches + 1), cosine_rounding(dim) + 4 * EPS, what="mean")


@check("merge.tome_kth")
def tome_kth(case):
    n, dim, k = case.extent(1, 24), case.extent(1, 12), case.one_of(-1, 1, 2, 3, 5, 30)
    given, x = case.tokens(n, dim)
    found = pith.merge.tome_kth(given, k)
    for (assign, one) in case.items(found.assign, x):
        if k <= 1:
            same(assign, np.arange(n))
            continue
        groups = n // k
        assert found.rows == groups
        anchors = np.arange(groups) * k + k - 1
        assert (assign[groups * k:] == -1).all()
        same(assign[anchors], np.arange(groups))
        sources = np.setdiff1d(np.arange(groups * k), anchors)
        matched(assign, one, sources, anchors, set(sources.tolist()), np.arange(groups))


@check("merge.tome_random")
def tome_random(case):
    n, dim = case.extent(1, 24), case.extent(1, 12)
    given, x = case.tokens(n, dim)
    order = np.stack([case.rng.permutation(n) for _ in range(int(np.prod(case.lead)))]).reshape(case.lead + (n,))
    remove = case.one_of(-1, 0, n - 1, case.pick(0, n - 1))
    found = pith.merge.tome_random(given, case.ints(order), remove)
    assert found.rows == n - max(0, remove)
    for (assign, one, permutation) in case.items(found.assign, x, order):
        if remove <= 0:
            same(assign, np.arange(n))
            continue
        sources, anchors = permutation[:remove], permutation[remove:]
        same(assign[anchors], np.arange(n - remove))
        matched(assign, one, sources, anchors, set(sources.tolist()), np.arange(n - remove))


@check("merge.tomesd")
def tomesd(case):
    width, height, dim = case.extent(1, 7), case.extent(1, 7), case.extent(1, 10)
    cell_width, cell_height = case.pick(1, 3), case.pick(1, 3)
    n = width * height
    given, x = case.tokens(n, dim)
    down, across = height // cell_height, width // cell_width
    cells = down * across
    choice = case.rng.integers(0, cell_width * cell_height, case.lead + (down, across)) if case.flag() and cells else None
    remove = case.one_of(-1, 0, n, case.pick(0, n))
    found = pith.merge.tomesd(given, width, height, remove, choice=None if choice is None else case.ints(choice),
                              cell_width=cell_width, cell_height=cell_height)
    removed = max(0, min(remove, n - cells)) if cells else 0
    assert found.rows == n - removed
    for (assign, sources, destinations, anchors, one, chosen) in case.items(
            found.assign, found.sources, found.destinations, found.anchors, x, choice):
        chosen = np.zeros((down, across), int) if chosen is None else chosen
        want = sorted((y * cell_height + chosen[y, z] // cell_width) * width + z * cell_width + chosen[y, z] % cell_width
                      for y in range(down) for z in range(across))
        same(anchors, want, "anchors")
        if not removed:
            same(assign, np.arange(n))
            continue
        others = np.setdiff1d(np.arange(n), anchors)
        same(assign[anchors], n - removed - cells + np.arange(cells), "rows of anchors")
        same(assign[sources], assign[destinations])
        best = matched(assign, one, others, anchors, set(sources.tolist()), assign[anchors])
        stay = sorted((t for t in others.tolist() if t not in set(sources.tolist())), key=lambda t: assign[t])
        same(assign[stay], np.arange(len(stay)), "rows that stay")
        ranking = np.searchsorted(others, np.concatenate([sources, stay]).astype(int))
        certify_ranking(ranking, best, cosine_rounding(dim), twins(one[others]))


def falling(values, bound, alike):
    """Indices by falling value and then by index, or None if rounding could order them otherwise."""
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    for a, b in zip(order, order[1:]):
        if values[a] - values[b] <= 2 * bound and alike[a] != alike[b]:
            return None
    return order


@check("merge.aim")
def aim(case):
    n, dim = case.extent(1, 24), case.extent(1, 12)
    given, x = case.tokens(n, dim)
    removes = [case.one_of(-1, 0, 1, n, case.pick(0, n)) for _ in range(case.pick(0, 3))]
    found = pith.merge.aim(given, case.ints(removes) if removes else np.zeros(0, np.int32))
    left = n
    for remove in removes:
        left -= max(0, min(remove, left // 2))
    assert found.rows == left
    for (assign, weight, one) in case.items(found.assign, found.weight, x):
        want = merged_in_rounds(one, removes, 4 * cosine_rounding(dim))
        if want is None:
            continue
        same(assign, want[0], "assign")
        close(weight, want[1], 8 * EPS, case.dtype, "weight")


def merged_in_rounds(x, removes, bound):
    assign, weight = np.arange(len(x)), np.ones(len(x))
    for remove in removes:
        n = len(x)
        r = min(remove, n // 2)
        if r <= 0:
            continue
        similar = cosines(x[::2], x[1::2])
        alike = twins(x[1::2])
        best = similar.max(axis=1)
        order = falling(best, bound, twins(x[::2]))
        if order is None:
            return None
        target = {}
        for a in order[:r]:
            row = falling(similar[a], bound, alike)
            if row is None:
                return None
            target[a] = row[0]
        rows = [2 * a for a in order[r:]] + list(range(1, n, 2))
        place = {token: row for row, token in enumerate(rows)}
        step = np.array([place[i] if i in place else place[2 * target[i // 2] + 1] for i in range(n)])
        members = np.bincount(step, minlength=len(rows))
        merged = np.zeros((len(rows), x.shape[1]))
        np.add.at(merged, step, x)
        x = merged / members[:, None]
        weight = weight / members[step[assign]]
        assign = step[assign]
    return assign, weight


@check("merge.mustdrop")
def mustdrop(case):
    window_height, window_width, down, across = (case.pick(1, 3) for _ in range(4))
    prefix, dim = case.pick(0, 2), case.extent(1, 10)
    height, width = down * window_height, across * window_width
    n = prefix + height * width
    given, x = case.tokens(n, dim)
    threshold = case.one_of(-1.0, 0.0, 0.3, 0.8)
    found = pith.merge.mustdrop(given, height, width, window_height=window_height, window_width=window_width, threshold=threshold,
                                prefix=prefix)
    cell = [[prefix + (y * window_height + i) * width + z * window_width + j for i in range(window_height) for j in range(window_width)]
            for y in range(down) for z in range(across)]
    k = window_height * window_width
    bound = cosine_rounding(dim) + 4 * EPS
    items = case.items(found.assign, x)
    alike = []
    for _, one in items:
        values = []
        for tokens in cell:
            pairs = cosines(one[tokens], one[tokens])
            values.append((pairs.sum() - np.trace(pairs)) / (k * (k - 1)) if k > 1 else -np.inf)
        alike.append(np.array(values))
    low = min((v >= threshold + bound).sum() for v in alike)
    high = min((v >= threshold - bound).sum() for v in alike)
    merged = (n - found.rows) // (k - 1) if k > 1 else 0
    inside(merged, low, high, "windows")
    for (assign, one), values in zip(items, alike):
        same(assign[:prefix], np.arange(prefix), "prefix")
        rows = rows_of(assign, found.rows)
        windows = [cell.index(rows[prefix + w].tolist()) for w in range(merged)]
        same_windows = twins(np.stack([one[tokens].reshape(-1) for tokens in cell]))
        certify_ranking(windows, values, bound, same_windows, what="windows")
        rest = np.setdiff1d(np.arange(prefix, n), [t for w in windows for t in cell[w]])
        same(assign[rest], prefix + merged + np.arange(len(rest)), "rest")
