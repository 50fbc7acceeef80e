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


@adapter("expedit")
def expedit(case):
    return case.params.choose("op", {"cluster": expedit_cluster, "reconstruct": expedit_reconstruct})(case)


def expedit_cluster(case):
    params = case.params
    x = case["x"]
    height, width, dim = x.shape
    params.expect("grid_h", height)
    params.expect("grid_w", width)
    found = pith.cluster.expedit(
        x.reshape(height * width, dim), (height, width), (params["out_h"], params["out_w"]), iterations=params["n_iters"],
        temperature=params["temperature"], window=params["window"])
    return {"centers": found.centers, "labels": found.labels}


def expedit_reconstruct(case):
    params = case.params
    centers = case["sfeat"]
    k = params["k"]
    return {
        "x": pith.cluster.expedit_reconstruct(
            case["feat"], centers, case["y"], k if k > 0 else len(centers), temperature=params["temperature"])
    }
