"""Relevance to a question."""

from __future__ import annotations

from typing import Optional

from .. import _arrays
from .._call import call, real
from .._types import T
from ..context import Context

__all__ = ["cdpruner"]


def cdpruner(
    image: T, text: T, *, theta: Optional[float] = None, context: Optional[Context] = None
) -> T:
    """Relevance of image tokens to a question, scaled for :func:`pith.select.cdpruner` (CDPruner, NeurIPS 2025).

    Args:
        image: ``[N, C]`` or ``[B, N, C]``: patch embeddings in CLIP's joint space. Items of a batch (crops) share one scale.
        text: ``[M, C]`` or ``[B, M, C]``, M at least 1: text embeddings.
        theta: None: relevance rises from about 0 to about 1; 0 to 0.98: its exponential form.

    Returns:
        ``[N]`` or ``[B, N]``.
    """
    patches = _arrays.floats(image, "image", 2, 3)
    words = _arrays.floats(text, "text", 2, 3)
    relevance = patches.floats(patches.shape[:-1])
    call("pith_score_cdpruner", context, patches, words, -1.0 if theta is None else real(theta, "theta"), relevance)
    return relevance.result()
