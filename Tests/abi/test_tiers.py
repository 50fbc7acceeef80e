"""The instruction sets stay apart: no AVX outside its tier, no code the linker could share between tiers, no traps in kernels.

Reads the objects that the shipped library was linked from (.build/release/<target>.build), and the library.
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

# Instructions that x86-64 without extensions does not have: VEX and EVEX encodings, BMI, SSE3 and later. tzcnt is missing on
# purpose: it is the encoding of `rep bsf`, which old CPUs run as bsf.
BEYOND = re.compile(
    r"^(v[a-z0-9]+|k[a-z]+[bwdq]|andn|bextr|blsi|blsmsk|blsr|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx|lzcnt|popcnt|movbe|"
    r"crc32[bwlq]?|pshufb|palignr|pmulhrsw|phadd\w+|psign\w|pabs\w|pmov[sz]x\w+|blend\w+|pblend\w+|dpp[sd]|round[sp][sd]|"
    r"insertps|extractps|pinsr[bdq]|pextr[bdq]|ptest|pmulld|pm(in|ax)(s[bd]|u[wd])|packusdw|pcmpeqq|pcmpgtq|haddp[sd]|"
    r"movddup|movs[hl]dup|lddqu)$")
AVX512 = re.compile(r"%zmm|%k[0-7]|%[xy]mm(1[6-9]|2\d|3[01])")
PREFIXES = {"rep", "repz", "repnz", "lock", "data16", "cs", "notrack", "bnd"}

# Every Embedded object carries weak copies of Swift's runtime; kernels call none of it and the linker drops it.
RUNTIME = ("swift_", "_swift", "__swift", "$es16_emptyBoxStorage")

# What kernels may call besides one another. AVX-512 takes all but the matrix product from AVX2.
CALLS = {"memset", "memcpy", "memmove", "__stack_chk_fail", "pithk_fill_table_avx2"}


def objects(target: str) -> list[Path]:
    """Objects whose source still exists: a build folder keeps those of removed files."""
    folder = LIBRARY.parent / f"{target}.build"
    sources = {p.name for p in (ROOT / "Sources" / target).rglob("*") if p.suffix in (".swift", ".c")}
    found = [p for p in folder.glob("*.o") if p.name[:-2] in sources]
    assert len(found) == len(sources), f"{target}: {len(found)} objects of {len(sources)} sources in {folder}"
    return found


@lru_cache(maxsize=None)
def functions(path: Path) -> list[tuple[str, list[str], set[str]]]:
    """Each function's name, instructions, and what its relocations call or load."""
    text = subprocess.run(
        ["objdump", "-dr", "--no-show-raw-insn", str(path)], check=True, capture_output=True, text=True).stdout
    found = []
    for line in text.splitlines():
        if header := re.match(r"[0-9a-f]+ <(.+)>:$", line):
            found.append((header.group(1).removeprefix(".text."), [], set()))
        elif relocation := re.search(r"R_X86_64_(?:PLT32|\w*GOTPCREL\w*)\s+(\S+?)(?:[-+]0x[0-9a-f]+)?$", line):
            found[-1][2].add(relocation.group(1).removeprefix(".text."))
        elif instruction := re.match(r"\s+[0-9a-f]+:\s+([^#]*)", line):
            found[-1][1].append(instruction.group(1).strip())
    return found


def code(target: str):
    for path in objects(target):
        for name, instructions, calls in functions(path):
            yield path.name, name, instructions, calls


def is_beyond_baseline(instruction: str) -> bool:
    words = [word for word in instruction.split() if word not in PREFIXES]
    return bool(words and BEYOND.match(words[0])) or bool(re.search(r"%[yz]mm", instruction))


def symbols(target: str) -> list[tuple[str, str]]:
    found = []
    for path in objects(target):
        lines = subprocess.run(["nm", str(path)], check=True, capture_output=True, text=True).stdout.splitlines()
        found += [(line.split()[-2], line.split()[-1]) for line in lines]
    return found


def test_instructions_are_told_apart():
    for instruction in ("vmovups (%rdi),%ymm0", "bzhi %rdx,%rcx,%rsi", "rep popcnt %eax,%eax", "kmovw %k0,%eax", "pshufb %xmm1,%xmm0"):
        assert is_beyond_baseline(instruction), instruction
    for instruction in ("movups (%rdi),%xmm0", "rep bsf %eax,%eax", "tzcnt %eax,%eax", "cvtps2pd %xmm0,%xmm1", "rep stos %al,(%rdi)"):
        assert not is_beyond_baseline(instruction), instruction


@pytest.mark.parametrize("target", BASELINE)
def test_baseline_instructions_only(target):
    count = 0
    for file, name, instructions, _ in code(target):
        for instruction in instructions:
            count += 1
            assert not is_beyond_baseline(instruction), f"{file}: {name}: {instruction}"
    assert count > 100, f"{target}: {count} instructions"


def test_no_avx512_in_avx2():
    for file, name, instructions, _ in code("PithKernelsAVX2"):
        for instruction in instructions:
            assert not AVX512.search(instruction), f"{file}: {name}: {instruction}"


@pytest.mark.parametrize("target", TIERS)
def test_kernels_cannot_trap(target):
    for file, name, instructions, _ in code(target):
        if not name.startswith(RUNTIME):
            for instruction in instructions:
                assert not re.match(r"(ud2|ud1|int3)\b", instruction), f"{file}: {name}: {instruction}"


@pytest.mark.parametrize("target", TIERS)
def test_kernels_call_only_kernels(target):
    """No libm, no runtime; and no C helper left out of line, where vectors would travel by the C calling convention."""
    defined = {name for kind, name in symbols(target) if kind not in "Uw" and not name.startswith(RUNTIME)}
    for file, name, _, calls in code(target):
        # An unnamed section holds what the compiler emits for the runtime's sake.
        if name.startswith(RUNTIME) or name.startswith(".text..L") or name.startswith(".L"):
            continue
        for call in calls - CALLS:
            assert call in defined or call.startswith("."), f"{file}: {name} calls {call}"
            assert not call.startswith("pith_"), f"{file}: {name} calls {call} out of line"


@pytest.mark.parametrize("target", TIERS)
def test_no_weak_code_that_tiers_could_share(target):
    """A weak symbol with the tier's own name cannot meet another tier's."""
    own = f"{len(target)}{target}"
    # Code only (W): weak data (V) is the same in each tier.
    weak = {name for kind, name in symbols(target) if kind == "W"}
    shared = {name for name in weak if not name.startswith(RUNTIME) and own not in name}
    assert not shared, sorted(shared)[:10]


@pytest.mark.parametrize("target", TIERS[1:])
def test_runtime_copies_are_baseline_code(target):
    """Were the linker to keep an AVX object's copy of a runtime function, a baseline CPU would run it."""
    for file, name, instructions, _ in code(target):
        if name.startswith(RUNTIME):
            for instruction in instructions:
                assert not is_beyond_baseline(instruction), f"{file}: {name}: {instruction}"


def test_library_keeps_tiers_apart():
    """In the linked library, instructions beyond the baseline lie in functions that carry an AVX tier's name."""
    tier = re.compile(r"PithKernelsAVX(2|512)|pithk_fill_table_avx")
    listed = functions(LIBRARY)
    assert any(tier.search(name) for name, _, _ in listed), "no local symbols: read the library before it is stripped"
    for name, instructions, _ in listed:
        if not tier.search(name):
            for instruction in instructions:
                assert not is_beyond_baseline(instruction), f"{name}: {instruction}"
