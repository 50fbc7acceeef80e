"""Adapters of the text methods that work on a model's tokens."""

import importlib.util
import os
from functools import lru_cache
from pathlib import Path

import pith
from cases import Needs, Unhandled

from adapters import adapter

BOOLEAN = {False: False, True: True}


@lru_cache(maxsize=1)
def cl100k():
    """Token counts as the recorded host took them."""
    package = importlib.util.find_spec("llama_index") and importlib.util.find_spec("llama_index.core")
    if package is None or importlib.util.find_spec("tiktoken") is None:
        raise Needs("tiktoken and llama-index-core")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(package.origin).parent / "_static" / "tiktoken_cache")
    import tiktoken

    encoding = tiktoken.get_encoding("cl100k_base")
    return lambda text: len(encoding.encode(text))


@adapter("llmlingua2")
def llmlingua2(case):
    params = case.params
    kind = case["tokenizer_kind"]
    pieces = "continuation" if kind.startswith("wordpiece") else "beginning"
    if pieces == "beginning" and not kind.startswith("sentencepiece"):
        raise Unhandled(f"in.tokenizer_kind: {kind!r}")
    forced = params.get("force_tokens") or []
    for string, name in case["added_token_map"].items():
        if name != f"[NEW{forced.index(string)}]":
            raise Unhandled(f"in.added_token_map: {name!r} for {string!r}")
    ends = params.get("chunk_end_tokens", [".", "\n"])
    ends = ends + [case["added_token_map"][end] for end in ends if end in case["added_token_map"]]
    calls, contexts = [*case["classifier_calls"]], []
    for context in case["chunking"]:
        cut = pith.text.llmlingua2_chunks(context["tokens"], case["max_seq_len"] - 2, ends=ends)
        if len(cut) != len(context["chunks"]):
            raise AssertionError(f"{len(cut)} chunks, recorded {len(context['chunks'])}")
        chunks = []
        for text in context["chunks"]:
            read = calls.pop(0) if calls else {"tokens": [], "token_probs": []}
            chunks.append(pith.text.LLMLingua2Chunk(text, read["tokens"], read["token_probs"]))
        contexts.append(chunks)

    def read_again(i):
        """The recorded classifier says something else when it is asked again."""
        read = [calls.pop(0) for _ in contexts[i]]
        return [
            pith.text.LLMLingua2Chunk(chunk.text, again["tokens"], again["token_probs"])
            for chunk, again in zip(contexts[i], read)
        ]

    count = cl100k()
    original = sum(count(text) for text in case["context"])
    found = pith.text.llmlingua2_prompt(
        contexts, params.get("rate", 0.5), pieces=pieces, special=case["special_tokens"], forced=forced,
        keep_digits=params.choose("force_reserve_digit", BOOLEAN, False),
        first_token=params.choose("token_to_word", {"mean": False, "first": True}, "mean"),
        drop_consecutive=params.choose("drop_consecutive", BOOLEAN, False),
        target_tokens=given(params.get("target_token")),
        context_level=params.choose("use_context_level_filter", BOOLEAN, False),
        token_level=params.choose("use_token_level_filter", BOOLEAN, True),
        context_rate=params.get("context_level_rate"),
        target_contexts=given(params.get("target_context")),
        context_target_tokens=given(params.get("context_level_target_token")),
        forced_contexts=params.get("force_context_ids") or [],
        original_tokens=original, count_tokens=count, read_again=read_again,
    )
    if calls:
        raise Unhandled("in.classifier_calls: more than the method asks for")
    compressed = sum(count(text) for text in found.contexts)
    ratio = original / compressed if compressed else 0
    return {
        "compressed_prompt": found.text,
        "compressed_prompt_list": found.contexts,
        "labels": [list(label) for label in found.labels],
        "origin_tokens": original,
        "compressed_tokens": compressed,
        "rate": f"{1 / ratio * 100 if ratio else 0:.1f}%",
        "ratio": f"{ratio:.1f}x",
    }


def given(value):
    """The authors write -1 for a number that is not given."""
    return None if value is None or value < 0 else value


@adapter("dynamic_tokenization")
def dynamic_tokenization(case):
    params = case.params
    names = ["word", "word_hyphen", "pretokens", "sentence"]
    boundary = params.choose("boundary", {name: name for name in names})
    found = pith.text.dynamic_tokenization(
        case["sequences"], params["max_nr_merges"], boundary=boundary, special=case["special_tokens"],
        punctuation=case.get("punctuation_tokens"),
    )
    totals = [sum(len(sequence) for sequence in case["sequences"])]
    for places in found.places:
        totals.append(totals[-1] - places)
    return {
        "sequences": found.sequences,
        "spans": [[list(span) for span in spans] for spans in found.spans],
        "merges": [list(pair) for pair in found.merges],
        "lengths": found.lengths.tolist(),
        "total_length_after_each_merge": totals,
    }
