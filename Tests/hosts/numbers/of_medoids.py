"""CenterCLIP: k medoids of tokens, or of their spectral embedding, for single sets and for videos."""

import numpy as np
import pith
from compare import close, rounding, same, twins
from of_cluster import NEAR, distances
from registry import check


def first_of(values, what, alike, usable=None):
    """The first greatest, or None where others are as great but for rounding."""
    usable = np.ones(len(values), bool) if usable is None else usable
    best = int(np.flatnonzero(usable)[np.argmax(values[usable])])
    others = usable & (np.abs(values - values[best]) <= NEAR * (abs(values[best]) + 1e-300)) & (values != values[best])
    if (others & (alike != alike[best])).any():
        return None
    tied = usable & ((values == values[best]) | others)
    return int(np.flatnonzero(tied)[0])


def medoids_of(x, norms, k, iterations, threshold, cosine):
    """(medoids ascending, assign), or None where rounding could decide."""
    n, alike = len(x), twins(x)
    if k == 0:
        return np.zeros(0, int), np.full(n, -1)
    if cosine:
        u = x / (np.sqrt((x * x).sum(axis=1, keepdims=True)) + 1e-6)
        d = 1 - np.einsum("id,jd->ij", u, u, optimize=False)
    else:
        d = np.sqrt(distances(x, x))
    pick = first_of(norms, "norm", alike)
    if pick is None:
        return None
    picks, free = [pick], np.ones(n, bool)
    free[pick] = False
    least = d[pick].copy()
    while len(picks) < k:
        pick = first_of(least, "farthest", alike, free)
        if pick is None:
            return None
        picks.append(pick)
        free[pick] = False
        least = np.minimum(least, d[pick])

    def assigned(order):
        labels = np.zeros(n, int)
        for i in range(n):
            slot = first_of(-d[order, i], "medoid", alike[order])
            if slot is None:
                return None
            labels[i] = slot
        labels[order] = np.arange(len(order))
        return labels

    for _ in range(iterations):
        labels = assigned(picks)
        if labels is None:
            return None
        new = []
        for s in range(k):
            mine = np.flatnonzero(labels == s)
            sums = np.array([sum(d[i, j] for j in mine) for i in mine])
            if len(mine) == 2 and not cosine:
                slot = 0  # both distances are the same one
            else:
                slot = first_of(-sums, "central", alike[mine])
            if slot is None:
                return None
            new.append(int(mine[slot]))
        moved = sum(np.sqrt(((x[a] - x[b]) ** 2).sum()) for a, b in zip(new, picks))
        settled = new == picks
        picks = new
        if settled or moved < threshold:
            break
    picks = sorted(picks)
    labels = assigned(picks)
    return None if labels is None else (np.array(picks), labels)


def embedded(x, k, graph, sigma, neighbours):
    """Rows of the eigenvectors of the graph's Laplacian; None where the subspace is arbitrary."""
    n = len(x)
    w = np.exp(-distances(x, x) / (2 * sigma * sigma))
    if graph == "neighbours":
        m = min(neighbours, n)
        least = np.sort(w, axis=1)[:, ::-1][:, m - 1]
        ties = [(np.abs(w[i] - least[i]) <= NEAR).sum() > 1 for i in range(n)]
        if any(ties):
            return None
        w = np.where((w >= least[:, None]) | (w >= least[None]), w, 0)
    degree = w.sum(axis=1)
    values, vectors = np.linalg.eigh(w / np.sqrt(degree[:, None] * degree[None]))
    if k < n and values[n - k] - values[n - k - 1] < 1e-6:
        return None
    u = vectors[:, n - k:]
    norms = np.sqrt((u * u).sum(axis=1))
    return u / (norms[:, None] + 1e-6), norms


def reference(x, k, options, neighbours):
    norms = np.sqrt((x * x).sum(axis=1))
    if options.get("normalize"):
        x = x / (norms[:, None] + 1e-6)
    if options.get("algorithm") == "spectral":
        if k == 0:
            return medoids_of(x, norms, 0, 0, 0, False)
        made = embedded(x, k, options["graph"], options["sigma"], options.get("graph_neighbours") or neighbours)
        if made is None:
            return None
        rows, norms = made
        # Rotations of the eigenvectors change distances in the last bits only.
        d = np.sort(np.sqrt(distances(rows, rows))[np.triu_indices(len(x), 1)])
        if len(d) > 1 and (np.diff(d) < 1e-7).any() or (np.diff(np.sort(norms)) < 1e-7).any():
            return None
        return medoids_of(rows, norms, k, options["iterations"], 1e-6, False)
    return medoids_of(x, norms, k, options["iterations"], 1e-6, options.get("cosine", False))


def options_of(case):
    options = {"iterations": case.one_of(0, 1, 100), "normalize": case.flag()}
    if case.flavour == "normal" and case.flag():
        options |= {"algorithm": "spectral", "graph": case.one_of("heat", "neighbours"), "sigma": case.one_of(0.5, 2.0)}
        if case.flag():
            options["graph_neighbours"] = case.pick(1, 6)
    else:
        options["cosine"] = case.flag()
    return options


@check("cluster.centerclip", rounds=2)
def centerclip(case):
    n, dim = case.extent(1, 20), case.extent(1, 8)
    given, x = case.tokens(n, dim)
    k, options = case.keep(n), options_of(case)
    found = pith.cluster.centerclip(given, k, **options)
    for (medoids, assign, one) in case.items(*found, x):
        assert len(set(medoids.tolist())) == k and (np.diff(medoids) > 0).all()
        assert not k or (assign[medoids] == np.arange(k)).all(), "a medoid belongs to itself"
        want = reference(one, k, options, 5)
        if want is not None:
            same(medoids, want[0], "medoids")
            same(assign, want[1], "assign")


@check("cluster.centerclip_segments", rounds=2)
def centerclip_segments(case):
    segments, length, patches, dim = case.pick(1, 3), case.pick(1, 3), case.extent(1, 6), case.extent(1, 6)
    frames, n = segments * length, length * patches
    x = case.tokens(frames * (1 + patches), dim)[1].reshape(case.lead + (frames, 1 + patches, dim))
    given, x = case.give(x)
    k, mean = case.keep(n), case.flag()
    options = options_of(case)
    kind = case.one_of("clusters", "clusters", "pooling", "sampling")
    if kind != "clusters":
        options = {"algorithm": kind}
    found = pith.cluster.centerclip_segments(given, segments, k, mean=mean and kind == "clusters", **options)
    for (tokens, medoids, assign, one) in case.items(*found, x):
        for s in range(segments):
            part = one[s * length:(s + 1) * length]
            average, bound = part.mean(axis=0), rounding(length, np.abs(part).mean(axis=0))
            close(tokens[s, 0], average[0], bound[0], case.dtype, "class token")
            rows = part[:, 1:].reshape(n, dim)
            if kind == "pooling":
                close(tokens[s], average, bound, case.dtype, "pooled")
                continue
            if kind == "sampling":
                step = n / k if k else 0
                want = [int(step / 2 + step * i) for i in range(k)] if n > k else list(range(k))
                same(medoids[s], want, "sampled")
            else:
                want = reference(rows, k, options, 5 * length + (5 if patches >= 100 else 0))
                if want is not None:
                    same(medoids[s], want[0], "medoids")
                    same(assign[s], want[1], "assign")
            if kind == "clusters" and mean:
                for c in range(k):
                    mine = rows[assign[s] == c]
                    close(tokens[s, 1 + c], mean_of(mine), rounding(n, np.abs(mine).mean(axis=0)), case.dtype, "mean")
            else:
                close(tokens[s, 1:], rows[medoids[s]], 0, case.dtype, "medoid tokens")


def mean_of(rows):
    return rows.mean(axis=0)
