"""Adapters of the merge and apply families."""

import numpy as np
import pith

from adapters import adapter

FLAG = {False: False, True: True}


@adapter("tome")
def tome(case):
    return case.params.choose(
        "op",
        {
            "bipartite": bipartite,
            "kth": kth,
            "random": random,
            "prop_attention": prop_attention,
            "parse_r": parse_r,
        },
    )(case)


def bipartite(case):
    params = case.params
    found = pith.merge.tome(
        case["metric"], params["r"], class_token=params.choose("class_token", FLAG, False),
        distill_token=params.choose("distill_token", FLAG, False))
    n = case["metric"].shape[0]
    params.expect("r_effective", len(found.sources))
    # The recordings number even tokens (2 i) by i and odd tokens (2 j + 1) by j, and the kept even ones in output order.
    sources = set(found.sources.tolist())
    stay = sorted((token for token in range(0, n, 2) if token not in sources), key=lambda token: found.assign[token])
    # With a distillation token the authors' merge writes that token's row second, but their unmerge still reads the even
    # rows first and then the odd ones. The recording has that; the library's unmerge is given the rows it reads.
    as_read = np.empty_like(found.assign)
    as_read[stay] = np.arange(len(stay))
    as_read[1::2] = len(stay) + np.arange(n // 2)
    as_read[found.sources] = as_read[found.destinations]
    return {
        "unm_idx": np.array(stay, dtype=np.int32) // 2,
        "src_idx": found.sources // 2,
        "dst_idx": found.destinations // 2,
        "assign": found.assign,
        **applied(case, found, as_read),
    }


def kth(case):
    found = pith.merge.tome_kth(case["metric"], case.params["k"])
    k = max(case.params["k"], 1)
    inside = found.rows * k  # the tail is dropped, and unmerging does not bring it back
    sources = [token for token in range(inside) if token % k != k - 1]
    outputs = {"dst_idx": found.assign[sources], "assign": found.assign, **applied(case, found)}
    if "unmerged" in outputs:
        outputs["unmerged"] = outputs["unmerged"][:inside]
    return outputs


def random(case):
    permutation, r = case["perm"], case.params["r"]
    found = pith.merge.tome_random(case["metric"], permutation, r)
    return {"dst_idx": found.assign[permutation[: max(r, 0)]], "assign": found.assign, **applied(case, found)}


def applied(case, found, unmerge_by=None):
    """The decision carried out on in.x in every way that is recorded."""
    x, size = case.get("x"), case.get("size")
    if x is None:
        return {}
    outputs = {}
    for name, mode in (("merged_mean", "mean"), ("merged_sum", "sum"), ("merged_amax", "max")):
        outputs[name] = pith.apply.merge(x, found.assign, found.rows, mode=mode).values
    merged = outputs["merged_mean"]
    if size is not None:
        merged, outputs["size"] = pith.apply.merge(x, found.assign, found.rows, weight=size)
        outputs["merged_wavg"] = merged
    outputs["unmerged"] = pith.apply.unmerge(merged, found.assign if unmerge_by is None else unmerge_by)
    return outputs


def prop_attention(case):
    scale = case.params.get("scale")
    output, metric = pith.merge.tome_attention(case["q"], case["k"], case["v"], case.get("size"), scale=scale)
    return {"x": output, "metric": metric}


def parse_r(case):
    width = case.recorded("schedule").shape[1]
    rows = []
    for layers, r, inflect in zip(case["layers"].tolist(), case["r"].tolist(), case["inflect"]):
        # A float32 in the file stands for the decimal that the recording used: 0.3, not 0.30000001.
        schedule = pith.budget.tome_schedule(layers, r, float(str(inflect)))
        rows.append(schedule + [-1] * (width - len(schedule)))
    return {"schedule": np.array(rows, dtype=np.int32)}
