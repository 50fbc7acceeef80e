"""The instruction sets stay apart: no AVX outside its tier, no code the linker could share between tiers, no traps in kernels.

Reads the objects that the shipped library was linked from (.build/release/<target>.build).
"""

import os
import re
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Path(os.environ.get("PITH_LIBRARY", ROOT / ".build" / "release" / "libpith.so"))
TIERS = ["PithKernels", "PithKernelsAVX2", "PithKernelsAVX512"]
BASELINE = ["PithKernels", "Pith", "PithABI", "CPith"]
WIDE = re.compile(r"%[yz]mm\d|\bv[a-z0-9]+ps\b|\bv[a-z0-9]+pd\b|\{%k\d\}")


def objects(target: str) -> list[Path]:
    """Objects whose source still exists: a build folder keeps those of removed files."""
    folder = LIBRARY.parent / f"{target}.build"
    sources = {p.name for p in (ROOT / "Sources" / target).rglob("*") if p.suffix in (".swift", ".c")}
    found = [p for p in folder.glob("*.o") if p.name[:-2] in sources]
    assert len(found) == len(sources), f"{target}: {len(found)} objects of {len(sources)} sources in {folder}"
    return found


@lru_cache(maxsize=None)
def disassembly(path: Path) -> str:
    return subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", str(path)], check=True, capture_output=True, text=True).stdout


def weak_symbols(target: str) -> set[str]:
    names = set()
    for path in objects(target):
        lines = subprocess.run(["nm", str(path)], check=True, capture_output=True, text=True).stdout.splitlines()
        # Code only (W): weak data (V) is the same in each tier.
        names |= {line.split()[-1] for line in lines if len(line.split()) == 3 and line.split()[1] == "W"}
    return names


@pytest.mark.parametrize("target", BASELINE)
def test_no_wide_registers_outside_their_tier(target):
    for path in objects(target):
        found = WIDE.search(disassembly(path))
        assert not found, f"{path.name}: {found.group(0)}"


# Every Embedded object carries weak copies of Swift's runtime; kernels call none of it and the linker drops it.
RUNTIME = ("swift_", "_swift", "__swift")


@pytest.mark.parametrize("target", TIERS)
def test_kernels_cannot_trap(target):
    for path in objects(target):
        function = ""
        for line in disassembly(path).splitlines():
            header = re.match(r"[0-9a-f]+ <(.+)>:", line)
            if header:
                function = header.group(1)
            elif re.search(r"\b(ud2|int3|ud1)\b", line) and not function.startswith(RUNTIME):
                raise AssertionError(f"{path.name}: {function}: {line}")


@pytest.mark.parametrize("target", TIERS)
def test_no_weak_code_that_tiers_could_share(target):
    """A weak symbol with the tier's own name cannot meet another tier's."""
    own = f"{len(target)}{target}"
    shared = {name for name in weak_symbols(target) if not name.startswith(RUNTIME) and own not in name}
    assert not shared, sorted(shared)[:10]


def test_runtime_copies_are_alike():
    """Were the linker to keep an AVX object's copy of a runtime function, a baseline CPU would run it."""
    for target in TIERS[1:]:
        for path in objects(target):
            runtime = False
            for line in disassembly(path).splitlines():
                header = re.match(r"[0-9a-f]+ <(.+)>:", line)
                if header:
                    runtime = header.group(1).startswith(RUNTIME)
                elif runtime:
                    assert not WIDE.search(line), f"{path.name}: {line}"
