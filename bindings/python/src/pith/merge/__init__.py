"""Which tokens become one. ``pith.apply`` carries the decision out."""

from ._bipartite import Merge, tome, tome_attention, tome_kth, tome_random
from ._iterative import WeightedMerge, aim

__all__ = ["Merge", "WeightedMerge", "aim", "tome", "tome_attention", "tome_kth", "tome_random"]
