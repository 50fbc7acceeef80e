"""Carries a decision out on any buffer: hidden states, positions, masks, caches, token sizes."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Optional, Union

from . import _arrays, errors
from ._abi import Dtype, Reduce
from ._call import call, choice, integer
from ._types import T
from .context import Context

__all__ = ["Merged", "Reduce", "compact", "gather", "gather_all", "merge", "transform", "unmerge"]


def gather(
    x: T, indices: Any, *, axis: Optional[int] = None, out: Optional[T] = None, context: Optional[Context] = None
) -> T:
    """Copies the named positions of one axis.

    Args:
        x: one to four dimensions, any dtype of 1, 2, 4 or 8 bytes, any strides that are not negative.
        indices: ``[K]``, or the dimensions of ``x`` before the axis and then K, such as ``[B, K]`` for ``[B, N, D]``. Any
            order, repeats allowed.
        axis: the axis that is indexed; negative ones count from the end. None: the last one that ``indices`` has, so
            that ``[B, K]`` indexes axis 1.
        out: where to write: the shape of ``x`` with K along the axis, its dtype. None: a new array.
    """
    source = _arrays.anything(x, "x")
    chosen = _arrays.indices(indices, "indices")
    at = _axis(axis, chosen.ndim - 1, source.ndim)
    shape = source.shape[:at] + (chosen.shape[-1],) + source.shape[at + 1 :]
    target = source.moved(shape) if out is None else _same_type(out, source)
    call("pith_apply_gather", context, source, chosen, at, target)
    return target.array if out is None else out


def gather_all(tensors: Any, indices: Any, *, axis: Any = None, context: Optional[Context] = None) -> Any:
    """Copies the named positions of many tensors: one decision for hidden states, positions, masks and a KV cache.

        >>> short = pith.apply.gather_all({"hidden": hidden, "cache": [(k, v), (k2, v2)]}, kept, axis={"cache": 2})

    Args:
        tensors: a dict, list or tuple of arrays as :func:`gather` takes them, which may hold such containers again. None stays
            None.
        indices: as in :func:`gather`, the same for all.
        axis: the axis that is indexed: one for all, or a dict with those of some entries of the outer dict; None, or an entry
            left out: the last one that ``indices`` has.

    Returns:
        The same containers with new arrays.
    """
    by_name = isinstance(axis, Mapping)
    if by_name and not (isinstance(tensors, Mapping) and all(name in tensors for name in axis)):
        raise errors.ArgumentError("axis: expected names of entries of tensors", errors.Status.ERROR_VALUE)
    # Converted once, not once for each tensor.
    chosen = _arrays.indices(indices, "indices").array
    if isinstance(tensors, Mapping):
        return {
            name: gather_all(value, chosen, axis=axis.get(name) if by_name else axis, context=context)
            for name, value in tensors.items()
        }
    if not isinstance(tensors, (list, tuple)):
        return None if tensors is None else gather(tensors, chosen, axis=axis, context=context)
    parts = [gather_all(value, chosen, axis=axis, context=context) for value in tensors]
    if isinstance(tensors, list):
        return parts
    return type(tensors)(*parts) if hasattr(tensors, "_fields") else tuple(parts)


def compact(values: T, indices: Any, *, axis: Optional[int] = None, context: Optional[Context] = None) -> T:
    """Moves the named positions of one axis to its front, in place: shortens a KV cache.

    Args:
        values: one to four dimensions, any dtype of 1, 2, 4 or 8 bytes; written. Positions from K on stay as they were.
        indices: ``[K]``, or the dimensions of ``values`` before the axis and then K, such as ``[B, H, K]`` for
            ``[B, H, N, D]``. Strictly ascending.
        axis: as in :func:`gather`.

    Returns:
        A view of ``values``: its first K positions.
    """
    target = _arrays.output(values, "values", moved=True)
    chosen = _arrays.indices(indices, "indices")
    at = _axis(axis, chosen.ndim - 1, target.ndim)
    call("pith_apply_compact", context, chosen, at, target)
    return values[(slice(None),) * at + (slice(0, chosen.shape[-1]),)]


class Merged(NamedTuple):
    """What :func:`merge` makes."""

    #: ``[M, D]`` or ``[B, M, D]``, in the dtype of ``x``.
    values: Any
    #: ``[M]`` or ``[B, M]``, float32: weights added up; without weights, the number of tokens of each row.
    size: Any


def merge(
    x: T,
    assign: Any,
    rows: Optional[int] = None,
    *,
    weight: Optional[T] = None,
    mode: Union[Reduce, str] = "mean",
    context: Optional[Context] = None,
) -> Merged:
    """Merges tokens by an assignment: means, sums or maxima of the tokens of each output row.

    Args:
        x: ``[N, D]`` or ``[B, N, D]``.
        assign: ``[N]`` (for every batch item) or ``[B, N]``: output row of each token; -1: dropped.
        rows: M, the number of output rows. None: one more than the largest assignment.
        weight: ``[N]`` or ``[B, N]``; with token sizes as weights ``"mean"`` is the size-weighted mean of Token Merging.
        mode: ``"mean"``: sum of ``w * x`` over sum of ``w``; ``"sum"``: sum of ``w * x``; ``"max"``: the greatest, whatever
            the weights. Rows without tokens are 0.
    """
    source = _arrays.floats(x, "x", 2, 3)
    rows_of = _arrays.indices(assign, "assign", 1, 2)
    weights = None if weight is None else _arrays.floats(weight, "weight", 1, 2)
    if rows is None:
        largest = int(rows_of.array.max()) if 0 not in rows_of.shape else -1
        rows = max(largest, -1) + 1
    rows = integer(rows, "rows", 0, _arrays.INT32_MAX)
    batch = source.batch(2)
    y = source.floats(batch + (rows, source.shape[-1]))
    size = source.floats(batch + (rows,), Dtype.F32)
    call("pith_apply_merge", context, source, rows_of, weights, choice(Reduce, mode, "mode"), y, size)
    return Merged(y.result(), size.result())


def unmerge(y: T, assign: Any, *, context: Optional[Context] = None) -> T:
    """Gives every token a copy of the row that it was merged into.

    Args:
        y: ``[M, D]`` or ``[B, M, D]``.
        assign: ``[N]`` (for every batch item) or ``[B, N]``: row of each token; -1: zeros.

    Returns:
        ``[N, D]`` or ``[B, N, D]``.
    """
    source = _arrays.floats(y, "y", 2, 3)
    rows_of = _arrays.indices(assign, "assign", 1, 2)
    x = source.floats(source.batch(2) + (rows_of.shape[-1], source.shape[-1]))
    call("pith_apply_unmerge", context, source, rows_of, x)
    return x.result()


def transform(weights: T, x: T, *, context: Optional[Context] = None) -> T:
    """Makes every output token a weighted sum of all input tokens: ``weights @ x``, accumulated in float32.

    Args:
        weights: ``[M, N]`` or ``[B, M, N]``.
        x: ``[N, D]`` or ``[B, N, D]``.

    Returns:
        ``[M, D]`` or ``[B, M, D]``, in the kind and dtype of ``x``.
    """
    factors = _arrays.floats(weights, "weights", 2, 3)
    source = _arrays.floats(x, "x", 2, 3)
    y = source.floats(source.batch(2) + (factors.shape[-2], source.shape[-1]))
    call("pith_apply_transform", context, factors, source, y)
    return y.result()


def _axis(axis: Optional[int], default: int, ndim: int) -> int:
    if axis is None:
        return default
    axis = integer(axis, "axis", -ndim, ndim - 1)
    return axis + ndim if axis < 0 else axis


def _same_type(out: Any, source: _arrays.Operand) -> _arrays.Operand:
    """An output for moved data: equal sizes are not enough, floats written over integers would be garbage."""
    target = _arrays.output(out, "out", moved=True)
    if target.is_torch != source.is_torch or target.array.dtype != source.array.dtype:
        raise errors.DTypeError(
            f"out: expected the type of x, {source.array.dtype}, got {target.array.dtype}", errors.Status.ERROR_DTYPE
        )
    return target
