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


class CenterclipAlgorithm(IntEnum):
    """What CenterCLIP does with the tokens of a segment."""

    KMEDOIDS = 0
    SPECTRAL = 1  # medoids of the spectral embedding
    POOLING = 2  # segments only: the mean over the frames
    SAMPLING = 3  # segments only: tokens at equal steps


class CenterclipGraph(IntEnum):
    """The graph of a spectral embedding."""

    HEAT = 0  # every pair, weighted by a heat kernel
    NEIGHBOURS = 1  # only the nearest neighbours of either token


class Pool(IntEnum):
    """What a pooling window becomes."""

    AVERAGE = 0
    MAX = 1


class DepthLayout(IntEnum):
    """Order of the values of tokens that are glued along the channels, and of the glued tokens."""

    OFFSET_MAJOR = 0  # one token after the other; glued tokens row-major
    OFFSET_MAJOR_TRANSPOSED = 1  # the same; glued tokens column by column
    CHANNEL_MAJOR = 2  # all tokens of one channel, then the next channel; row-major


class Interpolation(IntEnum):
    """How a grid is resampled."""

    BILINEAR = 0
    NEAREST = 1  # the cell that the output's near edge falls into
    NEAREST_EXACT = 2  # the cell that the output's centre falls into


class FramePool(IntEnum):
    """What LLaVA's video pooling makes of a block of a frame."""

    AVERAGE = 0
    MAX = 1
    BILINEAR = 2


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
    TRUNCATE_F32 = 5  # int() of a product taken in f32, as PyTorch takes that of an integer tensor


class Schedule(IntEnum):
    """How a total number of tokens to remove is spread over layers."""

    CONSTANT = 0
    LINEAR = 1  # falling
    REVERSE_LINEAR = 2  # rising


class TextUnit(IntEnum):
    """What pith_text_segment cuts text into."""

    WORD = 0  # UAX #29 words; the spans tile the text, white space and punctuation included
    SENTENCE = 1  # UAX #29 sentences; the spans tile the text
    # sentences as pith_text_compress sees them, without the white space around them: abbreviations,
    # headings, lists, tables and fenced code are respected
    PASSAGE_SENTENCE = 2
    WHITESPACE = 3  # maximal runs of characters that are not white space


class TextKind(IntEnum):
    """What a segment is."""

    OTHER = 0  # white space, punctuation, symbols
    WORD = 1  # letters
    NUMBER = 2  # starts with a digit
    SENTENCE = 10  # prose
    HEADING = 11  # a heading line
    LIST_ITEM = 12  # an item of a list
    TABLE_ROW = 13  # a row of a table
    CODE = 14  # a fenced code block


class TextBudget(IntEnum):
    """What a text budget counts."""

    TOKENS = 0  # tokens: the host's callback, or the estimate of pith_text_estimate_tokens
    WORDS = 1  # runs of characters that are not white space
    BYTES = 2  # bytes of UTF-8


class TextStrategy(IntEnum):
    """What makes a sentence worth keeping."""

    AUTO = 0  # relevance if there is a question, else salience
    RELEVANCE = 1  # it answers the question
    SALIENCE = 2  # it says what its passage and the whole are about
    # it stands for a cluster of sentences (CRAG): nearest to the centre, or with a question most
    # relevant; one sentence of every cluster before the second of any
    CLUSTERS = 3
    LEADING = 4  # it comes first: the baseline that cuts the text off


class TextWords(IntEnum):
    """Whether words may be dropped inside kept sentences."""

    OFF = 0  # sentences are kept whole
    AUTO = 1  # where that lets one more sentence in
    ALWAYS = 2  # in every kept sentence, which makes room for more of them


class TextReason(IntEnum):
    """Why a sentence was kept (from 0 up) or dropped (below 0)."""

    CHOSEN = 0  # its value
    REQUIRED = 1  # the host required it
    CONTEXT = 2  # the kept sentence after it refers to it
    HEADING = 3  # the heading of a kept sentence
    SHORTENED = 4  # kept without some of its words
    BUDGET = -1  # others were worth more
    REDUNDANT = -2  # kept sentences say it already
    IRRELEVANT = -3  # worth nothing: no evidence for it at all


class TextMetric(IntEnum):
    """Distance between text embeddings."""

    L2 = 0  # Euclidean
    COSINE = 1  # 1 - cosine; 1 where a norm is 0


class TextRemoval(IntEnum):
    """How leave-one-out removal proceeds."""

    ONE_SHOT = 0  # every word is judged against the whole text
    GREEDY = 1  # after each removal the words that are left are judged anew


class TextLevel(IntEnum):
    """What pith_text_selective_context keeps or drops as a whole."""

    SENTENCE = 0
    PHRASE = 1
    TOKEN = 2


class TextPieces(IntEnum):
    """How a subword tokenizer marks the parts of a word."""

    CONTINUATION = 0  # WordPiece: "##" before what continues a word
    BEGINNING = 1  # SentencePiece: U+2581 before what begins one


class TextBoundary(IntEnum):
    """What tokens merged by pith_text_dynamic_tokenization may not cross."""

    WORD = 0  # white space
    WORD_HYPHEN = 1  # white space, and punctuation other than a hyphen after a word
    PRETOKENS = 2  # the pieces of a byte-level BPE's splitter
    SENTENCE = 3  # white space inside a token, and special tokens


class View(ctypes.Structure):
    """A view of a flat buffer that the host owns. data may be NULL if an extent is 0."""

    _fields_ = [
        ("data", ctypes.c_void_p),
        ("dtype", ctypes.c_int32),  # a pith_dtype
        ("ndim", ctypes.c_int32),  # 1 to 4
        ("shape", ctypes.c_int64 * 4),  # extents; those past ndim are ignored
        ("stride", ctypes.c_int64 * 4),  # in elements; those past ndim are ignored
    ]


class CenterclipOptions(ctypes.Structure):
    """How CenterCLIP clusters. Usual values in parentheses."""

    _fields_ = [
        ("algorithm", ctypes.c_int32),  # a pith_centerclip_algorithm (0)
        ("graph", ctypes.c_int32),  # a pith_centerclip_graph (0); spectral only
        ("cosine", ctypes.c_int32),  # 1: cosine distance, 0: Euclidean distance (0); k-medoids only
        ("normalize", ctypes.c_int32),  # 1: tokens are first divided by their norm, else 0 (0)
        ("iterations", ctypes.c_int64),  # 0 or more (100)
        # 1 or more, the token itself included; 0: 5, and in segments 5 for each frame and 5 more
        # from 100 patches on
        ("graph_neighbours", ctypes.c_int64),
        # stops when all medoids together moved by less; 0 or more (1e-6)
        ("threshold", ctypes.c_double),
        ("sigma", ctypes.c_double),  # width of the heat kernel, above 0 (2)
    ]


class Window(ctypes.Structure):
    """A fixed pooling window over a grid of frames, height and width, in this order in each
    array."""

    _fields_ = [
        ("size", ctypes.c_int64 * 3),  # the grid; frames are 1 for an image
        ("kernel", ctypes.c_int64 * 3),  # cells of the window; 1 along frames for an image
        ("step", ctypes.c_int64 * 3),  # from window to window; 0: the kernel
        # cells at either end that hold nothing; at most half the kernel
        ("padding", ctypes.c_int64 * 3),
        ("divisor", ctypes.c_int64),  # averages divide by it; 0: by the number of cells
        # 1: a last window that is only partly inside counts too, else 0
        ("ceiling", ctypes.c_int32),
        ("exclude_padding", ctypes.c_int32),  # 1: padding is no part of the number of cells, else 0
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

# Progress of long work; done ascends to total, anew for each of its stages. Not 0: stop with
# PITH_ERROR_CANCELLED. Called on the calling thread.
pith_progress_fn = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)

# The host's token counter: how many tokens bytes of text (UTF-8, not NUL-terminated) are; negative:
# failure, which becomes PITH_ERROR_CALLBACK. Called on the calling thread. It must give the same
# count for the same text.
pith_token_count_fn = ctypes.CFUNCTYPE(
    ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64
)

# The host's encoder: writes one row of dim floats to rows [count, dim] for each byte span [begin,
# end) in spans [count, 2]. 0: done; anything else: failure, which becomes PITH_ERROR_CALLBACK.
# Called on the calling thread.
pith_embed_fn = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int32),
    ctypes.c_int64, ctypes.POINTER(ctypes.c_float), ctypes.c_int64
)


class TextOptions(ctypes.Structure):
    """How pith_text_compress works. Fill it with pith_text_options_init, then set what should
    differ. Fields are only ever added at the end."""

    _fields_ = [
        # sizeof(pith_text_options) of the program; set by pith_text_options_init
        ("struct_size", ctypes.c_uint64),
        # the most that the joined result may count; not negative. Initially 0: set it
        ("budget", ctypes.c_int64),
        ("unit", ctypes.c_int32),  # a pith_text_budget. TOKENS
        ("strategy", ctypes.c_int32),  # a pith_text_strategy. AUTO
        ("words", ctypes.c_int32),  # a pith_text_words. OFF
        # not 0: a kept sentence that opens with a reference to the one before ("It", "However")
        # brings that one along where the budget allows, a list item the line that introduces the
        # list. 1
        ("keep_context", ctypes.c_int32),
        # not 0: a kept sentence brings the heading above it along where the budget allows, a table
        # row the head of its table. 1
        ("keep_headings", ctypes.c_int32),
        ("reserved", ctypes.c_int32),  # 0
        # 0 to 1: how much a sentence loses that kept ones say already. 0.5
        ("redundancy", ctypes.c_double),
        # 0 to 1: how much earlier passages are favoured, as a retriever ranks them. 0.3
        ("rank_prior", ctypes.c_double),
        # 0 to 1: the share of the host's embeddings in the value; the rest is lexical. 0.5
        ("embedding_weight", ctypes.c_double),
        # 0 to 0.6: the largest share of a sentence's words that may be dropped. 0.25
        ("word_drop", ctypes.c_double),
        # CLUSTERS: how many, or 0 to choose by the elbow of the inertia. 0
        ("clusters", ctypes.c_int64),
        # NULL: the built-in estimate. Used when unit is TOKENS
        ("count_tokens", pith_token_count_fn),
        ("count_user", ctypes.c_void_p),  # passed to count_tokens
        # f32, f16 or bf16 [S, D]: one row per sentence of pith_text_segment with the same passages
        # and PITH_TEXT_UNIT_PASSAGE_SENTENCE; or NULL
        ("embeddings", ctypes.POINTER(View)),
        # [D]: goes with embeddings where there is a question; else NULL
        ("question_embedding", ctypes.POINTER(View)),
        # asked for the rows of the sentences, then of the question, if embeddings is NULL; or NULL
        ("embed", pith_embed_fn),
        ("embed_user", ctypes.c_void_p),  # passed to embed
        ("embed_dim", ctypes.c_int64),  # D of embed: 1 to 65536 where embed is given
        # i32 [R, 2] byte spans: every sentence that one of them touches stays whole; or NULL
        ("required", ctypes.POINTER(View)),
        # u8 [n]: written where sentences were dropped, such as " ... "; or NULL. See pith_text_join
        ("gap", ctypes.POINTER(View)),
        # u8 [n]: written between passages; NULL: an empty line. See pith_text_join
        ("separator", ctypes.POINTER(View)),
    ]


class TextReport(ctypes.Structure):
    """What pith_text_compress did."""

    _fields_ = [
        ("before", ctypes.c_int64),  # the text of all passages joined, in the budget's unit
        ("after", ctypes.c_int64),  # the joined result; at most the budget
        ("sentences", ctypes.c_int64),  # in all passages
        ("sentences_kept", ctypes.c_int64),  # whole or shortened
        ("words_dropped", ctypes.c_int64),  # inside kept sentences
        ("spans", ctypes.c_int64),  # written
    ]


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
        # names of the parameters it reads, separated by ", "; "?" behind one that may be NULL
        ("inputs", ctypes.c_char_p),
        ("outputs", ctypes.c_char_p),  # names of the views it writes, in the same form
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
    f = lib.pith_budget_keep_count
    f.argtypes = [ctypes.c_int64, ctypes.c_double, ctypes.c_uint32, ctypes.POINTER(ctypes.c_int64)]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_tomesd_plan
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_double,
        ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_dymu_schedule
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_aim
    f.argtypes = [ctypes.c_int64, ctypes.c_int64, ctypes.c_double, ctypes.POINTER(ctypes.c_int64)]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_aim_rates
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_double, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_knee
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int32, ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_pyramiddrop
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_vflowopt
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_gsearch
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_double, ctypes.c_double, ctypes.c_double,
        ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_gsearch_trial
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_hired
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_double, ctypes.c_int32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_budget_globalcom2
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_int64, ctypes.c_double, ctypes.c_double, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_kmeans
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_farthest_point
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_crag
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int32, ctypes.c_int64, ctypes.c_uint32, ctypes.c_int64, ctypes.c_double,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_elbow
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_dpc_knn
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_double, ctypes.c_double,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_centerclip
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(CenterclipOptions), ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_centerclip_segments
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(CenterclipOptions), ctypes.c_int64,
        ctypes.c_int64, ctypes.c_int32, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_expedit
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_int64, ctypes.c_double, ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_cluster_expedit_reconstruct
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_int64, ctypes.c_double, ctypes.POINTER(View)
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
    f = lib.pith_kv_streaming_llm
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_evict_range
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_h2o
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_snapkv
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_uint32, ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_snapkv_attention
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32,
        ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_tidaldecode_select
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int32,
        ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_tidaldecode_attend
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_mustdrop_compose
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_score_snapkv
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_score_observed
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_score_tova
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_score_knorm
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_score_streaming
    f.argtypes = [ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_kv_pyramid_budget
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_double, ctypes.c_int64, ctypes.c_double,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
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
    f = lib.pith_merge_tomesd
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_aim
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_mustdrop
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_double, ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_dymu
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_double, ctypes.c_int64, ctypes.c_int32,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_dymu_batch
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.c_int64, ctypes.c_int32, ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_dymu_threshold
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int32, ctypes.c_double,
        ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_dymu_attention
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.c_int32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_token_transforming
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.c_int64, ctypes.c_double, ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_merge_token_transforming_inverse
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_double, ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_adaptive
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_window
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(Window), ctypes.c_uint32,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_window_grid
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(Window), ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_m3
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_m3_grid
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_llava_2dpool
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_region_attention
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_cross_attention
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_project
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_space_to_depth
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_depth_to_space
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_block_order
    f.argtypes = [
        ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_interpolate
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_double, ctypes.c_uint32, ctypes.c_int32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_prefix
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_pool_mask_tail
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_attention
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_uint32, ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_attention_rows
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_uint32, ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_cdpruner
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_zero_tprune
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_double, ctypes.c_int64, ctypes.c_double,
        ctypes.c_double, ctypes.c_double, ctypes.c_double, ctypes.c_double, ctypes.c_int32,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_zero_tprune_survivors
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.c_int64, ctypes.c_double, ctypes.c_double, ctypes.c_double, ctypes.c_double,
        ctypes.c_double, ctypes.c_int32, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_aim
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_double, ctypes.c_int64, ctypes.c_double,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_query_key
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32, ctypes.c_uint32,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_transprune
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_vflowopt
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_score_vflowopt_entropy
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View)]
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
    f = lib.pith_select_fastv
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_fopru
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_hiprune
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_visionzip
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_prumerge
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_double, ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_prumerge_weights
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_todre
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_uint32, ctypes.c_uint32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_todre_drop
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_cdpruner
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_determinantal
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_uint32,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_dart
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_corematching
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int32, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_corematching_neurons
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_double, ctypes.c_double,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_transprune
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_vflowopt
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_double, ctypes.c_int64,
        ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_pyramiddrop
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_gsearch
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_zero_tprune_similar
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int32, ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_zero_tprune
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int32, ctypes.c_int64,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_aim
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_mustdrop_keys
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32,
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_mustdrop
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_double, ctypes.c_double, ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_hired
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_globalcom2
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int32, ctypes.c_int32, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_select_anyres
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_int64, ctypes.c_int32, ctypes.c_int32, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_segment
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_uint32,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_estimate_tokens
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_options_init
    f.argtypes = [ctypes.POINTER(TextOptions), ctypes.c_uint64]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_compress
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(TextOptions), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(TextReport)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_join
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_dynamic_tokenization
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_uint32, pith_token_count_fn, ctypes.c_void_p, ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_embed_hashed
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_embed_static
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.c_int32, ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_long_context_reorder
    f.argtypes = [ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View)]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_mmr
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.c_int32, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_embeddings_filter
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_embeddings_redundant_filter
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_double, ctypes.c_int32,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_embeddings_clustering_filter
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int32,
        ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_bm25_okapi
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_double, ctypes.c_double, ctypes.c_double, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_selective_context
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_uint32, ctypes.c_double,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_llmlingua2
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.c_double, ctypes.c_int32, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_llmlingua2_words
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_uint32,
        ctypes.c_int32, ctypes.c_int32, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_llmlingua2_chunks
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_llmlingua2_contexts
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_tcra_leave_one_out
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.c_int64, ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_tcra_words
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.c_uint32, ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_text_tcra_encoder
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        pith_embed_fn, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint32,
        ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
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
    f = lib.pith_video_evs_count
    f.argtypes = [ctypes.c_int64, ctypes.c_int64, ctypes.c_double, ctypes.POINTER(ctypes.c_int64)]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_evs
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_uint32,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_dycoke
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int32, ctypes.c_uint32,
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_dycoke_step
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_double, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_storm
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_holitom_segments
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.c_double, ctypes.c_int64,
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_holitom
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_double,
        ctypes.c_double, ctypes.c_double, ctypes.c_double, ctypes.c_int32, ctypes.c_int64,
        ctypes.c_int64, ctypes.c_int32, ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View),
        ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_holitom_inner
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64, ctypes.c_int64,
        ctypes.c_int64, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_spatial_mllm
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.c_double, ctypes.c_double, ctypes.c_int64, ctypes.c_uint32, ctypes.POINTER(View),
        ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
    f.restype = ctypes.c_uint32
    f = lib.pith_video_spatial_mllm_coverage
    f.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.c_int64,
        ctypes.c_uint32, ctypes.POINTER(View), ctypes.POINTER(View), ctypes.POINTER(View)
    ]
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
    "pith_budget_keep_count":
        "Turns a ratio into a number of tokens by a named rounding rule.",
    "pith_budget_tomesd_plan":
        "The grid of a diffusion model's layer, and how many of its tokens to merge.",
    "pith_budget_dymu_schedule":
        "Fills how many tokens each layer removes on average so that all together remove a given "
        "number.",
    "pith_budget_aim":
        "The number of tokens of a sequence that a rate of its visual tokens leaves.",
    "pith_budget_aim_rates":
        "Fills the share of visual tokens that each layer of a decoder keeps.",
    "pith_budget_knee":
        "Keeps the tokens above the knee of their falling scores: as many as the data says.",
    "pith_budget_pyramiddrop":
        "Fills how many image tokens stay at each stage of PyramidDrop or TransPrune: int(n · "
        "ratio), of the first count.",
    "pith_budget_vflowopt":
        "Fills how many image tokens stay at each stage of VFlowOpt: count - "
        "round-half-even(count · (1 - ratio)), count being what the stage before left.",
    "pith_budget_gsearch":
        "A falling sigmoid schedule of visual tokens over layers with a given mean: P-Sigmoid.",
    "pith_budget_gsearch_trial":
        "The next trial of G-Search: which layer to try with which rate, given the outcomes of "
        "all trials before.",
    "pith_budget_hired":
        "Shares a number of tokens between a whole image and its crops by where the class token "
        "looks.",
    "pith_budget_globalcom2":
        "Shares tokens between the crops of an image by the scores of its thumbnail.",
    "pith_cluster_kmeans":
        "Partitions rows into k clusters by Lloyd's k-means, with a deterministic start.",
    "pith_cluster_farthest_point":
        "Picks rows that lie far apart: first the row nearest to the mean, then always the row "
        "farthest from those picked.",
    "pith_cluster_crag":
        "Clusters embeddings of retrieved texts and ranks clusters and members: clustered (not "
        "corrective) retrieval.",
    "pith_cluster_elbow":
        "Picks the number of clusters at the elbow of an inertia curve: the point farthest below "
        "the chord between its ends.",
    "pith_cluster_dpc_knn":
        "Clusters tokens around density peaks (DPC-KNN): the centres with the highest product of "
        "density and distance to anything denser.",
    "pith_cluster_centerclip":
        "Picks tokens that stand for the others: k medoids of the tokens or of their spectral "
        "embedding (CenterCLIP).",
    "pith_cluster_centerclip_segments":
        "Shortens a video to segments of consecutive frames, each with one class token and the "
        "tokens that stand for its patches (CenterCLIP).",
    "pith_cluster_expedit":
        "Clusters a grid of tokens to a smaller grid by soft k-means, each token going to the "
        "cells around its own only (Expedit).",
    "pith_cluster_expedit_reconstruct":
        "Rebuilds a token sequence from its clusters: every token becomes a combination of the "
        "values of its nearest centres (Expedit).",
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
    "pith_kv_streaming_llm":
        "Keeps the first entries of a cache (attention sinks) and the most recent ones.",
    "pith_kv_evict_range":
        "Keeps all entries of a cache but a range.",
    "pith_kv_h2o":
        "Keeps, per head, the entries that collected most attention so far and the most recent "
        "ones: one step of H2O.",
    "pith_kv_snapkv":
        "Keeps, per head, the prompt entries that the last w queries look at, and those w "
        "entries: SnapKV.",
    "pith_kv_snapkv_attention":
        "SnapKV from attention probabilities that the host has: as `pith_kv_snapkv`.",
    "pith_kv_tidaldecode_select":
        "Selects, per query head, the cache positions with the largest q . k: the selection "
        "layers of TidalDecode.",
    "pith_kv_tidaldecode_attend":
        "Attention of one token over the chosen cache positions: the sparse layers of "
        "TidalDecode.",
    "pith_kv_mustdrop_compose":
        "Composes the selections of successive pruning stages into what each layer's cache keeps "
        "in the end.",
    "pith_kv_score_snapkv":
        "SnapKV's scores per KV head, as kvpress computes them; `pith_select_top_k` with the KV "
        "heads as its batch selects.",
    "pith_kv_score_observed":
        "The attention that each cache entry received, divided by the queries that see it: "
        "kvpress's observed attention, after H2O.",
    "pith_kv_score_tova":
        "The last query's attention, averaged over all heads: TOVA.",
    "pith_kv_score_knorm":
        "Minus the norm of each key: entries with small keys are looked at most.",
    "pith_kv_score_streaming":
        "1 for sinks and recent entries, 0 for the N - keep entries after the sinks: StreamingLLM "
        "as scores.",
    "pith_kv_pyramid_budget":
        "How many cache entries each layer keeps: PyramidKV's line from many in the first layer "
        "to few in the last.",
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
    "pith_merge_tomesd":
        "Merges the `remove` tokens of a grid that are most similar to a destination, one "
        "destination per cell of the grid.",
    "pith_merge_aim":
        "Merges tokens in rounds of bipartite soft matching with plain means.",
    "pith_merge_mustdrop":
        "Merges each window of a grid whose tokens are alike into its mean: the first stage of "
        "MustDrop.",
    "pith_merge_dymu":
        "Merges every pair of an even and an odd token whose similarity is above a threshold: "
        "complex images keep more tokens.",
    "pith_merge_dymu_batch":
        "Merges the pairs of a batch that are above a threshold, or the best of the whole batch: "
        "the form used in calibration.",
    "pith_merge_dymu_threshold":
        "Finds the similarity above which a calibration batch loses `remove` tokens per image, "
        "and keeps the running mean.",
    "pith_merge_dymu_attention":
        "Attention of merged tokens as if they were not merged: virtual unmerging.",
    "pith_merge_token_transforming":
        "Merges N tokens into M by soft assignment: every token is shared out among the tokens of "
        "a basis.",
    "pith_merge_token_transforming_inverse":
        "Gives all N tokens their share of the M merged ones back, and says what the shares are.",
    "pith_pool_adaptive":
        "Pools a grid of tokens to a smaller (or larger) grid, as PyTorch's adaptive pooling.",
    "pith_pool_window":
        "Pools a grid of tokens with a fixed window, as PyTorch's avg_pool and max_pool.",
    "pith_pool_window_grid":
        "Says what grid a pooling window leaves: how large the result of `pith_pool_window` is.",
    "pith_pool_m3":
        "Pools a grid to about a wished number of tokens: the nested sets of M3.",
    "pith_pool_m3_grid":
        "Says what grid `pith_pool_m3` leaves.",
    "pith_pool_llava_2dpool":
        "Pools every frame of a video by a stride, as LLaVA-NeXT and LLaVA-OneVision do.",
    "pith_pool_region_attention":
        "Attends from one query per region of a grid to the keys of its region: the core of "
        "TokenPacker, QueCC and LLaVA-ST.",
    "pith_pool_cross_attention":
        "Attends from queries to keys: what MQT's learned queries, or a prefix of them, take of "
        "an image's tokens.",
    "pith_pool_project":
        "Projects tokens: an added position, LayerNorm and a linear map, each optional, for hosts "
        "that pool by attention.",
    "pith_pool_space_to_depth":
        "Glues factor x factor neighbouring tokens along the channels: fewer, wider tokens, "
        "without loss.",
    "pith_pool_depth_to_space":
        "Takes glued tokens apart: the inverse of `pith_pool_space_to_depth`.",
    "pith_pool_block_order":
        "Says which tokens offset-major glueing takes, block after block, for hosts that gather "
        "themselves.",
    "pith_pool_interpolate":
        "Resamples a grid of tokens to another size, as PyTorch's interpolate: bilinear, nearest "
        "or nearest-exact.",
    "pith_pool_prefix":
        "Keeps the first tokens of an ordered sequence, as One-D-Piece, FlexTok and MQT shorten "
        "theirs.",
    "pith_pool_mask_tail":
        "Keeps the first tokens and overwrites the others with a mask token: what FlexTok's "
        "decoder reads.",
    "pith_score_attention":
        "Reduces an attention map to one score per key token: first over heads, then over a range "
        "of query rows.",
    "pith_score_attention_rows":
        "Reduces an attention map to one score per key token: first over heads, then over listed "
        "query rows.",
    "pith_score_cdpruner":
        "Relevance of image tokens to a question, scaled as CDPruner takes it.",
    "pith_score_zero_tprune":
        "Scores patches by weighted PageRank on an attention map, over the heads whose scores "
        "vary enough and not too much.",
    "pith_score_zero_tprune_survivors":
        "The same on the map restricted to the tokens that are left.",
    "pith_score_aim":
        "Importance of a decoder's tokens by PageRank on its sharpened attention, before the "
        "softmax.",
    "pith_score_query_key":
        "Reduces the attention of a few query rows to one score per key token, without an "
        "attention map.",
    "pith_score_transprune":
        "How much a block of a decoder layer changes each token: TransPrune's token transition "
        "variation.",
    "pith_score_vflowopt":
        "Importance of image tokens in a vision encoder: what its salient tokens attend to.",
    "pith_score_vflowopt_entropy":
        "Entropy in bits of the gray values of an image's patches, for `pith_score_vflowopt`.",
    "pith_select_top_k":
        "Keeps the `keep` tokens with the largest scores.",
    "pith_select_divprune":
        "Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: "
        "diverse tokens, without any scores.",
    "pith_select_farthest_point":
        "Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it "
        "finds: greedy k-center.",
    "pith_select_fastv":
        "Keeps the image tokens that the last query of a decoder layer attends to most.",
    "pith_select_fopru":
        "Keeps the tokens, or the rows of a grid, that matter most in a vision encoder's "
        "self-attention.",
    "pith_select_hiprune":
        "Keeps anchors of a middle layer with their grid neighbours, and the best of the rest by "
        "a deep layer.",
    "pith_select_visionzip":
        "Keeps the patches that score highest and merges the rest into evenly strided contextual "
        "ones.",
    "pith_select_prumerge":
        "The tokens that PruMerge or PruMerge+ keeps: outliers of the class attention, and a "
        "grid.",
    "pith_select_prumerge_weights":
        "The weights with which PruMerge merges tokens into the kept ones, for "
        "`pith_apply_transform`.",
    "pith_select_todre":
        "Keeps a pivot and the `keep - 1` tokens that a greedy max-sum walk finds: tokens least "
        "similar to all picks together.",
    "pith_select_todre_drop":
        "Says whether the visual tokens can all be dropped from a decoder layer on: ToDRE's "
        "second stage.",
    "pith_select_cdpruner":
        "Keeps the tokens that a greedy walk on similarity conditioned on relevance finds: "
        "diverse and relevant ones.",
    "pith_select_determinantal":
        "Keeps the greedy most probable subset of a determinantal point process with a ready "
        "kernel.",
    "pith_select_dart":
        "Keeps pivots with large keys, and the image tokens least similar to each pivot.",
    "pith_select_corematching":
        "Keeps the visual tokens that share most active neurons with a token of the question.",
    "pith_select_corematching_neurons":
        "The neurons that most tokens use most, and how many of them each token activates.",
    "pith_select_transprune":
        "Keeps the image tokens that layers change most and that the instruction looks at most.",
    "pith_select_vflowopt":
        "Merges the least important tokens of each grid cell into one: VFlowOpt's recycling.",
    "pith_select_pyramiddrop":
        "Keeps the image tokens that the last instruction token attends to most, from its query "
        "and the layer's keys.",
    "pith_select_gsearch":
        "Keeps nested sets of tokens, layer by layer, each ranked by what the layer before "
        "attended to.",
    "pith_select_zero_tprune_similar":
        "Removes unimportant patches that resemble an important one: the similarity stage of "
        "Zero-TPrune.",
    "pith_select_zero_tprune":
        "Keeps the class token and the survivors with the greatest scores: the last stage of "
        "Zero-TPrune.",
    "pith_select_aim":
        "Keeps the text and the most important visual tokens of a decoder's sequence.",
    "pith_select_mustdrop_keys":
        "The patches that the class token attends to most: MustDrop's key tokens, which no later "
        "stage drops.",
    "pith_select_mustdrop":
        "Drops image tokens that the text after the image hardly attends to; key tokens stay.",
    "pith_select_hired":
        "Keeps the most attended tokens of the whole image and of each of its crops.",
    "pith_select_globalcom2":
        "Keeps the best tokens of each crop by its own and the thumbnail's scores, and puts them "
        "in reading order.",
    "pith_select_anyres":
        "Puts the tokens of an image and its crops in reading order, without the padding of the "
        "crops.",
    "pith_text_segment":
        "Cuts text into words or sentences and writes their byte spans.",
    "pith_text_estimate_tokens":
        "Estimates how many tokens each span of a text is, without a tokenizer.",
    "pith_text_options_init":
        "Fills compression options with their defaults.",
    "pith_text_compress":
        "Chooses the sentences of retrieved passages that a prompt should hold, within a budget "
        "that is met exactly.",
    "pith_text_join":
        "Writes the kept spans of a text as one text.",
    "pith_text_dynamic_tokenization":
        "Merges the most frequent adjacent tokens of a batch of token sequences, again and again: "
        "dynamic tokenization.",
    "pith_text_embed_hashed":
        "Embeds spans of a text with the built-in embedding: hashed words, word pairs and letter "
        "trigrams, weighted by rarity.",
    "pith_text_embed_static":
        "Embeds texts by the mean of their tokens' rows in a table that the host holds.",
    "pith_text_long_context_reorder":
        "Orders texts so that the best stand at both ends and the worst in the middle, where "
        "language models read least.",
    "pith_text_mmr":
        "Picks texts that are relevant to a question and unlike those picked before: maximal "
        "marginal relevance.",
    "pith_text_embeddings_filter":
        "Keeps the texts most similar to a question, or those above a threshold, or both: "
        "LangChain's EmbeddingsFilter.",
    "pith_text_embeddings_redundant_filter":
        "Drops near-duplicates among texts: LangChain's EmbeddingsRedundantFilter.",
    "pith_text_embeddings_clustering_filter":
        "Keeps the texts nearest to each of given centres: LangChain's EmbeddingsClusteringFilter "
        "after its k-means.",
    "pith_text_bm25_okapi":
        "Scores texts by the words they share with a question: BM25, without any model.",
    "pith_text_selective_context":
        "Drops the sentences, phrases or tokens that a language model finds least surprising: "
        "Selective Context.",
    "pith_text_llmlingua2":
        "Labels words by their keep-probabilities: the selection of LLMLingua-2.",
    "pith_text_llmlingua2_words":
        "Makes words of a classifier's subword tokens, each with its keep-probability, as "
        "LLMLingua-2 does.",
    "pith_text_llmlingua2_chunks":
        "Cuts a text into chunks that LLMLingua-2's classifier can read, where possible after end "
        "tokens.",
    "pith_text_llmlingua2_contexts":
        "Drops whole contexts by the mean keep-probability of their words: LLMLingua-2's coarse "
        "step.",
    "pith_text_tcra_leave_one_out":
        "Removes the words whose removal moves a text's embedding least, given the embedding "
        "without each of them.",
    "pith_text_tcra_words":
        "Removes the words whose removal moves the mean of a text's word vectors least.",
    "pith_text_tcra_encoder":
        "Removes the words whose removal moves a text's embedding least, asking the host's "
        "encoder.",
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
    "pith_video_evs_count":
        "Says how many tokens EVS keeps, before anything is encoded.",
    "pith_video_evs":
        "Keeps the tokens of a video that changed most since the frame before.",
    "pith_video_dycoke":
        "Prunes frames of a video to the tokens that are least like those of a frame before.",
    "pith_video_dycoke_step":
        "Selects the keys of a video that a decoding step attends to, unless attention has hardly "
        "changed.",
    "pith_video_storm":
        "Pools a video over time and space, and keeps every sample-th frame of the result.",
    "pith_video_holitom_segments":
        "Cuts a video into segments so that keeping static positions once per segment saves most "
        "tokens.",
    "pith_video_holitom":
        "Merges the tokens of a video along time and within frames, before the language model.",
    "pith_video_holitom_inner":
        "Merges a video's tokens, inside the language model, into those that the last query "
        "attends to most.",
    "pith_video_spatial_mllm":
        "Keeps the frames that together see most of the space, given every pixel's place in the "
        "world.",
    "pith_video_spatial_mllm_coverage":
        "Keeps the sets that together hold most elements, greedily: the step behind "
        "`pith_video_spatial_mllm`.",
}
