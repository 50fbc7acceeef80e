"""Text methods on a model's tokens, and one decision carried out on many buffers."""

from typing import NamedTuple

import numpy as np
import pith
import pytest

PIECES = ["[CLS]", "The", "riv", "##er", "rose", "by", "3", "##0", "cm", "[NEW0]", "yes", ",", "[SEP]"]
PROBABILITIES = np.linspace(0.1, 0.9, len(PIECES), dtype=np.float32)


def test_words_are_made_of_tokens():
    made = pith.text.llmlingua2_words(
        PIECES, PROBABILITIES, special=["[CLS]", "[SEP]"], forced=["\n", ","], keep_digits=True)
    assert made.words == ["The", "river", "rose", "by", "30", "cm", "\n", "yes", ","]
    assert made.forced.tolist() == [-1, -1, -1, -1, -1, -1, 0, -1, 1]
    assert made.word_of_token.tolist() == [-1, 0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 8, -1]
    np.testing.assert_allclose(made.probabilities[[4, 6, 8]], 1)
    np.testing.assert_allclose(made.probabilities[1], PROBABILITIES[2:4].mean(), rtol=1e-6)
    np.testing.assert_allclose(made.unforced[[4, 6, 8]], PROBABILITIES[[6, 9, 11]], rtol=1e-6)


def test_a_prompt_gets_shorter_and_reads_as_text():
    chunk = pith.text.LLMLingua2Chunk("", PIECES, PROBABILITIES)
    found = pith.text.llmlingua2_prompt(
        [[chunk]], 0.5, special=["[CLS]", "[SEP]"], forced=["\n", ","], count_tokens=lambda text: 1)
    kept = [word for word, flag in found.labels if flag]
    assert [word for word, _ in found.labels] == ["The", "river", "rose", "by", "30", "cm", "\n", "yes", ","]
    assert kept == ["cm", "\n", "yes", ","] and found.text == "cm \n yes,"


def test_whole_contexts_go_first():
    chunks = [[pith.text.LLMLingua2Chunk(word, [word], [p])] for word, p in (("a", 0.9), ("b", 0.1), ("c", 0.5))]
    found = pith.text.llmlingua2_prompt(
        chunks, 0.5, context_level=True, token_level=False, target_contexts=1, forced_contexts=[1])
    assert found.contexts == ["a", "b"]
    with pytest.raises(pith.PithError, match="forced"):
        pith.text.llmlingua2_contexts(np.ones(1, np.float32), [1], 0.5, forced=[1])


def test_chunks_end_where_they_may():
    tokens = list("ab.cdefgh.ij")
    assert pith.text.llmlingua2_chunks(tokens, 4, ends=["."]) == [(0, 3), (3, 8), (8, 12)]
    assert pith.text.llmlingua2_chunks([], 4) == []


def test_selection_is_of_the_kind_of_its_input():
    torch = pytest.importorskip("torch")
    found = pith.text.llmlingua2(torch.tensor([0.1, 0.9, 0.5, 0.4]), 0.5)
    assert isinstance(found.keep, torch.Tensor) and found.keep.tolist() == [0, 1, 1, 0]
    assert pith.text.llmlingua2(np.zeros(0, np.float32)).keep.tolist() == []
    with pytest.raises(pith.PithError, match="rate"):
        pith.text.llmlingua2(np.ones(2, np.float32), 2)


def test_dynamic_tokens_pool_embeddings(rng):
    sequences = [["<s>", "un", "do", "Ġun", "do", "</s>"], ["un", "do"]]
    found = pith.text.dynamic_tokenization(sequences, 2, special=["<s>", "</s>"])
    assert found.sequences == [["<s>", "undo", "Ġundo", "</s>"], ["undo"]]
    assert found.merges == [("un", "do"), ("Ġun", "do")] and found.places == [2, 1]
    assert found.spans == [[(0, 1), (1, 3), (3, 5), (5, 6)], [(0, 2)]]
    embeddings = rng.standard_normal((8, 4)).astype(np.float32)
    pooled = pith.apply.merge(embeddings, found.assign).values
    np.testing.assert_allclose(pooled[4], embeddings[6:].mean(axis=0), rtol=1e-6)


def test_dynamic_tokens_may_be_bytes():
    found = pith.text.dynamic_tokenization([[b"a", b"b", b" a", b"b"]], 9)
    assert found.sequences == [[b"ab", b" ab"]]
    assert pith.text.dynamic_tokenization([], 9).sequences == []
    assert pith.text.dynamic_tokenization([[]], 9).sequences == [[]]
    with pytest.raises(pith.PithError, match="merges"):
        pith.text.dynamic_tokenization([["a"]], -1)
    with pytest.raises(pith.PithError, match="boundary"):
        pith.text.dynamic_tokenization([["a"]], 1, boundary="line")


def test_a_splitter_of_the_host_decides():
    asked = []

    def splitter(text):
        asked.append(text)
        return [text] if text.startswith("a") else [text[:1], text[1:]]

    found = pith.text.dynamic_tokenization([["a", "é", "c"]], 9, boundary="pretokens", splitter=splitter, byte_level=False)
    assert found.sequences == [["aéc"]] and sorted(set(asked)) == ["aé", "aéc", "éc"]

    def broken(text):
        raise KeyError(text)

    with pytest.raises(KeyError, match="aé"):
        pith.text.dynamic_tokenization([["a", "é"]], 9, boundary="pretokens", splitter=broken, byte_level=False)


class Cache(NamedTuple):
    keys: np.ndarray
    values: np.ndarray


def test_one_decision_for_many_buffers(rng):
    hidden = rng.standard_normal((6, 3)).astype(np.float16)
    cache = [Cache(rng.random((2, 6, 4)).astype(np.float32), rng.random((2, 6, 4)).astype(np.float32)) for _ in range(2)]
    buffers = {"hidden": hidden, "positions": np.arange(6), "cache": cache, "mask": None}
    kept = np.asarray([1, 4, 5])
    short = pith.apply.gather_all(buffers, kept, axis={"cache": 1})
    assert list(short) == list(buffers) and short["mask"] is None and short["positions"].tolist() == [1, 4, 5]
    np.testing.assert_array_equal(short["hidden"], hidden[kept])
    for whole, part in zip(cache, short["cache"]):
        assert isinstance(part, Cache)
        np.testing.assert_array_equal(part.keys, whole.keys[:, kept])
        np.testing.assert_array_equal(part.values, whole.values[:, kept])


def test_one_decision_for_a_batch():
    torch = pytest.importorskip("torch")
    hidden, mask = torch.rand(2, 5, 3), torch.ones(2, 5, dtype=torch.bool)
    kept = torch.tensor([[0, 2], [3, 4]])
    first, second = pith.apply.gather_all((hidden, mask), kept)
    assert torch.equal(first, torch.stack([hidden[0, [0, 2]], hidden[1, [3, 4]]])) and second.shape == (2, 2)
    assert pith.apply.gather_all([], kept) == []


def test_axes_of_unknown_buffers_are_refused():
    with pytest.raises(pith.PithError, match="axis"):
        pith.apply.gather_all({"a": np.ones(3)}, [0], axis={"b": 1})
    with pytest.raises(pith.PithError, match="axis"):
        pith.apply.gather_all([np.ones(3)], [0], axis={"b": 1})
