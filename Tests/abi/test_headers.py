"""The headers alone: every dialect a host may compile them with, no warnings."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DIALECTS = [
    ("gcc", "c", "c99"),
    ("gcc", "c", "c11"),
    ("g++", "c++", "c++11"),
    ("g++", "c++", "c++17"),
    ("clang", "c", "c99"),
    ("clang", "c", "c11"),
    ("clang++", "c++", "c++17"),
]


@pytest.mark.parametrize("compiler,language,standard", DIALECTS)
def test_headers_compile_clean(compiler, language, standard, tmp_path):
    assert shutil.which(compiler), f"{compiler} is not installed; Tests/setup.sh installs it"
    source = tmp_path / ("use.c" if language == "c" else "use.cpp")
    source.write_text('#include "pith.h"\n#include "pith.h"\nint main(void) { return pith_version() < 0; }\n')
    done = subprocess.run(
        [compiler, "-x", language, f"-std={standard}", "-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only",
         f"-I{ROOT / 'include'}", str(source)],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("header", sorted(p.name for p in (ROOT / "include" / "pith").glob("*.h")))
def test_each_header_stands_alone(header, tmp_path):
    source = tmp_path / "use.c"
    source.write_text(f'#include "pith/{header}"\nint main(void) {{ return 0; }}\n')
    done = subprocess.run(
        ["gcc", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only", f"-I{ROOT / 'include'}", str(source)],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
