"""How many tokens stay: schedules over layers, counts from ratios, knees of score curves."""

import math

import numpy as np
import pith
from compare import EPS, close, inside, same
from registry import ONCE, check


def ratio_of(case):
    return case.one_of(0.0, 0.1, 0.125, 0.25, 0.5, 0.7, 1.0, float(case.rng.random()), case.pick(0, 100) / 100)


@check("budget.keep_count", flavours=ONCE, rounds=20)
def keep_count(case):
    n, ratio = case.one_of(case.pick(0, 100), case.pick(0, 2**31), case.pick(0, 2**53)), ratio_of(case)
    want = {
        "floor": math.floor(n * ratio), "ceil": math.ceil(n * ratio), "half_even": round(n * ratio),
        "half_up": math.floor(n * ratio) + (n * ratio - math.floor(n * ratio) >= 0.5), "truncate": int(n * ratio),
        "truncate_f32": min(n, int(np.float32(n) * np.float32(ratio))),
    }
    for rule, count in want.items():
        assert pith.budget.keep_count(n, ratio, rule) == min(count, n), f"{n} · {ratio!r} by {rule}"


@check("budget.aim", flavours=ONCE, rounds=10)
def aim(case):
    n = case.pick(0, 3000)
    text, rate = case.pick(0, n), ratio_of(case)
    assert pith.budget.aim(n, text, rate) == int((n - text) * rate + text)


@check("budget.aim_rates", flavours=ONCE, rounds=3)
def aim_rates(case):
    layers, start, drop = case.pick(0, 40), case.pick(0, 45), ratio_of(case)
    want = [1.0 if layer < start else max(0.0, 1 - drop * (layer - start + 1)) for layer in range(layers)]
    close(pith.budget.aim_rates(layers, start, drop), want, EPS, what="rates")


@check("budget.tome_schedule", flavours=ONCE, rounds=5)
def tome_schedule(case):
    layers, r, inflect = case.pick(0, 40), case.pick(0, 100), case.one_of(0.0, -1.0, 1.0, -0.5, 0.5, -2.0, 3.0)
    low = int(r * (1 - inflect))
    high = 2 * r - low
    want = [r] if layers == 1 else [int(low + layer * (high - low) / (layers - 1)) for layer in range(layers)]
    # int(low + l * step) with the step taken first, as the authors write it, may differ by one at whole numbers.
    other = [r] if layers == 1 else [int(low + layer * ((high - low) / (layers - 1))) for layer in range(layers)]
    got = list(pith.budget.tome_schedule(layers, r, inflect))
    assert got in (want, other), f"{got} instead of {want}"


@check("budget.dymu_schedule", flavours=ONCE, rounds=5)
def dymu_schedule(case):
    layers, remove = case.pick(0, 40), case.pick(0, 600)
    kind = case.one_of("constant", "linear", "reverse_linear")
    got = list(pith.budget.dymu_schedule(layers, remove, kind))
    if kind == "constant":
        want = [remove // layers + (layer < remove % layers) for layer in range(layers)]
    else:
        want, most = [], 2 * remove // layers if layers else 0
        step = most / layers if layers else 0
        for layer in range(layers):
            left = remove - sum(want)
            share = int(most - layer * step)
            want.append(left if share < 1 or layer == layers - 1 else min(share, left))
        want = want[::-1] if kind == "reverse_linear" else want
    same(got, want, kind)
    assert not layers or sum(got) == remove


@check("budget.tomesd_plan", flavours=ONCE, rounds=5)
def tomesd_plan(case):
    width, height = case.pick(1, 128), case.pick(1, 128)
    n, ratio, most = case.pick(1, width * height), ratio_of(case), case.pick(1, 8)
    if case.flag():
        n = max(1, width * height // case.one_of(1, 4, 16))
    plan = pith.budget.tomesd_plan(width, height, n, ratio, most)
    down = math.isqrt(width * height // n)
    down += down * down < width * height // n
    assert tuple(plan) == (-(-width // down), -(-height // down), int(n * ratio) if down <= most else 0)


@check("budget.pyramiddrop", "budget.vflowopt", flavours=ONCE, rounds=5)
def stages(case):
    n, ratios = case.pick(0, 3000), [ratio_of(case) for _ in range(case.pick(0, 5))]
    same(pith.budget.pyramiddrop(n, ratios), [int(n * r) for r in ratios])
    left, want = n, []
    for r in ratios:
        left -= round(left * (1 - r))
        want.append(left)
    same(pith.budget.vflowopt(n, ratios), want)


@check("budget.knee")
def knee(case):
    n, inclusive = case.extent(0, 40), case.flag()
    given, s = case.numbers(n)
    found = pith.budget.knee(given, inclusive=inclusive)
    for (indices, count, rank, value, one) in case.items(*found, s):
        if not n:
            assert int(count) == 0 and rank == -1 and value == 0
            continue
        falling = np.sort(one)[::-1]
        distance = np.abs(np.arange(n) * (falling[-1] - falling[0]) - (n - 1) * (falling - falling[0]))
        assert 0 <= rank < n
        doubt = 8 * EPS * n * np.abs(falling).max()
        # In double the distances of f32 numbers are nearly exact; the first of equal ones counts.
        assert distance[rank] >= distance.max() - doubt, f"knee {rank} instead of {int(np.argmax(distance))}"
        if case.exact:
            assert rank == int(np.argmax(distance >= distance.max() - 1e-12 * n)), f"knee {rank}"
        close(value, falling[rank], 0, case.dtype, "value")
        same(indices[: int(count)], np.flatnonzero(one >= falling[rank] if inclusive else one > falling[rank]))


@check("budget.gsearch", flavours=ONCE, rounds=4)
def gsearch(case):
    layers, n, steepness = case.extent(1, 33), case.pick(0, 3000), case.one_of(0.0, 1.0, 10.0, 40.0)
    r_min = case.one_of(0.0, 0.1)
    r_max, budget = case.one_of(1.0, 0.8), ratio_of(case)
    counts, rates, center, mean = pith.budget.gsearch(layers, n, budget, steepness=steepness, r_min=r_min, r_max=r_max)
    rates, counts, center, mean = (np.asarray(v, np.float64) for v in (rates, counts, center, mean))
    close(mean, rates.mean(), 1e-6, what="mean")
    assert (np.diff(rates) <= 0).all() and (np.diff(counts) <= 0).all()
    if layers > 1:
        shape = r_min + (r_max - r_min) / (1 + np.exp(np.clip(steepness * (np.arange(layers) / (layers - 1) - center), -700, 700)))
        close(rates, np.minimum.accumulate(shape), 1e-6 * max(1, steepness), what="rates")
        reach = [r_min + (r_max - r_min) / (1 + np.exp(np.clip(steepness * (np.arange(layers) / (layers - 1) - c), -700, 700)))
                 for c in (-5, 6)]
        target = min(max(budget, reach[0].mean()), reach[1].mean())
        close(mean, target, 1e-5, what="mean rate")
    else:
        close(rates, [min(max(budget, r_min), r_max)], 1e-6, what="one layer")
    want = np.minimum.accumulate(np.maximum(1, np.floor(rates * n + 0.5)))
    near = np.abs(rates * n + 0.5 - np.rint(rates * n + 0.5)) < n * 1e-6
    for got, count, doubt in zip(counts, np.minimum(want, max(n, 0)), near):
        inside(got, count - doubt, count + doubt, "counts")


@check("budget.gsearch_trial", flavours=ONCE, rounds=3)
def gsearch_trial(case):
    """A whole search against an oracle that each layer needs some level at least."""
    layers, levels = case.pick(0, 6), case.pick(1, 9)
    needed = np.sort(case.rng.integers(0, levels, layers))[::-1]
    answers, current, expected = [], levels - 1, []
    for layer in range(layers):
        low, high = 0, current
        while low < high:
            middle = (low + high) // 2
            trial, known = pith.budget.gsearch_trial(layers, levels, answers)
            assert tuple(trial) == (layer, middle), f"{trial} instead of {(layer, middle)}"
            same(known, expected + [-1] * (layers - len(expected)), "known")
            answers.append(bool(middle >= needed[layer]))
            low, high = (low, middle) if answers[-1] else (middle + 1, high)
        current = low
        expected.append(low)
    trial, known = pith.budget.gsearch_trial(layers, levels, answers)
    assert trial is None
    same(known, expected)
    same(known, needed)
