"""Errors: one class per kind of failure, each also the Python builtin that fits.

Every error carries the library's ``status`` and, as its text, the library's message, such as
``pith_select_top_k: keep: expected 0 to N, got 9``.
"""

from __future__ import annotations

from typing import Dict, Type

from ._abi import Status

__all__ = [
    "ArgumentError",
    "BudgetError",
    "BusyError",
    "CallbackError",
    "CancelledError",
    "CapacityError",
    "DTypeError",
    "IndexRangeError",
    "NonFiniteError",
    "OutOfMemoryError",
    "PithError",
    "ShapeError",
    "Status",
    "UnsupportedError",
]


class PithError(Exception):
    """Any failure of the library. ``status`` says which."""

    status: Status

    def __init__(self, message: str, status: Status) -> None:
        super().__init__(message)
        self.status = status

    def __reduce__(self):  # the default would lose the status
        return (type(self), (str(self), self.status))


class ArgumentError(PithError, ValueError):
    """A scalar outside its range, a value that is not allowed, or buffers that overlap."""


class DTypeError(PithError, TypeError):
    """An argument of a kind or element type that is not accepted, or a required one that is missing."""


class ShapeError(PithError, ValueError):
    """A rank, extent, stride, size or alignment that does not fit."""


class NonFiniteError(PithError, ValueError):
    """NaN or infinity where a decision needs numbers."""


class IndexRangeError(PithError, IndexError):
    """An index outside its range, or out of order."""


class CapacityError(PithError, ValueError):
    """An output that is too small for the result."""


class BudgetError(PithError, ValueError):
    """A budget that cannot be met."""


class OutOfMemoryError(PithError, MemoryError):
    """No memory."""


class CancelledError(PithError, RuntimeError):
    """The context was cancelled, or its progress callback asked to stop."""


class BusyError(PithError, RuntimeError):
    """The context is in use by another call."""


class CallbackError(PithError, RuntimeError):
    """A callback reported failure."""


class UnsupportedError(PithError, NotImplementedError):
    """This machine or build cannot do it."""


_CLASSES: Dict[Status, Type[PithError]] = {
    Status.ERROR_NULL: DTypeError,
    Status.ERROR_RANGE: ArgumentError,
    Status.ERROR_ENUM: ArgumentError,
    Status.ERROR_OVERLAP: ArgumentError,
    Status.ERROR_DTYPE: DTypeError,
    Status.ERROR_NDIM: ShapeError,
    Status.ERROR_SHAPE: ShapeError,
    Status.ERROR_STRIDE: ShapeError,
    Status.ERROR_SIZE: ShapeError,
    Status.ERROR_ALIGNMENT: ShapeError,
    Status.ERROR_NONFINITE: NonFiniteError,
    Status.ERROR_INDEX: IndexRangeError,
    Status.ERROR_VALUE: ArgumentError,
    Status.ERROR_CAPACITY: CapacityError,
    Status.ERROR_BUDGET: BudgetError,
    Status.ERROR_MEMORY: OutOfMemoryError,
    Status.ERROR_CANCELLED: CancelledError,
    Status.ERROR_BUSY: BusyError,
    Status.ERROR_CALLBACK: CallbackError,
    Status.ERROR_UNSUPPORTED: UnsupportedError,
}


def make(status: int, message: str) -> PithError:
    """The error for a status; a number that a newer library invented is a plain PithError."""
    try:
        known = Status(status)
    except ValueError:
        return PithError(message or f"status {status}", status)  # type: ignore[arg-type]
    return _CLASSES.get(known, PithError)(message or known.name, known)
