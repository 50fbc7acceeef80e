"""The C interface of libpith for ctypes.

Written by bindings/generator from Sources/PithABI; do not edit.
Pointers to bytes are c_void_p, so that bytes, ctypes arrays and addresses all pass. An absent
callback is an instance without a function, such as pith_progress_fn().
"""

import ctypes
from enum import IntEnum

PITH_VERSION_MAJOR = 0
PITH_VERSION_MINOR = 1
PITH_VERSION_PATCH = 0
# Raised when a symbol, a layout or a number that was published changes; programs compare it with
# pith_abi_version().
PITH_ABI_VERSION = 0


class Status(IntEnum):
    """What a call came to. 0 is success; numbers are frozen and leave gaps for later ones of the
    same kind."""

    OK = 0
    ERROR_NULL = 10  # a required argument is NULL
    ERROR_RANGE = 11  # a scalar is outside its range
    ERROR_ENUM = 12  # a number that is not a value of its enum
    ERROR_OVERLAP = 13  # an output overlaps another argument, or itself
    ERROR_DTYPE = 20  # a view's dtype is not accepted here
    ERROR_NDIM = 21  # a view has the wrong number of dimensions
    ERROR_SHAPE = 22  # a view's extents do not fit, or not those of another argument
    ERROR_STRIDE = 23  # a stride is negative or not accepted here
    ERROR_SIZE = 24  # extents whose product does not fit the address space
    ERROR_ALIGNMENT = 25  # data is not aligned to its element
    ERROR_NONFINITE = 30  # NaN or infinity in an input that must be finite
    ERROR_INDEX = 31  # an index input holds a value outside its range, or out of order
    ERROR_VALUE = 32  # an element of an input is outside its range
    ERROR_CAPACITY = 40  # an output is too small; the count view, if any, holds what is needed
    ERROR_BUDGET = 41  # a budget that cannot be met
    ERROR_MEMORY = 50  # no memory
    ERROR_CANCELLED = 51  # the context was cancelled, or its progress callback asked to stop
    ERROR_BUSY = 52  # the context is in use by another call
    ERROR_CALLBACK = 53  # a host callback reported failure
    ERROR_UNSUPPORTED = 60  # this machine or build cannot do it


class Dtype(IntEnum):
    """Element types of a view."""

    F32 = 1
    F16 = 2
    BF16 = 3
    F64 = 4
    I32 = 10
    I64 = 11
    U8 = 12


class Isa(IntEnum):
    """Instruction sets the kernels are built for."""

    BASELINE = 0
    AVX2 = 1
    AVX512 = 2


class Reduce(IntEnum):
    """How several values become one."""

    MEAN = 0
    SUM = 1
    MAX = 2


class Metric(IntEnum):
    """How far apart two tokens are."""

    COSINE = 0  # 1 - cosine of the angle; a token of norm zero is at distance 1 from everything
    SQUARED_EUCLIDEAN = 1


class Order(IntEnum):
    """Order of selected indices."""

    POSITION = 0  # ascending in original position
    RANKED = 1  # best, or first picked, first


class Rounding(IntEnum):
    """How a ratio becomes a count."""

    FLOOR = 0
    CEIL = 1
    HALF_EVEN = 2  # Python's round()
    HALF_UP = 3
    TRUNCATE = 4  # Python's int(); equals floor for ratios, which are not negative


class View(ctypes.Structure):
    """A view of a flat buffer that the host owns. data may be NULL if an extent is 0."""

    _fields_ = [
        ("data", ctypes.c_void_p),
        ("dtype", ctypes.c_int32),  # a pith_dtype
        ("ndim", ctypes.c_int32),  # 1 to 4
        ("shape", ctypes.c_int64 * 4),  # extents; those past ndim are ignored
        ("stride", ctypes.c_int64 * 4),  # in elements; those past ndim are ignored
    ]


# One task of a parallel loop.
pith_task_fn = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)

# A host's parallel loop: calls task_fn(task, i) once for every i in 0..<count, in any order, on any
# threads, and returns when all have finished.
pith_parallel_for_fn = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_int64, pith_task_fn, ctypes.c_void_p
)

# A host's allocator: bytes aligned to alignment (a power of two, at most 64), or NULL.
pith_alloc_fn = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t)

pith_free_fn = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)

# Progress of long work; done ascends to total. Not 0: stop with PITH_ERROR_CANCELLED. Called on the
# calling thread.
pith_progress_fn = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)


class Method(ctypes.Structure):
    """One method of the library; all text is static."""

    _fields_ = [
        ("name", ctypes.c_char_p),  # the name its paper is known by
        # score, budget, select, merge, cluster, pool, video, kv, text, apply
        ("family", ctypes.c_char_p),
        ("function", ctypes.c_char_p),  # the C function
        ("summary", ctypes.c_char_p),  # what it does, in one sentence
        ("paper", ctypes.c_char_p),  # title and venue
        ("url", ctypes.c_char_p),  # where the paper is, or ""
        ("year", ctypes.c_int32),  # 0 where there is none
    ]


def declare(lib):
    """Sets argtypes and restype of every function of a loaded library."""
    f = lib.pith_apply_gather
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_apply_compact
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_apply_merge
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_apply_unmerge
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_apply_transform
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_tome_schedule
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_double, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_context_create
    f.argtypes = [ctypes.POINTER(ctypes.c_void_p)]
    f.restype = ctypes.c_uint32
    f = lib.pith_context_destroy
    f.argtypes = [ctypes.c_void_p]
    f.restype = None
    f = lib.pith_context_set_threads
    f.argtypes = [ctypes.c_void_p, ctypes.c_int32]
    f.restype = ctypes.c_uint32
    f = lib.pith_context_set_parallel_for
    f.argtypes = [ctypes.c_void_p, pith_parallel_for_fn, ctypes.c_void_p, ctypes.c_int32]
    f.restype = ctypes.c_uint32
    f = lib.pith_context_set_allocator
    f.argtypes = [ctypes.c_void_p, pith_alloc_fn, pith_free_fn, ctypes.c_void_p]
    f.restype = ctypes.c_uint32
    f = lib.pith_context_set_progress
    f.argtypes = [ctypes.c_void_p, pith_progress_fn, ctypes.c_void_p]
    f.restype = ctypes.c_uint32
    f = lib.pith_context_reserve
    f.argtypes = [ctypes.c_void_p, ctypes.c_int64]
    f.restype = ctypes.c_uint32
    f = lib.pith_context_peak_scratch
    f.argtypes = [ctypes.c_void_p]
    f.restype = ctypes.c_int64
    f = lib.pith_context_cancel
    f.argtypes = [ctypes.c_void_p]
    f.restype = None
    f = lib.pith_merge_tome
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int32, ctypes.c_int32,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_tome_kth
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_tome_random
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_tome_attention
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_top_k
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_divprune
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_farthest_point
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32,
        ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_version
    f.argtypes = []
    f.restype = ctypes.c_int32
    f = lib.pith_abi_version
    f.argtypes = []
    f.restype = ctypes.c_int32
    f = lib.pith_isa_name
    f.argtypes = []
    f.restype = ctypes.c_char_p
    f = lib.pith_isa_limit
    f.argtypes = [ctypes.c_uint32]
    f.restype = ctypes.c_uint32
    f = lib.pith_status_string
    f.argtypes = [ctypes.c_uint32]
    f.restype = ctypes.c_char_p
    f = lib.pith_last_error
    f.argtypes = []
    f.restype = ctypes.c_char_p
    f = lib.pith_method_count
    f.argtypes = []
    f.restype = ctypes.c_int32
    f = lib.pith_method_info
    f.argtypes = [ctypes.c_int32, ctypes.POINTER(Method)]
    f.restype = ctypes.c_uint32


# What each function does, in one sentence.
DOCS = {
    "pith_apply_gather":
        "Copies the named positions of one axis of a tensor.",
    "pith_apply_compact":
        "Moves the named positions of one axis to its front, in place: shortens a KV cache.",
    "pith_apply_merge":
        "Merges tokens by an assignment: sums, weighted means or maxima of the tokens of each "
        "output row.",
    "pith_apply_unmerge":
        "Gives every token a copy of the row that it was merged into.",
    "pith_apply_transform":
        "Makes every output token a weighted sum of all input tokens: y = weights · x.",
    "pith_budget_tome_schedule":
        "Fills how many tokens each layer of a network removes by token merging.",
    "pith_context_create":
        "Creates a context: one thread, malloc, no callbacks.",
    "pith_context_destroy":
        "Frees a context, its scratch and its threads.",
    "pith_context_set_threads":
        "Uses this many threads, the calling one included, for calls with this context.",
    "pith_context_set_parallel_for":
        "Runs parallel loops on the host's own threads instead of the library's.",
    "pith_context_set_allocator":
        "Takes scratch from the host's allocator instead of malloc.",
    "pith_context_set_progress":
        "Reports the progress of long calls and lets the host stop them.",
    "pith_context_reserve":
        "Makes sure that calls which need at most this much scratch allocate nothing.",
    "pith_context_peak_scratch":
        "The most scratch that a call with this context has used, in bytes.",
    "pith_context_cancel":
        "Asks the call that is using this context, or the next one, to stop with "
        "`PITH_ERROR_CANCELLED`.",
    "pith_merge_tome":
        "Pairs tokens at even positions with their most similar token at an odd position and "
        "merges the `remove` most similar pairs.",
    "pith_merge_tome_kth":
        "Merges every token into its most similar `k`-th token: token merging with fixed, evenly "
        "spaced destinations.",
    "pith_merge_tome_random":
        "Merges the first `remove` tokens of a permutation into their most similar one of the "
        "others: token merging with random destinations.",
    "pith_merge_tome_attention":
        "Attention over merged tokens in which every key counts by the number of tokens it stands "
        "for, and the metric for merging.",
    "pith_select_top_k":
        "Keeps the `keep` tokens with the largest scores.",
    "pith_select_divprune":
        "Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: "
        "diverse tokens, without any scores.",
    "pith_select_farthest_point":
        "Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it "
        "finds: greedy k-center.",
    "pith_version":
        "The library's version as major × 10000 + minor × 100 + patch.",
    "pith_abi_version":
        "The version of the binary interface.",
    "pith_isa_name":
        "The instruction set in use: `avx512`, `avx2` or `baseline`.",
    "pith_isa_limit":
        "Uses at most this instruction set from now on, in the whole process.",
    "pith_status_string":
        "A fixed English phrase for a status.",
    "pith_last_error":
        "What the last failed call of this thread said: `function: argument: expected …, got …`.",
    "pith_method_count":
        "How many methods the library has.",
    "pith_method_info":
        "Name, family, function and citation of a method.",
}
