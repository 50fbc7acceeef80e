"""One call into the library: arguments to C, status to exception."""

from __future__ import annotations

import ctypes
import operator
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple, Type, TypeVar, Union

from . import errors
from ._abi import Status, View
from ._arrays import Operand
from ._load import lib

if TYPE_CHECKING:
    from .context import Context

E = TypeVar("E", bound=IntEnum)


def check(status: int) -> None:
    """Raises for a status other than OK. The message belongs to the calling thread, so this must run on it."""
    if status != 0:
        raise errors.make(status, lib.pith_last_error().decode("utf-8", "replace"))


class _Entries(dict):
    """Functions by name, which take views as pointers to anything: so packed views pass as the bytes they are."""

    def __missing__(self, name: str) -> Any:
        declared = getattr(lib, name)
        entry = lib[name]  # a second object for the same function
        entry.restype = declared.restype
        entry.argtypes = [ctypes.c_void_p if kind is _VIEW else kind for kind in declared.argtypes]
        self[name] = entry
        return entry


_VIEW = ctypes.POINTER(View)
_entries = _Entries()


def call(function: str, context: "Optional[Context]", *arguments: Any) -> None:
    """Calls ``function(context, *arguments)``.

    Operands become pointers to their views, None becomes NULL. The arguments are alive until the call has returned: this
    frame refers to them.
    """
    native = [argument.pointer if type(argument) is Operand else argument for argument in arguments]
    entry = _entries[function]
    if context is None:
        check(entry(None, *native))
    else:
        context._run(entry, native)


def integer(value: Any, name: str, low: int = -(2**63), high: int = 2**63 - 1) -> int:
    """An integer argument. ctypes would cut off the bits that do not fit; this refuses them."""
    if type(value) is int:
        number = value
    elif isinstance(value, bool):
        raise errors.DTypeError(f"{name}: expected an integer, got {value}", Status.ERROR_DTYPE)
    else:
        try:
            number = operator.index(value)
        except TypeError:
            raise errors.DTypeError(
                f"{name}: expected an integer, got {type(value).__name__}", Status.ERROR_DTYPE
            ) from None
    if not low <= number <= high:
        raise errors.ArgumentError(f"{name}: expected {low} to {high}, got {number}", Status.ERROR_RANGE)
    return number


def pair(value: Any, name: str, low: int = 0) -> Tuple[int, int]:
    """(height, width), each ``low`` to 2^31 - 1."""
    try:
        height, width = value
    except (TypeError, ValueError):
        raise errors.ArgumentError(f"{name}: expected (height, width), got {value!r}", Status.ERROR_RANGE) from None
    return integer(height, name, low, 2**31 - 1), integer(width, name, low, 2**31 - 1)


def count(value: Any, name: str, high: int) -> int:
    """How many of ``high`` things: 0 to ``high``."""
    return integer(value, name, 0, high)


def real(value: Any, name: str) -> float:
    """A float argument; the library checks its range."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise errors.DTypeError(f"{name}: expected a number, got {type(value).__name__}", Status.ERROR_DTYPE) from None


def choice(kind: Type[E], value: Union[E, str], name: str) -> int:
    """The number of an enum argument, given as the enum or as its name in lower case."""
    if isinstance(value, kind):
        return int(value)
    if isinstance(value, str):
        number = _choices.get((kind, value))
        if number is not None:
            return number
        member = kind.__members__.get(value.upper())
        if member is not None:
            _choices[kind, value] = int(member)
            return int(member)
    options = ", ".join(repr(key.lower()) for key in kind.__members__)
    raise errors.ArgumentError(f"{name}: expected one of {options}, got {value!r}", Status.ERROR_ENUM)


#: Names that were asked for before. Few: each member has as many as there are ways to write it in mixed case.
_choices: Dict[Tuple[type, Any], int] = {}


def text(pointer: Optional[bytes]) -> str:
    """Static text of the library."""
    return pointer.decode("utf-8", "replace") if pointer else ""


def reference(structure: ctypes.Structure) -> Any:
    return ctypes.byref(structure)
