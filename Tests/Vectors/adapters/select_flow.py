"""Adapters of the selections by activations, by transitions between layers, and stage by stage."""

import numpy as np

import pith

from adapters import adapter


@adapter("corematching")
def corematching(case):
    return case.params.choose("op", {"knee": knee, "core_tokens": core_tokens, "core_neurons": core_neurons})(case)


def knee(case):
    found = pith.budget.knee(case["scores"])
    return {
        "knee_index": np.array([found.knee], dtype=np.int32),
        "knee_value": np.array([found.value], dtype=np.float32),
        "keep": found.indices,
        "keep_inclusive": pith.budget.knee(case["scores"], inclusive=True).indices,
    }


def core_tokens(case):
    params = case.params
    begin, end, row = params["vis_start"], params["vis_end"], params["query_row"]
    found = pith.select.corematching(case["activations"], begin, end, query_row=row)
    wider = pith.select.corematching(case["activations"], begin, end, query_row=row, inclusive=True)
    return {
        "counts": found.counts,
        "knee": found.knee,
        "keep": found.indices,
        "keep_inclusive": wider.indices,
    }


def core_neurons(case):
    params = case.params
    found = pith.select.corematching_neurons(
        case["activations"], token_sparsity=params["token_sparsity"], sparsity=params["sparsity"])
    params.expect("limit", int(found.frequency.sum()) // len(case["activations"]))
    return {
        "neurons": found.neurons,
        "frequency": found.frequency,
        "intersection": found.intersection,
    }


@adapter("transprune")
def transprune(case):
    return case.params.choose("op", {"ttv": transition, "iga": instruction, "stages": stages})(case)


def transition(case):
    outputs = {}
    for part in ("attn", "ffn"):
        if case.get(f"{part}_before") is not None:
            outputs[f"{part}_ttv"] = pith.score.transprune(case[f"{part}_before"], case[f"{part}_after"])
    if "attn_ttv" in outputs and "ffn_ttv" in outputs:
        outputs["ttv"] = pith.score.transprune(case["ffn_before"], case["ffn_after"], outputs["attn_ttv"])
    if case.get("before") is not None:
        outputs["ttv"] = outputs["w"] = pith.score.transprune(case["before"], case["after"])
    return outputs


def instruction(case):
    params = case.params
    start, length = params["image_start"], params["image_tokens"]
    return {"iga": guided_attention(case["q"], case["k"], start, length)}


def guided_attention(queries, keys, start, length):
    return pith.score.query_key(queries, keys, causal_offset=start + length, columns=(start, start + length))


def stages(case):
    params = case.params
    params.get("heads")
    params.get("head_dim")
    params.get("text_after")
    start, first = params["image_start"], params["image_tokens"]
    length, alive = first, np.arange(first, dtype=np.int32)
    weights, outputs = None, {}
    for stage, keep in enumerate(pith.budget.pyramiddrop(first, params["ratios"])):
        added = [case[f"ttv{stage}_{layer}"] for layer in range(params.get("layers_per_stage", 1))]
        weights = np.stack(added if weights is None else [*weights, *added])
        attention = guided_attention(case[f"q{stage}"], case[f"k{stage}"], start, length)
        found = pith.select.transprune(weights, attention, start, length, keep)
        weights = pith.apply.gather(weights, found.sequence, axis=1)
        alive, length = alive[found.indices], keep
        outputs.update({
            f"iga{stage}": attention,
            f"score{stage}": found.scores,
            f"keep_local{stage}": found.indices,
            f"keep{stage}": alive,
        })
    return outputs


@adapter("vflowopt")
def vflowopt(case):
    return case.params.choose(
        "op", {"patch_entropy": entropy, "importance": importance, "recycle": recycle, "progressive": progressive})(case)


def entropy(case):
    return {"entropy": pith.score.vflowopt_entropy(case["pixels"], case.params["patch"])}


def importance(case):
    params = case.params
    patches = case.get("entropy")
    found = pith.score.vflowopt(
        case["attn"], params["t"], entropy=None if patches is None else patches.reshape(-1), alpha=params["alpha_v"])
    return {"map": found.scores, "salient": found.salient}


def recycle(case):
    params = case.params
    scores = case["map"]
    n = len(scores)
    remove = pith.budget.keep_count(n, 1 - params["keep_ratio"], "half_even")
    params.expect("reduce", remove)
    found = pith.select.vflowopt(scores, remove, params["cell"], params["base_side"], params["local_w"])
    merged = n - found.count
    if "extra" in params and "groups" in params:
        params.expect("extra", merged + params.get("groups") - remove)
    return {
        "keep": found.indices,
        "merged": pith.apply.merge(case["tokens"], found.assign, found.count, weight=found.weight, mode="sum").values,
        "map": pith.apply.gather(scores, found.indices),
        "assign": found.indices[found.assign],
    }


def progressive(case):
    found = pith.select.vflowopt_progressive(case["map"], case.params["ratios"])
    return {f"keep{stage}": indices for stage, indices in enumerate(found)}


@adapter("pyramiddrop")
def pyramiddrop(case):
    params = case.params
    params.get("seed")
    start, length, keep = params["start"], params["length"], params["keep"]
    if "initial_length" in params:
        ratios = [params["ratio_cur"], params["ratio_next"]]
        counts = pith.budget.pyramiddrop(params["initial_length"], ratios)
        params.expect("length", counts[0])
        params.expect("keep", counts[1])
    found = pith.select.pyramiddrop(case["q"], case["k"], start, length, keep, last_query=params["last_query"])
    return {"keep": found.indices, "keep_abs": found.sequence, "score": found.scores}


@adapter("gsearch")
def gsearch(case):
    return case.params.choose("op", {"nested_prune": nested, "p_sigmoid": sigmoid, "greedy_search": greedy})(case)


def nested(case):
    found = pith.select.gsearch(case["scores"], case["counts"])
    return {"keep": found.indices, "alive": found.alive}


def sigmoid(case):
    params = case.params
    found = pith.budget.gsearch(
        params["layers"], params["n"], params["budget"], steepness=params["steepness"], r_min=params["r_min"],
        r_max=params["r_max"])
    return {
        "center": np.array([found.center], dtype=np.float32),
        "rates": found.rates,
        "counts": np.array(found.counts, dtype=np.int32),
    }


def greedy(case):
    levels, need = case["levels"], case["need"]
    found = pith.budget.gsearch_search(
        lambda layer, level: levels[level] >= need[layer], case.params["layers"], len(levels))
    return {
        "rate_index": np.array(found.levels, dtype=np.int32),
        "asks": np.array([[level, passed] for _, level, passed in found.trials], dtype=np.int32),
    }
