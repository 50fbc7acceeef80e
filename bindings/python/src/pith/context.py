"""Contexts: threads, reusable scratch, progress and cancellation for the calls of one caller."""

from __future__ import annotations

import ctypes
import threading
from typing import Any, Callable, List, Optional

from . import _abi, errors
from ._call import check, integer
from ._load import lib

__all__ = ["Context"]

Progress = Callable[[int, int], Any]
ParallelFor = Callable[[int, Callable[[int], None]], Any]


class Context:
    """Settings and scratch that calls share. Pass it to any function as ``context=``.

    Without a context a call runs on the calling thread and takes its scratch from malloc. With one, scratch is kept
    between calls, and work is spread over ``threads`` threads; results are the same bits either way. A context serves one
    call at a time (a second call meanwhile raises :class:`~pith.errors.BusyError`); different contexts run in parallel, and
    calls release the interpreter's lock.

    Args:
        threads: Threads to use, the calling one included; 1 to 1024. They are started here and wait for work.
        progress: Called as ``progress(done, total)`` on the calling thread during long calls. A true result stops the call
            with :class:`~pith.errors.CancelledError`; an exception stops it too, and comes out of the call.
        parallel: Your own parallel loop, in place of ``threads``: ``parallel(count, run)`` calls ``run(i)`` once for every
            ``i`` in ``range(count)``, on any threads, and returns when all have finished.
        workers: How many pieces loops are split into for ``parallel``; 1 to 1024.
        reserve: Bytes of scratch to take now, so that calls which need at most that much allocate nothing.

    A context is a context manager; leaving the ``with`` block frees it, as does ``close()`` or the garbage collector.
    """

    def __init__(
        self,
        threads: int = 1,
        *,
        progress: Optional[Progress] = None,
        parallel: Optional[ParallelFor] = None,
        workers: Optional[int] = None,
        reserve: int = 0,
    ) -> None:
        self._handle: Optional[int] = None
        self._call_lock = threading.Lock()
        self._handle_lock = threading.Lock()
        self._raised: Optional[BaseException] = None
        self._callbacks: List[Any] = []
        threads = integer(threads, "threads", -(2**31), 2**31 - 1)
        if parallel is not None and threads != 1:
            raise errors.ArgumentError("threads: expected 1 with parallel", errors.Status.ERROR_RANGE)
        if (parallel is None) != (workers is None):
            raise errors.ArgumentError("workers: expected together with parallel", errors.Status.ERROR_RANGE)
        handle = ctypes.c_void_p()
        check(lib.pith_context_create(ctypes.byref(handle)))
        self._handle = handle.value
        self._threads = threads
        try:
            if parallel is not None:
                self._set_parallel(parallel, integer(workers, "workers", -(2**31), 2**31 - 1))
            elif threads != 1:
                check(lib.pith_context_set_threads(self._handle, threads))
            if progress is not None:
                self._set_progress(progress)
            if reserve:
                check(lib.pith_context_reserve(self._handle, integer(reserve, "reserve")))
        except BaseException:
            self.close()
            raise

    # -- Life -----------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Ends the context's threads and frees its scratch. Closing twice is fine; closing during a call is not."""
        if not self._call_lock.acquire(blocking=False):
            raise _busy()
        try:
            with self._handle_lock:
                handle, self._handle = self._handle, None
            if handle is not None:
                lib.pith_context_destroy(handle)
            self._callbacks.clear()
        finally:
            self._call_lock.release()

    @property
    def closed(self) -> bool:
        """Whether the context was closed."""
        return self._handle is None

    def __enter__(self) -> "Context":
        self._open_handle()
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __del__(self) -> None:
        # A call refers to its context, so none is running here. At interpreter exit the module's globals may be gone.
        if getattr(self, "_handle", None) is not None and lib is not None:
            self.close()

    def __repr__(self) -> str:
        return "Context(closed)" if self.closed else f"Context(threads={self._threads})"

    # -- Use ------------------------------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Asks the call that is using this context, or the next one, to stop. May be called from any thread."""
        with self._handle_lock:
            if self._handle is not None:
                lib.pith_context_cancel(self._handle)

    @property
    def threads(self) -> int:
        """Threads that calls use, the calling one included."""
        return self._threads

    @property
    def peak_scratch(self) -> int:
        """The most scratch that a call with this context has used, in bytes."""
        return int(lib.pith_context_peak_scratch(self._open_handle()))

    def _open_handle(self) -> int:
        handle = self._handle
        if handle is None:
            raise errors.ArgumentError("context: expected an open context, got a closed one", errors.Status.ERROR_VALUE)
        return handle

    def _run(self, entry: Callable[..., int], arguments: List[Any]) -> None:
        """Calls a function with this context. The lock keeps ``close`` away from a context that is in use."""
        if not self._call_lock.acquire(blocking=False):
            raise _busy()
        try:
            handle = self._open_handle()
            status = entry(handle, *arguments)
            raised, self._raised = self._raised, None
            if raised is not None:
                raise raised
            check(status)
        finally:
            self._call_lock.release()

    # -- Callbacks ------------------------------------------------------------------------------------------------------
    # An exception cannot pass through C: it is kept, the call is made to end, and _run raises it.

    def _set_progress(self, progress: Progress) -> None:
        def report(_user: Any, done: int, total: int) -> int:
            try:
                return 1 if progress(done, total) else 0
            except BaseException as error:
                self._raised = error
                return 1

        callback = _abi.pith_progress_fn(report)
        self._callbacks.append(callback)
        check(lib.pith_context_set_progress(self._handle, callback, None))

    def _set_parallel(self, parallel: ParallelFor, workers: int) -> None:
        def loop(_user: Any, total: int, task_fn: Any, task: Any) -> None:
            tasks = _Tasks(total, lambda index: task_fn(task, index))
            try:
                parallel(total, tasks.run)
            except BaseException as error:
                self._raised = error
            # The library's result depends on every task having run, whatever the host's loop did.
            tasks.finish()

        callback = _abi.pith_parallel_for_fn(loop)
        self._callbacks.append(callback)
        check(lib.pith_context_set_parallel_for(self._handle, callback, None, workers))


class _Tasks:
    """The tasks of one parallel loop: each runs once, and all have run when ``finish`` returns."""

    def __init__(self, total: int, task: Callable[[int], None]) -> None:
        self._task = task
        self._started = bytearray(total)
        self._unfinished = total
        self._changed = threading.Condition()

    def run(self, index: int) -> None:
        with self._changed:
            if not 0 <= index < len(self._started):
                raise IndexError(f"task {index} of {len(self._started)}")
            if self._started[index]:
                return
            self._started[index] = 1
        self._task(index)
        with self._changed:
            self._unfinished -= 1
            self._changed.notify_all()

    def finish(self) -> None:
        for index in range(len(self._started)):
            self.run(index)
        with self._changed:
            self._changed.wait_for(lambda: self._unfinished == 0)


def _busy() -> errors.BusyError:
    return errors.BusyError("context: in use by another call", errors.Status.ERROR_BUSY)
