"""Errors: class, status and message, from the library and from the conversions before it."""

import pickle

import numpy as np
import pith
import pytest
from pith import errors
from pith.errors import Status

BUILTINS = {
    errors.ArgumentError: ValueError,
    errors.DTypeError: TypeError,
    errors.ShapeError: ValueError,
    errors.NonFiniteError: ValueError,
    errors.IndexRangeError: IndexError,
    errors.CapacityError: ValueError,
    errors.BudgetError: ValueError,
    errors.OutOfMemoryError: MemoryError,
    errors.CancelledError: RuntimeError,
    errors.BusyError: RuntimeError,
    errors.CallbackError: RuntimeError,
    errors.UnsupportedError: NotImplementedError,
}


@pytest.mark.parametrize("status", [status for status in Status if status != Status.OK])
def test_every_status_has_a_class_and_a_builtin(status):
    error = errors.make(status, "what")
    assert type(error) in BUILTINS and isinstance(error, BUILTINS[type(error)])
    assert error.status is status and str(error) == "what"
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and again.status is status and str(again) == "what"


def test_a_status_of_a_newer_library():
    error = errors.make(99, "")
    assert type(error) is pith.PithError and error.status == 99 and str(error) == "status 99"


def test_the_librarys_message_is_the_errors():
    tokens = np.ones((4, 3), dtype=np.float32)
    tokens[2, 1] = np.nan
    with pytest.raises(errors.NonFiniteError) as caught:
        pith.select.divprune(tokens, 2)
    assert caught.value.status is Status.ERROR_NONFINITE
    assert str(caught.value).startswith("pith_select_divprune: tokens: expected finite values")


@pytest.mark.parametrize(
    "keep,kind",
    [(-1, ValueError), (5, ValueError), (2**70, ValueError), (1.0, TypeError), ("1", TypeError), (True, TypeError),
     (None, TypeError)],
)
def test_counts(keep, kind):
    with pytest.raises(kind, match="keep: expected") as caught:
        pith.select.top_k(np.ones(4, dtype=np.float32), keep)
    assert isinstance(caught.value, pith.PithError)


def test_counts_of_numpy_integers():
    assert pith.select.top_k(np.ones(4, dtype=np.float32), np.int64(2)).tolist() == [0, 1]


def test_names_of_choices():
    scores = np.ones(4, dtype=np.float32)
    assert pith.select.top_k(scores, 1, order=pith.select.Order.RANKED).tolist() == [0]
    with pytest.raises(ValueError, match="order: expected one of 'position', 'ranked', got 'best'"):
        pith.select.top_k(scores, 1, order="best")
    with pytest.raises(ValueError, match="order: expected one of"):
        pith.select.top_k(scores, 1, order=1)


def test_nothing_is_written_on_error():
    x, out = np.ones((4, 2), dtype=np.float32), np.full((2, 2), 7, dtype=np.float32)
    with pytest.raises(IndexError):
        pith.apply.gather(x, [0, 9], out=out)
    assert (out == 7).all()


def test_isa():
    best = pith.isa()
    try:
        pith.limit_isa("baseline")
        assert pith.isa() == "baseline"
    finally:
        pith.limit_isa(best)
    assert pith.isa() == best
    with pytest.raises(ValueError, match="isa: expected one of"):
        pith.limit_isa("neon")
