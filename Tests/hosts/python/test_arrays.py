"""NumPy arrays in and out: no copies, every dtype, stride and batch, and advice where one cannot be taken."""

import ml_dtypes
import numpy as np
import pith
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pith import errors

FLOATS = [np.float32, np.float16, ml_dtypes.bfloat16]


def address(array):
    return array.__array_interface__["data"][0]


# ---- No copies -------------------------------------------------------------------------------------------------------


def test_the_library_sees_the_arrays_own_memory(seen, rng):
    base = rng.standard_normal((3, 40, 30), dtype=np.float32)
    tokens = base[:, 4:24:2, 3:19]
    indices = pith.select.divprune(tokens, 4)
    _, view, keep, _, out = seen["pith_select_divprune"]
    assert view.data == address(tokens) == address(base) + 4 * (4 * 30 + 3)
    assert list(view.shape)[:3] == [3, 10, 16]
    assert list(view.stride)[:3] == [40 * 30, 2 * 30, 1]
    assert keep == 4
    assert out.data == address(indices)


def test_compacting_moves_rows_in_the_callers_buffer(rng):
    cache = rng.standard_normal((2, 3, 10, 4), dtype=np.float32)
    before, where = cache.copy(), address(cache)
    kept = np.array([1, 4, 9], dtype=np.int32)
    shorter = pith.apply.compact(cache, kept, axis=2)
    assert shorter.base is cache and address(cache) == where
    np.testing.assert_array_equal(cache[:, :, :3], before[:, :, kept])
    np.testing.assert_array_equal(cache[:, :, 3:], before[:, :, 3:])


def test_gather_writes_into_the_given_slice_and_nothing_else(rng):
    tokens = rng.standard_normal((6, 5), dtype=np.float32)
    buffer = np.full((8, 9), 7, dtype=np.float32)
    out = buffer[2:5, 1:6]
    assert pith.apply.gather(tokens, [5, 0, 2], out=out) is out
    np.testing.assert_array_equal(out, tokens[[5, 0, 2]])
    buffer[2:5, 1:6] = 7
    assert (buffer == 7).all()


def test_memory_mapped_and_read_only_inputs_are_read_in_place(seen, tmp_path, rng):
    tokens = rng.standard_normal((12, 8), dtype=np.float32)
    tokens.tofile(tmp_path / "tokens")
    mapped = np.memmap(tmp_path / "tokens", dtype=np.float32, mode="r", shape=(12, 8))
    np.testing.assert_array_equal(pith.select.divprune(mapped, 5), pith.select.divprune(tokens, 5))
    pith.select.divprune(mapped, 5)
    assert seen["pith_select_divprune"][1].data == address(mapped)


def test_temporaries_live_until_the_call_has_returned(rng):
    scores = rng.standard_normal(5000, dtype=np.float32)
    want = np.sort(np.argsort(-scores, kind="stable")[:7])
    for _ in range(50):
        np.testing.assert_array_equal(pith.select.top_k(scores[::-1].copy()[::-1].copy(), 7), want)


# ---- Dtypes, strides, batches ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", FLOATS)
def test_float_results_keep_the_dtype(dtype, rng):
    x = rng.standard_normal((16, 6)).astype(dtype)
    y = pith.pool.adaptive(x, (4, 4), (2, 2))
    assert y.dtype == dtype and y.shape == (4, 6)
    want = x.astype(np.float64).reshape(2, 2, 2, 2, 6).mean(axis=(1, 3)).reshape(4, 6)
    np.testing.assert_allclose(y.astype(np.float64), want, atol={2: 2e-2, 4: 1e-6}[np.dtype(dtype).itemsize])


@st.composite
def strided(draw):
    """Float tokens [N, D] or [B, N, D] as a slice of something larger, and the same contiguous."""
    batch = draw(st.sampled_from([(), (1,), (3,)]))
    n, dim = draw(st.integers(1, 9)), draw(st.integers(1, 7))
    steps = [draw(st.integers(1, 3)) for _ in (*batch, n, dim)]
    offsets = [draw(st.integers(0, 2)) for _ in steps]
    shape = (*batch, n, dim)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    order = draw(st.sampled_from("CF"))
    base = np.asarray(
        rng.standard_normal([o + s * e for o, s, e in zip(offsets, steps, shape)]), dtype=draw(st.sampled_from(FLOATS)), order=order)
    view = base[tuple(slice(o, o + s * e, s) for o, s, e in zip(offsets, steps, shape))]
    assert view.shape == shape
    return view


@given(strided(), st.data())
def test_strides_do_not_matter(view, data):
    plain = np.ascontiguousarray(view)
    keep = data.draw(st.integers(0, view.shape[-2]))
    indices = pith.select.divprune(view, keep)
    np.testing.assert_array_equal(indices, pith.select.divprune(plain, keep))
    gathered = pith.apply.gather(view, indices)
    assert gathered.dtype == view.dtype
    want = plain[indices] if view.ndim == 2 else np.stack([item[row] for item, row in zip(plain, indices)])
    np.testing.assert_array_equal(gathered.view(np.uint8), np.ascontiguousarray(want).view(np.uint8))


@given(strided())
def test_batches_are_their_items(view):
    if view.ndim == 2:
        view = view[None]
    keep = view.shape[-2] // 2
    together = pith.select.divprune(view, keep, order="ranked")
    apart = [pith.select.divprune(item, keep, order="ranked") for item in view]
    np.testing.assert_array_equal(together, np.stack(apart))


def test_broadcast_inputs_are_read_without_a_copy(seen, rng):
    one = rng.standard_normal((1, 9, 4), dtype=np.float32)
    many = np.broadcast_to(one, (5, 9, 4))
    got = pith.select.divprune(many, 3)
    assert seen["pith_select_divprune"][1].stride[0] == 0
    np.testing.assert_array_equal(got, np.repeat(pith.select.divprune(one, 3), 5, axis=0))


def test_a_reversed_dimension_of_one_element_is_no_negative_stride():
    tokens = np.ones((4, 1), dtype=np.float32)[:, ::-1]
    assert pith.select.divprune(tokens, 2).tolist() == [0, 1]


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int32", "int64", "float64", "complex64", "float16"])
def test_data_of_any_kind_is_moved_as_it_is(dtype, rng):
    data = rng.integers(0, 2, (7, 3)).astype(dtype)
    moved = pith.apply.gather(data, [6, 1, 1])
    assert moved.dtype == data.dtype
    np.testing.assert_array_equal(moved, data[[6, 1, 1]])


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "int64", "uint64"])
def test_indices_of_any_width(dtype):
    x = np.arange(12, dtype=np.float32).reshape(6, 2)
    np.testing.assert_array_equal(pith.apply.gather(x, np.array([4, 0], dtype=dtype)), x[[4, 0]])


def test_lists_are_converted():
    assert pith.select.top_k([0.5, 2, 1], 2, order="ranked").tolist() == [1, 2]
    assert pith.select.top_k([], 0).tolist() == []
    assert pith.apply.gather([[1, 2], [3, 4]], [1]).tolist() == [[3, 4]]


class Foreign:
    """An array of some other library: DLPack and nothing else."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **keywords):
        return self.array.__dlpack__(**keywords)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


def test_other_libraries_through_dlpack(seen, rng):
    scores = rng.standard_normal(20, dtype=np.float32)
    got = pith.select.top_k(Foreign(scores), 3)
    assert seen["pith_select_top_k"][1].data == address(scores)
    np.testing.assert_array_equal(got, pith.select.top_k(scores, 3))


def test_empty_things():
    assert pith.select.divprune(np.empty((0, 4), dtype=np.float32), 0).shape == (0,)
    assert pith.select.divprune(np.empty((0, 5, 4), dtype=np.float32), 2).shape == (0, 2)
    assert pith.merge.tome(np.empty((0, 5, 4), dtype=np.float32), 2).assign.shape == (0, 5)
    assert pith.apply.gather(np.ones((3, 2), dtype=np.float32), []).shape == (0, 2)


# ---- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value,kind,expected",
    [
        (np.ones((3, 2)), errors.DTypeError, r"tokens: expected float32, float16 or bfloat16, got float64; cast it with"),
        (np.ones((3, 2), dtype=">f4"), errors.DTypeError, r"tokens: .* foreign byte order; convert it"),
        (np.ones((3, 2), dtype=object), errors.DTypeError, r"tokens: expected .* got object"),
        (np.ones((3, 2), dtype=np.int32), errors.DTypeError, r"tokens: expected float32, float16 or bfloat16, got int32"),
        (np.ones((3, 2), dtype=np.float32)[::-1], errors.ShapeError, r"tokens: negative strides; make a copy"),
        (np.ones(3, dtype=np.float32), errors.ShapeError, r"tokens: expected 2 or 3 dimensions, got shape \[3\]"),
        (np.float32(1), errors.ShapeError, r"tokens: expected 1 to 4 dimensions, got 0"),
        (np.ma.masked_array(np.ones((3, 2), dtype=np.float32)), errors.DTypeError, r"tokens: .* masked"),
        ([[1.0], [1.0, 2.0]], errors.PithError, r"tokens: "),
        (["a"], errors.DTypeError, r"tokens: expected numbers"),
        ("text", errors.DTypeError, r"tokens: expected an array, got str"),
        (None, errors.DTypeError, r"tokens: expected an array, got NoneType"),
    ],
)
def test_inputs_that_cannot_be_taken(value, kind, expected):
    with pytest.raises(kind, match=expected):
        pith.select.divprune(value, 1)


def test_fields_of_records_have_strides_of_no_whole_elements():
    records = np.zeros(5, dtype=[("a", np.int8), ("b", np.float32)])
    with pytest.raises(errors.ShapeError, match="strides that are not whole elements"):
        pith.select.top_k(records["b"], 1)


def test_unaligned_data_is_refused_by_the_library():
    scores = np.frombuffer(bytes(21), dtype=np.uint8)[1:].view(np.float32)
    with pytest.raises(errors.ShapeError, match="pith_select_top_k: scores: expected data aligned"):
        pith.select.top_k(scores, 1)


def test_read_only_outputs_are_refused():
    cache = np.zeros((4, 2), dtype=np.float32)
    cache.flags.writeable = False
    with pytest.raises(errors.ArgumentError, match="values: .* read-only"):
        pith.apply.compact(cache, [1])
    with pytest.raises(errors.ArgumentError, match="out: .* read-only"):
        pith.apply.gather(np.ones((4, 2), dtype=np.float32), [1], out=cache[:1])


def test_outputs_must_be_arrays_of_the_right_type():
    x = np.ones((4, 2), dtype=np.float32)
    with pytest.raises(errors.DTypeError, match="out: expected a NumPy array"):
        pith.apply.gather(x, [1], out=[[0, 0]])
    with pytest.raises(errors.DTypeError, match="out: expected the type of x, float32, got int32"):
        pith.apply.gather(x, [1], out=np.empty((1, 2), dtype=np.int32))
    with pytest.raises(errors.ShapeError, match="pith_apply_gather: output"):
        pith.apply.gather(x, [1], out=np.empty((2, 2), dtype=np.float32))
    with pytest.raises(errors.ArgumentError, match="pith_apply_gather: output"):
        pith.apply.gather(x, [1], out=x[:1])


def test_indices_that_do_not_fit():
    x = np.ones((4, 2), dtype=np.float32)
    with pytest.raises(IndexError, match="indices: expected indices that fit 32 bits"):
        pith.apply.gather(x, np.array([2**31]))
    with pytest.raises(IndexError, match="pith_apply_gather: indices: .* position 1"):
        pith.apply.gather(x, [0, 4])
    with pytest.raises(errors.DTypeError, match="indices: expected integers"):
        pith.apply.gather(x, [0.5])
