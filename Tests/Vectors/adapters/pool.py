"""Adapters of the pool family."""

import pith

from adapters import adapter


@adapter("adaptive_pool2d")
def adaptive_pool2d(case):
    params = case.params
    out_grid = (params["oh"], params["ow"])
    mode = params.choose("mode", {"avg": "average", "max": "max"})
    y = pith.pool.adaptive(case["x"], (params["h"], params["w"]), out_grid, mode=mode)
    return {"y": y, "grid": list(out_grid)}
