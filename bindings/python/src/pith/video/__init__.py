"""Tokens of video frames, of which neighbours are much alike."""

from .._abi import Order
from ._frames import EVS, DyCokeStep, Storm, dycoke, dycoke_step, evs, evs_count, storm
from ._holitom import HoliTom, HoliTomInner, HoliTomSegments, holitom, holitom_inner, holitom_segments
from ._space import Coverage, SpatialMLLM, spatial_mllm, spatial_mllm_coverage

__all__ = [
    "Coverage", "DyCokeStep", "EVS", "HoliTom", "HoliTomInner", "HoliTomSegments", "Order", "SpatialMLLM", "Storm", "dycoke",
    "dycoke_step", "evs", "evs_count", "holitom", "holitom_inner", "holitom_segments", "spatial_mllm",
    "spatial_mllm_coverage", "storm",
]
