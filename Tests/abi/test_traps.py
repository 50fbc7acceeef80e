"""Each trap instruction of the shipped library, by function: a list that may only get shorter.

A trap ends the host, so every one that is left has to be unreachable: a check of Swift's that the code before it has already
made (a division by a number that was checked, a range whose ends were compared, a conversion in range). traps.json says how
many each function has; `python Tests/abi/test_traps.py --update` lowers the numbers after a removal, and refuses to raise
one unless `--allow` is given with new code whose traps have been looked at. Kernels: test_tiers.py.
"""

import json
import re
import subprocess
import sys

import calls

LIST = calls.ROOT / "Tests" / "abi" / "traps.json"


def demangled(name: str) -> str:
    """Only the words of a mangled name that survive a new signature or another order of compilation."""
    return re.sub(r"^[^$]*\$[es]\d*|Tf\d.*$|T[A-Zmr].*$|_\d+$", "", name)


def traps() -> dict[str, int]:
    text = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", str(calls.LIBRARY)], check=True, capture_output=True, text=True).stdout
    found: dict[str, int] = {}
    name = "?"
    for line in text.splitlines():
        if header := re.match(r"[0-9a-f]+ <(.+)>:$", line):
            name = header.group(1)
        elif re.search(r"\t(ud2|ud1)\b", line):
            found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items()))


def families(found: dict[str, int]) -> dict[str, int]:
    """Traps by function; the copies that the compiler makes of one function are added up."""
    sums: dict[str, int] = {}
    for name, count in found.items():
        sums[demangled(name)] = sums.get(demangled(name), 0) + count
    return dict(sorted(sums.items()))


def test_traps_only_get_fewer():
    allowed, found = json.loads(LIST.read_text()), families(traps())
    more = [f"{name}: {count}, was {allowed.get(name, 0)}" for name, count in found.items() if count > allowed.get(name, 0)]
    print(f"{sum(found.values())} trap instructions in {len(found)} functions")
    assert not more, "New traps:\n" + "\n".join(more) + "\nRemove them, or see test_traps.py."


def test_kernels_have_none():
    for name in traps():
        assert "PithKernels" not in name and not name.startswith("pithk_"), name


if __name__ == "__main__":
    before = json.loads(LIST.read_text()) if LIST.exists() else None
    now = families(traps())
    raised = {n: c for n, c in now.items() if before is not None and c > before.get(n, 0)}
    for name, count in raised.items():
        print(f"more: {name}: {count}")
    if "--update" in sys.argv:
        if raised and "--allow" not in sys.argv:
            sys.exit("Traps were added: remove them, or add --allow once each has been shown unreachable.")
        LIST.write_text(json.dumps(now, indent=1) + "\n")
    print(sum(now.values()), "traps in", len(now), "functions")
