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


DISTANCES = {"euclidean": False, "cosine": True}
GRAPHS = {"HeatKernel": "heat", "KNN": "neighbours"}
SEGMENT_ALGORITHMS = {
    "segment_kmediods++": "kmedoids", "segment_spectral": "spectral", "segment_pooling": "pooling",
    "segment_sparse_sampling": "sampling",
}


@adapter("centerclip")
def centerclip(case):
    params = case.params
    if params["op"] in SEGMENT_ALGORITHMS:
        return centerclip_segments(case)
    algorithm = params.choose("op", {"kmedoids": "kmedoids", "spectral": "spectral"})
    params.expect("norm_p", 2.0)
    x, k = case["x"], params["k"]
    found = pith.cluster.centerclip(x, k, algorithm=algorithm, **centerclip_options(case))
    return {
        "medoids": found.medoids, "assign": found.assign, "centers": pith.apply.gather(x, found.medoids),
        "means": pith.apply.merge(x, found.assign, k, mode="mean").values,
    }


def centerclip_options(case):
    params = case.params
    return dict(
        cosine=params.choose("distance", DISTANCES, "euclidean"), normalize=bool(params.get("pre_norm", False)),
        iterations=params.get("iter_limit", 100), threshold=params.get("threshold", 1e-6),
        graph=params.choose("graph", GRAPHS, "HeatKernel"), sigma=params.get("sigma", 2.0),
        graph_neighbours=params.get("knn_k"))


def centerclip_segments(case):
    params = case.params
    params.expect("before_frames", case["x"].shape[0])
    params.expect("norm_p", 2.0)
    options = centerclip_options(case)
    if (options["graph_neighbours"] or 0) < 5:  # the authors' code takes such a number for "choose"
        options["graph_neighbours"] = None
    found = pith.cluster.centerclip_segments(
        case["x"], params["after_frames"], params["cluster_num"], algorithm=SEGMENT_ALGORITHMS[params["op"]],
        mean=params.choose("aggregation", {"None": False, "mean": True}, "None"), **options)
    return {"y": found.tokens, "medoids": found.medoids, "assign": found.assign}
