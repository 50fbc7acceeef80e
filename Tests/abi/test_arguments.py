"""Every argument of every function, wrong in every way: a status, a message that names the argument, and no write.

Walks abi.json; the valid calls are in calls.txt. Each function runs in a child process, so that a trap or a fault names the
function and the argument.
"""

import ctypes
import math
import mmap
import os
import re
import signal
import sys
import traceback

import pytest

import calls
from calls import ABI, FUNCTIONS, STATUS, STATUS_NAME, Allocator, Call, Context, View, last_error

I32, I64 = 2**31 - 1, 2**63 - 1
SECONDS = 60
BIG = [-1, -(2**31), 2**31, 2**62, -(2**62), I64, -(2**63)]
# Documented lower bounds: a negative number must then be refused.
NOT_NEGATIVE = re.compile(r"\b[01] (or more|to )|[Nn]ot negative|[Oo]dd width")
ANYTHING = re.compile(r"any number|-1|not looked at|not 0|Any number")


def changed_view(argument, **fields) -> View:
    view = View.from_buffer_copy(argument.view)
    for name, value in fields.items():
        if name in ("shape", "stride"):
            for i, number in value.items():
                getattr(view, name)[i] = number
        else:
            setattr(view, name, value)
    return view


def bad_views(argument):
    """(what, must fail with the argument's own name, view)"""
    view, text, n = argument.view, argument.parameter["text"], argument.view.ndim
    shape, empty = list(view.shape[:n]), 0 in view.shape[:n]
    size = calls.SIZES[view.dtype]
    for dtype in (0, 1, 2, 3, 4, 10, 11, 12, 99, -1, I32):
        if dtype != view.dtype:
            same_class = argument.kind in "fp" and dtype in (2, 3)
            loose = same_class or re.search("dtype", text)
            if not loose or calls.SIZES.get(dtype, 9) <= size or dtype not in calls.SIZES:
                yield f"dtype {dtype}", not loose or dtype not in calls.SIZES, changed_view(argument, dtype=dtype)
    for ndim in (0, 5, -1, I32, -I32):
        yield f"ndim {ndim}", True, changed_view(argument, ndim=ndim)
    if n > 1:
        yield "one dimension less", False, changed_view(argument, ndim=n - 1)
    if n < 4:
        yield "one dimension more", False, changed_view(argument, ndim=n + 1, shape={n: 1}, stride={n: 1})
    for i in range(n):
        yield f"extent {i} zero", False, changed_view(argument, shape={i: 0})
        if shape[i] > 1:
            yield f"extent {i} less", False, changed_view(argument, shape={i: shape[i] - 1})
        for number in (-1, -(2**63)):
            yield f"extent {i} {number}", True, changed_view(argument, shape={i: number})
            yield f"stride {i} {number}", True, changed_view(argument, stride={i: number})
        for number in (2**31, 2**62, I64):
            # A stride of zero: the memory is there for as many elements as are claimed.
            yield f"extent {i} {number}, stride 0", False, changed_view(argument, shape={i: number}, stride={i: 0})
        if not empty:
            yield f"extent {i} 2^62", True, changed_view(argument, shape={i: 2**62})
        if shape[i] > 1 and not empty:
            yield f"stride {i} 2^62", True, changed_view(argument, stride={i: 2**62})
    yield "all extents 2^31", True, changed_view(argument, shape={i: 2**31 for i in range(n)}) if n > 1 else changed_view(
        argument, shape={0: I64})
    if not empty:
        yield "data NULL", True, changed_view(argument, data=None)
        if size > 1:
            yield "misaligned", True, changed_view(argument, data=argument.memory.address + 1)
        yield "data at the end of the address space", True, changed_view(argument, data=2**64 - 64)


def bad_values(call, argument):
    """Writes wrong numbers into an input; (what, must fail)."""
    if argument.is_output and argument.parameter["direction"] == "out" or not argument.memory.size:
        return
    text, nan = argument.parameter["text"], call.function["fields"].get("nan") or ""
    count = argument.memory.size // calls.SIZES[argument.view.dtype]
    if argument.kind in "fp":
        must = nan.rstrip(".").strip() == "`PITH_ERROR_NONFINITE`"
        for number in (math.nan, math.inf, -math.inf, 3e38, 1e-42):
            for at in (0, count - 1):
                yield f"element {at} {number}", must and not math.isfinite(number), ctypes.c_float(number), at
    elif argument.kind == "i":
        for number in (-1, -(2**31), I32, 1000):
            must = number != -1 and re.search(r"0 to [A-Z] - 1", text) is not None
            for at in (0, count - 1):
                yield f"element {at} {number}", must, ctypes.c_int32(number), at


class Child:
    def __init__(self, name: str, note):
        self.name, self.note = name, note
        self.names = {p["name"] for p in FUNCTIONS[name]["parameters"]}
        self.allocator = Allocator()
        self.tried = 0

    def say(self, what: str):
        encoded = what.encode()[:250]
        self.note[0:256] = encoded + b"\0" * (256 - len(encoded))

    def attempt(self, call: Call, argument, what: str, must: bool, value, expected=None, may_be=()):
        self.say(f"{argument.name}: {what}")
        self.tried += 1
        context = Context(self.allocator)
        try:
            status = call.run(context.pointer, {argument.name: value})
            message = last_error()
        finally:
            context.destroy()
        where = f"{self.name}: {argument.name}: {what}: {STATUS_NAME.get(status, status)}: {message}"
        assert self.allocator.live == 0, f"{where}: leaves scratch behind"
        assert status in STATUS_NAME, where
        for other in call.arguments:
            if other.memory:
                allowed = status == STATUS["PITH_ERROR_CAPACITY"] and other.name.endswith("count")
                if status != 0 and not allowed:
                    assert not other.memory.changed(), f"{where}: {other.name} was written"
                else:
                    assert not other.memory.outside_changed(), f"{where}: memory around {other.name} was written"
        if must:
            assert status != 0, f"{where}: accepted"
        if status:
            assert message.startswith(f"{self.name}: "), where
            named = message[len(self.name) + 2:].split(":")[0]
            named = re.split(r"[.\[ ]", named)[0]
            if status != STATUS["PITH_ERROR_MEMORY"]:
                accepted = {argument.name, *may_be} if must else self.names
                assert named in accepted, f"{where}: names {named}"
            if expected:
                assert status == STATUS[expected], f"{where}: not {expected}"
        call.reset()

    def walk(self, symbols: dict):
        call = Call(self.name, symbols)
        for argument in call.arguments:
            optional = argument.parameter["optional"]
            if argument.view:
                expected = None if optional else "PITH_ERROR_NULL"
                self.attempt(call, argument, "NULL", not optional, None, expected)
                for what, must, view in bad_views(argument):
                    self.attempt(call, argument, what, must, ctypes.byref(view))
                for what, must, number, at in bad_values(call, argument):
                    ctypes.memmove(argument.memory.address + at * 4, ctypes.byref(number), 4)
                    initial, argument.memory.initial = argument.memory.initial, ctypes.string_at(
                        argument.memory.start, argument.memory.inside)
                    self.attempt(call, argument, what, must, argument.value)
                    argument.memory.initial = initial
                    call.reset()
            elif argument.kind == "pointer" or argument.kind == "callback":
                self.attempt(call, argument, "NULL", not optional, None, None if optional else "PITH_ERROR_NULL")
                self.fields(call, argument)
            elif argument.parameter["kind"] == "enum":
                for number in (77, -1, -(2**31), I32):
                    self.attempt(call, argument, str(number), True, ctypes.c_int32(number), "PITH_ERROR_ENUM")
            elif argument.kind == "double":
                for number in (math.nan, math.inf, -math.inf, -1e300, 1e300, -1.0, 5e-324):
                    self.attempt(call, argument, str(number), math.isnan(number), ctypes.c_double(number))
            elif argument.kind in ("int64_t", "int32_t", "uint64_t"):
                text = argument.parameter["text"]
                bounded = NOT_NEGATIVE.search(text) and not ANYTHING.search(text)
                for number in [0, *BIG] if argument.kind != "int32_t" else (0, -1, -(2**31), I32):
                    kind = ctypes.c_int32 if argument.kind == "int32_t" else ctypes.c_int64
                    self.attempt(call, argument, str(number), bool(number < 0 and bounded), kind(number))
        self.overlaps(call)

    def fields(self, call: Call, argument):
        """Each number of a struct that is read."""
        name = re.sub(r"const |[ *]", "", argument.parameter["c"])
        if argument.is_output or name not in calls.STRUCTS:
            return
        for field in calls.STRUCTS[name]["fields"]:
            size, wrong = {"int64_t": (8, BIG), "uint64_t": (8, [0, 1, I64]), "int32_t": (4, [-1, -(2**31), I32, 77]),
                           "double": (8, [math.nan, math.inf, -1.0])}.get(field["c"], (0, []))
            for i in range(field["count"] or 1):
                for number in wrong:
                    kind = {"double": ctypes.c_double, "int32_t": ctypes.c_int32}.get(field["c"], ctypes.c_int64)
                    at = argument.memory.address - argument.memory.start + field["offset64"] + i * size
                    initial = argument.memory.initial
                    argument.memory.initial = initial[:at] + bytes(kind(number)) + initial[at + size:]
                    argument.memory.reset()
                    self.attempt(call, argument, f"{field['name']}[{i}] {number}", isinstance(number, float) and math.isnan(number),
                                 argument.value)
                    argument.memory.initial = initial
                    call.reset()

    def overlaps(self, call: Call):
        """Each output on top of each other view of the call."""
        views = [a for a in call.arguments if a.view and a.memory.size]
        for output in (a for a in views if a.is_output):
            for other in views:
                if other is not output and other.memory.inside >= output.memory.size:
                    size = calls.SIZES[output.view.dtype]
                    start = -(-other.memory.address // size) * size
                    if start >= other.memory.address + other.memory.size:
                        continue
                    last = other.memory.start + other.memory.inside - output.memory.size
                    view = changed_view(output, data=min(start, last))
                    self.attempt(call, output, f"over {other.name}", True, ctypes.byref(view), "PITH_ERROR_OVERLAP", (other.name,))
            if output.view.ndim > 0 and max(output.view.shape[:output.view.ndim]) > 1:
                widest = max(range(output.view.ndim), key=lambda i: output.view.shape[i])
                view = changed_view(output, stride={widest: 0})
                self.attempt(call, output, "over itself", True, ctypes.byref(view), "PITH_ERROR_OVERLAP")


def in_child(name: str, body) -> str:
    """Runs body(child) in a child process; "" or what went wrong."""
    note, report = mmap.mmap(-1, 4096), mmap.mmap(-1, 1 << 16)
    process = os.fork()
    if process == 0:
        signal.alarm(SECONDS)
        code = 1
        try:
            body(Child(name, note))
            code = 0
        except BaseException:
            text = traceback.format_exc().encode()[-60000:]
            report[0:len(text)] = text
        finally:
            os._exit(code)
    _, status = os.waitpid(process, 0)
    at = bytes(note[0:256]).rstrip(b"\0").decode("utf-8", "replace")
    if os.WIFSIGNALED(status):
        return f"{name}: signal {signal.Signals(os.WTERMSIG(status)).name} at {at}"
    return "" if os.WEXITSTATUS(status) == 0 else bytes(report[:]).rstrip(b"\0").decode("utf-8", "replace")


def checked(name: str, body):
    failure = in_child(name, body)
    assert not failure, failure


ALL = [f["name"] for f in ABI["functions"]]
FALLIBLE = [f["name"] for f in ABI["functions"] if f["result"] == "pith_status"]


@pytest.mark.parametrize("name", ALL)
def test_function_is_in_the_table(name):
    assert name in calls.TABLE, calls.missing(name)


def test_table_names_only_functions():
    assert set(calls.TABLE) <= set(ALL)


@pytest.mark.parametrize("name", FALLIBLE)
@pytest.mark.parametrize("batched", [False, True], ids=["one", "batch"])
def test_bad_arguments(name, batched):
    if batched and "*" not in calls.TABLE[name]:
        return
    checked(name, lambda child: child.walk(calls.SYMBOLS if batched else calls.UNBATCHED))


def test_contexts_that_are_required():
    for function in ABI["functions"]:
        for parameter in function["parameters"]:
            if calls.is_context(parameter) and not parameter["optional"] and function["result"] == "pith_status":
                assert Call(function["name"]).run(None) == STATUS["PITH_ERROR_NULL"], function["name"]
                assert last_error().startswith(f"{function['name']}: context: ")


# ---- The valid call: inside its buffers, without leaks, without allocations once warm ----


@pytest.mark.parametrize("name", FALLIBLE)
def test_guarded(name):
    """Buffers between unmapped pages, inputs read-only."""
    def body(child):
        for symbols in (calls.SYMBOLS, calls.UNBATCHED):
            for at_end in (True, False):
                child.say(f"valid call, buffers at the {'end' if at_end else 'start'}")
                call, context = Call(name, symbols, at_end), Context()
                for argument in call.arguments:
                    if argument.memory and not argument.is_output:
                        argument.memory.protect(calls.READ)
                status = call.run(context.pointer)
                assert status == 0, f"{name}: {last_error()}: correct the line in calls.txt"
                for argument in call.arguments:
                    if argument.memory:
                        assert not argument.memory.outside_changed(), f"{argument.name} was overrun"
    checked(name, body)


WITH_CONTEXT = [n for n in FALLIBLE if FUNCTIONS[n]["family"] != "context"
                and any(calls.is_context(p) for p in FUNCTIONS[n]["parameters"])]


@pytest.mark.parametrize("name", WITH_CONTEXT)
def test_allocation_failures(name):
    """The n-th allocation fails, for each n until the call succeeds."""
    def body(child):
        call = Call(name)
        for n in range(1, 200):
            child.say(f"allocation {n} fails")
            allocator = Allocator(fail_at=n)
            context = Context(allocator)
            status = call.run(context.pointer)
            if status:
                assert status == STATUS["PITH_ERROR_MEMORY"], last_error()
                assert last_error().startswith(f"{name}: "), last_error()
                for argument in call.outputs():
                    assert not argument.memory.changed(), f"{argument.name} was written"
            context.destroy()
            assert allocator.live == 0, f"{allocator.live} blocks leak at allocation {n}"
            if status == 0:
                return
        raise AssertionError("never succeeds")
    checked(name, body)


@pytest.mark.parametrize("name", WITH_CONTEXT)
def test_no_allocation_once_warm(name):
    """The first call sizes the scratch, the second may join its pieces; from then on nothing is allocated."""
    def body(child):
        call, allocator = Call(name), Allocator()
        context = Context(allocator)
        for _ in range(2):
            assert call.run(context.pointer) == 0, last_error()
            call.reset()
        made = allocator.made
        for _ in range(3):
            assert call.run(context.pointer) == 0, last_error()
            call.reset()
        assert allocator.made == made
        context.destroy()
        assert allocator.live == 0
    checked(name, body)


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, *sys.argv[1:]]))
