"""Adapters of the methods that rank tokens by votes along the attention map."""

import numpy as np

import pith

from adapters import adapter

FLAG = {False: False, True: True}


@adapter("zero_tprune")
def zero_tprune(case):
    return case.params.choose("op", {"zero_tprune": whole, "wpr_eir": votes})(case)


def options(params):
    return {
        "class_weight": params["cls_weight"],
        "class_token": params.choose("has_cls", FLAG),
        "epsilon": params.get("eps", 0.0),
        "damping": params.get("damping", 0.0),
        "sharpness": params.get("sharpness", 1.0),
        "min_variance": params.get("v_min", float("-inf")),
        "max_variance": params.get("v_max", float("inf")),
    }


def votes(case):
    found = pith.score.zero_tprune(case["attn"], iterations=case.params["iters"], **options(case.params))
    return {"importance": found.scores}


def whole(case):
    params = case.params
    found = pith.select.zero_tprune(
        case["attn"], case["features"], params["keep"], params["r_sim"], pre_iterations=params["pre_iters"],
        iterations=params["iters"], pre_mean=params.choose("pre_mean", FLAG, False),
        renormalize=params.choose("renorm", FLAG, True), **options(params))
    return {
        "pre_scores": found.before.scores,
        "pre_head_mask": found.before.head_mask,
        "pre_order": found.similar.ranking,
        "pruned_similar": found.similar.removed,
        "scores": found.after.scores,
        "head_mask": found.after.head_mask,
        "kept": found.indices,
    }


@adapter("aim")
def aim(case):
    return case.params.choose("op", {"merge": merge, "pagerank_prune": prune})(case)


def merge(case):
    params = case.params
    params.choose("mode", {"mean": None}, "mean")
    tokens, metric = case["tokens"], case.get("metric")
    params.choose("metric", {"tokens": None, "metric": None}, "tokens")
    found = pith.merge.aim(tokens if metric is None else metric, np.array(params["rs"], dtype=np.int32))
    outputs = {"assign": found.assign}
    for name, values in (("tokens", tokens), ("metric", metric)):
        if values is not None:
            outputs[name] = pith.apply.merge(values, found.assign, found.rows, weight=found.weight, mode="sum").values
    return outputs


def prune(case):
    params = case.params
    logits, alive = case["logits"], case.get("mask")
    n = logits.shape[-1]
    params.expect("total", n)
    begin, end = params["vis_start"], params["vis_end"]
    importance = pith.score.aim(
        logits, temperature=params.get("temperature", 0.1), iterations=params.get("iters", 5),
        damping=params.get("damping", 0.0))
    keep = pith.budget.aim(n, n - (end - begin), params["retain_rate"])
    return {"importance": importance, "keep": pith.select.aim(importance, begin, end, keep, alive=alive)}
