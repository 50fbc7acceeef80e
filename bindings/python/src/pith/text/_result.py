"""What compression came to, as text, spans, HTML and terminal colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from . import _render

Span = Tuple[int, int]


class Sentence(NamedTuple):
    """One sentence of a passage: ``passage.text[begin:end]``."""

    begin: int
    end: int
    #: ``sentence``, ``heading``, ``list_item``, ``table_row`` or ``code``.
    kind: str
    #: Its value, 0 to 1.
    score: float
    #: Why it was kept (``chosen``, ``required``, ``context``, ``heading``, ``shortened``) or dropped (``budget``,
    #: ``redundant``, ``irrelevant``).
    reason: str
    kept: bool


class Passage(NamedTuple):
    """One passage, and what became of it. Offsets are characters of ``text``."""

    text: str
    #: Ascending spans that stay.
    kept: List[Span]
    sentences: List[Sentence]

    @property
    def dropped(self) -> List[Span]:
        """What lies between the kept spans."""
        spans, at = [], 0
        for begin, end in self.kept:
            if begin > at:
                spans.append((at, begin))
            at = end
        if at < len(self.text):
            spans.append((at, len(self.text)))
        return spans


@dataclass(frozen=True)
class Compressed:
    """Compressed passages. ``str()`` gives the shortened text; notebooks show what was kept and dropped."""

    #: The shortened text.
    text: str
    question: Optional[str]
    passages: List[Passage]
    budget: int
    #: What is counted: ``tokens``, ``words`` or ``bytes``.
    unit: str
    #: All passages, joined, in that unit.
    tokens_before: int
    #: The shortened text, in that unit; at most the budget.
    tokens_after: int
    #: Words dropped inside kept sentences.
    words_dropped: int

    @property
    def kept(self) -> List[List[Span]]:
        """For each passage its kept spans, in characters."""
        return [passage.kept for passage in self.passages]

    @property
    def dropped(self) -> List[List[Span]]:
        """For each passage its dropped spans, in characters; with ``kept`` they tile the passage."""
        return [passage.dropped for passage in self.passages]

    @property
    def ratio(self) -> float:
        """How much is left: ``tokens_after / tokens_before``."""
        return self.tokens_after / self.tokens_before if self.tokens_before else 1.0

    @property
    def summary(self) -> str:
        """One line: ``312 of 1840 tokens (17 %), 14 of 92 sentences``."""
        sentences = [sentence for passage in self.passages for sentence in passage.sentences]
        kept = sum(sentence.kept for sentence in sentences)
        line = (
            f"{self.tokens_after} of {self.tokens_before} {self.unit} ({100 * self.ratio:.0f} %), "
            f"{kept} of {len(sentences)} sentences"
        )
        return line + (f", {self.words_dropped} words dropped" if self.words_dropped else "")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Compressed: {self.summary}>"

    def to_html(self, *, full_page: bool = True) -> str:
        """The passages with what was dropped struck through: a page of its own, or a fragment for one."""
        return _render.html_page(self) if full_page else _render.html_fragment(self)

    def _repr_html_(self) -> str:
        return _render.html_fragment(self)

    def to_ansi(self) -> str:
        """The passages for a terminal, with what was dropped dim and struck through."""
        return _render.ansi(self)

    def to_dict(self) -> Dict[str, Any]:
        """Everything as plain data, ready for ``json.dumps``."""
        return {
            "text": self.text,
            "question": self.question,
            "budget": self.budget,
            "unit": self.unit,
            "before": self.tokens_before,
            "after": self.tokens_after,
            "ratio": self.ratio,
            "words_dropped": self.words_dropped,
            "passages": [
                {
                    "kept": [list(span) for span in passage.kept],
                    "dropped": [list(span) for span in passage.dropped],
                    "sentences": [sentence._asdict() for sentence in passage.sentences],
                }
                for passage in self.passages
            ],
        }
