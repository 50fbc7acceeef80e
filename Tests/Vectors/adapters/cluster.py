"""Adapters of the cluster family."""

import pith

from adapters import adapter

FLAG = {False: False, True: True}


@adapter("crag")
def crag(case):
    params = case.params
    # "farthest_point" is the library's own start: the recorded centres must then follow from the rows alone.
    start = params.choose("init", {"farthest_point": None, "given": "init_centers"}, "farthest_point")
    options = dict(
        k=params["k"], per_cluster=params["per_cluster"], max_iterations=params["max_iter"], tolerance=params["tol"],
        normalize=params.choose("normalize", FLAG, False), initial_centers=None if start is None else case[start])
    ranked = pith.cluster.crag(case["embeddings"], order="ranked", **options)
    outputs = {
        "labels": ranked.labels,
        "centers": ranked.centers,
        "inertia": [ranked.inertia],
        "cluster_order": ranked.clusters,
        "cluster_sizes": ranked.sizes,
        "n_iter": ranked.iterations,
        "clusters_in_order": [
            {
                "cluster": int(cluster),
                "members": sorted(members.tolist()),
                "by_distance": members.tolist(),
                "representatives": representatives.tolist(),
            }
            for cluster, members, representatives in zip(ranked.clusters, ranked.members, ranked.representatives)
        ],
    }
    texts = case.get("texts")
    if texts is not None:
        in_text = pith.cluster.crag(case["embeddings"], order="position", **options)
        outputs["cluster_texts"] = [[texts[i] for i in sorted(members.tolist())] for members in in_text.members]
        outputs["extractive_aggregate"] = "\n".join(
            " ".join(texts[i] for i in representatives.tolist()) for representatives in in_text.representatives)
    return outputs


@adapter("crag_elbow")
def crag_elbow(case):
    k, distance = pith.cluster.elbow(case["inertia"], case.params["k_min"])
    return {"k": [k], "distance": distance}
