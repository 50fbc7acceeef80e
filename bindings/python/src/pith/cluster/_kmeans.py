"""Clusters around centers."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .. import _arrays
from .._abi import Dtype
from .._call import call, count, integer, real
from .._types import T
from ..context import Context

__all__ = ["KMeans", "farthest_point", "kmeans"]


class KMeans(NamedTuple):
    """What k-means came to. Numbers are Python's, or arrays ``[B]`` for a batch."""

    #: ``[N]`` or ``[B, N]``: the cluster of each row.
    labels: Any
    #: ``[count, D]``; for a batch ``[B, k, D]`` with zero rows from each item's count on.
    centers: Any
    #: Sum of squared distances to the centres.
    inertia: Any
    #: Lloyd iterations, the last one included.
    iterations: Any
    #: Clusters used: k, or the number of distinct rows if that is less.
    count: Any


def kmeans(
    points: T,
    k: int,
    *,
    initial_centers: Optional[T] = None,
    max_iterations: int = 300,
    tolerance: float = 1e-4,
    context: Optional[Context] = None,
) -> KMeans:
    """Partitions rows into ``k`` clusters by Lloyd's k-means, with a deterministic start.

    From the same centres the result is that of scikit-learn's ``KMeans(n_init=1, algorithm="lloyd")`` on float64 data.

    Args:
        points: ``[N, D]`` or ``[B, N, D]``. Must be finite.
        k: 1 or more. Without ``initial_centers`` lowered to the number of distinct rows; with them at most N.
        initial_centers: ``[k, D]`` or ``[B, k, D]``; None: farthest-point traversal.
        max_iterations: 0 only labels.
        tolerance: stops when the centres' squared shift is at most this times the mean variance of the dimensions.
    """
    operand = _arrays.floats(points, "points", 2, 3)
    start = None if initial_centers is None else _arrays.floats(initial_centers, "initial_centers", operand.ndim)
    n, dim = operand.shape[-2:]
    k = integer(k, "k", 1, _arrays.INT32_MAX)
    if start is None:
        k = max(1, min(k, n))  # there are no more distinct rows than rows: the result is the same, and its arrays smaller
    batch = operand.batch(2)
    labels = operand.indices(batch + (n,))
    centers = operand.floats(batch + (k, dim), fill=0)
    inertia, iterations, used = operand.scalars(2, Dtype.F32), operand.scalars(2), operand.scalars(2)
    call(
        "pith_cluster_kmeans", context, operand, start, k, integer(max_iterations, "max_iterations"),
        real(tolerance, "tolerance"), labels, centers, inertia, iterations, used,
    )
    clusters = used.number()
    found = centers.result() if batch else centers.result()[:clusters]
    return KMeans(labels.result(), found, inertia.number(), iterations.number(), clusters)


def farthest_point(points: T, k: int, *, context: Optional[Context] = None) -> T:
    """Picks rows that lie far apart: the row nearest to the mean, then always the row farthest from those picked.

    Args:
        points: ``[N, D]`` or ``[B, N, D]``. Must be finite.
        k: 0 to N.

    Returns:
        Indices in the order of picking: ``[k]``, or fewer if there are fewer distinct rows; for a batch ``[B, k]`` with -1
        after an item's last pick.
    """
    operand = _arrays.floats(points, "points", 2, 3)
    k = count(k, "k", operand.shape[-2])
    indices = operand.indices(operand.batch(2) + (k,), fill=-1)
    used = operand.scalars(2)
    call("pith_cluster_farthest_point", context, operand, k, indices, used)
    return indices.result() if operand.batch(2) else indices.result()[: used.number()]
