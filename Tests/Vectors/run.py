#!/usr/bin/env python3
"""Runs golden vectors through the shipped library and compares.

    python Tests/Vectors/run.py DIR [--strict] [--method NAME] [--library PATH]

DIR is searched for cases (see cases.py). Each goes through the adapter of its method (adapters/<family>.py), which calls the
library through the Python package and nothing else. Integers and text must be equal, floats within 1e-4 relative or 1e-5
absolute. Exits 1 if a case differs or cannot be read, or if DIR has no cases; a method without an adapter, or a case whose
data is not installed, is listed as missing, and fails with --strict.
"""

import argparse
import os
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Tally:
    def __init__(self):
        self.cases = self.passed = self.failed = self.missing = 0
        self.worst = 0.0
        self.reason = ""


def run_case(case, adapter, compare_module):
    """(list of problems, worst error)."""
    got = adapter(case)
    problems, worst = [], 0.0
    unasked = case.params.unasked()
    if unasked:
        problems.append(f"params that the adapter does not handle: {', '.join(unasked)}")
    limits = compare_module.tolerance(case.notes)
    for name, want in case.expected:
        if name not in got:
            problems.append(f"{name}: not computed")
            continue
        problem, error = compare_module.compare(name, want, got[name], limits)
        worst = max(worst, error)
        if problem:
            problems.append(problem)
    return problems, worst


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Runs golden vectors through the shipped library and compares.")
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--strict", action="store_true", help="missing adapters and missing data are failures")
    parser.add_argument("--method", action="append", metavar="NAME", help="only this method; may be repeated")
    parser.add_argument("--library", type=Path, metavar="PATH", help="the shared library (default: as the package finds it)")
    options = parser.parse_args(arguments)
    if not options.directory.is_dir():
        parser.error(f"{options.directory} is not a directory")
    if options.library:
        if not options.library.exists():
            parser.error(f"{options.library} does not exist")
        os.environ["PITH_LIBRARY"] = str(options.library.resolve())

    sys.path.insert(0, str(HERE))
    try:
        import pith
    except ModuleNotFoundError:  # not installed: the checkout's package will do
        sys.path.insert(0, str(HERE.parents[1] / "bindings" / "python" / "src"))
        import pith
    import adapters
    import cases
    import compare

    tallies, failures = {}, []
    for path in cases.find(options.directory):
        shown = path.relative_to(options.directory)
        try:
            case = cases.read(path)
        except cases.Unreadable as error:
            # A file that cannot be read belongs to no known method; naming methods does not excuse it in their folders.
            if not options.method or path.parent.name in options.method:
                tally = tallies.setdefault("(unreadable)", Tally())
                tally.cases += 1
                tally.failed += 1
                failures.append((shown, [str(error)]))
            continue
        if options.method and case.method not in options.method:
            continue
        tally = tallies.setdefault(case.method, Tally())
        tally.cases += 1
        adapter = adapters.find(case.method)
        if adapter is None:
            tally.missing += 1
            tally.reason = "no adapter"
            continue
        try:
            problems, worst = run_case(case, adapter, compare)
        except cases.Needs as error:
            tally.missing += 1
            tally.reason = f"needs {error}"
            continue
        except cases.Unhandled as error:
            problems, worst = [str(error)], 0.0
        except Exception as error:  # whatever a case does to an adapter, the other cases still run
            problems, worst = [f"{type(error).__name__}: {error}", traceback.format_exc(limit=-2)], 0.0
        tally.worst = max(tally.worst, worst)
        if problems:
            tally.failed += 1
            failures.append((shown, problems))
        else:
            tally.passed += 1

    if not tallies:
        wanted = f" for {', '.join(options.method)}" if options.method else ""
        print(f"No cases in {options.directory}{wanted}", file=sys.stderr)
        return 1

    print(f"pith {pith.version()} ({pith.isa()}): {pith.library_path}")
    width = max(len(name) for name in tallies)
    print(f"{'method':<{width}}  cases  passed  failed  missing  worst error")
    for name in sorted(tallies):
        tally = tallies[name]
        print(
            f"{name:<{width}}  {tally.cases:5}  {tally.passed:6}  {tally.failed:6}  {tally.missing:7}  "
            f"{tally.worst:11.2e}" + (f"  {tally.reason}" if tally.reason else "")
        )
    for shown, problems in failures:
        print(f"\nFAILED {shown}")
        for problem in problems:
            for line in str(problem).rstrip().splitlines():
                print(f"  {line}")
    failed = sum(tally.failed for tally in tallies.values())
    missing = sum(tally.missing for tally in tallies.values())
    passed = sum(tally.passed for tally in tallies.values())
    print(f"\n{passed} passed, {failed} failed, {missing} missing")
    if failed or (missing and options.strict):
        return 1
    return 0 if passed or missing else 1


if __name__ == "__main__":
    sys.exit(main())
