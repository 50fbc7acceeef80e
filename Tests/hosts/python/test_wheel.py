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
        ["bash", str(ROOT / "bindings" / "python" / "build_wheel.sh"), str(folder)],
        check=True, env={**os.environ, "PITH_LIBRARY": pith.library_path, "PYTHON": sys.executable})
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


def test_the_readmes_example_in_an_empty_environment(wheel, tmp_path):
    """Installed by pip with what it depends on, and nothing else: no checkout, no toolchain, no settings."""
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", str(wheel)], check=True, timeout=300)
    (example, *_) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    program = tmp_path / "example.py"
    program.write_text(
        "import numpy\n"
        "tokens = numpy.random.default_rng(0).standard_normal((576, 32)).astype(numpy.float32)\n"
        "passages = ['WAL mode was added in version 3.7.0. Bananas are yellow.', 'Databases store rows.']\n"
        + example + "\nassert tokens.shape == (64, 32), tokens.shape\nprint(pith.library_path)\n", encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run([str(python), str(program)], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "WAL mode was added in version 3.7.0." in done.stdout
    assert done.stdout.rstrip().endswith("site-packages/pith/_lib/libpith.so.0")
    command = subprocess.run(
        [str(python.parent / "pith"), "compress", "-", "--budget", "8"], input="One. Two.", capture_output=True, text=True,
        env=environment, cwd=tmp_path)
    assert command.returncode == 0 and command.stdout.strip() == "One. Two.", command.stderr
