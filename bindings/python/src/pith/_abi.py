"""Throwaway prototypes; the generator overwrites this file."""
import ctypes
from enum import IntEnum
from ctypes import CFUNCTYPE, POINTER, c_void_p, c_char_p, c_int32, c_int64, c_uint32, c_uint64, c_float, c_double, c_size_t, c_uint8

PITH_VERSION_MAJOR = 0
PITH_VERSION_MINOR = 1
PITH_VERSION_PATCH = 0
PITH_ABI_VERSION = 0


class Status(IntEnum):
    OK = 0
    ERROR_NULL = 10
    ERROR_RANGE = 11
    ERROR_ENUM = 12
    ERROR_OVERLAP = 13
    ERROR_DTYPE = 20
    ERROR_NDIM = 21
    ERROR_SHAPE = 22
    ERROR_STRIDE = 23
    ERROR_SIZE = 24
    ERROR_ALIGNMENT = 25
    ERROR_NONFINITE = 30
    ERROR_INDEX = 31
    ERROR_VALUE = 32
    ERROR_CAPACITY = 40
    ERROR_BUDGET = 41
    ERROR_MEMORY = 50
    ERROR_CANCELLED = 51
    ERROR_BUSY = 52
    ERROR_CALLBACK = 53
    ERROR_UNSUPPORTED = 60


class Dtype(IntEnum):
    F32 = 1
    F16 = 2
    BF16 = 3
    F64 = 4
    I32 = 10
    I64 = 11
    U8 = 12


class Isa(IntEnum):
    BASELINE = 0
    AVX2 = 1
    AVX512 = 2


class Reduce(IntEnum):
    MEAN = 0
    SUM = 1
    MAX = 2


class Order(IntEnum):
    POSITION = 0
    RANKED = 1


class Rounding(IntEnum):
    FLOOR = 0
    CEIL = 1
    HALF_EVEN = 2
    HALF_UP = 3
    TRUNCATE = 4



class View(ctypes.Structure):
    _fields_ = [
        ("data", c_void_p),
        ("dtype", c_int32),
        ("ndim", c_int32),
        ("shape", c_int64 * 4),
        ("stride", c_int64 * 4),
    ]

pith_task_fn = CFUNCTYPE(None, c_void_p, c_int64)

pith_parallel_for_fn = CFUNCTYPE(None, c_void_p, c_int64, pith_task_fn, c_void_p)

pith_alloc_fn = CFUNCTYPE(c_void_p, c_void_p, c_size_t, c_size_t)

pith_free_fn = CFUNCTYPE(None, c_void_p, c_void_p, c_size_t)

pith_progress_fn = CFUNCTYPE(c_int32, c_void_p, c_int64, c_int64)


class Method(ctypes.Structure):
    _fields_ = [
        ("name", c_char_p),
        ("family", c_char_p),
        ("function", c_char_p),
        ("summary", c_char_p),
        ("paper", c_char_p),
        ("url", c_char_p),
        ("year", c_int32),
    ]


def declare(lib):
    lib.pith_context_create.argtypes = [POINTER(c_void_p)]
    lib.pith_context_create.restype = c_uint32
    lib.pith_context_destroy.argtypes = [c_void_p]
    lib.pith_context_destroy.restype = None
    lib.pith_context_set_threads.argtypes = [c_void_p, c_int32]
    lib.pith_context_set_threads.restype = c_uint32
    lib.pith_context_set_parallel_for.argtypes = [c_void_p, pith_parallel_for_fn, c_void_p, c_int32]
    lib.pith_context_set_parallel_for.restype = c_uint32
    lib.pith_context_set_allocator.argtypes = [c_void_p, pith_alloc_fn, pith_free_fn, c_void_p]
    lib.pith_context_set_allocator.restype = c_uint32
    lib.pith_context_set_progress.argtypes = [c_void_p, pith_progress_fn, c_void_p]
    lib.pith_context_set_progress.restype = c_uint32
    lib.pith_context_reserve.argtypes = [c_void_p, c_int64]
    lib.pith_context_reserve.restype = c_uint32
    lib.pith_context_peak_scratch.argtypes = [c_void_p]
    lib.pith_context_peak_scratch.restype = c_int64
    lib.pith_context_cancel.argtypes = [c_void_p]
    lib.pith_context_cancel.restype = None
    lib.pith_select_top_k.argtypes = [c_void_p, POINTER(View), c_int64, c_uint32, POINTER(View)]
    lib.pith_select_top_k.restype = c_uint32
    lib.pith_version.argtypes = []
    lib.pith_version.restype = c_int32
    lib.pith_abi_version.argtypes = []
    lib.pith_abi_version.restype = c_int32
    lib.pith_isa_name.argtypes = []
    lib.pith_isa_name.restype = c_char_p
    lib.pith_isa_limit.argtypes = [c_uint32]
    lib.pith_isa_limit.restype = c_uint32
    lib.pith_status_string.argtypes = [c_uint32]
    lib.pith_status_string.restype = c_char_p
    lib.pith_last_error.argtypes = []
    lib.pith_last_error.restype = c_char_p
    lib.pith_method_count.argtypes = []
    lib.pith_method_count.restype = c_int32
    lib.pith_method_info.argtypes = [c_int32, POINTER(Method)]
    lib.pith_method_info.restype = c_uint32
