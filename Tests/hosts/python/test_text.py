"""Text: compression, spans in characters, callbacks, rendering."""

import ctypes
import html
import inspect
import json
import re
from html.parser import HTMLParser

import numpy as np
import pith
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pith import _abi, errors

PASSAGES = [
    "The battery lasts two full days of heavy use. It charges in one hour.\n\n"
    "The camera is soft in low light. Photos at night are blurry, and the camera hunts for focus.",
    "Die Lieferung war schnell – naïve Käufer 東京 freuen sich 🙂 sehr. The courier was friendly. <b>Really</b> & friendly.",
    "",
    "Setting up took five minutes. However, the manual is useless.",
]
QUESTION = "How long does the battery last?"

texts = st.text(st.characters() | st.sampled_from(" .!?\n\tabcAÉ東🙂\u0301\ud800"), max_size=80)


def words_of(text):
    return len(text.split())


# ---- Segments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["word", "sentence"])
@given(text=texts)
def test_uax29_segments_tile_the_text(unit, text):
    pieces = pith.text.segment(text, unit)
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert "".join(text[begin:end] for begin, end, _ in pieces) == text
    assert all(begin < end for begin, end, _ in pieces) or not text


@given(text=texts)
def test_white_space_segments_are_words(text):
    text = "".join(c for c in text if not "\ud800" <= c <= "\udfff" and c not in "\x1c\x1d\x1e\x1f")
    assert [text[begin:end] for begin, end, _ in pith.text.segment(text, "whitespace")] == text.split()


def test_offsets_are_characters():
    text = "naïve 東京 🙂 ok"
    found = [text[begin:end] for begin, end, kind in pith.text.segment(text, "word") if kind == pith.text.Kind.WORD]
    assert found[0] == "naïve" and found[-1] == "ok"


def test_sentences_of_passages():
    found = pith.text.sentences(PASSAGES)
    assert found[0] == "The battery lasts two full days of heavy use."
    assert found[-1] == "However, the manual is useless."
    assert "東京" in found[4]


def test_many_segments_need_a_second_look():
    text = "a " * 5000
    assert len(pith.text.segment(text, "word")) == 10000


# ---- Compression -----------------------------------------------------------------------------------------------------


def test_the_answer_is_kept():
    result = pith.text.compress(PASSAGES, QUESTION, budget=12)
    assert "The battery lasts two full days" in result.text
    assert result.tokens_after <= 12 < result.tokens_before
    assert result.tokens_after == pith.text.estimate_tokens(result.text)
    assert result.ratio == result.tokens_after / result.tokens_before
    assert str(result) == result.text and "of heavy use" in result.text


@given(
    passages=st.lists(texts, max_size=4), question=st.none() | texts, budget=st.integers(0, 60),
    unit=st.sampled_from(["tokens", "words", "bytes"]), words=st.sampled_from(["off", "auto", "always"]),
    gap=st.none() | st.just(" … "), separator=st.none() | st.just(" | "))
def test_spans_text_and_counts_agree(passages, question, budget, unit, words, gap, separator):
    clean = [p.encode("utf-8", "replace").decode() for p in passages]
    try:
        result = pith.text.compress(
            clean, question, budget=budget, unit=unit, words=words, gap=gap, separator=separator)
    except errors.BudgetError:
        return  # one sentence alone is over the budget
    assert pith.text.join(clean, result.kept, gap=gap, separator=separator) == result.text
    assert result.tokens_after <= budget
    if unit == "bytes":
        assert result.tokens_after == len(result.text.encode())
    if unit == "words":
        assert result.tokens_after == len(pith.text.segment(result.text, "whitespace"))
    assert len(result.passages) == len(result.kept) == len(result.dropped) == len(clean)
    for passage, text in zip(result.passages, clean):
        tiles = sorted(passage.kept + passage.dropped)
        assert "".join(text[begin:end] for begin, end in tiles) == text
        assert all(a[1] == b[0] for a, b in zip(tiles, tiles[1:]))
        covered = {i for begin, end in passage.kept for i in range(begin, end)}
        for sentence in passage.sentences:
            inside = set(range(sentence.begin, sentence.end)) & covered
            assert bool(inside) == sentence.kept
            if sentence.kept and sentence.reason != "shortened":
                assert len(inside) == sentence.end - sentence.begin


@given(passages=st.lists(texts, max_size=3))
def test_any_string_is_accepted(passages):
    try:
        result = pith.text.compress(passages, budget=10**6)
    except errors.BudgetError:
        pytest.fail("the budget has room for everything")
    result.to_html().encode("utf-8")
    result.to_ansi()


def test_the_defaults_are_the_librarys():
    options = _abi.TextOptions()
    assert pith._lib.pith_text_options_init(ctypes.byref(options), ctypes.sizeof(options)) == 0
    defaults = {name: p.default for name, p in inspect.signature(pith.text.compress).parameters.items()}
    for name in ("redundancy", "rank_prior", "embedding_weight", "word_drop", "clusters"):
        assert defaults[name] == getattr(options, name), name
    assert defaults["keep_context"] == bool(options.keep_context)
    assert defaults["keep_headings"] == bool(options.keep_headings)
    assert pith.text.Budget[defaults["unit"].upper()] == options.unit
    assert pith.text.Strategy[defaults["strategy"].upper()] == options.strategy
    assert pith.text.Words[defaults["words"].upper()] == options.words


def test_counting_with_the_hosts_tokenizer():
    counted = []

    def count(text):
        counted.append(text)
        return words_of(text)

    result = pith.text.compress(PASSAGES, QUESTION, budget=15, count_tokens=count)
    assert counted and all(isinstance(text, str) for text in counted)
    assert result.tokens_after == words_of(result.text) <= 15
    tokens = pith.text.compress(PASSAGES, QUESTION, budget=15, count_tokens=str.split)
    assert tokens.text == result.text


@pytest.mark.parametrize("kind", [ZeroDivisionError, KeyboardInterrupt])
def test_exceptions_in_the_counter_come_out(kind):
    def count(text):
        raise kind("stop")

    with pytest.raises(kind, match="stop"):
        pith.text.compress(PASSAGES, budget=15, count_tokens=count)


@pytest.mark.parametrize("value,kind", [(-1, ValueError), (1.5, TypeError), (None, TypeError)])
def test_counters_that_do_not_count(value, kind):
    with pytest.raises(kind):
        pith.text.compress(PASSAGES, budget=15, count_tokens=lambda text: value)


def test_required_text_stays():
    plain = pith.text.compress(PASSAGES, QUESTION, budget=25)
    assert "courier" not in plain.text
    kept = pith.text.compress(PASSAGES, QUESTION, budget=25, required=["courier"])
    assert "The courier was friendly." in kept.text
    at = PASSAGES[1].index("courier")
    same = pith.text.compress(PASSAGES, QUESTION, budget=25, required=[(1, at, at + 3)])
    assert same.text == kept.text
    assert any(s.reason == "required" and "courier" in PASSAGES[1][s.begin : s.end] for s in same.passages[1].sentences)
    with pytest.raises(ValueError, match="required: no passage has 'plumber'"):
        pith.text.compress(PASSAGES, budget=25, required=["plumber"])
    with pytest.raises(IndexError, match="outside the passages"):
        pith.text.compress(PASSAGES, budget=25, required=[(9, 0, 1)])
    with pytest.raises(TypeError, match="required: expected"):
        pith.text.compress(PASSAGES, budget=25, required=[1])
    with pytest.raises(errors.BudgetError):
        pith.text.compress(PASSAGES, budget=2, required=["courier"])


def test_embeddings_from_a_function_and_from_an_array():
    sentences = pith.text.sentences(PASSAGES)
    rng = np.random.default_rng(3)
    rows = rng.standard_normal((len(sentences), 8))
    question = rows[-1] * 2
    calls = []

    def encode(strings):
        calls.append(list(strings))
        return rows if strings != [QUESTION] else [question.tolist()]

    options = dict(budget=14, embedding_weight=1.0, rank_prior=0.0, keep_context=False)
    result = pith.text.compress(PASSAGES, QUESTION, embeddings=encode, **options)
    assert calls == [sentences, [QUESTION]]
    assert "the manual is useless" in result.text
    for convert in (lambda a: a.astype(np.float32), lambda a: torch.tensor(a).float()):
        again = pith.text.compress(
            PASSAGES, QUESTION, embeddings=convert(rows), question_embedding=convert(question), **options)
        assert again.text == result.text
    with pytest.raises(ValueError, match="question_embedding: expected together with embeddings"):
        pith.text.compress(PASSAGES, QUESTION, question_embedding=question.astype(np.float32), **options)
    with pytest.raises(errors.ShapeError, match="embeddings"):
        pith.text.compress(PASSAGES, QUESTION, embeddings=rows[1:].astype(np.float32),
                           question_embedding=question.astype(np.float32), **options)


@pytest.mark.parametrize(
    "arguments,kind,expected",
    [
        (dict(budget=-1), ValueError, "budget"),
        (dict(budget=1.5), TypeError, "budget: expected an integer"),
        (dict(budget=9, unit="pages"), ValueError, "unit: expected one of 'tokens', 'words', 'bytes'"),
        (dict(budget=9, redundancy=2), ValueError, "redundancy"),
        (dict(budget=9, redundancy="much"), TypeError, "redundancy: expected a number"),
        (dict(budget=9, word_drop=float("nan")), ValueError, "word_drop"),
        (dict(budget=9, gap=1), TypeError, "gap: expected str"),
        (dict(budget=9, question=b"bytes"), TypeError, "question: expected str"),
    ],
)
def test_arguments_are_checked(arguments, kind, expected):
    with pytest.raises(kind, match=expected):
        pith.text.compress(PASSAGES, **arguments)


def test_passages_must_be_strings():
    with pytest.raises(TypeError, match=r"passages\[1\]: expected str, got int"):
        pith.text.compress(["a", 1], budget=5)
    with pytest.raises(TypeError, match="passages: expected a string or strings"):
        pith.text.compress(7, budget=5)


def test_cancelling():
    with pith.Context() as context:
        context.cancel()
        with pytest.raises(errors.CancelledError):
            pith.text.compress(["One sentence. " * 200], budget=10, context=context)


def test_long_text_takes_linear_time():
    import time

    def seconds(n):
        text = "Käufer 東京 naïve. The courier was friendly and early. " * n
        best = 9e9
        for _ in range(3):
            start = time.perf_counter()
            pith.text.compress([text, text], budget=100)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(2000) < 8 * seconds(500) + 0.05  # four times the text; a quadratic step would take sixteen


# ---- Rendering -------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser would show: text by element, and whatever could load or run something."""

    def __init__(self):
        super().__init__()
        self.open, self.shown, self.active = [], {"mark": "", "del": ""}, []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "img", "link", "iframe", "a") or any(
            name in ("src", "href") or name.startswith("on") for name, _ in attributes):
            self.active.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in ("mark", "del"):
            if tag in self.open:
                self.shown[tag] += data


def shown(page):
    parser = Page()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_html_shows_everything_and_runs_nothing():
    evil = '</del><script>alert("1")</script> & <img src=x onerror=alert(2)> \'quotes\' "double".'
    result = pith.text.compress([evil, "The battery lasts two days.", evil], evil + QUESTION, budget=10)
    for page in (result.to_html(), result._repr_html_(), result.to_html(full_page=False)):
        parser = shown(page)
        assert parser.active == []
        assert "The battery lasts two days." in parser.shown["mark"]
        assert '<script>alert("1")</script>' in parser.shown["del"]
        assert "http" not in page and "@import" not in page and "url(" not in page
    assert result.to_html().startswith("<!doctype html>")
    assert "<html" not in result._repr_html_()


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_html_colours_can_be_read():
    from pith.text import _render

    light, dark = _render._STYLE.split("@media")
    for style in (light, dark):
        base = re.search(r"\.pith \{ color: (#\w{6}); background: (#\w{6})", style)
        dropped = re.search(r"\.pith del \{ color: (#\w{6})", style)
        marked = re.search(r"\.pith mark \{[^}]*background: (#\w{6}|#\w{3})", style)
        text, background = base.groups()
        assert contrast(text, background) >= 7
        assert contrast(dropped.group(1), background) >= 4.5
        assert contrast(text, marked.group(1)) >= 7
    assert "line-through" in light  # not by colour alone


def test_terminal_output_carries_no_foreign_escapes():
    evil = "Kept \x1b[31mred. The \x07battery \x9b2J lasts two days.\nNext line here."
    result = pith.text.compress([evil], QUESTION, budget=12)
    plain = re.sub(r"\x1b\[(2;9|0)m", "", result.to_ansi())
    assert "\x1b" not in plain and "\x07" not in plain and "\x9b" not in plain
    assert "\u241b[31mred" in plain and "\n" in plain


def test_plain_data():
    result = pith.text.compress(PASSAGES, QUESTION, budget=20)
    data = json.loads(json.dumps(result.to_dict()))
    assert data["text"] == result.text and data["after"] == result.tokens_after
    assert [[tuple(span) for span in passage["kept"]] for passage in data["passages"]] == result.kept
    assert html.escape(result.summary) in result.to_html()
    assert "tokens" in repr(result)


# ---- Embeddings and TCRA ---------------------------------------------------------------------------------------------


def test_hashed_embeddings_tell_texts_apart():
    rows = pith.text.embed_hashed(["the battery lasts long", "battery life is long", "friendly courier service"], 256)
    assert rows.shape == (3, 256) and rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    cosines = rows @ rows.T
    assert cosines[0, 1] > cosines[0, 2] + 0.1
    question = pith.text.embed_hashed("battery", 256, reference=PASSAGES)
    assert question.shape == (1, 256)


def test_static_embeddings(rng):
    table = rng.standard_normal((20, 6)).astype(np.float16)
    ids = [[3, 3, 7], [], np.array([19], dtype=np.int64)]
    rows = pith.text.embed_static(table, ids, normalize=False)
    wide = table.astype(np.float64)
    np.testing.assert_allclose(rows, [wide[[3, 3, 7]].mean(0), np.zeros(6), wide[19]], rtol=1e-3, atol=1e-5)
    unit = pith.text.embed_static(torch.tensor(table), ids)
    assert isinstance(unit, torch.Tensor) and unit.dtype == torch.float32
    np.testing.assert_allclose(unit.norm(dim=1), [1, 0, 1], rtol=1e-5, atol=1e-6)
    with pytest.raises(IndexError):
        pith.text.embed_static(table, [[20]])
    with pytest.raises(TypeError, match=r"ids\[0\]: expected integers"):
        pith.text.embed_static(table, [[0.5]])


def test_tcra_with_an_encoder_equals_tcra_with_word_vectors(rng):
    text = "naïve courier 東京 arrived with the friendly parcel 🙂 today"
    vectors = {word: rng.standard_normal(8) for word in text.split()}
    encoded = []

    def encoder(strings):
        encoded.extend(strings)
        return np.array([np.mean([vectors[w] for w in s.split()] or [np.zeros(8)], axis=0) for s in strings])

    table = np.array([vectors[word] for word in text.split()], dtype=np.float32)
    for removal in ("one_shot", "greedy"):
        for metric in ("l2", "cosine"):
            want = pith.text.tcra_words(table, 3, removal=removal, metric=metric)
            got = pith.text.tcra_encoder(text, encoder, 3, removal=removal, metric=metric)
            assert got.removed.tolist() == want.removed.tolist()
            np.testing.assert_allclose(got.distance, want.distance, rtol=1e-3, atol=1e-5)
            assert got.text == " ".join(word for word, keep in zip(text.split(), want.keep) if keep)
    protected = [word == "courier" for word in text.split()]
    assert "courier" in pith.text.tcra_encoder(text, encoder, 9, protected=protected).text


def test_exceptions_in_the_encoder_come_out():
    calls = []

    def encoder(strings):
        calls.append(strings)
        if len(calls) > 1:
            raise LookupError("model is gone")
        return np.ones((len(strings), 4))

    with pytest.raises(LookupError, match="model is gone"):
        pith.text.tcra_encoder("one two three", encoder, 1)
    with pytest.raises(ValueError, match=r"encoder: expected \[1, D\]"):
        pith.text.tcra_encoder("one two three", lambda strings: np.ones(4), 1)
