"""``pith_view`` as ctypes sees it, and how to fill one."""

from __future__ import annotations

import ctypes
import struct
from typing import Optional, Sequence

from ._abi import View

__all__ = ["View", "make_view"]

_LAYOUT = struct.Struct("@Pii4q4q")
_PADDING = [(0,) * (4 - ndim) for ndim in range(5)]


def make_view(address: int, dtype: int, shape: Sequence[int], stride: Optional[Sequence[int]]) -> View:
    """A view of memory that somebody else keeps alive. Strides are in elements; None: contiguous.

    A dimension of extent 1 (or a view without elements) has no meaningful stride, and libraries report all sorts there,
    negative ones included; contiguous ones are put in their place.
    """
    ndim = len(shape)
    contiguous = stride is None or 0 in shape
    step = 1
    steps = [0] * ndim
    for i in range(ndim - 1, -1, -1):
        extent = shape[i]
        steps[i] = step if contiguous or extent == 1 else stride[i]
        step *= extent or 1
    # In one piece: setting the fields of a ctypes structure one by one costs as much as a small call.
    padding = _PADDING[ndim]
    return View.from_buffer_copy(_LAYOUT.pack(address, dtype, ndim, *shape, *padding, *steps, *padding))


assert ctypes.sizeof(View) == _LAYOUT.size == ctypes.sizeof(ctypes.c_void_p) + 72, "pith_view layout"
