"""The sides of grids and windows as arguments."""

from __future__ import annotations

from typing import Sequence, Tuple, Union

from .. import errors
from .._call import integer

Sides = Union[int, Sequence[int]]


def axes(value: Sides, name: str, count: int, missing: int) -> Tuple[int, int, int]:
    """Three numbers for frames, height and width; ``count``: how many the caller must give, 0 for two or three."""
    given = [value, value] if isinstance(value, int) else list(value)
    if len(given) == 2 and (count != 3 or isinstance(value, int)):
        given = [missing, *given]
    if len(given) != 3 or (count == 2 and not isinstance(value, int) and len(value) == 3):
        raise errors.ArgumentError(f"{name}: expected one number per side of the grid, got {value!r}", errors.Status.ERROR_RANGE)
    frames, height, width = (integer(side, name) for side in given)
    return frames, height, width
