"""Finds and opens the shared library, and checks that it speaks the binary interface this package was made for."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Iterator, Tuple

from . import _abi

_SONAME = "libpith.so.0"
_NAMES = (_SONAME, "libpith.so", "libpith.0.dylib", "libpith.dylib")


def _candidates() -> Iterator[Tuple[str, str]]:
    """What to try, best first: (path or name for the loader, where it comes from)."""
    chosen = os.environ.get("PITH_LIBRARY")
    if chosen:
        # An explicit choice is not second-guessed: falling back would hide a wrong path.
        yield chosen, "PITH_LIBRARY"
        return
    package = Path(__file__).resolve().parent
    for name in _NAMES:
        path = package / "_lib" / name
        if path.exists():
            yield str(path), "the package"
    # In a checkout this file is <root>/bindings/python/src/pith/_load.py.
    parents = package.parents
    if len(parents) >= 4 and (parents[3] / "Package.swift").exists():
        for name in ("libpith.so", "libpith.dylib"):
            path = parents[3] / ".build" / "release" / name
            if path.exists():
                yield str(path), "the build tree"
    yield ("libpith.0.dylib" if sys.platform == "darwin" else _SONAME), "the system loader"


def _load() -> Tuple[ctypes.CDLL, str]:
    failures = []
    for path, source in _candidates():
        try:
            # CDLL, not PyDLL: every call releases the interpreter's lock.
            library = ctypes.CDLL(path)
        except OSError as error:
            failures.append(f"{path} ({source}): {error}")
            continue
        try:
            library.pith_abi_version.restype = ctypes.c_int32
            library.pith_abi_version.argtypes = []
            found = library.pith_abi_version()
        except AttributeError:
            failures.append(f"{path} ({source}): not a Pith library")
            continue
        if found != _abi.PITH_ABI_VERSION:
            failures.append(f"{path} ({source}): ABI version {found}, this package needs {_abi.PITH_ABI_VERSION}")
            continue
        try:
            _abi.declare(library)
        except AttributeError as error:
            failures.append(f"{path} ({source}): older than this package: {error}")
            continue
        return library, path
    raise ImportError(
        "pith: no usable shared library. Tried:\n  " + "\n  ".join(failures) + "\nSet PITH_LIBRARY to the path of "
        + _SONAME + ", install a wheel that has it, or build it with "
        "`swift build -c release --traits Embedded --product pith`."
    )


lib, library_path = _load()
