"""Which library is loaded, and what is said when none can be."""

import subprocess

import pith
import pytest


def load(run, library):
    return run("-c", "import pith; print(pith.library_path)", env={"PITH_LIBRARY": str(library)})


def test_an_explicit_library_is_used(run):
    done = load(run, pith.library_path)
    assert done.returncode == 0
    assert done.stdout.decode().strip() == pith.library_path


def test_a_missing_explicit_library_is_an_error_and_not_a_fallback(run, tmp_path):
    done = load(run, tmp_path / "nowhere.so")
    assert done.returncode == 1
    message = done.stderr.decode()
    assert "ImportError: pith: no usable shared library" in message
    assert "nowhere.so (PITH_LIBRARY)" in message


@pytest.mark.parametrize(
    "source,expected",
    [
        ("int other(void) { return 0; }", "not a Pith library"),
        ("int pith_abi_version(void) { return 99; }", "ABI version 99, this package needs 0"),
        ("int pith_abi_version(void) { return 0; }", "older than this package"),
    ],
)
def test_other_libraries_are_refused(run, tmp_path, source, expected):
    library = tmp_path / "libother.so"
    (tmp_path / "other.c").write_text(source)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", str(library), str(tmp_path / "other.c")], check=True)
    done = load(run, library)
    assert done.returncode == 1
    assert expected in done.stderr.decode()


def test_importing_does_not_import_torch(run):
    done = run("-c", "import sys, pith, numpy; pith.select.top_k(numpy.ones(3, 'f'), 1); assert 'torch' not in sys.modules")
    assert done.returncode == 0, done.stderr.decode()


def test_versions():
    assert pith.version() == pith.__version__ == "0.1.0"
    assert pith.isa() in ("avx512", "avx2", "baseline")
