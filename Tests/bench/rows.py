"""Rows of the bench: a method at one size, what it is compared with, and how results are compared.

A file in methods/ registers, for each method, a generator of rows. Rows are made one at a time, so that inputs of one do not
take memory from the next. Everything is drawn from fixed seeds.
"""

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterator, Optional

import numpy as np
import torch

#: Method name without "pith." -> generator of rows.
REGISTRY: Dict[str, Callable[[], Iterator["Row"]]] = {}


@dataclass
class Row:
    """One measurement.

    ``ours`` takes a context and returns what ``same`` compares with the result of each of ``others``, which take nothing.
    Without ``same`` results must be close, and integers equal.
    """

    size: str
    ours: Callable[[Any], Any]
    #: Name of the package -> the same work in it.
    others: Dict[str, Callable[[], Any]] = field(default_factory=dict)
    same: Optional[Callable[[Any, Any], None]] = None
    #: Multiply-adds times two that the method's best formulation needs: the row is compared with the FMA rate.
    flops: float = 0
    #: Bytes that must be read and written: the row is compared with the copy bandwidth, if flops is 0.
    bytes: float = 0
    #: The size for plots of scaling: tokens, or bytes of text.
    n: int = 0
    #: Of text, for rows that have a rate; and the rate in MB/s that such text must reach, 0: none.
    megabytes: float = 0
    rate: float = 0
    note: str = ""
    #: True for an inner loop in which each step needs the one before: the target is a ratio to PyTorch, not a ceiling.
    greedy: bool = False
    #: Where the row misses its target (see report.py): the measured bound that stops it, one short sentence.
    limit: str = ""


#: What stops passes over large maps that write next to nothing. Measured on one core of a Zen 3 machine.
READS = "Only reads: a bare sum over 133 MB runs at 15 to 17 GB/s on one core, where a copy moves 24 GB/s, half of it writes."


def rows(name):
    """Registers a generator of rows for a method, such as "select.divprune"."""

    def register(function):
        if name in REGISTRY:
            raise ValueError(f"two benches for {name}")
        REGISTRY[name] = function
        return function

    return register


# -- Inputs -----------------------------------------------------------------------------------------------------------------


def normal(*shape, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape, dtype=np.float32))


def uniform(*shape, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).random(shape, dtype=np.float32))


def tokens(n, dim, seed=0, clusters=24):
    """Tokens as an encoder makes them: groups of similar ones, not pure noise."""
    random = np.random.default_rng(seed)
    centers = random.standard_normal((clusters, dim), dtype=np.float32)
    spread = random.standard_normal((n, dim), dtype=np.float32)
    return torch.from_numpy(centers[random.integers(clusters, size=n)] + spread)


def video(frames, positions, dim, seed=0):
    """Frames that change slowly, and as a whole now and then."""
    random = np.random.default_rng(seed)
    out = np.empty((frames, positions, dim), np.float32)
    for f in range(frames):
        fresh = random.standard_normal((positions, dim), dtype=np.float32)
        moving = random.random((positions, 1)) < (1.0 if f % 8 == 0 else 0.25)
        out[f] = fresh if f == 0 else np.where(moving, fresh, out[f - 1] + 0.2 * fresh)
    return torch.from_numpy(out)


def attention(heads, queries, keys, seed=0):
    return torch.softmax(2 * normal(heads, queries, keys, seed=seed), -1)


# -- Comparisons ------------------------------------------------------------------------------------------------------------


def array(value):
    if isinstance(value, torch.Tensor):
        return value.numpy()
    return np.asarray(value)


def equal(ours, theirs):
    """Equal in every element: indices, labels, bytes."""
    a, b = array(ours), array(theirs)
    assert a.shape == b.shape, f"{a.shape} against {b.shape}"
    assert (a == b).all(), f"{int((a != b).sum())} of {a.size} elements differ"


def close(relative=1e-3, absolute=1e-4):
    """Close in every element: float32 in another order of addition."""

    def compare(ours, theirs):
        a, b = array(ours), array(theirs)
        assert a.shape == b.shape, f"{a.shape} against {b.shape}"
        assert np.allclose(a, b, relative, absolute), f"differs by up to {np.abs(a.astype('f8') - b).max():.3g}"

    return compare


def chosen(share=0.99):
    """The same set of indices but for near-ties, which rounding decides: at least this share is common."""

    def compare(ours, theirs):
        a, b = set(array(ours).ravel().tolist()), set(array(theirs).ravel().tolist())
        assert abs(len(a) - len(b)) <= (1 - share) * len(b) + 1e-9, f"{len(a)} against {len(b)} indices"
        assert len(a & b) >= share * len(b), f"only {len(a & b)} of {len(b)} indices agree"

    return compare


def agree(share=0.99):
    """Equal in at least this share of the elements: labels of near-ties."""

    def compare(ours, theirs):
        a, b = array(ours), array(theirs)
        assert a.shape == b.shape, f"{a.shape} against {b.shape}"
        assert (a == b).mean() >= share, f"only {100 * (a == b).mean():.2f} % agree"

    return compare


def rows_close(share=0.95, relative=1e-2, absolute=1e-2):
    """Close in at least this share of the rows: those of which no near-tie was decided otherwise."""

    def compare(ours, theirs):
        a, b = array(ours), array(theirs)
        assert a.shape == b.shape, f"{a.shape} against {b.shape}"
        same = np.isclose(a, b, relative, absolute).all(-1).mean()
        assert same >= share, f"only {100 * same:.1f} % of the rows are close"

    return compare


def default(ours, theirs):
    """For tuples part by part: floats close, the rest equal."""
    if isinstance(ours, (tuple, list)) and isinstance(theirs, (tuple, list)) and ours and not np.isscalar(ours[0]):
        assert len(ours) == len(theirs), f"{len(ours)} against {len(theirs)} results"
        for mine, other in zip(ours, theirs):
            default(mine, other)
    elif isinstance(ours, str):
        assert ours == theirs, "texts differ"
    elif array(ours).dtype.kind == "f":
        close()(ours, theirs)
    else:
        equal(ours, theirs)


def each(*parts):
    """Compares tuples with one comparison per part."""

    def compare(ours, theirs):
        for part, mine, other in zip(parts, ours, theirs):
            part(mine, other)

    return compare
