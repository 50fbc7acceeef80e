"""Types that signatures share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence, TypeVar, Union

import numpy as np

if TYPE_CHECKING:
    import torch

    Array = Union[np.ndarray, "torch.Tensor"]
    ArrayLike = Union[np.ndarray, "torch.Tensor", Sequence[Any]]
    #: The kind of the first array decides the kind of the results.
    T = TypeVar("T", np.ndarray, "torch.Tensor")
else:
    Array = ArrayLike = Any
    T = TypeVar("T")
