"""Videos of 8 and 32 frames of 196 tokens, 1024 and 3584 wide."""

import torch
import torch.nn.functional as F

import pith
from rows import Row, agree, attention, chosen, close, equal, normal, rows, uniform, video

SIZES = ((8, 196, 1024), (32, 196, 3584))


@rows("video.evs")
def evs():
    def plain(x, keep):
        changed = 1 - F.cosine_similarity(x[1:], x[:-1], dim=-1)
        scores = torch.cat([torch.full((1, x.shape[1]), 255.0), changed]).flatten()
        return scores.topk(keep).indices.sort().values

    for frames, positions, dim in SIZES:
        x, keep = video(frames, positions, dim), frames * positions // 4
        yield Row(
            f"{frames} x {positions} x {dim}, keep {keep}", lambda c: pith.video.evs(x, keep, context=c).indices,
            {"PyTorch": lambda: plain(x, keep)}, chosen(0.98), bytes=4 * x.numel(), n=frames * positions,
            limit="Norms and products of frames are summed in double: two thirds and one third of the library's time.")


@rows("video.dycoke")
def dycoke():
    def plain(x, keep):
        frames, positions, _ = x.shape
        unit = F.normalize(x, dim=-1)
        found = []
        for f in range(frames):
            if f % 2:
                before = f - 1
            elif f % 4 == 2 and f - 2 < frames - 4:
                before = f - 2
            else:
                found.append(f * positions + torch.arange(positions))
                continue
            alike = (unit[f] * unit[before]).sum(-1)
            found.append(f * positions + alike.topk(keep, largest=False).indices.sort().values)
        return torch.cat(found)

    for frames, positions, dim in SIZES:
        x, keep = video(frames, positions, dim), positions * 3 // 10
        yield Row(
            f"{frames} x {positions} x {dim}, keep {keep}", lambda c: pith.video.dycoke(x, keep, context=c),
            {"PyTorch": lambda: plain(x, keep)}, chosen(0.98), bytes=4 * x.numel(), n=frames * positions,
            limit="Norms and products of frames are summed in double: three quarters and one quarter of the library's time.")


@rows("video.dycoke_step")
def dycoke_step():
    for n in (576, 6272):
        maps, before, keep = attention(28, 1, n + 100), uniform(n, seed=1), n * 3 // 10

        def plain():
            scores = maps[:, -1].mean(0)[14 : 14 + n]
            F.cosine_similarity(scores, before, dim=0)
            kept = 14 + scores.topk(keep).indices.sort().values
            return torch.cat([torch.arange(14), kept, torch.arange(14 + n, n + 100)])

        yield Row(
            f"28 heads, {n} of {n + 100}",
            lambda c: pith.video.dycoke_step(maps, 14, n, keep, previous=before, gate=1.0, context=c).indices,
            {"PyTorch": plain}, chosen(0.99), bytes=4 * 28 * n, n=n)


@rows("video.storm")
def storm():
    for frames, positions, dim in ((8, 256, 1024), (32, 256, 3584)):
        x = video(frames, positions, dim)

        def plain():
            y = x.reshape(frames // 4, 4, positions, dim).mean(1).reshape(frames // 4, 8, 2, 8, 2, dim)
            return y.mean(2).mean(3).reshape(frames // 4, 64, dim)

        yield Row(
            f"{frames} x {positions} x {dim}, 4 x 2 x 2", lambda c: pith.video.storm(x, 16, 16, pool_side=2,
            context=c).tokens,
            {"PyTorch": plain}, close(), bytes=4 * x.numel() * 17 // 16, n=frames * positions,
            limit="Nine tenths of the time is the sum of columns over strided rows.")


@rows("video.spatial_mllm")
def spatial_mllm():
    def plain(points, confidence, keep):
        valid = (confidence >= confidence.flatten().quantile(0.5)) & (confidence > 0.1)
        low, high = points[valid].amin(0), points[valid].amax(0)
        edge = (high - low).min() / 20
        cell = ((points - low) / edge).floor().long()
        side = int(cell[valid].max()) + 1
        cell = (cell[..., 0] * side + cell[..., 1]) * side + cell[..., 2]
        seen = torch.zeros(len(points), side**3, dtype=torch.bool)
        for frame in range(len(points)):
            seen[frame, cell[frame][valid[frame]]] = True
        picks = []
        for _ in range(keep):
            gains = seen.sum(1)
            best = int(gains.argmax())
            if not gains[best]:
                break
            picks.append(best)
            seen &= ~seen[best]
        return torch.tensor(picks).sort().values

    for frames, pixels in ((8, 96 * 96), (32, 140 * 140)):
        drift = torch.linspace(0, 3, frames)[:, None, None] * torch.tensor([1.0, 0.3, 0.1])
        points, confidence = normal(frames, pixels, 3) * 0.4 + drift, 1 + uniform(frames, pixels, seed=1)
        yield Row(
            f"{frames} x {pixels} points, keep {frames // 2}",
            lambda c: pith.video.spatial_mllm(points, confidence, frames // 2, context=c).indices,
            {"PyTorch": lambda: plain(points, confidence, frames // 2)}, equal, bytes=16 * frames * pixels,
            n=frames * pixels)


def cut(similarity, tau, longest=1024):
    """Segments by dynamic programming over counts of static positions."""
    frames = len(similarity) + 1
    static = similarity > tau
    best, back = [0], [1]
    for i in range(1, frames):
        score, width = best[i - 1], 1
        alive = torch.ones(static.shape[1], dtype=torch.bool)
        for w in range(2, min(i + 1, longest) + 1):
            alive = alive & static[i - w + 1]
            count = int(alive.sum()) * (w - 1) + (best[i - w] if i >= w else 0)
            if count > score:
                score, width = count, w
        best.append(score)
        back.append(width)
    found, i = [], frames - 1
    while i >= 0:
        found.append((i - back[i] + 1, i))
        i -= back[i]
    return torch.tensor(found[::-1]), best[-1]


@rows("video.holitom_segments")
def holitom_segments():
    for frames in (32, 128):
        x = video(frames, 196, 64)
        similarity = F.cosine_similarity(x[1:], x[:-1], dim=-1)
        yield Row(
            f"{frames} x 196", lambda c: pith.video.holitom_segments(similarity, context=c).segments,
            {"PyTorch": lambda: cut(similarity, 0.8)[0]}, equal, bytes=4 * similarity.numel(), n=frames * 196)


@rows("video.holitom")
def holitom():
    def density_peaks(x, k, neighbours):
        distance = torch.cdist(x, x) / x.shape[1] ** 0.5
        density = (-distance.topk(neighbours, dim=1, largest=False).values.square().mean(1)).exp()
        delta = torch.where(density[None] > density[:, None], distance, distance.max()).min(1).values
        return (delta * density).topk(k).indices.sort().values

    def plain(x, received, ratio):
        frames, positions, dim = x.shape
        similarity = F.cosine_similarity(x[1:], x[:-1], dim=-1)
        segments, reduced = cut(similarity, 0.8)
        share = min(ratio / ((frames * positions - reduced) / (frames * positions)), 1)
        kept = []
        for first, last in segments.tolist():
            static = torch.zeros(positions, dtype=torch.bool)
            if last > first:
                static = (similarity[first:last] > 0.8).all(0)
                where = static.nonzero().squeeze(1)
                count = round(len(where) * share)
                if count:
                    means = x[first : last + 1, where].mean(0)
                    kept.append(first * positions + where[density_peaks(means, count, min(7, count))])
            where = (~static).nonzero().squeeze(1)
            count = -int(-len(where) * share // 1)
            for frame in range(first, last + 1):
                kept.append(frame * positions + where[received[frame, where].topk(count).indices.sort().values])
        return torch.cat(kept)

    for frames, positions, dim in SIZES:
        x, received = video(frames, positions, dim), uniform(frames, positions)
        yield Row(
            f"{frames} x {positions} x {dim}, 25 %", lambda c: pith.video.holitom(x, received, 0.25, context=c).sources,
            {"PyTorch": lambda: plain(x, received, 0.25)}, chosen(0.95), bytes=8 * x.numel(), n=frames * positions,
            limit="Products take 40 % of the time, distances and norms in double 40 %.")


@rows("video.holitom_inner")
def holitom_inner():
    for n, dim in ((576, 3584), (2880, 3584)):
        x, maps, keep = normal(n + 100, dim), attention(28, 1, n + 100, seed=1), n // 2

        def plain():
            scores = maps[:, -1].mean(0)[14 : 14 + n]
            ranked = scores.topk(keep).indices
            mask = torch.ones(n, dtype=torch.bool)
            mask[ranked] = False
            unit = F.normalize(x[14 : 14 + n])
            target = ranked[(unit[mask] @ unit[ranked].T).argmax(1)]
            owner = torch.arange(n)
            owner[mask] = target
            kept = ranked.sort().values
            return torch.cat([torch.arange(14), 14 + torch.searchsorted(kept, owner), torch.arange(14 + keep, keep + 100)])

        yield Row(
            f"{n} of {n + 100} x {dim}, keep {keep}",
            lambda c: pith.video.holitom_inner(x, maps, 14, n, keep, context=c).assign, {"PyTorch": plain}, agree(0.98),
            flops=2 * keep * (n - keep) * dim, n=n)
