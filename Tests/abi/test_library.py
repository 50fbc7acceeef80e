"""The shipped library as a file: what it exports, what it needs, how large it is. Reads it with binutils."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Path(os.environ.get("PITH_LIBRARY", ROOT / ".build" / "release" / "libpith.so"))
# Kernels of three instruction sets take 250 KB of it, Unicode tables 40 KB, a method about 5 KB with its checks and messages.
SIZE_LIMIT = 1152 * 1024
# Threads moved from libpthread into libc in 2.34; nothing else in the library needs a newer one.
GLIBC_LIMIT = (2, 34)


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def symbols() -> list[list[str]]:
    lines = run("nm", "--dynamic", str(LIBRARY)).splitlines()
    return [line.split() for line in lines]


def declared_functions() -> set[str]:
    names = set()
    for header in (ROOT / "include" / "pith").glob("*.h"):
        if header.name != "types.h":
            names |= set(re.findall(r"\b(pith_[a-z0-9_]+)\(", re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S)))
    return names


def test_exports_are_the_declared_functions(symbols):
    exported = {s[-1].split("@")[0] for s in symbols if len(s) == 3 and s[1] in "TDBRWV"}
    assert exported == declared_functions()


def test_every_export_has_the_version_node(symbols):
    for symbol in symbols:
        if len(symbol) == 3 and symbol[1] == "T":
            assert symbol[2].endswith("@@PITH_0"), symbol


def test_soname_and_dependencies():
    dynamic = run("readelf", "--dynamic", "--wide", str(LIBRARY))
    assert re.findall(r"\(SONAME\).*\[(.*)\]", dynamic) == ["libpith.so.0"]
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic))
    assert needed <= {"libc.so.6", "libm.so.6"}, needed
    # SwiftPM's own entry; a build folder's path would be a leak.
    assert re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", dynamic) in ([], ["$ORIGIN"])
    assert "(TEXTREL)" not in dynamic


def test_glibc_floor(symbols):
    versions = {tuple(map(int, v)) for s in symbols for v in re.findall(r"@GLIBC_(\d+)\.(\d+)", s[-1])}
    assert max(versions) <= GLIBC_LIMIT, sorted(versions)


def test_undefined_symbols_are_plain_libc(symbols):
    undefined = {s[-1].split("@")[0] for s in symbols if len(s) == 2 and s[0] == "U"}
    swift = {name for name in undefined if "swift" in name.lower()}
    assert not swift
    # Text goes back through pith_last_error, never to a terminal; the library reads no files and no environment.
    forbidden = {"printf", "fprintf", "puts", "fputs", "write", "open", "fopen", "getenv", "abort", "exit", "setlocale"}
    assert not undefined & forbidden, undefined & forbidden


def test_memory_comes_from_checked_calls_alone():
    """Swift puts closures that escape on the heap, unchecked, beside the host's allocator: it must never need to."""
    callers, name = set(), "?"
    for line in run("objdump", "-d", "--no-show-raw-insn", str(LIBRARY)).splitlines():
        if header := re.match(r"[0-9a-f]+ <(.+)>:$", line):
            name = header.group(1)
        elif re.search(r"<(malloc|calloc|realloc|aligned_alloc|posix_memalign|mmap)@plt>", line) and "@plt" not in name:
            callers.add(name)
    assert callers == {"cpith_aligned_alloc", "cpith_pool_create"}, callers


def test_stripped_size(tmp_path):
    stripped = tmp_path / "libpith.so"
    run("strip", "--strip-unneeded", "-o", str(stripped), str(LIBRARY))
    size = stripped.stat().st_size
    print(f"stripped: {size} bytes")
    assert size < SIZE_LIMIT


def test_stack_is_not_executable():
    headers = run("readelf", "--program-headers", "--wide", str(LIBRARY))
    stack = [line for line in headers.splitlines() if "GNU_STACK" in line]
    assert stack and "RWE" not in stack[0]


def test_introspection_lists_every_method():
    """Each function that documents a method is in the table of methods, once."""
    document = json.loads((ROOT / "bindings" / "generator" / "abi.json").read_text())
    methods = [f["name"] for f in document["functions"] if f.get("method")]
    assert len(methods) == len(set(methods)) and methods
