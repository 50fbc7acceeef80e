"""Representatives of clusters (CRAG)."""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Tuple, Union

from .. import _arrays
from .._abi import Dtype, Order
from .._call import call, choice, integer, real
from .._types import T
from ..context import Context

__all__ = ["Crag", "crag", "elbow"]


class Crag(NamedTuple):
    """Clusters of texts, in output order: the larger first."""

    #: ``[N]``: the cluster number of each row.
    labels: Any
    #: Cluster numbers in output order.
    clusters: Any
    #: Rows of each cluster in output order, nearest to its centre first.
    members: List[Any]
    #: Representatives of each cluster in output order.
    representatives: List[Any]
    #: ``[clusters, D]``, by cluster number.
    centers: Any
    #: ``[clusters]``: rows of each cluster, by cluster number.
    sizes: Any
    #: Sum of squared distances to the centres.
    inertia: float
    #: Iterations of the k-means that was kept.
    iterations: int


def crag(
    embeddings: T,
    k: int = 4,
    *,
    k_max: Optional[int] = None,
    per_cluster: int = 1,
    order: Union[Order, str] = "position",
    initial_centers: Optional[T] = None,
    normalize: bool = False,
    max_iterations: int = 300,
    tolerance: float = 1e-4,
    context: Optional[Context] = None,
) -> Crag:
    """Clusters embeddings of retrieved texts and ranks clusters and members: clustered (not corrective) retrieval.

    Args:
        embeddings: ``[N, D]``, one row per text. Must be finite.
        k: how many clusters; lowered to the number of distinct rows. With ``k_max`` the fewest to consider.
        k_max: the most to consider; the number is chosen at the elbow of the inertias. None: exactly ``k``.
        per_cluster: representatives of a cluster: the members nearest to its centre.
        order: of the representatives of one cluster: ``"position"``: ascending; ``"ranked"``: nearest first.
        initial_centers: ``[k, D]``; None: farthest-point traversal.
        normalize: scale rows to unit length first.
        max_iterations, tolerance: as for :func:`kmeans`.
    """
    operand = _arrays.floats(embeddings, "embeddings", 2)
    start = None if initial_centers is None else _arrays.floats(initial_centers, "initial_centers", 2)
    n, dim = operand.shape
    k = integer(k, "k", 1, _arrays.INT32_MAX)
    most = k if k_max is None else integer(k_max, "k_max", k, _arrays.INT32_MAX)
    per_cluster = integer(per_cluster, "per_cluster", 0, _arrays.INT32_MAX)
    capacity = min(most, n)
    labels, members = operand.indices((n,)), operand.indices((n,))
    clusters, sizes = operand.indices((capacity,)), operand.indices((capacity,))
    chosen = operand.indices((min(capacity * per_cluster, n),))
    cluster_count, chosen_count = operand.scalars(2), operand.scalars(2)
    centers = operand.floats((capacity, dim))
    inertia, iterations = operand.scalars(2, Dtype.F32), operand.scalars(2)
    call(
        "pith_cluster_crag", context, operand, start, k, most, int(bool(normalize)), per_cluster,
        choice(Order, order, "order"), integer(max_iterations, "max_iterations"), real(tolerance, "tolerance"), labels,
        clusters, sizes, members, chosen, cluster_count, chosen_count, centers, inertia, iterations,
    )
    used = cluster_count.number()
    in_order = clusters.result()[:used]
    by_number = sizes.result()[:used]
    counts = [int(by_number[int(cluster)]) for cluster in in_order]
    return Crag(
        labels.result(),
        in_order,
        _split(members.result(), counts),
        _split(chosen.result(), [min(per_cluster, size) for size in counts]),
        centers.result()[:used],
        by_number,
        inertia.number(),
        iterations.number(),
    )


def elbow(inertia: T, k_min: int = 1, *, context: Optional[Context] = None) -> "Tuple[int, T]":
    """The number of clusters at the elbow of an inertia curve: the point farthest below the chord between its ends.

    Args:
        inertia: ``[n]``, n at least 1: inertias of ``k_min``, ``k_min + 1``, ….
        k_min: 1 or more.

    Returns:
        ``(k, distance)``; ``distance`` ``[n]`` is how far each point lies below the chord, in a unit square. Ties: the lower
        k. One value, or a curve with equal ends, gives ``k_min``.
    """
    operand = _arrays.floats(inertia, "inertia", 1)
    distance = operand.floats(operand.shape)
    k = operand.scalars(1)
    call("pith_cluster_elbow", context, operand, integer(k_min, "k_min"), distance, k)
    return k.number(), distance.result()


def _split(flat: Any, counts: List[int]) -> List[Any]:
    parts, begin = [], 0
    for size in counts:
        parts.append(flat[begin : begin + size])
        begin += size
    return parts
