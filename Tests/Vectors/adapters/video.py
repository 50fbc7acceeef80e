"""Adapters of the video family."""

import numpy as np

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


@adapter("holitom")
def holitom(case):
    return case.params.choose(
        "op", {"segments": holitom_segments, "outer": holitom_outer, "inner": holitom_inner})(case)


def holitom_segments(case):
    params = case.params
    found = pith.video.holitom_segments(case["sim"], tau=params["tau"], max_window=params["max_window"])
    return {"segments": found.segments, "reduced": np.array([found.reduced], dtype=np.float32)}


def holitom_outer(case):
    params = case.params
    x = case["x"]
    newline = params.choose("newline", {"none": False, "grid": True}, "none")
    found = pith.video.holitom(
        x, case["attn"], params["retain_ratio"], tau=params["tau"], context_ratio=params["context_ratio"],
        beta=params["beta"], plain_mean=params.choose("no_beta", {0: False, 1: True}, 0), neighbours=params["k"],
        max_window=params["max_window"], newline=newline)
    tokens = pith.apply.merge(
        x.reshape(-1, x.shape[-1]), found.assign.reshape(-1), len(found.sources), weight=found.weight.reshape(-1),
        mode="sum").values
    if newline:
        tokens[found.sources < 0] = case["newline"]
    return {
        "tokens": tokens,
        "src": found.sources,
        "segments": found.segments[:, :2],
        "static_kept": found.segments[:, 2],
        "dynamic_kept": found.segments[:, 3],
        "ratio": np.array([found.ratio], dtype=np.float32),
    }


def holitom_inner(case):
    params = case.params
    keep = pith.budget.keep_count(params["image_len"], 1 - params["r"], "half_even")
    found = pith.video.holitom_inner(
        case["x"], case["attn"], params["image_start"], params["image_len"], keep)
    tokens = pith.apply.merge(case["x"], found.assign, len(found.indices), weight=found.weight, mode="sum").values
    return {"tokens": tokens, "keep": found.indices}
