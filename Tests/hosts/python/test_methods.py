"""The table of methods, and that every method is here."""

import importlib
import inspect

import pith
import pytest

FAMILIES = ["score", "budget", "select", "merge", "cluster", "pool", "video", "kv", "text", "apply"]


def test_the_library_has_methods():
    methods = pith.methods()
    assert len(methods) > 10
    assert {"divprune", "tome", "adaptive_pool2d", "crag"} <= {method.name for method in methods}


def test_rows_are_complete():
    for method in pith.methods():
        assert method.family in FAMILIES
        assert method.function.startswith(f"pith_{method.family}_")
        assert method.name and method.summary.endswith(".")
        assert method.year == 0 or 1950 < method.year < 2100
        assert not method.url or method.url.startswith("https://")


def test_every_method_has_a_function_here():
    missing = []
    for method in pith.methods():
        module, _, name = method.python.rpartition(".")
        if not callable(getattr(importlib.import_module(module), name, None)):
            missing.append(method.python)
    assert missing == []


def test_every_function_of_the_library_is_declared_and_every_family_function_wrapped():
    """By the prototypes: nothing of the C interface is forgotten."""
    from pith import _abi

    class Names:
        def __init__(self):
            object.__setattr__(self, "found", [])

        def __getattr__(self, name):
            self.found.append(name)
            return type("Function", (), {})()

    names = Names()
    _abi.declare(names)
    functions = sorted(set(names.found))
    assert "pith_select_top_k" in functions
    unwrapped = []
    for function in functions:
        family, _, name = function[len("pith_") :].partition("_")
        if family in FAMILIES and not callable(getattr(getattr(pith, family, None), name, None)):
            unwrapped.append(function)
    assert unwrapped == ["pith_text_options_init"]


@pytest.mark.parametrize("family", ["apply", "budget", "cluster", "kv", "merge", "pool", "score", "select", "text", "video"])
def test_functions_are_documented_and_take_a_context(family):
    module = getattr(pith, family)
    functions = [getattr(module, name) for name in module.__all__ if inspect.isfunction(getattr(module, name))]
    assert functions
    for function in functions:
        signature = inspect.signature(function)
        assert function.__doc__ and signature.return_annotation is not inspect.Signature.empty
        if function in (pith.budget.aim, pith.budget.keep_count, pith.video.evs_count):  # a formula: nothing to allocate, cancel or share
            assert "context" not in signature.parameters
            continue
        context = signature.parameters["context"]
        assert context.kind is context.KEYWORD_ONLY and context.default is None
        assert all(p.annotation is not p.empty for p in signature.parameters.values())
        for name in signature.parameters:
            if name != "context":
                assert name in function.__doc__ or name in module.__doc__, (function, name)


def test_names_are_exported():
    for name in pith.__all__:
        assert hasattr(pith, name)
    for family in ("apply", "budget", "cluster", "kv", "merge", "pool", "score", "select", "text", "video"):
        module = getattr(pith, family)
        assert sorted(module.__all__) == module.__all__ and all(hasattr(module, name) for name in module.__all__)
