"""Adapters of the text family."""

import importlib.util
from pathlib import Path

import pith
from cases import Needs, Unhandled, read_safetensors

from adapters import adapter

SHARED = Path(__file__).resolve().parents[1] / "static_embedding"


@adapter("tcra_semantic")
def tcra_semantic(case):
    params, text = case.params, case["text"]
    words = [[begin, end] for begin, end, _ in pith.text.segment(text, "whitespace")]
    if words != case["word_char_spans"]:
        raise Unhandled("in.word_char_spans are not the library's words")
    remove = pith.budget.keep_count(len(words), params["remove_ratio"], "floor")
    metric = params.choose("metric", {"l2": "l2", "cosine": "cosine"}, "l2")
    removal = params.choose("mode", {"one_shot": "one_shot", "greedy": "greedy"}, "one_shot")
    options = {"metric": metric, "protected": case.get("protected")}
    if case.get("leave_one_out") is not None:
        if removal != "one_shot":
            raise Unhandled("leave-one-out embeddings serve one-shot removal only")
        found = pith.text.tcra_leave_one_out(case["full"], case["leave_one_out"], remove, **options)
    else:
        found = pith.text.tcra_words(case["word_embeddings"], remove, removal=removal, **options)
    return {
        "keep": found.keep,
        "removed_in_order": found.removed,
        "distance": found.distance,
        "text": " ".join(text[begin:end] for (begin, end), keep in zip(words, found.keep) if keep),
    }


@adapter("static_embedding")
def static_embedding(case):
    case.params.choose("pool", {"mean": None}, "mean")
    special = case.params.choose("add_special_tokens", {False: False, True: True}, False)
    tokenizer_path, table_path = model_files(case)
    from tokenizers import Tokenizer  # the host's part: the library starts from token ids

    tokenizer = Tokenizer.from_file(str(tokenizer_path))
    encodings = [tokenizer.encode(text, add_special_tokens=special) for text in case["texts"]]
    (table,) = read_safetensors(table_path)[1].values()
    ids = [encoding.ids for encoding in encodings]
    return {
        "ids": ids,
        "tokens": [encoding.tokens for encoding in encodings],
        "embedding": pith.text.embed_static(table, ids, normalize=False),
        "embedding_normalised": pith.text.embed_static(table, ids, normalize=True),
    }


@adapter("long_context_reorder")
def long_context_reorder(case):
    variant = case.params["variant"]
    if variant == "langchain":
        return {"order": pith.text.long_context_reorder(int(case["n"][0]))}
    if variant == "llama_index":
        return {"order": pith.text.long_context_reorder(case["scores"])}
    raise Unhandled(f"params: variant: {variant!r}")


@adapter("mmr")
def mmr(case):
    params = case.params
    last = params.choose("variant", {"langchain_max": False, "llama_index_last": True})
    keep = params["k"]
    if last and keep == 0:
        keep = None  # LlamaIndex: all
    weight = params.get("mmr_threshold" if last else "lambda_mult", 0.5)
    found = pith.text.mmr(case["query"], case["embeddings"], keep, relevance=weight, penalize_last=last)
    return {"kept_ranked": found.indices, "score": found.scores}


@adapter("embeddings_filter")
def embeddings_filter(case):
    found = pith.text.embeddings_filter(
        case["query"], case["embeddings"], case.params.get("k", 20), threshold=case.params.get("similarity_threshold")
    )
    return {"kept_ranked": found.indices, "similarity": found.similarity}


@adapter("embeddings_redundant_filter")
def embeddings_redundant_filter(case):
    return {"kept": pith.text.embeddings_redundant_filter(case["embeddings"], case.params.get("threshold", 0.95))}


@adapter("embeddings_clustering_filter")
def embeddings_clustering_filter(case):
    params, embeddings, centers = case.params, case["embeddings"], case["centers"]
    params.expect("num_clusters", centers.shape[0])
    params.get("random_state")  # the seed of the centres, which the case gives
    options = {
        "centers": centers,
        "per_cluster": params.get("num_closest", 1),
        "remove_duplicates": params.choose("remove_duplicates", {False: False, True: True}, False),
    }
    return {
        "kept_ranked": pith.text.embeddings_clustering_filter(embeddings, **options),
        "kept_sorted": pith.text.embeddings_clustering_filter(embeddings, order="position", **options),
        "labels": pith.cluster.kmeans(
            embeddings, centers.shape[0], initial_centers=centers, max_iterations=0
        ).labels,
    }


@adapter("bm25_okapi")
def bm25_okapi(case):
    params = case.params
    params.expect("tokenizer", "split on single space")
    found = pith.text.bm25_okapi(
        case["documents"], case["query"], k1=params.get("k1", 1.5), b=params.get("b", 0.75),
        epsilon=params.get("epsilon", 0.25),
    )
    return {"scores": found.scores.tolist(), "ranked": found.ranked.tolist()}


def model_files(case):
    """(tokenizer, table) that a case names: beside it, among this milestone's vectors, or in the installed package."""
    named = case["model"]
    if "mini_tokenizer.json" in named:
        for folder in (case.path.parent, SHARED):
            files = folder / "mini_tokenizer.json", folder / "mini_model.safetensors"
            if all(file.exists() for file in files):
                return files
        raise Needs("mini_tokenizer.json and mini_model.safetensors")
    if "wordllama" in named:
        package = importlib.util.find_spec("wordllama")
        if package is None:
            raise Needs("wordllama")
        folder = Path(package.origin).parent
        files = folder / "tokenizers" / "l2_supercat_tokenizer_config.json", folder / "weights" / "l2_supercat_256.safetensors"
        if not all(file.exists() for file in files):
            raise Needs("wordllama")
        return files
    raise Unhandled(f"in.model: {named!r}")
