"""Which tokens stay."""

import numpy as np
import torch
import torch.nn.functional as F

import pith
from rows import Row, agree, array, attention, chosen, close, each, equal, normal, rows, tokens, uniform

#: Image tokens with the width of the model: LLaVA-1.5 (576) and LLaVA-NeXT (5 x 576).
SIZES = ((576, 24), (2880, 24))


def top(scores, keep):
    return scores.topk(keep).indices.sort().values


def index(values):
    return torch.as_tensor(values)


@rows("select.top_k")
def top_k():
    for n in (576, 2880, 65536):
        scores, keep = normal(n), n // 9
        plain = scores.numpy()
        yield Row(
            f"{n}, keep {keep}", lambda c: pith.select.top_k(scores, keep, context=c),
            {"PyTorch": lambda: top(scores, keep),
             "NumPy": lambda: np.sort(np.argpartition(plain, n - keep)[n - keep :])}, bytes=4 * n, n=n)


@rows("select.divprune")
def divprune():
    def plain(x, keep):
        unit = F.normalize(x)
        distance = 1 - unit @ unit.T
        nearest = distance.topk(2, dim=0, largest=False).values[1]
        picks = []
        for _ in range(keep):
            picks.append(int(nearest.argmax()))
            column = distance[picks[-1]]
            nearest = column.clone() if len(picks) == 1 else torch.minimum(nearest, column)
        return index(picks).sort().values

    for n, keep in ((576, 56), (2880, 282)):
        x = tokens(n, 1024)
        yield Row(
            f"{n} x 1024, keep {keep}", lambda c: pith.select.divprune(x, keep, context=c),
            {"PyTorch": lambda: plain(x, keep)},
            chosen(0.98), flops=n * n * 1024, n=n, greedy=True)


@rows("select.farthest_point")
def farthest_point():
    def plain(x, keep):
        unit = F.normalize(x)
        nearest, picks = 1 - unit @ unit[0], [0]
        for _ in range(keep - 1):
            picks.append(int(nearest.argmax()))
            nearest = torch.minimum(nearest, 1 - unit @ unit[picks[-1]])
        return index(picks).sort().values

    for n, keep in ((576, 64), (2880, 320)):
        x = tokens(n, 1024)
        yield Row(
            f"{n} x 1024, keep {keep}", lambda c: pith.select.farthest_point(x, keep, context=c),
            {"PyTorch": lambda: plain(x, keep)}, chosen(0.98), flops=2 * n * 1024 * keep, n=n, greedy=True)


@rows("select.todre")
def todre():
    def plain(x, keep):
        unit = F.normalize(x)
        picks, total = [0], unit @ unit[0]
        total[0] = torch.inf
        for _ in range(keep - 1):
            picks.append(int(total.argmin()))
            total += unit @ unit[picks[-1]]
            total[picks[-1]] = torch.inf
        return index(picks).sort().values

    for n, keep in ((576, 64), (2880, 320)):
        x = tokens(n, 1024)
        yield Row(
            f"{n} x 1024, keep {keep}", lambda c: pith.select.todre(x, keep, context=c), {"PyTorch": lambda: plain(x, keep)},
            chosen(0.98), flops=2 * n * 1024 * keep, n=n, greedy=True)


@rows("select.todre_drop")
def todre_drop():
    for n, heads in ((704, 32), (2048, 8)):
        maps, visual, text = attention(heads, n, n), (64, n - 64), (n - 64, n)

        def shares():
            mean = maps.mean(0)
            asked, seen = mean[text[0] :], mean[visual[0] : visual[1]]
            return torch.stack([asked[:, visual[0] : visual[1]].sum() / asked.sum(), seen[:, text[0] :].sum() / seen.sum()])

        read = heads * (n - 64) * n
        yield Row(
            f"{heads} x {n} x {n}", lambda c: pith.select.todre_drop(maps, visual, text, context=c).ratios,
            {"PyTorch": shares}, close(), bytes=4 * read, n=n,
            limit="All of the time is the sum over heads, whose rows lie far apart.")


def dpp(kernel, keep):
    n = len(kernel)
    rest, gains = torch.zeros(keep, n), kernel.diagonal().clone()
    picks = []
    for i in range(keep):
        best = int(gains.argmax())
        picks.append(best)
        row = (kernel[best] - rest[:i, best] @ rest[:i]) / gains[best].sqrt()
        rest[i] = row
        gains -= row * row
        gains[best] = -torch.inf
    return index(picks).sort().values


@rows("select.cdpruner")
def cdpruner():
    def plain(x, relevance, keep):
        unit = F.normalize(x)
        return dpp(relevance[:, None] * (unit @ unit.T) * relevance, keep)

    for n, keep in ((576, 64), (2880, 320)):
        x, relevance = tokens(n, 1024), uniform(n, seed=1) * 0.9 + 0.1
        yield Row(
            f"{n} x 1024, keep {keep}", lambda c: pith.select.cdpruner(x, relevance, keep, context=c).indices,
            {"PyTorch": lambda: plain(x, relevance, keep)}, chosen(0.97),
            flops=2 * n * 1024 * keep + n * keep * keep, n=n, greedy=True)


@rows("select.determinantal")
def determinantal():
    for n, keep in ((576, 64), (2880, 320)):
        unit = F.normalize(tokens(n, 512))
        kernel = unit @ unit.T
        kernel = (kernel + kernel.T) / 2
        yield Row(
            f"{n} x {n}, keep {keep}", lambda c: pith.select.determinantal(kernel, keep, context=c).indices,
            {"PyTorch": lambda: dpp(kernel, keep)}, chosen(0.97), flops=n * keep * keep, n=n,
            limit="Four fifths of the time is reading the factors of all earlier picks for each pick.", greedy=True)


@rows("select.dart")
def dart():
    def plain(hidden, keys, start, length, each_takes, order):
        norms = keys.abs().sum(1)
        image = norms[start : start + length].topk(4).indices + start
        text = norms[start + length :].topk(4).indices + start + length
        pivots = torch.cat([image, text])[order]
        valid = torch.zeros(len(hidden), dtype=torch.bool)
        valid[start : start + length] = True
        valid[image] = False
        kept = [image]
        for pivot in pivots:
            left = valid.nonzero().squeeze(1)
            likeness = F.cosine_similarity(hidden[left], hidden[pivot][None])
            taken = left[likeness.topk(each_takes, largest=False).indices]
            valid[taken] = False
            kept.append(taken)
        return torch.cat(kept).sort().values - start

    order = torch.arange(8)
    for length in (576, 2880):
        n = length + 99
        hidden, keys, share = tokens(n, 4096), normal(n, 4096, seed=1), length // 4 // 8
        yield Row(
            f"{length} of {n} x 4096, keep {4 + 8 * share}",
            lambda c: pith.select.dart(
                hidden, keys, 35, length, share, claim_order=order.int(), context=c).indices,
            {"PyTorch": lambda: plain(hidden, keys, 35, length, share, order)}, chosen(0.98), bytes=8 * n * 4096, n=length,
            limit="Four passes: 40 % products with the pivots, 20 % each norms, the check for finite values and sums of keys.")


@rows("select.fastv")
def fastv():
    for n, heads in ((576, 32), (2880, 32)):
        total = n + 99
        last = attention(heads, 1, total)

        def plain():
            scores = last[:, -1, 35 : 35 + n].mean(0)
            kept = top(scores, n // 2)
            return torch.cat([torch.arange(35), kept + 35, torch.arange(35 + n, total)])

        yield Row(
            f"{heads} heads, {n} of {total}",
            lambda c: pith.select.fastv(last, 35, n, n // 2, context=c).sequence, {"PyTorch": plain}, chosen(0.99),
            bytes=4 * heads * n, n=n)


@rows("select.fopru")
def fopru():
    for n, heads in ((576, 16), (2880, 4)):
        maps, keep = attention(heads, n, n), n // 4

        def plain():
            mean = maps.mean(0)
            received, paid = mean.mean(0), mean.mean(1)
            return top(received if received.var() >= paid.var() else paid, keep)

        yield Row(
            f"{heads} x {n} x {n}, keep {keep}", lambda c: pith.select.fopru(maps, keep, context=c).indices,
            {"PyTorch": plain}, chosen(0.99), bytes=4 * heads * n * n, n=n)


@rows("select.hiprune")
def hiprune():
    def plain(first, deep, width, keep):
        n = len(first)
        anchors = first.topk(round(keep * 0.1 / 5)).indices
        near = torch.cat([anchors, anchors - 1, anchors + 1, anchors - width, anchors + width]).clamp(0, n - 1).unique()
        scores = deep.clone()
        scores[near] -= 1
        return torch.cat([near, scores.topk(keep - len(near)).indices]).unique()

    for n, width, keep in ((576, 24, 192), (2880, 24, 640)):
        first, deep = uniform(n), uniform(n, seed=1)
        yield Row(
            f"{n}, keep {keep}", lambda c: pith.select.hiprune(first, deep, width, keep, context=c),
            {"PyTorch": lambda: plain(first, deep, width, keep)}, bytes=8 * n, n=n)


@rows("select.visionzip")
def visionzip():
    def plain(scores, metric, dominant, contextual):
        kept = top(scores, dominant)
        mask = torch.ones(len(scores), dtype=torch.bool)
        mask[kept] = False
        rest = mask.nonzero().squeeze(1)
        unit = F.normalize(metric[rest])
        step = max(1, len(rest) // contextual)
        targets = torch.arange(0, step * contextual, step)
        is_target = torch.zeros(len(rest), dtype=torch.bool)
        is_target[targets] = True
        assign = torch.full((len(scores),), -1)
        assign[kept] = torch.arange(dominant)
        assign[rest] = dominant + (unit @ unit[targets].T).argmax(1)
        assign[rest[targets]] = dominant + torch.arange(contextual)
        return assign

    for n, dominant, contextual in ((576, 162, 30), (2880, 810, 150)):
        scores, metric = uniform(n), tokens(n, 64)
        yield Row(
            f"{n} x 64, {dominant} + {contextual}",
            lambda c: pith.select.visionzip(scores, metric, dominant, contextual, context=c).assign,
            {"PyTorch": lambda: plain(scores, metric, dominant, contextual)}, agree(0.99),
            flops=2 * (n - dominant) * contextual * 64, n=n)


@rows("select.prumerge")
def prumerge():
    def plain(scores):
        low, high = torch.quantile(scores, torch.tensor([0.25, 0.75]))
        return scores.topk(int((scores > high + 1.5 * (high - low)).sum())).indices

    for n in (576, 2880):
        scores = torch.softmax(2 * normal(n), 0)
        yield Row(
            f"{n}", lambda c: pith.select.prumerge(scores, context=c).indices, {"PyTorch": lambda: plain(scores)},
            chosen(0.95), bytes=4 * n, n=n)


@rows("select.prumerge_weights")
def prumerge_weights():
    def plain(scores, keys, kept):
        n, length = len(scores), len(kept)
        unit = F.normalize(keys)
        likeness = unit[kept] @ unit.T
        likeness[torch.arange(length), kept] = -torch.inf
        near = likeness.topk(32, dim=1).indices
        weights = torch.zeros(length + 1, n)
        weights[:length].scatter_(1, near, scores[near])
        weights[torch.arange(length), kept] = 1
        mask = torch.ones(n)
        mask[kept] = 0
        weights[length] = scores * mask
        return weights

    for n, keep in ((576, 64), (2880, 320)):
        scores, keys = torch.softmax(normal(n), 0), tokens(n, 1024)
        kept = scores.topk(keep).indices
        kept32 = kept.int()
        yield Row(
            f"{n} x 1024, {keep} kept",
            lambda c: pith.select.prumerge_weights(scores, keys, kept32, context=c).weights,
            {"PyTorch": lambda: plain(scores, keys, kept)}, agree(0.99), flops=2 * n * keep * 1024, n=n)


@rows("select.pyramiddrop")
def pyramiddrop():
    for n in (576, 2880):
        total = n + 99
        query, keys = normal(32, 128), normal(32, total, 128, seed=1)

        def plain():
            scores = torch.softmax(torch.einsum("hd,hnd->hn", query, keys) * 128**-0.5, -1).mean(0)
            return top(scores[35 : 35 + n], n // 2)

        yield Row(
            f"32 heads, {n} of {total} x 128",
            lambda c: pith.select.pyramiddrop(query, keys, 35, n, n // 2, context=c).indices,
            {"PyTorch": plain}, chosen(0.98),
            bytes=4 * 32 * total * 128, n=n,
            limit="Nine tenths of the time is dot products of the last query with strided keys.")


@rows("select.transprune")
def transprune():
    for n in (576, 2880):
        total, keep = n + 99, n // 2
        moved, seen = uniform(6, total), uniform(n, seed=1)

        def plain():
            weight = moved.sum(0)[35 : 35 + n]
            return top(weight / (weight.sum() + 1e-8) + seen / (seen.sum() + 1e-8), keep)

        yield Row(
            f"{n} of {total}, 6 layers",
            lambda c: pith.select.transprune(moved, seen, 35, n, keep, context=c).indices, {"PyTorch": plain}, chosen(0.99),
            bytes=4 * 7 * n, n=n)


@rows("select.corematching")
def corematching():
    for n, width in ((576, 11008), (2880, 4096)):
        total = n + 64
        activations = normal(total, width) * (uniform(total, 1, seed=1) * 2) - 0.2

        def plain():
            active = activations > 0
            counts = (active[8 : 8 + n] & active[-5]).sum(1)
            falling = counts.sort(descending=True).values.double()
            chord = torch.arange(n) * (falling[-1] - falling[0]) - (n - 1) * (falling - falling[0])
            return (counts > falling[chord.abs().argmax()]).nonzero().squeeze(1)

        yield Row(
            f"{n} of {total} x {width}", lambda c: pith.select.corematching(activations, 8, 8 + n, context=c).indices,
            {"PyTorch": plain}, bytes=4 * n * width, n=n,
            limit="Counting active neurons takes six tenths of the time, the check for finite values four.")


@rows("select.corematching_neurons")
def corematching_neurons():
    for total, width in ((640, 11008), (2944, 4096)):
        activations = normal(total, width)

        def plain():
            limit = int(0.2 * int((activations > 0).sum()) / total)
            votes = activations.topk(limit, dim=1).indices
            frequency = torch.bincount(votes.flatten(), minlength=width)
            core = frequency.topk(int(width * 0.4)).indices
            return frequency, (activations[:, core] > 0).sum(1)

        yield Row(
            f"{total} x {width}",
            lambda c: (lambda found: (found.frequency, found.intersection))(
                pith.select.corematching_neurons(activations, context=c)),
            {"PyTorch": plain}, each(agree(0.99), lambda a, b: close(0.02)(array(a).astype("f4"), array(b).astype("f4"))),
            bytes=4 * total * width, n=total,
            limit="Seven tenths of the time is choosing the most active neurons of each row.", note="equal votes tie: the core may differ")


@rows("select.mustdrop")
def mustdrop():
    for n, heads in ((576, 32), (2880, 32)):
        text = 64
        maps, keys = attention(heads, text, n), torch.arange(0, n, 12)
        keys32 = keys.int()

        def plain():
            mean = maps.mean(0)
            total, most = mean.sum(0), mean.max(0).values
            drop = (total < 0.0012 * total.sum()) & (most < 0.002)
            keep = ~drop
            keep[keys] = True
            return keep.nonzero().squeeze(1)

        yield Row(
            f"{heads} x {text} x {n}",
            lambda c: pith.select.mustdrop(
                maps, keys32, 0, n, global_threshold=0.0012, individual_threshold=0.002, row_begin=0, context=c).indices,
            {"PyTorch": plain}, chosen(0.99), bytes=4 * heads * text * n, n=n,
            limit="All of the time is the sum over heads, whose rows lie far apart.")


@rows("select.mustdrop_keys")
def mustdrop_keys():
    for n, heads in ((577, 16), (2881, 16)):
        row, keep = attention(heads, 1, n), n // 12
        yield Row(
            f"{heads} x 1 x {n}", lambda c: pith.select.mustdrop_keys(row, keep, context=c),
            {"PyTorch": lambda: row[:, 0, 1:].mean(0).topk(keep).indices}, chosen(0.99), bytes=4 * heads * n, n=n - 1)


@rows("select.gsearch")
def gsearch():
    for n in (576, 2880):
        scores = uniform(32, n)
        counts = pith.budget.gsearch(32, n, 0.4).counts

        def plain():
            kept, found = torch.arange(n), torch.full((32, n), -1, dtype=torch.int32)
            for layer, keep in enumerate(counts):
                if layer:
                    kept = kept[top(scores[layer - 1][kept], min(keep, len(kept)))]
                found[layer, : len(kept)] = kept
            return found

        yield Row(
            f"32 layers x {n}", lambda c: pith.select.gsearch(scores, counts, context=c).indices, {"PyTorch": plain},
            agree(0.99), bytes=8 * 32 * n, n=n)


@rows("select.vflowopt")
def vflowopt():
    def plain(scores, remove, cell, side, width):
        m = len(scores)
        low = scores.topk(remove + int(m / cell**2), largest=False).indices
        base = low < side * side
        local = low - side * side
        group = torch.where(
            base, (low // side / cell).long() * 64 + (low % side / cell).long(),
            4096 + (local // width / cell).long() * 64 + (local % width / cell).long())
        group = group.unique(return_inverse=True)[1]
        best = torch.full((int(group.max()) + 1,), -torch.inf).scatter_reduce(0, group, scores[low], "amax")
        keep = torch.ones(m, dtype=torch.bool)
        keep[low] = scores[low] == best[group]
        return keep.nonzero().squeeze(1)

    for side, height, width in ((24, 0, 25), (24, 48, 49)):
        m = side * side + height * width
        scores = uniform(m)
        yield Row(
            f"{m} tokens", lambda c: pith.select.vflowopt(scores, m // 2, 11.76, side, width, context=c).indices,
            {"PyTorch": lambda: plain(scores, m // 2, 11.76, side, width)}, bytes=4 * m, n=m)


@rows("select.hired")
def hired():
    for crops in (1, 5):
        maps = attention(crops * 16, 1, 576).reshape(crops, 16, 576)
        budgets = [288] + [72] * (crops - 1)

        def plain():
            sums = maps.sum(1)
            return torch.cat([top(sums[p], k) + 576 * p for p, k in enumerate(budgets)])

        yield Row(
            f"{crops} x 16 heads x 576", lambda c: pith.select.hired(maps, budgets, context=c), {"PyTorch": plain},
            chosen(0.99), bytes=4 * crops * 16 * 576, n=crops * 576)


@rows("select.anyres")
def anyres():
    for grid, side in (((1, 1), 24), ((2, 2), 24)):
        crops = grid[0] * grid[1]
        n = (1 + crops) * side * side

        def plain():
            order = torch.arange(side * side, n).reshape(*grid, side, side).permute(0, 2, 1, 3)
            return torch.cat([torch.arange(side * side), order.reshape(-1)])

        yield Row(
            f"{n} tokens", lambda c: pith.select.anyres(None, grid, side, (336 * grid[0], 336 * grid[1]), context=c),
            {"PyTorch": plain}, equal, bytes=4 * n, n=n)


@rows("select.globalcom2")
def globalcom2():
    side = 24
    for grid in ((1, 1), (2, 2)):
        crops, n = grid[0] * grid[1], side * side
        thumbnail, local = normal(n), normal(crops, n, seed=1)
        keep = [n // 4] * crops

        def plain():
            size = grid[0] * side, grid[1] * side
            large = F.interpolate(thumbnail.reshape(1, 1, side, side), size, mode="bilinear", align_corners=False)[0, 0]
            parts = large.reshape(grid[0], side, grid[1], side).permute(0, 2, 1, 3).reshape(crops, n)
            scores = F.normalize(local, dim=1) + F.normalize(parts, dim=1)
            mask = torch.zeros(crops, n, dtype=torch.bool)
            mask.scatter_(1, scores.topk(n // 4, dim=1).indices, True)
            ids = torch.where(mask, torch.arange(crops * n).reshape(crops, n), -2)
            picture = ids.reshape(*grid, side, side).permute(0, 2, 1, 3).reshape(size)
            picture = torch.cat([picture, torch.full((size[0], 1), -1)], 1).flatten()
            return picture[picture > -2]

        yield Row(
            f"{crops} crops x {n}",
            lambda c: pith.select.globalcom2(
                thumbnail, local, keep, grid, side, (336 * grid[0], 336 * grid[1]), context=c),
            {"PyTorch": plain}, chosen(0.99), bytes=4 * n * (1 + crops), n=n * (1 + crops))


@rows("select.aim")
def aim():
    for n in (576, 2880):
        total, keep = n + 99, n // 2 + 99
        scores = torch.softmax(normal(total), 0)

        def plain():
            protected = scores.clone()
            protected[:35] = 1
            protected[35 + n :] = 1
            return top(protected, keep)

        yield Row(
            f"{n} of {total}", lambda c: pith.select.aim(scores, 35, 35 + n, keep, context=c),
            {"PyTorch": plain}, chosen(0.99),
            bytes=4 * total, n=n)


def similar(features, scores, remove):
    patches = F.normalize(features[1:])
    order = scores.argsort(descending=True)
    half = len(order) // 2
    likeness = (patches[order[half:]] @ patches[order[:half]].T).max(1).values
    return 1 + order[half:][likeness.topk(remove).indices].sort().values


@rows("select.zero_tprune_similar")
def zero_tprune_similar():
    for n, remove in ((577, 60), (2881, 300)):
        features, scores = tokens(n, 768), uniform(n - 1)
        yield Row(
            f"{n} x 768, remove {remove}",
            lambda c: pith.select.zero_tprune_similar(features, scores, remove, context=c).removed,
            {"PyTorch": lambda: similar(features, scores, remove)}, chosen(0.98), flops=n * n // 2 * 768, n=n - 1)


def votes(maps, iterations, start=None):
    n = maps.shape[-1]
    vector = torch.ones(maps.shape[0], n)
    vector[:, 0] = n**0.5 if start is None else start
    vector /= vector.sum(1, keepdim=True)
    for _ in range(iterations):
        vector = torch.bmm(vector[:, None], maps)[:, 0]
    variance = (n * vector[:, 1:]).var(1)
    used = (variance >= 0.01) & (variance <= 0.7)
    if not used.any():
        used[:] = True
    return vector[used][:, 1:].square().mean(0).sqrt()


@rows("select.zero_tprune")
def zero_tprune():
    def plain(maps, features, keep, remove):
        n = maps.shape[-1]
        removed = similar(features, votes(maps, 1), remove)
        mask = torch.ones(n, dtype=torch.bool)
        mask[removed] = False
        alive = mask.nonzero().squeeze(1)
        inner = maps[:, alive][:, :, alive]
        inner = inner / inner.sum(-1, keepdim=True)
        scores = votes(inner, 5, n**0.5)
        return torch.cat([torch.zeros(1, dtype=torch.long), alive[1 + top(scores, keep)]])

    for n, heads in ((577, 12), (2881, 2)):
        maps, features = attention(heads, n, n), tokens(n, 768)
        keep, remove = n // 2, n // 10
        yield Row(
            f"{heads} x {n} x {n}, keep {keep}",
            lambda c: pith.select.zero_tprune(maps, features, keep, remove, context=c).indices,
            {"PyTorch": lambda: plain(maps, features, keep, remove)}, chosen(0.95),
            flops=n * n // 2 * 768 + 2 * 6 * heads * n * n, n=n - 1)
