"""PyTorch CPU tensors: in without a copy, out as tensors."""

import numpy as np
import pith
import pytest
import torch
from pith import errors

FLOATS = [torch.float32, torch.float16, torch.bfloat16]


def test_the_library_sees_the_tensors_own_memory(seen):
    base = torch.randn(3, 40, 30)
    tokens = base[:, 4:24:2, 3:19]
    pith.select.divprune(tokens, 4)
    view = seen["pith_select_divprune"][1]
    assert view.data == tokens.data_ptr()
    assert tuple(view.shape)[:3] == (3, 10, 16)
    assert tuple(view.stride)[:3] == tokens.stride()


@pytest.mark.parametrize("dtype", FLOATS)
def test_tensors_give_tensors(dtype):
    torch.manual_seed(0)
    tokens = torch.randn(2, 12, 8).to(dtype)
    kept = pith.select.divprune(tokens, 5)
    assert kept.dtype == torch.int64 and kept.shape == (2, 5)
    shorter = pith.apply.gather(tokens, kept)
    assert shorter.dtype == dtype
    torch.testing.assert_close(shorter, torch.gather(tokens, 1, kept[..., None].expand(-1, -1, 8)), rtol=0, atol=0)
    merged, size = pith.apply.merge(tokens, pith.merge.tome(tokens, 3).assign)
    assert merged.dtype == dtype and merged.shape == (2, 9, 8)
    assert size.dtype == torch.float32 and size.sum().item() == 24


def test_index_results_index_tensors():
    tokens = torch.randn(12, 8)
    kept = pith.select.divprune(tokens, 5)
    torch.testing.assert_close(tokens[kept], pith.apply.gather(tokens, kept), rtol=0, atol=0)


@pytest.mark.parametrize("dtype", FLOATS)
def test_tensors_and_arrays_agree(dtype):
    torch.manual_seed(1)
    tokens = torch.randn(33, 16).to(dtype)
    array = tokens.float().numpy()
    np.testing.assert_array_equal(pith.select.divprune(tokens, 9).numpy(), pith.select.divprune(array, 9))


def test_transposed_and_expanded_tensors():
    torch.manual_seed(2)
    tokens = torch.randn(8, 20).T
    np.testing.assert_array_equal(pith.select.divprune(tokens, 6), pith.select.divprune(tokens.contiguous(), 6))
    expanded = tokens[None].expand(3, -1, -1)
    np.testing.assert_array_equal(pith.select.divprune(expanded, 6), pith.select.divprune(tokens, 6).expand(3, -1))


@pytest.mark.parametrize("dtype", [torch.bool, torch.int16, torch.int32, torch.int64, torch.float64, torch.uint8])
def test_data_of_any_kind_is_moved_as_it_is(dtype):
    data = torch.randint(0, 2, (7, 3)).to(dtype)
    moved = pith.apply.gather(data, torch.tensor([6, 1]))
    assert moved.dtype == dtype
    assert torch.equal(moved, data[[6, 1]])


def test_compacting_a_cache_in_place():
    cache = torch.randn(2, 3, 10, 4, dtype=torch.float32).half()
    before, where = cache.clone(), cache.data_ptr()
    kept = torch.tensor([[[0, 5], [1, 2], [8, 9]], [[3, 4], [0, 9], [7, 8]]])
    shorter = pith.apply.compact(cache, kept)
    assert shorter.data_ptr() == where and shorter.shape == (2, 3, 2, 4)
    assert torch.equal(shorter, torch.gather(before, 2, kept[..., None].expand(-1, -1, -1, 4)))


def test_batch_of_parameters_without_grad():
    weight = torch.nn.Parameter(torch.randn(5, 4), requires_grad=False)
    assert pith.select.divprune(weight, 2).shape == (2,)


def test_what_is_refused():
    with pytest.raises(errors.DTypeError, match=r"requires grad; pass tokens.detach\(\)"):
        pith.select.divprune(torch.ones(3, 2, requires_grad=True), 1)
    with pytest.raises(errors.DTypeError, match=r"on the CPU, got one on meta; move it with .cpu\(\)"):
        pith.select.divprune(torch.empty(3, 2, device="meta"), 1)
    with pytest.raises(errors.DTypeError, match=r"got torch.float64; cast it with .float\(\)"):
        pith.select.divprune(torch.ones(3, 2, dtype=torch.float64), 1)
    with pytest.raises(errors.DTypeError, match=r"dense tensor, .*to_dense"):
        pith.select.divprune(torch.ones(3, 2).to_sparse(), 1)
    with pytest.raises(errors.IndexRangeError, match="fit 32 bits"):
        pith.apply.gather(torch.ones(3, 2), torch.tensor([2**40]))
    with pytest.raises(errors.DTypeError, match="out: expected the type of x"):
        pith.apply.gather(torch.ones(3, 2), [1], out=np.empty((1, 2), dtype=np.float32))


def test_results_outlive_their_inputs():
    def make():
        return pith.apply.gather(torch.arange(12.0).reshape(6, 2), torch.tensor([5, 0]))

    assert make().tolist() == [[10, 11], [0, 1]]
