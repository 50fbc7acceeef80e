"""``pith_view`` as ctypes sees it, and how to fill one."""

from __future__ import annotations

import ctypes
from typing import Sequence

from ._abi import View

__all__ = ["View", "make_view"]


def make_view(address: int, dtype: int, shape: Sequence[int], stride: Sequence[int]) -> View:
    """A view of memory that somebody else keeps alive. Strides are in elements.

    A dimension of extent 1 (or a view without elements) has no meaningful stride, and libraries report all sorts there,
    negative ones included; contiguous ones are put in their place.
    """
    view = View()
    view.data = address or None
    view.dtype = dtype
    view.ndim = len(shape)
    empty = 0 in shape
    step = 1
    for i in range(len(shape) - 1, -1, -1):
        view.shape[i] = shape[i]
        view.stride[i] = step if empty or shape[i] == 1 else stride[i]
        step *= max(shape[i], 1)
    return view


assert ctypes.sizeof(View) == ctypes.sizeof(ctypes.c_void_p) + 72, "pith_view layout"
