"""Every function that says it can be cancelled: it asks, it stops where it is told to, and leaves its outputs alone.

The calls are those of calls.txt, and the same with larger extents where the line has symbols.
"""

import ctypes
import time

import pytest

import calls
from calls import ABI, STATUS, Allocator, Call, Context, last_error, library

LARGE = dict(calls.SYMBOLS, N=1200, D=64, K=150, H=4, M=48, Q=48, E=32, X=24, Y=36, B=2)
#: The longest that a call may go on after it was cancelled, in seconds, on a machine that does other things too.
PROMPT = 1.0


def says_so(function):
    return any(calls.is_context(p) and "cancel" in p["text"] for p in function["parameters"])


CANCELLABLE = [f["name"] for f in ABI["functions"] if f["result"] == "pith_status" and f["family"] != "context" and says_so(f)]


class Progress:
    """Asks to stop at check number `stop_at`; remembers when it was asked."""

    def __init__(self, context, stop_at=0):
        self.asked, self.stop_at, self.done = [], stop_at, []
        self.callback = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(self.report)
        assert library().pith_context_set_progress(context.pointer, self.callback, None) == 0

    def report(self, user, done, total):
        self.asked.append(time.monotonic())
        self.done.append((done, total))
        return int(len(self.asked) == self.stop_at)


def largest(name):
    """The large call of a function if its line allows one."""
    try:
        call, context = Call(name, LARGE), Context()
        status = call.run(context.pointer)
        context.destroy()
        if status == 0:
            call.reset()
            return call
    except (AssertionError, MemoryError):
        pass
    return Call(name)


def results(call):
    return [ctypes.string_at(a.memory.address, a.memory.size) for a in call.outputs()]


@pytest.mark.parametrize("name", CANCELLABLE)
def test_cancel(name):
    call, allocator = largest(name), Allocator()
    context = Context(allocator)
    watch = Progress(context)
    start = time.monotonic()
    assert call.run(context.pointer) == 0, last_error()
    ended = time.monotonic()
    expected, checks = results(call), len(watch.asked)
    moments = [start, *watch.asked, ended]
    longest = max(b - a for a, b in zip(moments, moments[1:]))
    assert longest < PROMPT, f"{name} does not ask for {longest:.1f} s"
    assert all(0 <= done <= total for done, total in watch.done), watch.done
    shares = [done / max(total, 1) for done, total in watch.done]
    assert shares == sorted(shares), f"{name}: progress goes back"
    for stop_at in sorted({1, (checks + 1) // 2, checks}) if checks else ():
        call.reset()
        watch = Progress(context, stop_at)
        status = call.run(context.pointer)
        after = time.monotonic() - watch.asked[-1]
        assert status == STATUS["PITH_ERROR_CANCELLED"], f"{name}: check {stop_at} of {checks}: {last_error()}"
        assert last_error().startswith(f"{name}: context: ")
        assert len(watch.asked) == stop_at and after < PROMPT
        written = [a.name for a in call.arguments if a.memory and a.memory.changed()]
        assert not written, f"{name}: {written} written, check {stop_at}"
    # The flag, which other threads set at any time: set before a call it stops even one that is too short to ask.
    assert library().pith_context_set_progress(context.pointer, None, None) == 0
    library().pith_context_cancel(context.pointer)
    call.reset()
    assert call.run(context.pointer) == STATUS["PITH_ERROR_CANCELLED"]
    for argument in call.outputs():
        assert not argument.memory.changed(), f"{name}: {argument.name} was written"
    # A cancelled context serves the next call.
    assert call.run(context.pointer) == 0, last_error()
    assert results(call) == expected
    context.destroy()
    assert allocator.live == 0


def test_long_work_asks():
    """Those whose time grows faster than their data, with enough data for that."""
    for name in ("pith_select_divprune", "pith_select_todre", "pith_select_cdpruner", "pith_cluster_kmeans", "pith_merge_tome_attention",
                 "pith_merge_dymu_attention", "pith_text_mmr", "pith_text_embeddings_clustering_filter", "pith_score_query_key"):
        call, context = largest(name), Context()
        assert max(max(a.shape) for a in call.arguments if a.view) >= 1000, f"{name} has no large call in calls.txt"
        watch = Progress(context)
        assert call.run(context.pointer) == 0 and len(watch.asked) >= 2, name
        context.destroy()


def test_enough_functions_can_be_cancelled():
    assert len(CANCELLABLE) >= 50
