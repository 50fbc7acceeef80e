"""Which rows belong together."""

from ._crag import Crag, crag, elbow
from ._density import DpcKnn, dpc_knn
from ._kmeans import KMeans, farthest_point, kmeans

__all__ = ["Crag", "DpcKnn", "KMeans", "crag", "dpc_knn", "elbow", "farthest_point", "kmeans"]
