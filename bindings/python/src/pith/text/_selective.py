"""Selective Context: what a language model finds least surprising goes (EMNLP 2023)."""

from __future__ import annotations

from itertools import chain, compress
from typing import Any, List, NamedTuple, Optional, Sequence, Union

import numpy as np

from .. import _arrays, errors
from .._abi import TextLevel
from .._call import call, choice, real
from ..context import Context
from ._bytes import float_output, int_output, tiled


class SelectiveContext(NamedTuple):
    """What stays."""

    #: The shortened text, joined as the authors join it.
    text: str
    #: Sentences, phrases or tokens.
    units: List[str]
    #: ``[U]``: 1 for units that stay, else 0.
    keep: Any
    #: ``[U]``: mean information of each unit.
    values: Any
    #: Units below it go.
    threshold: float


def selective_context(
    tokens: Sequence[Sequence[str]],
    information: Sequence[Sequence[float]],
    phrases: Optional[Sequence[Sequence[str]]] = None,
    ratio: float = 0.35,
    *,
    level: Union[TextLevel, str] = "phrase",
    context: Optional[Context] = None,
) -> SelectiveContext:
    """Drops the sentences, phrases or tokens that a language model finds least surprising.

    Args:
        tokens: for each sentence its tokens, which make it up exactly.
        information: for each sentence -ln p of its tokens.
        phrases: for each sentence its phrases, which make it up exactly, each with the white space before it; wanted for
            ``level="phrase"`` only.
        ratio: 0 (all stay) to 1: the percentile of the values below which units go.
        level: ``"sentence"``, ``"phrase"`` or ``"token"``.
    """
    which = choice(TextLevel, level, "level")
    sentences = list(map("".join, tokens))
    flat = list(chain.from_iterable(tokens))
    values = np.array(list(chain.from_iterable(information)), dtype=np.float32)
    if list(map(len, tokens)) != list(map(len, information)):
        raise errors.ShapeError("information: expected one number for each token", errors.Status.ERROR_SHAPE)
    cut: List[str] = []
    if which == TextLevel.PHRASE:
        if phrases is None:
            raise errors.ArgumentError("phrases: expected phrases for level 'phrase'", errors.Status.ERROR_NULL)
        if ["".join(sentence) for sentence in phrases] != sentences:
            raise errors.ArgumentError(
                "phrases: expected phrases that make up the same sentences as the tokens", errors.Status.ERROR_VALUE
            )
        cut = [phrase for sentence in phrases for phrase in sentence]
    total = {TextLevel.SENTENCE: len(sentences), TextLevel.PHRASE: len(cut), TextLevel.TOKEN: len(flat)}[TextLevel(which)]
    keep, means, threshold = int_output(total), float_output(total), float_output(1)
    call(
        "pith_text_selective_context", context, *tiled(flat, "tokens"), _arrays.floats(values, "information", 1),
        tiled(sentences, "tokens")[1], tiled(cut, "phrases")[1] if which == TextLevel.PHRASE else None, which,
        real(ratio, "ratio"), keep, means, threshold,
    )
    stays = keep.array.tolist()
    if which == TextLevel.SENTENCE:
        units = sentences
        text = " ".join(unit if stay else "" for unit, stay in zip(units, stays))
    else:
        units = flat
        if which == TextLevel.PHRASE and phrases is not None:
            # The first phrase of a sentence carries no space of its own.
            units = []
            for i, sentence in enumerate(phrases):
                units += [" " + phrase if i and not j else phrase for j, phrase in enumerate(sentence)]
        text = "".join(compress(units, stays))
    return SelectiveContext(text, units, keep.array, means.array, threshold.number())
