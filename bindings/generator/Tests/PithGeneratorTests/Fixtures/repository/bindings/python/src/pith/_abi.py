"""The C interface of libpith for ctypes.

Written by bindings/generator from Sources/PithABI; do not edit.
Pointers to bytes are c_void_p, so that bytes, ctypes arrays and addresses all pass. An absent
callback is an instance without a function, such as pith_progress_fn().
"""

import ctypes
from enum import IntEnum

PITH_VERSION_MAJOR = 3
# Bits that a mask may have.
PITH_MASK_ALL = 4294967295
PITH_NONE = -1


class Status(IntEnum):
    """What a call came to."""

    OK = 0
    ERROR_NULL = 10  # a required argument is NULL
    ERROR_RANGE = 11  # a scalar is outside its range


class Dtype(IntEnum):
    F32 = 1
    I32 = 10


class SelectOrder(IntEnum):
    """How far, with a \"quote\" and a \\ in its text."""

    UNKNOWN = -1
    POSITION = 0  # ascending
    RANKED = 16


class Shape(IntEnum):
    """Values whose short names would begin with a digit keep more of their names."""

    SHAPE_2D = 2
    SHAPE_3D = 3


class View(ctypes.Structure):
    """A view of a flat buffer that the host owns."""

    _fields_ = [
        ("data", ctypes.c_void_p),
        ("dtype", ctypes.c_int32),  # a pith_dtype
        ("ndim", ctypes.c_int32),
        ("shape", ctypes.c_int64 * 4),  # extents
        ("stride", ctypes.c_int64 * 4),
    ]


class Record(ctypes.Structure):
    """Fields of every width: padding, an enum, a nested struct, pointers to pointers."""

    _fields_ = [
        ("kind", ctypes.c_uint8),
        ("weight", ctypes.c_double),
        ("small", ctypes.c_int16 * 3),
        ("dtype", ctypes.c_uint32),
        ("value", ctypes.c_float),
        ("view", View),
        ("names", ctypes.POINTER(ctypes.c_char_p)),
        ("last", ctypes.c_uint8),
    ]


pith_task_fn = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)

# Counts the tokens of `length` bytes, which no NUL need follow. Negative: failure.
pith_count_fn = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)

# A loop over i in 0..<count, spread over threads by the host, that calls another callback for each.
pith_parallel_for_fn = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_int64, pith_task_fn, ctypes.c_void_p
)

pith_tick_fn = ctypes.CFUNCTYPE(ctypes.c_int32)

pith_alloc_fn = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t)

pith_embed_fn = ctypes.CFUNCTYPE(
    ctypes.c_uint32, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(View)
)


def declare(lib):
    """Sets argtypes and restype of every function of a loaded library."""
    f = lib.pith_select_divprune
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int32,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_scalars
    f.argtypes = [
        ctypes.c_int32, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_uint8, ctypes.c_float,
        ctypes.c_double, ctypes.c_int16
    ]
    f.restype = ctypes.c_int64
    f = lib.pith_select_above
    f.argtypes = [ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_index_create
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_int64),
        pith_count_fn, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_index_destroy
    f.argtypes = [ctypes.c_void_p]
    f.restype = None
    f = lib.pith_text_name
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.POINTER(Record),
        ctypes.POINTER(ctypes.c_char)
    ]
    f.restype = ctypes.c_char_p


# What each function does, in one sentence.
DOCS = {
    "pith_select_divprune":
        "Keeps the `keep` tokens that are farthest from each other in cosine distance.",
    "pith_select_scalars":
        "Every scalar.",
    "pith_select_above":
        "Keeps what is above.",
    "pith_text_index_create":
        "Makes an index.",
    "pith_text_index_destroy":
        "Frees an index.",
    "pith_text_name":
        "Name of an index.",
}
