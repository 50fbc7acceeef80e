"""Adapters of the methods that share a budget between the crops of an image."""

import pith

from adapters import adapter


@adapter("hired")
def hired(case):
    params = case.params
    attention = case["final_attn"]
    if attention.ndim == 2:
        return single(case, attention)
    partitions, _, n = attention.shape
    params.expect("partitions", partitions)
    params.expect("tokens_per_partition", n)
    grid = params["grid_h"], params["grid_w"]
    total = pith.budget.keep_count(partitions * n, params["rate"], "truncate")
    budgets = pith.budget.hired(case["init_attn"], grid, total, alpha=params["alpha"])
    kept = pith.select.hired(attention, budgets)
    image = params["image_h"], params["image_w"]
    return {
        "counts": budgets,
        "sub_budgets": budgets[1:],
        "keep": kept,
        "packed": pith.select.anyres(kept, grid, params["side"], image),
    }


def single(case, attention):
    params = case.params
    params.expect("partitions", 1)
    keep = pith.budget.keep_count(attention.shape[1], params["rate"], "truncate")
    params.expect("k", keep)
    return {"keep": pith.select.hired(attention[None], [keep])}


@adapter("globalcom2")
def globalcom2(case):
    params = case.params
    scores = case["thumb_scores"]
    place = (params["grid_h"], params["grid_w"]), params["side"], (params["image_h"], params["image_w"])
    retention = params["retention"]
    shares = pith.budget.globalcom2(scores, *place, retention=retention, temperature=params["temperature"])
    keep = pith.budget.keep_count(scores.shape[0], retention, "truncate")
    return {
        "thumb_keep": pith.select.top_k(scores, keep, order="ranked"),
        "scales": shares.scales,
        "counts": shares.keep,
        "packed": pith.select.globalcom2(scores, case["crop_scores"], shares.keep, *place),
    }
