"""Adapters of the video family."""

import pith

from adapters import adapter


def frames_of(case, name="tokens"):
    """Flat tokens as [F, P, D]."""
    params = case.params
    positions = params["grid_h"] * params["grid_w"]
    return case[name].reshape(params["frames"], positions, -1)


@adapter("evs")
def evs(case):
    params = case.params
    params.get("seed")
    tokens = frames_of(case)
    keep = pith.video.evs_count(tokens.shape[0], tokens.shape[1], params["q"])
    params.expect("keep", keep)
    found = pith.video.evs(tokens, keep)
    return {"keep": found.indices, "score": found.scores.reshape(-1)}


@adapter("dycoke")
def dycoke(case):
    return case.params.choose("op", {"ttm": dycoke_ttm, "kv": dycoke_kv})(case)


def dycoke_ttm(case):
    x = case["x"]
    keep = pith.budget.keep_count(x.shape[1], 1 - case.params["merging_ratio"], "truncate")
    kept = pith.video.dycoke(x, keep, order="ranked")
    return {"keep": kept, "tokens": pith.apply.gather(x.reshape(-1, x.shape[-1]), kept)}


def dycoke_kv(case):
    params = case.params
    length = params["image_len"]
    keep = pith.budget.keep_count(length, 1 - params["p"], "truncate")
    found = pith.video.dycoke_step(
        case["attn"][:, None, :], params["image_start"], length, keep, previous=case.get("prev"),
        gate=params.get("gate", 0.9))
    return {
        "updated": found.updated,
        "keep": found.indices if found.updated[0] else found.indices[:0],
        "similarity": found.similarity,
        "image_attention": found.scores,
    }


@adapter("storm")
def storm(case):
    params = case.params
    found = pith.video.storm(
        case["x"], params["h"], params["w"], pool_frames=params["pool_t"], pool_side=params["pool_s"],
        sample=params["sample"])
    return {"tokens": found.tokens, "frames": found.frames}


@adapter("spatial_mllm")
def spatial_mllm(case):
    return case.params.choose("op", {"sample": spatial_sample, "coverage": spatial_coverage})(case)


def spatial_sample(case):
    params = case.params
    options = {
        "percentile": params.get("percentile", 50), "confidence_floor": params.get("conf_floor", 0.1),
        "cells": params.get("grid", 20),
    }
    arguments = case["points"], case["conf"], params["k"]
    ranked = pith.video.spatial_mllm(*arguments, order="ranked", **options)
    return {
        "frames": pith.video.spatial_mllm(*arguments, **options).indices,
        "order": ranked.indices,
        "gains": ranked.gains,
        "voxels_per_frame": ranked.voxels,
        "minimum": ranked.box[:3],
        "voxel_size": ranked.box[3:],
    }


def spatial_coverage(case):
    arguments = case["offsets"], case["ids"], case.params["k"]
    ranked = pith.video.spatial_mllm_coverage(*arguments, order="ranked")
    return {
        "frames": pith.video.spatial_mllm_coverage(*arguments).indices,
        "order": ranked.indices,
        "gains": ranked.gains,
    }
