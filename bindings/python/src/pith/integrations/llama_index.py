"""Retrieved nodes of LlamaIndex into fewer tokens: a node post-processor.

    >>> from pith.integrations.llama_index import PithNodePostprocessor
    >>> engine = index.as_query_engine(node_postprocessors=[PithNodePostprocessor(budget=800)])
"""

import asyncio
from typing import Any, Callable, List, Optional

from llama_index.core.bridge.pydantic import ConfigDict, Field
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle

from ._settings import NAMES, compress_each

__all__ = ["PithNodePostprocessor"]


class PithNodePostprocessor(BaseNodePostprocessor):
    """Keeps the sentences of retrieved nodes that a token budget has room for (``pith.text.compress``).

    Nodes keep their order, ids, scores, relationships and metadata; those that keep no sentence are left out. Where a key is
    given, ``metadata`` of each node also tells what was done, hidden from the language model and from embeddings. The nodes
    given are not changed.
    """

    budget: int = Field(description="The most that the text of all nodes together, joined by empty lines, may count.")
    unit: str = Field(default="tokens", description="'tokens', 'words' or 'bytes'.")
    count_tokens: Optional[Callable[[str], Any]] = Field(
        default=None, exclude=True,
        description="How many tokens a string is, such as llama_index.core.utils.get_tokenizer(); None: an estimate.")
    strategy: str = "auto"
    words: str = "off"
    keep_context: bool = True
    keep_headings: bool = True
    redundancy: float = 0.5
    rank_prior: float = 0.3
    embeddings: Optional[Any] = Field(
        default=None, exclude=True,
        description="A LlamaIndex embedding model, or a function from strings to rows; None: lexical values only.")
    embedding_weight: float = 0.5
    word_drop: float = 0.25
    clusters: int = 0
    gap: Optional[str] = Field(default=None, description="Written where sentences were dropped, such as ' ... '.")
    metadata_key: Optional[str] = Field(
        default="pith", description="Metadata key for what was done; None: nothing is added.")

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    @classmethod
    def class_name(cls) -> str:
        return "PithNodePostprocessor"

    def _postprocess_nodes(
        self, nodes: List[NodeWithScore], query_bundle: Optional[QueryBundle] = None
    ) -> List[NodeWithScore]:
        settings = {name: getattr(self, name) for name in NAMES}
        if hasattr(self.embeddings, "get_text_embedding_batch"):
            settings["embeddings"] = self.embeddings.get_text_embedding_batch
        question = None if query_bundle is None else query_bundle.query_str
        texts = [one.node.get_content(metadata_mode=MetadataMode.NONE) for one in nodes]
        result = []
        for index, shortened, done in compress_each(texts, question, settings):
            node = nodes[index].node.model_copy(deep=True)
            node.set_content(shortened)
            if self.metadata_key is not None:
                node.metadata[self.metadata_key] = done
                for hidden in (node.excluded_llm_metadata_keys, node.excluded_embed_metadata_keys):
                    if self.metadata_key not in hidden:
                        hidden.append(self.metadata_key)
            result.append(NodeWithScore(node=node, score=nodes[index].score))
        return result

    async def _apostprocess_nodes(
        self, nodes: List[NodeWithScore], query_bundle: Optional[QueryBundle] = None
    ) -> List[NodeWithScore]:
        return await asyncio.to_thread(self._postprocess_nodes, nodes, query_bundle)
