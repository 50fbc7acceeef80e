"""Caches of layers that were written before some of the tokens were dropped."""

from __future__ import annotations

from typing import Any, Optional, Sequence

import numpy as np

from .. import _arrays
from .._call import call, integer
from ..context import Context

__all__ = ["mustdrop_compose"]


def mustdrop_compose(keep: Sequence[Any], n: Optional[int] = None, *, context: Optional[Context] = None) -> Any:
    """What each layer's cache keeps after several pruning stages (MustDrop, 2024).

    Args:
        keep: one list of positions per stage, each relative to what the stage before left.
        n: tokens before the first stage. None: enough for its list.

    Returns:
        ``[S, n_last]``, an int32 array: a cache written before stage s and after stage s - 1 is cut down with row s.
    """
    stages = [_arrays.indices(stage, f"keep[{s}]", 1) for s, stage in enumerate(keep)]
    lists = [np.asarray(stage.array, dtype=np.int32) for stage in stages]
    flat = _arrays.indices(np.concatenate(lists) if lists else np.empty(0, np.int32), "keep", 1)
    lengths = _arrays.indices(np.array([len(stage) for stage in lists], dtype=np.int32), "lengths", 1)
    before = max(lists[0].max(initial=-1) + 1, 0) if lists else 0
    selections = flat.indices((len(lists), len(lists[-1]) if lists else 0))
    call(
        "pith_kv_mustdrop_compose", context, flat, lengths, int(before) if n is None else integer(n, "n"), selections
    )
    return selections.result()
