"""Clusters around density peaks."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .. import _arrays
from .._call import call, count, integer, real
from .._types import T
from ..context import Context

__all__ = ["DpcKnn", "dpc_knn"]


class DpcKnn(NamedTuple):
    """What :func:`dpc_knn` found; a batch has one more dimension in front."""

    #: ``[clusters]``: the centres, highest score first.
    centers: Any
    #: ``[N]``: rank of each token's centre.
    assign: Any
    #: ``[N]``: each token's share of its cluster, for ``pith.apply.merge(..., weight=weight, mode="sum")``.
    weight: Any
    #: ``[N]`` each.
    density: Any
    delta: Any
    score: Any


def dpc_knn(
    tokens: T,
    clusters: int,
    neighbours: int = 5,
    *,
    noise: Optional[T] = None,
    mask: Optional[T] = None,
    token_weight: Optional[T] = None,
    noise_scale: float = 1e-6,
    epsilon: float = 1e-6,
    context: Optional[Context] = None,
) -> DpcKnn:
    """Clusters tokens around density peaks: the centres with the highest product of density and distance to denser tokens.

    The clustering of Chat-UniVi, PruneVid, HoliTom and FastVID (DPC-KNN).

    Args:
        tokens: ``[N, D]`` or ``[B, N, D]``. Must be finite.
        clusters: 0 to N.
        neighbours: 1 to N, the token itself included. With 1 every density is 1 and only ``noise`` tells them apart.
        noise: ``[N]`` or ``[B, N]``: breaks ties of density; the authors draw it from [0, 1). None: zeros.
        mask: ``[N]`` or ``[B, N]`` integers, 0: padding.
        token_weight: ``[N]`` or ``[B, N]``, not negative: weights in the merge. None: ones.
        noise_scale: what ``noise`` is multiplied with.
        epsilon: added to a cluster's weight: 1e-6 in Chat-UniVi, 0 (exact means) in PruneVid.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    n = operand.shape[-2]
    batch = operand.batch(2)
    clusters = count(clusters, "clusters", n)
    given_noise = None if noise is None else _arrays.floats(noise, "noise", operand.ndim - 1)
    given_mask = None if mask is None else _arrays.indices(mask, "mask", operand.ndim - 1)
    given_weight = None if token_weight is None else _arrays.floats(token_weight, "token_weight", operand.ndim - 1)
    centers, assign = operand.indices(batch + (clusters,)), operand.indices(batch + (n,))
    weight, density, delta, score = (operand.floats(batch + (n,)) for _ in range(4))
    call(
        "pith_cluster_dpc_knn", context, operand, given_noise, given_mask, given_weight, clusters,
        integer(neighbours, "neighbours"), real(noise_scale, "noise_scale"), real(epsilon, "epsilon"), centers, assign,
        weight, density, delta, score,
    )
    return DpcKnn(*(made.result() for made in (centers, assign, weight, density, delta, score)))
