"""Times the library against plain PyTorch or NumPy doing the same, on the same arrays, turn by turn in one process.

Prints the median of the ratios of neighbouring runs with their quartiles: on shared machines ratios say something, times drift.
Each pair of results is compared first.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median, quantiles

import numpy as np
import torch

import pith

torch.set_num_threads(1)
DATA = Path(__file__).resolve().parents[2] / "examples" / "data"
BENCHES = {}


def bench(name):
    return lambda function: BENCHES.setdefault(name, function)


def compare(label, ours, theirs, against):
    """Runs both in turn for about two seconds."""
    ours(), theirs()
    ratios, best = [], float("inf")
    end = time.perf_counter() + 2
    while time.perf_counter() < end or len(ratios) < 5:
        start = time.perf_counter()
        ours()
        middle = time.perf_counter()
        theirs()
        stop = time.perf_counter()
        ratios.append((stop - middle) / (middle - start))
        best = min(best, middle - start)
    low, _, high = quantiles(ratios, n=4)
    print(f"{label:34} {median(ratios):6.2f} x {against:8} ({low:.2f} to {high:.2f})   {1000 * best:9.3f} ms")


def random(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)


@bench("gemm")
def gemm():
    a, b = random(1024, 1024), random(1024, 1024, seed=1)
    ta, tb = torch.from_numpy(a), torch.from_numpy(b)
    assert np.allclose(pith.apply.transform(a, b), a @ b, atol=1e-2)
    compare("transform 1024 x 1024 x 1024", lambda: pith.apply.transform(a, b), lambda: a @ b, "NumPy")
    compare("transform 1024 x 1024 x 1024", lambda: pith.apply.transform(a, b), lambda: ta @ tb, "PyTorch")


@bench("divprune")
def divprune():
    def plain(x, keep):
        unit = x / x.norm(dim=1, keepdim=True)
        distance = 1 - unit @ unit.T
        chosen = [int(distance.topk(2, dim=0, largest=False).values[1].argmax())]
        nearest = distance[chosen[0]].clone()
        for _ in range(keep - 1):
            chosen.append(int(nearest.argmax()))
            nearest = torch.minimum(nearest, distance[chosen[-1]])
        return torch.tensor(chosen)

    for n, keep in ((576, 56), (2880, 288)):
        x = torch.from_numpy(random(n, 1024))
        assert torch.equal(pith.select.divprune(x, keep=keep, order="ranked"), plain(x, keep))
        compare(
            f"divprune {n} x 1024, keep {keep}", lambda: pith.select.divprune(x, keep=keep), lambda: plain(x, keep), "PyTorch")


@bench("tome")
def tome():
    def plain(metric, r):
        unit = metric / metric.norm(dim=-1, keepdim=True)
        scores = unit[::2] @ unit[1::2].T
        best, to = scores.max(dim=-1)
        order = best.argsort(descending=True)
        return order[:r], to[order[:r]]

    for n, dim, r in ((576, 64, 16), (2880, 1024, 400)):
        x = torch.from_numpy(random(n, dim))
        compare(f"tome {n} x {dim}, remove {r}", lambda: pith.merge.tome(x, r), lambda: plain(x, r), "PyTorch")


@bench("kmeans")
def kmeans():
    x = random(10000, 384)
    centers = x[:100].copy()

    def plain():
        c, points = torch.from_numpy(centers), torch.from_numpy(x)
        for _ in range(10):
            labels = torch.cdist(points, c).argmin(1)
            sums = torch.zeros_like(c).index_add_(0, labels, points)
            c = sums / torch.bincount(labels, minlength=100).clamp(min=1)[:, None]
        return labels

    compare(
        "kmeans 10000 x 384, k 100, 10 steps",
        lambda: pith.cluster.kmeans(x, 100, initial_centers=centers, max_iterations=10, tolerance=0.0), plain, "PyTorch")


@bench("attention")
def attention():
    maps = torch.from_numpy(np.abs(random(32, 576, 576)))
    assert torch.allclose(pith.score.attention(maps), maps.mean(0).mean(0), atol=1e-4)
    compare("attention 32 x 576 x 576", lambda: pith.score.attention(maps), lambda: maps.mean(0).mean(0), "PyTorch")


@bench("pool")
def pool():
    x = torch.from_numpy(random(576, 1024))
    grid = x.T.reshape(1, 1024, 24, 24).contiguous()
    compare(
        "adaptive pool 24 x 24 to 8 x 8", lambda: pith.pool.adaptive(x, (24, 24), (8, 8)),
        lambda: torch.nn.functional.adaptive_avg_pool2d(grid, 8), "PyTorch")


@bench("text")
def text():
    whole = "\n\n".join((DATA / name).read_text(encoding="utf-8") for name in ("sqlite.md", "postgresql.md", "python.md"))
    whole = (whole * 2)[:1_000_000]
    for size in (10_000, 100_000, 1_000_000):
        part = whole[:size]
        best = min(timed(lambda: pith.text.compress(part, "When does a checkpoint run?", budget=max(200, size // 20))) for _ in range(3))
        print(f"compress {size // 1000:5} KB with a question {'':12} {'':24} {1000 * best:9.3f} ms")


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main():
    names = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench for {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    print(json.dumps({"pith": pith.__version__, "isa": pith.isa(), "torch": torch.__version__, "numpy": np.__version__}))
    print(f"{'':34} {'ratio':>8} {'':10} {'quartiles':18} {'Pith, best':>9}")
    for name in names:
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
