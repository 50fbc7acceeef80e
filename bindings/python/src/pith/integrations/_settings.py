"""What the framework classes share: documents to be shortened together, and one shortened text for each."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

from .. import text

#: Settings of ``pith.text.compress`` that the framework classes pass on as they are.
NAMES = (
    "budget", "unit", "count_tokens", "strategy", "words", "keep_context", "keep_headings", "redundancy", "rank_prior",
    "embeddings", "embedding_weight", "word_drop", "clusters", "gap",
)


def compress_each(
    texts: Sequence[str], question: Optional[str], settings: Dict[str, Any]
) -> List[Tuple[int, str, Dict[str, Any]]]:
    """Shortens texts under one budget: ``(index, shortened text, what was done)`` of each that keeps anything, in order."""
    result = text.compress(list(texts), question or None, **settings)
    kept = []
    for index, passage in enumerate(result.passages):
        if not passage.kept:
            continue
        shortened = text.join([passage.text], [passage.kept], gap=settings["gap"])
        scores = [sentence.score for sentence in passage.sentences if sentence.kept]
        kept.append((index, shortened, {
            "kept": [list(span) for span in passage.kept],
            "sentences": len(passage.sentences),
            "sentences_kept": len(scores),
            "score": max(scores, default=0.0),
        }))
    return kept
