#!/usr/bin/env python3
# Checks that the instruction-set tiers of the shipped (Embedded, release) build stay apart.
#
# Usage: Tests/abi/tiers.py [--scratch-path DIR] [--skip-build]      x86-64 Linux, needs nm and objdump (binutils or LLVM)
#
# 1. No tier shares a weak symbol with another module, the Swift runtime that every Embedded object carries aside: the
#    linker keeps any one definition, so AVX code could be called on a CPU without AVX. The runtime's copies are checked for
#    instructions beyond the baseline instead.
# 2. The objects of everything but the AVX tiers hold baseline instructions only, and the AVX2 tier no AVX-512.
# 3. Kernels do not trap (no ud2), and call nothing but memset, memcpy and one another.
# 4. In the linked library, instructions beyond the baseline lie in functions of the AVX tiers only.
import argparse
import collections
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIERS = ("PithKernels", "PithKernelsAVX2", "PithKernelsAVX512")
OTHERS = ("CPith", "Pith", "PithABI")
# What the compiler emits into every Embedded object on its own account.
RUNTIME = re.compile(r"^(_?swift_|\$es16_emptyBoxStorage|__swift)")
ALLOWED_CALLS = {"memset", "memcpy", "memmove", "__stack_chk_fail", "_GLOBAL_OFFSET_TABLE_"}
# Called by the weak runtime functions only, which kernels do not use (check 3 looks at relocations).
RUNTIME_CALLS = {"free", "posix_memalign"}
# tzcnt is missing on purpose: it is the encoding of `rep bsf`, which old CPUs run as bsf.
BEYOND = re.compile(
    r"^(v[a-z0-9]+|k[a-z]+[bwdq]|andn|bextr|blsi|blsmsk|blsr|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx|lzcnt|popcnt|movbe|"
    r"fma[a-z0-9]+|crc32[bwlq]?|pshufb|palignr|pmulhrsw|phadd\w+|pmov[sz]x\w+|blend\w+|pblend\w+|dpp[sd]|round[sp][sd]|"
    r"insertps|extractps|pinsr[bdq]|pextr[bdq]|ptest|pmulld|pm(in|ax)(s[bd]|u[wd])|packusdw|pcmpeqq|pcmpgtq|haddp[sd]|"
    r"movddup|movs[hl]dup|lddqu)$"
)
AVX512 = re.compile(r"%zmm|%k[0-7]|%[xy]mm(1[6-9]|2\d|3[01])")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def functions(path):
    """(name, [instruction text], [(relocation target)]) of every function in an object or library."""
    name, code, targets = None, [], []
    for line in run("objdump", "-dr", "--no-show-raw-insn", str(path)).splitlines():
        head = re.match(r"^[0-9a-f]+ <(.*)>:$", line)
        if head:
            if name:
                yield name, code, targets
            name, code, targets = head[1], [], []
            continue
        relocation = re.search(r"R_X86_64_(PLT32|GOTPCRELX|REX_GOTPCRELX|GOTPCREL)\s+([^\s]+?)([-+]0x[0-9a-f]+)?$", line)
        if relocation:
            targets.append(relocation[2])
            continue
        instruction = re.match(r"^\s+[0-9a-f]+:\s+(.*)$", line)
        if instruction:
            code.append(instruction[1].split("#")[0].strip())
    if name:
        yield name, code, targets


def mnemonic(instruction):
    words = instruction.split()
    while words and words[0] in ("rep", "repz", "repnz", "lock", "data16", "cs", "notrack", "bnd"):
        words = words[1:]
    return words[0] if words else ""


def plain(name):
    """A relocation may point at the section of a function."""
    return name.removeprefix(".text.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scratch-path", default=str(ROOT / ".build"))
    parser.add_argument("--skip-build", action="store_true")
    options = parser.parse_args()
    if not options.skip_build:
        subprocess.run(
            ["swift", "build", "-c", "release", "--traits", "Embedded", "--product", "pith", "--scratch-path", options.scratch_path],
            cwd=ROOT, check=True, stdout=sys.stderr)
    products = pathlib.Path(options.scratch_path) / "release"

    failures = []
    weak = collections.defaultdict(set)
    counted = collections.Counter()
    for module in TIERS + OTHERS:
        objects = sorted((products / f"{module}.build").rglob("*.o"))
        if not objects:
            failures.append(f"{module}: no objects in {products}")
        defined, code = set(), []
        for path in objects:
            for line in run("nm", str(path)).splitlines():
                kind, name = line.split()[-2:]
                if kind in "WVu":
                    weak[name].add(module)
                if kind not in "Uw":
                    defined.add(name)
            code += functions(path)
        for name, instructions, targets in code:
            counted[module] += 1
            is_runtime = bool(RUNTIME.match(plain(name)))
            for instruction in instructions:
                what = mnemonic(instruction)
                beyond = BEYOND.match(what) or AVX512.search(instruction) or "%ymm" in instruction
                if beyond and (is_runtime or module not in TIERS[1:]):
                    failures.append(f"{module}: {name}: beyond the baseline: {instruction}")
                if module == "PithKernelsAVX2" and AVX512.search(instruction):
                    failures.append(f"{module}: {name}: AVX-512: {instruction}")
                if module in TIERS and what == "ud2" and not is_runtime:
                    failures.append(f"{module}: {name}: traps (ud2)")
            if module in TIERS and not is_runtime:
                # Constants and the weak functions the runtime keeps alive sit in unnamed sections.
                for target in {plain(t) for t in targets}:
                    if target in ALLOWED_CALLS or target in defined and not RUNTIME.match(target) or target.startswith("."):
                        continue
                    if target in RUNTIME_CALLS and name.startswith(".text..L"):
                        continue
                    failures.append(f"{module}: {name}: refers to {target}")

    for name, modules in sorted(weak.items()):
        if len(modules) > 1 and modules & set(TIERS) and not RUNTIME.match(name):
            failures.append(f"weak symbol {name} in {', '.join(sorted(modules))}")

    library = products / "libpith.so"
    tiers = re.compile(r"PithKernelsAVX(2|512)|pithk_fill_table_avx")
    for name, instructions, _ in functions(library):
        if tiers.search(name):
            continue
        for instruction in instructions:
            if BEYOND.match(mnemonic(instruction)) or re.search(r"%[yz]mm", instruction):
                failures.append(f"libpith.so: {name}: beyond the baseline: {instruction}")
                break

    for failure in failures[:40]:
        print("FAIL", failure)
    if failures:
        print(f"{len(failures)} failures")
        return 1
    print("ok: " + ", ".join(f"{module} {counted[module]} functions" for module in TIERS + OTHERS))
    return 0


sys.exit(main())
