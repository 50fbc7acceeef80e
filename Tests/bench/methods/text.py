"""Text into less text, for 10 KB, 100 KB and 1 MB of English documentation.

Most of these have no PyTorch form: they are compared with plain Python as the methods' authors write it, or with what people
use of scikit-learn. Where the other side's result is of another kind, the note says so and only its form is checked.
"""

import math
import re
import string
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import pith
from pith._abi import TextUnit
from pith.text._bytes import Passages
from pith.text._segment import byte_segments
from rows import Row, agree, chosen, close, equal, normal, rows, tokens, uniform

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"
QUESTION = "When does a checkpoint run, and how large may the write-ahead log become?"
SIZES = (10_000, 100_000, 1_000_000)


def english(size):
    whole = "\n\n".join((DATA / name).read_text(encoding="utf-8") for name in ("sqlite.md", "postgresql.md", "python.md"))
    return (whole * (1 + size // len(whole)))[:size]


#: Words and marks of other scripts, and what stands between words.
SCRIPTS = {
    "French": ("l'été dernière où élèves forêt étang déjà géométrie à côté fenêtre s'ouvre journal écriture. lecture,", " "),
    "Russian": ("контрольная точка записывает все изменённые страницы в базу данных и журнал растёт. чтение, медленно", " "),
    "Arabic": ("تكتب نقطة التحقق جميع الصفحات المعدلة إلى قاعدة البيانات وتعيد سجل الكتابة. عندما ينمو السجل، أبطأ", " "),
    "Hindi": ("चेकपॉइंट सभी संशोधित पृष्ठों को डेटाबेस में लिखता है और लॉग रीसेट करता है। जब बढ़ता, पढ़ना धीमा", " "),
    "Chinese": ("检查点 将 所有 修改 过的 页面 写入 数据库， 并 重置 日志。 当 增长 时 读取 速度 变慢。 管理员", ""),
    "Thai": ("จุด ตรวจสอบ จะเขียน หน้า ที่แก้ไข ทั้งหมด ลงใน ฐานข้อมูล และ รีเซ็ต บันทึก การเขียน ล่วงหน้า เมื่อ", ""),
    "emoji": ("👩‍👩‍👧 😀 🎉 🇩🇪 🇫🇷 👍🏽 ❤️ 🚀 ✨ ok 💡 👨‍💻 great! 🏳️‍🌈", " "),
    "curly quotes": ("“It’s done,” she said — the log’s checkpoint isn’t slow… “really”, reader’s end.", " "),
}


def script(name, size):
    """Words of a script in random order: `size` bytes at least."""
    words, between = SCRIPTS[name]
    words = words.split(" ")
    mean = sum(len(word.encode()) + len(between) for word in words) / len(words)
    return between.join(np.random.default_rng(0).choice(words, int(1.1 * size / mean)).tolist())


def label(size):
    return f"{size // 1000} KB" if size < 1_000_000 else f"{size // 1_000_000} MB"


def megabytes(text):
    return len(text.encode()) / 1e6


def paragraphs(text):
    return [part for part in text.split("\n\n") if part.strip()]


def form(check):
    """A comparison of form only, where contents are of another kind."""

    def compare(ours, theirs):
        assert check(ours, theirs), "not even the form agrees"

    return compare


# -- Cutting and counting ---------------------------------------------------------------------------------------------------


@rows("text.segment")
def segment():
    patterns = {"word": r"\w+|\s+|[^\w\s]", "sentence": r"[^.!?]*[.!?]*\s*", "passage_sentence": r"[^.!?]*[.!?]*\s*"}
    for unit, pattern in patterns.items():
        for size in SIZES:
            text = english(size)
            passages, number, split = Passages(text, "text"), int(TextUnit[unit.upper()]), re.compile(pattern)

            def ours(c):
                return byte_segments(passages, number, c)[0]

            tiles = form(lambda spans, _: unit == "passage_sentence" or (
                spans[0, 0] == 0 and (spans[1:, 0] == spans[:-1, 1]).all() and spans[-1, 1] == len(passages.data)))
            yield Row(
                f"{label(size)}, {unit}", ours, {"Python": lambda: split.findall(text)}, tiles, bytes=len(passages.data),
                n=size if unit == "word" else 0, megabytes=megabytes(text), rate=200,
                note="spans; a plain pattern, no UAX 29")
    for name in SCRIPTS:
        for unit, pattern in (("word", patterns["word"]), ("sentence", r"[^.!?。।؟]*[.!?。।؟]*\s*")):
            text = script(name, 1_000_000)
            passages, number, split = Passages(text, "text"), int(TextUnit[unit.upper()]), re.compile(pattern)

            def of_script(c):
                return byte_segments(passages, number, c)[0]

            yield Row(
                f"1 MB of {name}, {unit}", of_script, {"Python": lambda: split.findall(text)},
                form(lambda spans, _: (spans[1:, 0] == spans[:-1, 1]).all() and spans[-1, 1] == len(passages.data)),
                bytes=len(passages.data), megabytes=megabytes(text), rate=50, note="spans; a plain pattern, no UAX 29",
                limit="Each character is decoded and its class found through three dependent table loads, 3 to 12 ns a character.")
    text = english(100_000)
    yield Row(
        "100 KB, word, as Python objects", lambda c: pith.text.segment(text, "word", context=c),
        {"Python": lambda: [match.span() for match in re.finditer(patterns["word"], text)]},
        form(lambda a, b: len(a) > 0.5 * len(b)), megabytes=megabytes(text), note="a plain pattern, no UAX 29",
        limit="Python makes a named tuple and two numbers for each of 34,000 words: nine tenths of the time.")


@rows("text.estimate_tokens")
def estimate_tokens():
    pattern = re.compile(r"'(?:[sdmt]|ll|ve|re)| ?[^\W\d_]+| ?\d{1,3}| ?[^\s\w]+|\s+")
    for size in SIZES:
        text = english(size)
        yield Row(
            label(size), lambda c: pith.text.estimate_tokens(text, context=c),
            {"Python": lambda: len(pattern.findall(text))},
            form(lambda a, b: 0.6 < a / b < 1.8), bytes=size, n=size, megabytes=megabytes(text),
            note="a plain pattern, a coarser estimate")


@rows("text.join")
def join():
    for size in SIZES:
        parts = paragraphs(english(size))
        kept = [[(0, len(part) // 3)] if i % 2 else [(0, len(part))] for i, part in enumerate(parts)]
        yield Row(
            f"{label(size)}, {len(parts)} passages", lambda c: pith.text.join(parts, kept, separator="\n\n", context=c),
            {"Python": lambda: "\n\n".join(" ".join(p[b:e] for b, e in spans) for p, spans in zip(parts, kept))},
            form(lambda a, b: a.split() == b.split()), bytes=size, n=size, megabytes=size / 1e6,
            limit="Passages and spans are read out of Python objects, 1 us for each pair: as long as Python's join takes.")


@rows("text.compress")
def compress():
    from sklearn.feature_extraction.text import TfidfVectorizer

    cut = re.compile(r"(?<=[.!?])\s+|\n\n+")
    words = re.compile(r"\w+|[^\w\s]")

    def plain(text, budget):
        sentences = [part for part in cut.split(text) if part.strip()]
        vectors = TfidfVectorizer().fit_transform([*sentences, QUESTION])
        value = (vectors[:-1] @ vectors[-1].T).toarray().ravel()
        kept, left = [], budget
        for i in np.argsort(-value):
            cost = len(words.findall(sentences[i]))
            if cost <= left:
                kept.append(i)
                left -= cost
        return " ".join(sentences[i] for i in sorted(kept))

    for size in SIZES:
        text, budget = english(size), max(200, size // 20)
        yield Row(
            f"{label(size)}, {budget} tokens", lambda c: pith.text.compress(text, QUESTION, budget=budget, context=c).text,
            {"scikit-learn": lambda: plain(text, budget)}, form(lambda a, b: a and len(a) < len(text)), n=size,
            megabytes=megabytes(text), note="another choice of sentences: TF-IDF, greedy")


# -- Embeddings -------------------------------------------------------------------------------------------------------------


@rows("text.embed_hashed")
def embed_hashed():
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.feature_extraction.text import TfidfTransformer

    for size in SIZES:
        parts = paragraphs(english(size))
        hasher = HashingVectorizer(n_features=512, ngram_range=(1, 2), alternate_sign=True, norm=None)
        yield Row(
            f"{label(size)}, {len(parts)} texts, 512 wide", lambda c: pith.text.embed_hashed(parts, 512, context=c),
            {"scikit-learn": lambda: TfidfTransformer().fit_transform(hasher.transform(parts))},
            form(lambda a, b: a.shape == b.shape), n=size, megabytes=size / 1e6, note="other hashes, without trigrams")


@rows("text.embed_static")
def embed_static():
    table = normal(32000, 256)
    for size in SIZES:
        ids = np.random.default_rng(0).integers(32000, size=size // 4).astype(np.int32)
        parts = np.split(ids, range(40, len(ids), 40))
        flat = torch.from_numpy(ids).long()
        offsets = torch.arange(0, len(ids), 40)

        yield Row(
            f"{label(size)}: {len(ids)} ids, {len(parts)} texts", lambda c: pith.text.embed_static(table, parts, context=c),
            {"PyTorch": lambda: F.normalize(F.embedding_bag(flat, table, offsets, mode="mean"))}, close(),
            bytes=4 * 256 * (len(ids) + len(parts)), n=size,
            limit="Rows of 1 KB from random places of a 33 MB table: 10 GB/s here, 13 in PyTorch, 11 with sums in registers.")


# -- Ranking and filtering --------------------------------------------------------------------------------------------------


@rows("text.bm25_okapi")
def bm25_okapi():
    def plain(documents, question, k1=1.5, b=0.75, epsilon=0.25):
        counts = [Counter(document.split(" ")) for document in documents]
        lengths = np.array([sum(count.values()) for count in counts])
        frequency = Counter(word for count in counts for word in count)
        idf = {word: math.log(len(counts) - n + 0.5) - math.log(n + 0.5) for word, n in frequency.items()}
        floor = epsilon * sum(idf.values()) / len(idf)
        scores = np.zeros(len(counts))
        for word in question.split(" "):
            weight = idf.get(word, 0)
            found = np.array([count.get(word, 0) for count in counts])
            scores += (floor if weight < 0 else weight) * found * (k1 + 1) / (
                found + k1 * (1 - b + b * lengths / lengths.mean()))
        return scores

    for size in SIZES:
        parts = paragraphs(english(size))
        yield Row(
            f"{label(size)}, {len(parts)} texts", lambda c: pith.text.bm25_okapi(parts, QUESTION, context=c).scores,
            {"Python": lambda: plain(parts, QUESTION)}, close(1e-3, 1e-3), bytes=size, n=size, megabytes=size / 1e6)


@rows("text.mmr")
def mmr():
    def plain(query, x, keep, weight=0.5):
        unit = F.normalize(x)
        relevance = unit @ F.normalize(query, dim=0)
        picks = [int(relevance.argmax())]
        alike = unit @ unit[picks[0]]
        while len(picks) < keep:
            scores = weight * relevance - (1 - weight) * alike
            scores[picks] = -torch.inf
            picks.append(int(scores.argmax()))
            alike = torch.maximum(alike, unit @ unit[picks[-1]])
        return torch.tensor(picks)

    for n, keep in ((576, 32), (2880, 128)):
        x, query = tokens(n, 384), normal(384, seed=1)
        yield Row(
            f"{n} x 384, keep {keep}", lambda c: pith.text.mmr(query, x, keep, context=c).indices,
            {"PyTorch": lambda: plain(query, x, keep)}, chosen(0.97), flops=2 * n * keep * 384, n=n,
            limit="Six tenths of the time is products in double, which the authors' decisions need, three tenths the search for the next text.", greedy=True)


@rows("text.embeddings_filter")
def embeddings_filter():
    import faiss

    for n in (576, 2880):
        x, query = tokens(n, 384), normal(384, seed=1)
        array, asked = x.numpy(), query.numpy()

        def by_numpy():
            alike = array @ asked / (np.linalg.norm(array, axis=1) * np.linalg.norm(asked))
            return np.argsort(-alike)[:20]

        def by_faiss():
            unit, one = array.copy(), asked[None].copy()
            faiss.normalize_L2(unit)
            faiss.normalize_L2(one)
            found = faiss.IndexFlatIP(384)
            found.add(unit)
            return found.search(one, 20)[1][0]

        yield Row(
            f"{n} x 384, keep 20", lambda c: pith.text.embeddings_filter(query, x, 20, context=c).indices,
            {"PyTorch": lambda: F.cosine_similarity(x, query[None]).topk(20).indices, "NumPy": by_numpy, "faiss": by_faiss},
            equal,
            bytes=4 * n * 384, n=n)


@rows("text.embeddings_redundant_filter")
def embeddings_redundant_filter():
    def plain(x, threshold):
        unit = F.normalize(x)
        alike = (unit @ unit.T).tril(-1)
        first, second = (alike > threshold).nonzero(as_tuple=True)
        order = alike[first, second].argsort(descending=True)
        stay = set(range(len(x)))
        for a, b in zip(first[order].tolist(), second[order].tolist()):
            if a in stay and b in stay:
                stay.remove(b)
        return sorted(stay)

    for n in (576, 2880):
        x = torch.cat([normal(n // 2, 384), normal(n // 2, 384) + 0.2 * normal(n // 2, 384, seed=1)])
        yield Row(
            f"{n} x 384", lambda c: pith.text.embeddings_redundant_filter(x, 0.95, context=c),
            {"PyTorch": lambda: plain(x, 0.95)}, chosen(0.98), flops=n * n * 384, n=n)


@rows("text.embeddings_clustering_filter")
def embeddings_clustering_filter():
    def plain(x, centers):
        taken = []
        for order in torch.cdist(centers, x).argsort(1).tolist():
            taken.append(next(i for i in order if i not in taken))
        return taken

    for n in (576, 2880):
        x = tokens(n, 384)
        centers = normal(20, 384, seed=3)
        yield Row(
            f"{n} x 384, 20 centres", lambda c: pith.text.embeddings_clustering_filter(x, centers=centers, context=c),
            {"PyTorch": lambda: plain(x, centers)}, chosen(0.9), flops=2 * 20 * n * 384, n=n,
            limit="Squares of differences in double: 8 vector instructions for 8 numbers, where products in f32 need 1.")


@rows("text.long_context_reorder")
def long_context_reorder():
    def plain(n):
        order = []
        for i, text in enumerate(reversed(range(n))):
            if i % 2:
                order.append(text)
            else:
                order.insert(0, text)
        return order

    for n in (20, 200):
        yield Row(
            f"{n} texts", lambda c: pith.text.long_context_reorder(n, context=c), {"Python": lambda: plain(n)}, equal, n=n,
            note="call overhead", limit="A call costs 4 us; twenty steps of Python cost 2.")


# -- A model's tokens -------------------------------------------------------------------------------------------------------


def spoken(size):
    """Sentences of tokens with a number each, as a language model gives."""
    cut = re.compile(r" ?\w+| ?[^\w\s]+|\s+")
    sentences = [cut.findall(line) for line in english(size).split("\n") if line.strip()]
    random = np.random.default_rng(0)
    return sentences, [random.gamma(2, 2, len(sentence)).astype(np.float32).tolist() for sentence in sentences]


@rows("text.selective_context")
def selective_context():
    def plain(information):
        flat = np.array([value for values in information for value in values], dtype=np.float32)
        return (flat >= np.percentile(flat, 35)).astype(np.int32)

    for size in SIZES:
        sentences, information = spoken(size)
        yield Row(
            f"{label(size)}, tokens",
            lambda c: pith.text.selective_context(sentences, information, level="token", context=c).keep,
            {"NumPy": lambda: plain(information)}, agree(0.999), n=size, megabytes=size / 1e6,
            note="NumPy finds what stays; it does not write the text",
            limit="Four passes over the token objects, each missing the cache; the other side reads none, only the numbers.")


def pieces(size):
    """Words of WordPiece, some in two pieces, with probabilities."""
    random = np.random.default_rng(0)
    found = []
    for word in re.findall(r"\w+|[^\w\s]", english(size)):
        found += [word[:4], "##" + word[4:]] if len(word) > 6 else [word]
    return found, random.random(len(found), dtype=np.float32)


@rows("text.llmlingua2_words")
def llmlingua2_words():
    def plain(found, probabilities):
        words, values = [], []
        for token, value in zip(found, probabilities):
            if token.startswith("##"):
                words[-1] += token[2:]
                values[-1].append(value)
            else:
                words.append(token)
                values.append([value])
        return np.array([sum(value) / len(value) for value in values], dtype=np.float32)

    for size in SIZES:
        found, probabilities = pieces(size)
        numbers = probabilities.tolist()
        yield Row(
            f"{label(size)}, {len(found)} tokens",
            lambda c: pith.text.llmlingua2_words(found, probabilities, context=c).probabilities,
            {"Python": lambda: plain(found, numbers)}, close(), n=size, megabytes=size / 1e6)


@rows("text.llmlingua2_chunks")
def llmlingua2_chunks():
    def plain(found, limit, ends):
        chunks, start, n = [], 0, len(found)
        while start < n:
            if start + limit > n - 1:
                chunks.append((start, n))
                break
            end = start + limit
            for back in range(limit):
                if found[end - back] in ends:
                    end -= back
                    break
            chunks.append((start, end + 1))
            start = end + 1
        return chunks

    for size in SIZES:
        found = pieces(size)[0]
        yield Row(
            f"{label(size)}, {len(found)} tokens", lambda c: pith.text.llmlingua2_chunks(found, 510, context=c),
            {"Python": lambda: plain(found, 510, {".", "\n"})}, form(lambda a, b: [tuple(x) for x in a] == b), n=size,
            megabytes=size / 1e6,
            limit="Both sides look at the same 5 % of the tokens, one step of Python each; the library's call is on top.")


@rows("text.llmlingua2")
def llmlingua2():
    for size in SIZES:
        words = size // 6
        probabilities = uniform(words)
        array, counts = probabilities.numpy(), np.random.default_rng(1).integers(1, 4, words).astype(np.int32)

        def plain():
            threshold = np.percentile(np.repeat(array, counts), int(100 * 0.5 + 1))
            return (array > threshold).astype(np.int32)

        yield Row(
            f"{label(size)}: {words} words", lambda c: pith.text.llmlingua2(array, 0.5, tokens=counts, context=c).keep,
            {"NumPy": plain}, agree(0.999), bytes=8 * words, n=size,
            limit="A percentile by counts: some 60 instructions per word in two histograms and a selection, for 8 bytes read.")


@rows("text.llmlingua2_contexts")
def llmlingua2_contexts():
    for size in SIZES:
        words = size // 6
        array = uniform(words).numpy()
        ends = np.append(np.arange(100, words, 100), words).astype(np.int32)

        def plain():
            starts = np.append(0, ends[:-1])
            means = np.add.reduceat(array, starts) / (ends - starts)
            return (means >= np.percentile(means, int(100 * (1 - 0.5)))).astype(np.int32)

        yield Row(
            f"{label(size)}: {len(ends)} contexts", lambda c: pith.text.llmlingua2_contexts(array, ends, 0.5,
            context=c).keep,
            {"NumPy": plain}, agree(0.95), bytes=4 * words, n=size)


@rows("text.dynamic_tokenization")
def dynamic_tokenization():
    def plain(sequences, merges):
        sequences, done = [list(sequence) for sequence in sequences], []
        for _ in range(merges):
            counts = Counter(
                pair for sequence in sequences for pair in zip(sequence, sequence[1:]) if not pair[1].startswith("Ġ"))
            if not counts:
                break
            (a, b), _ = counts.most_common(1)[0]
            done.append(a + b)
            for s, sequence in enumerate(sequences):
                out, i = [], 0
                while i < len(sequence):
                    if i + 1 < len(sequence) and sequence[i] == a and sequence[i + 1] == b:
                        out.append(a + b)
                        i += 2
                    else:
                        out.append(sequence[i])
                        i += 1
                sequences[s] = out
        return done

    for size, merges in ((10_000, 50), (100_000, 50), (1_000_000, 10)):
        sequences = []
        for line in english(size).encode("ascii", "ignore").decode().split("\n"):
            words = line.split()
            found = []
            for i, word in enumerate(words):
                word = word if i == 0 else "Ġ" + word
                found += [word[:3], word[3:]] if len(word) > 5 else [word]
            if found:
                sequences.append(found)
        yield Row(
            f"{label(size)}, {merges} merges",
            lambda c: ["".join(pair) for pair in pith.text.dynamic_tokenization(sequences, merges, context=c).merges],
            {"Python": lambda: plain(sequences, merges)}, chosen_words(0.9), n=size, megabytes=size / 1e6)


def chosen_words(share):
    def compare(ours, theirs):
        assert len(set(ours) & set(theirs)) >= share * len(set(theirs)), f"{ours[:5]} against {theirs[:5]}"

    return compare


# -- Words by what they add -------------------------------------------------------------------------------------------------


@rows("text.tcra_words")
def tcra_words():
    for words in (576, 2880):
        x, remove = normal(words, 384), words // 5

        def plain():
            mean, total = x.mean(0), x.sum(0)
            moved = (mean - (total - x) / (words - 1)).norm(dim=1)
            return moved.topk(remove, largest=False).indices

        yield Row(
            f"{words} x 384, remove {remove}", lambda c: pith.text.tcra_words(x, remove, context=c).removed,
            {"PyTorch": plain}, chosen(0.98), bytes=8 * words * 384, n=words)


@rows("text.tcra_leave_one_out")
def tcra_leave_one_out():
    for words in (576, 2880):
        full, without, remove = normal(384), normal(384) + 0.1 * normal(words, 384, seed=1), words // 5
        yield Row(
            f"{words} x 384, remove {remove}",
            lambda c: pith.text.tcra_leave_one_out(full, without, remove, context=c).removed,
            {"PyTorch": lambda: (without - full).norm(dim=1).topk(remove, largest=False).indices}, chosen(0.99),
            bytes=4 * words * 384, n=words,
            limit="Distances in double: 8 vector instructions for 8 numbers, two of them conversions.")


@rows("text.tcra_encoder")
def tcra_encoder():
    letters = {letter: i for i, letter in enumerate(string.ascii_lowercase)}

    def encode(texts):
        """A stand-in for the host's model: letter counts."""
        out = np.zeros((len(texts), 26), np.float32)
        for row, text in enumerate(texts):
            for letter, count in Counter(text.lower()).items():
                if letter in letters:
                    out[row, letters[letter]] = count / len(text)
        return out

    def plain(text, remove):
        words = text.split()
        full = encode([" ".join(words)])[0]
        moved = np.linalg.norm(encode([" ".join(words[:i] + words[i + 1 :]) for i in range(len(words))]) - full, axis=1)
        return " ".join(word for i, word in enumerate(words) if i not in set(np.argsort(moved, kind="stable")[:remove]))

    for words in (100, 300):
        text = " ".join(english(10_000).split()[:words])
        yield Row(
            f"{words} words, remove {words // 5}",
            lambda c: pith.text.tcra_encoder(text, encode, words // 5, context=c).text,
            {"Python": lambda: plain(text, words // 5)}, form(lambda a, b: abs(len(a.split()) - len(b.split())) <= 1),
            n=words, note="the encoder takes nearly all the time on both sides",
            limit="The encoder, which is Python's, takes 98 % of the time on both sides.")
