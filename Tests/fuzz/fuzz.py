"""Random calls of every function: hostile views, scalars and text around the valid call, several things wrong at once.

Usage: fuzz.py [seconds] [family…] [--seed n]. Each function runs in child processes; a fault, a trap or a broken promise names
the function and the seed, and `--only function --seed n --count 1` repeats that execution. Checks: a known status, outputs
untouched on error, nothing written around buffers, no scratch left, and after success the same bytes from the baseline
kernels and from three threads.
"""

import argparse
import ctypes
import math
import os
import random
import signal
import struct
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "abi"))
import calls  # noqa: E402
from calls import ABI, FUNCTIONS, STATUS, STATUS_NAME, Allocator, Call, Context, View, last_error, library  # noqa: E402

FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1e-45, 1e-38, 3e38, -3e38, math.inf, -math.inf, math.nan, 1e-20, 16777217.0]
INTEGERS = [0, 1, 2, 3, 4, 5, 7, 8, 16, -1, -2, 2**31 - 1, 2**31, 2**62, -(2**62), 2**63 - 1, -(2**63)]


def mutate(rng: random.Random, call: Call) -> dict:
    """Other contents for the inputs, and some arguments replaced."""
    replaced = {}
    for argument in call.arguments:
        memory = argument.memory
        if memory and memory.size and argument.parameter["direction"] != "out" and rng.random() < 0.6:
            content = bytearray(ctypes.string_at(memory.address, memory.size))
            if argument.view and argument.kind == "u":
                for _ in range(rng.randrange(1, 9)):
                    at = rng.randrange(len(content))
                    piece = rng.choice([b"\xff", b"\xc3", b"\xe2\x80", b". ", b"\n\n", "é".encode(), "日".encode(), b"\0", b"```", b"| a |"])
                    content[at:at + len(piece)] = piece[:len(content) - at]
            elif argument.view and argument.kind in "fp":
                for _ in range(rng.randrange(1, 6)):
                    number = rng.choice(FLOATS) if rng.random() < 0.3 else rng.uniform(-2, 2) if argument.kind == "f" else rng.random()
                    struct.pack_into("f", content, rng.randrange(len(content) // 4) * 4, number)
            elif argument.view:
                for _ in range(rng.randrange(1, 3)):
                    number = rng.choice([-1, 0, 1, 2, 3, 5, 7, 60, 2**31 - 1, -(2**31)])
                    struct.pack_into("i", content, rng.randrange(len(content) // 4) * 4, number)
            elif argument.name == "options" and len(content) > 8:
                struct.pack_into("q", content, rng.randrange(len(content) // 8) * 8 if rng.random() < 0.1 else 8, rng.choice(INTEGERS[:10]))
                # From here on the options are pointers: an invented one would be the fuzzer's lie.
                if content[80:] != ctypes.string_at(memory.address, memory.size)[80:]:
                    continue
            else:
                continue
            ctypes.memmove(memory.address, bytes(content), len(content))
        chance = rng.random()
        if argument.view and chance < 0.15:
            replaced[argument.name] = ctypes.byref(mutated_view(rng, argument))
        elif argument.parameter["optional"] and chance < 0.3:
            replaced[argument.name] = None
        elif not memory and argument.parameter["kind"] == "enum" and chance < 0.4:
            replaced[argument.name] = ctypes.c_int32(rng.choice([0, 1, 2, 3, 4, 77, -1]))
        elif argument.kind == "double" and chance < 0.3:
            replaced[argument.name] = ctypes.c_double(rng.choice([*FLOATS, rng.random(), 0.98, 1e-9, 1e300]))
        elif argument.kind in ("int64_t", "int32_t") and chance < 0.3:
            number = rng.choice(INTEGERS)
            if argument.name.endswith("iterations"):  # as many rounds as the caller asks for is no fault: they can be cancelled
                number = min(number, 1000)
            replaced[argument.name] = ctypes.c_int64(number) if argument.kind == "int64_t" else ctypes.c_int32(max(-(2**31), min(number, 2**31 - 1)))
    return replaced


def mutated_view(rng: random.Random, argument) -> View:
    """Another layout of the same memory, which never claims more memory than there is unless it is refused for its form."""
    view = View.from_buffer_copy(argument.view)
    what, i = rng.randrange(9), rng.randrange(view.ndim)
    if what == 0 and argument.kind in "fp":
        view.dtype = rng.choice([2, 3])
    elif what == 1:
        view.ndim = rng.choice([0, 1, 2, 3, 4, 5, -1])
        for k in range(argument.view.ndim, 4):
            view.shape[k], view.stride[k] = 1, 0
    elif what == 2:
        view.shape[i] = rng.randrange(view.shape[i] + 1)
    elif what == 3 and not argument.is_output and argument.memory.size:
        view.shape[i], view.stride[i] = rng.choice([0, 1, 3, 9, 70, 2**31, 2**62]), 0
    elif what == 4:
        view.stride[i] = rng.choice([0, -1, 2**62]) if view.shape[i] > 1 else rng.choice(INTEGERS)
    elif what == 5 and view.ndim > 1:
        k = rng.randrange(view.ndim)
        view.shape[i], view.shape[k] = view.shape[k], view.shape[i]
        view.stride[i], view.stride[k] = view.stride[k], view.stride[i]
    elif what == 6:
        view.data = None if rng.random() < 0.5 else argument.memory.address + 1 if argument.kind != "u" else argument.memory.address
    elif what == 7:
        view.shape[i] = rng.choice([-1, 2**62, -(2**63)])
    else:
        view.shape[i] = view.shape[i] // 2
        view.stride[i] = view.stride[i] * 2
    return view


def once(call: Call, seed: int, contexts) -> bool:
    rng = random.Random(seed)
    replaced = mutate(rng, call)
    inputs = [(a, a.memory.initial) for a in call.arguments if a.memory]
    for argument, _ in inputs:
        argument.memory.initial = ctypes.string_at(argument.memory.start, argument.memory.inside)
    results = []
    try:
        for context in contexts:
            status = call.run(context.pointer, replaced)
            message = last_error() if status else ""
            assert status in STATUS_NAME, status
            for argument, _ in inputs:
                count = status == STATUS["PITH_ERROR_CAPACITY"] and argument.name.endswith("count")
                wrong = argument.memory.changed() if status and not count else argument.memory.outside_changed()
                assert not wrong, f"{STATUS_NAME[status]} {message}: {argument.name} was written"
            if status:
                assert message.startswith(f"{call.name}: "), message
            results.append((status, message, [ctypes.string_at(a.memory.address, a.memory.size) for a in call.outputs()]))
            call.reset()
            if status:
                break
        assert all(r == results[0] for r in results), "kernels or threads differ"
    finally:
        for argument, initial in inputs:
            argument.memory.initial = initial
        call.reset()
    return results[0][0] == 0


def run(name: str, seconds: float, first: int, count: int) -> tuple[int, int, str]:
    """Executions, successes, and what went wrong."""
    import mmap
    note = mmap.mmap(-1, 1 << 16)
    process = os.fork()
    if process == 0:
        code, seed, good = 1, first, 0
        try:
            signal.alarm(int(seconds) + 60)
            made = [Call(name, s, end) for s in (calls.SYMBOLS, calls.UNBATCHED) for end in (True, False)]
            allocator = Allocator()
            # A context takes the kernels of the time it is made: the best, the baseline, the baseline in three threads.
            contexts = [Context(allocator)]
            library().pith_isa_limit(ctypes.c_int32(0))
            contexts += [Context(allocator), Context(Allocator(), threads=3)]
            stop = time.monotonic() + seconds
            while seed < first + count and (time.monotonic() < stop):
                struct.pack_into("qq", note, 0, seed - first, good)
                good += once(made[seed % 4], seed, contexts)
                seed += 1
            struct.pack_into("qq", note, 0, seed - first, good)
            code = 0
        except BaseException:
            text = traceback.format_exc().encode()[-30000:]
            note[16:16 + len(text)] = text
        finally:
            os._exit(code)
    _, status = os.waitpid(process, 0)
    done, good = struct.unpack_from("qq", note, 0)
    if status == 0:
        return done, good, ""
    text = bytes(note[16:]).rstrip(b"\0").decode("utf-8", "replace").strip().splitlines()
    what = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else text[-1] if text else "?"
    return done, good, f"{name} --seed {first + done}: {what}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", nargs="?", type=float, default=60)
    parser.add_argument("families", nargs="*")
    parser.add_argument("--only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=1 << 60)
    given = parser.parse_args()
    names = [f["name"] for f in ABI["functions"] if f["result"] == "pith_status" and f["family"] not in ("context", "version")
             and (not given.families or f["family"] in given.families) and given.only in (None, f["name"])]
    failures, totals = [], {}
    for name in names:
        done, good, failure = run(name, given.seconds / len(names), given.seed, given.count)
        total = totals.setdefault(FUNCTIONS[name]["family"], [0, 0])
        total[0] += done
        total[1] += good
        failures += [failure] if failure else []
        if not failure and not good and given.count > 1000:
            failures.append(f"{name}: no valid call in {done} executions")
    for family, (done, good) in totals.items():
        print(f"{family}: {done} executions, {good} of them valid calls")
    print("\n".join(failures) or "nothing found")
    sys.exit(bool(failures))
