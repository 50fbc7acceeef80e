"""Tokens of video frames, of which neighbours are much alike."""

from .._abi import Order
from ._frames import EVS, DyCokeStep, Storm, dycoke, dycoke_step, evs, evs_count, storm
from ._space import Coverage, SpatialMLLM, spatial_mllm, spatial_mllm_coverage

__all__ = [
    "EVS", "Coverage", "DyCokeStep", "Order", "SpatialMLLM", "Storm", "dycoke", "dycoke_step", "evs", "evs_count",
    "spatial_mllm", "spatial_mllm_coverage", "storm",
]
