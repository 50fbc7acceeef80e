"""MustDrop's key tokens and attention filter."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Union

from .. import _arrays
from .._abi import Order
from .._call import call, choice, count, integer, real
from .._types import T
from ..context import Context

__all__ = ["MustDrop", "mustdrop", "mustdrop_keys"]


def mustdrop_keys(
    attention: T,
    keep: int,
    *,
    class_row: int = 0,
    order: Union[Order, str] = "ranked",
    context: Optional[Context] = None,
) -> Any:
    """The patches that the class token attends to most in the last vision layer: never dropped later (MustDrop, 2024).

    Args:
        attention: ``[Q, K]``, ``[H, Q, K]`` or ``[B, H, Q, K]``; key 0 is the class token. Only one row is read: Q = 1 will do.
        keep: 0 to K - 1. The paper keeps ``pith.budget.keep_count(K - 1, 0.08, "ceil")``.
        class_row: the row to read.
        order: ``"ranked"``: best first; ``"position"``: ascending. Ties: the lower index wins.

    Returns:
        ``[keep]`` or ``[B, keep]``: positions among the patches.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    keep = count(keep, "keep", max(operand.shape[-1] - 1, 0))
    indices = operand.indices((operand.map_batch()) + (keep,))
    call(
        "pith_select_mustdrop_keys", context, operand, integer(class_row, "class_row"), keep, choice(Order, order, "order"),
        indices,
    )
    return indices.result()


class MustDrop(NamedTuple):
    """What :func:`mustdrop` keeps."""

    #: Ascending, relative to the first image token. For a batch ``[B, length]``, -1 past an item's count.
    indices: Any
    #: ``[J]`` or ``[B, J]``, ascending: where the key tokens are in ``indices``; the ``keys`` of the next layer.
    places: Any
    #: Tokens kept: a number, or ``[B]``.
    count: Any


def mustdrop(
    attention: T,
    keys: Any,
    start: int,
    length: int,
    *,
    global_threshold: float,
    individual_threshold: float,
    row_begin: Optional[int] = None,
    context: Optional[Context] = None,
) -> MustDrop:
    """Drops image tokens that the text after the image hardly attends to; key tokens stay (MustDrop, 2024).

    Args:
        attention: ``[Q, K]``, ``[H, Q, K]`` or ``[B, H, Q, K]`` of a decoder layer, or only what is read of it.
        keys: ``[J]`` or ``[B, J]``: key tokens as positions among the image tokens.
        start, length: where the image tokens lie among the K keys.
        global_threshold: share of all attention to the image below which a token may go; the paper: 0.001 for 192 tokens,
            0.0012 for 128, 0.011 or 0.005 for 64.
        individual_threshold: attention that no text token exceeds; the paper: 0.001, and 0.01 with 0.011.
        row_begin: first query row of the text after the image. None: ``start + length``.
    """
    operand = _arrays.floats(attention, "attention", 2, 3, 4)
    chosen = _arrays.indices(keys, "keys", 1, 2)
    start = integer(start, "start", 0, operand.shape[-1])
    length = integer(length, "length", 0, operand.shape[-1] - start)
    first = start + length if row_begin is None else integer(row_begin, "row_begin")
    batch = operand.map_batch()
    indices = operand.indices(batch + (length,), fill=-1)
    places = operand.indices(batch + (chosen.shape[-1],))
    kept = operand.indices(batch + (1,))
    call(
        "pith_select_mustdrop", context, operand, chosen, first, start, length,
        real(global_threshold, "global_threshold"), real(individual_threshold, "individual_threshold"), indices, places, kept,
    )
    number = kept.number()
    return MustDrop(indices.result() if batch else indices.result()[:number], places.result(), number)
