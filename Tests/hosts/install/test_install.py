"""Installs the library to an empty prefix, moves the tree, and builds a project outside with pkg-config and with CMake."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
LIBRARY = Path(os.environ.get("PITH_LIBRARY", ROOT / ".build" / "release" / "libpith.so"))
EXPECTED = "1:2,3 2:4,5 3:6,7 \n"


def run(*command, **named):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **named)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module", params=["lib", "lib/x86_64-linux-gnu"])
def installed(request, tmp_path_factory):
    """(moved prefix, folder of libraries): LIBDIR of one and of two levels."""
    folder = tmp_path_factory.mktemp("install")
    run("bash", ROOT / "bindings" / "install.sh", "/opt/pith", LIBRARY,
        env={**os.environ, "DESTDIR": str(folder / "staging"), "LIBDIR": request.param})
    prefix = folder / "moved here"
    shutil.move(str(folder / "staging" / "opt" / "pith"), str(prefix))
    return prefix, prefix / request.param


@pytest.fixture
def project(tmp_path):
    shutil.copytree(HERE / "project", tmp_path / "project")
    return tmp_path / "project"


def test_layout(installed):
    prefix, libraries = installed
    assert (libraries / "libpith.so").resolve() == (libraries / "libpith.so.0.1.0").resolve()
    assert os.readlink(libraries / "libpith.so.0") == "libpith.so.0.1.0"
    assert (libraries / "libpith.so.0").read_bytes() == LIBRARY.read_bytes()
    assert {path.name for path in (prefix / "include" / "pith").iterdir()} == {
        path.name for path in (ROOT / "include" / "pith").glob("*.h")}
    for name in ("include/pith.h", "include/pith.hpp", "include/pith_dl.hpp", "include/pith_dl_table.inc",
                 "share/doc/pith/LICENSE"):
        assert (prefix / name).is_file()
    for path in prefix.rglob("*"):
        if path.suffix in (".pc", ".cmake"):
            assert "@" not in path.read_text() and str(ROOT) not in path.read_text()


def test_pkg_config(installed, project):
    prefix, libraries = installed
    environment = {**os.environ, "PKG_CONFIG_PATH": str(libraries / "pkgconfig")}
    assert run("pkg-config", "--modversion", "pith", env=environment) == "0.1.0\n"
    # Through a shell, as in a makefile: pkg-config escapes the space in the path.
    flags = shlex.split(run("pkg-config", "--cflags", "--libs", "pith", env=environment))
    for compiler, source in (("cc", "shorten.c"), ("c++", "shorten.cpp")):
        run(compiler, project / source, *(["-std=c++17"] if compiler == "c++" else []), "-o", project / "program", *flags)
        output = run(project / "program", env={**os.environ, "LD_LIBRARY_PATH": str(libraries)})
        assert output.startswith(EXPECTED)


def test_cmake(installed, project):
    prefix, libraries = installed
    build = project / "build"
    run("cmake", "-S", project, "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_LIBRARY_ARCHITECTURE=x86_64-linux-gnu")
    run("cmake", "--build", build)
    # CMake's run path finds the library without any environment.
    plain = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    assert run(build / "shorten", env=plain) == EXPECTED
    assert run(build / "shorten_cpp", env=plain).startswith(EXPECTED + "pith_select_top_k: keep: ")
    assert "libpith" not in run("readelf", "-d", build / "shorten_dl")
    assert run(build / "shorten_dl", libraries / "libpith.so.0", env=plain) == "1 2 3\n"
    missing = subprocess.run([build / "shorten_dl", "/nowhere/libpith.so.0"], capture_output=True, text=True)
    assert missing.returncode == 2 and missing.stdout.startswith("pith: /nowhere/libpith.so.0")


def test_cmake_refuses_another_version(installed, project):
    prefix, _ = installed
    lists = project / "CMakeLists.txt"
    for version, served in (("0.1.0", True), ("0", True), ("0.2", False), ("0.1.1", False), ("1", False)):
        lists.write_text(f"cmake_minimum_required(VERSION 3.16)\nproject(outside C)\nfind_package(pith {version} REQUIRED)\n")
        done = subprocess.run(
            ["cmake", "-S", str(project), "-B", str(project / version), f"-DCMAKE_PREFIX_PATH={prefix}",
             "-DCMAKE_LIBRARY_ARCHITECTURE=x86_64-linux-gnu"], capture_output=True, text=True)
        assert (done.returncode == 0) == served, (version, done.stderr)


def test_what_cannot_be_installed_says_so(tmp_path):
    script = ["bash", str(ROOT / "bindings" / "install.sh")]
    assert subprocess.run(script, capture_output=True).returncode == 2
    done = subprocess.run(script + [str(tmp_path), str(tmp_path / "none.so")], capture_output=True, text=True)
    assert done.returncode == 1 and "does not exist" in done.stderr and not list(tmp_path.iterdir())
