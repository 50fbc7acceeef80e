"""Scores read off attention maps."""

from __future__ import annotations

from typing import Any, Optional, Tuple, Union

from .. import _arrays, errors
from .._abi import Reduce
from .._call import call, choice, integer
from .._types import T
from ..context import Context

__all__ = ["attention", "attention_rows"]


Range = Union[None, slice, Tuple[int, int]]


def attention(
    attention: T,
    *,
    rows: Range = None,
    columns: Range = None,
    head_reduce: Union[Reduce, str] = "mean",
    row_reduce: Union[Reduce, str] = "mean",
    context: Optional[Context] = None,
) -> T:
    """One score per key token: an attention map reduced over heads, then over a range of query rows.

    ``score[j] = reduce over rows of (reduce over heads of attention[h, r, j])``: the order of papers' code, ``attn.mean(heads)
    .mean(rows)``, which matters where a maximum meets a mean. Only the two ranges are read.

    Args:
        attention: ``[Q, K]``, ``[H, Q, K]`` or ``[B, H, Q, K]``. Must be finite where it is read.
        rows: query rows, a slice without a step or ``(begin, end)``; None: all. ``slice(-1, None)`` is the last row.
        columns: key tokens, likewise.
        head_reduce, row_reduce: ``"mean"``, ``"sum"`` or ``"max"``.

    Returns:
        ``[columns]`` or ``[B, columns]``.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    row_begin, row_end = _range(rows, operand.shape[-2], "rows")
    begin, end = _range(columns, operand.shape[-1], "columns")
    scores = operand.floats((operand.map_batch()) + (max(end - begin, 0),))
    call(
        "pith_score_attention", context, operand, row_begin, row_end, begin, end,
        choice(Reduce, head_reduce, "head_reduce"), choice(Reduce, row_reduce, "row_reduce"), scores,
    )
    return scores.result()


def attention_rows(
    attention: T,
    rows: Any,
    *,
    columns: Range = None,
    head_reduce: Union[Reduce, str] = "mean",
    row_reduce: Union[Reduce, str] = "mean",
    context: Optional[Context] = None,
) -> T:
    """As :func:`attention`, over listed query rows: rater tokens, the last token, the class token.

    Args:
        attention: ``[Q, K]``, ``[H, Q, K]`` or ``[B, H, Q, K]``. Must be finite where it is read.
        rows: ``[R]`` or ``[B, R]``, R at least 1, any order; a row that comes twice counts twice.
        columns, head_reduce, row_reduce: as for :func:`attention`.

    Returns:
        ``[columns]`` or ``[B, columns]``.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    chosen = _arrays.indices(rows, "rows", 1, 2)
    begin, end = _range(columns, operand.shape[-1], "columns")
    scores = operand.floats((operand.map_batch()) + (max(end - begin, 0),))
    call(
        "pith_score_attention_rows", context, operand, chosen, begin, end, choice(Reduce, head_reduce, "head_reduce"),
        choice(Reduce, row_reduce, "row_reduce"), scores,
    )
    return scores.result()


def _range(value: Range, extent: int, name: str) -> Tuple[int, int]:
    if value is None:
        return 0, extent
    if isinstance(value, slice):
        if value.step not in (None, 1):
            raise errors.ArgumentError(f"{name}: expected a slice without a step, got {value}", errors.Status.ERROR_RANGE)
        begin, end, _ = value.indices(extent)
        return begin, max(begin, end)
    try:
        begin, end = value
    except (TypeError, ValueError):
        raise errors.ArgumentError(
            f"{name}: expected a slice or (begin, end), got {value!r}", errors.Status.ERROR_RANGE
        ) from None
    return integer(begin, name, 0, extent), integer(end, name, 0, extent)
