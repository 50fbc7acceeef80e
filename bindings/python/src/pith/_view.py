"""``pith_view`` as bytes, and as ctypes sees it."""

from __future__ import annotations

import ctypes
import struct
from typing import Optional, Sequence

from ._abi import View

__all__ = ["View", "pack_view"]

_LAYOUT = struct.Struct("@Pii4q4q")
_PADDING = [(0,) * (4 - ndim) for ndim in range(5)]
_pack = _LAYOUT.pack


def pack_view(address: int, dtype: int, shape: Sequence[int], stride: Optional[Sequence[int]]) -> bytes:
    """A view of memory that somebody else keeps alive. Strides are in elements; None: contiguous.

    A dimension of extent 1 (or a view without elements) has no meaningful stride, and libraries report all sorts there,
    negative ones included; contiguous ones are put in their place.

    Bytes, since making and passing a ctypes structure costs more than a small call.
    """
    ndim = len(shape)
    if stride is None:
        if ndim == 1:
            return _pack(address, dtype, 1, shape[0], 0, 0, 0, 1, 0, 0, 0)
        if ndim == 2:
            return _pack(address, dtype, 2, shape[0], shape[1], 0, 0, shape[1] or 1, 1, 0, 0)
    contiguous = stride is None or 0 in shape
    step = 1
    steps = [0] * ndim
    for i in range(ndim - 1, -1, -1):
        extent = shape[i]
        steps[i] = step if contiguous or extent == 1 else stride[i]
        step *= extent or 1
    padding = _PADDING[ndim]
    return _pack(address, dtype, ndim, *shape, *padding, *steps, *padding)


assert ctypes.sizeof(View) == _LAYOUT.size == ctypes.sizeof(ctypes.c_void_p) + 72, "pith_view layout"
