"""Compares outputs with recordings: integers and text exactly, floats to a tolerance."""

import re

import numpy as np

RELATIVE, ABSOLUTE = 1e-4, 1e-5


def tolerance(notes):
    """(relative, absolute) for a case's floats. Notes may ask for less, or say that the outputs are exact copies."""
    if re.match(r"\s*(bitwise|exact copy)\b", notes):
        return 0.0, 0.0
    stated = re.search(r"\btolerance:?\s*([0-9.]+(?:e[+-]?\d+)?)", notes)
    if stated:
        return float(stated.group(1)), float(stated.group(1))
    return RELATIVE, ABSOLUTE


def compare(name, want, got, limits):
    """(problem or None, largest absolute float error)."""
    if isinstance(want, (dict, list, str, bool)) or want is None or np.isscalar(want):
        return _compare_json(name, want, got, limits)
    return _compare_arrays(name, want, got, limits)


def _compare_arrays(name, want, got, limits):
    got = np.asarray(got)
    if tuple(got.shape) != tuple(want.shape):
        return f"{name}: shape {list(got.shape)}, recorded {list(want.shape)}", 0.0
    if want.dtype.kind in "iub":
        if got.dtype.kind not in "iub":
            return f"{name}: {got.dtype} where integers were recorded", 0.0
        different = np.flatnonzero(np.ravel(got != want))
    else:
        wide, recorded = got.astype(np.float64), want.astype(np.float64)
        close = np.isclose(wide, recorded, rtol=limits[0], atol=limits[1], equal_nan=True)
        different = np.flatnonzero(np.ravel(~close))
    error = _error(want, got)
    if different.size:
        at = different[0]
        place = [int(i) for i in np.unravel_index(at, want.shape)]
        return (
            f"{name}: {different.size} of {want.size} differ, first at {place}: "
            f"{np.ravel(got)[at]!r}, recorded {np.ravel(want)[at]!r}; largest difference {error:.2e}",
            error,
        )
    return None, error


def _error(want, got):
    if want.dtype.kind not in "f" or not want.size:
        return 0.0
    with np.errstate(invalid="ignore"):
        difference = np.abs(got.astype(np.float64) - want.astype(np.float64))
    finite = difference[np.isfinite(difference)]
    return float(finite.max()) if finite.size else 0.0


def _compare_json(name, want, got, limits):
    if isinstance(want, dict):
        if not isinstance(got, dict) or set(got) != set(want):
            return f"{name}: fields {sorted(got) if isinstance(got, dict) else got!r}, recorded {sorted(want)}", 0.0
        return _first(compare(f"{name}.{key}", want[key], got[key], limits) for key in want)
    if isinstance(want, list):
        got = got.tolist() if isinstance(got, np.ndarray) else got
        if not isinstance(got, (list, tuple)) or len(got) != len(want):
            return f"{name}: {_length(got)} entries, recorded {len(want)}", 0.0
        return _first(compare(f"{name}[{i}]", want[i], got[i], limits) for i in range(len(want)))
    if isinstance(want, float):
        try:
            value = float(got)
        except (TypeError, ValueError):
            return f"{name}: {got!r}, recorded {want!r}", 0.0
        error = abs(value - want)
        if not np.isclose(value, want, rtol=limits[0], atol=limits[1], equal_nan=True):
            return f"{name}: {value!r}, recorded {want!r}", error
        return None, error
    if isinstance(want, int) and not isinstance(want, bool) and isinstance(got, np.integer):
        got = int(got)
    if type(got) is not type(want) or got != want:
        return f"{name}: {_cut(got)}, recorded {_cut(want)}", 0.0
    return None, 0.0


def _first(results):
    worst, problem = 0.0, None
    for found, error in results:
        worst = max(worst, error)
        problem = problem or found
    return problem, worst


def _length(value):
    return len(value) if hasattr(value, "__len__") else repr(value)


def _cut(value):
    text = repr(value)
    return text if len(text) <= 160 else text[:157] + "..."
