"""Cutting, joining, counting and shortening texts: rules in plain Python on ASCII, where the standards are short."""

import math
import re
import string

import numpy as np
import pith
from compare import close, same
from registry import ONCE, check

ALPHABET = "aabBcC1 2 .,'_:;!?\n\r\t-\"(\f"


def ascii_of(case, longest=40, alphabet=ALPHABET):
    return "".join(case.one_of(*alphabet) for _ in range(case.pick(0, longest)))


def word_class(c):
    if c.isalpha():
        return "letter"
    if c.isdigit():
        return "digit"
    return {"_": "joiner", "'": "quote", ".": "either", ":": "mid letter", ",": "mid number", ";": "mid number", " ": "space"}.get(c, c)


def word_break(text, i):
    """UAX #29 for ASCII: whether a word ends between text[i - 1] and text[i]."""
    a, b = word_class(text[i - 1]), word_class(text[i])
    before = word_class(text[i - 2]) if i > 1 else ""
    after = word_class(text[i + 1]) if i + 1 < len(text) else ""
    if text[i - 1] == "\r" and text[i] == "\n":
        return False
    if a == b == "space":
        return False
    if a in ("letter", "digit", "joiner") and b in ("letter", "digit", "joiner"):
        return False
    middle = {"letter": ("mid letter", "either", "quote"), "digit": ("mid number", "either", "quote")}
    for kind, marks in middle.items():
        if a == kind and b in marks and after == kind or before == kind and a in marks and b == kind:
            return False
    return True


def sentence_class(c):
    if c in "\r\n":
        return "paragraph"
    if c in " \t\f":
        return "space"
    if c in ".":
        return "full stop"
    if c in "!?":
        return "stop"
    if c in "\"'()":
        return "close"
    if c in ",-:;":
        return "continue"
    return "lower" if c.islower() else "upper" if c.isupper() else "number" if c.isdigit() else "other"


def sentence_break(text, i):
    """UAX #29 for ASCII, rules SB3 to SB998."""
    if text[i - 1] == "\r" and text[i] == "\n":
        return False
    if sentence_class(text[i - 1]) == "paragraph":
        return True
    kinds = [sentence_class(c) for c in text]
    k, b = i - 1, kinds[i]
    if kinds[k] == "full stop":
        if b == "number" or (b == "upper" and k and kinds[k - 1] in ("upper", "lower")):
            return False
    spaces = closes = 0
    while k >= 0 and kinds[k] == "space":
        k, spaces = k - 1, spaces + 1
    while k >= 0 and kinds[k] == "close":
        k, closes = k - 1, closes + 1
    if k < 0 or kinds[k] not in ("full stop", "stop"):
        return False
    if kinds[k] == "full stop":
        j = i
        while j < len(text) and kinds[j] not in ("lower", "upper", "other_letter", "paragraph", "full stop", "stop"):
            j += 1
        if j < len(text) and kinds[j] == "lower":
            return False
    if b in ("continue", "full stop", "stop"):
        return False
    if not spaces and b == "close" or b in ("space", "paragraph"):
        return False
    return True


@check("text.segment", flavours=ONCE, rounds=12)
def segment(case):
    text = ascii_of(case)
    for unit, rule in (("word", word_break), ("sentence", sentence_break)):
        if unit == "sentence":
            text = text.replace(";", ",")  # which continues a sentence from Unicode 15.1 on only
        found = [text[a:b] for a, b, _ in pith.text.segment(text, unit)]
        cuts = [0, *(i for i in range(1, len(text)) if rule(text, i)), len(text)] if text else [0]
        assert found == [text[a:b] for a, b in zip(cuts, cuts[1:])], f"{unit}s of {text!r}: {found}"
    assert [text[a:b] for a, b, _ in pith.text.segment(text, "whitespace")] == text.split()
    # Passage sentences leave out nothing but white space, and overlap nowhere.
    found = pith.text.segment(text)
    assert "".join("".join(text[a:b].split()) for a, b, _ in found) == "".join(text.split()), text
    assert all(x[1] <= y[0] for x, y in zip(found, found[1:]))
    assert all(text[a:b] == text[a:b].strip() for a, b, _ in found)


@check("text.join", flavours=ONCE, rounds=8)
def join(case):
    passages = [ascii_of(case, 30, "aB1 .,!\n\n\t-") for _ in range(case.pick(1, 3))]
    kept = []
    for text in passages:
        places = sorted(set(case.rng.integers(0, len(text) + 1, case.pick(0, 6)).tolist()))
        kept.append([(a, b) for a, b in zip(places[::2], places[1::2])])
        if len(places) > 2 and case.flag():
            kept[-1] = list(zip(places, places[1:]))  # touching spans
    separator = case.one_of(None, " | ")
    got = pith.text.join(passages, kept, separator=separator)
    parts = []
    for text, spans in zip(passages, kept):
        made, last = "", None
        for a, b in spans:
            if a == b:
                continue
            if last is not None and a != last:
                between = text[last:a]
                lines = "\n" in between
                if not between.strip():
                    made += between
                elif re.search(r"\n[ \t]*\n", between):
                    made += "\n\n"
                elif lines:
                    made += "\n"
                elif re.search(r"\s", between):
                    made += " "
            made += text[a:b]
            last = b
        if made:
            parts.append(made)
    assert got == ("\n\n" if separator is None else separator).join(parts), f"{passages} {kept}: {got!r}"


@check("text.estimate_tokens", flavours=ONCE, rounds=3)
def estimate_tokens(case):
    # Tokens of the cl100k vocabulary.
    counted = {
        "tiktoken is great!": 6, "Hello, world!": 4, "The quick brown fox jumps over the lazy dog.": 10,
        "antidisestablishmentarianism": 6, "2 + 2 = 4": 7,
    }
    texts = list(counted)
    got = pith.text.estimate_tokens(texts)
    assert abs(sum(got) - sum(counted.values())) <= 0.25 * sum(counted.values()), dict(zip(texts, got))
    assert pith.text.estimate_tokens("") == 0
    # Pieces add up: a text costs no more than its parts, rounded up one by one, and no less than half of them.
    words = [" " + "".join(case.one_of(*"abcdefghijklmnop") for _ in range(case.pick(1, 9))) for _ in range(case.pick(1, 20))]
    parts = pith.text.estimate_tokens(words)
    whole = pith.text.estimate_tokens("".join(words))
    assert whole <= sum(parts) <= 2 * whole + 1, (whole, parts)
    assert all(n >= 1 for n in parts)
    digits = pith.text.estimate_tokens(["1" * 3, "1" * 6, "1" * 9])
    assert digits[0] * 2 >= digits[1] > digits[0] and digits[2] > digits[1], "three digits to a piece"
    # Estimates do not depend on what else is asked.
    assert pith.text.estimate_tokens(words[::-1]) == parts[::-1]


@check("text.embed_hashed", flavours=ONCE, rounds=2)
def embed_hashed(case):
    # Words without vowels have no endings to take off; each letter comes once, so that trigrams differ.
    letters = list("bcdfghjklmnpqrtvwxz")
    def word():
        return "".join(case.rng.permutation(letters)[: case.pick(4, 6)])
    pool = list(dict.fromkeys(word() for _ in range(6)))
    texts = [" ".join(pool[i] for i in case.rng.permutation(len(pool))[: case.pick(0, 4)]) for _ in range(case.pick(1, 5))]
    split = [text.split() for text in texts]
    idf = {w: math.log((len(texts) + 1) / (sum(w in words for words in split) + 0.5)) for w in pool}
    rows = np.asarray(pith.text.embed_hashed(texts, 65536), np.float64)
    for row, words in zip(rows, split):
        want = [idf[w] for w in words]
        want += [0.5 * math.sqrt(idf[a] * idf[b]) for a, b in zip(words, words[1:])]
        grams = {}
        for w in words:
            marked = f"^{w}$"
            mine = [marked[i:i + 3] for i in range(len(marked) - 2)]
            for gram in mine:
                grams[gram] = grams.get(gram, 0) + 0.3 * idf[w] / math.sqrt(len(mine))
        want = np.sort(np.array(want + list(grams.values())))[::-1]
        found = np.sort(np.abs(row[row != 0]))[::-1]
        close(np.sqrt((row * row).sum()), 1.0 if words else 0.0, 1e-5, what="norm")
        # Two features that fall on one coordinate, which is rare, leave fewer than there are.
        assert len(found) <= len(want)
        if len(found) == len(want) and words:
            close(found, want / np.sqrt((want * want).sum()), 1e-5, what="weights of words, pairs and trigrams")
    assert (rows[[not words for words in split]] == 0).all()
    upper = np.asarray(pith.text.embed_hashed([t.upper() for t in texts], 256))
    same(upper, np.asarray(pith.text.embed_hashed(texts, 256)), "letters are folded")


SENTENCES = ["The river rose in May.", "It is wide there.", "Boats carry grain down to the sea.", "Nobody knows its source.",
             "Fishermen live along the river banks.", "A bridge was built in 1901."]


@check("text.compress", flavours=("normal", "equal", "large"), rounds=2)
def compress(case):
    if case.flavour == "equal":
        passages = [" ".join([SENTENCES[0]] * case.pick(2, 6))]
    else:
        passages = [" ".join(SENTENCES[i] for i in case.rng.permutation(len(SENTENCES))[: case.pick(1, 6)]) for _ in range(case.pick(1, 3))]
    unit, strategy = case.one_of("words", "bytes"), case.one_of("auto", "salience", "leading", "relevance", "clusters")
    question = case.one_of(None, "Where do fishermen live?", "When was the bridge built?")
    if strategy == "relevance" and question is None:
        question = "Who carries grain?"
    longest = max(len(s.split()) if unit == "words" else len(s) for s in SENTENCES)
    budget = case.pick(longest, longest * 8)
    result = pith.text.compress(passages, question, budget=budget, unit=unit, strategy=strategy)
    count = (lambda t: len(t.split())) if unit == "words" else (lambda t: len(t.encode()))
    assert count(result.text) == result.tokens_after <= budget
    assert count("\n\n".join(passages)) == result.tokens_before
    kept, dropped = [], []
    for passage, text in zip(result.passages, passages):
        for sentence in passage.sentences:
            assert text[sentence.begin:sentence.end] in SENTENCES, "sentences are whole"
            assert 0 <= sentence.score <= 1
            (kept if sentence.kept else dropped).append((sentence, text[sentence.begin:sentence.end]))
    assert "\n\n".join(" ".join(t for t in parts) for parts in (
        [text[s.begin:s.end] for s in p.sentences if s.kept] for p, text in zip(result.passages, passages)) if parts) == result.text
    if not dropped:
        return
    # Nothing that was dropped as worth its cost would have fitted: the budget is used.
    room = budget - result.tokens_after
    least = min(count(t) for _, t in dropped)
    if strategy == "leading":
        flat = [s.kept for p in result.passages for s in p.sentences]
        assert flat[0], "the first sentence leads"
        assert room < least + 2 or flat == sorted(flat, reverse=True), "what comes first is kept first"
    if case.flavour == "equal":
        flat = [s.kept for p in result.passages for s in p.sentences]
        assert flat[0], "of equal sentences the earlier one wins"
    if question and strategy in ("auto", "relevance") and "bridge" in question:
        if any("bridge" in t for _, t in dropped):
            assert any("bridge" in t for _, t in kept), "the answer is dropped"


# ---- Dynamic tokenization ----

MARKS = {"Ġ": " ", "Ċ": "\n", "ĉ": "\t"}


def may_merge(a, b, boundary, special, splitter, marks):
    """Whether two neighbours may become one token."""
    s = a + b
    if any(c in MARKS for c in s[1:]) and not (all(c in MARKS for c in s) and s != "ĊĊ"):
        return False
    if boundary == "sentence":
        return a not in special and b not in special
    text = "".join(MARKS.get(c, c) for c in s)
    if boundary == "pretokens":
        return len(splitter(text)) == 1
    if a in special or b in special or len(text.split()) != 1:
        return False
    if boundary == "word_hyphen":
        if a not in marks and b in marks:
            return b == "-"
    return True


def merged(sequences, most, boundary, special, splitter):
    """Counting anew for every merge, as the paper has it."""
    # Punctuation tokens are given ones; what was merged is none.
    marks = {t for s in sequences for t in s if any(c in string.punctuation for c in t) and not any(c.isdigit() for c in t)}
    sequences, done = [list(s) for s in sequences], []
    while len(done) < most:
        counts = {}
        for tokens in sequences:
            for pair in zip(tokens, tokens[1:]):
                counts[pair] = counts.get(pair, 0) + 1
        counts = {pair: n for pair, n in counts.items() if may_merge(*pair, boundary, special, splitter, marks)}
        if not counts:
            break
        best = max(counts, key=counts.get)  # the first of the greatest, in the order of first places
        places = 0
        for s, tokens in enumerate(sequences):
            made, i = [], 0
            while i < len(tokens):
                if tuple(tokens[i:i + 2]) == best:
                    made.append(tokens[i] + tokens[i + 1])
                    places += 1
                    i += 2
                else:
                    made.append(tokens[i])
                    i += 1
            sequences[s] = made
        done.append((best, places))
    return sequences, done


@check("text.dynamic_tokenization", flavours=("normal", "equal", "large"), rounds=3)
def dynamic_tokenization(case):
    choices = ["a"] if case.flavour == "equal" else ["a", "b", "Ġa", "Ġ", "Ċ", "-", ".", "1", "[S]", "ab"]
    sequences = [[case.one_of(*choices) for _ in range(case.pick(0, 14))] for _ in range(case.pick(1, 4))]
    boundary, most = case.one_of("word", "word_hyphen", "pretokens", "sentence"), case.pick(0, 8)
    def splitter(text):
        return re.findall(r" ?[A-Za-z]+| ?[0-9]+|\s+|[^\sA-Za-z0-9]+", text)
    found = pith.text.dynamic_tokenization(sequences, most, boundary=boundary, special=["[S]"],
                                           splitter=splitter if boundary == "pretokens" else None)
    want, done = merged(sequences, most, boundary, {"[S]"}, splitter)
    assert found.sequences == want, f"{boundary}: {found.sequences} instead of {want}"
    assert found.merges == [pair for pair, _ in done], f"{found.merges} instead of {done}"
    same(found.places, [n for _, n in done], "places")
    same(found.lengths, [len(s) for s in want], "lengths")
