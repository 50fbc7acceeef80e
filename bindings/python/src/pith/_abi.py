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


class Metric(IntEnum):
    COSINE = 0
    SQUARED_EUCLIDEAN = 1


class Pool(IntEnum):
    AVERAGE = 0
    MAX = 1


class Order(IntEnum):
    POSITION = 0
    RANKED = 1


class Rounding(IntEnum):
    FLOOR = 0
    CEIL = 1
    HALF_EVEN = 2
    HALF_UP = 3
    TRUNCATE = 4


class TextUnit(IntEnum):
    WORD = 0
    SENTENCE = 1
    PASSAGE_SENTENCE = 2
    WHITESPACE = 3


class TextKind(IntEnum):
    OTHER = 0
    WORD = 1
    NUMBER = 2
    SENTENCE = 10
    HEADING = 11
    LIST_ITEM = 12
    TABLE_ROW = 13
    CODE = 14


class TextBudget(IntEnum):
    TOKENS = 0
    WORDS = 1
    BYTES = 2


class TextStrategy(IntEnum):
    AUTO = 0
    RELEVANCE = 1
    SALIENCE = 2
    CLUSTERS = 3
    LEADING = 4


class TextWords(IntEnum):
    OFF = 0
    AUTO = 1
    ALWAYS = 2


class TextReason(IntEnum):
    CHOSEN = 0
    REQUIRED = 1
    CONTEXT = 2
    HEADING = 3
    SHORTENED = 4
    BUDGET = -1
    REDUNDANT = -2
    IRRELEVANT = -3


class TextMetric(IntEnum):
    L2 = 0
    COSINE = 1


class TextRemoval(IntEnum):
    ONE_SHOT = 0
    GREEDY = 1



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

pith_token_count_fn = CFUNCTYPE(c_int64, c_void_p, c_void_p, c_int64)

pith_embed_fn = CFUNCTYPE(c_int32, c_void_p, c_void_p, POINTER(c_int32), c_int64, POINTER(c_float), c_int64)


class TextOptions(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint64),
        ("budget", c_int64),
        ("unit", c_int32),
        ("strategy", c_int32),
        ("words", c_int32),
        ("keep_context", c_int32),
        ("keep_headings", c_int32),
        ("reserved", c_int32),
        ("redundancy", c_double),
        ("rank_prior", c_double),
        ("embedding_weight", c_double),
        ("word_drop", c_double),
        ("clusters", c_int64),
        ("count_tokens", pith_token_count_fn),
        ("count_user", c_void_p),
        ("embeddings", POINTER(View)),
        ("question_embedding", POINTER(View)),
        ("embed", pith_embed_fn),
        ("embed_user", c_void_p),
        ("embed_dim", c_int64),
        ("required", POINTER(View)),
        ("gap", POINTER(View)),
        ("separator", POINTER(View)),
    ]


class TextReport(ctypes.Structure):
    _fields_ = [
        ("before", c_int64),
        ("after", c_int64),
        ("sentences", c_int64),
        ("sentences_kept", c_int64),
        ("words_dropped", c_int64),
        ("spans", c_int64),
    ]


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
    lib.pith_apply_gather.argtypes = [c_void_p, POINTER(View), POINTER(View), c_int64, POINTER(View)]
    lib.pith_apply_gather.restype = c_uint32
    lib.pith_apply_compact.argtypes = [c_void_p, POINTER(View), c_int64, POINTER(View)]
    lib.pith_apply_compact.restype = c_uint32
    lib.pith_apply_merge.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View), c_uint32, POINTER(View), POINTER(View)]
    lib.pith_apply_merge.restype = c_uint32
    lib.pith_apply_unmerge.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_apply_unmerge.restype = c_uint32
    lib.pith_apply_transform.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_apply_transform.restype = c_uint32
    lib.pith_budget_tome_schedule.argtypes = [c_void_p, c_int64, c_int64, c_double, POINTER(View)]
    lib.pith_budget_tome_schedule.restype = c_uint32
    lib.pith_budget_keep_count.argtypes = [c_int64, c_double, c_uint32, POINTER(c_int64)]
    lib.pith_budget_keep_count.restype = c_uint32
    lib.pith_cluster_kmeans.argtypes = [c_void_p, POINTER(View), POINTER(View), c_int64, c_int64, c_double, POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_cluster_kmeans.restype = c_uint32
    lib.pith_cluster_farthest_point.argtypes = [c_void_p, POINTER(View), c_int64, POINTER(View), POINTER(View)]
    lib.pith_cluster_farthest_point.restype = c_uint32
    lib.pith_cluster_crag.argtypes = [c_void_p, POINTER(View), POINTER(View), c_int64, c_int64, c_int32, c_int64, c_uint32, c_int64, c_double, POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_cluster_crag.restype = c_uint32
    lib.pith_cluster_elbow.argtypes = [c_void_p, POINTER(View), c_int64, POINTER(View), POINTER(View)]
    lib.pith_cluster_elbow.restype = c_uint32
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
    lib.pith_merge_tome.argtypes = [c_void_p, POINTER(View), c_int64, c_int32, c_int32, POINTER(View), POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_merge_tome.restype = c_uint32
    lib.pith_merge_tome_kth.argtypes = [c_void_p, POINTER(View), c_int64, POINTER(View), POINTER(View)]
    lib.pith_merge_tome_kth.restype = c_uint32
    lib.pith_merge_tome_random.argtypes = [c_void_p, POINTER(View), POINTER(View), c_int64, POINTER(View), POINTER(View)]
    lib.pith_merge_tome_random.restype = c_uint32
    lib.pith_merge_tome_attention.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View), POINTER(View), c_double, POINTER(View), POINTER(View)]
    lib.pith_merge_tome_attention.restype = c_uint32
    lib.pith_pool_adaptive.argtypes = [c_void_p, POINTER(View), c_int64, c_int64, c_int64, c_int64, c_uint32, POINTER(View)]
    lib.pith_pool_adaptive.restype = c_uint32
    lib.pith_score_attention.argtypes = [c_void_p, POINTER(View), c_int64, c_int64, c_int64, c_int64, c_uint32, c_uint32, POINTER(View)]
    lib.pith_score_attention.restype = c_uint32
    lib.pith_score_attention_rows.argtypes = [c_void_p, POINTER(View), POINTER(View), c_int64, c_int64, c_uint32, c_uint32, POINTER(View)]
    lib.pith_score_attention_rows.restype = c_uint32
    lib.pith_select_top_k.argtypes = [c_void_p, POINTER(View), c_int64, c_uint32, POINTER(View)]
    lib.pith_select_top_k.restype = c_uint32
    lib.pith_select_divprune.argtypes = [c_void_p, POINTER(View), c_int64, c_uint32, POINTER(View)]
    lib.pith_select_divprune.restype = c_uint32
    lib.pith_select_farthest_point.argtypes = [c_void_p, POINTER(View), c_int64, c_int64, c_uint32, c_uint32, POINTER(View)]
    lib.pith_select_farthest_point.restype = c_uint32
    lib.pith_text_segment.argtypes = [c_void_p, POINTER(View), POINTER(View), c_uint32, POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_text_segment.restype = c_uint32
    lib.pith_text_estimate_tokens.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_text_estimate_tokens.restype = c_uint32
    lib.pith_text_embed_hashed.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_text_embed_hashed.restype = c_uint32
    lib.pith_text_embed_static.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View), POINTER(View), c_int32, POINTER(View)]
    lib.pith_text_embed_static.restype = c_uint32
    lib.pith_text_tcra_leave_one_out.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View), c_int64, c_uint32, POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_text_tcra_leave_one_out.restype = c_uint32
    lib.pith_text_tcra_words.argtypes = [c_void_p, POINTER(View), POINTER(View), c_int64, c_uint32, c_uint32, POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_text_tcra_words.restype = c_uint32
    lib.pith_text_tcra_encoder.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View), pith_embed_fn, c_void_p, c_int64, c_int64, c_uint32, c_uint32, POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_text_tcra_encoder.restype = c_uint32
    lib.pith_text_options_init.argtypes = [POINTER(TextOptions), c_uint64]
    lib.pith_text_options_init.restype = c_uint32
    lib.pith_text_compress.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View), POINTER(TextOptions), POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(TextReport)]
    lib.pith_text_compress.restype = c_uint32
    lib.pith_text_join.argtypes = [c_void_p, POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View), POINTER(View)]
    lib.pith_text_join.restype = c_uint32
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
