"""The same call gives the same bits, whatever the context has done before and however many threads it has."""

import numpy as np

import pith


def test_equally_far_pairs():
    """Density peaks measure the farthest pair. Which of several it is must not depend on how the products were cut into tiles."""
    for round in range(300):
        x = ((round * 0.0037 + 0.848365 * np.arange(1024)) % 1).astype(np.float32).reshape(4, 64, 4)
        mask = np.tile(np.arange(64, dtype=np.int32), (4, 1)) if round % 2 else None
        expected = pith.cluster.dpc_knn(x, 2, 5, mask=mask).score
        with pith.Context() as one, pith.Context(threads=3) as three:
            for context in (one, one, three):
                assert np.array_equal(pith.cluster.dpc_knn(x, 2, 5, mask=mask, context=context).score, expected), round
