"""Pith makes token sequences shorter.

It prunes, merges, pools and clusters token embeddings, attention maps and KV caches, and shrinks text prompts, on the NumPy
arrays and PyTorch tensors that you already hold, without copying them.

    >>> kept = pith.select.divprune(tokens, 64)          # which of the [N, D] tokens stay
    >>> shorter = pith.apply.gather(tokens, kept)        # carry it out, here or on any other buffer
    >>> pith.text.compress(passages, question, budget=500).text

Functions live in one module per family; ``pith.methods()`` lists what there is. Deciding and applying are separate: decide
once, then apply the decision to hidden states, positions, masks or caches. Every function takes ``context=`` (threads,
reusable scratch, progress, cancellation; see :class:`pith.Context`). Failures raise :class:`pith.PithError`.
"""

from __future__ import annotations

from . import apply, budget, cluster, errors, kv, merge, plot, pool, score, select, text, video
from ._abi import Isa
from ._call import check as _check
from ._call import choice as _choice
from ._call import text as _static
from ._load import lib as _lib
from ._load import library_path
from ._methods import Method, methods
from .context import Context
from .errors import PithError

__all__ = [
    "Context",
    "Method",
    "PithError",
    "apply",
    "budget",
    "cluster",
    "errors",
    "isa",
    "kv",
    "library_path",
    "limit_isa",
    "merge",
    "methods",
    "plot",
    "pool",
    "score",
    "select",
    "text",
    "version",
    "video",
]


def version() -> str:
    """The library's version."""
    number = _lib.pith_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def isa() -> str:
    """The instruction set in use: ``avx512``, ``avx2`` or ``baseline``."""
    return _static(_lib.pith_isa_name())


def limit_isa(name: "Isa | str") -> None:
    """Uses at most this instruction set from now on, in the whole process. Results are the same bits with each."""
    _check(_lib.pith_isa_limit(_choice(Isa, name, "isa")))


__version__ = version()
