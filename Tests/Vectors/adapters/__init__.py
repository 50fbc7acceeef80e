"""Adapters: one function per method, from a case's inputs to the outputs to compare.

An adapter gets every result from the library. It may convert layouts (row-major grids, spans of characters and of bytes) and
pick an operation by the case's parameters, but decides and computes nothing itself.
"""

import importlib
import pkgutil

_adapters = {}


def adapter(method):
    """Registers the function that runs the cases of a method."""

    def register(function):
        if method in _adapters:
            raise ValueError(f"two adapters for {method}")
        _adapters[method] = function
        return function

    return register


def find(method):
    return _adapters.get(method)


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
