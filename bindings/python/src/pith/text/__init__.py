"""Text into less text: compression under a token budget, segmentation, embeddings without a model.

Offsets are characters of the given strings throughout, half open: ``text[begin:end]``.
"""

from .._abi import TextBoundary as Boundary
from .._abi import TextBudget as Budget
from .._abi import TextKind as Kind
from .._abi import TextLevel as Level
from .._abi import TextMetric as Metric
from .._abi import TextPieces as Pieces
from .._abi import TextReason as Reason
from .._abi import TextRemoval as Removal
from .._abi import TextStrategy as Strategy
from .._abi import TextUnit as Unit
from .._abi import TextWords as Words
from ._compress import compress, sentences
from ._dynamic import DynamicTokens, dynamic_tokenization
from ._embed import embed_hashed, embed_static
from ._filters import (
    Bm25,
    Filtered,
    Mmr,
    bm25_okapi,
    embeddings_clustering_filter,
    embeddings_filter,
    embeddings_redundant_filter,
    long_context_reorder,
    mmr,
)
from ._llmlingua2 import (
    LLMLingua2,
    LLMLingua2Contexts,
    LLMLingua2Words,
    llmlingua2,
    llmlingua2_chunks,
    llmlingua2_contexts,
    llmlingua2_words,
)
from ._llmlingua2_prompt import LLMLingua2Chunk, LLMLingua2Prompt, llmlingua2_prompt
from ._result import Compressed, Passage, Sentence
from ._segment import Segment, estimate_tokens, join, segment
from ._selective import SelectiveContext, selective_context
from ._tcra import Tcra, TcraText, tcra_encoder, tcra_leave_one_out, tcra_words

__all__ = [
    "Bm25",
    "Boundary",
    "Budget",
    "Compressed",
    "DynamicTokens",
    "Filtered",
    "Kind",
    "LLMLingua2",
    "LLMLingua2Chunk",
    "LLMLingua2Contexts",
    "LLMLingua2Prompt",
    "LLMLingua2Words",
    "Level",
    "Metric",
    "Mmr",
    "Passage",
    "Pieces",
    "Reason",
    "Removal",
    "Segment",
    "SelectiveContext",
    "Sentence",
    "Strategy",
    "Tcra",
    "TcraText",
    "Unit",
    "Words",
    "bm25_okapi",
    "compress",
    "dynamic_tokenization",
    "embed_hashed",
    "embed_static",
    "embeddings_clustering_filter",
    "embeddings_filter",
    "embeddings_redundant_filter",
    "estimate_tokens",
    "join",
    "llmlingua2",
    "llmlingua2_chunks",
    "llmlingua2_contexts",
    "llmlingua2_prompt",
    "llmlingua2_words",
    "long_context_reorder",
    "mmr",
    "segment",
    "selective_context",
    "sentences",
    "tcra_encoder",
    "tcra_leave_one_out",
    "tcra_words",
]
