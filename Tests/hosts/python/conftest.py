"""Tests of the Python package against the shipped library. Tests/hosts/python/setup.sh installs what they need."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("pith", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("pith")


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)


@pytest.fixture
def run():
    """Runs this Python with arguments and returns what came of it."""

    def run(*arguments, stdin=b"", env=None, cwd=None):
        return subprocess.run(
            [sys.executable, *map(str, arguments)], input=stdin, capture_output=True, cwd=cwd,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})}, timeout=300)

    return run


@pytest.fixture
def seen(monkeypatch):
    """Records what each call hands to the library: {function: [the views and scalars of its last call]}."""
    from pith import _call
    from pith._abi import View

    calls = {}

    class Recorder:
        def __init__(self, entries):
            self._entries = entries

        def __getitem__(self, name):
            function = self._entries[name]

            def recorded(*arguments):
                calls[name] = [
                    View.from_buffer_copy(argument) if type(argument) is bytes else getattr(argument, "_obj", argument)
                    for argument in arguments
                ]
                return function(*arguments)

            return recorded

    monkeypatch.setattr(_call, "_entries", Recorder(_call._entries))
    return calls
