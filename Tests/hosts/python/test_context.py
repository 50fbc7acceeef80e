"""Contexts: threads, callbacks, cancelling, closing."""

import gc
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pith
import pytest
from pith import errors


@pytest.fixture
def tokens(rng):
    return rng.standard_normal((400, 64), dtype=np.float32)


def test_threads_do_not_change_the_bits(tokens):
    want = pith.select.divprune(tokens, 50, order="ranked")
    weights = np.random.default_rng(1).standard_normal((100, 400), dtype=np.float32)
    product = pith.apply.transform(weights, tokens)
    for threads in (1, 2, 5):
        with pith.Context(threads) as context:
            assert context.threads == threads
            np.testing.assert_array_equal(pith.select.divprune(tokens, 50, order="ranked", context=context), want)
            assert (pith.apply.transform(weights, tokens, context=context).view(np.int32) == product.view(np.int32)).all()


def test_scratch_is_reported_and_reused(tokens):
    with pith.Context() as context:
        assert context.peak_scratch == 0
        pith.select.divprune(tokens, 50, context=context)
        peak = context.peak_scratch
        assert peak > 0
        pith.select.divprune(tokens, 50, context=context)
        assert context.peak_scratch == peak


@pytest.mark.parametrize(
    "arguments,expected",
    [
        (dict(threads=0), "threads: expected 1 to 1024, got 0"),
        (dict(threads=1025), "threads: expected 1 to 1024, got 1025"),
        (dict(threads=2**40), "threads: expected"),
        (dict(threads=2, parallel=print, workers=2), "threads: expected 1 with parallel"),
        (dict(workers=2), "workers: expected together with parallel"),
        (dict(parallel=print, workers=0), "workers: expected 1 to 1024, got 0"),
        (dict(reserve=-1), "bytes: expected a size that is not negative, got -1"),
    ],
)
def test_settings_are_checked(arguments, expected):
    with pytest.raises(ValueError, match=expected):
        pith.Context(**arguments)


def test_closing(tokens):
    context = pith.Context(2)
    assert not context.closed
    context.close()
    context.close()
    assert context.closed and repr(context) == "Context(closed)"
    context.cancel()
    with pytest.raises(errors.ArgumentError, match="closed"):
        pith.select.divprune(tokens, 5, context=context)
    with pytest.raises(errors.ArgumentError, match="closed"):
        context.peak_scratch
    with pytest.raises(errors.ArgumentError, match="closed"):
        context.__enter__()


def test_garbage_is_closed():
    before = threading_count()
    contexts = [pith.Context(4) for _ in range(3)]
    assert threading_count() >= before + 9
    del contexts
    gc.collect()
    assert threading_count() == before


def threading_count():
    """The process's threads, those of the library included."""
    return len(os.listdir("/proc/self/task"))


def test_cancelling_before_a_call(tokens):
    with pith.Context() as context:
        context.cancel()
        with pytest.raises(errors.CancelledError):
            pith.select.divprune(tokens, 50, context=context)
        assert len(pith.select.divprune(tokens, 50, context=context)) == 50


def test_progress_ascends(tokens):
    seen = []
    with pith.Context(progress=lambda done, total: seen.append((done, total))) as context:
        pith.select.divprune(tokens, 200, context=context)
    assert seen and all(0 <= done <= total for done, total in seen)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_progress_can_stop(tokens):
    with pith.Context(progress=lambda done, total: True) as context:
        with pytest.raises(errors.CancelledError) as caught:
            pith.select.divprune(tokens, 200, context=context)
        assert caught.value.status == errors.Status.ERROR_CANCELLED


@pytest.mark.parametrize("kind", [ZeroDivisionError, KeyboardInterrupt])
def test_exceptions_in_progress_come_out(tokens, kind):
    def progress(done, total):
        raise kind("stop")

    with pith.Context(progress=progress) as context:
        with pytest.raises(kind, match="stop"):
            pith.select.divprune(tokens, 200, context=context)


def test_calls_within_a_callback_are_refused(tokens):
    caught = []

    def progress(done, total):
        for action in (lambda: pith.select.divprune(tokens, 5, context=context), context.close):
            try:
                action()
            except errors.BusyError as error:
                caught.append(error)

    with pith.Context(progress=progress) as context:
        assert len(pith.select.divprune(tokens, 200, context=context)) == 200
        assert len(caught) >= 2
        assert not context.closed


def test_a_hosts_own_parallel_loop(tokens):
    want = pith.select.divprune(tokens, 200, order="ranked")
    threads = set()
    with ThreadPoolExecutor(3) as pool:

        def parallel(count, run):
            def task(index):
                threads.add(threading.get_ident())
                run(index)

            list(pool.map(task, range(count)))

        with pith.Context(parallel=parallel, workers=3) as context:
            np.testing.assert_array_equal(pith.select.divprune(tokens, 200, order="ranked", context=context), want)
    assert threads and threading.get_ident() not in threads


@pytest.mark.parametrize("when", ["before", "midway", "never runs anything"])
def test_a_failing_parallel_loop_raises_and_leaves_nothing_undone(tokens, when):
    def parallel(count, run):
        if when == "never runs anything":
            return
        if when == "midway":
            run(0)
            run(0)
        raise RuntimeError("pool is gone")

    weights = np.random.default_rng(1).standard_normal((300, 400), dtype=np.float32)
    with pith.Context(parallel=parallel, workers=3) as context:
        if when == "never runs anything":
            got = pith.apply.transform(weights, tokens, context=context)
            np.testing.assert_array_equal(got, pith.apply.transform(weights, tokens))
        else:
            with pytest.raises(RuntimeError, match="pool is gone"):
                pith.apply.transform(weights, tokens, context=context)


def test_calls_release_the_interpreters_lock():
    """While one thread is inside the library, another one runs Python."""
    inside, ticks = threading.Event(), []

    def count():
        inside.wait()
        while inside.is_set():
            ticks.append(None)
            time.sleep(0.0005)

    ticker = threading.Thread(target=count)
    ticker.start()
    tokens = np.random.default_rng(0).standard_normal((3000, 256), dtype=np.float32)
    inside.set()
    start = time.perf_counter()
    pith.select.divprune(tokens, 1500)
    elapsed = time.perf_counter() - start
    inside.clear()
    ticker.join()
    # Had the call held the lock, the other thread would have got in before or after it, not during.
    assert elapsed > 0.01, "too short a call to tell"
    assert len(ticks) >= 5


def test_contexts_run_in_parallel(tokens):
    want = pith.select.divprune(tokens, 100).tolist()

    def work(_):
        with pith.Context() as context:
            return all(pith.select.divprune(tokens, 100, context=context).tolist() == want for _ in range(5))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(8)))


def test_the_last_error_belongs_to_its_thread():
    def work(index):
        scores = np.ones(4 + index, dtype=np.float32)
        scores[index] = np.nan
        for _ in range(50):
            with pytest.raises(errors.NonFiniteError, match=f"position {index}$"):
                pith.select.top_k(scores, 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))


def test_a_context_survives_fork(tokens):
    want = pith.select.divprune(tokens, 20).tolist()
    with pith.Context(3) as context:
        pith.select.divprune(tokens, 20, context=context)
        child = os.fork()
        if child == 0:
            os._exit(0 if pith.select.divprune(tokens, 20, context=context).tolist() == want else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert pith.select.divprune(tokens, 20, context=context).tolist() == want
