"""Which tokens become one. ``pith.apply`` carries the decision out."""

from ._bipartite import Merge, tome, tome_attention, tome_kth, tome_random

__all__ = ["Merge", "tome", "tome_attention", "tome_kth", "tome_random"]
