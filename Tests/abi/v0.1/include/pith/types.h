/* Pith: types and conventions. Written by hand; the family headers beside it are generated. */
#ifndef PITH_TYPES_H
#define PITH_TYPES_H

#include <stddef.h>
#include <stdint.h>

/* ---- Attributes ------------------------------------------------------------------------------------------------- */

#if defined(__GNUC__) || defined(__clang__)
#define PITH_API __attribute__((visibility("default")))
#define PITH_NODISCARD __attribute__((warn_unused_result))
#else
#define PITH_API
#define PITH_NODISCARD
#endif

#ifdef __cplusplus
#define PITH_NOEXCEPT noexcept
extern "C" {
#else
#define PITH_NOEXCEPT
#endif

/* ---- Version ---------------------------------------------------------------------------------------------------- */

#define PITH_VERSION_MAJOR 0
#define PITH_VERSION_MINOR 1
#define PITH_VERSION_PATCH 0

/* Raised when a symbol, a layout or a number that was published changes; programs compare it with pith_abi_version(). */
#define PITH_ABI_VERSION 0

/* ---- Conventions ------------------------------------------------------------------------------------------------
 * Arguments    pith_context * (may be NULL), input views, scalars, output views. NULL for an optional view: absent.
 * Memory       The host owns every buffer. Inputs are read in place, outputs are written in place; nothing is retained.
 *              Outputs must not overlap each other or an input unless a function says "in place".
 * Batch        Where a shape is given as [B, ...] the leading dimension is optional, and every batched argument has the
 *              same B. Batch items are independent of each other.
 * Types        Float inputs are f32, f16 or bf16; arithmetic is f32 or better; float outputs take their view's dtype
 *              (rounded to nearest even). Indices are i32.
 * Strides      In elements, never negative. Any strides are accepted for inputs (a float input that is not f32 or whose
 *              innermost stride is not 1 is widened into scratch). An output may not alias itself.
 * Order        Kept indices ascend in original position unless a function says "ranked". Ties: the lower index wins.
 * Values       NaN or infinity in a float input of a function that decides is PITH_ERROR_NONFINITE. Functions that only
 *              move or average data (apply, pool) pass them through.
 * Empty        N = 0, one token, keep = 0 and keep = N are legal.
 * Errors       Every function that can fail returns a pith_status. Checks come before work: on error no output has been
 *              written, except a count view where a function says so. pith_last_error() has the details.
 * Threads      Any function may run on any thread. A context serves one call at a time (a second call meanwhile gets
 *              PITH_ERROR_BUSY); different contexts run freely in parallel. The library starts threads only when a
 *              context asks for them.
 * Bits         Results do not depend on threads, instruction set or machine.
 * ---------------------------------------------------------------------------------------------------------------- */

/* What a call came to. 0 is success; numbers are frozen and leave gaps for later ones of the same kind. */
typedef enum pith_status {
  PITH_OK = 0,
  PITH_ERROR_NULL = 10,        /* a required argument is NULL */
  PITH_ERROR_RANGE = 11,       /* a scalar is outside its range */
  PITH_ERROR_ENUM = 12,        /* a number that is not a value of its enum */
  PITH_ERROR_OVERLAP = 13,     /* an output overlaps another argument, or itself */
  PITH_ERROR_DTYPE = 20,       /* a view's dtype is not accepted here */
  PITH_ERROR_NDIM = 21,        /* a view has the wrong number of dimensions */
  PITH_ERROR_SHAPE = 22,       /* a view's extents do not fit, or not those of another argument */
  PITH_ERROR_STRIDE = 23,      /* a stride is negative or not accepted here */
  PITH_ERROR_SIZE = 24,        /* extents whose product does not fit the address space */
  PITH_ERROR_ALIGNMENT = 25,   /* data is not aligned to its element */
  PITH_ERROR_NONFINITE = 30,   /* NaN or infinity in an input that must be finite */
  PITH_ERROR_INDEX = 31,       /* an index input holds a value outside its range, or out of order */
  PITH_ERROR_VALUE = 32,       /* an element of an input is outside its range */
  PITH_ERROR_CAPACITY = 40,    /* an output is too small; the count view, if any, holds what is needed */
  PITH_ERROR_BUDGET = 41,      /* a budget that cannot be met */
  PITH_ERROR_MEMORY = 50,      /* no memory */
  PITH_ERROR_CANCELLED = 51,   /* the context was cancelled, or its progress callback asked to stop */
  PITH_ERROR_BUSY = 52,        /* the context is in use by another call */
  PITH_ERROR_CALLBACK = 53,    /* a host callback reported failure */
  PITH_ERROR_UNSUPPORTED = 60  /* this machine or build cannot do it */
} pith_status;

/* Element types of a view. */
typedef enum pith_dtype {
  PITH_F32 = 1,
  PITH_F16 = 2,
  PITH_BF16 = 3,
  PITH_F64 = 4,
  PITH_I32 = 10,
  PITH_I64 = 11,
  PITH_U8 = 12
} pith_dtype;

/* A view of a flat buffer that the host owns. data may be NULL if an extent is 0. */
typedef struct pith_view {
  void *data;
  int32_t dtype;     /* a pith_dtype */
  int32_t ndim;      /* 1 to 4 */
  int64_t shape[4];  /* extents; those past ndim are ignored */
  int64_t stride[4]; /* in elements; those past ndim are ignored */
} pith_view;

/* Instruction sets the kernels are built for. */
typedef enum pith_isa {
  PITH_ISA_BASELINE = 0,
  PITH_ISA_AVX2 = 1,
  PITH_ISA_AVX512 = 2
} pith_isa;

/* How several values become one. */
typedef enum pith_reduce {
  PITH_REDUCE_MEAN = 0,
  PITH_REDUCE_SUM = 1,
  PITH_REDUCE_MAX = 2
} pith_reduce;

/* How far apart two tokens are. */
typedef enum pith_metric {
  PITH_METRIC_COSINE = 0,           /* 1 - cosine of the angle; a token of norm zero is at distance 1 from everything */
  PITH_METRIC_SQUARED_EUCLIDEAN = 1
} pith_metric;

/* What CenterCLIP does with the tokens of a segment. */
typedef enum pith_centerclip_algorithm {
  PITH_CENTERCLIP_ALGORITHM_KMEDOIDS = 0,
  PITH_CENTERCLIP_ALGORITHM_SPECTRAL = 1, /* medoids of the spectral embedding */
  PITH_CENTERCLIP_ALGORITHM_POOLING = 2,  /* segments only: the mean over the frames */
  PITH_CENTERCLIP_ALGORITHM_SAMPLING = 3  /* segments only: tokens at equal steps */
} pith_centerclip_algorithm;

/* The graph of a spectral embedding. */
typedef enum pith_centerclip_graph {
  PITH_CENTERCLIP_GRAPH_HEAT = 0,      /* every pair, weighted by a heat kernel */
  PITH_CENTERCLIP_GRAPH_NEIGHBOURS = 1 /* only the nearest neighbours of either token */
} pith_centerclip_graph;

/* How CenterCLIP clusters. Usual values in parentheses. */
typedef struct pith_centerclip_options {
  int32_t algorithm;        /* a pith_centerclip_algorithm (0) */
  int32_t graph;            /* a pith_centerclip_graph (0); spectral only */
  int32_t cosine;           /* 1: cosine distance, 0: Euclidean distance (0); k-medoids only */
  int32_t normalize;        /* 1: tokens are first divided by their norm, else 0 (0) */
  int64_t iterations;       /* 0 or more (100) */
  int64_t graph_neighbours; /* 1 or more, the token itself included; 0: 5, and in segments 5 for each frame and 5 more from
                               100 patches on */
  double threshold;         /* stops when all medoids together moved by less; 0 or more (1e-6) */
  double sigma;             /* width of the heat kernel, above 0 (2) */
} pith_centerclip_options;

/* What a pooling window becomes. */
typedef enum pith_pool {
  PITH_POOL_AVERAGE = 0,
  PITH_POOL_MAX = 1
} pith_pool;

/* A fixed pooling window over a grid of frames, height and width, in this order in each array. */
typedef struct pith_window {
  int64_t size[3];         /* the grid; frames are 1 for an image */
  int64_t kernel[3];       /* cells of the window; 1 along frames for an image */
  int64_t step[3];         /* from window to window; 0: the kernel */
  int64_t padding[3];      /* cells at either end that hold nothing; at most half the kernel */
  int64_t divisor;         /* averages divide by it; 0: by the number of cells */
  int32_t ceiling;         /* 1: a last window that is only partly inside counts too, else 0 */
  int32_t exclude_padding; /* 1: padding is no part of the number of cells, else 0 */
} pith_window;

/* Order of the values of tokens that are glued along the channels, and of the glued tokens. */
typedef enum pith_depth_layout {
  PITH_DEPTH_LAYOUT_OFFSET_MAJOR = 0,            /* one token after the other; glued tokens row-major */
  PITH_DEPTH_LAYOUT_OFFSET_MAJOR_TRANSPOSED = 1, /* the same; glued tokens column by column */
  PITH_DEPTH_LAYOUT_CHANNEL_MAJOR = 2            /* all tokens of one channel, then the next channel; row-major */
} pith_depth_layout;

/* How a grid is resampled. */
typedef enum pith_interpolation {
  PITH_INTERPOLATION_BILINEAR = 0,
  PITH_INTERPOLATION_NEAREST = 1,      /* the cell that the output's near edge falls into */
  PITH_INTERPOLATION_NEAREST_EXACT = 2 /* the cell that the output's centre falls into */
} pith_interpolation;

/* What LLaVA's video pooling makes of a block of a frame. */
typedef enum pith_frame_pool {
  PITH_FRAME_POOL_AVERAGE = 0,
  PITH_FRAME_POOL_MAX = 1,
  PITH_FRAME_POOL_BILINEAR = 2
} pith_frame_pool;

/* Order of selected indices. */
typedef enum pith_order {
  PITH_ORDER_POSITION = 0, /* ascending in original position */
  PITH_ORDER_RANKED = 1    /* best, or first picked, first */
} pith_order;

/* How a ratio becomes a count. */
typedef enum pith_rounding {
  PITH_ROUNDING_FLOOR = 0,
  PITH_ROUNDING_CEIL = 1,
  PITH_ROUNDING_HALF_EVEN = 2, /* Python's round() */
  PITH_ROUNDING_HALF_UP = 3,
  PITH_ROUNDING_TRUNCATE = 4,  /* Python's int(); equals floor for ratios, which are not negative */
  PITH_ROUNDING_TRUNCATE_F32 = 5 /* int() of a product taken in f32, as PyTorch takes that of an integer tensor */
} pith_rounding;

/* How a total number of tokens to remove is spread over layers. */
typedef enum pith_schedule {
  PITH_SCHEDULE_CONSTANT = 0,
  PITH_SCHEDULE_LINEAR = 1,        /* falling */
  PITH_SCHEDULE_REVERSE_LINEAR = 2 /* rising */
} pith_schedule;

/* ---- Context ---------------------------------------------------------------------------------------------------- */

/* Threads, reusable scratch, allocator, cancel flag and progress of a caller. Opaque. */
typedef struct pith_context pith_context;

/* One task of a parallel loop. */
typedef void (*pith_task_fn)(void *task, int64_t index);

/* A host's parallel loop: calls task_fn(task, i) once for every i in 0..<count, in any order, on any threads, and returns
 * when all have finished. */
typedef void (*pith_parallel_for_fn)(void *user, int64_t count, pith_task_fn task_fn, void *task);

/* A host's allocator: bytes aligned to alignment (a power of two, at most 64), or NULL. */
typedef void *(*pith_alloc_fn)(void *user, size_t bytes, size_t alignment);
typedef void (*pith_free_fn)(void *user, void *block, size_t bytes);

/* Progress of long work; done ascends to total. Not 0: stop with PITH_ERROR_CANCELLED. Called on the calling thread. */
typedef int32_t (*pith_progress_fn)(void *user, int64_t done, int64_t total);

/* ---- Text ------------------------------------------------------------------------------------------------------- */

/* What pith_text_segment cuts text into. */
typedef enum pith_text_unit {
  PITH_TEXT_UNIT_WORD = 0,             /* UAX #29 words; the spans tile the text, white space and punctuation included */
  PITH_TEXT_UNIT_SENTENCE = 1,         /* UAX #29 sentences; the spans tile the text */
  PITH_TEXT_UNIT_PASSAGE_SENTENCE = 2, /* sentences as pith_text_compress sees them, without the white space around them:
                                          abbreviations, headings, lists, tables and fenced code are respected */
  PITH_TEXT_UNIT_WHITESPACE = 3        /* maximal runs of characters that are not white space */
} pith_text_unit;

/* What a segment is. */
typedef enum pith_text_kind {
  PITH_TEXT_KIND_OTHER = 0,      /* white space, punctuation, symbols */
  PITH_TEXT_KIND_WORD = 1,       /* letters */
  PITH_TEXT_KIND_NUMBER = 2,     /* starts with a digit */
  PITH_TEXT_KIND_SENTENCE = 10,  /* prose */
  PITH_TEXT_KIND_HEADING = 11,   /* a heading line */
  PITH_TEXT_KIND_LIST_ITEM = 12, /* an item of a list */
  PITH_TEXT_KIND_TABLE_ROW = 13, /* a row of a table */
  PITH_TEXT_KIND_CODE = 14       /* a fenced code block */
} pith_text_kind;

/* What a text budget counts. */
typedef enum pith_text_budget {
  PITH_TEXT_BUDGET_TOKENS = 0, /* tokens: the host's callback, or the estimate of pith_text_estimate_tokens */
  PITH_TEXT_BUDGET_WORDS = 1,  /* runs of characters that are not white space */
  PITH_TEXT_BUDGET_BYTES = 2   /* bytes of UTF-8 */
} pith_text_budget;

/* What makes a sentence worth keeping. */
typedef enum pith_text_strategy {
  PITH_TEXT_STRATEGY_AUTO = 0,      /* relevance if there is a question, else salience */
  PITH_TEXT_STRATEGY_RELEVANCE = 1, /* it answers the question */
  PITH_TEXT_STRATEGY_SALIENCE = 2,  /* it says what its passage and the whole are about */
  PITH_TEXT_STRATEGY_CLUSTERS = 3,  /* it stands for a cluster of sentences (CRAG): nearest to the centre, or with a question
                                       most relevant; one sentence of every cluster before the second of any */
  PITH_TEXT_STRATEGY_LEADING = 4    /* it comes first: the baseline that cuts the text off */
} pith_text_strategy;

/* Whether words may be dropped inside kept sentences. */
typedef enum pith_text_words {
  PITH_TEXT_WORDS_OFF = 0,   /* sentences are kept whole */
  PITH_TEXT_WORDS_AUTO = 1,  /* where that lets one more sentence in */
  PITH_TEXT_WORDS_ALWAYS = 2 /* in every kept sentence, which makes room for more of them */
} pith_text_words;

/* Why a sentence was kept (from 0 up) or dropped (below 0). */
typedef enum pith_text_reason {
  PITH_TEXT_REASON_CHOSEN = 0,      /* its value */
  PITH_TEXT_REASON_REQUIRED = 1,    /* the host required it */
  PITH_TEXT_REASON_CONTEXT = 2,     /* the kept sentence after it refers to it */
  PITH_TEXT_REASON_HEADING = 3,     /* the heading of a kept sentence */
  PITH_TEXT_REASON_SHORTENED = 4,   /* kept without some of its words */
  PITH_TEXT_REASON_BUDGET = -1,     /* others were worth more */
  PITH_TEXT_REASON_REDUNDANT = -2,  /* kept sentences say it already */
  PITH_TEXT_REASON_IRRELEVANT = -3  /* worth nothing: no evidence for it at all */
} pith_text_reason;

/* Distance between text embeddings. */
typedef enum pith_text_metric {
  PITH_TEXT_METRIC_L2 = 0,    /* Euclidean */
  PITH_TEXT_METRIC_COSINE = 1 /* 1 - cosine; 1 where a norm is 0 */
} pith_text_metric;

/* How leave-one-out removal proceeds. */
typedef enum pith_text_removal {
  PITH_TEXT_REMOVAL_ONE_SHOT = 0, /* every word is judged against the whole text */
  PITH_TEXT_REMOVAL_GREEDY = 1    /* after each removal the words that are left are judged anew */
} pith_text_removal;

/* What pith_text_selective_context keeps or drops as a whole. */
typedef enum pith_text_level {
  PITH_TEXT_LEVEL_SENTENCE = 0,
  PITH_TEXT_LEVEL_PHRASE = 1,
  PITH_TEXT_LEVEL_TOKEN = 2
} pith_text_level;

/* How a subword tokenizer marks the parts of a word. */
typedef enum pith_text_pieces {
  PITH_TEXT_PIECES_CONTINUATION = 0, /* WordPiece: "##" before what continues a word */
  PITH_TEXT_PIECES_BEGINNING = 1     /* SentencePiece: U+2581 before what begins one */
} pith_text_pieces;

/* What tokens merged by pith_text_dynamic_tokenization may not cross. */
typedef enum pith_text_boundary {
  PITH_TEXT_BOUNDARY_WORD = 0,        /* white space */
  PITH_TEXT_BOUNDARY_WORD_HYPHEN = 1, /* white space, and punctuation other than a hyphen after a word */
  PITH_TEXT_BOUNDARY_PRETOKENS = 2,   /* the pieces of a byte-level BPE's splitter */
  PITH_TEXT_BOUNDARY_SENTENCE = 3     /* white space inside a token, and special tokens */
} pith_text_boundary;

/* The host's token counter: how many tokens bytes of text (UTF-8, not NUL-terminated) are; negative: failure, which becomes
 * PITH_ERROR_CALLBACK. Called on the calling thread. It must give the same count for the same text. */
typedef int64_t (*pith_token_count_fn)(void *user, const char *text, int64_t bytes);

/* The host's encoder: writes one row of dim floats to rows [count, dim] for each byte span [begin, end) in spans [count, 2].
 * 0: done; anything else: failure, which becomes PITH_ERROR_CALLBACK. Called on the calling thread. */
typedef int32_t (*pith_embed_fn)(
    void *user, const char *text, const int32_t *spans, int64_t count, float *rows, int64_t dim);

/* How pith_text_compress works. Fill it with pith_text_options_init, then set what should differ. Fields are only ever added
 * at the end. */
typedef struct pith_text_options {
  uint64_t struct_size;       /* sizeof(pith_text_options) of the program; set by pith_text_options_init */
  int64_t budget;             /* the most that the joined result may count; not negative. Initially 0: set it */
  int32_t unit;               /* a pith_text_budget. TOKENS */
  int32_t strategy;           /* a pith_text_strategy. AUTO */
  int32_t words;              /* a pith_text_words. OFF */
  int32_t keep_context;       /* not 0: a kept sentence that opens with a reference to the one before ("It", "However") brings
                                 that one along where the budget allows, a list item the line that introduces the list. 1 */
  int32_t keep_headings;      /* not 0: a kept sentence brings the heading above it along where the budget allows, a table
                                 row the head of its table. 1 */
  int32_t reserved;           /* 0 */
  double redundancy;          /* 0 to 1: how much a sentence loses that kept ones say already. 0.5 */
  double rank_prior;          /* 0 to 1: how much earlier passages are favoured, as a retriever ranks them. 0.3 */
  double embedding_weight;    /* 0 to 1: the share of the host's embeddings in the value; the rest is lexical. 0.5 */
  double word_drop;           /* 0 to 0.6: the largest share of a sentence's words that may be dropped. 0.25 */
  int64_t clusters;           /* CLUSTERS: how many, or 0 to choose by the elbow of the inertia. 0 */
  pith_token_count_fn count_tokens; /* NULL: the built-in estimate. Used when unit is TOKENS */
  void *count_user;           /* passed to count_tokens */
  const pith_view *embeddings;         /* f32, f16 or bf16 [S, D]: one row per sentence of pith_text_segment with the same
                                          passages and PITH_TEXT_UNIT_PASSAGE_SENTENCE; or NULL */
  const pith_view *question_embedding; /* [D]: goes with embeddings where there is a question; else NULL */
  pith_embed_fn embed;        /* asked for the rows of the sentences, then of the question, if embeddings is NULL; or NULL */
  void *embed_user;           /* passed to embed */
  int64_t embed_dim;          /* D of embed: 1 to 65536 where embed is given */
  const pith_view *required;  /* i32 [R, 2] byte spans: every sentence that one of them touches stays whole; or NULL */
  const pith_view *gap;       /* u8 [n]: written where sentences were dropped, such as " ... "; or NULL. See pith_text_join */
  const pith_view *separator; /* u8 [n]: written between passages; NULL: an empty line. See pith_text_join */
} pith_text_options;

/* What pith_text_compress did. */
typedef struct pith_text_report {
  int64_t before;         /* the text of all passages joined, in the budget's unit */
  int64_t after;          /* the joined result; at most the budget */
  int64_t sentences;      /* in all passages */
  int64_t sentences_kept; /* whole or shortened */
  int64_t words_dropped;  /* inside kept sentences */
  int64_t spans;          /* written */
} pith_text_report;

/* ---- Introspection ---------------------------------------------------------------------------------------------- */

/* One method of the library; all text is static. */
typedef struct pith_method {
  const char *name;     /* the name its paper is known by */
  const char *family;   /* score, budget, select, merge, cluster, pool, video, kv, text, apply */
  const char *function; /* the C function */
  const char *summary;  /* what it does, in one sentence */
  const char *paper;    /* title and venue */
  const char *url;      /* where the paper is, or "" */
  const char *inputs;   /* names of the parameters it reads, separated by ", "; "?" behind one that may be NULL */
  const char *outputs;  /* names of the views it writes, in the same form */
  int32_t year;         /* 0 where there is none */
} pith_method;

/* ---- Views in one line ------------------------------------------------------------------------------------------ */

/* A contiguous [n] view. */
static inline pith_view pith_view_1d(const void *data, int32_t dtype, int64_t n) {
  pith_view view;
  int i;
  view.data = (void *)(uintptr_t)data;
  view.dtype = dtype;
  view.ndim = 1;
  for (i = 0; i < 4; i++) view.shape[i] = view.stride[i] = 1;
  view.shape[0] = n;
  return view;
}

/* A contiguous [n, dim] view. */
static inline pith_view pith_view_2d(const void *data, int32_t dtype, int64_t n, int64_t dim) {
  pith_view view = pith_view_1d(data, dtype, n);
  view.ndim = 2;
  view.shape[1] = dim;
  view.stride[0] = dim;
  return view;
}

/* A contiguous [batch, n, dim] view. */
static inline pith_view pith_view_3d(const void *data, int32_t dtype, int64_t batch, int64_t n, int64_t dim) {
  pith_view view = pith_view_2d(data, dtype, batch, n);
  view.ndim = 3;
  view.shape[2] = dim;
  view.stride[1] = dim;
  view.stride[0] = n * dim;
  return view;
}

/* A contiguous [a, b, n, dim] view, such as attention [B, H, N, N]. */
static inline pith_view pith_view_4d(const void *data, int32_t dtype, int64_t a, int64_t b, int64_t n, int64_t dim) {
  pith_view view = pith_view_3d(data, dtype, a, b, n);
  view.ndim = 4;
  view.shape[3] = dim;
  view.stride[2] = dim;
  view.stride[1] = n * dim;
  view.stride[0] = b * n * dim;
  return view;
}

/* The two that most calls need: float rows and int32 indices. */
static inline pith_view pith_f32(const float *data, int64_t n, int64_t dim) { return pith_view_2d(data, PITH_F32, n, dim); }
static inline pith_view pith_i32(const int32_t *data, int64_t n) { return pith_view_1d(data, PITH_I32, n); }

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
_Static_assert(offsetof(pith_view, dtype) == sizeof(void *), "pith_view layout");
_Static_assert(offsetof(pith_view, shape) == sizeof(void *) + 8, "pith_view layout");
_Static_assert(sizeof(pith_view) == sizeof(void *) + 72, "pith_view layout");
_Static_assert(sizeof(void *) != 8 || sizeof(pith_text_options) == 160, "pith_text_options layout");
_Static_assert(sizeof(pith_centerclip_options) == 48, "pith_centerclip_options layout");
#elif defined(__cplusplus) && __cplusplus >= 201103L
static_assert(offsetof(pith_view, shape) == sizeof(void *) + 8, "pith_view layout");
static_assert(sizeof(pith_view) == sizeof(void *) + 72, "pith_view layout");
static_assert(sizeof(void *) != 8 || sizeof(pith_text_options) == 160, "pith_text_options layout");
#endif

#ifdef __cplusplus
}
#endif

#endif
