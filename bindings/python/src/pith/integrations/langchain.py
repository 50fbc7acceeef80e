"""Retrieved documents of LangChain into fewer tokens: a document compressor.

    >>> from pith.integrations.langchain import PithDocumentCompressor
    >>> retriever = ContextualCompressionRetriever(
    ...     base_compressor=PithDocumentCompressor(budget=800), base_retriever=retriever)
"""

from typing import Any, Callable, Optional, Sequence

from langchain_core.callbacks import Callbacks
from langchain_core.documents import BaseDocumentCompressor, Document
from langchain_core.runnables.config import run_in_executor
from pydantic import ConfigDict, Field

from ._settings import NAMES, compress_each

__all__ = ["PithDocumentCompressor"]


class PithDocumentCompressor(BaseDocumentCompressor):
    """Keeps the sentences of retrieved documents that a token budget has room for (``pith.text.compress``).

    Documents keep their order, ids and metadata; those that keep no sentence are left out. Where a key is given, ``metadata``
    of each document also tells what was done: kept spans of the original (in characters), sentences and sentences kept.
    The documents given are not changed. The asynchronous form runs in the executor; calls release the interpreter's lock.
    """

    budget: int
    """The most that all documents together, joined by empty lines, may count."""
    unit: str = "tokens"
    """``"tokens"``, ``"words"`` or ``"bytes"``."""
    count_tokens: Optional[Callable[[str], Any]] = Field(default=None, exclude=True)
    """How many tokens a string is, such as ``llm.get_num_tokens`` or a tokenizer's ``encode``; None: an estimate."""
    strategy: str = "auto"
    words: str = "off"
    keep_context: bool = True
    keep_headings: bool = True
    redundancy: float = 0.5
    rank_prior: float = 0.3
    embeddings: Optional[Any] = Field(default=None, exclude=True)
    """LangChain's ``Embeddings``, or a function from strings to rows; None: lexical values only."""
    embedding_weight: float = 0.5
    word_drop: float = 0.25
    clusters: int = 0
    gap: Optional[str] = None
    """Written where sentences were dropped, such as ``" ... "``."""
    metadata_key: Optional[str] = "pith"
    """Metadata key for what was done; None: nothing is added."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    def compress_documents(
        self, documents: Sequence[Document], query: str, callbacks: Optional[Callbacks] = None
    ) -> Sequence[Document]:
        """Shortens documents, best-ranked first, for a query."""
        settings = {name: getattr(self, name) for name in NAMES}
        if hasattr(self.embeddings, "embed_documents"):
            settings["embeddings"] = self.embeddings.embed_documents
        result = []
        for index, shortened, done in compress_each([one.page_content for one in documents], query, settings):
            metadata = dict(documents[index].metadata)
            if self.metadata_key is not None:
                metadata[self.metadata_key] = done
            result.append(documents[index].model_copy(update={"page_content": shortened, "metadata": metadata}))
        return result

    async def acompress_documents(
        self, documents: Sequence[Document], query: str, callbacks: Optional[Callbacks] = None
    ) -> Sequence[Document]:
        """The same without blocking the event loop."""
        return await run_in_executor(None, self.compress_documents, documents, query, callbacks)
