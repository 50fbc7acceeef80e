"""Adapters of the select family."""

import numpy as np

import pith

from adapters import adapter


def keep_of(case, n, rounding):
    """How many tokens a case keeps: its ratio through the library's rule, or its count."""
    if "ratio" not in case.params:
        return case.params["k"]
    keep = pith.budget.keep_count(n, case.params["ratio"], rounding)
    case.params.expect("k", keep)
    return keep


@adapter("divprune")
def divprune(case):
    tokens = case["tokens"]
    case.params.expect("n", tokens.shape[0])
    case.params.expect("d", tokens.shape[1])
    keep = keep_of(case, tokens.shape[0], "half_even")
    return {
        "keep": pith.select.divprune(tokens, keep),
        "order": pith.select.divprune(tokens, keep, order="ranked"),
    }


@adapter("fastv")
def fastv(case):
    params = case.params
    params.get("seed")
    start, length = params["start"], params["length"]
    keep = pith.budget.keep_count(length, 1 - params["r"], "half_even") if "r" in params else params["keep"]
    params.expect("keep", keep)
    found = pith.select.fastv(case["attn"], start, length, keep)
    outputs = {
        "keep": found.indices,
        "keep_abs": found.sequence,
        "score": found.scores,
        "ranked": pith.select.fastv(case["attn"], start, length, keep, order="ranked").indices,
    }
    if case.get("hidden") is not None:
        outputs["hidden"] = pith.apply.gather(case["hidden"], found.sequence)
    return outputs


@adapter("fopru")
def fopru(case):
    params = case.params
    attention = case["attn"]
    n, width = attention.shape[-1], params["grid_w"]
    params.get("used")  # which mean wins: seen in the significance
    group = params.choose("strategy", {"rank": 1, "row": width})
    keep = pith.budget.keep_count(n // group, params["ratio"], "floor") * group if "ratio" in params else params["k"]
    params.expect("k", keep)
    found = pith.select.fopru(attention, keep, group)
    return {"keep": found.indices, "significance": found.significance}


@adapter("hiprune")
def hiprune(case):
    params = case.params
    outputs = {}
    scores = {}
    for name in ("object", "deep"):
        if case.get(f"{name}_attn") is not None:
            columns = slice(params["drop_prefix"], None)
            scores[name] = outputs[f"{name}_score"] = pith.score.attention(case[f"{name}_attn"], columns=columns)
        else:
            scores[name] = case[f"{name}_score"]
    n = params["grid_h"] * params["grid_w"]
    if "ratio" in params:
        params.expect("k", pith.budget.keep_count(n, params["ratio"], "half_even"))
    params.get("anchors")  # follows from k and alpha
    outputs["keep"] = pith.select.hiprune(
        scores["object"], scores["deep"], params["grid_w"], params["k"], alpha=params["alpha"])
    return outputs


@adapter("todre")
def todre(case):
    return case.params.choose("stage", {1: todre_select, 2: todre_drop})(case)


def todre_select(case):
    params = case.params
    tokens, attention = case["tokens"], case.get("cls_attn")
    pivot = params.get("pivot", 0)
    if attention is not None:
        attention = attention.reshape(-1)
    params.expect("n", tokens.shape[0])
    params.expect("d", tokens.shape[1])
    objective, keep = params["objective"], params["k"]
    order = pith.select.todre(tokens, keep, attention, pivot=pivot, objective=objective, order="ranked")
    return {
        "pivot": order[:1],
        "order": order,
        "keep": pith.select.todre(tokens, keep, attention, pivot=pivot, objective=objective),
    }


def todre_drop(case):
    params = case.params
    visual = params["system_len"] + params["visual_len"]
    found = pith.select.todre_drop(
        case["attn"], (params["system_len"], visual), (visual, visual + params["text_len"]), tau=params["tau"])
    return {
        "drop_all": np.array([found.drop], dtype=np.int32),
        "text_to_visual": found.ratios[:1],
        "visual_to_text": found.ratios[1:],
    }


@adapter("cdpruner")
def cdpruner(case):
    params = case.params
    params.get("seed")
    params.expect("eps", 1e-6)
    relevance = pith.score.cdpruner(case["image_embeds"], case["text_embeds"], theta=params.get("theta"))
    keep = params["keep"]
    found = pith.select.cdpruner(case["features"], relevance, keep, order="ranked")
    return {
        "relevance": relevance,
        "order": found.indices,
        "gain": found.gains,
        "keep": pith.select.cdpruner(case["features"], relevance, keep).indices,
    }


@adapter("dart")
def dart(case):
    params = case.params
    params.get("seed")
    start, length = params["start"], params["length"]
    image, text = params["pivot_image"], params["pivot_text"]
    order = params.choose(
        "pivot_order", {"cpython_set": None, "ranked": np.arange(image + text, dtype=np.int32)}, "cpython_set")
    per_pivot = params.get("per_pivot")
    if "ratio" in params:
        share = pith.budget.keep_count(length, 1 - params["ratio"], "floor")
        per_pivot = params.get("max_trunc", share) // (image + text)
    params.expect("per_pivot", per_pivot)
    found = pith.select.dart(
        case["hidden"], case["keys"], start, length, per_pivot, pivot_image=image, pivot_text=text, claim_order=order)
    return {
        "keep": found.indices,
        "per_pivot": np.array([per_pivot], dtype=np.int32),
        "pivot_order": found.claiming_pivots,
        "pivots_image": found.ranked_pivots[:image] - start,
        "pivots_text": found.ranked_pivots[image:],
    }


@adapter("visionzip")
def visionzip(case):
    params = case.params
    params.get("seed")
    first = params.choose("has_cls", {1: 1, 0: 0}, 1)  # rows before the patches
    dominant, contextual = params["dominant"], params["contextual"]
    scores = pith.score.attention(case["cls_attn"][:, None, :], head_reduce="sum")
    found = pith.select.visionzip(scores, case["metric"][first:], dominant, contextual)
    hidden = case["hidden"]
    patches = pith.apply.merge(
        hidden[first:], found.assign, dominant + contextual, weight=found.weight, mode="sum").values
    # The recordings number contextual rows by themselves and name merged patches only.
    slots = np.maximum(found.assign - dominant, -1)
    slots[found.targets] = -1
    return {
        "dominant": found.indices,
        "dominant_ranked": pith.select.top_k(scores, dominant, order="ranked"),
        "context": found.targets,
        "assign": slots.astype(np.int32),
        "tokens": np.concatenate([hidden[:first], patches]),
    }


def prumerge_case(case, plus):
    params = case.params
    params.get("seed")
    span = params.get("grid_span", 0)
    ratio = params.choose("adaptive", {1: lambda: None, 0: lambda: params["ratio"]})()
    scores = case["cls_attn"]
    found = pith.select.prumerge(scores, ratio, grid_span=span if plus else 0)
    merge = pith.select.prumerge_weights(scores, case["keys"], found.indices, neighbours=params["neighbours"])
    return {
        "ratio": np.array([found.ratio], dtype=np.float32),
        "keep_order": found.indices,
        "rest": merge.rest,
        "tokens": pith.apply.transform(merge.weights, case["features"]),
    }


@adapter("prumerge")
def prumerge(case):
    return prumerge_case(case, False)


@adapter("prumerge_plus")
def prumerge_plus(case):
    return prumerge_case(case, True)
