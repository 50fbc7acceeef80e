"""Each trap instruction of the shipped library, by function, with the reason why it cannot be reached.

A trap ends the host. Swift makes one of every operation that may have no answer; inside Pith those operations have one
(Sources/Pith/Runtime/Total.swift), so that ordinary code makes none, and what is left is listed in traps.json, each with its
`why`. `python Tests/abi/test_traps.py` prints the source line of every trap that is found, `--update` drops from the list what
is gone and adds what is new with an empty `why`, which the tests refuse. Better than a reason is another operation.
"""

import json
import re
import shutil
import subprocess
import sys

import calls

LIST = calls.ROOT / "Tests" / "abi" / "traps.json"


def demangled(name: str) -> str:
    """Only the words of a mangled name that survive a new signature or another order of compilation."""
    return re.sub(r"^[^$]*\$[es]\d*|Tf\d.*$|T[A-Zmr].*$|_\d+$", "", name)


def addresses() -> list[tuple[str, str]]:
    """Function and address of every trap instruction, of x86-64 or AArch64."""
    text = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", str(calls.LIBRARY)], check=True, capture_output=True, text=True).stdout
    found = []
    name = "?"
    for line in text.splitlines():
        if header := re.match(r"[0-9a-f]+ <(.+)>:$", line):
            name = header.group(1)
        elif trap := re.match(r"\s*([0-9a-f]+):\t(?:ud2|ud1|brk)\b", line):
            found.append((name, trap.group(1)))
    return found


def traps() -> dict[str, int]:
    found: dict[str, int] = {}
    for name, _ in addresses():
        found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items()))


def places() -> list[str]:
    """What failed and where, if the library has its debug information and llvm-symbolizer is there."""
    found = addresses()
    if not found or not shutil.which("llvm-symbolizer"):
        return [f"{address} {name}" for name, address in found]
    text = subprocess.run(
        ["llvm-symbolizer", f"--obj={calls.LIBRARY}", "--inlines", "--output-style=GNU", "--pretty-print", "--basenames"],
        input="\n".join("0x" + address for _, address in found), check=True, capture_output=True, text=True).stdout
    return [re.sub(r"\n\s*\(inlined by\)", " <", block) for block in text.strip().split("\n\n")]


def families(found: dict[str, int]) -> dict[str, int]:
    """Traps by function; the copies that the compiler makes of one function are added up."""
    sums: dict[str, int] = {}
    for name, count in found.items():
        sums[demangled(name)] = sums.get(demangled(name), 0) + count
    return dict(sorted(sums.items()))


def listed() -> dict[str, dict]:
    return json.loads(LIST.read_text())


def test_each_trap_is_accounted_for():
    allowed, found = listed(), families(traps())
    print(f"{sum(found.values())} trap instructions in {len(found)} functions")
    more = [
        f"{name}: {count}, listed {allowed.get(name, {'count': 0})['count']}"
        for name, count in found.items() if count > allowed.get(name, {"count": 0})["count"]]
    assert not more, "New traps:\n" + "\n".join(more) + "\nRemove them; test_traps.py says where they are."


def test_list_has_reasons_and_nothing_that_is_gone():
    found = families(traps())
    for name, entry in listed().items():
        assert len(entry["why"].split()) >= 5, f"{name}: no reason why its traps cannot be reached"
        assert entry["count"] == found.get(name, 0), f"{name}: fewer traps than listed; run test_traps.py --update"


def test_kernels_have_none():
    for name in traps():
        assert "PithKernels" not in name and not name.startswith("pithk_"), name


def test_no_frame_names_a_personality():
    """The reason given for the runtime's exception handler."""
    text = subprocess.run(
        ["readelf", "--debug-dump=frames", str(calls.LIBRARY)], check=True, capture_output=True, text=True).stdout
    names = re.findall(r'Augmentation:\s+"(.*)"', text)
    assert names and not [name for name in names if "P" in name]


def update() -> None:
    before = listed() if LIST.exists() else {}
    now = {
        name: {"count": count, "why": before.get(name, {"why": ""})["why"]} for name, count in families(traps()).items()}
    LIST.write_text(json.dumps(now, indent=1) + "\n")


if __name__ == "__main__":
    for line in places():
        print(line)
    if "--update" in sys.argv:
        update()
