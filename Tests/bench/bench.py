"""Times every method of the library against plain PyTorch, and against what else people use, on the same inputs.

Usage: bench.py [--threads K] [--seconds S] [--strict] [--list] [--json FILE] [--plot STEM] [name ...]

Runs take turns in one process, so that ratios of neighbouring runs mean something on a machine that is not quiet: the median
ratio is printed with its quartiles. Results are compared before anything is timed. A row whose results differ is not timed
and fails the bench. Methods of the library without a row are named at the end; --strict makes them a failure too.
"""

import argparse
import ctypes
import importlib
import os
import platform
import resource
import sys
import time
import traceback
from pathlib import Path
from statistics import median, quantiles

import numpy as np
import torch

import pith
from pith import _abi
from pith._load import lib

import report
import rows
from ceilings import Ceilings

HERE = Path(__file__).resolve().parent
FAMILIES = sorted(path.stem for path in (HERE / "methods").glob("*.py") if path.stem != "__init__")


class Counted:
    """A context whose allocations are counted."""

    def __init__(self, threads):
        self.count = 0
        libc = ctypes.CDLL(None)
        libc.aligned_alloc.restype, libc.aligned_alloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t, ctypes.c_size_t]
        libc.free.argtypes = [ctypes.c_void_p]

        def take(_user, size, alignment):
            self.count += 1
            return libc.aligned_alloc(alignment, -(-size // alignment) * alignment)

        def give(_user, block, _size):
            libc.free(block)

        self._callbacks = _abi.pith_alloc_fn(take), _abi.pith_free_fn(give)
        self.context = pith.Context(threads=threads)
        status = lib.pith_context_set_allocator(self.context._handle, *self._callbacks, None)
        assert status == 0, status


def timer(work, clock):
    """A function that returns the seconds of one call; short calls are repeated until the clock can tell."""
    start = clock()
    work()
    times = max(1, min(1000, int(1e-4 / (clock() - start + 1e-9))))

    def run():
        start = clock()
        for _ in range(times):
            work()
        return (clock() - start) / times

    return run


def measure(ours, others, seconds, clock):
    """Runs all in turn. Returns best seconds of ours, and for each other its best seconds and the quartiles of the ratio."""
    first = timer(ours, clock)
    rest = {name: timer(work, clock) for name, work in others.items()}
    best, theirs, ratios = float("inf"), dict.fromkeys(rest, float("inf")), {name: [] for name in rest}
    end = time.perf_counter() + seconds
    rounds = 0
    while rounds < 3 or time.perf_counter() < end:
        if rounds and time.perf_counter() > end + 3:  # the other side takes seconds
            break
        mine = first()
        best = min(best, mine)
        for name, run in rest.items():
            took = run()
            theirs[name] = min(theirs[name], took)
            ratios[name].append(took / mine)
        rounds += 1
    found = {}
    for name, values in ratios.items():
        low, _, high = quantiles(values * 2 if len(values) == 1 else values, n=4, method="inclusive")
        found[name] = {"seconds": theirs[name], "ratio": median(values), "low": low, "high": high}
    return best, found


def inside(row, context, clock, seconds):
    """The best seconds that one call spends in the library itself, the rest being Python's; None if it cannot be seen."""
    spent, through = [], context._run

    def watched(entry, arguments):
        def timed(*values):
            start = clock()
            status = entry(*values)
            spent.append(clock() - start)
            return status

        return through(timed, arguments)

    context._run = watched
    best, end, runs = float("inf"), time.perf_counter() + seconds, 0
    while runs < 3 or time.perf_counter() < end:
        spent.clear()
        row.ours(context)
        if not spent:
            return None
        best = min(best, sum(spent))
        runs += 1
    return best


def kernel_share(row, context):
    """The share of the time of some calls that the system spends, which is on fresh pages for results."""
    before, end = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() + 0.05
    row.ours(context)
    while time.perf_counter() < end:
        row.ours(context)
    after = resource.getrusage(resource.RUSAGE_SELF)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return system / max(user + system, 1e-6)


def run(name, row, ceilings, threads, seconds):
    """One row as a dict for the report."""
    result = {"method": name, "size": row.size, "n": row.n, "note": row.note, "threads": threads}
    result.update(limit=row.limit, greedy=row.greedy, rate=row.rate)
    counted = Counted(threads)
    mine = row.ours(counted.context)
    for other, work in row.others.items():
        try:
            (row.same or rows.default)(mine, work())
        except AssertionError as error:
            result["failed"] = f"{other}: {error}"
            return result
    del mine
    row.ours(counted.context)
    counted.count = 0
    row.ours(counted.context)
    result["allocations"], result["scratch"] = counted.count, counted.context.peak_scratch
    counted.context.close()
    with pith.Context(threads=threads) as context:
        # With one thread its processor time is taken: what other processes use of a shared machine does not count.
        clock = time.thread_time if threads == 1 else time.perf_counter
        best, others = measure(lambda: row.ours(context), row.others, seconds, clock)
        result.update(seconds=best, others=others, library_seconds=inside(row, context, clock, seconds / 4))
        result["kernel_share"] = kernel_share(row, context)
    if row.megabytes:
        result["megabytes_per_second"] = row.megabytes / (result["library_seconds"] or best)
    if row.flops or row.bytes:
        took = result["library_seconds"] or best
        if row.flops:
            result.update(bound="fma", fraction=row.flops / took / ceilings.flops)
        else:
            result.update(bound="copy", fraction=row.bytes / took / ceilings.bandwidth(row.bytes))
    return result


def wanted(names):
    """Registered methods that the command line asks for."""
    if not names:
        return list(rows.REGISTRY)
    found = [name for name in rows.REGISTRY if {name, *name.split(".")} & set(names)]
    for ask in names:
        if not any(ask in (name, *name.split(".")) for name in found):
            raise SystemExit(f"no row for {ask}; families: {', '.join(FAMILIES)}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", help="families or methods, such as select, tome or merge.tome")
    parser.add_argument("--threads", type=int, default=1, help="threads of both sides")
    parser.add_argument("--seconds", type=float, default=1.0, help="time for each row")
    parser.add_argument("--strict", action="store_true", help="methods without a row are a failure")
    parser.add_argument("--list", action="store_true", help="only say which methods have no row")
    parser.add_argument("--json", type=Path, help="write all figures here")
    parser.add_argument("--plot", type=Path, help="write plots to STEM.png, STEM.svg, STEM-scaling.png, STEM-scaling.svg")
    options = parser.parse_args()

    for family in FAMILIES:
        importlib.import_module(f"methods.{family}")
    library = [method.python[len("pith.") :] for method in pith.methods()]
    missing = [name for name in library if name not in rows.REGISTRY]
    extra = [name for name in rows.REGISTRY if name not in library and not name.startswith("overhead.")]
    if extra:
        raise SystemExit(f"rows for methods that the library does not have: {', '.join(extra)}")

    failures, results = [], []
    if not options.list:
        torch.set_num_threads(options.threads)
        ceilings = Ceilings(options.threads)
        machine = {
            "pith": pith.__version__, "isa": pith.isa(), "torch": torch.__version__, "numpy": np.__version__,
            "python": platform.python_version(), "cpus": os.cpu_count(), "threads": options.threads,
            "load": os.getloadavg()[0], "fma_flops": ceilings.flops,
            "copy_bytes": {str(size): rate for size, rate in ceilings.copy.items()},
        }
        report.heading(machine)
        for name in wanted(options.names):
            try:
                for row in rows.REGISTRY[name]():
                    result = run(name, row, ceilings, options.threads, options.seconds)
                    results.append(result)
                    report.line(result)
                    if "failed" in result:
                        failures.append(f"{name} {row.size}: {result['failed']}")
            except Exception:  # one broken row must not hide the others; it is reported and fails the bench
                failures.append(f"{name}: {traceback.format_exc().strip()}")
                print(f"{name}: FAILED", flush=True)
        report.summary(results, machine)
        if options.json:
            report.write_json(options.json, machine, results, missing)
        if options.plot:
            report.plot(options.plot, machine, results)
    print(f"\n{len(library) - len(missing)} of {len(library)} methods have rows.", end=" ")
    print(f"Missing: {', '.join(missing)}" if missing else "None is missing.")
    for failure in failures:
        print(f"FAILED {failure}", file=sys.stderr)
    return 1 if failures or (options.strict and missing) else 0


if __name__ == "__main__":
    sys.exit(main())
