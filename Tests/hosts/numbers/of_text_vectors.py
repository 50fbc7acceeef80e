"""Texts as vectors and as lists of probabilities: filters, rankings, which words stay."""

import math

import numpy as np
import pith
from compare import EPS, certify, certify_ranking, close, cosine_rounding, cosines, inside, rounding, same, twins, unit
from of_cluster import distances
from of_merge_soft import dtype_of
from registry import ONCE, SMOOTH, check

VOCABULARY = ["a", "b", "the", "river", "May", "may", "x", "rose.", "of", "10"]


@check("text.bm25_okapi", flavours=("normal", "equal", "large"), rounds=2)
def bm25_okapi(case):
    words = VOCABULARY[: 1 if case.flavour == "equal" else len(VOCABULARY)]
    texts = [" ".join(case.one_of(*words) for _ in range(case.pick(0, 12))) for _ in range(case.pick(1, 8))]
    question = " ".join(case.one_of(*words, "unknown") for _ in range(case.pick(0, 5)))
    k1, b, epsilon = case.one_of(1.5, 0.0, 2.0), case.one_of(0.75, 0.0, 1.0), case.one_of(0.25, 0.0)
    found = pith.text.bm25_okapi(texts, question, k1=k1, b=b, epsilon=epsilon)
    split = [text.split(" ") for text in texts]
    lengths = [len(words) for words in split]
    mean = sum(lengths) / len(lengths)
    terms = list(dict.fromkeys(word for words in split for word in words))
    n = len(texts)
    idf = {}
    for term in terms:
        df = sum(term in words for words in split)
        idf[term] = math.log(n - df + 0.5) - math.log(df + 0.5)
    floor = epsilon * sum(idf.values()) / len(idf)
    idf = {term: floor if value < 0 else value for term, value in idf.items()}
    scores = []
    for words, length in zip(split, lengths):
        total = 0.0
        for term in question.split(" "):
            tf = words.count(term)
            if tf:
                total += idf[term] * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean))
        scores.append(total)
    scores = np.array(scores)
    close(found.scores, scores, 64 * EPS * np.abs(scores) + 1e-6, what="scores")
    certify_ranking(np.asarray(found.ranked), scores, 1e-9, twins(np.array([[hash(t) % 2**40] for t in texts])))
    assert len(set(np.asarray(found.ranked).tolist())) == n


def filter_inputs(case):
    case.alone()
    n, dim = case.extent(1, 20), case.extent(1, 12)
    (query, q), (rows, x) = case.tokens(1, dim), case.tokens(n, dim)
    return n, dim, query[0], q[0], rows, x


@check("text.embeddings_filter")
def embeddings_filter(case):
    n, dim, query, q, rows, x = filter_inputs(case)
    keep, threshold = case.one_of(None, 0, n, case.pick(0, n + 2)), case.one_of(None, 0.0, 0.3, -0.5)
    found = pith.text.embeddings_filter(query, rows, keep, threshold=threshold)
    want, bound = cosines(x, q[None])[:, 0], cosine_rounding(dim)
    close(*case.items(found.similarity)[0], want, bound, dtype_of(found.similarity), "similarity")
    (kept,), = case.items(found.indices)
    limit = -np.inf if threshold is None else threshold
    certain, possible = want > limit + bound, want > limit - bound
    assert possible[kept].all(), "a text below the threshold is kept"
    most = n if keep is None else keep
    inside(len(kept), min(most, certain.sum()), min(most, possible.sum()), "kept")
    if keep is None:
        assert (np.diff(kept) > 0).all() and set(np.flatnonzero(certain)) <= set(kept.tolist())
    else:
        certify_ranking(kept, want, bound, twins(x))


@check("text.embeddings_redundant_filter")
def embeddings_redundant_filter(case):
    case.alone()
    n, dim = case.extent(0, 16), case.pick(2, 10)
    given, x = case.tokens(n, dim)
    threshold, earlier = case.one_of(0.95, 0.5, 0.0), case.flag()
    kept = case.items(pith.text.embeddings_redundant_filter(given, threshold, keep_earlier=earlier))[0][0]
    similar, bound = cosines(x, x), cosine_rounding(dim)
    pairs = [(similar[i, j], i, j) for i in range(n) for j in range(i)]
    if any(abs(value - threshold) <= bound for value, _, _ in pairs):
        return
    alike = twins(x)
    pairs = sorted((p for p in pairs if p[0] > threshold), key=lambda p: (-round(p[0], 11), -p[1], -p[2]))
    for (a, i, j), (b, k, m) in zip(pairs, pairs[1:]):
        if a - b <= 2 * bound and {alike[i], alike[j]} != {alike[k], alike[m]} and {i, j} & {k, m}:
            return  # rounding orders two pairs that have a text in common
        if a - b <= 2 * bound and {alike[i], alike[j]} != {alike[k], alike[m]}:
            return
    left = set(range(n))
    for _, i, j in pairs:
        if i in left and j in left:
            left.discard(i if earlier else j)
    same(kept, sorted(left))


@check("text.embeddings_clustering_filter")
def embeddings_clustering_filter(case):
    case.alone()
    n, dim, k = case.extent(1, 16), case.extent(1, 8), case.pick(1, 4)
    (given, x), (centers, c) = case.tokens(n, dim), case.tokens(k, dim)
    per, duplicates, order = case.pick(0, 3), case.flag(), case.one_of("ranked", "position")
    ranked = case.items(pith.text.embeddings_clustering_filter(
        given, k, per, centers=centers, remove_duplicates=duplicates, order="ranked"))[0][0]
    got = case.items(pith.text.embeddings_clustering_filter(
        given, k, per, centers=centers, remove_duplicates=duplicates, order=order))[0][0]
    same(got, np.sort(ranked) if order == "position" else ranked)
    squared = distances(x, c)
    near = np.sqrt(squared)
    bound, alike = 16 * EPS * near.max(initial=0) + 1e-30, twins(x)
    taken, at = set(), 0
    for centre in range(k):
        if duplicates:
            rank = sorted(range(n), key=lambda i: (near[i, centre], i))
            if per < n and per and near[rank[per], centre] - near[rank[per - 1], centre] <= 2 * bound and (
                    alike[rank[per]] != alike[rank[per - 1]]):
                return
            if any(b - a <= 2 * bound and alike[i] != alike[j] for i, j, a, b in
                   ((rank[s], rank[s + 1], near[rank[s], centre], near[rank[s + 1], centre]) for s in range(min(per, n - 1)))):
                return
            new = [i for i in rank[:per] if i not in taken]
        else:
            left = np.array([i not in taken for i in range(n)])
            new = []
            for _ in range(min(per, int(left.sum()))):
                i = int(ranked[at + len(new)])
                certify(i, -near[:, centre], left, bound, alike, f"centre {centre}")
                left[i] = False
                new.append(i)
        same(ranked[at:at + len(new)], new, f"centre {centre}")
        at += len(new)
        taken |= set(new)
    assert at == len(ranked)


@check("text.mmr")
def mmr(case):
    n, dim, query, q, rows, x = filter_inputs(case)
    keep, lam, last = case.pick(0, n), case.one_of(0.5, 0.0, 1.0, 0.3), case.flag()
    found = pith.text.mmr(query, rows, keep, relevance=lam, penalize_last=last)
    picks, scores = case.items(found.indices, found.scores)[0]
    r, similar, bound, alike = cosines(x, q[None])[:, 0], cosines(x, x), 2 * cosine_rounding(dim), twins(x)
    left, penalty = np.ones(n, bool), np.zeros(n)
    assert len(picks) == min(keep, n)
    for t, pick in enumerate(picks):
        value = (lam * r if last else r) if t == 0 else lam * r - (1 - lam) * penalty
        certify(int(pick), value, left, bound, alike, f"pick {t}")
        close(scores[t], value[pick], bound, dtype_of(found.scores), f"score {t}")
        left[pick] = False
        penalty = similar[pick] if last or t == 0 else np.maximum(penalty, similar[pick])


@check("text.long_context_reorder")
def long_context_reorder(case):
    case.alone()
    n = case.extent(1, 20)
    if case.flag():
        best = list(range(n))
        got = pith.text.long_context_reorder(n)
    else:
        given, s = case.numbers(n)
        # The ascending sort is stable: worst first, equal ones in their order.
        best = sorted(range(n), key=lambda i: s[i])[::-1]
        got = pith.text.long_context_reorder(given)
    front, back = [], []
    for place, text in enumerate(best[::-1]):
        (back if place % 2 else front).append(text)
    # Every second goes to the other end, so the last ones placed are outermost.
    want = front[::-1] + back if n % 2 else front[::-1] + back
    same(case.items(got)[0][0], want)


@check("text.embed_static")
def embed_static(case):
    case.alone()
    v, dim = case.extent(1, 20), case.extent(1, 12)
    table, x = case.tokens(v, dim)
    weights = w = None
    if case.flag():
        weights, w = case.numbers(v, low=0.1, high=2)
    ids = [case.rng.integers(0, v, case.pick(0, 8)).tolist() for _ in range(case.pick(1, 5))]
    normalize = case.flag()
    got = case.items(pith.text.embed_static(table, ids, weights=weights, normalize=normalize))[0][0]
    w = np.ones(v) if w is None else w
    for row, mine in zip(got, ids):
        if not mine:
            close(row, np.zeros(dim))
            continue
        parts = x[mine] * w[mine][:, None]
        want, size = parts.mean(axis=0), np.abs(parts).mean(axis=0)
        bound = rounding(len(mine), size)
        if normalize:
            norm = np.sqrt((want * want).sum())
            bound = bound / norm + 2 * np.sqrt((bound**2).sum()) / norm if norm else bound
            want = unit(want[None])[0]
            if not norm or bound.max() > 0.1:
                continue  # cancellation leaves nothing but rounding
        close(row, want, bound + 8 * EPS * np.abs(want), "f32", "embedding")


# ---- Leave-one-out ----


def distance_of(metric, a, b):
    if metric == "l2":
        return np.sqrt(((a - b) ** 2).sum(axis=-1))
    return 1 - cosines(a[None], np.atleast_2d(b))[0]


def tcra_bound(metric, x, dim):
    return 4 * rounding(dim + len(x), np.abs(x).max(initial=0) * math.sqrt(dim)) if metric == "l2" else 4 * cosine_rounding(
        dim + len(x))


def protected_of(case, n):
    flags = case.rng.random(n) < 0.2 if case.flag() else np.zeros(n, bool)
    return flags, case.keep(int((~flags).sum()))


def tcra_result(found, n, removed, flags):
    keep = np.asarray(found.keep)
    want = np.ones(n, int)
    want[removed] = 0
    same(keep, want, "keep")
    assert not flags[removed].any() and len(set(removed.tolist())) == len(removed)


@check("text.tcra_leave_one_out", flavours=SMOOTH)
def tcra_leave_one_out(case):
    case.alone()
    n, dim, metric = case.extent(1, 16), case.extent(1, 10), case.one_of("l2", "cosine")
    (full, f), (rows, x) = case.tokens(1, dim), case.tokens(n, dim)
    flags, remove = protected_of(case, n)
    found = pith.text.tcra_leave_one_out(full[0], rows, remove, metric=metric, protected=flags)
    removed, distance = case.items(found.removed, found.distance)[0]
    want = distance_of(metric, f[0], x)
    bound = tcra_bound(metric, np.concatenate([f, x]), dim)
    close(distance, want, bound, "f32", "distance")
    certify_ranking(removed, -want, bound, twins(x), ~flags, "removed")
    tcra_result(found, n, removed, flags)


def check_removal(found, case, removal, embed, n, remove, flags, metric, bound, alike):
    """`embed(words)` is the exact embedding of a set of words."""
    removed, distance = case.items(found.removed, found.distance)[0]
    whole = embed(np.ones(n, bool))
    left = np.ones(n, bool)
    assert len(removed) == remove
    if removal == "one_shot":
        want = np.array([distance_of(metric, whole, embed(np.arange(n) != i)).reshape(-1)[0] for i in range(n)])
        close(distance, want, bound, "f32", "distance")
        certify_ranking(removed, -want, bound, alike, ~flags, "removed")
    else:
        for t, word in enumerate(removed):
            want = np.array([distance_of(metric, whole, embed(left & (np.arange(n) != i))).reshape(-1)[0] if left[i] else np.inf
                             for i in range(n)])
            certify(int(word), -want, left & ~flags, bound, alike, f"removal {t}")
            close(distance[t], want[word], bound, "f32", f"distance {t}")
            left[word] = False
    tcra_result(found, n, removed, flags)


@check("text.tcra_words", flavours=SMOOTH)
def tcra_words(case):
    case.alone()
    n, dim = case.extent(1, 14), case.extent(1, 10)
    metric, removal = case.one_of("l2", "cosine"), case.one_of("one_shot", "greedy")
    rows, x = case.tokens(n, dim)
    flags, remove = protected_of(case, n)
    found = pith.text.tcra_words(rows, remove, metric=metric, removal=removal, protected=flags)
    embed = lambda words: x[words].mean(axis=0) if words.any() else np.zeros(dim)  # noqa: E731
    bound = tcra_bound(metric, x, dim)
    if metric == "cosine":  # the mean of what is left may be nearly nothing
        least = min(np.sqrt((embed(np.arange(n) != i) ** 2).sum()) for i in range(n))
        if removal == "greedy" or least < 0.05:
            return
        bound = bound / least
    check_removal(found, case, removal, embed, n, remove, flags, metric, bound, twins(x))


@check("text.tcra_encoder", flavours=("normal", "ties", "large"), rounds=0.7)
def tcra_encoder(case):
    case.alone()
    words = [case.one_of(*VOCABULARY) for _ in range(case.pick(1, 9))]
    n = len(words)

    def encoder(texts):
        rows = np.zeros((len(texts), 6), np.float32)
        for row, text in zip(rows, texts):
            for place, letter in enumerate(text):
                row[ord(letter) % 6] += 1 + place % 3
        return rows

    metric, removal = case.one_of("l2", "cosine"), case.one_of("one_shot", "greedy")
    flags, remove = protected_of(case, n)
    found = pith.text.tcra_encoder("  ".join(words), encoder, remove, metric=metric, removal=removal, protected=flags)
    embed = lambda left: encoder([" ".join(w for w, flag in zip(words, left) if flag)])[0].astype(np.float64)  # noqa: E731
    if removal == "greedy" and remove == n:
        remove, found = None, None  # nothing is left to embed
    if found:
        check_removal(found, case, removal, embed, n, remove, flags, metric, 1e-4, np.arange(n))
        assert found.text == " ".join(w for w, flag in zip(words, np.asarray(found.keep)) if flag)


# ---- Percentiles of probabilities ----


def percentile(values, q):
    """Linear interpolation at the exact place."""
    values = np.sort(np.asarray(values, np.float64))
    if not len(values):
        return math.inf
    whole, rest = divmod(q * (len(values) - 1), 100)
    whole = int(whole)
    return values[whole] + (values[min(whole + 1, len(values) - 1)] - values[whole]) * rest / 100


def chunked(case, n):
    return np.sort(np.concatenate([case.rng.integers(0, n + 1, case.pick(0, 2)), [n]])).astype(int)


@check("text.llmlingua2", flavours=SMOOTH, rounds=2)
def llmlingua2(case):
    case.alone()
    n = case.extent(1, 30)
    given, p = case.numbers(n)
    rate = case.one_of(0.5, 0.33, 0.25, 1.0, 0.9)
    ends = chunked(case, n) if case.flag() else None
    tokens = case.rng.integers(1, 4, n) if case.flag() else np.ones(n, int)
    found = pith.text.llmlingua2(given, rate, tokens=case.ints(tokens), chunk_ends=None if ends is None else case.ints(ends))
    keep, thresholds = case.items(found.keep, found.thresholds)[0]
    begin = 0
    for chunk, end in enumerate([n] if ends is None else ends.tolist()):
        red = 1 - rate
        mine = p[begin:end]
        if red <= 0:
            assert keep[begin:end].all()
        elif len(mine):
            limit = percentile(np.repeat(mine, tokens[begin:end]), min(100, int(100 * red + 1)))
            want = (mine > limit) | ((mine == limit) & (limit == 1))
            doubt = (np.abs(mine - limit) <= 2 * EPS * np.abs(limit)) & (mine != limit)
            same(keep[begin:end] * ~doubt, want * ~doubt, f"chunk {chunk}")
            close(thresholds[chunk], limit, 2 * EPS, dtype_of(found.thresholds), "threshold")
        begin = end


@check("text.llmlingua2_contexts", flavours=("normal", "equal", "near", "large"), rounds=2)
def llmlingua2_contexts(case):
    case.alone()
    n = case.extent(1, 30)
    given, p = case.numbers(n)
    ends, rate = chunked(case, n), case.one_of(0.5, 0.25, 0.75, 1.0, 0.9)
    forced = [0] if case.flag() else []
    found = pith.text.llmlingua2_contexts(given, case.ints(ends), rate, forced=forced)
    keep, values = case.items(found.keep, found.values)[0]
    want = np.array([p[a:b].mean() if b > a else 0.0 for a, b in zip([0, *ends[:-1]], ends)])
    close(values, want, rounding(n, want), dtype_of(found.values), "values")
    limit = percentile(want, int(100 * (1 - rate)))
    close(found.threshold, limit, rounding(n, 1), what="threshold")
    bound = rounding(n, limit)
    for i in range(len(ends)):
        if i in forced:
            assert keep[i]
        else:
            inside(int(keep[i]), int(want[i] > limit + bound), int(want[i] >= limit - bound), f"context {i}")
    assert keep.any() or not len(ends), "the greatest value is never below a percentile"


@check("text.llmlingua2_chunks", flavours=ONCE, rounds=3)
def llmlingua2_chunks(case):
    n, limit = case.pick(0, 40), case.pick(1, 12)
    tokens = [case.one_of("a", "b", "c", ".", "\n") for _ in range(n)]
    begin, want = 0, []
    while begin < n:
        if begin + limit > n - 1:
            want.append((begin, n))
            break
        last = begin + limit
        for back in range(limit):
            if tokens[last - back] in (".", "\n"):
                last -= back
                break
        want.append((begin, last + 1))
        begin = last + 1
    assert [tuple(c) for c in pith.text.llmlingua2_chunks(tokens, limit)] == want


@check("text.llmlingua2_words", flavours=("normal", "equal", "large"), rounds=2)
def llmlingua2_words(case):
    case.alone()
    pieces, digits, first = case.one_of("continuation", "beginning"), case.flag(), case.flag()
    marks = ["the", "##ing", "cat", "##s4", "7", ".", "[CLS]", "go"] if pieces == "continuation" else [
        "▁the", "ing", "▁cat", "s4", "▁7", ".", "<s>", "▁go"]
    tokens = [case.one_of(*marks) for _ in range(case.pick(1, 14))]
    given, p = case.numbers(len(tokens))
    forced = ["cat", "."] if case.flag() else []
    special = ("[CLS]", "<s>")
    found = pith.text.llmlingua2_words(tokens, given, pieces=pieces, special=special, forced=forced, keep_digits=digits,
                                       first_token=first)
    words, bare, kinds, of = [], [], [], []
    for token, value in zip(tokens, p):
        if token in special:
            of.append(-1)
            continue
        text = token.lstrip("#") if pieces == "continuation" else token.lstrip("▁")
        begins = not words or text in forced or (
            not token.startswith("##") if pieces == "continuation" else token.startswith("▁") or token == ".")
        counted = 1.0 if (text in forced and begins) or (digits and any(c.isdigit() for c in token)) else value
        if begins:
            words.append([counted])
            bare.append([value])
            kinds.append(token)  # with its mark, as the authors compare it
        else:
            words[-1].append(counted)
            bare[-1].append(value)
            kinds[-1] += text
        of.append(len(words) - 1)
    same(found.word_of_token, of, "words")
    # The whole word is a forced string: one that a continuation was added to is none.
    same(found.forced, [forced.index(k) if k in forced else -1 for k in kinds], "forced")
    close(found.probabilities, [w[0] if first else np.mean(w) for w in words], rounding(14, 1), what="probabilities")
    close(found.unforced, [w[0] for w in bare], EPS, what="unforced")


@check("text.selective_context", flavours=("normal", "equal", "large"), rounds=3)
def selective_context(case):
    level, ratio = case.one_of("sentence", "token", "phrase"), case.one_of(0.35, 0.0, 0.5, 1.0)
    tokens, information, phrases = [], [], []
    for _ in range(case.pick(1, 4)):
        parts = [("" if i == 0 else " ") + case.one_of("cat", "dogs", "run", "x", "over") for i in range(case.pick(1, 6))]
        mine = []
        for part in parts:  # tokens end with the phrases, inside them, or past one
            cut = case.pick(0, len(part))
            mine += [t for t in (part[:cut], part[cut:]) if t]
        if len(mine) > 2 and case.flag():
            at = case.pick(0, len(mine) - 2)
            mine[at:at + 2] = [mine[at] + mine[at + 1]]
        tokens.append(mine)
        phrases.append(parts)
        values = case._numbers((len(mine),), 0, 5)
        information.append(np.float32(values).astype(np.float64).tolist())
    found = pith.text.selective_context(tokens, information, phrases, ratio, level=level)
    want = []
    for mine, values, parts in zip(tokens, information, phrases):
        if level == "sentence":
            want.append(np.mean(values))
        elif level == "token":
            want += values
        else:
            want += phrase_values(mine, values, parts)
    want = np.array(want)
    close(found.values, want, rounding(24, np.abs(want)), what="values")
    real = want[~np.isnan(want)]
    limit = percentile(real, 100 * ratio) if len(real) else math.nan
    if len(real):
        close(found.threshold, limit, rounding(24, 5), what="threshold")
    for i, value in enumerate(want):
        if math.isnan(value):
            assert found.keep[i], "a unit without a value stays"
        else:
            inside(int(found.keep[i]), int(value > limit + 1e-5), int(value >= limit - 1e-5), f"unit {i}")
    if ratio == 0:
        assert np.asarray(found.keep).all(), "nothing is below the least"


def phrase_values(tokens, values, phrases):
    """Tokens are given to the phrases they end in; one that runs past a phrase is shared by those it completes."""
    shares, at, place = [[] for _ in phrases], 0, 0
    for token, value in zip(tokens, values):
        place += len(token)
        if place < len(phrases[at]):
            if token != " ":
                shares[at].append(value)
            continue
        first = at
        if place == len(phrases[at]):
            shares[at].append(value)
            at, place = at + 1, 0
        else:
            place -= len(phrases[at])
            at += 1
            while at < len(phrases) and place >= len(phrases[at]):
                place -= len(phrases[at])
                at += 1
            for i in range(first, at):
                shares[i].append(value / (at - first))
        if at == len(phrases):
            break
    return [float(np.mean(s)) if s else math.nan for s in shares]
