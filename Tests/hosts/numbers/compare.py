"""How results are judged: floats by a bound on the rounding of f32, choices by a certificate.

A certificate looks at each choice by itself, after the choices that the library made before: its float64 score must be the
best there is, up to the rounding of the f32 scores. Where equal scores come from equal inputs, the lower index must win.
"""

import numpy as np

#: Half a unit in the last place of f32, relative.
EPS = 2.0**-24
#: The same of the results' dtypes, and the size below which their numbers are no longer relative.
OUTPUT = {"f32": (2.0**-24, 2.0**-149), "f16": (2.0**-11, 2.0**-25), "bf16": (2.0**-8, 2.0**-133)}
#: Float64 scores that are nearer than this are equal.
TIE = 1e-12


def rounding(terms, magnitude):
    """Bound of the error of an f32 sum of so many terms whose absolute values add up to `magnitude`."""
    return (terms + 8) * EPS * np.asarray(magnitude, np.float64)


def cosine_rounding(dim):
    """Bound of the error of a cosine in f32, its norms included."""
    return (dim + 16) * EPS


def close(got, want, bound=0.0, dtype="f32", what="result"):
    """got is want up to `bound`, and to the rounding of the dtype it is stored in."""
    got, want = np.asarray(got, np.float64), np.asarray(want, np.float64)
    assert got.shape == want.shape, f"{what}: shape {got.shape} instead of {want.shape}"
    relative, absolute = OUTPUT[dtype]
    allowed = bound + relative * 2 * np.abs(want) + absolute
    # What half precision cannot hold becomes infinity, as in any conversion.
    if dtype == "f16":
        want = np.where(np.abs(want) + bound >= 65520, np.where(np.isinf(got), got, want), want)
    with np.errstate(invalid="ignore"):
        wrong = ~((np.abs(got - want) <= allowed) | (got == want) | (np.isnan(got) & np.isnan(want)))
    if wrong.any():
        at = tuple(int(i) for i in np.argwhere(wrong)[0])
        allowed = np.broadcast_to(allowed, want.shape)
        raise AssertionError(f"{what}{list(at)}: {got[at]!r} instead of {want[at]!r}, allowed error {allowed[at]:.3g}")


def same(got, want, what="result"):
    """Indices, counts and bytes are equal."""
    got, want = np.asarray(got), np.asarray(want)
    assert got.shape == want.shape and (got == want).all(), f"{what}: {got.tolist()} instead of {want.tolist()}"


def twins(rows):
    """Numbers that are equal for equal rows: such tokens tie in everything that is computed from them."""
    rows = np.ascontiguousarray(rows, np.float64) + 0.0  # -0 is 0
    known = {}
    return np.array([known.setdefault(row.tobytes(), len(known)) for row in rows], np.int64)


def certify(chosen, scores, available, bound, exact, what="choice"):
    """`chosen` is the available index of the greatest score; equal ones: the lowest.

    `exact` says which tokens tie in f32 too: True: all whose scores are equal; False: that is not known; or `twins` of the rows
    that the scores are made of.
    """
    scores, bound = np.asarray(scores, np.float64), np.broadcast_to(bound, np.shape(scores))
    assert 0 <= chosen < len(scores) and available[chosen], f"{what}: {chosen} is not to be had"
    better = available & (scores - bound > scores[chosen] + bound[chosen])
    assert not better.any(), (
        f"{what}: {chosen} with {scores[chosen]!r} although {int(np.argmax(better))} has {scores[better][0]!r}, "
        f"allowed error {bound[chosen]:.3g}")
    if np.ndim(exact):
        first = int(np.argmax(available & (exact == exact[chosen])))
        assert first == chosen, f"{what}: {chosen} although its twin {first} comes first"
    elif exact:
        tie = np.abs(scores - scores[chosen]) <= TIE * np.abs(scores[chosen])
        first = int(np.argmax(available & tie))
        assert first == chosen, f"{what}: {chosen} although {first} ties with it and comes first"


def certify_ranking(ranked, scores, bound, exact, among=None, what="ranking"):
    """The indices are the best, by falling score."""
    left = np.ones(len(scores), bool) if among is None else np.array(among, bool)
    for rank, index in enumerate(np.asarray(ranked).tolist()):
        certify(index, scores, left, bound, exact, f"{what}[{rank}]")
        left[index] = False


def certify_set(kept, scores, bound, exact, among=None, what="kept"):
    """The indices ascend and have the best scores."""
    kept = np.asarray(kept)
    assert (np.diff(kept) > 0).all(), f"{what}: {kept.tolist()} do not ascend"
    scores = np.asarray(scores, np.float64)
    # Any order in which the kept ones could be picked proves them: by falling score, equal ones by index.
    order = _tied_order(kept.tolist(), scores)
    certify_ranking(order, scores, bound, exact, among, what)


def _tied_order(kept, scores):
    """By falling score where scores that tie up to float64's own rounding go by index."""
    order = sorted(kept, key=lambda i: -scores[i])
    groups, result = [], []
    for i in order:
        if groups and abs(scores[groups[-1][-1]] - scores[i]) <= TIE * abs(scores[i]):
            groups[-1].append(i)
        else:
            groups.append([i])
    for group in groups:
        result += sorted(group)
    return result


def certify_top(given, order, scores, bound, exact, what="kept"):
    """`given` are the best by score, in the order that was asked for."""
    (certify_ranking if order == "ranked" else certify_set)(given, scores, bound, exact, None, what)


def inside(value, low, high, what):
    """A decision on a threshold: certain only where the score is farther from it than its error."""
    assert low <= value <= high, f"{what}: {value} not in {low} to {high}"


# ---- Float64 arithmetic that many methods share ----


def unit(x):
    """Rows divided by their norms; rows of zeros stay."""
    norm = np.sqrt((x * x).sum(axis=-1, keepdims=True))
    return np.divide(x, norm, out=np.zeros_like(x), where=norm > 0)


def cosines(a, b):
    """One product at a time, so that equal rows give equal numbers."""
    return np.einsum("...id,...jd->...ij", unit(a), unit(b), optimize=False)


def softmax(x, axis=-1):
    with np.errstate(invalid="ignore"):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
