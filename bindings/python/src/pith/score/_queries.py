"""Scores from queries and keys, and those that TransPrune and VFlowOpt select by."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Union

from .. import _arrays
from .._abi import Reduce
from .._call import call, choice, integer, real
from .._types import T
from ..context import Context
from ._attention import Range, _range

__all__ = ["VFlowOpt", "query_key", "transprune", "vflowopt", "vflowopt_entropy"]


def query_key(
    queries: T,
    keys: T,
    *,
    scale: Optional[float] = None,
    causal_offset: Optional[int] = None,
    columns: Range = None,
    head_reduce: Union[Reduce, str] = "mean",
    row_reduce: Union[Reduce, str] = "mean",
    context: Optional[Context] = None,
) -> T:
    """As :func:`attention`, from queries and keys: the attention map is never made.

    Args:
        queries: ``[H, R, D]`` or ``[B, H, R, D]``: a few query rows after rotary embedding, such as the last one or those
            of the text after an image.
        keys: ``[G, N, D]`` or ``[B, G, N, D]``; H is a multiple of G.
        scale: of the products; None: ``1 / sqrt(D)``.
        causal_offset: position of the first row: row i sees keys 0 to ``causal_offset + i``. None: every row sees all keys.
        columns: key tokens, a slice without a step or ``(begin, end)``; None: all. The softmax runs over all keys.
        head_reduce, row_reduce: ``"mean"``, ``"sum"`` or ``"max"``.

    Returns:
        ``[columns]`` or ``[B, columns]``.
    """
    rows = _arrays.floats(queries, "queries", 3, 4)
    others = _arrays.floats(keys, "keys", 3, 4)
    begin, end = _range(columns, others.shape[-2], "columns")
    offset = -1 if causal_offset is None else integer(causal_offset, "causal_offset", 0, _arrays.INT32_MAX)
    scores = rows.floats(rows.batch(3) + (max(end - begin, 0),))
    call(
        "pith_score_query_key", context, rows, others, 0.0 if scale is None else real(scale, "scale"), offset, begin, end,
        choice(Reduce, head_reduce, "head_reduce"), choice(Reduce, row_reduce, "row_reduce"), scores,
    )
    return scores.result()


def transprune(
    before: T, after: T, previous: Optional[T] = None, *, context: Optional[Context] = None
) -> T:
    """How much a block of a decoder layer changes each token (TransPrune's transition variation, CVPR 2026).

    A layer's weight is that of its attention block plus that of its feed-forward block::

        weight = transprune(attention_in, attention_out)
        weight = transprune(mlp_in, mlp_out, weight)

    Args:
        before: ``[T, D]`` or ``[B, T, D]``: the block's normalised input, of the whole sequence.
        after: the same shape: its output before the residual is added.
        previous: ``[T]`` or ``[B, T]``: weights to add to.

    Returns:
        ``[T]`` or ``[B, T]``.
    """
    first = _arrays.floats(before, "before", 2, 3)
    second = _arrays.floats(after, "after", 2, 3)
    earlier = None if previous is None else _arrays.floats(previous, "previous", 1, 2)
    scores = first.floats(first.shape[:-1])
    call("pith_score_transprune", context, first, second, earlier, scores)
    return scores.result()


class VFlowOpt(NamedTuple):
    """What :func:`vflowopt` finds."""

    #: ``[N]`` or ``[B, N]``: importance.
    scores: Any
    #: Salient tokens, ascending; for a batch ``[B, N]``, -1 past an item's count.
    salient: Any
    #: How many they are: an int, or an array ``[B]``.
    count: Any


def vflowopt(
    attention: T,
    threshold: float,
    *,
    entropy: Optional[T] = None,
    alpha: float = 0.0,
    context: Optional[Context] = None,
) -> VFlowOpt:
    """Importance of image tokens: what the salient tokens of a vision encoder attend to (VFlowOpt, ICCV 2025).

    Args:
        attention: ``[N, N]``, ``[H, N, N]`` or ``[B, H, N, N]``, softmaxed.
        threshold: salient are tokens that receive more than this times the mean. Published: 28.68, 34.76 and 39.26 for half,
            a quarter and a tenth of the tokens. If there is none: an error.
        entropy: ``[N]`` or ``[B, N]``: of the patches, row by row; see :func:`vflowopt_entropy`.
        alpha: weight of the softmax of the entropy; 0 in the published settings.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    bits = None if entropy is None else _arrays.floats(entropy, "entropy", 1, 2)
    n = operand.shape[-1]
    batch = operand.map_batch()
    scores = operand.floats(batch + (n,))
    salient = operand.indices(batch + (n,), fill=-1)
    found = _arrays.empty(batch + (1,), _arrays.Dtype.I32, operand)
    call(
        "pith_score_vflowopt", context, operand, bits, real(threshold, "threshold"), real(alpha, "alpha"), scores, salient,
        found,
    )
    count = found.number()
    return VFlowOpt(scores.result(), salient.result() if batch else salient.result()[:count], count)


def vflowopt_entropy(pixels: T, patch: int = 14, *, context: Optional[Context] = None) -> T:
    """Entropy in bits of the gray values of an image's patches (VFlowOpt, ICCV 2025).

    Args:
        pixels: ``[3, height, width]`` or ``[B, 3, height, width]``, as the encoder gets them: in [-1, 1] for SigLIP.
        patch: side of a patch; pixels beyond the last whole patch are left out.

    Returns:
        ``[height // patch, width // patch]`` or ``[B, ...]``.
    """
    operand = _arrays.floats(pixels, "pixels", 3, 4)
    patch = integer(patch, "patch", 1)
    height, width = operand.shape[-2:]
    entropy = operand.floats(operand.batch(3) + (height // patch, width // patch))
    call("pith_score_vflowopt_entropy", context, operand, patch, entropy)
    return entropy.result()
