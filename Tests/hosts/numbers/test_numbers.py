"""Every method against float64 arithmetic: random shapes, dtypes, strides and batches, and inputs made to break it."""

import importlib
import os
from pathlib import Path

import pith
import pytest
from cases import Case
from registry import CHECKS, FLAVOURS

HERE = Path(__file__).resolve().parent
for path in sorted(HERE.glob("of_*.py")):
    importlib.import_module(path.stem)

METHODS = [row.python.removeprefix("pith.") for row in pith.methods()]
#: Methods that have no check yet. This list may only get shorter.
MISSING = frozenset()
#: How many times the usual number of inputs, for a longer search.
MORE = float(os.environ.get("PITH_NUMBERS", "1"))


def seed_of(name, flavour, round_):
    """Not hash(): it differs from run to run."""
    return sum(byte * 131**i for i, byte in enumerate(f"{name} {flavour} {round_}".encode())) % 2**32


def test_every_method_has_a_check():
    unknown = sorted(set(CHECKS) - set(METHODS))
    assert not unknown, f"checks of no method: {unknown}"
    without = set(METHODS) - set(CHECKS)
    print(f"{len(without)} of {len(METHODS)} methods have no check: {sorted(without)}")
    assert not without - MISSING, f"no check: {sorted(without - MISSING)}; write one in of_<family>.py"
    assert not MISSING - without, f"has a check by now, take it off MISSING: {sorted(MISSING - without)}"


def cases_of(name):
    """All inputs that the check of a method is run on."""
    check = CHECKS[name]
    for flavour in FLAVOURS:
        if flavour in check.flavours:
            for round_ in range(max(1, int(FLAVOURS[flavour] * check.rounds * MORE))):
                yield Case(seed_of(name, flavour, round_), flavour)


@pytest.mark.parametrize("name", [name for name in METHODS if name in CHECKS])
def test_method(name):
    check = CHECKS[name]
    for case in cases_of(name):
        seed, flavour = case.seed, case.flavour
        try:
            check.function(case)
        except BaseException:
            print(f"reproduce: {check.function.__module__}.{check.function.__name__}(Case({seed}, {flavour!r}))")
            raise
