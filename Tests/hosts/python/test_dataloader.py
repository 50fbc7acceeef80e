"""PyTorch's DataLoader: worker processes, forked or spawned, that shorten what they load."""

import numpy as np
import pith
import pytest
import torch
from torch.utils.data import DataLoader, Dataset

TEXT = "The river rose in May. It fell again in June. Nobody knows its source. Boats carry grain to the sea."


class Shortened(Dataset):
    """Images as tokens, and a text, each shortened where it is loaded."""

    def __init__(self, context=None):
        self.context = context  # of the parent process; a forked worker inherits it

    def __len__(self):
        return 12

    def __getitem__(self, index):
        generator = torch.Generator().manual_seed(index)
        tokens = torch.randn(96, 32, generator=generator)
        half = tokens.to(torch.bfloat16)
        own = self.context or pith.Context(threads=2)
        kept = pith.select.divprune(tokens, 24, order="ranked", context=own)
        merge = pith.merge.tome(half, 16, context=own)
        merged = pith.apply.merge(half, merge.assign, merge.rows, context=own).values
        labels = pith.cluster.kmeans(tokens, 5, context=own).labels
        text = pith.text.compress(TEXT, "Who carries grain?", budget=8 + index, unit="words", context=own).text
        return kept, merge.assign, merged.float(), labels, torch.tensor(list(text.encode().ljust(120)), dtype=torch.int64)


def in_process(dataset):
    return [torch.stack(column) for column in zip(*(dataset[i] for i in range(len(dataset))))]


def loaded(dataset, method, **options):
    loader = DataLoader(dataset, batch_size=4, num_workers=2, multiprocessing_context=method, timeout=120, **options)
    return [torch.cat(column) for column in zip(*loader)]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_give_what_one_process_gives(method):
    """The parent has used the library, with threads, before it makes its workers, and uses it while they run."""
    dataset = Shortened()
    expected = in_process(dataset)
    with pith.Context(threads=3) as busy:
        before = pith.select.divprune(torch.arange(512.0).reshape(64, 8).sin(), 9, context=busy)
        loader = DataLoader(dataset, batch_size=4, num_workers=2, multiprocessing_context=method, timeout=120, persistent_workers=True)
        for _ in range(2):  # the second epoch meets the same workers
            columns = []
            for batch in loader:
                assert torch.equal(before, pith.select.divprune(torch.arange(512.0).reshape(64, 8).sin(), 9, context=busy))
                columns.append(batch)
            for got, want in zip([torch.cat(column) for column in zip(*columns)], expected):
                assert torch.equal(got, want)


def test_forked_workers_use_the_context_of_the_parent():
    """Its threads are not there in a child: calls run on the calling thread and give the same bits."""
    with pith.Context(threads=3, reserve=1 << 16) as context:
        dataset = Shortened(context)
        expected = in_process(dataset)
        for got, want in zip(loaded(dataset, "fork"), expected):
            assert torch.equal(got, want)
        assert torch.equal(in_process(dataset)[0], expected[0]), "and the parent goes on with its threads"


def test_numpy_workers():
    """Without tensors on the way: the same from a pool of processes."""
    with torch.multiprocessing.get_context("spawn").Pool(2) as pool:
        there = pool.map(numpy_work, range(6))
    for index, rows in enumerate(there):
        np.testing.assert_array_equal(rows, numpy_work(index))


def numpy_work(index):
    rows = np.random.default_rng(index).normal(size=(48, 16)).astype(np.float32)
    return pith.select.todre(rows, 12, order="ranked")
