"""Valid calls of every function of the ABI, made from calls.txt and the generator's abi.json, in guarded memory.

Each buffer of a call ends (or starts) at an unmapped page, and the rest of its pages holds a pattern, so that a read or a
write outside of a view is a fault or shows. Knows nothing of what the functions do.
"""

import ctypes
import json
import math
import mmap
import os
import re
import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Path(os.environ.get("PITH_LIBRARY", ROOT / ".build" / "release" / "libpith.so"))
ABI = json.loads((ROOT / "bindings" / "generator" / "abi.json").read_text())
FUNCTIONS = {f["name"]: f for f in ABI["functions"]}
STRUCTS = {s["name"]: s for s in ABI["structs"]}
ENUMS = {e["name"]: e for e in ABI["enums"]}
STATUS = {v["name"]: v["value"] for v in ENUMS["pith_status"]["values"]}
STATUS_NAME = {value: name for name, value in STATUS.items()}

SYMBOLS = dict(N=7, D=5, K=3, H=2, M=4, Q=6, G=1, E=4, L=5, X=4, Y=6, T=60, S=2, B=2, A=1)
UNBATCHED = dict(SYMBOLS, B=1, A=0)
TEXT = b"The river rose in May. It fell again by the first of June!!!" + b" It was so." * 20
SIZES = {1: 4, 2: 2, 3: 2, 4: 8, 10: 4, 11: 8, 12: 1}
PATTERN = 0xA5
PAGE = mmap.PAGESIZE
POINTERS = {"int64": 8, "place": 8, "report": STRUCTS["pith_text_report"]["size64"], "method": STRUCTS["pith_method"]["size64"]}


def read_table() -> dict[str, str]:
    lines = (ROOT / "Tests" / "abi" / "calls.txt").read_text().splitlines()
    return {a.strip(): b.strip() for a, _, b in (line.partition("|") for line in lines if line and line[0] != "#")}


TABLE = read_table()


def missing(name: str) -> str:
    form = " ".join(f"{p['name']}({p['c'].replace('const pith_view *', 'view')}, {p['direction']})"
                    for p in arguments(FUNCTIONS[name]))
    return f"Tests/abi/calls.txt has no line for {name}. Add `{name} | …` with a valid argument for each of: {form}"


def arguments(function: dict) -> list[dict]:
    return [p for p in function["parameters"] if not is_context(p)]


def is_context(parameter: dict) -> bool:
    return parameter["kind"] == "context" and parameter["c"] == "pith_context *"


class View(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("dtype", ctypes.c_int32), ("ndim", ctypes.c_int32),
                ("shape", ctypes.c_int64 * 4), ("stride", ctypes.c_int64 * 4)]


libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.aligned_alloc.restype = ctypes.c_void_p
libc.aligned_alloc.argtypes = [ctypes.c_size_t, ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
READ, WRITE = 1, 2


class Memory:
    """A buffer between two unmapped pages, at the end or the start of its own pages."""

    def __init__(self, content: bytes, at_end: bool):
        self.size, self.inside = len(content), max(PAGE, -(-len(content) // PAGE) * PAGE)
        area = libc.mmap(None, self.inside + 2 * PAGE, 0, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
        assert area and area != ctypes.c_void_p(-1).value
        self.start = area + PAGE
        self.protect(READ | WRITE)
        before = self.inside - self.size if at_end else 0
        self.address = self.start + before
        self.initial = bytes([PATTERN]) * before + content + bytes([PATTERN]) * (self.inside - self.size - before)
        self.reset()

    def protect(self, rights: int):
        assert libc.mprotect(self.start, self.inside, rights) == 0

    def reset(self):
        ctypes.memmove(self.start, self.initial, self.inside)

    def changed(self) -> bool:
        return ctypes.string_at(self.start, self.inside) != self.initial

    def outside_changed(self) -> bool:
        now, at = ctypes.string_at(self.start, self.inside), self.address - self.start
        return now[:at] != self.initial[:at] or now[at + self.size:] != self.initial[at + self.size:]


class Argument:
    """One argument: its C value, and the memory behind it if it points to any."""

    def __init__(self, parameter: dict, token: str, symbols: dict, at_end: bool, number: int):
        self.parameter, self.name, self.token = parameter, parameter["name"], token
        self.is_output = "out" in parameter["direction"]
        self.memory = self.view = self.value = None
        evaluate = lambda text: eval(text, {"__builtins__": {}}, {**symbols, "min": min, "max": max})  # noqa: E731
        if form := re.fullmatch(r"([fpiu])\[([^\]]*)\](?:([<%^$])(.+))?", token):
            kind, extents, rule, bound = form.groups()
            shape = [symbols["B"] if e == "*" else evaluate(e) for e in re.split(r",(?![^(]*\))", extents)
                     if e != "*" or symbols["A"]]
            self.kind, self.shape = kind, shape
            bound = evaluate(bound) if bound else 0
            content = values(kind, math.prod(shape), rule, bound, shape[-1], number)
            if self.is_output and parameter["direction"] == "out":
                content = bytes([PATTERN ^ 0x3C]) * len(content)
            self.memory = Memory(content, at_end)
            self.view = View(self.memory.address, {"f": 1, "p": 1, "i": 10, "u": 12}[kind], len(shape))
            stride = 1
            for i in reversed(range(len(shape))):
                self.view.shape[i], self.view.stride[i] = shape[i], stride
                stride *= max(shape[i], 1)
            self.value = ctypes.byref(self.view)
        elif token == "@null":
            self.kind, self.value = "null", None
        elif token == "@embed":
            self.kind, self.value = "callback", EMBED
        elif token[0] == "@":
            self.kind = "pointer"
            self.memory = Memory(struct_content(token[1:]), at_end)
            self.value = ctypes.c_void_p(self.memory.address)
        else:
            self.kind = parameter["c"]
            self.value = scalar(parameter, evaluate(token))


def scalar(parameter: dict, number):
    if parameter["c"] == "double":
        return ctypes.c_double(number)
    if parameter["c"] in ("int32_t",) or parameter["kind"] == "enum":
        return ctypes.c_int32(number)
    return ctypes.c_int64(number)


def values(kind: str, count: int, rule, bound: int, last: int, number: int) -> bytes:
    if kind == "u":
        return (TEXT * (count // len(TEXT) + 1))[:count]
    if kind == "i":
        if rule == "<":
            numbers = [j % last for j in range(count)]
        elif rule == "%":
            numbers = [j % max(bound, 1) for j in range(count)]
        elif rule == "^":
            numbers = [j * bound // max(count - 1, 1) for j in range(count)]
        else:
            numbers = [(j + 1) * bound // count for j in range(count)]
        return struct.pack(f"{count}i", *numbers)
    # Irregular, repeatable, and in 0..1 for p.
    numbers = [((j * 7919 + number * 104729 + 13) % 1009) / 1009 for j in range(count)]
    return struct.pack(f"{count}f", *(numbers if kind == "p" else [x * 4 - 2 for x in numbers]))


def struct_content(name: str) -> bytes:
    if name == "window":
        return struct.pack("13q2i", 1, 4, 4, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    if name == "options":
        options = ctypes.create_string_buffer(160)
        assert library().pith_text_options_init(options, ctypes.c_uint64(160)) == 0
        struct.pack_into("q", options, 8, 10)
        return options.raw
    return bytes([PATTERN ^ 0x3C]) * POINTERS[name]


@ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int32), ctypes.c_int64,
                  ctypes.POINTER(ctypes.c_float), ctypes.c_int64)
def EMBED(user, text, spans, count, rows, dim):
    for i in range(count * dim):
        rows[i] = (i * 37 % 11) / 11 + spans[0] * 0.01
    return 0


_library = None


def library() -> ctypes.CDLL:
    global _library
    if _library is None:
        _library = ctypes.CDLL(str(LIBRARY))
        for function in ABI["functions"]:
            c = function["result"]
            getattr(_library, function["name"]).restype = {
                "void": None, "const char *": ctypes.c_char_p, "int64_t": ctypes.c_int64}.get(c, ctypes.c_int32)
    return _library


class Allocator:
    """A context's allocator that counts, and refuses the request number `fail_at` and anything above `limit` bytes."""

    def __init__(self, fail_at: int = 0, limit: int = 1 << 26):
        self.made = self.live = 0
        self.fail_at, self.limit = fail_at, limit
        self.alloc = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t)(self._alloc)
        self.free = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)(self._free)

    def _alloc(self, user, size, alignment):
        self.made += 1
        if self.made == self.fail_at or size > self.limit:
            return None
        self.live += 1
        return libc.aligned_alloc(alignment, -(-size // alignment) * alignment)

    def _free(self, user, block, size):
        self.live -= 1
        libc.free(block)


class Context:
    def __init__(self, allocator: Allocator | None = None, threads: int = 1):
        self.pointer, self.allocator = ctypes.c_void_p(), allocator
        assert library().pith_context_create(ctypes.byref(self.pointer)) == 0
        if allocator:
            assert library().pith_context_set_allocator(self.pointer, allocator.alloc, allocator.free, None) == 0
        if threads > 1:
            assert library().pith_context_set_threads(self.pointer, ctypes.c_int32(threads)) == 0

    def destroy(self):
        if self.pointer:
            library().pith_context_destroy(self.pointer)
        self.pointer = ctypes.c_void_p()


class Call:
    """A valid call of a function; `run` makes it with some arguments replaced."""

    def __init__(self, name: str, symbols: dict = SYMBOLS, at_end: bool = True):
        assert name in TABLE, missing(name)
        self.name, self.function = name, FUNCTIONS[name]
        parameters, tokens = arguments(self.function), TABLE[name].split()
        assert len(parameters) == len(tokens), f"calls.txt: {len(tokens)} arguments instead of {len(parameters)}. {missing(name)}"
        self.arguments = [Argument(p, t, symbols, at_end, i) for i, (p, t) in enumerate(zip(parameters, tokens))]
        self.has_context = any(is_context(p) for p in self.function["parameters"])
        self.symbol = getattr(library(), name)

    def run(self, context: ctypes.c_void_p | None = None, replaced: dict | None = None):
        given, left = [], iter(self.arguments)
        for parameter in self.function["parameters"]:
            if is_context(parameter):
                given.append(context)
            else:
                argument = next(left)
                given.append((replaced or {}).get(argument.name, argument.value))
        return self.symbol(*given)

    def reset(self):
        for argument in self.arguments:
            if argument.memory:
                argument.memory.reset()

    def outputs(self) -> list[Argument]:
        return [a for a in self.arguments if a.is_output and a.memory]


def last_error() -> str:
    return library().pith_last_error().decode("utf-8", "replace")
