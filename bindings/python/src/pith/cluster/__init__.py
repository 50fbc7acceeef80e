"""Which rows belong together."""

from ._crag import Crag, crag, elbow
from ._kmeans import KMeans, farthest_point, kmeans

__all__ = ["Crag", "KMeans", "crag", "elbow", "farthest_point", "kmeans"]
