"""Videos: what changes between frames, static positions, frames that see most of the space, pooling."""

import numpy as np
import pith
from compare import EPS, certify_ranking, certify_set, close, cosine_rounding, cosines, inside, rounding, same, twins, unit
from of_cluster import NEAR, delta_range, density_of, distances, first_twin_order
from of_select_attention import map_of, sequence_of
from registry import SMOOTH, check


def video_of(case, frames, positions, dim):
    rows = case.tokens(frames * positions, dim)[1]
    return case.give(rows.reshape(*rows.shape[:-2], frames, positions, dim))


def aligned(a, b):
    """Cosines of rows at the same place."""
    return (unit(a) * unit(b)).sum(axis=-1)


@check("video.evs")
def evs(case):
    f, p, dim = case.extent(1, 6), case.extent(1, 8), case.extent(1, 10)
    given, x = video_of(case, f, p, dim)
    keep, order = case.keep(f * p), case.one_of("position", "ranked")
    found = pith.video.evs(given, keep, order=order)
    for (indices, counts, scores, one) in case.items(*found, x):
        want = np.full((f, p), 255.0)
        want[1:] = 1 - aligned(one[1:], one[:-1])
        still = np.zeros((f, p), bool)
        still[1:] = (one[1:] == one[:-1]).all(axis=-1) & (one[1:] != 0).any(axis=-1)
        want[still] = 0
        bound = np.where(still, 0, cosine_rounding(dim))
        close(scores, want, np.where(want == 255, 0, bound), case.dtype, "scores")
        # Equal pairs of rows tie, and so do all first frames, and all tokens that did not change.
        pairs = np.concatenate([one, np.concatenate([one[:1] * 0, one[:-1]])], axis=2)
        pairs[0] = np.inf
        pairs[still] = -np.inf
        certify = certify_ranking if order == "ranked" else certify_set
        certify(indices, want.reshape(-1), bound.reshape(-1), twins(pairs.reshape(f * p, -1)))
        assert len(indices) == keep
        same(counts, np.bincount(indices // p, minlength=f), "frame counts")


@check("video.dycoke")
def dycoke(case):
    f, p, dim = case.extent(1, 9), case.extent(1, 8), case.extent(1, 10)
    given, x = video_of(case, f, p, dim)
    keep, every, order = case.keep(p), case.flag(), case.one_of("position", "ranked")
    found = pith.video.dycoke(given, keep, every_frame=every, order=order)
    for (indices, one) in case.items(found, x):
        at = 0
        for frame in range(f if every else f // 2 * 2):
            back = 1 if frame % 2 else 2 if frame % 4 == 2 and (every or frame < f - 2) else 0
            length = keep if back else p
            mine = indices[at:at + length] - frame * p
            at += length
            if not back:
                same(mine, np.arange(p), f"frame {frame}")
                continue
            alike = twins(np.concatenate([one[frame], one[frame - back]], axis=1))
            certify = certify_ranking if order == "ranked" else certify_set
            certify(mine, -aligned(one[frame], one[frame - back]), cosine_rounding(dim), alike, what=f"frame {frame}")
        assert at == len(indices)


@check("video.dycoke_step")
def dycoke_step(case):
    q, k = case.pick(1, 3), case.extent(1, 24)
    given, a = map_of(case, q, k)
    start = case.pick(0, k)
    length = case.pick(0, k - start)
    keep, gate = case.keep(length), case.one_of(0.9, 0.5, 1.0, -1.0)
    previous = p = None
    if case.flag():
        previous, p = case.numbers(length)
    found = pith.video.dycoke_step(given, start, length, keep, previous=previous, gate=gate)
    rows = a[..., -1, start:start + length]
    indices = found.indices
    updated = found.updated
    for b, (similarity, scores, one, before) in enumerate(case.items(found.similarity, found.scores, rows, p)):
        want, bound = one.mean(axis=0), rounding(len(one), np.abs(one).mean(axis=0))
        close(scores, want, bound, case.dtype, "scores")
        cosine = 0.0 if before is None else float(cosines(want[None], before[None])[0, 0]) if length else 0.0
        slack = cosine_rounding(length + len(one)) * 2 + 4e-3 * (case.dtype != "f32")
        close(np.reshape(similarity, -1)[0], cosine, slack, case.dtype, "similarity")
        now = bool(np.asarray(updated).reshape(-1)[b])
        slack = cosine_rounding(length + len(one)) * 2
        inside(now, int(cosine < gate - slack), int(cosine < gate + slack), "updated")
        if now:
            kept = np.asarray(indices if not case.lead else indices[b])
            image = kept[(kept >= start) & (kept < start + length)] - start
            assert len(image) == keep
            certify_set(image, want, bound, case.exact)
            same(kept, sequence_of(image, start, length, k), "sequence")


def cut(static, window):
    """Segments by the dynamic programme, and what they save. static [F - 1, P]."""
    frames = len(static) + 1
    best, back = [0], [1]
    for i in range(1, frames):
        value, width = best[i - 1], 1
        for w in range(2, min(i + 1, window) + 1):
            gain = int(static[i - w + 1:i].all(axis=0).sum()) * (w - 1)
            total = (best[i - w] if i >= w else 0) + gain
            if total > value:
                value, width = total, w
        best.append(value)
        back.append(width)
    segments, last = [], frames - 1
    while last >= 0:
        segments.append([last - back[last] + 1, last])
        last -= back[last]
    return segments[::-1], best[-1]


@check("video.holitom_segments")
def holitom_segments(case):
    case.alone()
    f, p = case.extent(0, 10), case.extent(1, 8)
    given, s = case.numbers(f, p)
    tau, window = case.one_of(0.5, 0.2, 0.8), case.one_of(1024, 1, 3)
    found = pith.video.holitom_segments(given, tau=tau, max_window=window)
    segments, saved = cut(s > np.float64(np.float32(tau)), window)
    same(np.asarray(found.segments), segments, "segments")
    assert found.reduced == saved


def merged_by_peaks(x, count, neighbours):
    """(centres ascending, the centre of each row), or None where rounding could decide."""
    n = len(x)
    if not count:
        return np.zeros(0, int), np.full(n, -1)
    squared = distances(x, x) / x.shape[1]
    density, mean = density_of(squared, min(neighbours, count))
    low, high = delta_range(np.sqrt(squared), density, mean)
    if (high - low > NEAR * (1 + high)).any():
        return None
    order = first_twin_order(density * high, twins(x), 1e-6)
    if order is None:
        return None
    centers = np.sort(order[:count])
    alike = twins(x[centers])
    owner = np.zeros(n, int)
    for i in range(n):
        ranked = first_twin_order(-squared[i][centers], alike, 1e-6, first_only=True)
        if ranked is None:
            return None
        owner[i] = centers[ranked[0]]
    owner[centers] = centers
    return centers, owner


@check("video.holitom", rounds=2)
def holitom(case):
    case.alone()
    f, p, dim = case.extent(1, 5), case.extent(1, 9), case.extent(2, 8)
    rows = np.repeat(case.tokens(p, dim)[1][None], f, axis=0)
    fresh = case.rng.random((f, p)) < 0.4
    rows = np.where(fresh[..., None], case.tokens(f * p, dim)[1].reshape(f, p, dim), rows)
    (given, x), (attention, a) = case.give(rows), case.numbers(f, p)
    retain, tau, context = case.one_of(0.15, 0.3, 0.7, 1.0), 0.8, case.one_of(0.0, 0.0, 0.3)
    beta, plain, neighbours, newline = case.one_of(0.6, 1.0), case.flag(), case.one_of(7, 2), case.flag()
    found = pith.video.holitom(given, attention, retain, tau=tau, context_ratio=context, beta=beta, plain_mean=plain,
                               neighbours=neighbours, newline=newline)
    similar = aligned(x[1:], x[:-1])
    if (np.abs(similar - tau) <= cosine_rounding(dim)).any():
        return
    static = similar > tau
    segments, saved = cut(static, 1024)
    same(np.asarray(found.segments)[:, :2], segments, "segments")
    ratio = min(retain / ((f * p - saved) / (f * p)), 1.0)  # in this order: its product with a count is rounded up
    close(found.ratio, ratio, EPS, what="ratio")
    (assign, weight, sources), = case.items(found.assign, found.weight, found.sources)
    want = holitom_rows(x, a, static, segments, ratio, context, neighbours)
    if want is None:
        return
    owner, frames_of, kept = want
    side, rows_out, ids = int(np.sqrt(p)), [], []
    for first, last in segments:
        still = kept[first]["static"]
        if not newline:
            rows_out += [first * p + j for j in still]
        for frame in range(first, last + 1):
            mine = kept[frame]["attention"], kept[frame]["context"]
            here = [*mine[0], *mine[1]]
            if newline:
                here = sorted([*here, *(still if frame == first else [])])
                for k, j in enumerate(here):
                    rows_out.append(frame * p + j)
                    if k + 1 == len(here) or here[k + 1] // side != j // side:
                        rows_out.append(-1)
            else:
                rows_out += [frame * p + j for j in here]
    same(sources, rows_out, "sources")
    place = {token: row for row, token in enumerate(rows_out) if token >= 0}
    ids = np.array([[place.get(int(owner[t, j]), -1) if owner[t, j] >= 0 else -1 for j in range(p)] for t in range(f)])
    same(assign, ids, "assign")
    close(weight, holitom_weights(owner, frames_of, p, beta, plain), 1e-6, "f32", "weight")


def holitom_rows(x, a, static, segments, ratio, context, neighbours):
    """The token that each token goes to, over how many frames it is a mean, and what each frame puts out."""
    f, p, _ = x.shape
    owner, over, kept = np.full((f, p), -1), np.ones((f, p)), [None] * f
    for first, last in segments:
        still = np.flatnonzero(static[first:last].all(axis=0)) if last > first else np.zeros(0, int)
        made = merged_by_peaks(x[first:last + 1, still].mean(axis=0), round(len(still) * ratio), neighbours) if len(still) else (
            np.zeros(0, int), np.zeros(0, int))
        if made is None:
            return None
        centers, to = made
        for t in range(first, last + 1):
            over[t, still] = last - first + 1
            owner[t, still] = [first * p + still[c] if c >= 0 else -1 for c in to]
        rest = np.setdiff1d(np.arange(p), still)
        total = int(np.ceil(len(rest) * ratio))
        dominant = round(total * (1 - context))
        for t in range(first, last + 1):
            best = np.sort(rest[np.argsort(-a[t, rest], kind="stable")[:dominant]])
            others = np.setdiff1d(rest, best)
            owner[t, best] = t * p + best
            made = merged_by_peaks(x[t, others], total - dominant, neighbours) if len(others) else (np.zeros(0, int), [])
            if made is None:
                return None
            owner[t, others] = [t * p + others[c] if c >= 0 else -1 for c in made[1]]
            kept[t] = {"static": still[centers].tolist() if t == first else kept[first]["static"], "attention": best.tolist(),
                       "context": others[made[0]].tolist()}
    return owner, over, kept


def holitom_weights(owner, over, p, beta, plain):
    """A centre with members: beta of itself, the rest of their mean; each spread over the frames it is a mean of."""
    weight = np.zeros(owner.shape)
    for token in np.unique(owner[owner >= 0]):
        t, j = divmod(int(token), p)
        mine = owner == token
        members = mine.copy()
        members[:, j] = False
        n = members.sum() / over[t, j]
        if not n:
            weight[mine] = 1 / over[t, j]
        elif plain:
            weight[mine] = 1 / (n + 1) / over[t, j]
        else:
            weight[members] = (1 - beta) / n / over[t, j]
            weight[mine & ~members] = beta / over[t, j]
    return weight


@check("video.holitom_inner")
def holitom_inner(case):
    n, dim = case.extent(1, 20), case.extent(1, 8)
    (tokens, x), (given, a) = case.tokens(n, dim), map_of(case, case.pick(1, 3), n)
    start = case.pick(0, n)
    length = case.pick(0, n - start)
    keep = case.keep(length)
    found = pith.video.holitom_inner(tokens, given, start, length, keep)
    for (indices, assign, weight, one, map_) in case.items(*found, x, a):
        row = map_[:, -1, start:start + length]
        score, bound = row.mean(axis=0), rounding(len(row), np.abs(row).mean(axis=0))
        image = indices[(indices >= start) & (indices < start + length)] - start
        certify_set(image, score, bound, case.exact)
        same(indices, sequence_of(image, start, length, n), "sequence")
        same(assign[indices], np.arange(len(indices)), "kept rows")
        others = np.setdiff1d(start + np.arange(length), indices)
        if not keep:
            assert (assign[others] == -1).all()
            continue
        # Targets in the order of their scores, as the library ranked them up to rounding: equal cosines prefer the first.
        targets = start + image
        similar = cosines(one[others], one[targets])
        alike = twins(one[targets])
        members = {int(t): [] for t in targets}
        for i, row_ in zip(others, similar):
            target = indices[assign[i]]
            assert target in members, f"{i} joins {target}"
            place = int(np.flatnonzero(targets == target)[0])
            assert row_[place] >= row_.max() - 2 * cosine_rounding(dim), f"{i} joins {target}, which is not the nearest"
            equal = np.flatnonzero(alike == alike[place])
            high = score[targets[equal] - start]
            assert score[target - start] >= high.max() - 2 * bound.max(), f"{i} joins {target} although a twin has a higher score"
            members[int(target)].append(int(i))
        for target, joined in members.items():
            m = len(joined)
            close(weight[target], 0.5**m, EPS, what="weight")
            close(weight[joined], [0.5 ** (m - k) for k in range(m)], EPS, what="weights")


@check("video.storm")
def storm(case):
    f, h, w, dim = case.extent(1, 8), case.extent(1, 5), case.extent(1, 5), case.extent(1, 6)
    given, x = video_of(case, f, h * w, dim)
    pf, ps, sample = case.pick(1, f), case.pick(1, min(h, w)), case.pick(1, 3)
    found = pith.video.storm(given, h, w, pool_frames=pf, pool_side=ps, sample=sample)
    grid = x.reshape(*case.lead, f, h, w, dim)[..., : f // pf * pf, : h // ps * ps, : w // ps * ps, :]
    boxes = grid.reshape(*case.lead, f // pf, pf, h // ps, ps, w // ps, ps, dim)
    axes = tuple(len(case.lead) + i for i in (1, 3, 5))
    want, size = boxes.mean(axis=axes), np.abs(boxes).mean(axis=axes)
    flat = lambda v: v.reshape(*case.lead, f // pf, -1, dim)[..., ::sample, :, :]  # noqa: E731
    for (tokens, one, bound) in case.items(found.tokens, flat(want), rounding(pf * ps * ps, flat(size))):
        close(tokens, one, bound, case.dtype, "tokens")
    same(np.asarray(found.frames), np.arange(0, f // pf, sample) * pf, "frames")


@check("video.spatial_mllm", flavours=SMOOTH)
def spatial_mllm(case):
    case.alone()
    t, m = case.extent(1, 6), case.extent(1, 20)
    (points, x), (confidence, c) = case.give(case.rng.normal(size=(t, m, 3))), case.numbers(t, m)
    keep, percentile = case.pick(0, t + 1), case.one_of(50.0, 0.0, 25.0, 100.0)
    floor, cells, order = case.one_of(0.1, 0.5), case.one_of(20, 3, 1), case.one_of("position", "ranked")
    found = pith.video.spatial_mllm(points, confidence, keep, percentile=percentile, confidence_floor=floor, cells=cells, order=order)
    limit = np.percentile(c, percentile)
    if (np.abs(c - limit) <= 4 * EPS * np.abs(limit)).any() and not np.isin(limit, c):
        return
    valid = (c >= limit) & (c > np.float64(np.float32(floor)))
    if not valid.any():
        assert len(found.indices) == 0
        return
    corner, far = x[valid].min(axis=0), x[valid].max(axis=0)
    close(np.asarray(found.box, np.float64)[:3], corner, EPS * np.abs(corner), "f32", "corner")
    # By definition in f32: the edge, and the cell of every point.
    extent = np.float32(far) - np.float32(corner)
    edge = np.float32(extent.min() / np.float32(cells))
    sets = []
    for frame in range(t):
        rows = np.float32(x[frame][valid[frame]]) - np.float32(corner)
        place = np.floor(rows / edge) if edge else np.zeros(rows.shape)
        sets.append({tuple(p) for p in place.astype(int).tolist()})
    if edge:
        close(np.asarray(found.box, np.float64)[3], edge, 4 * EPS * edge, "f32", "edge")
        same(np.asarray(found.voxels), [len(s) for s in sets], "voxels")
    covered, picks, gains = set(), [], []
    while len(picks) < keep:
        gain = [len(s - covered) for s in sets]
        best = int(np.argmax(gain))
        if not gain[best]:
            break
        picks.append(best)
        gains.append(gain[best])
        covered |= sets[best]
    if order == "position":
        picks, gains = zip(*sorted(zip(picks, gains))) if picks else ((), ())
    same(np.asarray(found.indices), picks, "frames")
    same(np.asarray(found.gains), gains, "gains")
