"""Fewer tokens by averaging or by maximum, over regular windows."""

from .._abi import DepthLayout, FramePool, Interpolation
from .._abi import Pool as Mode
from ._attention import Attention, cross_attention, mqt, project, region_attention
from ._grid import block_order, depth_to_space, interpolate, llava_2dpool, m3, m3_grid, space_to_depth
from ._prefix import mask_tail, prefix
from ._window import adaptive, window, window_grid

__all__ = [
    "Attention", "DepthLayout", "FramePool", "Interpolation", "Mode", "adaptive", "block_order", "cross_attention",
    "depth_to_space", "interpolate", "llava_2dpool", "m3", "m3_grid", "mask_tail", "mqt", "prefix", "project",
    "region_attention", "space_to_depth", "window", "window_grid",
]
