"""Adapters of merging on grids, by thresholds and by soft assignment, and of MustDrop's stages."""

import numpy as np
import pith

from adapters import adapter

FLAG = {False: False, True: True}


@adapter("tomesd")
def tomesd(case):
    params = case.params
    metric, choice = case["metric"], case.get("dst_choice")
    if params.choose("no_rand", FLAG, False):
        choice = None
    found = pith.merge.tomesd(
        metric, params["w"], params["h"], params["r"], choice=choice, cell_width=params["sx"], cell_height=params["sy"])
    params.expect("r_effective", found.sources.shape[-1])
    n = metric.shape[0]
    # The recordings number sources and destinations each by themselves.
    others = np.setdiff1d(np.arange(n), found.anchors)
    stay = np.setdiff1d(others, found.sources)
    stay = stay[np.argsort(found.assign[stay], kind="stable")]
    outputs = {
        "src_tokens": others,
        "dst_tokens": found.anchors,
        "unm_idx": np.searchsorted(others, stay),
        "src_idx": np.searchsorted(others, found.sources),
        "dst_idx": np.searchsorted(found.anchors, found.destinations),
        "assign": found.assign,
    }
    x = case.get("x")
    if x is not None:
        for name, mode in (("merged_mean", "mean"), ("merged_sum", "sum"), ("merged_amax", "max")):
            outputs[name] = pith.apply.merge(x, found.assign, found.rows, mode=mode).values
        outputs["merged"] = outputs["merged_mean"]
        outputs["unmerged"] = pith.apply.unmerge(outputs["merged_mean"], found.assign)
    return outputs


@adapter("dymu")
def dymu(case):
    return case.params.choose(
        "op",
        {
            "dtome_instance": instance,
            "dtome_batch": batch,
            "find_threshold": find_threshold,
            "vtu_attention": attention,
            "r_schedule": schedule,
        },
    )(case)


def instance(case):
    params = case.params
    most = params.get("max_r", -1)
    found = pith.merge.dymu(
        case["metric"], params["threshold"], most=None if most is None or most < 0 else most,
        class_token=params.choose("class_token", FLAG, False))
    merged = pith.apply.merge(case["x"], found.assign, found.rows, weight=case.get("size"))
    return {
        "merged": merged.values,
        "size": merged.size,
        "assign": found.assign,
        "r_effective": np.array([case["metric"].shape[0] - found.rows], dtype=np.int32),
    }


def batch(case):
    params = case.params
    # Recordings without a threshold have one that no cosine can reach, -2, or none.
    threshold = params.get("threshold")
    found = pith.merge.dymu_batch(
        case["metric"], params.get("r", 0), threshold=None if threshold is None or threshold < -1 else threshold,
        size=case.get("size"), class_token=params.choose("class_token", FLAG, False), epsilon=params.get("size_eps", 1e-4))
    longest = int(found.rows.max())
    merged = pith.apply.merge(case["x"], found.assign, longest, weight=found.weight, mode="sum").values
    return {
        "merged": merged,
        "size": pith.apply.merge(case["x"], found.assign, longest, weight=case.get("size")).size,
        "assign": found.assign,
        "ntokens": found.rows,
        "padding": (np.arange(longest) >= found.rows[:, None]).astype(np.int32),
    }


def find_threshold(case):
    params = case.params
    remove, class_token = params["r"], params.choose("class_token", FLAG, False)
    mean, thresholds, means = 1.0, [], []
    for batches, metric in enumerate(case["metric"]):
        threshold, mean = pith.merge.dymu_threshold(metric, remove, class_token=class_token, mean=mean, batches=batches)
        thresholds.append(threshold)
        means.append(mean)
    return {"batch_threshold": np.array(thresholds, np.float32), "running": np.array(means, np.float32)}


def attention(case):
    return {
        "attn_out": pith.merge.dymu_attention(
            case["q"], case["k"], case["v"], case["cos"], case["sin"], case["mapping"], scale=case.params.get("scale"),
            causal=case.params.choose("causal", FLAG, True))
    }


def schedule(case):
    codes = case.params["kind_codes"]
    kinds = {code: name for name, code in codes.items()}
    width = case.recorded("schedule").shape[1]
    rows = []
    for kind, layers, total in zip(case["kind"].tolist(), case["layers"].tolist(), case["r_total"].tolist()):
        row = pith.budget.dymu_schedule(layers, total, kinds[kind])
        rows.append(row + [-1] * (width - len(row)))
    return {"schedule": np.array(rows, dtype=np.int32)}


@adapter("mustdrop")
def mustdrop(case):
    return case.params.choose(
        "op",
        {
            "spatial_merge": spatial_merge,
            "key_tokens": key_tokens,
            "dual_attention_filter": dual_filter,
            "kv_compose": compose,
        },
    )(case)


def spatial_merge(case):
    params = case.params
    tokens = case["tokens"]
    found = pith.merge.mustdrop(
        tokens, params["grid_h"], params["grid_w"], window_height=params["win_h"], window_width=params["win_w"],
        threshold=params["threshold"], prefix=params.get("cls_tokens", 1))
    merged = pith.apply.merge(tokens, found.assign, found.rows)
    return {"tokens": merged.values, "sizes": merged.size, "assign": found.assign}


def key_tokens(case):
    attention = case["attn"]
    if attention.ndim == 2:
        attention = attention[:, None, :]  # only the class rows [H, T]
    keep = pith.budget.keep_count(attention.shape[-1] - 1, case.params["keep_rate"], "ceil")
    return {"keys": pith.select.mustdrop_keys(attention, keep, class_row=case.params.get("cls_row", 0))}


def dual_filter(case):
    params = case.params
    attention, start, length = case["attn"], params["vis_start"], params["vis_len"]
    limits = {"global_threshold": params["global_thr"], "individual_threshold": params["individual_thr"]}
    if attention.shape[-2] != attention.shape[-1]:  # only the rows of the text and the columns of the image
        start, limits["row_begin"] = 0, 0
    found = pith.select.mustdrop(attention, case["keys"], start, length, **limits)
    return {
        "important": pith.select.mustdrop(attention, np.empty(0, np.int32), start, length, **limits).indices,
        "keep": found.indices,
        "keys": found.places,
    }


def compose(case):
    stages = case.params["stages"]
    selections = pith.kv.mustdrop_compose([case[f"keep{s}"] for s in range(stages)], case.params.get("n0"))
    return {f"select{s}": selections[s] for s in range(stages)}


@adapter("token_transforming")
def token_transforming(case):
    params = case.params
    params.expect("op", "token_transforming")
    limits = {"tau": params["tau"], "protect": params.get("protect", 0)}
    found = pith.merge.token_transforming(
        case["metric"], case["score"], params["keep"], case["x"], size=case.get("size"), weights=True, **limits)
    return {
        "basis": found.basis,
        "y": found.values,
        "size": found.size,
        "weights": found.weights,
        "reconstructed": pith.merge.token_transforming_inverse(case["metric"], found.basis, found.values, **limits),
    }
