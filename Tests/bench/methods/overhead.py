"""What a call costs when there is nothing to do, and applying decisions through Python."""

import pith
from rows import Row, normal, rows


@rows("overhead.python")
def python():
    scores = normal(8)
    yield Row("top_k of 8 scores", lambda c: pith.select.top_k(scores, 4, context=c), n=8, note="target 15 us")
    array = scores.numpy()
    yield Row("top_k of 8 scores, NumPy array", lambda c: pith.select.top_k(array, 4, context=c), n=8, note="target 15 us")
    yield Row("top_k of 8 scores, no context", lambda c: pith.select.top_k(array, 4), n=8, note="target 15 us")
