"""Builds client.c, regressions.c and client.cpp against the shipped library and runs them."""

import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIBRARY = Path(os.environ.get("PITH_LIBRARY", ROOT / ".build" / "release" / "libpith.so"))


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_client(compiler, tmp_path):
    program = tmp_path / "client"
    subprocess.run(
        [compiler, "-std=c11", "-g", "-O1", "-Wall", "-Wextra", "-pedantic", "-Werror", f"-I{ROOT / 'include'}",
         str(HERE / "client.c"), "-o", str(program), str(LIBRARY), f"-Wl,-rpath,{LIBRARY.parent}", "-lpthread"],
        check=True)
    # The program asks for libpith.so.0 by its soname.
    link = tmp_path / "libpith.so.0"
    link.symlink_to(LIBRARY)
    done = subprocess.run(
        [str(program)], capture_output=True, text=True, env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)})
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failed" in done.stdout


def test_regressions(tmp_path):
    program = tmp_path / "regressions"
    subprocess.run(
        ["gcc", "-std=c99", "-D_POSIX_C_SOURCE=200809L", "-g", "-Wall", "-Wextra", "-pedantic", "-Werror",
         f"-I{ROOT / 'include'}", str(HERE / "regressions.c"), "-o", str(program), str(LIBRARY)],
        check=True)
    (tmp_path / "libpith.so.0").symlink_to(LIBRARY)
    done = subprocess.run(
        [str(program)], capture_output=True, text=True, env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("compiler,standard", [("g++", "c++17"), ("clang++", "c++20")])
def test_cpp_client(compiler, standard, tmp_path):
    program = tmp_path / "client"
    subprocess.run(
        [compiler, f"-std={standard}", "-g", "-O1", "-Wall", "-Wextra", "-pedantic", "-Werror", f"-I{ROOT / 'include'}",
         f"-I{ROOT / 'bindings' / 'cpp' / 'include'}", str(HERE / "client.cpp"), "-o", str(program), str(LIBRARY), "-ldl"],
        check=True)
    link = tmp_path / "libpith.so.0"
    link.symlink_to(LIBRARY)
    done = subprocess.run(
        [str(program), str(link)], capture_output=True, text=True, env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)})
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failed" in done.stdout
