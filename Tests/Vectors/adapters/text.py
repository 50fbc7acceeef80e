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
