"""LangChain's and LlamaIndex's own classes with Pith's."""

import asyncio
import threading

import pith
import pytest
from langchain_core.documents import BaseDocumentCompressor, Document
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pith import errors
from pith.integrations.langchain import PithDocumentCompressor
from pith.integrations.llama_index import PithNodePostprocessor

QUESTION = "Who wrote the first program for the Analytical Engine?"
TEXTS = [
    "The Analytical Engine was designed by Charles Babbage. Ada Lovelace wrote the first program for it. "
    "The weather in London is often grey.",
    "Bananas are yellow. They grow in warm places. Many people eat them at breakfast.",
    "Lovelace's notes hold a program for Bernoulli numbers. Her notes were printed in 1843. Trains were new then.",
]


def documents():
    return [Document(page_content=text, metadata={"rank": i}, id=f"d{i}") for i, text in enumerate(TEXTS)]


def nodes():
    return [
        NodeWithScore(node=TextNode(text=text, id_=f"n{i}", metadata={"rank": i}), score=1.0 - i / 10)
        for i, text in enumerate(TEXTS)]


def words(text):
    return text.split()


def check(texts, given, question=QUESTION):
    """What is left is the function's own result, cut up by documents; every document's spans are its text."""
    whole = pith.text.compress(TEXTS, question, budget=25, count_tokens=words)
    assert "\n\n".join(texts) == whole.text
    assert len(words("\n\n".join(texts))) <= 25 < len(words("\n\n".join(TEXTS)))
    assert given == [i for i, spans in enumerate(whole.kept) if spans]


def test_langchain():
    compressor = PithDocumentCompressor(budget=25, count_tokens=words)
    assert isinstance(compressor, BaseDocumentCompressor)
    given = documents()
    result = compressor.compress_documents(given, QUESTION)
    check([one.page_content for one in result], [one.metadata["rank"] for one in result])
    assert "Ada Lovelace wrote the first program for it." in result[0].page_content
    for one in result:
        assert one.id == f"d{one.metadata['rank']}"
        spans = one.metadata["pith"]["kept"]
        assert spans and all(TEXTS[one.metadata["rank"]][begin:end] in one.page_content for begin, end in spans)
    assert given == documents()
    quiet = PithDocumentCompressor(budget=25, count_tokens=words, metadata_key=None)
    assert all("pith" not in one.metadata for one in quiet.compress_documents(given, QUESTION))
    assert asyncio.run(compressor.acompress_documents(given, QUESTION)) == result
    assert compressor.compress_documents([], QUESTION) == []


def test_llama_index():
    processor = PithNodePostprocessor(budget=25, count_tokens=words)
    assert isinstance(processor, BaseNodePostprocessor) and processor.class_name() == "PithNodePostprocessor"
    given = nodes()
    result = processor.postprocess_nodes(given, query_str=QUESTION)
    check([one.node.get_content() for one in result], [one.node.metadata["rank"] for one in result])
    for one in result:
        rank = one.node.metadata["rank"]
        assert one.node.node_id == f"n{rank}" and one.score == 1.0 - rank / 10
        assert "pith" not in one.node.get_content(metadata_mode="llm") and "rank" in one.node.get_content(metadata_mode="llm")
    assert [one.node.text for one in given] == TEXTS and all("pith" not in one.node.metadata for one in given)
    again = asyncio.run(processor.apostprocess_nodes(given, QueryBundle(QUESTION)))
    assert [one.node.text for one in again] == [one.node.text for one in result]
    unasked = processor.postprocess_nodes(given)
    check([one.node.get_content() for one in unasked], [one.node.metadata["rank"] for one in unasked], question=None)
    assert processor.postprocess_nodes([]) == []


def test_the_frameworks_embedding_models_are_used():
    from langchain_core.embeddings import DeterministicFakeEmbedding
    from llama_index.core.embeddings import MockEmbedding

    fake = DeterministicFakeEmbedding(size=16)
    expected = pith.text.compress(TEXTS, QUESTION, budget=25, count_tokens=words, embeddings=fake.embed_documents)
    result = PithDocumentCompressor(budget=25, count_tokens=words, embeddings=fake).compress_documents(documents(), QUESTION)
    assert "\n\n".join(one.page_content for one in result) == expected.text
    model = MockEmbedding(embed_dim=8)
    left = PithNodePostprocessor(budget=25, count_tokens=words, embeddings=model).postprocess_nodes(nodes(), query_str=QUESTION)
    assert left and len(words(" ".join(one.node.text for one in left))) <= 25


def test_the_asynchronous_forms_do_not_run_on_the_event_loop():
    threads = []

    def count(text):
        threads.append(threading.get_ident())
        return text.split()

    asyncio.run(PithDocumentCompressor(budget=25, count_tokens=count).acompress_documents(documents(), QUESTION))
    seen = len(threads)
    asyncio.run(PithNodePostprocessor(budget=25, count_tokens=count).apostprocess_nodes(nodes(), QueryBundle(QUESTION)))
    assert 0 < seen < len(threads) and threading.get_ident() not in threads


def test_errors_are_the_librarys():
    with pytest.raises(errors.ArgumentError, match="budget"):
        PithDocumentCompressor(budget=-1).compress_documents(documents(), QUESTION)
    with pytest.raises(errors.ArgumentError, match="strategy"):
        PithNodePostprocessor(budget=5, strategy="no such").postprocess_nodes(nodes(), query_str=QUESTION)
    with pytest.raises(ValueError):
        PithDocumentCompressor(budget=5, no_such_setting=1)
