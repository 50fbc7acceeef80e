"""Images cut into crops: budgets of the crops, the best tokens of each, and the order in which they are read."""

import numpy as np
import pith
from compare import EPS, certify_set, close, inside, rounding, same
from registry import ONCE, SMOOTH, check


class Raster:
    """Crops stitched together, with the box of the image in them: scaled with its aspect kept, and centred."""

    def __init__(self, case, most=3):
        self.rows, self.columns, self.side = case.pick(1, most), case.pick(1, most), case.pick(1, 5)
        self.image = case.pick(1, 400), case.pick(1, 400)
        height, width = self.rows * self.side, self.columns * self.side
        image_height, image_width = self.image
        top = left = 0
        if image_width / image_height > width / height:
            top = max(0, height - int(image_height * (width / image_width))) // 2
        else:
            left = max(0, width - int(image_width * (height / image_height))) // 2
        self.box = top, height - top, left, width - left
        self.height, self.width, self.crops, self.tokens = height, width, self.rows * self.columns, self.side**2

    @property
    def grid(self):
        return self.rows, self.columns

    def id(self, y, x):
        return (y // self.side * self.columns + x // self.side) * self.tokens + y % self.side * self.side + x % self.side

    def covered(self):
        """Cells of each crop inside the image, in raster order: lists of (y, x) of the raster."""
        top, bottom, left, right = self.box
        cells = [[] for _ in range(self.crops)]
        for y in range(top, bottom):
            for x in range(left, right):
                cells[self.id(y, x) // self.tokens].append((y, x))
        return cells


def bilinear(grid, height, width):
    """Half-pixel centres, without antialiasing."""
    def line(extent, out):
        at = np.clip((np.arange(out) + 0.5) * extent / out - 0.5, 0, None)
        low = np.minimum(at.astype(int), extent - 1)
        return low, np.minimum(low + 1, extent - 1), at - low
    (y0, y1, fy), (x0, x1, fx) = line(grid.shape[0], height), line(grid.shape[1], width)
    rows = grid[y0] * (1 - fy)[:, None] + grid[y1] * fy[:, None]
    return rows[:, x0] * (1 - fx) + rows[:, x1] * fx


@check("select.anyres", flavours=ONCE, rounds=2)
def anyres(case):
    raster, thumbnail, newline = Raster(case), case.flag(), case.flag()
    first = raster.tokens if thumbnail else 0
    total = first + raster.crops * raster.tokens
    kept = None if case.flag() else case.rng.integers(0, total, case.pick(0, 2 * total))
    found = pith.select.anyres(kept, raster.grid, raster.side, raster.image, thumbnail=thumbnail, newline=newline)
    listed = range(total) if kept is None else set(kept.tolist())
    top, bottom, left, right = raster.box
    want = [i for i in range(first) if i in listed]
    for y in range(top, bottom):
        want += [i for i in (first + raster.id(y, x) for x in range(left, right)) if i in listed]
        want += [-1] * newline
    same(found, want)


@check("select.globalcom2", flavours=("normal", "equal", "near", "large"))
def globalcom2(case):
    raster, true_position, newline = Raster(case), case.flag(), case.flag()
    cells = raster.covered()
    (thumbnail, t), (crops, c) = case.numbers(raster.tokens, low=-1), case.numbers(raster.crops, raster.tokens, low=-1)
    keep = np.stack([[case.pick(0, len(cell)) for cell in cells] for _ in range(int(np.prod(case.lead)))]).reshape(
        case.lead + (raster.crops,))
    found = pith.select.globalcom2(thumbnail, crops, case.ints(keep), raster.grid, raster.side, raster.image,
                                   true_position=true_position, newline=newline)
    top, bottom, left, right = raster.box
    for got, (whole, own, counts) in zip(case.ragged(found), case.items(t, c, keep)):
        spread = bilinear(whole.reshape(raster.side, -1), bottom - top, right - left)
        kept = {}
        for i in got[got >= 0].tolist():
            kept.setdefault(i // raster.tokens, []).append(i)
        places = {}
        pieces = pieces_of(spread, cells, raster.columns)
        for crop, covered in enumerate(cells):
            ids = [raster.id(y, x) for y, x in covered]
            mine = sorted(ids.index(i) for i in kept.get(crop, []))
            assert len(mine) == counts[crop], f"crop {crop} keeps {len(mine)}"
            score, size = np.zeros(len(ids)), np.zeros(len(ids))
            for part in (np.array([own[crop][i % raster.tokens] for i in ids]), pieces[crop]):
                norm = np.sqrt((part * part).sum())
                score = score + part / max(norm, 1e-12)
                size = size + np.abs(part) / max(norm, 1e-12)
            if mine:
                certify_set(mine, score, rounding(len(ids) + 8, size) + 8 * EPS, case.flavour == "equal", what=f"crop {crop}")
            for place in mine:
                cell = ids[place] % raster.tokens if true_position else place
                y = crop // raster.columns * raster.side + cell // raster.side
                x = crop % raster.columns * raster.side + cell % raster.side
                places[y, x] = ids[place]
        want = []
        for y in range(raster.height):
            want += [places[y, x] for x in range(raster.width) if (y, x) in places] + [-1] * newline
        same(got, want)


def pieces_of(spread, cells, columns):
    """The picture cut up as the authors do: down by the height of a row's first crop, even where padding took all of that."""
    pieces, y = [], 0
    for first in range(0, len(cells), columns):
        x = 0
        sizes = [(len({c[0] for c in cell}), len({c[1] for c in cell})) for cell in cells[first:first + columns]]
        for height, width in sizes:
            pieces.append(spread[y:y + height, x:x + width].reshape(-1))
            x += width
        y += sizes[0][0]
    return pieces


@check("budget.globalcom2", flavours=("normal", "ties", "equal", "near", "large"))
def globalcom2_budget(case):
    raster, retention, temperature = Raster(case), case.one_of(0.0, 0.1, 0.25, 0.8, 1.0), case.one_of(0.5, 10.0)
    side = raster.side
    given, s = case.numbers(raster.tokens, low=-2)
    found = pith.budget.globalcom2(given, raster.grid, side, raster.image, retention=retention, temperature=temperature)
    covered = np.array([len(cell) for cell in raster.covered()])
    height, width = max(1, side // raster.rows), max(1, side // raster.columns)
    for (keep, scales, one) in case.items(*found, s):
        z = np.zeros(raster.crops)
        for i in range(side):
            for j in range(side):
                z[min(i // height, raster.rows - 1) * raster.columns + min(j // width, raster.columns - 1)] += one[i * side + j]
        e = np.exp((z - z.max()) / temperature)
        p = e / (e.sum() + 1e-8)
        want = np.minimum(1, retention * (1 + p - p.mean()))
        close(scales, want, 1e-9, case.dtype, "scales")
        for count, n, scale in zip(keep, covered, want):
            inside(count, int(n * scale - 1e-9), int(n * scale + 1e-9), "keep")


@check("budget.hired", flavours=SMOOTH)
def hired_budget(case):
    rows, columns, blocks = case.pick(1, 3), case.pick(1, 3), case.flag()
    crops = rows * columns
    n = case.pick(1, 6) ** 2 if blocks else crops * case.pick(1, 8)
    heads = case.heads()
    given, x = case.attention(heads, n)
    alpha, total = case.one_of(0.0, 0.3, 0.5, 0.9, 1.0), case.pick(0, (1 + crops) * n)
    found = pith.budget.hired(given, (rows, columns), total, alpha=alpha, blocks=blocks)
    for (budgets, one) in case.items(found, x):
        whole = min(int(total * alpha), n)
        rest = min(total - whole, crops * n)
        assert budgets[0] == whole
        score, bound = one.sum(axis=0), rounding(heads, np.abs(one).sum(axis=0))
        marked = int(n * (1 - alpha))
        ranking = np.argsort(-score, kind="stable")
        if not case.exact and 0 < marked < n and score[ranking[marked - 1]] - score[ranking[marked]] <= 2 * bound.max():
            continue  # rounding decides who is marked
        part = crop_of(n, rows, columns, blocks)
        counts = np.bincount(part[ranking[:marked]], minlength=crops)
        share = np.float32(counts) / np.float32(max(1, marked)) * np.float32(rest)
        same(budgets[1:], np.minimum(share.astype(int), n), "crops")


def crop_of(n, rows, columns, blocks):
    """The crop that shows each token of the whole image: stripes, as in the authors' code, or rectangles."""
    if not blocks:
        return np.arange(n) // (n // (rows * columns))
    side = int(np.sqrt(n))
    y, x = np.arange(n) // side, np.arange(n) % side
    height, width = max(1, side // rows), max(1, side // columns)
    return np.minimum(y // height, rows - 1) * columns + np.minimum(x // width, columns - 1)


@check("select.vflowopt")
def vflowopt(case):
    base, width = case.pick(0, 5), case.pick(1, 6)
    m = base**2 + width * case.pick(0, 5)
    if not m:
        m = width
    given, s = case.numbers(m)
    remove, cell = case.keep(m), case.one_of(1.0, 1.7, 2.0, 3.3)
    low = min(m, remove + int(m / (cell * cell)))
    found = pith.select.vflowopt(given, remove, cell, base, width)
    for (indices, count, assign, weight, one) in case.items(*found, s):
        order = np.argsort(one, kind="stable")[:low]
        cells = {}
        for i in order.tolist():
            local = i >= base**2
            at, across = (i - base**2, width) if local else (i, base)
            place = (local, *(int(np.floor(np.float32(v) / np.float32(cell))) for v in divmod(at, across)))
            cells.setdefault(place, []).append(i)
        carrier = np.arange(m)
        want = np.ones(m)
        for members in cells.values():
            # The first of the greatest, in the rising order of the scores.
            carrier[members] = members[int(np.argmax(one[members]))]
            total = one[members].sum()
            want[members] = one[members] / total if total else 1 / len(members)
        kept = np.unique(carrier)
        same(indices[: int(count)], kept)
        same(assign, np.searchsorted(kept, carrier), "assign")
        close(weight, want, rounding(m, want), case.dtype, "weight")
