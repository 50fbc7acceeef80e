"""How many tokens stay. Most of these are a few additions, so what is measured is the cost of a call."""

import numpy as np
import torch

import pith
from rows import Row, close, equal, normal, rows, uniform

CALL = "call overhead"


@rows("budget.keep_count")
def keep_count():
    for n in (576, 2880):
        yield Row(
            f"{n}", lambda c: pith.budget.keep_count(n, 0.098, "half_even"),
            {"Python": lambda: round(n * 0.098)}, equal, n=n,
            note=CALL)


@rows("budget.tome_schedule")
def tome_schedule():
    def plain(layers, r, inflect):
        low = int(r * (1 - inflect))
        step = (2 * r - 2 * low) / (layers - 1)
        return [int(low + step * layer) for layer in range(layers)]

    for layers in (12, 24):
        yield Row(
            f"{layers} layers", lambda c: pith.budget.tome_schedule(layers, 16, -1.0, context=c),
            {"Python": lambda: plain(layers, 16, -1.0)}, equal, n=layers, note=CALL)


@rows("budget.dymu_schedule")
def dymu_schedule():
    for layers, remove in ((24, 504), (27, 600)):
        yield Row(
            f"{layers} layers, {remove}", lambda c: pith.budget.dymu_schedule(layers, remove, context=c),
            {"Python": lambda: [remove // layers + (layer < remove % layers) for layer in range(layers)]}, equal, n=layers,
            note=CALL)


@rows("budget.tomesd_plan")
def tomesd_plan():
    for side in (64, 128):

        def plain():
            shrink = int(np.ceil(np.sqrt(side * side // (side * side))))
            width = int(np.ceil(side / shrink))
            return width, width, int(side * side * 0.5)

        yield Row(
            f"{side} x {side}", lambda c: tuple(pith.budget.tomesd_plan(side, side, side * side, context=c)),
            {"Python": plain}, equal, n=side * side, note=CALL)


@rows("budget.aim")
def aim():
    for n in (576, 2880):
        yield Row(
            f"{n}", lambda c: pith.budget.aim(n + 99, 99, 0.4), {"Python": lambda: int(n * 0.4 + 99)}, equal, n=n, note=CALL)


@rows("budget.aim_rates")
def aim_rates():
    for layers, start in ((28, 14), (32, 13)):
        yield Row(
            f"{layers} layers", lambda c: pith.budget.aim_rates(layers, start, context=c),
            {"Python": lambda: [1.0 if x < start else max(0.0, 1 - 0.125 * (x - start + 1)) for x in range(layers)]},
            close(), n=layers, note=CALL)


@rows("budget.pyramiddrop")
def pyramiddrop():
    ratios = [0.5, 0.25, 0.125]
    for n in (576, 2880):
        yield Row(
            f"{n}", lambda c: pith.budget.pyramiddrop(n, ratios, context=c),
            {"Python": lambda: [int(n * ratio) for ratio in ratios]}, equal, n=n, note=CALL)


@rows("budget.vflowopt")
def vflowopt():
    ratios = [0.7487, 0.487]

    def plain(n):
        counts = []
        for ratio in ratios:
            n -= round(n * (1 - ratio))
            counts.append(n)
        return counts

    for n in (576, 2880):
        yield Row(
            f"{n}", lambda c: pith.budget.vflowopt(n, ratios, context=c),
            {"Python": lambda: plain(n)}, equal, n=n, note=CALL)


@rows("budget.gsearch")
def gsearch():
    def plain(layers, budget):
        depth = torch.linspace(0, 1, layers, dtype=torch.float64)
        low, high = -5.0, 6.0
        for _ in range(60):
            middle = (low + high) / 2
            if torch.sigmoid(10 * (middle - depth)).mean() < budget:
                low = middle
            else:
                high = middle
        return torch.sigmoid(10 * (middle - depth))

    for layers in (32, 80):
        yield Row(
            f"{layers} layers, 576", lambda c: pith.budget.gsearch(layers, 576, 0.4, context=c).rates,
            {"PyTorch": lambda: plain(layers, 0.4)}, close(0, 2e-2), n=layers)


@rows("budget.gsearch_trial")
def gsearch_trial():
    for layers in (32, 80):
        trials = pith.budget.gsearch_search(lambda layer, level: level >= 12 - layer // 8, layers, 16).trials
        answers = [passed for _, _, passed in trials[: len(trials) // 2]]
        yield Row(
            f"{layers} layers, {len(answers)} answers",
            lambda c: pith.budget.gsearch_trial(layers, 16, answers, context=c)[1], {}, n=layers,
            note="a step of a search that is otherwise model runs")


@rows("budget.knee")
def knee():
    def plain(scores):
        n = len(scores)
        falling = scores.sort(descending=True).values.double()
        chord = torch.arange(n) * (falling[-1] - falling[0]) - (n - 1) * (falling - falling[0])
        return (scores > falling[chord.abs().argmax()]).nonzero().squeeze(1)

    for n in (576, 2880):
        scores = normal(n).square()
        yield Row(
            f"{n}", lambda c: pith.budget.knee(scores, context=c).indices, {"PyTorch": lambda: plain(scores)}, equal,
            bytes=4 * n, n=n)


@rows("budget.hired")
def hired():
    for crops in (2, 4):
        row = uniform(16, 576)
        total = (1 + crops) * 115

        def plain():
            marked = torch.zeros(576)
            marked[row.sum(0).topk(288).indices] = 1
            counts = marked.reshape(crops, -1).sum(1)
            full = min(int(total * 0.5), 576)
            return torch.cat([torch.tensor([full]), (counts / counts.sum() * (total - full)).int().clamp(max=576)])

        yield Row(
            f"16 x 576, {crops} crops", lambda c: pith.budget.hired(row, (crops // 2, 2), total, context=c),
            {"PyTorch": plain}, equal, bytes=4 * 16 * 576, n=crops * 576)


@rows("budget.globalcom2")
def globalcom2():
    for grid in ((1, 2), (2, 2)):
        scores = normal(576)

        def plain():
            sums = scores.double().reshape(grid[0], 24 // grid[0], grid[1], 24 // grid[1]).sum((1, 3)).flatten()
            weight = torch.exp((sums - sums.max()) / 10)
            weight = weight / (weight.sum() + 1e-8)
            return (0.25 * (1 + weight - weight.mean())).clamp(max=1)

        yield Row(
            f"576, {grid[0]} x {grid[1]} crops",
            lambda c: pith.budget.globalcom2(scores, grid, 24, (336 * grid[0], 336 * grid[1]), context=c).scales,
            {"PyTorch": plain}, close(), bytes=4 * 576, n=576 * grid[0] * grid[1])
