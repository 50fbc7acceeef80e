"""Adapters of the pool family."""

import numpy as np
import pith

from adapters import adapter


@adapter("adaptive_pool2d")
def adaptive_pool2d(case):
    params = case.params
    out_grid = (params["oh"], params["ow"])
    mode = params.choose("mode", {"avg": "average", "max": "max"})
    y = pith.pool.adaptive(case["x"], (params["h"], params["w"]), out_grid, mode=mode)
    return {"y": y, "grid": list(out_grid)}


@adapter("avg_pool2d")
def avg_pool2d(case):
    params = case.params
    grid, kernel = (params["h"], params["w"]), (params["kh"], params["kw"])
    step, padding = (params["sh"], params["sw"]), (params.get("ph", 0), params.get("pw", 0))
    ceiling = bool(params.get("ceil_mode", 0))
    y = pith.pool.window(
        case["x"], grid, kernel, step=step, padding=padding, ceiling=ceiling,
        exclude_padding=not params.get("count_include_pad", 1), divisor=params.get("divisor_override", 0),
        mode=params.choose("mode", {"avg": "average", "average": "average", "max": "max"}, "avg"),
    )
    return {"y": y, "grid": list(pith.pool.window_grid(grid, kernel, step=step, padding=padding, ceiling=ceiling))}


@adapter("avg_pool3d")
def avg_pool3d(case):
    params = case.params
    grid, kernel = (params["t"], params["h"], params["w"]), (params["kt"], params["kh"], params["kw"])
    step = tuple(params.get(name, side) for name, side in zip(("st", "sh", "sw"), kernel))
    padding = tuple(params.get(name, 0) for name in ("pt", "ph", "pw"))
    ceiling = bool(params.get("ceil_mode", 0))
    y = pith.pool.window(
        case["x"], grid, kernel, step=step, padding=padding, ceiling=ceiling,
        exclude_padding=not params.get("count_include_pad", 1), divisor=params.get("divisor_override", 0),
    )
    return {"y": y, "grid": list(pith.pool.window_grid(grid, kernel, step=step, padding=padding, ceiling=ceiling))}


_LAYOUTS = {name: name for name in ("offset_major", "offset_major_transposed", "channel_major")}


@adapter("space_to_depth")
def space_to_depth(case):
    params = case.params
    height, width, factor = params["h"], params["w"], params["r"]
    layout = params.choose("layout", _LAYOUTS)
    y = pith.pool.space_to_depth(case["x"], (height, width), factor, layout=layout)
    grid = [height // factor, width // factor]
    return {"y": y, "grid": grid[::-1] if layout == "offset_major_transposed" else grid}


@adapter("depth_to_space")
def depth_to_space(case):
    params = case.params
    height, width, factor = params["h"], params["w"], params["r"]
    y = pith.pool.depth_to_space(case["x"], (height, width), factor, layout=params.choose("layout", _LAYOUTS))
    return {"y": y, "grid": [height * factor, width * factor]}


@adapter("block_merge")
def block_merge(case):
    params = case.params
    frames, height, width, factor = params["t"], params["h"], params["w"], params["m"]
    grid = (height, width)
    x = case["x"]
    normed = pith.pool.project(
        x, norm_scale=case["ln_weight"], norm_shift=case["ln_bias"], epsilon=params.get("ln_eps", 1e-6))

    def glued(rows):
        y = pith.pool.space_to_depth(rows.reshape(frames, height * width, -1), grid, factor)
        return y.reshape(-1, y.shape[-1])

    order = pith.pool.block_order(grid, factor)
    return {
        "y": glued(x), "y_ln": glued(normed),
        "order": np.concatenate([order + frame * height * width for frame in range(frames)]),
    }


@adapter("interpolate2d")
def interpolate2d(case):
    params = case.params
    grid, out_grid = (params["h"], params["w"]), (params["oh"], params["ow"])
    scale = params.get("scale_factor", 0) or None
    mode = params.choose("mode", {"bilinear": "bilinear", "nearest": "nearest", "nearest-exact": "nearest_exact"})
    y = pith.pool.interpolate(
        case["x"], grid, None if scale else out_grid, scale=scale, mode=mode,
        align_corners=bool(params.get("align_corners", 0)))
    return {"y": y, "grid": list(out_grid)}


@adapter("one_d_piece")
def one_d_piece(case):
    params = case.params
    params.expect("layout", "channel_major")
    z = case["z"]
    params.expect("channels", z.shape[0])
    params.expect("n", z.shape[1])
    length = params["length"]
    keep = z.shape[1] if length is None or length < 0 else length
    return {"z": pith.pool.prefix(z, keep, axis=1), "tokens": pith.pool.prefix(z.T, keep)}


@adapter("flextok")
def flextok(case):
    x = case["x"]
    keep = case.params["keep_k"]
    op = case.params.choose("op", {
        "keep_prefix_mask_tail": lambda: pith.pool.mask_tail(x, case["mask_token"], keep),
        "registers_nested": lambda: pith.pool.prefix(x, keep),
        "registers_avg_pool": lambda: pith.pool.adaptive(x, (1, len(x)), (1, keep)),
    })
    return {"y": op()}


@adapter("mqt")
def mqt(case):
    params = case.params
    params.expect("queries", len(case["query"]))
    if params["tgt_h"] * params["tgt_w"] != len(case["x"]):
        raise ValueError("the grid is not that of x")
    result = pith.pool.mqt(
        case["x"], case["query"], params["m"], position=case["pos_embed"], key_position=case["pos_k"],
        query_norm=(case["ln_q_weight"], case["ln_q_bias"]), key_norm=(case["ln_k_weight"], case["ln_k_bias"]),
        value_norm=(case["ln_v_weight"], case["ln_v_bias"]), in_weight=case["attn_in_proj_weight"],
        in_bias=case["attn_in_proj_bias"], out_weight=case["attn_out_proj_weight"], out_bias=case["attn_out_proj_bias"],
        projection=case["proj"], heads=params["heads"], epsilon=params.get("ln_eps", 1e-6),
    )
    return {"tokens": result.tokens, "attn": result.weights}


@adapter("m3")
def m3(case):
    params = case.params
    x = case["x"]
    params.expect("n", len(x))
    side = params.get("h", int(len(x) ** 0.5))
    grid = (side, params.get("w", side))
    y = pith.pool.m3(x, grid, params["target"])
    height, width = pith.pool.m3_grid(grid, params["target"])
    params.expect("n_out", height * width)
    if grid[0] // params["window"] != height:
        raise ValueError("another window")
    return {"y": y}


@adapter("region_attention")
def region_attention(case):
    params = case.params
    result = pith.pool.region_attention(
        case["q"], case["k"], case["v"], (params["grid_h"], params["grid_w"]), params["scale"], heads=params["heads"],
        weights=True)
    return {"ctx": result.tokens, "attn": result.weights}


@adapter("llava_2dpool")
def llava_2dpool(case):
    params = case.params
    modes = {name: name for name in ("average", "max", "bilinear")}
    side, stride, frames = params["side"], params["stride"], params["frames"]
    y = pith.pool.llava_2dpool(case["x"], side, stride, mode=params.choose("mode", modes))
    out = int((len(y) // frames) ** 0.5)
    return {"y": y, "grid": [out, out]}
