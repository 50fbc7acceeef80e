"""Token grids to smaller grids and back."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Tuple

from .. import _arrays
from .._call import call, integer, pair, real
from .._types import T
from ..context import Context

__all__ = ["Expedit", "expedit", "expedit_reconstruct"]


class Expedit(NamedTuple):
    """What :func:`expedit` found; a batch has one more dimension in front."""

    #: ``[out_height * out_width, D]``.
    centers: Any
    #: ``[height * width]``: the nearest centre of each token; None if it was not asked for.
    labels: Any


def expedit(
    tokens: T,
    size: Tuple[int, int],
    out_size: Tuple[int, int],
    *,
    iterations: int = 5,
    temperature: float = 0.01,
    window: int = 5,
    labels: bool = True,
    context: Optional[Context] = None,
) -> Expedit:
    """Clusters a grid of tokens to a smaller grid by soft k-means around each token's own cell (Expedit, NeurIPS 2022).

    Args:
        tokens: ``[height * width, D]`` or ``[B, height * width, D]``, row-major. Must be finite. Without class tokens.
        size: ``(height, width)`` of the grid.
        out_size: ``(height, width)`` of the clustered grid.
        iterations: rounds of assigning tokens and moving centres.
        temperature: multiplies squared distances: 0.01 for SAM, 0.02 for Segmenter, 0.1 for DPT.
        window: how many cells, in each direction, a token may go to; odd.
        labels: also find the nearest centre of every token, which costs a product of all tokens with all centres.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    n, dim = operand.shape[-2:]
    height, width = pair(size, "size", 1)
    out_height, out_width = pair(out_size, "out_size", 1)
    batch = operand.batch(2)
    centers = operand.floats(batch + (out_height * out_width, dim))
    found = operand.indices(batch + (n,)) if labels else None
    call(
        "pith_cluster_expedit", context, operand, height, width, out_height, out_width, integer(iterations, "iterations"),
        real(temperature, "temperature"), integer(window, "window"), centers, found,
    )
    return Expedit(centers.result(), None if found is None else found.result())


def expedit_reconstruct(
    tokens: T,
    centers: T,
    values: T,
    neighbours: int = 20,
    *,
    temperature: float = 0.01,
    context: Optional[Context] = None,
) -> T:
    """Rebuilds a token sequence from its clusters (Expedit, NeurIPS 2022).

    Weights are divided by their Euclidean norm, as in the published models: equal values do not come back as they were.

    Args:
        tokens: ``[N, D]`` or ``[B, N, D]``: the tokens before clustering. Must be finite.
        centers: ``[M, D]`` or ``[B, M, D]``: their centres. Must be finite.
        values: ``[M, Dv]`` or ``[B, M, Dv]``: what the transformer made of the centres.
        neighbours: how many centres a token is made of; more than M: all.
        temperature: multiplies squared distances.

    Returns:
        ``[N, Dv]`` or ``[B, N, Dv]``, with the dtype of ``values``.
    """
    operand = _arrays.floats(tokens, "tokens", 2, 3)
    anchors = _arrays.floats(centers, "centers", operand.ndim)
    content = _arrays.floats(values, "values", operand.ndim)
    y = content.floats(operand.shape[:-1] + content.shape[-1:])
    call(
        "pith_cluster_expedit_reconstruct", context, operand, anchors, content, integer(neighbours, "neighbours"),
        real(temperature, "temperature"), y,
    )
    return y.result()
