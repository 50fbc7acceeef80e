"""Every method against float64 arithmetic: random shapes, dtypes, strides and batches, and inputs made to break it."""

import importlib
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


def test_every_method_has_a_check():
    unknown = sorted(set(CHECKS) - set(METHODS))
    assert not unknown, f"checks of no method: {unknown}"
    without = set(METHODS) - set(CHECKS)
    print(f"{len(without)} of {len(METHODS)} methods have no check: {sorted(without)}")
    assert not without - MISSING, f"no check: {sorted(without - MISSING)}; write one in of_<family>.py"
    assert not MISSING - without, f"has a check by now, take it off MISSING: {sorted(MISSING - without)}"


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("name", METHODS)
def test_method(name, flavour):
    if name not in CHECKS or flavour not in CHECKS[name].flavours:
        return
    check = CHECKS[name]
    for round_ in range(max(1, int(FLAVOURS[flavour] * check.rounds))):
        # Not hash(): it differs from run to run.
        seed = sum(byte * 131**i for i, byte in enumerate(f"{name} {flavour} {round_}".encode())) % 2**32
        try:
            check.function(Case(seed, flavour))
        except BaseException:
            print(f"reproduce: {check.function.__module__}.{check.function.__name__}(Case({seed}, {flavour!r}))")
            raise
