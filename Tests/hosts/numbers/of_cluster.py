"""Density peaks, k-means and what is made of it. The library decides these in double: so do the references."""

import math

import numpy as np
import pith
from compare import EPS, OUTPUT, certify, certify_ranking, close, same, twins
from registry import SMOOTH, check

#: Differences below this, relative, are left to the rounding of double.
NEAR = 1e-10


def distances(a, b):
    """Squared Euclidean distances by differences."""
    return ((a[:, None] - b[None]) ** 2).sum(axis=2)


def density_of(squared, neighbours, noise=0.0):
    """exp of minus the mean of the smallest squared distances, and the mean itself. squared [N, N], already over D."""
    mean = np.sort(squared, axis=1)[:, :neighbours].mean(axis=1)
    return np.exp(-mean) + noise, mean


def delta_range(distance, density, mean):
    """The least and the greatest that the distance to anything denser can be, given that densities are known to NEAR."""
    doubt = NEAR * density * (1 + mean)
    top = distance.max(initial=0)
    low, high = [], []
    for i in range(len(density)):
        certain = density > density[i] + doubt + doubt[i]
        possible = (density > density[i] - doubt - doubt[i]) & (mean != mean[i])
        possible[i] = False
        low.append(min(top, distance[i][possible | certain].min(initial=np.inf)))
        high.append(min(top, distance[i][certain].min(initial=np.inf)))
    return np.array(low), np.array(high)


@check("cluster.dpc_knn")
def dpc_knn(case):
    n, dim = case.extent(1, 24), case.extent(1, 10)
    given, x = case.tokens(n, dim)
    clusters, neighbours = case.keep(n), case.pick(1, min(n, 6))
    options, noise, masked, sizes = {}, None, None, None
    if case.flag():
        options["noise"], noise = case.give(case.rng.random(case.lead + (n,)))
        options["noise_scale"] = 1e-3
    if case.flag():
        options["token_weight"], sizes = case.give(case.rng.integers(0, 4, case.lead + (n,)))
    if case.rng.random() < 0.3:
        masked = np.ones(case.lead + (n,), int)
        masked[..., n - case.pick(0, n - neighbours):] = 0
        options["mask"] = case.ints(masked)
    epsilon = options["epsilon"] = case.one_of(1e-6, 0.0)
    found = pith.cluster.dpc_knn(given, clusters, neighbours, **options)
    relative = 2 * OUTPUT[case.dtype][0]
    for (centers, assign, weight, density, delta, score, one, z, w, m) in case.items(*found, x, noise, sizes, masked):
        alive = np.ones(n, bool) if m is None else m != 0
        squared = distances(one, one) / dim
        if alive.any():
            rho, mean = density_of(squared[np.ix_(alive, alive)], neighbours, 0 if z is None else 1e-3 * z[alive])
            close(density[alive], rho, 1e-9 * rho * (1 + mean), case.dtype, "density")
            if alive.all():
                low, high = delta_range(np.sqrt(squared), rho, mean)
                # Between the two no value is allowed but the distances themselves; the ends are the usual case.
                slack = 1e-9 * (1 + high) + relative * high + OUTPUT[case.dtype][1]
                assert ((delta >= low - slack) & (delta <= high + slack)).all(), f"delta: {delta} not in {low} to {high}"
        assert (density[~alive] == 0).all() and (score[~alive] == 0).all(), "padding has no density"
        close(score[alive], (density * delta)[alive], 4 * relative * np.abs(density * delta)[alive] + 1e-6 * (case.dtype == "f16"),
              case.dtype, "score")
        certify_ranking(centers, score, relative * np.abs(score) + OUTPUT[case.dtype][1], False, None, "centres")
        assert len(set(centers.tolist())) == clusters
        alike = twins(np.column_stack([one] + ([] if z is None else [z]) + [alive]))
        for c in range(clusters):  # twins come in their order
            later = [r for r in range(c) if alike[centers[r]] == alike[centers[c]] and centers[r] > centers[c]]
            assert not later, f"{centers[c]} comes after its twin"
        if not clusters:
            assert (assign == -1).all()
            continue
        to = squared[:, centers]
        rows = twins(one[centers])
        for i in range(n):
            if i in centers.tolist():
                assert centers[assign[i]] == i, "a centre belongs to itself"
            elif not alive[i]:
                assert assign[i] == 0
            else:
                usable = alive[centers]
                if usable.any():
                    certify(int(assign[i]), -to[i], usable, NEAR * (1 + to[i]), rows, f"centre of {i}")
        w = np.ones(n) if w is None else w
        total = np.bincount(assign, weights=w, minlength=clusters)[assign] + epsilon
        close(weight, np.divide(w, total, out=np.zeros(n), where=total > 0), 1e-6 * np.ones(n), case.dtype, "weight")


@check("cluster.farthest_point")
def farthest_point(case):
    n, dim = case.extent(1, 24), case.extent(1, 10)
    given, x = case.tokens(n, dim)
    k = case.keep(n)
    found = pith.cluster.farthest_point(given, k)
    for (picks, one) in case.items(found, x):
        picks = picks[picks >= 0]
        assert len(picks) == min(k, twins(one).max() + 1), "as many as there are distinct rows"
        certify_traversal(picks, one)


def certify_traversal(picks, x):
    alike, squared = twins(x), distances(x, x)
    central = ((x - x.mean(axis=0)) ** 2).sum(axis=1)
    left, nearest = np.ones(len(x), bool), -central
    bound = NEAR * (central + 1e-30) + 1e-14 * (x * x).sum(axis=1).max(initial=0)
    for t, pick in enumerate(picks):
        certify(int(pick), nearest, left, bound, alike, f"pick {t}")
        left[pick] = False
        nearest = squared[pick] if not t else np.minimum(nearest, squared[pick])
        bound = NEAR * nearest


def lloyd(x, centers, most, tolerance):
    """(labels, centres, inertia, iterations), or None where rounding could decide."""
    centers, labels, k = centers.copy(), None, len(centers)
    alike = None

    def assign():
        squared = distances(x, centers)
        order = np.sort(squared, axis=1)
        if k > 1:
            close_call = order[:, 1] - order[:, 0] <= NEAR * (order[:, 1] + (x * x).sum(axis=1))
            # Equal centres tie in any arithmetic.
            same_center = np.array([alike[np.flatnonzero(row <= np.sort(row)[1])].max() == alike[np.argmin(row)] for row in squared])
            if (close_call & ~same_center).any():
                return None
        return squared.argmin(axis=1)

    iterations = 0
    limit = tolerance * x.var(axis=0).mean()
    strict = False
    for _ in range(most):
        alike = twins(centers)
        new = assign()
        if new is None:
            return None
        iterations += 1
        counts = np.bincount(new, minlength=k)
        if (counts == 0).any():
            return None  # relocation: its ties are many
        moved = np.stack([x[new == j].mean(axis=0) for j in range(k)])
        shift = ((moved - centers) ** 2).sum()
        centers = moved
        if labels is not None and (new == labels).all():
            strict = True
            break
        labels = new
        if abs(shift - limit) <= 1e-9 * limit and limit:
            return None
        if shift <= limit:
            break
    if not strict:
        alike = twins(centers)
        labels = assign()
        if labels is None:
            return None
    return labels, centers, distances(x, centers)[np.arange(len(x)), labels].sum(), iterations


@check("cluster.kmeans")
def kmeans(case):
    n, dim = case.extent(1, 24), case.extent(1, 8)
    given, x = case.tokens(n, dim)
    k, tolerance, most = case.pick(1, n + 1), case.one_of(1e-4, 0.0, 0.5), case.one_of(0, 1, 2, 300)
    initial = start = None
    if case.flag():
        k = min(k, n)
        initial, start = case.tokens(k, dim)
    found = pith.cluster.kmeans(given, k, initial_centers=initial, max_iterations=most, tolerance=tolerance)
    for b, (labels, one) in enumerate(case.items(found.labels, x)):
        count = int(np.asarray(found.count).reshape(-1)[b])
        centers = case.items(found.centers)[b][0][:count]
        assert count == (k if start is not None else min(k, twins(one).max() + 1))
        # Every label is that of the nearest of the centres that are given back.
        squared = distances(one, centers)
        slack = 4 * OUTPUT[case.dtype][0] * (np.abs(one).max() ** 2 + np.abs(centers).max() ** 2) * dim
        for i in range(n):
            certify(int(labels[i]), -squared[i], np.ones(count, bool), slack, False, f"label {i}")
        if start is not None:
            first = case.items(start)[b][0]
        else:
            picks = case.items(pith.cluster.farthest_point(given, min(k, n)))[b][0]
            first = one[picks[picks >= 0]]
        want = lloyd(one, first, most, tolerance)
        if want is None:
            continue
        same(labels, want[0], "labels")
        close(centers, want[1], 1e-9 * np.abs(one).max(), case.dtype, "centres")
        close(np.asarray(found.inertia, np.float64).reshape(-1)[b], want[2], 1e-6 * want[2] + 1e-12 * (one * one).sum(), case.dtype, "inertia")
        assert int(np.asarray(found.iterations).reshape(-1)[b]) == want[3]


@check("cluster.elbow")
def elbow(case):
    case.alone()
    n, k_min = case.extent(1, 20), case.pick(1, 5)
    _, y = case.numbers(n)
    given, y = case.give(np.sort(y)[::-1].copy())
    k, distance = pith.cluster.elbow(given, k_min)
    span = y[0] - y[-1]
    if n == 1 or span == 0:
        assert k == k_min
        return
    want = (1 - np.arange(n) / (n - 1)) - (y - y[-1]) / span
    close(*case.items(distance)[0], want, 16 * EPS, case.dtype, "distance")
    certify(k - k_min, want, np.ones(n, bool), 1e-9, False, "k")


@check("cluster.crag", flavours=SMOOTH)
def crag(case):
    case.alone()
    n, dim = case.extent(1, 24), case.extent(1, 8)
    given, x = case.tokens(n, dim)
    k, per, order, normalize = case.pick(1, n), case.pick(0, 3), case.one_of("position", "ranked"), case.flag()
    k_max = case.one_of(None, None, min(n, k + 2))
    found = pith.cluster.crag(given, k, k_max=k_max, per_cluster=per, order=order, normalize=normalize)
    (labels,), = case.items(found.labels)
    rows = x
    if normalize:
        norm = np.sqrt((x * x).sum(axis=1, keepdims=True))
        rows = np.divide(x, norm, out=np.zeros_like(x), where=norm > 0)
    (centers,), = case.items(found.centers)
    distinct = twins(x).max() + 1
    count = len(centers)
    assert count <= min(distinct, k_max or k)
    if not normalize and k_max is None:
        assert count == min(k, distinct)
        plainly = pith.cluster.kmeans(given, k)
        same(labels, case.items(plainly.labels)[0][0], "labels are those of k-means")
        same(centers, case.items(plainly.centers)[0][0][:count], "centres are those of k-means")
    squared = distances(rows, centers)
    slack = 8 * OUTPUT[case.dtype][0] * (np.abs(rows).max() ** 2 + np.abs(centers).max() ** 2) * dim
    for i in range(n):
        certify(int(labels[i]), -squared[i], np.ones(count, bool), slack, False, f"label {i}")
    # What the rows are in f32 once normalised is known to its rounding only.
    wanted = sum(((rows[labels == c] - rows[labels == c].mean(axis=0)) ** 2).sum() for c in range(count) if (labels == c).any())
    close(found.inertia, wanted, 1e-5 * wanted + 16 * EPS * (rows * rows).sum(), case.dtype, "inertia")
    if not normalize and k_max is None:
        assert found.iterations == np.asarray(plainly.iterations).item()
    sizes = np.bincount(labels, minlength=count)
    same(np.asarray(found.sizes), sizes, "sizes")
    lowest = [int(np.flatnonzero(labels == c)[0]) if sizes[c] else n for c in range(count)]
    same(np.asarray(found.clusters), sorted(range(count), key=lambda c: (-sizes[c], lowest[c])), "order of clusters")
    for c, members, chosen in zip(np.asarray(found.clusters).tolist(), found.members, found.representatives):
        members = np.asarray(members)
        same(np.sort(members), np.flatnonzero(labels == c), "members")
        # Distances to the centre as it was in double, not as it is given back.
        mean = rows[members].mean(axis=0)
        certify_ranking(members, -((rows - mean) ** 2).sum(axis=1), slack, twins(x), labels == c, "members")
        best = members[:per]
        same(chosen, np.sort(best) if order == "position" else best, "representatives")


def home(extent, out):
    """The cell of each row, as PyTorch's nearest interpolation takes it: in f32."""
    step = np.float32(out) / np.float32(extent)
    return np.minimum((np.arange(extent, dtype=np.float32) * step).astype(int), out - 1)


@check("cluster.expedit", flavours=SMOOTH)
def expedit(case):
    h, w, oh, ow, dim = case.extent(1, 6), case.extent(1, 6), case.extent(1, 4), case.extent(1, 4), case.extent(1, 6)
    given, x = case.tokens(h * w, dim)
    iterations, temperature, window = case.pick(0, 4), case.one_of(0.01, 0.1, 1.0), case.one_of(1, 3, 5)
    found = pith.cluster.expedit(given, (h, w), (oh, ow), iterations=iterations, temperature=temperature, window=window)
    y, z = home(h, oh), home(w, ow)
    reach = window // 2
    allowed = np.array([[abs(y[i] - a) <= reach and abs(z[j] - b) <= reach for a in range(oh) for b in range(ow)]
                        for i in range(h) for j in range(w)])
    for (centers, labels, one) in case.items(*found, x):
        grid = one.reshape(h, w, dim)
        c = np.stack([grid[a * h // oh: -(-(a + 1) * h // oh), b * w // ow: -(-(b + 1) * w // ow)].mean(axis=(0, 1))
                      for a in range(oh) for b in range(ow)])
        for _ in range(iterations):
            logits = np.where(allowed, -temperature * distances(one, c), -np.inf)
            share = np.exp(logits - logits.max(axis=1, keepdims=True))
            share /= share.sum(axis=1, keepdims=True)
            total = share.sum(axis=0)
            c = (share.T @ one) / np.maximum(total, 1e-16)[:, None]
        size = np.abs(one).max() + 1e-30
        # An error in a centre moves its shares by temperature times distance; four rounds at most.
        error = (1 + iterations) * (h * w + 64) * EPS * size * (1 + temperature * dim * size * size) ** iterations
        close(centers, c, min(error, 1e-2 * size), case.dtype, "centres")
        squared = distances(one, c)
        slack = 4 * math.sqrt(dim) * size * 2 * (min(error, 1e-2 * size) + EPS * size)
        for i in range(h * w):
            certify(int(labels[i]), -squared[i], np.ones(oh * ow, bool), slack, False, f"label {i}")


@check("cluster.expedit_reconstruct", flavours=SMOOTH)
def expedit_reconstruct(case):
    n, m, dim, width = case.extent(1, 16), case.extent(1, 12), case.extent(1, 8), case.extent(1, 5)
    (tokens, x), (centers, c), (values, v) = case.tokens(n, dim), case.tokens(m, dim), case.tokens(m, width)
    neighbours, temperature = case.pick(1, m + 2), case.one_of(0.01, 0.5)
    got = pith.cluster.expedit_reconstruct(tokens, centers, values, neighbours, temperature=temperature)
    for (y, one, mid, val) in case.items(got, x, c, v):
        squared = distances(one, mid)
        alike = twins(mid)
        size = (one * one).sum(axis=1).max() + (mid * mid).sum(axis=1).max()
        for i in range(n):
            order = np.argsort(squared[i], kind="stable")
            k = min(neighbours, m)
            last = squared[i, order[k - 1]]
            doubtful = np.abs(squared[i] - last) <= 64 * EPS * size
            if not (alike[doubtful] == alike[order[k - 1]]).all():
                continue
            weight = np.where((squared[i] <= last) | doubtful, np.exp(-temperature * squared[i]), 0)
            norm = np.sqrt((weight * weight).sum())
            weight = weight / max(norm, 1e-12)
            error = 64 * EPS * (1 + temperature * size) + (m + dim) * EPS
            close(y[i], weight @ val, 2 * error * (weight @ np.abs(val)) + 1e-30, case.dtype, f"row {i}")


def first_twin_order(values, alike, slack, first_only=False):
    """Indices by falling value, twins by index; None where values that are nearer than `slack` belong to no twins."""
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    for a, b in zip(order, order[1:2] if first_only else order[1:]):
        if abs(values[a] - values[b]) <= slack * (abs(values[a]) + 1e-300) and alike[a] != alike[b]:
            return None
    groups = {}
    for i in range(len(values)):
        groups.setdefault(alike[i], []).append(i)
    # Twins' values may differ in the last bit of float64: they are taken in the order of their indices.
    taken = {key: iter(group) for key, group in groups.items()}
    return np.array([next(taken[alike[i]]) for i in order], int)
