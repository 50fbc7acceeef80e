"""Adapters of the cluster family: clusters of tokens."""

import pith

from adapters import adapter


@adapter("dpc_knn")
def dpc_knn(case):
    params = case.params
    clusters = params["cluster_num"]
    found = pith.cluster.dpc_knn(
        case["x"], clusters, params["k"], noise=case.get("noise"), mask=case.get("mask"), token_weight=case.get("weight"),
        noise_scale=params.get("noise_scale", 1e-6), epsilon=params.get("merge_eps", 1e-6))
    merged = pith.apply.merge(case["x"], found.assign, clusters, weight=found.weight, mode="sum").values
    return {
        "centers": found.centers, "assign": found.assign, "merged": merged, "density": found.density,
        "delta": found.delta, "score": found.score,
    }
