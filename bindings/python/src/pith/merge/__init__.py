"""Which tokens become one. ``pith.apply`` carries the decision out."""

from ._bipartite import Merge, tome, tome_attention, tome_kth, tome_random
from ._grid import GridMerge, mustdrop, tomesd
from ._iterative import WeightedMerge, aim
from ._threshold import BatchMerge, dymu, dymu_attention, dymu_batch, dymu_threshold
from ._transform import Transformed, soft_assign, token_transforming, token_transforming_inverse

__all__ = [
    "BatchMerge", "GridMerge", "Merge", "Transformed", "WeightedMerge", "aim", "dymu", "dymu_attention", "dymu_batch",
    "dymu_threshold", "mustdrop", "soft_assign", "token_transforming", "token_transforming_inverse", "tome",
    "tome_attention", "tome_kth", "tome_random", "tomesd",
]
