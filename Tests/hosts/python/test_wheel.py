"""The wheel: has the library inside, and works where there is no checkout."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pith
import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--disable-pip-version-check",
         "-w", str(folder), str(ROOT / "bindings" / "python")],
        check=True, env={**os.environ, "PITH_LIBRARY": pith.library_path})
    (path,) = folder.iterdir()
    return path


def test_contents(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert wheel.name.startswith("libpith-0.1.0-py3-none-manylinux_2_34_")
    for name in ("__init__.py", "_abi.py", "py.typed", "text/__init__.py", "_lib/libpith.so.0"):
        assert f"pith/{name}" in names
    assert not (ROOT / "bindings" / "python" / "src" / "pith" / "_lib").exists()


def test_the_tag_promises_no_older_libc_than_the_library_needs(wheel):
    symbols = subprocess.run(
        ["readelf", "--dyn-syms", "-W", pith.library_path], capture_output=True, text=True, check=True).stdout
    versions = {tuple(map(int, version.split("."))) for version in re.findall(r"GLIBC_([0-9.]+)", symbols)}
    assert versions and max(versions) <= (2, 34)


def test_installed_without_a_checkout(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {name: value for name, value in os.environ.items() if name != "PITH_LIBRARY"}
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import pith; print(pith.library_path); "
        "print(pith.text.compress('One. Two.', budget=9))")
    done = subprocess.run(
        [sys.executable, "-c", code, str(site)], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    path, text = done.stdout.split("\n", 1)
    assert path == str(site / "pith" / "_lib" / "libpith.so.0")
    assert text == "One. Two.\n"
