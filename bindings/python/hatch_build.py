"""Puts the shared library into the wheel and names the machine it is for.

The library comes from PITH_LIBRARY, or from the checkout's release build. Without one the wheel is pure Python and finds
the library at run time (see pith/_load.py).
"""

import os
import platform
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SharedLibrary(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        if version == "editable":  # the checkout's build tree is found without a copy
            return
        chosen = os.environ.get("PITH_LIBRARY")
        source = Path(chosen) if chosen else Path(self.root).parents[1] / ".build" / "release" / "libpith.so"
        if not source.exists():
            if chosen:
                raise FileNotFoundError(f"PITH_LIBRARY: {source} does not exist")
            self.app.display_warning(f"{source} does not exist: building a wheel without the library")
            return
        # Into the wheel alone: a copy left in the source tree would hide newer builds from the checkout.
        build_data["force_include"][str(source.resolve())] = "pith/_lib/libpith.so.0"
        # The library needs nothing but libc, and of it nothing newer than the tag says; ctypes works with any Python 3.
        tag = os.environ.get("PITH_WHEEL_PLATFORM", f"manylinux_2_34_{platform.machine()}")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{tag}"
