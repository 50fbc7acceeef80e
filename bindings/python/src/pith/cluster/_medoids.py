"""Tokens that stand for their clusters."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple, Optional, Union

from .. import _arrays
from .._abi import CenterclipAlgorithm, CenterclipGraph, CenterclipOptions
from .._call import call, choice, count, integer, real
from .._types import T
from ..context import Context

__all__ = ["CenterClip", "CenterClipSegments", "centerclip", "centerclip_segments"]


class CenterClip(NamedTuple):
    """What :func:`centerclip` found; a batch has one more dimension in front."""

    #: ``[clusters]``, ascending: what to gather.
    medoids: Any
    #: ``[N]``: the rank of each token's medoid: what to merge with.
    assign: Any


class CenterClipSegments(NamedTuple):
    """What :func:`centerclip_segments` made; a batch has one more dimension in front."""

    #: ``[segments, 1 + clusters, D]``, the class token of each segment first.
    tokens: Any
    #: ``[segments, clusters]``, numbered frame by frame inside each segment; None for pooling.
    medoids: Any
    #: ``[segments, T / segments * P]``; None for pooling and sampling.
    assign: Any


def centerclip(
    tokens: T,
    clusters: int,
    *,
    algorithm: Union[CenterclipAlgorithm, str] = "kmedoids",
    cosine: bool = False,
    normalize: bool = False,
    iterations: int = 100,
    threshold: float = 1e-6,
    graph: Union[CenterclipGraph, str] = "heat",
    sigma: float = 2.0,
    graph_neighbours: Optional[int] = None,
    context: Optional[Context] = None,
) -> CenterClip:
    """Picks tokens that stand for the others: k medoids of the tokens or of their spectral embedding (CenterCLIP, SIGIR 2022).

    Args:
        tokens: ``[N, D]`` or ``[B, N, D]``. Must be finite.
        clusters: 0 to N.
        algorithm: ``"kmedoids"`` or ``"spectral"``.
        cosine: cosine distance instead of Euclidean distance (k-medoids only).
        normalize: divide tokens by their norm first.
        iterations, threshold: stop after so many, or when the medoids together moved by less.
        graph: of the spectral embedding: ``"heat"``: every pair; ``"neighbours"``: nearest neighbours only.
        sigma: width of the heat kernel.
        graph_neighbours: how many, the token itself included. None: 5.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    n = operand.shape[-2]
    clusters = count(clusters, "clusters", n)
    options = _options(algorithm, cosine, normalize, iterations, threshold, graph, sigma, graph_neighbours)
    medoids = operand.indices(operand.batch(2) + (clusters,))
    assign = operand.indices(operand.batch(2) + (n,))
    call("pith_cluster_centerclip", context, operand, ctypes.byref(options), clusters, medoids, assign)
    return CenterClip(medoids.result(), assign.result())


def centerclip_segments(
    tokens: T,
    segments: int,
    clusters: int,
    *,
    algorithm: Union[CenterclipAlgorithm, str] = "kmedoids",
    mean: bool = False,
    cosine: bool = False,
    normalize: bool = False,
    iterations: int = 100,
    threshold: float = 1e-6,
    graph: Union[CenterclipGraph, str] = "heat",
    sigma: float = 2.0,
    graph_neighbours: Optional[int] = None,
    context: Optional[Context] = None,
) -> CenterClipSegments:
    """Shortens a video to segments, each with one class token and the tokens that stand for its patches (CenterCLIP, SIGIR 2022).

    Args:
        tokens: ``[T, 1 + P, D]`` or ``[B, T, 1 + P, D]``, the class token of each frame first. Must be finite.
        segments: a divisor of T.
        clusters: tokens of a segment beside its class token, 0 to ``T // segments * P``. Not used by pooling.
        algorithm: ``"kmedoids"``, ``"spectral"``, ``"pooling"`` (means over the frames) or ``"sampling"`` (equal steps).
        mean: means of the clusters instead of medoid tokens.
        graph_neighbours: None: 5 for each frame of a segment, and 5 more from 100 patches on.

    The other arguments are those of :func:`centerclip`.
    """
    operand = _arrays.floats(tokens, "tokens", 3, 4)
    frames, positions, dim = operand.shape[-3:]
    segments = integer(segments, "segments", 1, max(frames, 1))
    options = _options(algorithm, cosine, normalize, iterations, threshold, graph, sigma, graph_neighbours)
    pooling = options.algorithm == CenterclipAlgorithm.POOLING
    patches = frames // segments * max(positions - 1, 0)
    clusters = integer(clusters, "clusters") if pooling else count(clusters, "clusters", patches)
    batch = operand.batch(3)
    y = operand.floats(batch + (segments, positions if pooling else 1 + clusters, dim))
    medoids = None if pooling else operand.indices(batch + (segments, clusters))
    has_assign = not pooling and options.algorithm != CenterclipAlgorithm.SAMPLING
    assign = operand.indices(batch + (segments, patches)) if has_assign else None
    call(
        "pith_cluster_centerclip_segments", context, operand, ctypes.byref(options), segments, clusters, int(bool(mean)), y,
        medoids, assign,
    )
    return CenterClipSegments(
        y.result(), None if medoids is None else medoids.result(), None if assign is None else assign.result()
    )


def _options(
    algorithm: Union[CenterclipAlgorithm, str],
    cosine: bool,
    normalize: bool,
    iterations: int,
    threshold: float,
    graph: Union[CenterclipGraph, str],
    sigma: float,
    graph_neighbours: Optional[int],
) -> CenterclipOptions:
    return CenterclipOptions(
        algorithm=choice(CenterclipAlgorithm, algorithm, "algorithm"),
        graph=choice(CenterclipGraph, graph, "graph"),
        cosine=int(bool(cosine)),
        normalize=int(bool(normalize)),
        iterations=integer(iterations, "iterations"),
        graph_neighbours=0 if graph_neighbours is None else integer(graph_neighbours, "graph_neighbours", 1),
        threshold=real(threshold, "threshold"),
        sigma=real(sigma, "sigma"),
    )
