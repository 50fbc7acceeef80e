"""Which rows belong together."""

from ._crag import Crag, crag, elbow
from ._density import DpcKnn, dpc_knn
from ._kmeans import KMeans, farthest_point, kmeans
from ._medoids import CenterClip, CenterClipSegments, centerclip, centerclip_segments
from ._superpixels import Expedit, expedit, expedit_reconstruct

__all__ = [
    "CenterClip", "CenterClipSegments", "Crag", "DpcKnn", "Expedit", "KMeans", "centerclip", "centerclip_segments", "crag",
    "dpc_knn", "elbow", "expedit", "expedit_reconstruct", "farthest_point", "kmeans",
]
