"""The checks themselves: each output of each method, when it is slightly wrong, is noticed."""

import ctypes
import json
import sys
from pathlib import Path

import pith
import pytest
from pith import _call
from registry import CHECKS
from test_numbers import METHODS, cases_of

ABI = json.loads((Path(__file__).resolve().parents[3] / "bindings" / "generator" / "abi.json").read_text())
PARAMETERS = {f["name"]: f["parameters"] for f in ABI["functions"]}
FUNCTION = {row.python.removeprefix("pith."): row.function for row in pith.methods()}
OUTPUTS = [(name, index, p["name"]) for name in METHODS for index, p in enumerate(PARAMETERS[FUNCTION[name]])
           if "out" in p["direction"] and p["kind"] != "context"]
FLOATS = {1: ctypes.c_float, 2: ctypes.c_uint16, 3: ctypes.c_uint16}
#: Outputs that the package does not hand on, or that this test cannot change sensibly.
NOT_HANDED_ON = {
    ("cluster.crag", "representative_count"), ("merge.token_transforming_inverse", "shares"), ("text.compress", "count"),
    ("text.compress", "report"),
}


class Spoiler:
    """The library, but for one output of one function, whose first element is changed after the call."""

    def __init__(self, library, function, index):
        self._library, self._function, self._index = library, function, index
        self.changed = 0

    def __getattr__(self, name):
        entry = getattr(self._library, name)
        if name != self._function:
            return entry

        def call(*arguments):
            status = entry(*arguments)
            output = arguments[self._index]
            if status == 0 and output is not None:
                self.changed += spoil(getattr(output, "_obj", output))
            return status

        return call


def spoil(output):
    """Whether there was an element to change."""
    if isinstance(output, ctypes.c_int64):
        output.value += 1
        return True
    if not hasattr(output, "dtype") or not output.data or 0 in output.shape[: output.ndim]:
        return False
    if output.dtype == 1:
        value = ctypes.c_float.from_address(output.data)
        value.value += 0.03 * abs(value.value) + 1e-3
    elif output.dtype in (2, 3):
        # A few units in the last place further from 0 than rounding goes: 4 of f16's 10 bits, 8 of bf16's 7.
        bits = ctypes.c_uint16.from_address(output.data)
        bits.value ^= 0x40 if output.dtype == 2 else 0x08
    elif output.dtype == 12:
        ctypes.c_uint8.from_address(output.data).value ^= 1
    else:
        value = ctypes.c_int32.from_address(output.data)
        value.value = value.value - 1 if value.value > 0 else value.value + 1
    return True


@pytest.mark.parametrize("name,index,output", OUTPUTS, ids=[f"{n}-{o}" for n, _, o in OUTPUTS])
def test_wrong_output_is_noticed(name, index, output, monkeypatch):
    if name not in CHECKS or (name, output) in NOT_HANDED_ON:
        return
    spoiler = Spoiler(_call.lib, FUNCTION[name], index)
    for module in [module for key, module in sys.modules.items() if key.startswith("pith.")]:
        if getattr(module, "lib", None) is spoiler._library:
            monkeypatch.setattr(module, "lib", spoiler)
    check = CHECKS[name]
    for case in cases_of(name):  # they pass with the library as it is
        try:
            check.function(case)
        except BaseException:
            return
    assert spoiler.changed == 0, f"{name} gives a wrong {output} and its check does not see it"
    pytest.fail(f"the check of {name} never asks for {output}")
