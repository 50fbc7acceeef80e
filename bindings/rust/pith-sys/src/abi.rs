//! The C interface of libpith. Written by bindings/generator from Sources/PithABI; do not edit.
//!
//! Enums are integers with constants: a library may return numbers that this file does not know.
#![allow(non_camel_case_types)]

use std::os::raw::{c_char, c_void};

pub const PITH_VERSION_MAJOR: i32 = 0;
pub const PITH_VERSION_MINOR: i32 = 1;
pub const PITH_VERSION_PATCH: i32 = 0;
/// Raised when a symbol, a layout or a number that was published changes; programs compare it with
/// pith_abi_version().
pub const PITH_ABI_VERSION: i32 = 0;

/// What a call came to. 0 is success; numbers are frozen and leave gaps for later ones of the same
/// kind.
pub type pith_status = u32;
pub const PITH_OK: pith_status = 0;
/// A required argument is NULL
pub const PITH_ERROR_NULL: pith_status = 10;
/// A scalar is outside its range
pub const PITH_ERROR_RANGE: pith_status = 11;
/// A number that is not a value of its enum
pub const PITH_ERROR_ENUM: pith_status = 12;
/// An output overlaps another argument, or itself
pub const PITH_ERROR_OVERLAP: pith_status = 13;
/// A view's dtype is not accepted here
pub const PITH_ERROR_DTYPE: pith_status = 20;
/// A view has the wrong number of dimensions
pub const PITH_ERROR_NDIM: pith_status = 21;
/// A view's extents do not fit, or not those of another argument
pub const PITH_ERROR_SHAPE: pith_status = 22;
/// A stride is negative or not accepted here
pub const PITH_ERROR_STRIDE: pith_status = 23;
/// Extents whose product does not fit the address space
pub const PITH_ERROR_SIZE: pith_status = 24;
/// Data is not aligned to its element
pub const PITH_ERROR_ALIGNMENT: pith_status = 25;
/// NaN or infinity in an input that must be finite
pub const PITH_ERROR_NONFINITE: pith_status = 30;
/// An index input holds a value outside its range, or out of order
pub const PITH_ERROR_INDEX: pith_status = 31;
/// An element of an input is outside its range
pub const PITH_ERROR_VALUE: pith_status = 32;
/// An output is too small; the count view, if any, holds what is needed
pub const PITH_ERROR_CAPACITY: pith_status = 40;
/// A budget that cannot be met
pub const PITH_ERROR_BUDGET: pith_status = 41;
/// No memory
pub const PITH_ERROR_MEMORY: pith_status = 50;
/// The context was cancelled, or its progress callback asked to stop
pub const PITH_ERROR_CANCELLED: pith_status = 51;
/// The context is in use by another call
pub const PITH_ERROR_BUSY: pith_status = 52;
/// A host callback reported failure
pub const PITH_ERROR_CALLBACK: pith_status = 53;
/// This machine or build cannot do it
pub const PITH_ERROR_UNSUPPORTED: pith_status = 60;

/// Element types of a view.
pub type pith_dtype = u32;
pub const PITH_F32: pith_dtype = 1;
pub const PITH_F16: pith_dtype = 2;
pub const PITH_BF16: pith_dtype = 3;
pub const PITH_F64: pith_dtype = 4;
pub const PITH_I32: pith_dtype = 10;
pub const PITH_I64: pith_dtype = 11;
pub const PITH_U8: pith_dtype = 12;

/// Instruction sets the kernels are built for.
pub type pith_isa = u32;
pub const PITH_ISA_BASELINE: pith_isa = 0;
pub const PITH_ISA_AVX2: pith_isa = 1;
pub const PITH_ISA_AVX512: pith_isa = 2;

/// How several values become one.
pub type pith_reduce = u32;
pub const PITH_REDUCE_MEAN: pith_reduce = 0;
pub const PITH_REDUCE_SUM: pith_reduce = 1;
pub const PITH_REDUCE_MAX: pith_reduce = 2;

/// How far apart two tokens are.
pub type pith_metric = u32;
/// 1 - cosine of the angle; a token of norm zero is at distance 1 from everything
pub const PITH_METRIC_COSINE: pith_metric = 0;
pub const PITH_METRIC_SQUARED_EUCLIDEAN: pith_metric = 1;

/// What CenterCLIP does with the tokens of a segment.
pub type pith_centerclip_algorithm = u32;
pub const PITH_CENTERCLIP_ALGORITHM_KMEDOIDS: pith_centerclip_algorithm = 0;
/// Medoids of the spectral embedding
pub const PITH_CENTERCLIP_ALGORITHM_SPECTRAL: pith_centerclip_algorithm = 1;
/// Segments only: the mean over the frames
pub const PITH_CENTERCLIP_ALGORITHM_POOLING: pith_centerclip_algorithm = 2;
/// Segments only: tokens at equal steps
pub const PITH_CENTERCLIP_ALGORITHM_SAMPLING: pith_centerclip_algorithm = 3;

/// The graph of a spectral embedding.
pub type pith_centerclip_graph = u32;
/// Every pair, weighted by a heat kernel
pub const PITH_CENTERCLIP_GRAPH_HEAT: pith_centerclip_graph = 0;
/// Only the nearest neighbours of either token
pub const PITH_CENTERCLIP_GRAPH_NEIGHBOURS: pith_centerclip_graph = 1;

/// What a pooling window becomes.
pub type pith_pool = u32;
pub const PITH_POOL_AVERAGE: pith_pool = 0;
pub const PITH_POOL_MAX: pith_pool = 1;

/// Order of the values of tokens that are glued along the channels, and of the glued tokens.
pub type pith_depth_layout = u32;
/// One token after the other; glued tokens row-major
pub const PITH_DEPTH_LAYOUT_OFFSET_MAJOR: pith_depth_layout = 0;
/// The same; glued tokens column by column
pub const PITH_DEPTH_LAYOUT_OFFSET_MAJOR_TRANSPOSED: pith_depth_layout = 1;
/// All tokens of one channel, then the next channel; row-major
pub const PITH_DEPTH_LAYOUT_CHANNEL_MAJOR: pith_depth_layout = 2;

/// How a grid is resampled.
pub type pith_interpolation = u32;
pub const PITH_INTERPOLATION_BILINEAR: pith_interpolation = 0;
/// The cell that the output's near edge falls into
pub const PITH_INTERPOLATION_NEAREST: pith_interpolation = 1;
/// The cell that the output's centre falls into
pub const PITH_INTERPOLATION_NEAREST_EXACT: pith_interpolation = 2;

/// What LLaVA's video pooling makes of a block of a frame.
pub type pith_frame_pool = u32;
pub const PITH_FRAME_POOL_AVERAGE: pith_frame_pool = 0;
pub const PITH_FRAME_POOL_MAX: pith_frame_pool = 1;
pub const PITH_FRAME_POOL_BILINEAR: pith_frame_pool = 2;

/// Order of selected indices.
pub type pith_order = u32;
/// Ascending in original position
pub const PITH_ORDER_POSITION: pith_order = 0;
/// Best, or first picked, first
pub const PITH_ORDER_RANKED: pith_order = 1;

/// How a ratio becomes a count.
pub type pith_rounding = u32;
pub const PITH_ROUNDING_FLOOR: pith_rounding = 0;
pub const PITH_ROUNDING_CEIL: pith_rounding = 1;
/// Python's round()
pub const PITH_ROUNDING_HALF_EVEN: pith_rounding = 2;
pub const PITH_ROUNDING_HALF_UP: pith_rounding = 3;
/// Python's int(); equals floor for ratios, which are not negative
pub const PITH_ROUNDING_TRUNCATE: pith_rounding = 4;
/// Int() of a product taken in f32, as PyTorch takes that of an integer tensor
pub const PITH_ROUNDING_TRUNCATE_F32: pith_rounding = 5;

/// How a total number of tokens to remove is spread over layers.
pub type pith_schedule = u32;
pub const PITH_SCHEDULE_CONSTANT: pith_schedule = 0;
/// Falling
pub const PITH_SCHEDULE_LINEAR: pith_schedule = 1;
/// Rising
pub const PITH_SCHEDULE_REVERSE_LINEAR: pith_schedule = 2;

/// What pith_text_segment cuts text into.
pub type pith_text_unit = u32;
/// UAX #29 words; the spans tile the text, white space and punctuation included
pub const PITH_TEXT_UNIT_WORD: pith_text_unit = 0;
/// UAX #29 sentences; the spans tile the text
pub const PITH_TEXT_UNIT_SENTENCE: pith_text_unit = 1;
/// Sentences as pith_text_compress sees them, without the white space around them: abbreviations,
/// headings, lists, tables and fenced code are respected
pub const PITH_TEXT_UNIT_PASSAGE_SENTENCE: pith_text_unit = 2;
/// Maximal runs of characters that are not white space
pub const PITH_TEXT_UNIT_WHITESPACE: pith_text_unit = 3;

/// What a segment is.
pub type pith_text_kind = u32;
/// White space, punctuation, symbols
pub const PITH_TEXT_KIND_OTHER: pith_text_kind = 0;
/// Letters
pub const PITH_TEXT_KIND_WORD: pith_text_kind = 1;
/// Starts with a digit
pub const PITH_TEXT_KIND_NUMBER: pith_text_kind = 2;
/// Prose
pub const PITH_TEXT_KIND_SENTENCE: pith_text_kind = 10;
/// A heading line
pub const PITH_TEXT_KIND_HEADING: pith_text_kind = 11;
/// An item of a list
pub const PITH_TEXT_KIND_LIST_ITEM: pith_text_kind = 12;
/// A row of a table
pub const PITH_TEXT_KIND_TABLE_ROW: pith_text_kind = 13;
/// A fenced code block
pub const PITH_TEXT_KIND_CODE: pith_text_kind = 14;

/// What a text budget counts.
pub type pith_text_budget = u32;
/// Tokens: the host's callback, or the estimate of pith_text_estimate_tokens
pub const PITH_TEXT_BUDGET_TOKENS: pith_text_budget = 0;
/// Runs of characters that are not white space
pub const PITH_TEXT_BUDGET_WORDS: pith_text_budget = 1;
/// Bytes of UTF-8
pub const PITH_TEXT_BUDGET_BYTES: pith_text_budget = 2;

/// What makes a sentence worth keeping.
pub type pith_text_strategy = u32;
/// Relevance if there is a question, else salience
pub const PITH_TEXT_STRATEGY_AUTO: pith_text_strategy = 0;
/// It answers the question
pub const PITH_TEXT_STRATEGY_RELEVANCE: pith_text_strategy = 1;
/// It says what its passage and the whole are about
pub const PITH_TEXT_STRATEGY_SALIENCE: pith_text_strategy = 2;
/// It stands for a cluster of sentences (CRAG): nearest to the centre, or with a question most
/// relevant; one sentence of every cluster before the second of any
pub const PITH_TEXT_STRATEGY_CLUSTERS: pith_text_strategy = 3;
/// It comes first: the baseline that cuts the text off
pub const PITH_TEXT_STRATEGY_LEADING: pith_text_strategy = 4;

/// Whether words may be dropped inside kept sentences.
pub type pith_text_words = u32;
/// Sentences are kept whole
pub const PITH_TEXT_WORDS_OFF: pith_text_words = 0;
/// Where that lets one more sentence in
pub const PITH_TEXT_WORDS_AUTO: pith_text_words = 1;
/// In every kept sentence, which makes room for more of them
pub const PITH_TEXT_WORDS_ALWAYS: pith_text_words = 2;

/// Why a sentence was kept (from 0 up) or dropped (below 0).
pub type pith_text_reason = i32;
/// Its value
pub const PITH_TEXT_REASON_CHOSEN: pith_text_reason = 0;
/// The host required it
pub const PITH_TEXT_REASON_REQUIRED: pith_text_reason = 1;
/// The kept sentence after it refers to it
pub const PITH_TEXT_REASON_CONTEXT: pith_text_reason = 2;
/// The heading of a kept sentence
pub const PITH_TEXT_REASON_HEADING: pith_text_reason = 3;
/// Kept without some of its words
pub const PITH_TEXT_REASON_SHORTENED: pith_text_reason = 4;
/// Others were worth more
pub const PITH_TEXT_REASON_BUDGET: pith_text_reason = -1;
/// Kept sentences say it already
pub const PITH_TEXT_REASON_REDUNDANT: pith_text_reason = -2;
/// Worth nothing: no evidence for it at all
pub const PITH_TEXT_REASON_IRRELEVANT: pith_text_reason = -3;

/// Distance between text embeddings.
pub type pith_text_metric = u32;
/// Euclidean
pub const PITH_TEXT_METRIC_L2: pith_text_metric = 0;
/// 1 - cosine; 1 where a norm is 0
pub const PITH_TEXT_METRIC_COSINE: pith_text_metric = 1;

/// How leave-one-out removal proceeds.
pub type pith_text_removal = u32;
/// Every word is judged against the whole text
pub const PITH_TEXT_REMOVAL_ONE_SHOT: pith_text_removal = 0;
/// After each removal the words that are left are judged anew
pub const PITH_TEXT_REMOVAL_GREEDY: pith_text_removal = 1;

/// What pith_text_selective_context keeps or drops as a whole.
pub type pith_text_level = u32;
pub const PITH_TEXT_LEVEL_SENTENCE: pith_text_level = 0;
pub const PITH_TEXT_LEVEL_PHRASE: pith_text_level = 1;
pub const PITH_TEXT_LEVEL_TOKEN: pith_text_level = 2;

/// How a subword tokenizer marks the parts of a word.
pub type pith_text_pieces = u32;
/// WordPiece: "##" before what continues a word
pub const PITH_TEXT_PIECES_CONTINUATION: pith_text_pieces = 0;
/// SentencePiece: U+2581 before what begins one
pub const PITH_TEXT_PIECES_BEGINNING: pith_text_pieces = 1;

/// What tokens merged by pith_text_dynamic_tokenization may not cross.
pub type pith_text_boundary = u32;
/// White space
pub const PITH_TEXT_BOUNDARY_WORD: pith_text_boundary = 0;
/// White space, and punctuation other than a hyphen after a word
pub const PITH_TEXT_BOUNDARY_WORD_HYPHEN: pith_text_boundary = 1;
/// The pieces of a byte-level BPE's splitter
pub const PITH_TEXT_BOUNDARY_PRETOKENS: pith_text_boundary = 2;
/// White space inside a token, and special tokens
pub const PITH_TEXT_BOUNDARY_SENTENCE: pith_text_boundary = 3;

/// A view of a flat buffer that the host owns. data may be NULL if an extent is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_view {
    pub data: *mut c_void,
    /// A pith_dtype
    pub dtype: i32,
    /// 1 to 4
    pub ndim: i32,
    /// Extents; those past ndim are ignored
    pub shape: [i64; 4],
    /// In elements; those past ndim are ignored
    pub stride: [i64; 4],
}

/// How CenterCLIP clusters. Usual values in parentheses.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_centerclip_options {
    /// A pith_centerclip_algorithm (0)
    pub algorithm: i32,
    /// A pith_centerclip_graph (0); spectral only
    pub graph: i32,
    /// 1: cosine distance, 0: Euclidean distance (0); k-medoids only
    pub cosine: i32,
    /// 1: tokens are first divided by their norm, else 0 (0)
    pub normalize: i32,
    /// 0 or more (100)
    pub iterations: i64,
    /// 1 or more, the token itself included; 0: 5, and in segments 5 for each frame and 5 more from
    /// 100 patches on
    pub graph_neighbours: i64,
    /// Stops when all medoids together moved by less; 0 or more (1e-6)
    pub threshold: f64,
    /// Width of the heat kernel, above 0 (2)
    pub sigma: f64,
}

/// A fixed pooling window over a grid of frames, height and width, in this order in each array.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_window {
    /// The grid; frames are 1 for an image
    pub size: [i64; 3],
    /// Cells of the window; 1 along frames for an image
    pub kernel: [i64; 3],
    /// From window to window; 0: the kernel
    pub step: [i64; 3],
    /// Cells at either end that hold nothing; at most half the kernel
    pub padding: [i64; 3],
    /// Averages divide by it; 0: by the number of cells
    pub divisor: i64,
    /// 1: a last window that is only partly inside counts too, else 0
    pub ceiling: i32,
    /// 1: padding is no part of the number of cells, else 0
    pub exclude_padding: i32,
}

/// Threads, reusable scratch, allocator, cancel flag and progress of a caller. Opaque.
#[repr(C)]
pub struct pith_context {
    data: [u8; 0],
    marker: core::marker::PhantomData<(*mut u8, core::marker::PhantomPinned)>,
}

/// One task of a parallel loop.
pub type pith_task_fn = Option<unsafe extern "C" fn(task: *mut c_void, index: i64)>;

/// A host's parallel loop: calls task_fn(task, i) once for every i in 0..\<count, in any order, on
/// any threads, and returns when all have finished.
pub type pith_parallel_for_fn =
    Option<unsafe extern "C" fn(
        user: *mut c_void, count: i64, task_fn: pith_task_fn, task: *mut c_void)>;

/// A host's allocator: bytes aligned to alignment (a power of two, at most 64), or NULL.
pub type pith_alloc_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, bytes: usize, alignment: usize) -> *mut c_void>;

pub type pith_free_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, block: *mut c_void, bytes: usize)>;

/// Progress of long work; done ascends to total, anew for each of its stages. Not 0: stop with
/// PITH_ERROR_CANCELLED. Called on the calling thread.
pub type pith_progress_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, done: i64, total: i64) -> i32>;

/// The host's token counter: how many tokens bytes of text (UTF-8, not NUL-terminated) are;
/// negative: failure, which becomes PITH_ERROR_CALLBACK. Called on the calling thread. It must give
/// the same count for the same text.
pub type pith_token_count_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, text: *const c_char, bytes: i64) -> i64>;

/// The host's encoder: writes one row of dim floats to rows \[count, dim\] for each byte span
/// \[begin, end) in spans \[count, 2\]. 0: done; anything else: failure, which becomes
/// PITH_ERROR_CALLBACK. Called on the calling thread.
pub type pith_embed_fn =
    Option<unsafe extern "C" fn(
        user: *mut c_void, text: *const c_char, spans: *const i32, count: i64, rows: *mut f32,
        dim: i64) -> i32>;

/// How pith_text_compress works. Fill it with pith_text_options_init, then set what should differ.
/// Fields are only ever added at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_text_options {
    /// Sizeof(pith_text_options) of the program; set by pith_text_options_init
    pub struct_size: u64,
    /// The most that the joined result may count; not negative. Initially 0: set it
    pub budget: i64,
    /// A pith_text_budget. TOKENS
    pub unit: i32,
    /// A pith_text_strategy. AUTO
    pub strategy: i32,
    /// A pith_text_words. OFF
    pub words: i32,
    /// Not 0: a kept sentence that opens with a reference to the one before ("It", "However")
    /// brings that one along where the budget allows, a list item the line that introduces the
    /// list. 1
    pub keep_context: i32,
    /// Not 0: a kept sentence brings the heading above it along where the budget allows, a table
    /// row the head of its table. 1
    pub keep_headings: i32,
    /// 0
    pub reserved: i32,
    /// 0 to 1: how much a sentence loses that kept ones say already. 0.5
    pub redundancy: f64,
    /// 0 to 1: how much earlier passages are favoured, as a retriever ranks them. 0.3
    pub rank_prior: f64,
    /// 0 to 1: the share of the host's embeddings in the value; the rest is lexical. 0.5
    pub embedding_weight: f64,
    /// 0 to 0.6: the largest share of a sentence's words that may be dropped. 0.25
    pub word_drop: f64,
    /// CLUSTERS: how many, or 0 to choose by the elbow of the inertia. 0
    pub clusters: i64,
    /// NULL: the built-in estimate. Used when unit is TOKENS
    pub count_tokens: pith_token_count_fn,
    /// Passed to count_tokens
    pub count_user: *mut c_void,
    /// F32, f16 or bf16 \[S, D\]: one row per sentence of pith_text_segment with the same passages
    /// and PITH_TEXT_UNIT_PASSAGE_SENTENCE; or NULL
    pub embeddings: *const pith_view,
    /// \[D\]: goes with embeddings where there is a question; else NULL
    pub question_embedding: *const pith_view,
    /// Asked for the rows of the sentences, then of the question, if embeddings is NULL; or NULL
    pub embed: pith_embed_fn,
    /// Passed to embed
    pub embed_user: *mut c_void,
    /// D of embed: 1 to 65536 where embed is given
    pub embed_dim: i64,
    /// I32 \[R, 2\] byte spans: every sentence that one of them touches stays whole; or NULL
    pub required: *const pith_view,
    /// U8 \[n\]: written where sentences were dropped, such as " ... "; or NULL. See pith_text_join
    pub gap: *const pith_view,
    /// U8 \[n\]: written between passages; NULL: an empty line. See pith_text_join
    pub separator: *const pith_view,
}

/// What pith_text_compress did.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_text_report {
    /// The text of all passages joined, in the budget's unit
    pub before: i64,
    /// The joined result; at most the budget
    pub after: i64,
    /// In all passages
    pub sentences: i64,
    /// Whole or shortened
    pub sentences_kept: i64,
    /// Inside kept sentences
    pub words_dropped: i64,
    /// Written
    pub spans: i64,
}

/// One method of the library; all text is static.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pith_method {
    /// The name its paper is known by
    pub name: *const c_char,
    /// Score, budget, select, merge, cluster, pool, video, kv, text, apply
    pub family: *const c_char,
    /// The C function
    pub function: *const c_char,
    /// What it does, in one sentence
    pub summary: *const c_char,
    /// Title and venue
    pub paper: *const c_char,
    /// Where the paper is, or ""
    pub url: *const c_char,
    /// Names of the parameters it reads, separated by ", "; "?" behind one that may be NULL
    pub inputs: *const c_char,
    /// Names of the views it writes, in the same form
    pub outputs: *const c_char,
    /// 0 where there is none
    pub year: i32,
}

extern "C" {
    /// Copies the named positions of one axis of a tensor.
    ///
    /// - `context`: threads; may be NULL.
    /// - `input`: in, one to four dimensions, any dtype, any strides.
    /// - `indices`: in, `[K]`, or leading dimensions of the input (before the axis) and then K,
    ///   such as `[B, K]` for `[B, N, D]` with axis 1; i32, 0 to N - 1, any order, repeats allowed.
    /// - `axis`: the dimension that is indexed, 0 to ndim - 1.
    /// - `output`: out, shape of the input with K along the axis, dtype of the input.
    /// - Method: gather
    /// - Paper: none
    /// - NaN: passes through; bytes are moved.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `indices`, `PITH_ERROR_RANGE` for `axis`,
    ///   `PITH_ERROR_DTYPE`, those of views.
    /// - Cost: the bytes of the output, read and written once; no scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_gather(
        context: *mut pith_context,
        input: *const pith_view,
        indices: *const pith_view,
        axis: i64,
        output: *const pith_view,
    ) -> pith_status;

    /// Moves the named positions of one axis to its front, in place: shortens a KV cache.
    ///
    /// Afterwards the first K positions hold what was kept; the others are as they were.
    ///
    /// - `context`: threads; may be NULL.
    /// - `indices`: in, `[K]`, or leading dimensions of the values (before the axis) and then K,
    ///   such as `[B, H, K]` for `[B, H, N, D]` with axis 2; i32, 0 to N - 1, strictly ascending.
    /// - `axis`: the dimension that is indexed, 0 to ndim - 1.
    /// - `values`: in/out, one to four dimensions, any dtype, any strides.
    /// - Method: compact
    /// - Paper: none
    /// - NaN: passes through; bytes are moved.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `indices`, `PITH_ERROR_RANGE` for `axis`,
    ///   those of views.
    /// - Cost: the bytes that change their place; no scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_compact(
        context: *mut pith_context,
        indices: *const pith_view,
        axis: i64,
        values: *const pith_view,
    ) -> pith_status;

    /// Merges tokens by an assignment: sums, weighted means or maxima of the tokens of each output
    /// row.
    ///
    /// `PITH_REDUCE_MEAN`: y = Σ w x / Σ w (with token sizes as weights: the size-weighted mean of
    /// Token Merging); `PITH_REDUCE_SUM`: y = Σ w x; `PITH_REDUCE_MAX`: greatest x per column,
    /// whatever the weights. size = Σ w. Rows that receive no token, and means whose weights add up
    /// to 0, are 0.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `x`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `assign`: in, `[N]` (for every batch item) or `[B, N]`, i32: output row of each token, 0
    ///   to M - 1, or -1: dropped.
    /// - `weight`: in, NULL (all 1) or `[N]` (for every batch item) or `[B, N]`, float.
    /// - `mode`: a value of `pith_reduce`.
    /// - `y`: out, `[M, D]` or `[B, M, D]`, float.
    /// - `size`: out, NULL or `[M]` or `[B, M]`, float: weights added up. `[M]` beside a batch only
    ///   if assign and weight serve all.
    /// - Method: merge
    /// - Paper: none
    /// - NaN: passes through sums and means; skipped by the maximum.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `assign`, `PITH_ERROR_ENUM` for `mode`,
    ///   those of views.
    /// - Cost: one pass over x and y, summed in f32 in ascending order; N + M words of scratch, M·D
    ///   more if y is not f32.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_merge(
        context: *mut pith_context,
        x: *const pith_view,
        assign: *const pith_view,
        weight: *const pith_view,
        mode: pith_reduce,
        y: *const pith_view,
        size: *const pith_view,
    ) -> pith_status;

    /// Gives every token a copy of the row that it was merged into.
    ///
    /// - `context`: threads; may be NULL.
    /// - `y`: in, `[M, D]` or `[B, M, D]`, f32, f16 or bf16, any strides.
    /// - `assign`: in, `[N]` (for every batch item) or `[B, N]`, i32: row of each token, 0 to M -
    ///   1, or -1: zeros.
    /// - `x`: out, `[N, D]` or `[B, N, D]`, float.
    /// - Method: unmerge
    /// - Paper: none
    /// - NaN: passes through.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `assign`, those of views.
    /// - Cost: the bytes of x, written once.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_unmerge(
        context: *mut pith_context,
        y: *const pith_view,
        assign: *const pith_view,
        x: *const pith_view,
    ) -> pith_status;

    /// Makes every output token a weighted sum of all input tokens: y = weights · x.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `weights`: in, `[M, N]` or `[B, M, N]`, f32, f16 or bf16, any strides.
    /// - `x`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `y`: out, `[M, D]` or `[B, M, D]`, float.
    /// - Method: transform
    /// - Paper: none
    /// - NaN: passes through.
    /// - Errors: those of views.
    /// - Cost: M·N·D multiply-adds in f32; N·D + M·D floats of scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_apply_transform(
        context: *mut pith_context,
        weights: *const pith_view,
        x: *const pith_view,
        y: *const pith_view,
    ) -> pith_status;

    /// Fills how many tokens each layer of a network removes by token merging.
    ///
    /// Layer l of L removes int(low + l (high - low) / (L - 1)) tokens with low = int(r (1 -
    /// inflect)) and high = 2 r - low; int() truncates. One layer removes r. Slopes beyond -1 to 1
    /// can give negative numbers, which `pith_merge_tome` takes as 0.
    ///
    /// - `context`: may be NULL.
    /// - `layers`: L, 0 to 2^31 - 1.
    /// - `r`: mean number of tokens per layer, 0 to 2^31 - 1.
    /// - `inflect`: slope: 0 constant, -1 falling from 2 r to 0, 1 rising from 0 to 2 r.
    /// - `schedule`: out, `[layers]`, i32.
    /// - Method: tome_schedule
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: O(L).
    /// - Differs: one layer is legal.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_tome_schedule(
        context: *mut pith_context,
        layers: i64,
        r: i64,
        inflect: f64,
        schedule: *const pith_view,
    ) -> pith_status;

    /// Turns a ratio into a number of tokens by a named rounding rule.
    ///
    /// The product `n * ratio` is taken in double, as Python does, unless the rule says otherwise.
    /// For a ratio of dropped tokens pass `1 - ratio`, in double too.
    ///
    /// - `n`: 0 to 2^53.
    /// - `ratio`: 0 to 1.
    /// - `rounding`: `PITH_ROUNDING_FLOOR`, `_CEIL`, `_HALF_EVEN` (Python's `round`), `_HALF_UP`,
    ///   `_TRUNCATE` (Python's `int`), `_TRUNCATE_F32` (`int` of a product in f32: PyTorch's
    ///   integer tensor times a number; n is rounded to f32 first).
    /// - `count`: out, one number, 0 to n.
    /// - Method: keep_count
    /// - Paper: none
    /// - NaN: `PITH_ERROR_RANGE` for `ratio`.
    /// - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`.
    /// - Cost: O(1).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_keep_count(
        n: i64,
        ratio: f64,
        rounding: pith_rounding,
        count: *mut i64,
    ) -> pith_status;

    /// The grid of a diffusion model's layer, and how many of its tokens to merge.
    ///
    /// downsample = ceil(sqrt(full_width full_height div n)); the grid is the full one divided by
    /// it, rounded up; int(n ratio) tokens go, none where downsample exceeds `max_downsample`.
    ///
    /// - `context`: may be NULL.
    /// - `full_width`: of the whole latent image, 1 to 2^31 - 1.
    /// - `full_height`: of the whole latent image, 1 to 2^31 - 1.
    /// - `n`: tokens of the layer, 1 to full_width * full_height.
    /// - `ratio`: 0 to 1; the paper's is 0.5.
    /// - `max_downsample`: deeper layers merge nothing; the paper's is 1.
    /// - `grid`: out, `[2]`, i32: width and height for `pith_merge_tomesd`.
    /// - `remove`: out, `[1]`, i32.
    /// - Method: tomesd_plan
    /// - Paper: Token Merging for Fast Stable Diffusion, CVPR workshop 2023,
    ///   <https://arxiv.org/abs/2303.17604>
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: O(1).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_tomesd_plan(
        context: *mut pith_context,
        full_width: i64,
        full_height: i64,
        n: i64,
        ratio: f64,
        max_downsample: i64,
        grid: *const pith_view,
        remove: *const pith_view,
    ) -> pith_status;

    /// Fills how many tokens each layer removes on average so that all together remove a given
    /// number.
    ///
    /// Constant: equal shares, the remainder in the first layers. Linear: from 2 `remove` div
    /// `layers` down, until everything is removed; a layer that would get less than one, or the
    /// last, gets the rest. Reverse linear: that backwards.
    ///
    /// - `context`: may be NULL.
    /// - `layers`: 0 to 2^31 - 1.
    /// - `remove`: tokens that all layers remove together, 0 to 2^30.
    /// - `kind`: a value of `pith_schedule`.
    /// - `schedule`: out, `[layers]`, i32.
    /// - Method: dymu_schedule
    /// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
    ///   <https://arxiv.org/abs/2504.17040>
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `kind`, those of views.
    /// - Cost: O(layers).
    /// - Differs: always ends (theirs does not for 24 layers and 96 tokens, linear).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_dymu_schedule(
        context: *mut pith_context,
        layers: i64,
        remove: i64,
        kind: pith_schedule,
        schedule: *const pith_view,
    ) -> pith_status;

    /// The number of tokens of a sequence that a rate of its visual tokens leaves.
    ///
    /// int((n - protected_count) rate + protected_count), in double: what `pith_select_aim` takes
    /// as `keep`.
    ///
    /// - `n`: tokens of the original sequence, removed ones included, 0 to 2^53.
    /// - `protected_count`: tokens that are not visual, 0 to `n`.
    /// - `rate`: share of visual tokens to keep, 0 to 1: `pith_budget_aim_rates`.
    /// - `count`: out, one number, `protected_count` to `n`.
    /// - Method: aim
    /// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV
    ///   2025, <https://arxiv.org/abs/2412.03248>
    /// - NaN: `PITH_ERROR_RANGE` for `rate`.
    /// - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`.
    /// - Cost: O(1).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_aim(n: i64, protected_count: i64, rate: f64, count: *mut i64) -> pith_status;

    /// Fills the share of visual tokens that each layer of a decoder keeps.
    ///
    /// rates\[l\] = 1 for l \< start, else max(0, 1 - drop (l - start + 1)).
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `layers`: L, 0 to 2^31 - 1.
    /// - `start`: first layer that drops tokens, 0 to 2^31 - 1; the authors': 14 of 28 (Qwen2-7B),
    ///   13 of 32 (Vicuna).
    /// - `drop`: what each layer from there on takes off the rate, 0 to 1; the authors' is 0.125.
    /// - `rates`: out, `[layers]`, f32, f16 or bf16.
    /// - Method: aim
    /// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV
    ///   2025, <https://arxiv.org/abs/2412.03248>
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: O(L).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_aim_rates(
        context: *mut pith_context,
        layers: i64,
        start: i64,
        drop: f64,
        rates: *const pith_view,
    ) -> pith_status;

    /// Keeps the tokens above the knee of their falling scores: as many as the data says.
    ///
    /// The knee is the rank i whose point (i, score) is farthest from the chord between the first
    /// point and the last; the axes are not normalised.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `scores`: in, `[N]` or `[B, N]`, f32, f16 or bf16.
    /// - `inclusive`: 0: scores above that of the knee stay; 1: equal ones too.
    /// - `indices`: out, `[capacity]` or `[B, capacity]`, i32, ascending; N is always enough.
    ///   Elements past `count` are left as they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
    /// - `knee`: out, optional, `[1]` or `[B, 1]`, i32: rank of the knee, from 0; -1 without
    ///   scores.
    /// - `value`: out, optional, `[1]` or `[B, 1]`, f32, f16 or bf16: its score; 0 without scores.
    /// - Method: knee
    /// - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron
    ///   Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025,
    ///   <https://arxiv.org/abs/2505.19235>
    /// - Ties: the first of equally distant ranks. If all scores are equal, nothing is above the
    ///   knee and everything at it.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `inclusive`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(N); 4 N words of scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_knee(
        context: *mut pith_context,
        scores: *const pith_view,
        inclusive: i32,
        indices: *const pith_view,
        count: *const pith_view,
        knee: *const pith_view,
        value: *const pith_view,
    ) -> pith_status;

    /// Fills how many image tokens stay at each stage of PyramidDrop or TransPrune: int(n · ratio),
    /// of the first count.
    ///
    /// - `context`: may be NULL.
    /// - `ratios`: in, `[S]`, f64, f32, f16 or bf16, each 0 to 1: kept shares of the first count.
    ///   The products are taken in double: pass f64 to truncate as the authors' code. PyramidDrop:
    ///   0.5, 0.25, 0.125; TransPrune: 0.875, 0.625, 0.125.
    /// - `n`: image tokens at first, 0 to 2^31 - 1.
    /// - `counts`: out, `[S]`, i32.
    /// - Method: pyramiddrop
    /// - Paper: PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual
    ///   Redundancy Reduction, CVPR 2025, <https://arxiv.org/abs/2410.17247>
    /// - NaN: `PITH_ERROR_VALUE`.
    /// - Errors: `PITH_ERROR_VALUE` for `ratios`, `PITH_ERROR_RANGE` for `n`, those of views.
    /// - Cost: O(S).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_pyramiddrop(
        context: *mut pith_context,
        ratios: *const pith_view,
        n: i64,
        counts: *const pith_view,
    ) -> pith_status;

    /// Fills how many image tokens stay at each stage of VFlowOpt: count - round-half-even(count ·
    /// (1 - ratio)), count being what the stage before left.
    ///
    /// - `context`: may be NULL.
    /// - `ratios`: in, `[S]`, f64, f32, f16 or bf16, each 0 to 1: share of its tokens that a stage
    ///   keeps. The products are taken in double.
    /// - `n`: image tokens before the first stage, 0 to 2^31 - 1.
    /// - `counts`: out, `[S]`, i32.
    /// - Method: vflowopt
    /// - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided
    ///   Optimization, ICCV 2025, <https://arxiv.org/abs/2508.05211>
    /// - NaN: `PITH_ERROR_VALUE`.
    /// - Errors: `PITH_ERROR_VALUE` for `ratios`, `PITH_ERROR_RANGE` for `n`, those of views.
    /// - Cost: O(S).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_vflowopt(
        context: *mut pith_context,
        ratios: *const pith_view,
        n: i64,
        counts: *const pith_view,
    ) -> pith_status;

    /// A falling sigmoid schedule of visual tokens over layers with a given mean: P-Sigmoid.
    ///
    /// rate\[l\] = r_min + (r_max - r_min) / (1 + exp(steepness · (l / (L - 1) - center))), made
    /// non-increasing; the center, in \[-5, 6\], is such that the mean rate is `budget`.
    /// counts\[l\] = max(1, floor(rate\[l\] · n + 1/2)), made non-increasing.
    ///
    /// - `context`: may be NULL.
    /// - `n`: visual tokens, 0 to 2^31 - 1.
    /// - `steepness`: over the whole depth, finite.
    /// - `r_min`: 0 to `r_max`.
    /// - `r_max`: 0 to 1.
    /// - `budget`: mean rate, 0 to 1; beyond the rates it counts as the nearer one.
    /// - `counts`: out, `[L]`, i32: L is the number of layers.
    /// - `rates`: out, optional, `[L]`, f32, f16 or bf16.
    /// - `center`: out, optional, `[1]`, f32, f16 or bf16; 0 with fewer than two layers.
    /// - `mean`: out, optional, `[1]`, f32, f16 or bf16: the mean rate that was reached; compare it
    ///   with `budget`.
    /// - Method: gsearch
    /// - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token
    ///   Reduction, CVPR 2025, <https://arxiv.org/abs/2412.00556>
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: 200 L exponentials.
    /// - Differs: there is no public code; this is a reading of the paper. One layer gets the
    ///   budget itself.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_gsearch(
        context: *mut pith_context,
        n: i64,
        steepness: f64,
        r_min: f64,
        r_max: f64,
        budget: f64,
        counts: *const pith_view,
        rates: *const pith_view,
        center: *const pith_view,
        mean: *const pith_view,
    ) -> pith_status;

    /// The next trial of G-Search: which layer to try with which rate, given the outcomes of all
    /// trials before.
    ///
    /// From the first layer on, the least of `levels` rising rates that keeps quality is found by
    /// bisection, with the result of the layer before as upper bound (a rate that is its own bound
    /// is not tried). Start without answers; add the outcome of each trial and call again until the
    /// trial's layer is L. No state is kept between calls.
    ///
    /// - `context`: may be NULL.
    /// - `answers`: in, `[A]`, i32: 1 for a trial that kept quality, 0 for one that did not, in the
    ///   order of the trials.
    /// - `levels`: number of rates, 1 to 2^31 - 1.
    /// - `rates`: out, `[L]`, i32: index of the rate of each layer that is known, -1 for the
    ///   others. L is the number of layers.
    /// - `trial`: out, `[2]`, i32: layer and index of the rate to try next; L and -1 when all
    ///   layers are known.
    /// - Method: gsearch
    /// - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token
    ///   Reduction, CVPR 2025, <https://arxiv.org/abs/2412.00556>
    /// - Errors: `PITH_ERROR_RANGE` for `levels`, `PITH_ERROR_VALUE` for an answer,
    ///   `PITH_ERROR_SHAPE` for more answers than trials, those of views.
    /// - Cost: O(A + L).
    /// - Differs: there is no public code; this is a reading of the paper.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_gsearch_trial(
        context: *mut pith_context,
        answers: *const pith_view,
        levels: i64,
        rates: *const pith_view,
        trial: *const pith_view,
    ) -> pith_status;

    /// Shares a number of tokens between a whole image and its crops by where the class token
    /// looks.
    ///
    /// The whole image gets min(int(total alpha), N), the crops share min(total - that, crops N).
    /// The int(N (1 - alpha)) tokens of the whole image with the greatest attention are marked; a
    /// crop gets int(share sub), share = the part of the marks that lie in its part of the image,
    /// in f32, at most N. What truncation and that limit leave over is not handed out.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[H, N]` or `[B, H, N]`, f32, f16 or bf16, any strides: attention of the
    ///   class token to the tokens of the whole image in an early layer (the first of CLIP-L).
    /// - `grid_height`: crops from top to bottom, 1 or more.
    /// - `grid_width`: crops from left to right, 1 or more.
    /// - `total`: 0 to (1 + crops) N. The paper keeps int((1 + crops) N rate), rate 0.1 to 0.4.
    /// - `alpha`: share of the whole image, 0 to 1; the paper's is 0.5.
    /// - `blocks`: 0: crop r's part is the r-th of equal runs of the flat raster, as in the
    ///   authors' code: horizontal stripes. 1: the rectangle that it shows; N is then a square
    ///   number.
    /// - `budgets`: out, `[1 + crops]` or `[B, 1 + crops]`, i32: whole image, then crops in raster
    ///   order.
    /// - Method: hired
    /// - Paper: HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution
    ///   Vision-Language Models in Resource-Constrained Environments, AAAI 2025,
    ///   <https://arxiv.org/abs/2408.10945>
    /// - Ties: the lower index is marked.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE` if N is not divisible by
    ///   the number of crops (without `blocks`) or no square number (with it), those of views.
    /// - Cost: reads H·N elements; O(N) scratch.
    /// - Differs: without marks (`alpha` near 1) no crop gets a token (theirs: 0 / 0).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_hired(
        context: *mut pith_context,
        attention: *const pith_view,
        grid_height: i64,
        grid_width: i64,
        total: i64,
        alpha: f64,
        blocks: i32,
        budgets: *const pith_view,
    ) -> pith_status;

    /// Shares tokens between the crops of an image by the scores of its thumbnail.
    ///
    /// z\[c\] = sum of the thumbnail's scores over the block that crop c shows, p = softmax of z /
    /// temperature (1e-8 added to its denominator), scales\[c\] = min(1, retention (1 + p\[c\] -
    /// mean p)), keep\[c\] = int(covered tokens of crop c · scales\[c\]); all in double.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `scores`: in, `[side * side]` or `[B, side * side]`, f32, f16 or bf16: of the thumbnail's
    ///   tokens, negative ones too.
    /// - `grid_height`: crops from top to bottom, 1 or more.
    /// - `grid_width`: crops from left to right, 1 or more.
    /// - `side`: tokens along a crop's side, 1 or more.
    /// - `image_height`: of the original image in pixels, 1 or more: says which tokens of a crop
    ///   are padding.
    /// - `image_width`: likewise.
    /// - `retention`: 0 to 1; the paper's are 0.25 and 0.1.
    /// - `temperature`: 2^-20 to 2^60; the paper's is 10.
    /// - `keep`: out, `[crops]` or `[B, crops]`, i32.
    /// - `scales`: out, NULL or `[crops]` or `[B, crops]`, f32, f16 or bf16.
    /// - Method: globalcom2
    /// - Paper: Compression with Global Guidance: Towards Training-free High-Resolution MLLMs
    ///   Acceleration, 2025, <https://arxiv.org/abs/2501.05179>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens, those of
    ///   views.
    /// - Cost: O(side²).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_budget_globalcom2(
        context: *mut pith_context,
        scores: *const pith_view,
        grid_height: i64,
        grid_width: i64,
        side: i64,
        image_height: i64,
        image_width: i64,
        retention: f64,
        temperature: f64,
        keep: *const pith_view,
        scales: *const pith_view,
    ) -> pith_status;

    /// Partitions rows into k clusters by Lloyd's k-means, with a deterministic start.
    ///
    /// From the same initial centres the result is that of scikit-learn's
    /// `KMeans(n_init=1, algorithm="lloyd")` on float64 data. Stops when no label changes, when the
    /// summed squared shift of the centres is at most `tolerance` times the mean variance of the
    /// dimensions, or after `max_iterations`. Labels always belong to the centres that are
    /// returned. An empty cluster takes the row that lies farthest from its own centre.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `points`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `initial_centers`: in, optional, `[k, D]` or `[B, k, D]`; NULL: farthest-point traversal
    ///   (`pith_cluster_farthest_point`).
    /// - `k`: 1 or more. With `initial_centers` at most N; without, lowered to the number of
    ///   distinct rows.
    /// - `max_iterations`: 0 or more; 0 only labels.
    /// - `tolerance`: 0 or more; scikit-learn's default is 1e-4.
    /// - `labels`: out, `[N]` or `[B, N]`, i32: the cluster of each row.
    /// - `centers`: out, optional, `[k, D]` or `[B, k, D]`; rows past `count` are left as they are.
    /// - `inertia`: out, optional, `[1]` or `[B, 1]`: sum of squared distances to the centres.
    /// - `iterations`: out, optional, `[1]` or `[B, 1]`, i32: iterations, the last one included.
    /// - `count`: out, optional, `[1]` or `[B, 1]`, i32: clusters used.
    /// - Method: kmeans
    /// - Paper: Lloyd, "Least Squares Quantization in PCM", IEEE Transactions on Information Theory
    ///   28 (1982); <https://doi.org/10.1109/TIT.1982.1056489>
    /// - Ties: a row between two centres goes to the lower centre; the farthest row is the lowest
    ///   of equals.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `k`, `max_iterations` and `tolerance`,
    ///   `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: N k D multiply-adds an iteration, fewer as it settles; O(N k + k D) scratch at most.
    /// - Threads: rows and columns are split; the bits do not depend on it.
    /// - Differs: no random start; see `initial_centers`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_kmeans(
        context: *mut pith_context,
        points: *const pith_view,
        initial_centers: *const pith_view,
        k: i64,
        max_iterations: i64,
        tolerance: f64,
        labels: *const pith_view,
        centers: *const pith_view,
        inertia: *const pith_view,
        iterations: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Picks rows that lie far apart: first the row nearest to the mean, then always the row
    /// farthest from those picked.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `points`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `k`: 0 to N.
    /// - `indices`: out, `[k]` or `[B, k]`, i32, in the order of picking; what lies past `count` is
    ///   left as it is.
    /// - `count`: out, optional, `[1]` or `[B, 1]`, i32: `k`, or the number of distinct rows if
    ///   that is less.
    /// - Method: farthest_point
    /// - Paper: Gonzalez, "Clustering to Minimize the Maximum Intercluster Distance", Theoretical
    ///   Computer Science 38 (1985); <https://doi.org/10.1016/0304-3975(85)90224-5>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `k`, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: N k D multiply-adds, O(N + D) scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_farthest_point(
        context: *mut pith_context,
        points: *const pith_view,
        k: i64,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Clusters embeddings of retrieved texts and ranks clusters and members: clustered (not
    /// corrective) retrieval.
    ///
    /// k-means as `pith_cluster_kmeans`; clusters in output order are the larger first, then the
    /// one with the lowest row; members are the nearest to their centre first. With `k_min < k_max`
    /// the number of clusters is chosen at the elbow of the inertias (`pith_cluster_elbow`). k is
    /// lowered to the number of distinct rows.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `embeddings`: in, `[N, D]`, f32, f16 or bf16, any strides.
    /// - `initial_centers`: in, optional, `[k, D]` with `k_min = k_max = k` at most N; NULL:
    ///   farthest-point traversal.
    /// - `k_min`: 1 or more: fewest clusters.
    /// - `k_max`: `k_min` or more: most clusters; equal to `k_min` for a fixed number.
    /// - `normalize`: 0: rows as they are; 1: scaled to unit length (a zero row stays zero).
    /// - `per_cluster`: 0 or more: representatives of a cluster, the members nearest to its centre.
    /// - `order`: representatives of one cluster: `PITH_ORDER_POSITION`: ascending;
    ///   `PITH_ORDER_RANKED`: nearest first.
    /// - `max_iterations`: 0 or more; 300 is usual.
    /// - `tolerance`: 0 or more; 1e-4 is usual.
    /// - `labels`: out, `[N]`, i32: the cluster of each row.
    /// - `clusters`: out, optional, `[capacity]`, i32: cluster numbers in output order.
    /// - `sizes`: out, optional, `[capacity]`, i32: rows of each cluster, by cluster number.
    /// - `members`: out, optional, `[N]`, i32: rows, cluster after cluster in output order, nearest
    ///   to the centre first.
    /// - `representatives`: out, optional, `[capacity]`, i32: cluster after cluster in output
    ///   order; `k_max * per_cluster` or N, whichever is less, is always enough.
    /// - `cluster_count`: out, optional, `[1]`, i32: clusters used.
    /// - `representative_count`: out, optional, `[1]`, i32.
    /// - `centers`: out, optional, `[capacity, D]`, by cluster number.
    /// - `inertia`: out, optional, `[1]`: sum of squared distances to the centres.
    /// - `iterations`: out, optional, `[1]`, i32: iterations of the k-means that was kept.
    /// - Method: crag
    /// - Paper: Akesson and Santos, "Clustered Retrieved Augmented Generation", 2024;
    ///   <https://arxiv.org/abs/2406.00029>
    /// - Ties: the lower index wins, of centres, rows and clusters alike.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_CAPACITY` (the count views are
    ///   written), `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: k-means once, or `k_max - k_min + 2` times; then N D + N log N.
    /// - Differs: the paper leaves start, order, choice of k and normalisation open; there is no
    ///   public code.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_crag(
        context: *mut pith_context,
        embeddings: *const pith_view,
        initial_centers: *const pith_view,
        k_min: i64,
        k_max: i64,
        normalize: i32,
        per_cluster: i64,
        order: pith_order,
        max_iterations: i64,
        tolerance: f64,
        labels: *const pith_view,
        clusters: *const pith_view,
        sizes: *const pith_view,
        members: *const pith_view,
        representatives: *const pith_view,
        cluster_count: *const pith_view,
        representative_count: *const pith_view,
        centers: *const pith_view,
        inertia: *const pith_view,
        iterations: *const pith_view,
    ) -> pith_status;

    /// Picks the number of clusters at the elbow of an inertia curve: the point farthest below the
    /// chord between its ends.
    ///
    /// With x = i / (n - 1) and y the inertia scaled to 1 … 0, `distance[i] = (1 - x) - y`; k is
    /// `k_min` plus the position of the greatest distance. One value, or a curve with equal ends,
    /// gives `k_min`.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `inertia`: in, `[n]`, n at least 1, f32, f16 or bf16: inertias of `k_min`, `k_min + 1`, ….
    /// - `k_min`: 1 or more.
    /// - `distance`: out, optional, `[n]`.
    /// - `k`: out, `[1]`, i32.
    /// - Method: crag_elbow
    /// - Paper: none
    /// - Ties: the lower k wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `k_min`, those of views.
    /// - Cost: O(n).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_elbow(
        context: *mut pith_context,
        inertia: *const pith_view,
        k_min: i64,
        distance: *const pith_view,
        k: *const pith_view,
    ) -> pith_status;

    /// Clusters tokens around density peaks (DPC-KNN): the centres with the highest product of
    /// density and distance to anything denser.
    ///
    /// d is the Euclidean distance divided by sqrt(D). density = exp(-mean of the `neighbours`
    /// smallest d^2 of the token, itself included) + `noise_scale` * noise; delta = least d to a
    /// denser token, the greatest d of all where there is none; score = density * delta. Every
    /// token goes to the nearest of the centres, a centre to itself. `assign` and `weight` are for
    /// `pith_apply_merge` in sum mode.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `noise`: in, optional, `[N]` or `[B, N]`: breaks ties of density; the authors draw it from
    ///   \[0, 1). NULL: zeros.
    /// - `mask`: in, optional, `[N]` or `[B, N]`, i32, 0: padding: density and score 0, in the
    ///   cluster of rank 0, and farther than anything.
    /// - `token_weight`: in, optional, `[N]` or `[B, N]`, not negative; NULL: ones. Only `weight`
    ///   depends on it.
    /// - `clusters`: 0 to N.
    /// - `neighbours`: 1 to N, the token itself included: 5 is usual. With 1 every density is 1 and
    ///   noise alone decides.
    /// - `noise_scale`: 1e-6 in the authors' code.
    /// - `epsilon`: 0 or more: added to the weight of a cluster; Chat-UniVi has 1e-6, PruneVid 0.
    /// - `centers`: out, `[clusters]` or `[B, clusters]`, i32: the centres, highest score first.
    /// - `assign`: out, optional, `[N]` or `[B, N]`, i32: rank of the token's centre in `centers`;
    ///   -1 if `clusters` is 0.
    /// - `weight`: out, optional, `[N]` or `[B, N]`: token weight / (`epsilon` + sum of the weights
    ///   of the token's cluster); 0 where that is 0 / 0.
    /// - `density`: out, optional, `[N]` or `[B, N]`.
    /// - `delta`: out, optional, `[N]` or `[B, N]`.
    /// - `score`: out, optional, `[N]` or `[B, N]`.
    /// - Method: dpc_knn
    /// - Paper: Du, Ding and Jia, "Study on Density Peaks Clustering Based on k-Nearest Neighbors
    ///   and Principal Component Analysis", Knowledge-Based Systems 99 (2016), as used by
    ///   Chat-UniVi (CVPR 2024); <https://arxiv.org/abs/2311.08046>
    /// - Ties: equal scores: the lower index; equally near centres: the lower rank. A token of
    ///   equal density is not denser.
    /// - NaN: `PITH_ERROR_NONFINITE`; a negative token weight: `PITH_ERROR_VALUE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: N^2 D + N `clusters` D multiply-adds; O(N (D + `neighbours`) + `clusters` D)
    ///   scratch.
    /// - Threads: pairs are split; the bits do not depend on it.
    /// - Differs: near duplicates get their true distance (the authors' expanded form loses it);
    ///   density in double, so that it does not vanish for tokens far apart.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_dpc_knn(
        context: *mut pith_context,
        tokens: *const pith_view,
        noise: *const pith_view,
        mask: *const pith_view,
        token_weight: *const pith_view,
        clusters: i64,
        neighbours: i64,
        noise_scale: f64,
        epsilon: f64,
        centers: *const pith_view,
        assign: *const pith_view,
        weight: *const pith_view,
        density: *const pith_view,
        delta: *const pith_view,
        score: *const pith_view,
    ) -> pith_status;

    /// Picks tokens that stand for the others: k medoids of the tokens or of their spectral
    /// embedding (CenterCLIP).
    ///
    /// The start is the token of greatest norm, then always the one farthest from those chosen.
    /// Tokens go to the nearest medoid; the new medoid is the member with the least sum of
    /// distances; and so on. `pith_apply_gather` with `medoids` makes the shorter sequence,
    /// `pith_apply_merge` with `assign` the means of the clusters.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `options`: `algorithm` k-medoids or spectral; NULL: the usual values.
    /// - `clusters`: 0 to N.
    /// - `medoids`: out, `[clusters]` or `[B, clusters]`, i32, ascending.
    /// - `assign`: out, optional, `[N]` or `[B, N]`, i32: the rank of the token's medoid; -1 if
    ///   `clusters` is 0.
    /// - Method: centerclip
    /// - Paper: Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video
    ///   Retrieval", SIGIR 2022; <https://arxiv.org/abs/2205.00823>
    /// - Ties: the lower index wins; a medoid belongs to itself.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `clusters` and the options, `PITH_ERROR_ENUM`,
    ///   `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: N `clusters` D + D times the squared sizes of clusters that change; spectral: N^2 D
    ///   + N^3 more; O(N (D + `clusters`)) doubles of scratch, spectral O(N^2).
    /// - Threads: tokens and clusters are split; the bits do not depend on it.
    /// - Differs: distances are symmetric differences in double (the authors' break ties of two by
    ///   rounding); items of a batch stop on their own. Tokens of one part of a spectral graph
    ///   without links between its parts may lie on one point: rounding then chooses the medoid
    ///   among them, as in the authors' code.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_centerclip(
        context: *mut pith_context,
        tokens: *const pith_view,
        options: *const pith_centerclip_options,
        clusters: i64,
        medoids: *const pith_view,
        assign: *const pith_view,
    ) -> pith_status;

    /// Shortens a video to segments of consecutive frames, each with one class token and the tokens
    /// that stand for its patches (CenterCLIP).
    ///
    /// The class token of a segment is the mean of those of its frames. Patches are numbered frame
    /// by frame inside their segment.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[T, 1 + P, D]` or `[B, T, 1 + P, D]`, class tokens first, f32, f16 or bf16,
    ///   any strides.
    /// - `options`: any algorithm; NULL: the usual values.
    /// - `segments`: 1 or more, a divisor of T.
    /// - `clusters`: 0 to `T / segments * P`; not used by pooling.
    /// - `mean`: 0: medoid tokens as they are; 1: the means of their clusters. Not used by pooling
    ///   and sampling.
    /// - `y`: out, `[segments, 1 + clusters, D]` or `[B, ...]`: class token, then clusters
    ///   ascending by medoid; pooling: `[segments, 1 + P, D]`.
    /// - `medoids`: out, optional, `[segments, clusters]` or `[B, ...]`, i32; NULL for pooling.
    /// - `assign`: out, optional, `[segments, T / segments * P]` or `[B, ...]`, i32; NULL for
    ///   pooling and sampling.
    /// - Method: centerclip
    /// - Paper: Zhao, Zhu, Wang and Yang, "CenterCLIP: Token Clustering for Efficient Text-Video
    ///   Retrieval", SIGIR 2022; <https://arxiv.org/abs/2205.00823>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_UNSUPPORTED` for outputs that
    ///   the algorithm does not have, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: that of `pith_cluster_centerclip` for each segment.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_centerclip_segments(
        context: *mut pith_context,
        tokens: *const pith_view,
        options: *const pith_centerclip_options,
        segments: i64,
        clusters: i64,
        mean: i32,
        y: *const pith_view,
        medoids: *const pith_view,
        assign: *const pith_view,
    ) -> pith_status;

    /// Clusters a grid of tokens to a smaller grid by soft k-means, each token going to the cells
    /// around its own only (Expedit).
    ///
    /// Centres start as the adaptive average pooling of the grid. An iteration shares every token
    /// out among the cells within `window` div 2 rows and columns of its own cell, by the softmax
    /// of -`temperature` times squared distance, and makes each centre the weighted mean of its
    /// tokens. Class tokens stay outside. The way back: `pith_cluster_expedit_reconstruct`.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[height * width, D]` or `[B, height * width, D]`, row-major grid, f32, f16
    ///   or bf16, any strides.
    /// - `height`: 1 or more.
    /// - `width`: 1 or more.
    /// - `out_height`: 1 or more; may exceed `height`.
    /// - `out_width`: 1 or more.
    /// - `iterations`: 0 or more; 5 is usual.
    /// - `temperature`: 0 or more; multiplies squared distances: 0.01 for SAM, 0.02 for Segmenter,
    ///   0.1 for DPT.
    /// - `window`: 1 or more, in cells, odd: 5 is usual.
    /// - `centers`: out, `[out_height * out_width, D]` or `[B, out_height * out_width, D]`.
    /// - `labels`: out, optional, `[height * width]` or `[B, height * width]`, i32: the nearest of
    ///   all centres.
    /// - Method: expedit
    /// - Paper: Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction
    ///   without Fine-tuning", NeurIPS 2022; <https://arxiv.org/abs/2210.01035>
    /// - Ties: labels: the lower index.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: `height * width * window^2` D multiply-adds an iteration; labels:
    ///   `height * width * out_height * out_width` D once.
    /// - Threads: tokens and cells are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_expedit(
        context: *mut pith_context,
        tokens: *const pith_view,
        height: i64,
        width: i64,
        out_height: i64,
        out_width: i64,
        iterations: i64,
        temperature: f64,
        window: i64,
        centers: *const pith_view,
        labels: *const pith_view,
    ) -> pith_status;

    /// Rebuilds a token sequence from its clusters: every token becomes a combination of the values
    /// of its nearest centres (Expedit).
    ///
    /// The weights are exp(-`temperature` * squared distance) of the `neighbours` nearest centres
    /// (and of all that tie with the last), divided by their Euclidean norm. The norm is not a sum,
    /// as in the published models: equal values do not come back as they were.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: the tokens before
    ///   clustering.
    /// - `centers`: in, `[M, D]` or `[B, M, D]`: their centres.
    /// - `values`: in, `[M, Dv]` or `[B, M, Dv]`: what became of the centres; NaN and infinity pass
    ///   through.
    /// - `neighbours`: 1 or more; above M: all. 20 is usual.
    /// - `temperature`: 0 or more: as for `pith_cluster_expedit`.
    /// - `y`: out, `[N, Dv]` or `[B, N, Dv]`; zeros where every weight underflows, or M is 0.
    /// - Method: expedit
    /// - Paper: Liang et al., "Expediting Large-Scale Vision Transformer for Dense Prediction
    ///   without Fine-tuning", NeurIPS 2022; <https://arxiv.org/abs/2210.01035>
    /// - Ties: centres as near as the last neighbour all count.
    /// - NaN: `PITH_ERROR_NONFINITE` for `tokens` and `centers`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: N M D + N `neighbours` (D + Dv) multiply-adds; O(N (`neighbours` + Dv) + M D)
    ///   scratch.
    /// - Threads: tokens are split; the bits do not depend on it.
    /// - Differs: more neighbours than centres are clamped (the authors' code fails).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_cluster_expedit_reconstruct(
        context: *mut pith_context,
        tokens: *const pith_view,
        centers: *const pith_view,
        values: *const pith_view,
        neighbours: i64,
        temperature: f64,
        y: *const pith_view,
    ) -> pith_status;

    /// Creates a context: one thread, malloc, no callbacks.
    ///
    /// A context keeps its scratch between calls, so that repeating a call allocates nothing. It
    /// serves one call at a time.
    ///
    /// - `context`: out, the new context; give it to `pith_context_destroy` when done.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_MEMORY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_create(context: *mut *mut pith_context) -> pith_status;

    /// Frees a context, its scratch and its threads. NULL is accepted.
    ///
    /// - `context`: No call may be using it.
    /// - Threads: ends the context's threads and waits for them.
    /// - Since: 0.1
    pub fn pith_context_destroy(context: *mut pith_context);

    /// Uses this many threads, the calling one included, for calls with this context.
    ///
    /// The threads are started here and wait until a call has enough work to share. Results do not
    /// depend on their number.
    ///
    /// - `context`: Not NULL.
    /// - `threads`: 1 to 1024; 1 ends the context's threads.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`, `PITH_ERROR_MEMORY` (the
    ///   threads could not be started; the context keeps one).
    /// - Threads: after `fork` the child has no such threads: its calls run on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_set_threads(context: *mut pith_context, threads: i32) -> pith_status;

    /// Runs parallel loops on the host's own threads instead of the library's.
    ///
    /// - `context`: Not NULL.
    /// - `parallel_for`: Calls the task once for every index, on any threads, and returns when all
    ///   have finished; NULL goes back to one thread.
    /// - `user`: Passed to `parallel_for`.
    /// - `workers`: How many tasks may run at once, 1 to 1024: the number of pieces that loops are
    ///   split into.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_set_parallel_for(
        context: *mut pith_context,
        parallel_for: pith_parallel_for_fn,
        user: *mut c_void,
        workers: i32,
    ) -> pith_status;

    /// Takes scratch from the host's allocator instead of malloc. Scratch held so far is freed.
    ///
    /// - `context`: Not NULL.
    /// - `alloc_block`: Returns a block, or NULL when there is none, which becomes
    ///   `PITH_ERROR_MEMORY`. NULL goes back to malloc.
    /// - `free_block`: Takes back a block of `alloc_block`; NULL exactly if `alloc_block` is NULL.
    /// - `user`: Passed to both.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_BUSY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_set_allocator(
        context: *mut pith_context,
        alloc_block: pith_alloc_fn,
        free_block: pith_free_fn,
        user: *mut c_void,
    ) -> pith_status;

    /// Reports the progress of long calls and lets the host stop them.
    ///
    /// - `context`: Not NULL.
    /// - `progress`: Called on the calling thread between pieces of work; a result other than 0
    ///   stops the call with `PITH_ERROR_CANCELLED`. NULL: none.
    /// - `user`: Passed to `progress`.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_BUSY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_set_progress(
        context: *mut pith_context,
        progress: pith_progress_fn,
        user: *mut c_void,
    ) -> pith_status;

    /// Makes sure that calls which need at most this much scratch allocate nothing.
    ///
    /// - `context`: Not NULL.
    /// - `bytes`: Not negative.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`, `PITH_ERROR_MEMORY`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_context_reserve(context: *mut pith_context, bytes: i64) -> pith_status;

    /// The most scratch that a call with this context has used, in bytes.
    ///
    /// - `context`: NULL gives 0.
    /// - Since: 0.1
    pub fn pith_context_peak_scratch(context: *mut pith_context) -> i64;

    /// Asks the call that is using this context, or the next one, to stop with
    /// `PITH_ERROR_CANCELLED`.
    ///
    /// The call that stops clears the request. A call that finishes before it looks leaves the
    /// request for the next one.
    ///
    /// - `context`: NULL does nothing.
    /// - Threads: may be called from any thread while a call runs.
    /// - Since: 0.1
    pub fn pith_context_cancel(context: *mut pith_context);

    /// Keeps the first entries of a cache (attention sinks) and the most recent ones.
    ///
    /// n + coming \<= start + recent: all; else \[0, start) and \[n - recent + coming, n). The same
    /// indices serve every head. The method also needs keys that are cached before the rotary
    /// embedding, with positions counted within the shortened cache.
    ///
    /// - `context`: may be NULL.
    /// - `n`: entries of the cache, 0 to 2^31 - 1.
    /// - `start`: sinks, 0 or more; the paper: 4.
    /// - `recent`: size of the window, 0 or more.
    /// - `coming`: room to make for so many new entries, 0 or more.
    /// - `indices`: out, `[capacity]`, i32, ascending; start + recent elements always suffice.
    /// - `count`: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
    /// - Method: streaming_llm
    /// - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024,
    ///   <https://arxiv.org/abs/2309.17453>
    /// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(kept).
    /// - Differs: more coming entries than the window holds leave the sinks; the authors' slice
    ///   wraps.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_streaming_llm(
        context: *mut pith_context,
        n: i64,
        start: i64,
        recent: i64,
        coming: i64,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Keeps all entries of a cache but a range.
    ///
    /// - `context`: may be NULL.
    /// - `n`: entries of the cache, 0 to 2^31 - 1.
    /// - `begin`: first entry that goes, 0 to `end`.
    /// - `end`: past the last entry that goes, at most n.
    /// - `indices`: out, `[capacity]`, i32, ascending; n - (end - begin) elements are needed.
    /// - `count`: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
    /// - Method: streaming_llm_evict_range
    /// - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024,
    ///   <https://arxiv.org/abs/2309.17453>
    /// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(kept).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_evict_range(
        context: *mut pith_context,
        n: i64,
        begin: i64,
        end: i64,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Keeps, per head, the entries that collected most attention so far and the most recent ones:
    /// one step of H2O.
    ///
    /// An entry's score is the attention of all queries since it came: the column sum of this step
    /// plus its old score. If L is more than heavy + recent, the `heavy` largest scores among the
    /// first L - recent entries stay, and the last `recent`. Carry `kept_scores` to the next step;
    /// compact K, V and the positions of each head with `indices`.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[H, Q, L]` or `[B, H, Q, L]`, f32, f16 or bf16, any strides:
    ///   probabilities of the Q new queries over the cached entries and themselves.
    /// - `scores`: in, `[H, L - Q]` or `[B, H, L - Q]`, float: `kept_scores` of the last step; NULL
    ///   at the first (old scores of 0).
    /// - `heavy`: heavy hitters, 0 or more.
    /// - `recent`: size of the window, 0 or more.
    /// - `indices`: out, `[H, K]` or `[B, H, K]`, K = min(L, heavy + recent), i32, ascending.
    /// - `kept_scores`: out, `[H, K]` or `[B, H, K]`, float.
    /// - Method: h2o
    /// - Paper: H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language
    ///   Models, NeurIPS 2023, <https://arxiv.org/abs/2306.14048>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `heavy` and `recent`, `PITH_ERROR_SHAPE`, those of views.
    /// - Cost: one read of the attention, O(H L) scratch.
    /// - Differs: batches; the authors' `evict_for_space`, which reads the wrong axis, is left out.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_h2o(
        context: *mut pith_context,
        attention: *const pith_view,
        scores: *const pith_view,
        heavy: i64,
        recent: i64,
        indices: *const pith_view,
        kept_scores: *const pith_view,
    ) -> pith_status;

    /// Keeps, per head, the prompt entries that the last w queries look at, and those w entries:
    /// SnapKV.
    ///
    /// Softmax of the window's queries over the keys (causal within the window), summed over the
    /// queries, pooled along the cache; the keep - w largest of the entries before the window come
    /// first, then the window in order. N \< keep: all, in order.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `queries`: in, `[H, w, D]` or `[B, H, w, D]`, w at most N, D at least 1, float: the last
    ///   queries, after rotary embedding.
    /// - `keys`: in, `[G, N, D]` or `[B, G, N, D]`, float; H a multiple of G: head h reads keys h /
    ///   (H / G).
    /// - `keep`: capacity, at least w.
    /// - `kernel`: odd width of the pooling; the paper's code: 5.
    /// - `pool`: `PITH_POOL_AVERAGE` (divides by `kernel` at the borders too) or `PITH_POOL_MAX`.
    /// - `order`: of the selected entries: `PITH_ORDER_POSITION` (all indices then ascend, as
    ///   `pith_apply_compact` wants) or `PITH_ORDER_RANKED`, the authors'.
    /// - `indices`: out, `[H, K]` or `[B, H, K]`, K = min(N, keep), i32.
    /// - Method: snapkv
    /// - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024,
    ///   <https://arxiv.org/abs/2404.14469>
    /// - Ties: the lower index wins; maximum pooling makes runs of equal scores.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep` and `kernel`, `PITH_ERROR_ENUM`, those of views.
    /// - Cost: H·w·N·D multiply-adds; N·D + w·N + H·N floats of scratch.
    /// - Differs: grouped heads need no repeated keys; `keep` may equal w.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_snapkv(
        context: *mut pith_context,
        queries: *const pith_view,
        keys: *const pith_view,
        keep: i64,
        kernel: i64,
        pool: pith_pool,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// SnapKV from attention probabilities that the host has: as `pith_kv_snapkv`.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[H, w, N]` or `[B, H, w, N]`, w at most N, float: rows of the last w
    ///   queries.
    /// - `keep`: capacity, at least w.
    /// - `kernel`: odd width of the pooling.
    /// - `pool`: `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`.
    /// - `order`: of the selected entries, as for `pith_kv_snapkv`.
    /// - `indices`: out, `[H, K]` or `[B, H, K]`, K = min(N, keep), i32.
    /// - Method: snapkv_attention
    /// - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024,
    ///   <https://arxiv.org/abs/2404.14469>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies before the window; the window's own columns are
    ///   not read.
    /// - Errors: `PITH_ERROR_RANGE` for `keep` and `kernel`, `PITH_ERROR_ENUM`, those of views.
    /// - Cost: one read of the attention, O(H N) scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_snapkv_attention(
        context: *mut pith_context,
        attention: *const pith_view,
        keep: i64,
        kernel: i64,
        pool: pith_pool,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Selects, per query head, the cache positions with the largest q . k: the selection layers of
    /// TidalDecode.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `query`: in, `[H, D]` or `[B, H, D]`, D at least 1, float: the current token, after rotary
    ///   embedding.
    /// - `keys`: in, `[G, N, D]` or `[B, G, N, D]`, float, the current token last; H a multiple of
    ///   G: head h reads keys h / (H / G).
    /// - `keep`: top k, 0 or more; the paper: 256.
    /// - `always_last`: 0: the current token competes, as in the authors' reference; 1: it is one
    ///   of the `keep` and comes last, as in their GPU kernels.
    /// - `order`: `PITH_ORDER_POSITION` or `PITH_ORDER_RANKED`.
    /// - `indices`: out, `[H, K]` or `[B, H, K]`, K = min(N, keep), i32: the state for the layers
    ///   that follow.
    /// - Method: tidaldecode
    /// - Paper: TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse
    ///   Attention, ICLR 2025, <https://arxiv.org/abs/2410.05076>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep` and `always_last`, `PITH_ERROR_ENUM`, those of
    ///   views.
    /// - Cost: H·N·D multiply-adds, each key read once; H·N floats of scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_tidaldecode_select(
        context: *mut pith_context,
        query: *const pith_view,
        keys: *const pith_view,
        keep: i64,
        always_last: i32,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Attention of one token over the chosen cache positions: the sparse layers of TidalDecode.
    ///
    /// output\[h\] = Σ softmax(q\[h\] . k\[n\] / sqrt(D)) v\[n\] over the positions of head h.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `query`: in, `[H, D]` or `[B, H, D]`, D at least 1, float.
    /// - `keys`: in, `[G, N, D]` or `[B, G, N, D]`, float; H a multiple of G.
    /// - `values`: in, `[G, N, E]` or `[B, G, N, E]`, float.
    /// - `indices`: in, `[H, K]` or `[B, H, K]`, i32, 0 to N - 1, any order; a position that comes
    ///   twice counts twice. NULL: all N.
    /// - `output`: out, `[H, E]` or `[B, H, E]`, float; zeros if there is no position.
    /// - Method: tidaldecode_attend
    /// - Paper: TidalDecode: Fast and Accurate LLM Decoding with Position Persistent Sparse
    ///   Attention, ICLR 2025, <https://arxiv.org/abs/2410.05076>
    /// - NaN: passes through.
    /// - Errors: `PITH_ERROR_INDEX` with the position in `indices`, those of views.
    /// - Cost: H·K·(D + E) multiply-adds; only the chosen rows are read.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_tidaldecode_attend(
        context: *mut pith_context,
        query: *const pith_view,
        keys: *const pith_view,
        values: *const pith_view,
        indices: *const pith_view,
        output: *const pith_view,
    ) -> pith_status;

    /// Composes the selections of successive pruning stages into what each layer's cache keeps in
    /// the end.
    ///
    /// selections\[last\] = keep\[last\], selections\[s\] = keep\[s\] at selections\[s + 1\]. A
    /// layer whose cache was written before stage s and after stage s - 1 is cut down with row s
    /// (`pith_apply_compact`): every cache then holds the tokens that survive all stages.
    ///
    /// - `context`: may be NULL.
    /// - `keep`: in, `[sum of lengths]`, i32: the lists of the stages, one behind the other; each
    ///   position is relative to what the stage before left.
    /// - `lengths`: in, `[S]`, i32: length of each stage's list.
    /// - `n`: tokens before the first stage.
    /// - `selections`: out, `[S, n_last]`, i32, n_last = length of the last list.
    /// - Method: mustdrop
    /// - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language
    ///   Model, 2024, <https://arxiv.org/abs/2411.10803>
    /// - Errors: `PITH_ERROR_RANGE` for `n`, `PITH_ERROR_INDEX` with the position in `keep` or
    ///   `lengths`, those of views.
    /// - Cost: S·n_last.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_mustdrop_compose(
        context: *mut pith_context,
        keep: *const pith_view,
        lengths: *const pith_view,
        n: i64,
        selections: *const pith_view,
    ) -> pith_status;

    /// SnapKV's scores per KV head, as kvpress computes them; `pith_select_top_k` with the KV heads
    /// as its batch selects.
    ///
    /// Mean of the last `window` rows of the attention, pooled along the cache with padding
    /// counted, mean over the query heads of a group. The window's own entries score the maximum +
    /// 1. A cache no longer than the window scores 1.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[H, Q, N]` or `[B, H, Q, N]`, Q at least min(window, N), float, any
    ///   strides.
    /// - `kv_heads`: G, a divisor of H.
    /// - `window`: 1 or more; kvpress: 64.
    /// - `kernel`: odd width of the pooling; kvpress: 5.
    /// - `scores`: out, `[G, N]` or `[B, G, N]`, float.
    /// - Method: snapkv_scores
    /// - Paper: SnapKV: LLM Knows What You are Looking for Before Generation, NeurIPS 2024,
    ///   <https://arxiv.org/abs/2404.14469>
    /// - NaN: `PITH_ERROR_NONFINITE` in what is read.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE`, those of views.
    /// - Cost: one read of H·window·N elements, O(H N) scratch.
    /// - Differs: the maximum is that of one batch item; short caches are kept where the authors'
    ///   code fails.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_score_snapkv(
        context: *mut pith_context,
        attention: *const pith_view,
        kv_heads: i64,
        window: i64,
        kernel: i64,
        scores: *const pith_view,
    ) -> pith_status;

    /// The attention that each cache entry received, divided by the queries that see it: kvpress's
    /// observed attention, after H2O.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[H, Q, N]` or `[B, H, Q, N]`, Q at most N, float: the last Q queries of
    ///   a causal map. Entry n is seen by min(Q, N - n) queries.
    /// - `kv_heads`: G, a divisor of H; the heads of a group are averaged.
    /// - `scores`: out, `[G, N]` or `[B, G, N]`, float.
    /// - Method: observed_attention
    /// - Paper: H2O: Heavy-Hitter Oracle for Efficient Generative Inference of Large Language
    ///   Models, NeurIPS 2023, <https://arxiv.org/abs/2306.14048>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `kv_heads`, `PITH_ERROR_SHAPE`, those of views.
    /// - Cost: one read of the attention, O(H N) scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_score_observed(
        context: *mut pith_context,
        attention: *const pith_view,
        kv_heads: i64,
        scores: *const pith_view,
    ) -> pith_status;

    /// The last query's attention, averaged over all heads: TOVA. The last entry scores the maximum
    /// + 1.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[H, Q, N]` or `[B, H, Q, N]`, Q at least 1, float; its last row is read,
    ///   without its last column.
    /// - `kv_heads`: G, a divisor of H; each gets the same scores.
    /// - `scores`: out, `[G, N]` or `[B, G, N]`, float.
    /// - Method: tova
    /// - Paper: Transformers are Multi-State RNNs, EMNLP 2024, <https://arxiv.org/abs/2401.06104>
    /// - NaN: `PITH_ERROR_NONFINITE` in what is read.
    /// - Errors: `PITH_ERROR_RANGE` for `kv_heads`, `PITH_ERROR_SHAPE`, those of views.
    /// - Cost: O(H N).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_score_tova(
        context: *mut pith_context,
        attention: *const pith_view,
        kv_heads: i64,
        scores: *const pith_view,
    ) -> pith_status;

    /// Minus the norm of each key: entries with small keys are looked at most.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `keys`: in, `[G, N, D]` or `[B, G, N, D]`, float, any strides.
    /// - `scores`: out, `[G, N]` or `[B, G, N]`, float.
    /// - Method: knorm
    /// - Paper: A Simple and Effective L2 Norm-Based Strategy for KV Cache Compression, EMNLP 2024,
    ///   <https://arxiv.org/abs/2406.11430>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: those of views.
    /// - Cost: one read of the keys.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_score_knorm(
        context: *mut pith_context,
        keys: *const pith_view,
        scores: *const pith_view,
    ) -> pith_status;

    /// 1 for sinks and recent entries, 0 for the N - keep entries after the sinks: StreamingLLM as
    /// scores.
    ///
    /// - `context`: scratch; may be NULL.
    /// - `keep`: how many stay, 0 to N.
    /// - `sinks`: 0 or more; kvpress: 4.
    /// - `scores`: out, `[G, N]` or `[B, G, N]`, float.
    /// - Method: streaming_scores
    /// - Paper: Efficient Streaming Language Models with Attention Sinks, ICLR 2024,
    ///   <https://arxiv.org/abs/2309.17453>
    /// - Errors: `PITH_ERROR_RANGE`, those of views.
    /// - Cost: O(G N).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_score_streaming(
        context: *mut pith_context,
        keep: i64,
        sinks: i64,
        scores: *const pith_view,
    ) -> pith_status;

    /// How many cache entries each layer keeps: PyramidKV's line from many in the first layer to
    /// few in the last.
    ///
    /// With s = n (1 - ratio): low = s / beta, high = 2 s - low, both moved so that high is at most
    /// n - window; layer l keeps high - l (high - low) / (layers - 1), rounded half to even. Where
    /// low is below the window, every layer keeps s, rounded.
    ///
    /// - `context`: may be NULL.
    /// - `n`: entries of the cache, 0 to 2^31 - 1.
    /// - `ratio`: the share that is removed, 0 to 1.
    /// - `window`: entries that every layer keeps, 0 or more.
    /// - `beta`: steepness, 1 or more; kvpress: 20.
    /// - `keep`: out, `[layers]`, i32.
    /// - Method: pyramidkv
    /// - Paper: PyramidKV: Dynamic KV Cache Compression based on Pyramidal Information Funneling,
    ///   COLM 2025, <https://arxiv.org/abs/2406.02069>
    /// - Errors: `PITH_ERROR_RANGE`, those of views.
    /// - Cost: O(layers).
    /// - Differs: one layer is legal and keeps s.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_kv_pyramid_budget(
        context: *mut pith_context,
        n: i64,
        ratio: f64,
        window: i64,
        beta: f64,
        keep: *const pith_view,
    ) -> pith_status;

    /// Pairs tokens at even positions with their most similar token at an odd position and merges
    /// the `remove` most similar pairs.
    ///
    /// `assign` names the output row of every token, for `pith_apply_merge` and
    /// `pith_apply_unmerge`. Rows are the even tokens that stay, then all odd tokens in ascending
    /// position. The even tokens stand in ascending position with a class token and in falling
    /// similarity without one; with a distillation token the rows are class, distillation, the
    /// other even tokens, the other odd tokens. With nothing to merge every token stays in its
    /// place. A token of norm zero has similarity 0 to everything.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides; what is compared: in
    ///   a ViT the mean of the keys over heads (`pith_merge_tome_attention` gives it).
    /// - `remove`: tokens to remove; any number: r = `remove` clamped to 0 to (N - protected
    ///   tokens) / 2 takes effect.
    /// - `class_token`: 0 or 1; 1: token 0 is never merged away.
    /// - `distill_token`: 0 or 1; 1: nothing is merged into token 1.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token.
    /// - `sources`: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens merged away, in
    ///   falling similarity. What lies behind the first r is not written.
    /// - `destinations`: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens they are merged
    ///   into.
    /// - `count`: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N - r.
    /// - Method: tome
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - Ties: the lower index wins, of equal similarities and of equal destinations.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the flags, `PITH_ERROR_CAPACITY` for `sources` and
    ///   `destinations`, those of views.
    /// - Cost: N²/4·C multiply-adds, N·C floats of scratch; similarities are not stored.
    /// - Differs: from the authors' code in tokens of norm zero, which there attract every other
    ///   token.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tome(
        context: *mut pith_context,
        metric: *const pith_view,
        remove: i64,
        class_token: i32,
        distill_token: i32,
        assign: *const pith_view,
        sources: *const pith_view,
        destinations: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges every token into its most similar `k`-th token: token merging with fixed, evenly
    /// spaced destinations.
    ///
    /// Tokens form groups of `k`; the last of each group is a destination and becomes an output
    /// row, the others merge into their most similar destination, of any group. The N mod `k`
    /// tokens at the end are dropped (-1). With `k` of 1 or less every token stays in its place.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
    /// - `k`: length of a group; any number.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token, or -1.
    /// - `count`: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N / `k` rounded down.
    /// - Method: tome_kth
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - Ties: the lower destination wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: those of views.
    /// - Cost: N²/k·C multiply-adds, 2·N·C floats of scratch.
    /// - Differs: tokens of norm zero have similarity 0 to everything.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tome_kth(
        context: *mut pith_context,
        metric: *const pith_view,
        k: i64,
        assign: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges the first `remove` tokens of a permutation into their most similar one of the others:
    /// token merging with random destinations.
    ///
    /// The host draws the permutation. Output rows are the tokens that stay, in the permutation's
    /// order. With `remove` of 0 or less every token stays in its place.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
    /// - `permutation`: in, `[N]` or `[B, N]`, i32, every position from 0 to N - 1 once.
    /// - `remove`: at most N - 1.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token.
    /// - `count`: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N - `remove`.
    /// - Method: tome_random
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - Ties: the destination that comes first in the permutation wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_INDEX` for `permutation`, those of
    ///   views.
    /// - Cost: remove·(N - remove)·C multiply-adds, 2·N·C floats of scratch.
    /// - Differs: tokens of norm zero have similarity 0 to everything.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tome_random(
        context: *mut pith_context,
        metric: *const pith_view,
        permutation: *const pith_view,
        remove: i64,
        assign: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Attention over merged tokens in which every key counts by the number of tokens it stands
    /// for, and the metric for merging.
    ///
    /// output = softmax(scale · q kᵀ + ln size) v per head, heads side by side; metric = mean over
    /// heads of k.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `q`: in, `[H, N, Dh]` or `[B, H, N, Dh]`, f32, f16 or bf16, any strides.
    /// - `k`: in, shape of q.
    /// - `v`: in, shape of q.
    /// - `size`: in, NULL (all 1) or `[N]` or `[B, N]`, float, not negative; a key of size 0 gets
    ///   no attention, and if all are 0 the output is 0.
    /// - `scale`: factor of q kᵀ, usually 1 / sqrt(Dh).
    /// - `output`: out, `[N, H * Dh]` or `[B, N, H * Dh]`, float.
    /// - `metric`: out, NULL or `[N, Dh]` or `[B, N, Dh]`, float.
    /// - Method: tome_attention
    /// - Paper: Token Merging: Your ViT But Faster, ICLR 2023, <https://arxiv.org/abs/2210.09461>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `scale`, `PITH_ERROR_VALUE` for `size`, those of views.
    /// - Cost: 2·H·N²·Dh multiply-adds; scores are not stored beyond a block of rows per thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tome_attention(
        context: *mut pith_context,
        q: *const pith_view,
        k: *const pith_view,
        v: *const pith_view,
        size: *const pith_view,
        scale: f64,
        output: *const pith_view,
        metric: *const pith_view,
    ) -> pith_status;

    /// Merges the `remove` tokens of a grid that are most similar to a destination, one destination
    /// per cell of the grid.
    ///
    /// The grid is cut into cells; one token of each is a destination, every other token a source
    /// that may merge into any of them. Rows and columns beyond the last whole cell hold sources
    /// only. Output rows: the sources that stay, in falling similarity, then the destinations in
    /// raster order; with nothing to merge, or no whole cell, every token stays in its place. The
    /// paper merges with plain means (`pith_apply_merge`) and copies rows back after each block
    /// (`pith_apply_unmerge`).
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, N = width * height in raster order, f32, f16 or
    ///   bf16, any strides.
    /// - `choice`: in, NULL (the top left token of each cell) or
    ///   `[height / cell_height, width / cell_width]` for every item or `[B, …]`, i32: which token
    ///   of each cell is its destination, row by row inside the cell, 0 to cell_width * cell_height
    ///   - 1. The paper draws it at random; the library never does.
    /// - `width`: tokens in a row of the grid.
    /// - `height`: rows of the grid.
    /// - `cell_width`: 1 or more; the paper's is 2.
    /// - `cell_height`: 1 or more; the paper's is 2.
    /// - `remove`: tokens to remove; any number: r = `remove` clamped to 0 to the number of sources
    ///   takes effect.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token.
    /// - `sources`: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens merged away, in
    ///   falling similarity.
    /// - `destinations`: out, NULL or at least `[r]` or `[B, r]`, i32: the tokens they are merged
    ///   into.
    /// - `anchors`: out, NULL or `[cells]` or `[B, cells]`, i32, ascending: all destinations.
    /// - `count`: out, NULL or `[1]` (`[B]` for a batch), i32: output rows, N - r.
    /// - Method: tomesd
    /// - Paper: Token Merging for Fast Stable Diffusion, CVPR workshop 2023,
    ///   <https://arxiv.org/abs/2303.17604>
    /// - Ties: the lower index wins, of equal similarities and of equal destinations.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the sizes, `PITH_ERROR_INDEX` for `choice`,
    ///   `PITH_ERROR_CAPACITY` for `sources` and `destinations`, those of views.
    /// - Cost: sources·destinations·C multiply-adds; N·C floats of scratch; similarities are not
    ///   stored.
    /// - Differs: sources and destinations are taken in raster order (theirs comes from an unstable
    ///   sort); tokens of norm zero have similarity 0 to everything.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_tomesd(
        context: *mut pith_context,
        metric: *const pith_view,
        choice: *const pith_view,
        width: i64,
        height: i64,
        cell_width: i64,
        cell_height: i64,
        remove: i64,
        assign: *const pith_view,
        sources: *const pith_view,
        destinations: *const pith_view,
        anchors: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges tokens in rounds of bipartite soft matching with plain means.
    ///
    /// In each round tokens at even positions find their most similar token at an odd position and
    /// the r most similar pairs merge, r = min(removes\[t\], n / 2); rows are the even ones that
    /// stay in falling similarity, then the odd ones, and the next round works on the means.
    /// `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens, and the
    /// merged metric.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: what is compared;
    ///   the tokens themselves for video, keys of the last layer for images.
    /// - `removes`: in, `[T]`, i32: tokens to remove in each round, any numbers; 0 or less:
    ///   nothing. The authors' are N/2, N/4 for the frames of a video, 288, 36 for images of 576
    ///   tokens.
    /// - `assign`: out, `[N]` or `[B, N]`, i32: output row of every token.
    /// - `weight`: out, NULL or `[N]` or `[B, N]`, f32, f16 or bf16: what a token counts for in its
    ///   row, 1 / members per round.
    /// - `count`: out, NULL or `[1]` (`[B]` for a batch), i32: output rows.
    /// - Method: aim
    /// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV
    ///   2025, <https://arxiv.org/abs/2412.03248>
    /// - Ties: the lower index wins, of equal similarities and of equal destinations.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_VALUE` if sums of rows overflow, those of views.
    /// - Cost: n²/4·C multiply-adds per round; 3·N·C floats of scratch; similarities are not
    ///   stored.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Differs: a row of norm zero has similarity 0 to everything (theirs: NaN).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_aim(
        context: *mut pith_context,
        metric: *const pith_view,
        removes: *const pith_view,
        assign: *const pith_view,
        weight: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges each window of a grid whose tokens are alike into its mean: the first stage of
    /// MustDrop.
    ///
    /// A window counts as alike if the mean cosine of its pairs of tokens is at least `threshold`.
    /// In a batch every image merges as many windows as the image that has the fewest, its most
    /// similar ones. Output rows: the prefix, the merged windows in falling similarity, all other
    /// tokens in their order. `pith_apply_merge` with `PITH_REDUCE_MEAN` makes tokens and sizes.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[prefix + height * width, D]` or `[B, …, D]`, the grid in raster order,
    ///   f32, f16 or bf16, any strides.
    /// - `height`: rows of the grid.
    /// - `width`: tokens in a row.
    /// - `window_height`: divides `height`; the paper's is 3.
    /// - `window_width`: divides `width`; the paper's is 3.
    /// - `threshold`: the paper's is 0.8.
    /// - `prefix`: tokens before the grid that stay, such as 1 class token.
    /// - `assign`: out, `[prefix + height * width]` or `[B, …]`, i32, output row of every token.
    /// - `count`: out, `[1]` (`[B]` for a batch), i32: output rows, the same for every image.
    /// - Method: mustdrop
    /// - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language
    ///   Model, 2024, <https://arxiv.org/abs/2411.10803>
    /// - Ties: the lower window wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SHAPE` if the grid does not fit,
    ///   those of views.
    /// - Cost: one pass over the tokens.
    /// - Differs: any grid that the window divides; windows of one token never merge.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_mustdrop(
        context: *mut pith_context,
        tokens: *const pith_view,
        height: i64,
        width: i64,
        window_height: i64,
        window_width: i64,
        threshold: f64,
        prefix: i64,
        assign: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges every pair of an even and an odd token whose similarity is above a threshold: complex
    /// images keep more tokens.
    ///
    /// Each image merges r tokens, r = number of pairs above the threshold, at most half of the
    /// tokens that are not protected and at most `most`; the r best pairs. Rows as for
    /// `pith_merge_tome`. `assign` is the mapping of `pith_merge_dymu_attention`.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: keys averaged over
    ///   heads.
    /// - `threshold`: cosine that a pair must exceed; `pith_merge_dymu_threshold` finds it.
    /// - `most`: at most so many tokens are removed; negative: no such limit.
    /// - `class_token`: 0 or 1; 1: token 0 is never merged away.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token.
    /// - `count`: out, `[1]` (`[B]` for a batch), i32: output rows of each image.
    /// - Method: dymu
    /// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
    ///   <https://arxiv.org/abs/2504.17040>
    /// - Ties: the lower index wins, of equal similarities and of equal destinations.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `threshold` and `class_token`, those of views.
    /// - Cost: N²/4·C multiply-adds, N·C floats of scratch; similarities are not stored.
    /// - Differs: tokens of norm zero have similarity 0 to everything.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_dymu(
        context: *mut pith_context,
        metric: *const pith_view,
        threshold: f64,
        most: i64,
        class_token: i32,
        assign: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges the pairs of a batch that are above a threshold, or the best of the whole batch: the
    /// form used in calibration.
    ///
    /// Rows of each image: even tokens that stay, ascending, then all odd tokens; an item's rows
    /// past its count are padding. `pith_apply_merge` with `PITH_REDUCE_SUM` and `weight` gives the
    /// authors' values, which shrink by `epsilon`.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides.
    /// - `size`: in, NULL (all 1) or `[N]` or `[B, N]`, float: tokens that each token stands for.
    /// - `threshold`: cosine that a pair must exceed; below -1: none, `remove` counts.
    /// - `remove`: without a threshold the remove·B most similar pairs of the batch merge, `remove`
    ///   clamped to half of the tokens that are not protected; 0 or less: every token stays in its
    ///   place.
    /// - `class_token`: 0 or 1; 1: token 0 is never merged away.
    /// - `epsilon`: 0 or more; the authors' is 1e-4.
    /// - `assign`: out, `[N]` or `[B, N]`, i32, output row of every token.
    /// - `weight`: out, NULL or `[N]` or `[B, N]`, float: size / (size of the row + epsilon); 0
    ///   where that divides by 0.
    /// - `count`: out, `[1]` (`[B]` for a batch), i32: output rows of each image.
    /// - Method: dymu
    /// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
    ///   <https://arxiv.org/abs/2504.17040>
    /// - Ties: the lower item, then the lower index.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `threshold`, `epsilon` and `class_token`, those of views.
    /// - Cost: B·N²/4·C multiply-adds; similarities are not stored.
    /// - Differs: one merged pair is legal (theirs: an error of dimensions).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_dymu_batch(
        context: *mut pith_context,
        metric: *const pith_view,
        size: *const pith_view,
        threshold: f64,
        remove: i64,
        class_token: i32,
        epsilon: f64,
        assign: *const pith_view,
        weight: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Finds the similarity above which a calibration batch loses `remove` tokens per image, and
    /// keeps the running mean.
    ///
    /// All best similarities of the batch are ranked; the threshold is the first that is not
    /// merged, or the last there is, but not below 0. An empty batch has threshold 0.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: one batch at one
    ///   layer.
    /// - `remove`: tokens to remove per image on average, 0 or more; clamped to half of the tokens
    ///   that are not protected.
    /// - `class_token`: 0 or 1; 1: token 0 is never merged away.
    /// - `mean`: running mean of the batches before; not looked at for the first.
    /// - `batches`: how many there were.
    /// - `threshold`: out, `[1]`, float: that of this batch.
    /// - `new_mean`: out, NULL or `[1]`, float: (mean·batches + threshold) / (batches + 1).
    /// - Method: dymu
    /// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
    ///   <https://arxiv.org/abs/2504.17040>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: B·N²/4·C multiply-adds; similarities are not stored.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_dymu_threshold(
        context: *mut pith_context,
        metric: *const pith_view,
        remove: i64,
        class_token: i32,
        mean: f64,
        batches: i64,
        threshold: *const pith_view,
        new_mean: *const pith_view,
    ) -> pith_status;

    /// Attention of merged tokens as if they were not merged: virtual unmerging.
    ///
    /// Every position i of the original sequence stands for unique token mapping\[i\]. Queries and
    /// keys are expanded, rotated by their position (halves of the head: x cos + (-x2, x1) sin) and
    /// attend to each other; the outputs of a unique token's positions are averaged. Text tokens
    /// are unique tokens with one position.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `q`: in, `[H, U, Dh]` or `[B, H, U, Dh]`, f32, f16 or bf16, any strides: unique tokens
    ///   before rotation; Dh even.
    /// - `k`: in, shape of q.
    /// - `v`: in, shape of q.
    /// - `cos`: in, `[N, Dh]` for every item or `[B, N, Dh]`, float: of every position.
    /// - `sin`: in, `[N, Dh]` for every item or `[B, N, Dh]`, float.
    /// - `mapping`: in, `[N]` for every item or `[B, N]`, i32, 0 to U - 1.
    /// - `scale`: factor of q kᵀ, usually 1 / sqrt(Dh).
    /// - `causal`: 0 or 1; 1: a position attends to those up to itself.
    /// - `output`: out, shape of q, float. A unique token without positions gets 0.
    /// - Method: dymu
    /// - Paper: DyMU: Dynamic Merging and Virtual Unmerging for Efficient VLMs, 2025,
    ///   <https://arxiv.org/abs/2504.17040>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `scale` and `causal`, `PITH_ERROR_INDEX` for `mapping`,
    ///   those of views.
    /// - Cost: H (N²·Dh + U²·Dh) multiply-adds; 128 N + U² + 3 N·Dh + (1 + H) U·Dh floats of
    ///   scratch, no N×N matrix.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_dymu_attention(
        context: *mut pith_context,
        q: *const pith_view,
        k: *const pith_view,
        v: *const pith_view,
        cos: *const pith_view,
        sin: *const pith_view,
        mapping: *const pith_view,
        scale: f64,
        causal: i32,
        output: *const pith_view,
    ) -> pith_status;

    /// Merges N tokens into M by soft assignment: every token is shared out among the tokens of a
    /// basis.
    ///
    /// The basis is the first `protect` tokens and the best-scored others. Token j hands
    /// softmax(cosine / tau) of itself to each unprotected basis token; protected tokens pass
    /// through unchanged. y = W x with W the shares weighted by size, rows adding up to 1; sizes
    /// add up over what was handed out. `pith_merge_token_transforming_inverse` brings N tokens
    /// back. With nothing but protected tokens in the basis the others vanish.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: keys or tokens.
    /// - `score`: in, `[N]` or `[B, N]`, float: class attention averaged over heads, or attention
    ///   received.
    /// - `size`: in, NULL (all 1) or `[N]` or `[B, N]`, float, not negative: tokens that each token
    ///   stands for.
    /// - `x`: in, NULL or `[N, D]` or `[B, N, D]`, float: what is merged; needed for `y`.
    /// - `keep`: M = `keep` clamped to `protect` to N.
    /// - `tau`: temperature, 2^-100 to 2^100; 0.05 to 0.2 is sensible, towards 0 each token merges
    ///   into its nearest basis token.
    /// - `protect`: 0 to N: tokens at the front that pass through, such as a class token.
    /// - `basis`: out, `[M]` or `[B, M]`, i32, ascending.
    /// - `y`: out, NULL or `[M, D]` or `[B, M, D]`, float.
    /// - `merged_size`: out, NULL or `[M]` or `[B, M]`, float.
    /// - `weights`: out, NULL or `[M, N]` or `[B, M, N]`, float: W, for `pith_apply_transform`.
    /// - Method: token_transforming
    /// - Paper: Token Transforming: A Unified and Training-Free Token Compression Framework for
    ///   Vision Transformer Acceleration, 2025, <https://arxiv.org/abs/2506.05709>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `tau` and `protect`, `PITH_ERROR_VALUE` for `size`,
    ///   `PITH_ERROR_NULL` if `y` is given without `x`, those of views.
    /// - Cost: M·N·(C + D) multiply-adds; M·D + 512 M floats of scratch, M·N only with `weights`.
    /// - Differs: no public code exists; this is the many-to-many merge that the paper's abstract
    ///   describes.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_token_transforming(
        context: *mut pith_context,
        metric: *const pith_view,
        score: *const pith_view,
        size: *const pith_view,
        x: *const pith_view,
        keep: i64,
        tau: f64,
        protect: i64,
        basis: *const pith_view,
        y: *const pith_view,
        merged_size: *const pith_view,
        weights: *const pith_view,
    ) -> pith_status;

    /// Gives all N tokens their share of the M merged ones back, and says what the shares are.
    ///
    /// x_j = sum over basis tokens i of share\[j, i\] y_i: the way back for dense tasks. `shares`
    /// alone is the soft assignment of tokens to any basis.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `metric`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: what the merge was
    ///   given.
    /// - `basis`: in, `[M]` or `[B, M]`, i32, strictly ascending; the first `protect` are 0, 1, ….
    /// - `y`: in, NULL or `[M, D]` or `[B, M, D]`, float: merged tokens; needed for `x`.
    /// - `tau`: as in the merge.
    /// - `protect`: as in the merge, 0 to M.
    /// - `x`: out, NULL or `[N, D]` or `[B, N, D]`, float.
    /// - `shares`: out, NULL or `[N, M]` or `[B, N, M]`, float; rows add up to 1, or are 0 if
    ///   nothing but protected tokens is there.
    /// - Method: token_transforming
    /// - Paper: Token Transforming: A Unified and Training-Free Token Compression Framework for
    ///   Vision Transformer Acceleration, 2025, <https://arxiv.org/abs/2506.05709>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `tau` and `protect`, `PITH_ERROR_INDEX` for `basis`,
    ///   `PITH_ERROR_NULL` if `x` is given without `y`, those of views.
    /// - Cost: M·N·(C + D) multiply-adds; N·D + 256 M floats of scratch, M·N only with `shares`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_merge_token_transforming_inverse(
        context: *mut pith_context,
        metric: *const pith_view,
        basis: *const pith_view,
        y: *const pith_view,
        tau: f64,
        protect: i64,
        x: *const pith_view,
        shares: *const pith_view,
    ) -> pith_status;

    /// Pools a grid of tokens to a smaller (or larger) grid, as PyTorch's adaptive pooling.
    ///
    /// Output row i covers input rows floor(i h / oh) to ceil((i + 1) h / oh) - 1, columns
    /// likewise. Averages add the window's cells in row-major order in f32 and divide by the
    /// window's height, then by its width: the bits of PyTorch on the CPU, save for a 1 x 1 output,
    /// which PyTorch sums in another order and Pith in double. 1-D pooling:
    /// `height = out_height = 1`.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `x`: in, `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or
    ///   bf16, any strides.
    /// - `height`: 1 or more.
    /// - `width`: 1 or more.
    /// - `out_height`: 1 or more; may exceed `height`.
    /// - `out_width`: 1 or more; may exceed `width`.
    /// - `mode`: `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`.
    /// - `y`: out, `[out_height * out_width, D]` or `[B, out_height * out_width, D]`, f32, f16 or
    ///   bf16.
    /// - Method: adaptive_pool2d
    /// - Paper: PyTorch, `torch.nn.functional.adaptive_avg_pool2d`, `adaptive_max_pool2d`;
    ///   <https://pytorch.org/docs/stable/nn.functional.html>
    /// - Ties: the first maximum in row-major order (which tells -0 from 0).
    /// - NaN: passes through; it wins a maximum.
    /// - Errors: `PITH_ERROR_RANGE` for the sides, `PITH_ERROR_ENUM` for `mode`, those of views.
    /// - Cost: O(sum of window areas * D), at most about 4 N D; memory speed where windows do not
    ///   overlap.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_adaptive(
        context: *mut pith_context,
        x: *const pith_view,
        height: i64,
        width: i64,
        out_height: i64,
        out_width: i64,
        mode: pith_pool,
        y: *const pith_view,
    ) -> pith_status;

    /// Pools a grid of tokens with a fixed window, as PyTorch's avg_pool and max_pool.
    ///
    /// Frames, height and width of the result come from `pith_pool_window_grid`. Averages add the
    /// window's cells in row-major order in f32 and divide once: the bits of PyTorch on the CPU.
    /// Without `ceiling` the cells that no whole window reaches are dropped. Three axes:
    /// avg_pool3d; one frame: avg_pool2d.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `x`: in, `[N, D]` or `[B, N, D]`, N = frames * height * width, frames outermost, f32, f16
    ///   or bf16, any strides.
    /// - `window`: the grid of `x` and the window on it.
    /// - `mode`: `PITH_POOL_AVERAGE` or `PITH_POOL_MAX`; padding counts as 0 in an average and
    ///   never wins a maximum.
    /// - `y`: out, `[M, D]` or `[B, M, D]`, M the cells of the result's grid, f32, f16 or bf16.
    /// - Method: avg_pool2d
    /// - Paper: PyTorch, `torch.nn.functional.avg_pool2d`, `avg_pool3d`, `max_pool2d`,
    ///   `max_pool3d`; <https://pytorch.org/docs/stable/nn.functional.html>
    /// - Ties: the first maximum in row-major order (which tells -0 from 0).
    /// - NaN: passes through; it wins a maximum.
    /// - Errors: `PITH_ERROR_RANGE` for a field of the window, also where the window is larger than
    ///   the padded grid; `PITH_ERROR_ENUM` for `mode`, those of views.
    /// - Cost: O(sum of window volumes * D); memory speed where windows do not overlap.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_window(
        context: *mut pith_context,
        x: *const pith_view,
        window: *const pith_window,
        mode: pith_pool,
        y: *const pith_view,
    ) -> pith_status;

    /// Says what grid a pooling window leaves: how large the result of `pith_pool_window` is.
    ///
    /// - `context`: may be NULL.
    /// - `window`: as for `pith_pool_window`.
    /// - `grid`: out, `[3]` i32: frames, height, width of the result.
    /// - Errors: `PITH_ERROR_RANGE` for a field of the window, those of views.
    /// - Cost: constant.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_window_grid(
        context: *mut pith_context,
        window: *const pith_window,
        grid: *const pith_view,
    ) -> pith_status;

    /// Pools a grid to about a wished number of tokens: the nested sets of M3.
    ///
    /// The window is k = floor(sqrt(height * width / target)); `pith_pool_m3_grid` says what is
    /// left, which is `target` only where the sizes go into each other. Rows and columns that no
    /// whole window reaches are dropped.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `x`: in, `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or
    ///   bf16, any strides.
    /// - `height`: 1 or more.
    /// - `width`: 1 or more.
    /// - `target`: 1 to height * width; k must not exceed a side.
    /// - `y`: out, `[M, D]` or `[B, M, D]`, M the cells of the grid that is left, f32, f16 or bf16.
    /// - Method: m3
    /// - Paper: Matryoshka Multimodal Models, ICLR 2025; <https://arxiv.org/abs/2405.17430>
    /// - NaN: passes through.
    /// - Errors: `PITH_ERROR_RANGE` for the sides and `target`, those of views.
    /// - Cost: O(N D).
    /// - Differs: the grid need not be square; sums are in f32 also for half precision.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_m3(
        context: *mut pith_context,
        x: *const pith_view,
        height: i64,
        width: i64,
        target: i64,
        y: *const pith_view,
    ) -> pith_status;

    /// Says what grid `pith_pool_m3` leaves.
    ///
    /// - `context`: may be NULL.
    /// - `height`: 1 or more.
    /// - `width`: 1 or more.
    /// - `target`: as for `pith_pool_m3`.
    /// - `grid`: out, `[3]` i32: 1, height, width of the result.
    /// - Errors: `PITH_ERROR_RANGE` for the sides and `target`, those of views.
    /// - Cost: constant.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_m3_grid(
        context: *mut pith_context,
        height: i64,
        width: i64,
        target: i64,
        grid: *const pith_view,
    ) -> pith_status;

    /// Pools every frame of a video by a stride, as LLaVA-NeXT and LLaVA-OneVision do.
    ///
    /// Average and max use windows of stride x stride and drop what no whole window reaches;
    /// bilinear resamples to the side ceil(side / stride), so that an odd side gives one row and
    /// column more.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `x`: in, `[frames * side * side, D]`, frames outermost, f32, f16 or bf16, any strides.
    /// - `side`: 1 to 46340.
    /// - `stride`: 1 or more; for average and max at most `side`.
    /// - `mode`: a pith_frame_pool.
    /// - `y`: out, `[frames * o * o, D]`, o = floor(side / stride), for bilinear ceil(side /
    ///   stride), f32, f16 or bf16.
    /// - Method: llava_2dpool
    /// - Paper: LLaVA-NeXT and LLaVA-OneVision, `get_2dPool`, 2024;
    ///   <https://arxiv.org/abs/2408.03326>
    /// - NaN: passes through; it wins a maximum.
    /// - Errors: `PITH_ERROR_RANGE` for `side` and `stride`, `PITH_ERROR_ENUM` for `mode`, those of
    ///   views.
    /// - Cost: O(N D).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_llava_2dpool(
        context: *mut pith_context,
        x: *const pith_view,
        side: i64,
        stride: i64,
        mode: pith_frame_pool,
        y: *const pith_view,
    ) -> pith_status;

    /// Attends from one query per region of a grid to the keys of its region: the core of
    /// TokenPacker, QueCC and LLaVA-ST.
    ///
    /// Region (F, R, C) holds the cells (F * frame_scale + f, R * scale + a, C * scale + b) in
    /// row-major order. Per head of width d = E / heads, weights are the softmax of (q . k) /
    /// sqrt(d). The projections before and after are the host's.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `queries`: in, `[M, E]` or `[B, M, E]`, M the regions, row-major with frames outermost,
    ///   f32, f16 or bf16, any strides.
    /// - `keys`: in, `[frames * height * width, E]`, batched as `queries`, f32, f16 or bf16, any
    ///   strides.
    /// - `values`: in, as `keys`.
    /// - `frames`: 1 or more; 1 for an image.
    /// - `height`: 1 or more.
    /// - `width`: 1 or more.
    /// - `frame_scale`: frames of a region; divides `frames`.
    /// - `scale`: rows and columns of a region; divides both sides.
    /// - `heads`: divides E.
    /// - `y`: out, `[M, E]` or `[B, M, E]`, the heads side by side, f32, f16 or bf16.
    /// - `weights`: out, `[H, M, frame_scale * scale^2]`, batched as `queries`, f32, f16 or bf16;
    ///   or NULL.
    /// - Method: region_attention
    /// - Paper: TokenPacker: Efficient Visual Projector for Multimodal LLM, 2024;
    ///   <https://arxiv.org/abs/2407.02392>
    /// - NaN: a NaN in a query, key or value spoils its region only.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: 2 N E multiply-adds.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_region_attention(
        context: *mut pith_context,
        queries: *const pith_view,
        keys: *const pith_view,
        values: *const pith_view,
        frames: i64,
        height: i64,
        width: i64,
        frame_scale: i64,
        scale: i64,
        heads: i64,
        y: *const pith_view,
        weights: *const pith_view,
    ) -> pith_status;

    /// Attends from queries to keys: what MQT's learned queries, or a prefix of them, take of an
    /// image's tokens.
    ///
    /// Per head of width d = E / heads, weights are the softmax of (q . k) / sqrt(d) over all keys.
    /// MQT's keys hold positions only: its weights are the same for every image. The projections
    /// around it: `pith_pool_project`.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `queries`: in, `[M, E]` or `[B, M, E]`, f32, f16 or bf16, any strides.
    /// - `keys`: in, `[N, E]` or `[B, N, E]`, N at least 1, f32, f16 or bf16, any strides.
    /// - `values`: in, as `keys`.
    /// - `heads`: divides E.
    /// - `y`: out, `[M, E]` or `[B, M, E]`, the heads side by side, f32, f16 or bf16.
    /// - `weights`: out, `[H, M, N]` or `[B, H, M, N]`, f32, f16 or bf16; or NULL.
    /// - Method: mqt
    /// - Paper: Matryoshka Query Transformer for Large Vision-Language Models, NeurIPS 2024;
    ///   <https://arxiv.org/abs/2405.19315>
    /// - NaN: a NaN in a query spoils its row, in a key all rows of its head, in a value its
    ///   channel.
    /// - Errors: `PITH_ERROR_RANGE` for `heads`, those of views.
    /// - Cost: 2 M N E multiply-adds; scratch of about N E / H + 64 N floats, and of the outputs.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_cross_attention(
        context: *mut pith_context,
        queries: *const pith_view,
        keys: *const pith_view,
        values: *const pith_view,
        heads: i64,
        y: *const pith_view,
        weights: *const pith_view,
    ) -> pith_status;

    /// Projects tokens: an added position, LayerNorm and a linear map, each optional, for hosts
    /// that pool by attention.
    ///
    /// y = LayerNorm(x + position) W^T + bias. A weight that a model stores as `[D, Dout]` is
    /// passed with its strides exchanged.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `x`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `position`: in, `[N, D]`, added to every item; or NULL.
    /// - `norm_scale`: in, `[D]`: LayerNorm with this scale; NULL: none.
    /// - `norm_shift`: in, `[D]`, added after the scale; or NULL. Needs `norm_scale`.
    /// - `weight`: in, `[Dout, D]`; NULL: the identity, Dout = D.
    /// - `bias`: in, `[Dout]`; or NULL.
    /// - `epsilon`: 0 or more, added to the variance.
    /// - `y`: out, `[N, Dout]` or `[B, N, Dout]`, f32, f16 or bf16.
    /// - NaN: spoils its row; in a parameter whatever it enters. So does a row of equal values with
    ///   an epsilon of 0.
    /// - Errors: `PITH_ERROR_RANGE` for `epsilon`, those of views.
    /// - Cost: N D Dout multiply-adds; scratch of about N D + N Dout + D Dout floats, N over all
    ///   items.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_project(
        context: *mut pith_context,
        x: *const pith_view,
        position: *const pith_view,
        norm_scale: *const pith_view,
        norm_shift: *const pith_view,
        weight: *const pith_view,
        bias: *const pith_view,
        epsilon: f64,
        y: *const pith_view,
    ) -> pith_status;

    /// Glues factor x factor neighbouring tokens along the channels: fewer, wider tokens, without
    /// loss.
    ///
    /// Glued token (R, C) takes the tokens (R * factor + dy, C * factor + dx); `layout` says in
    /// which order its values stand.
    ///
    /// - `context`: threads; NULL: one thread.
    /// - `x`: in, `[height * width, D]` or `[B, height * width, D]`, a row-major grid, any dtype,
    ///   any strides.
    /// - `height`: a multiple of `factor`; may be 0.
    /// - `width`: a multiple of `factor`; may be 0.
    /// - `factor`: 1 to 32767.
    /// - `layout`: OFFSET_MAJOR: InternVL v2, Idefics3, Qwen2-VL; OFFSET_MAJOR_TRANSPOSED: InternVL
    ///   v1; CHANNEL_MAJOR: PyTorch.
    /// - `y`: out, `[height * width / factor^2, factor^2 * D]`, batched as `x`, dtype of `x`.
    /// - Method: space_to_depth
    /// - Paper: PyTorch, `torch.nn.functional.pixel_unshuffle`, and the pixel shuffle of InternVL,
    ///   Idefics3 and Qwen2-VL;
    ///   <https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html>
    /// - NaN: moved like anything else.
    /// - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, `PITH_ERROR_ENUM` for `layout`,
    ///   those of views.
    /// - Cost: one copy of the data; no scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_space_to_depth(
        context: *mut pith_context,
        x: *const pith_view,
        height: i64,
        width: i64,
        factor: i64,
        layout: pith_depth_layout,
        y: *const pith_view,
    ) -> pith_status;

    /// Takes glued tokens apart: the inverse of `pith_pool_space_to_depth`.
    ///
    /// - `context`: threads; NULL: one thread.
    /// - `x`: in, `[height * width, factor^2 * D]` or `[B, height * width, factor^2 * D]`, any
    ///   dtype, any strides.
    /// - `height`: of the grid of `x`; may be 0.
    /// - `width`: of the grid of `x`; may be 0.
    /// - `factor`: 1 to 32767.
    /// - `layout`: that of the glueing.
    /// - `y`: out, `[height * factor * width * factor, D]`, batched as `x`, dtype of `x`.
    /// - Method: depth_to_space
    /// - Paper: PyTorch, `torch.nn.functional.pixel_shuffle`;
    ///   <https://pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html>
    /// - NaN: moved like anything else.
    /// - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, `PITH_ERROR_ENUM` for `layout`,
    ///   those of views.
    /// - Cost: one copy of the data; no scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_depth_to_space(
        context: *mut pith_context,
        x: *const pith_view,
        height: i64,
        width: i64,
        factor: i64,
        layout: pith_depth_layout,
        y: *const pith_view,
    ) -> pith_status;

    /// Says which tokens offset-major glueing takes, block after block, for hosts that gather
    /// themselves.
    ///
    /// Gathering tokens in this order and reading the buffer as factor^2 times wider rows is
    /// `pith_pool_space_to_depth`; Qwen2-VL's image processor delivers patches in this order.
    ///
    /// - `context`: may be NULL.
    /// - `height`: a multiple of `factor`; may be 0.
    /// - `width`: a multiple of `factor`; may be 0.
    /// - `factor`: 1 to 32767.
    /// - `order`: out, `[height * width]` i32: the row-major index of each token in block order.
    /// - Errors: `PITH_ERROR_RANGE` for the sides and `factor`, those of views.
    /// - Cost: O(height * width).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_block_order(
        context: *mut pith_context,
        height: i64,
        width: i64,
        factor: i64,
        order: *const pith_view,
    ) -> pith_status;

    /// Resamples a grid of tokens to another size, as PyTorch's interpolate: bilinear, nearest or
    /// nearest-exact.
    ///
    /// Without antialiasing: shrinking by an odd factor copies the centre cell of each block, by 2
    /// takes the mean of 2 x 2 cells, by a larger even factor the mean of the four central cells.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `x`: in, `[height * width, D]` or `[B, height * width, D]`, a row-major grid, f32, f16 or
    ///   bf16, any strides.
    /// - `height`: 1 or more.
    /// - `width`: 1 or more.
    /// - `out_height`: 1 or more.
    /// - `out_width`: 1 or more.
    /// - `scale`: 0: steps are side / out side. Else steps are 1 / scale, and each out side must be
    ///   floor(side * scale).
    /// - `mode`: a pith_interpolation.
    /// - `align_corners`: 1: the corners of both grids coincide (bilinear only, `scale` is not
    ///   used); else 0.
    /// - `y`: out, `[out_height * out_width, D]` or `[B, out_height * out_width, D]`, f32, f16 or
    ///   bf16.
    /// - Method: interpolate2d
    /// - Paper: PyTorch, `torch.nn.functional.interpolate`;
    ///   <https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html>
    /// - NaN: passes through from every cell of a weight above 0.
    /// - Errors: `PITH_ERROR_RANGE` for the sides, `scale` and `align_corners`, `PITH_ERROR_ENUM`
    ///   for `mode`, those of views.
    /// - Cost: O(out_height * out_width * D).
    /// - Differs: cells of weight 0 are not read, so NaN and infinity do not spread from them.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_interpolate(
        context: *mut pith_context,
        x: *const pith_view,
        height: i64,
        width: i64,
        out_height: i64,
        out_width: i64,
        scale: f64,
        mode: pith_interpolation,
        align_corners: i32,
        y: *const pith_view,
    ) -> pith_status;

    /// Keeps the first tokens of an ordered sequence, as One-D-Piece, FlexTok and MQT shorten
    /// theirs.
    ///
    /// Meaningful only where training made every prefix usable. Any element type, token-major or
    /// channel-major.
    ///
    /// - `context`: threads; NULL: one thread.
    /// - `x`: in, one to four dimensions, any dtype, any strides.
    /// - `axis`: the dimension of tokens: 0 for `[N, D]`, 1 for `[B, N, D]` or channel-major
    ///   `[C, N]`.
    /// - `keep`: 0 or more; from N on everything is kept.
    /// - `y`: out, the shape of `x` with min(keep, N) along the axis, dtype of `x`.
    /// - Method: one_d_piece
    /// - Paper: One-D-Piece: Image Tokenizer Meets Quality-Controllable Compression, 2025;
    ///   <https://arxiv.org/abs/2501.10064>
    /// - NaN: moved like anything else.
    /// - Errors: `PITH_ERROR_RANGE` for `axis` and `keep`, those of views.
    /// - Cost: one copy of what is kept; no scratch.
    /// - Differs: a negative length, which the authors' slices count from the end, is refused.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_prefix(
        context: *mut pith_context,
        x: *const pith_view,
        axis: i64,
        keep: i64,
        y: *const pith_view,
    ) -> pith_status;

    /// Keeps the first tokens and overwrites the others with a mask token: what FlexTok's decoder
    /// reads.
    ///
    /// FlexTok's shorter register sets are `pith_pool_prefix` (nested) and `pith_pool_adaptive`
    /// with height 1 (averaged).
    ///
    /// - `context`: threads; NULL: one thread.
    /// - `x`: in, `[N, D]` or `[B, N, D]`, any dtype, any strides.
    /// - `mask_token`: in, `[D]`, or `[B, D]` for one each; dtype of `x`.
    /// - `keep`: 0 or more; from N on `y` is `x`.
    /// - `y`: out, shape and dtype of `x`.
    /// - Method: flextok
    /// - Paper: FlexTok: Resampling Images into 1D Token Sequences of Flexible Length, ICML 2025;
    ///   <https://arxiv.org/abs/2502.13967>
    /// - NaN: moved like anything else.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, those of views.
    /// - Cost: one copy of the data; no scratch.
    /// - Differs: writes to an output; a negative length is refused.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_pool_mask_tail(
        context: *mut pith_context,
        x: *const pith_view,
        mask_token: *const pith_view,
        keep: i64,
        y: *const pith_view,
    ) -> pith_status;

    /// Reduces an attention map to one score per key token: first over heads, then over a range of
    /// query rows.
    ///
    /// s\[j\] = reduce over rows of (reduce over heads of attention\[h, r, j\]). The order is that
    /// of the papers' code, `attn.mean(heads).mean(rows)`; it matters where a maximum meets a mean.
    /// Only the two ranges are read, and the map is read once.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, H at least 1, f32, f16 or bf16,
    ///   any strides.
    /// - `row_begin`: first query row, 0 to `row_end - 1`.
    /// - `row_end`: past the last query row, at most Q.
    /// - `column_begin`: first key token, 0 to `column_end`.
    /// - `column_end`: past the last key token, at most K.
    /// - `head_reduce`: `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
    /// - `row_reduce`: the same, over rows.
    /// - `scores`: out, `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16
    ///   or bf16.
    /// - Method: attention_score
    /// - Paper: none
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in the ranges; a sum of finite numbers that
    ///   overflows gives infinity.
    /// - Errors: `PITH_ERROR_RANGE` for the ranges (an empty range of rows is one),
    ///   `PITH_ERROR_ENUM`, those of views.
    /// - Cost: one read of H * rows * columns elements, at memory speed.
    /// - Threads: rows and columns are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_attention(
        context: *mut pith_context,
        attention: *const pith_view,
        row_begin: i64,
        row_end: i64,
        column_begin: i64,
        column_end: i64,
        head_reduce: pith_reduce,
        row_reduce: pith_reduce,
        scores: *const pith_view,
    ) -> pith_status;

    /// Reduces an attention map to one score per key token: first over heads, then over listed
    /// query rows.
    ///
    /// As `pith_score_attention`, for methods that pick query rows: rater tokens, the last token,
    /// \[CLS\].
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, H at least 1, f32, f16 or bf16,
    ///   any strides.
    /// - `rows`: in, `[R]` or `[B, R]`, i32, R at least 1, each 0 to Q - 1, any order; a row that
    ///   comes twice counts twice.
    /// - `column_begin`: first key token, 0 to `column_end`.
    /// - `column_end`: past the last key token, at most K.
    /// - `head_reduce`: `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
    /// - `row_reduce`: the same, over rows.
    /// - `scores`: out, `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16
    ///   or bf16.
    /// - Method: attention_score_rows
    /// - Paper: none
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read; a sum of finite numbers that
    ///   overflows gives infinity.
    /// - Errors: `PITH_ERROR_RANGE` for the columns, `PITH_ERROR_INDEX` for `rows`,
    ///   `PITH_ERROR_ENUM`, those of views.
    /// - Cost: one read of H * R * columns elements, at memory speed.
    /// - Threads: rows and columns are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_attention_rows(
        context: *mut pith_context,
        attention: *const pith_view,
        rows: *const pith_view,
        column_begin: i64,
        column_end: i64,
        head_reduce: pith_reduce,
        row_reduce: pith_reduce,
        scores: *const pith_view,
    ) -> pith_status;

    /// Relevance of image tokens to a question, scaled as CDPruner takes it.
    ///
    /// s\[i\] = mean over text rows of -cosine(image\[i\], text\[m\]), then (s - min s + 1e-6) /
    /// (max s - min s). The sign is the authors': CLIP's patches are least similar to the text that
    /// describes them. Minimum and maximum are those of all batch items together, so that crops of
    /// one image are compared with each other.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `image`: in, `[N, C]` or `[B, N, C]`, f32, f16 or bf16, any strides: patch embeddings in
    ///   CLIP's joint space.
    /// - `text`: in, `[M, C]` (for every batch item) or `[B, M, C]`, M at least 1, f32, f16 or
    ///   bf16, any strides: text embeddings.
    /// - `theta`: -1: the result is as above; 0 to 0.98: it is exp(alpha r) of that, alpha = theta
    ///   / (2 (1 - theta)).
    /// - `relevance`: out, `[N]` or `[B, N]`, f32, f16 or bf16.
    /// - Method: cdpruner
    /// - Paper: Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning
    ///   in MLLMs, NeurIPS 2025, <https://arxiv.org/abs/2506.10967>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `theta`, those of views.
    /// - Cost: (N + M)·C multiply-adds; O(N + C) scratch.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Differs: embeddings of norm zero have cosine 0; if all s are equal the relevance is 1
    ///   (theirs: NaN).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_cdpruner(
        context: *mut pith_context,
        image: *const pith_view,
        text: *const pith_view,
        theta: f64,
        relevance: *const pith_view,
    ) -> pith_status;

    /// Scores patches by weighted PageRank on an attention map, over the heads whose scores vary
    /// enough and not too much.
    ///
    /// Per head s \<- (1 - damping) Aᵀ s + damping / N, `iterations` times, from a start in which
    /// all tokens are equal and the class token counts `class_weight` times; scores add up to 1. A
    /// head counts if the unbiased variance over the patches of N s lies in `min_variance` to
    /// `max_variance`; if none does, all count. scores\[i\] = sqrt(mean over these heads of s(i)²).
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16,
    ///   any strides: softmaxed, no negative entries.
    /// - `class_weight`: above 0 to 2^60: token 0 is a class token that starts with this weight and
    ///   gets no score; the paper's is sqrt(N), its "uni" variant 1. 0: there is no class token.
    /// - `iterations`: 0 to 65535. The paper votes once before the similarity stage and 1 to 50
    ///   times after it, less in later layers.
    /// - `epsilon`: voting stops after a step that changed the scores by no more in sum; 0: never.
    /// - `damping`: 0 to 1; the paper's is 0.
    /// - `sharpness`: 2^-20 to 2^20: entries are taken to this power, rows then divided by their
    ///   sums (a softmax at temperature 1 / `sharpness`); 1: entries as they are.
    /// - `min_variance`: the paper's is 0.01.
    /// - `max_variance`: the paper's is 0.7.
    /// - `mean_heads`: 0 or 1; 1: the mean of the heads instead of the root of their mean square.
    /// - `scores`: out, `[P]` or `[B, P]`, f32, f16 or bf16; P = N, or N - 1 with a class token.
    /// - `head_mask`: out, NULL or `[H]` or `[B, H]`, i32: 1 for the heads that count.
    /// - Method: zero_tprune
    /// - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in
    ///   Pre-Trained Transformers, CVPR 2024, <https://arxiv.org/abs/2305.17328>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_VALUE` for negative entries,
    ///   `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: H·N² multiply-adds per vote; 32 N bytes of scratch and H·N doubles, and N² floats
    ///   per thread if `sharpness` is not 1 or the map is not f32 with rows of neighbouring
    ///   elements.
    /// - Threads: heads are split; the bits do not depend on it.
    /// - Differs: there is no code of the authors.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_zero_tprune(
        context: *mut pith_context,
        attention: *const pith_view,
        class_weight: f64,
        iterations: i64,
        epsilon: f64,
        damping: f64,
        sharpness: f64,
        min_variance: f64,
        max_variance: f64,
        mean_heads: i32,
        scores: *const pith_view,
        head_mask: *const pith_view,
    ) -> pith_status;

    /// The same on the map restricted to the tokens that are left.
    ///
    /// As `pith_score_zero_tprune`, with N the number of survivors: only they vote and get votes.
    /// The map is not copied.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16,
    ///   any strides: softmaxed, no negative entries.
    /// - `survivors`: in, `[S]` or `[B, S]`, i32, ascending, token 0 first if `class_weight` is
    ///   above 0: what `pith_select_zero_tprune_similar` gives.
    /// - `class_weight`: above 0 to 2^60: weight of the class token at the start; 0: there is none.
    /// - `iterations`: 0 to 65535.
    /// - `epsilon`: voting stops after a step that changed the scores by no more in sum; 0: never.
    /// - `damping`: 0 to 1.
    /// - `sharpness`: 2^-20 to 2^20: entries are taken to this power, whole rows then divided by
    ///   their sums; 1: entries as they are.
    /// - `min_variance`: the paper's is 0.01.
    /// - `max_variance`: the paper's is 0.7.
    /// - `renormalize`: 0 or 1; 1: rows are divided by their sums over the survivors. A row whose
    ///   sum is below 2^-126 votes for nobody.
    /// - `scores`: out, `[P]` or `[B, P]`, f32, f16 or bf16: of the surviving patches; P = S, or S
    ///   - 1 with a class token.
    /// - `head_mask`: out, NULL or `[H]` or `[B, H]`, i32: 1 for the heads that count.
    /// - Method: zero_tprune
    /// - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in
    ///   Pre-Trained Transformers, CVPR 2024, <https://arxiv.org/abs/2305.17328>
    /// - NaN: `PITH_ERROR_NONFINITE`, also for entries of removed tokens.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_INDEX` for `survivors`,
    ///   `PITH_ERROR_VALUE` for negative entries, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: H·N² multiply-adds per vote and one more pass for the sums of rows; scratch as
    ///   there.
    /// - Threads: heads are split; the bits do not depend on it.
    /// - Differs: there is no code of the authors.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_zero_tprune_survivors(
        context: *mut pith_context,
        attention: *const pith_view,
        survivors: *const pith_view,
        class_weight: f64,
        iterations: i64,
        epsilon: f64,
        damping: f64,
        sharpness: f64,
        min_variance: f64,
        max_variance: f64,
        renormalize: i32,
        scores: *const pith_view,
        head_mask: *const pith_view,
    ) -> pith_status;

    /// Importance of a decoder's tokens by PageRank on its sharpened attention, before the softmax.
    ///
    /// Per head A = softmax of the rows of logits / temperature; d \<- (1 - damping) Aᵀ d + damping
    /// / N, `iterations` times from d = 1 / N. importance\[j\] = sqrt(mean over heads of d(j)²).
    /// `pith_select_aim` picks tokens by it.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `logits`: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16, any
    ///   strides: scaled q·k with the causal and padding mask added. -inf is masked off, and so is
    ///   what becomes -inf when divided by the temperature.
    /// - `temperature`: 2^-20 to 2^20; the authors' is 0.1.
    /// - `iterations`: 0 to 65535; theirs: 5.
    /// - `damping`: 0 to 1; theirs: 0.
    /// - `importance`: out, `[N]` or `[B, N]`, f32, f16 or bf16.
    /// - Method: aim
    /// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV
    ///   2025, <https://arxiv.org/abs/2412.03248>
    /// - NaN: `PITH_ERROR_NONFINITE`, also for +inf.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_VALUE` for logits that overflow
    ///   when divided, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: H·N² exponentials and H·N² multiply-adds per vote, about half of both for a causal
    ///   map; N² floats per thread.
    /// - Threads: heads are split; the bits do not depend on it.
    /// - Differs: a row that may attend to nothing votes for nobody (theirs: NaN).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_aim(
        context: *mut pith_context,
        logits: *const pith_view,
        temperature: f64,
        iterations: i64,
        damping: f64,
        importance: *const pith_view,
    ) -> pith_status;

    /// Reduces the attention of a few query rows to one score per key token, without an attention
    /// map.
    ///
    /// a\[h, i, j\] = softmax over the keys j that row i sees of scale · queries\[h, i\] · keys\[h
    /// / (H / G), j\]; then as `pith_score_attention`: scores\[j\] = reduce over rows of (reduce
    /// over heads of a\[h, i, j\]). The softmax runs over all keys; only the scores of the column
    /// range are made. One call gives the score that FastV, PyramidDrop, SparseVLM or TransPrune
    /// (its instruction-guided attention: the text rows after the image, causal) take from a map.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `queries`: in, `[H, R, D]` or `[B, H, R, D]`, H, R and D at least 1, f32, f16 or bf16, any
    ///   strides: after rotary embedding.
    /// - `keys`: in, `[G, N, D]` or `[B, G, N, D]`, H a multiple of G, f32, f16 or bf16, any
    ///   strides.
    /// - `scale`: of the products; 0: 1 / sqrt(D).
    /// - `causal_offset`: row i sees keys 0 to `causal_offset + i`: the position of the first row;
    ///   -1: every row sees all keys.
    /// - `column_begin`: first key token, 0 to `column_end`.
    /// - `column_end`: past the last key token, at most N.
    /// - `head_reduce`: `PITH_REDUCE_MEAN`, `PITH_REDUCE_SUM` or `PITH_REDUCE_MAX`.
    /// - `row_reduce`: the same, over rows.
    /// - `scores`: out, `[column_end - column_begin]` or `[B, column_end - column_begin]`, f32, f16
    ///   or bf16.
    /// - Method: query_key_score
    /// - Paper: none
    /// - NaN: `PITH_ERROR_NONFINITE`, also if a product of finite queries and keys leaves the range
    ///   of f32.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM`, those of views.
    /// - Cost: H·R·N·D multiply-adds; scratch of at most max(64, H / G)·N floats, plus N·D where
    ///   keys are not f32.
    /// - Threads: keys and rows are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_query_key(
        context: *mut pith_context,
        queries: *const pith_view,
        keys: *const pith_view,
        scale: f64,
        causal_offset: i64,
        column_begin: i64,
        column_end: i64,
        head_reduce: pith_reduce,
        row_reduce: pith_reduce,
        scores: *const pith_view,
    ) -> pith_status;

    /// How much a block of a decoder layer changes each token: TransPrune's token transition
    /// variation.
    ///
    /// w\[i\] = |after\[i\]| / |before\[i\]| · z\[i\] / sum of z, z\[i\] = exp(1 -
    /// cosine(before\[i\], after\[i\])); scores = previous + w. A layer's weight is that of its
    /// attention block plus that of its feed-forward block: two calls, the second with the first's
    /// result as `previous`. The sum of z runs over the whole sequence, so pass all of it, text
    /// included.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `before`: in, `[T, D]` or `[B, T, D]`, f32, f16 or bf16, any strides: the block's
    ///   normalised input.
    /// - `after`: in, the shape of `before`, f32, f16 or bf16, any strides: its output before the
    ///   residual is added.
    /// - `previous`: in, optional, `[T]` or `[B, T]`, f32, f16 or bf16: weights to add to.
    /// - `scores`: out, `[T]` or `[B, T]`, f32, f16 or bf16.
    /// - Method: transprune
    /// - Paper: TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model,
    ///   CVPR 2026, <https://arxiv.org/abs/2507.20630>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_VALUE` for norms whose ratio leaves f32, those of views.
    /// - Cost: reads 2·T·D elements once; O(T) scratch.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Differs: a token whose `before` is zero has weight 0 (theirs: infinity or NaN); each batch
    ///   item has its own sum (theirs: one for the whole batch).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_transprune(
        context: *mut pith_context,
        before: *const pith_view,
        after: *const pith_view,
        previous: *const pith_view,
        scores: *const pith_view,
    ) -> pith_status;

    /// Importance of image tokens in a vision encoder: what its salient tokens attend to.
    ///
    /// Salient are the tokens whose mean attention received exceeds `threshold` times the mean over
    /// tokens. scores\[j\] = mean over heads and salient rows of attention\[h, i, j\], plus alpha ·
    /// softmax(entropy)\[j\].
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16,
    ///   any strides: softmaxed.
    /// - `entropy`: in, optional, `[N]` or `[B, N]`, f32, f16 or bf16: such as
    ///   `pith_score_vflowopt_entropy` gives, row by row.
    /// - `threshold`: finite; the published ones are 28.68, 34.76 and 39.26 for 50, 25 and 10 % of
    ///   the tokens.
    /// - `alpha`: finite; weight of the entropy, 0 in the published settings.
    /// - `scores`: out, `[N]` or `[B, N]`, f32, f16 or bf16.
    /// - `salient`: out, optional, `[capacity]` or `[B, capacity]`, i32, ascending; N is always
    ///   enough. Elements past `count` are left as they are. Needs `count`.
    /// - `count`: out, optional, `[1]` or `[B, 1]`, i32: salient tokens. Written on a capacity
    ///   error too.
    /// - Method: vflowopt
    /// - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided
    ///   Optimization, ICCV 2025, <https://arxiv.org/abs/2508.05211>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_BUDGET` if no token is salient,
    ///   `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: reads H·N·(N + salient) elements at memory speed; O(N) scratch beyond that of
    ///   `pith_score_attention`.
    /// - Threads: rows and columns are split; the bits do not depend on it.
    /// - Differs: no salient token is an error (theirs: NaN).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_vflowopt(
        context: *mut pith_context,
        attention: *const pith_view,
        entropy: *const pith_view,
        threshold: f64,
        alpha: f64,
        scores: *const pith_view,
        salient: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Entropy in bits of the gray values of an image's patches, for `pith_score_vflowopt`.
    ///
    /// v = (255 x truncated to an integer) mod 256, so negative values wrap; gray = round(0.3333 (r
    /// + g + b)); a histogram of 256 bins.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `pixels`: in, `[3, height, width]` or `[B, 3, height, width]`, f32, f16 or bf16, any
    ///   strides: as the encoder gets them, in \[-1, 1\] for SigLIP.
    /// - `patch`: side of a patch, 1 to 2^15; the paper's encoder has 14.
    /// - `entropy`: out, `[height / patch, width / patch]` (rounded down) or
    ///   `[B, height / patch, width / patch]`, f32, f16 or bf16.
    /// - Method: vflowopt
    /// - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided
    ///   Optimization, ICCV 2025, <https://arxiv.org/abs/2508.05211>
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in a patch.
    /// - Errors: `PITH_ERROR_RANGE` for `patch`, those of views.
    /// - Cost: reads the pixels once; 1 KB of scratch per patch of a row.
    /// - Threads: rows of patches are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_score_vflowopt_entropy(
        context: *mut pith_context,
        pixels: *const pith_view,
        patch: i64,
        entropy: *const pith_view,
    ) -> pith_status;

    /// Keeps the `keep` tokens with the largest scores.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `scores`: in, `[N]` or `[B, N]`, f32, f16 or bf16, any strides.
    /// - `keep`: 0 to N.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - Method: top_k
    /// - Paper: none
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
    /// - Cost: O(N + keep) time, O(N) scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_top_k(
        context: *mut pith_context,
        scores: *const pith_view,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Keeps the `keep` tokens that a greedy farthest-point walk on cosine distance finds: diverse
    /// tokens, without any scores.
    ///
    /// The first pick is the token whose nearest neighbour is farthest away; every later pick is
    /// the token farthest from all picks so far. Picked tokens are never picked again. A token of
    /// norm zero is at distance 1 from everything.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; visual tokens after
    ///   the projector.
    /// - `keep`: 0 to N. The paper keeps round-half-even(0.098 N).
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - Method: divprune
    /// - Paper: DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models, CVPR
    ///   2025, <https://arxiv.org/abs/2503.02175>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
    /// - Cost: N²·D/2 + keep·N multiply-adds and N·D + N² floats of scratch; above N = 4096 N²·D/2
    ///   + keep·N·D and N·D.
    /// - Differs: from the authors' code in that tokens of norm zero and repeated picks are
    ///   handled, see above.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_divprune(
        context: *mut pith_context,
        tokens: *const pith_view,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Keeps a given token and the `keep - 1` tokens that a greedy farthest-point walk from it
    /// finds: greedy k-center.
    ///
    /// Every pick is the token farthest from all picks so far. Picked tokens are never picked
    /// again.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides.
    /// - `keep`: 0 to N.
    /// - `seed`: the first pick of every batch item, 0 to N - 1; not looked at if `keep` is 0.
    /// - `metric`: `PITH_METRIC_COSINE` or `PITH_METRIC_SQUARED_EUCLIDEAN`.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - Method: farthest_point
    /// - Paper: Clustering to minimize the maximum intercluster distance, Theoretical Computer
    ///   Science 38, 1985, <https://doi.org/10.1016/0304-3975(85)90224-5>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep` and `seed`, `PITH_ERROR_ENUM` for `metric` and
    ///   `order`, those of views.
    /// - Cost: keep·N·D multiply-adds, for cosine at most about N²·D/2; cosine needs N·D floats of
    ///   scratch, and N² more if `keep` is large and N at most 4096.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_farthest_point(
        context: *mut pith_context,
        tokens: *const pith_view,
        keep: i64,
        seed: i64,
        metric: pith_metric,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Keeps the image tokens that the last query of a decoder layer attends to most.
    ///
    /// score\[j\] = mean over heads of attention\[h, Q - 1, start + j\]. Text before and after the
    /// image always stays.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, Q and H at least 1, f32, f16 or
    ///   bf16, any strides: softmaxed map of the layer before the cut. Only the last query row is
    ///   read: Q = 1 is enough.
    /// - `start`: first image token among the keys, 0 to K.
    /// - `length`: number of image tokens, 0 to K - start.
    /// - `keep`: 0 to `length`. The paper keeps round-half-even(length (1 - r)), r = 0.5.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
    /// - `sequence`: out, optional, `[K - length + keep]` or `[B, K - length + keep]`, i32,
    ///   ascending: what stays of the whole sequence. These are the position ids too.
    /// - `scores`: out, optional, `[length]` or `[B, length]`, f32, f16 or bf16.
    /// - Method: fastv
    /// - Paper: An Image is Worth 1/2 Tokens After Layer 2, ECCV 2024,
    ///   <https://arxiv.org/abs/2403.06764>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
    /// - Errors: `PITH_ERROR_RANGE` for `start`, `length` and `keep`, `PITH_ERROR_ENUM` for
    ///   `order`, those of views.
    /// - Cost: reads H * length elements; O(length) scratch.
    /// - Differs: every sequence of a batch is selected for by itself.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_fastv(
        context: *mut pith_context,
        attention: *const pith_view,
        start: i64,
        length: i64,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
        sequence: *const pith_view,
        scores: *const pith_view,
    ) -> pith_status;

    /// Keeps the tokens, or the rows of a grid, that matter most in a vision encoder's
    /// self-attention.
    ///
    /// Significance is the mean over heads and queries (what a token receives) or the mean over
    /// heads and keys (what it pays out), whichever varies more over the tokens.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, H at least 1, f32, f16 or bf16,
    ///   any strides: between patches, class token removed; probabilities or scores before the
    ///   softmax.
    /// - `group`: 1: the paper's rank strategy; the width of the patch grid: its row strategy,
    ///   which keeps whole rows. Divides N.
    /// - `keep`: tokens to keep, 0 to N, a multiple of `group`. The paper keeps floor(ratio N)
    ///   tokens or floor(ratio rows) rows.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best token (row) first.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - `significance`: out, optional, `[N]` or `[B, N]`, f32, f16 or bf16.
    /// - Method: fopru
    /// - Paper: FoPru: Focal Pruning for Efficient Large Vision-Language Models, 2024,
    ///   <https://arxiv.org/abs/2411.14164>
    /// - Ties: the lower index wins; with equal variances what is received counts.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `group` and `keep`, `PITH_ERROR_ENUM` for `order`, those of
    ///   views.
    /// - Cost: reads the map twice, at memory speed; O(N) scratch.
    /// - Threads: rows and columns are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_fopru(
        context: *mut pith_context,
        attention: *const pith_view,
        group: i64,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
        significance: *const pith_view,
    ) -> pith_status;

    /// Keeps anchors of a middle layer with their grid neighbours, and the best of the rest by a
    /// deep layer.
    ///
    /// round-half-even(keep alpha / 5) anchors have the greatest object scores. They and their four
    /// neighbours are kept; their deep scores are lowered by 1 and the greatest deep scores fill up
    /// to `keep`. Neighbours are taken on the flat raster, so at the left and right border they
    /// wrap to the next row, and beyond the grid they clamp to the first or last token. With deep
    /// scores above 1 a kept token can win again: then fewer than `keep` come out, as from the
    /// authors' code.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `object_scores`: in, `[N]` or `[B, N]`, f32, f16 or bf16: attention received at the object
    ///   layer (`pith_score_attention`).
    /// - `deep_scores`: in, `[N]` or `[B, N]`, f32, f16 or bf16: the same at the deep layer.
    /// - `grid_width`: tokens in a row of the patch grid, 1 or more; divides N.
    /// - `keep`: 0 to N.
    /// - `alpha`: share of anchors and neighbours, 0 to 2^20; the paper's is 0.1.
    /// - `indices`: out, `[capacity]` or `[B, capacity]`, i32, ascending; `keep` is always enough.
    ///   Elements past `count` are left as they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: tokens kept, at most `keep`. Written on a capacity
    ///   error too.
    /// - Method: hiprune
    /// - Paper: HiPrune: Training-Free Visual Token Pruning via Hierarchical Attention in
    ///   Vision-Language Models, 2025, <https://arxiv.org/abs/2508.00553>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `grid_width`, `keep` and `alpha`, `PITH_ERROR_BUDGET` if
    ///   anchors and neighbours are more than `keep`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(N) time and scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_hiprune(
        context: *mut pith_context,
        object_scores: *const pith_view,
        deep_scores: *const pith_view,
        grid_width: i64,
        keep: i64,
        alpha: f64,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Keeps the patches that score highest and merges the rest into evenly strided contextual
    /// ones.
    ///
    /// Of the patches that are not dominant, every step-th is a target, step = max(1, number of
    /// them / contextual); the others go to the target with the greatest cosine of keys.
    /// `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens: dominant
    /// rows as they are, then each target plus the mean of its members. A class token is the host's
    /// to put first.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `scores`: in, `[N]` or `[B, N]`, f32, f16 or bf16: attention of the class token to the
    ///   patches, summed over heads.
    /// - `metric`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: keys of the patches,
    ///   averaged over heads.
    /// - `dominant`: patches to keep, 0 to N; the paper's numbers count the class token too.
    /// - `contextual`: merged tokens, 0 to N - dominant; 0: the rest is dropped.
    /// - `indices`: out, `[dominant]` or `[B, dominant]`, i32, ascending.
    /// - `targets`: out, `[contextual]` or `[B, contextual]`, i32, ascending.
    /// - `assign`: out, `[N]` or `[B, N]`, i32: row of each patch among dominant, then contextual
    ///   rows; -1: dropped.
    /// - `weight`: out, `[N]` or `[B, N]`, f32, f16 or bf16: 1 for dominant patches and targets,
    ///   else 1 / members of its target.
    /// - Method: visionzip
    /// - Paper: VisionZip: Longer is Better but Not Necessary in Vision Language Models, CVPR 2025,
    ///   <https://arxiv.org/abs/2412.04467>
    /// - Ties: the lower index wins, of patches and of targets.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `dominant` and `contextual`, those of views.
    /// - Cost: (N - dominant)·contextual·D multiply-adds; (N - dominant)·D floats of scratch.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Differs: a key of norm zero has cosine 0 with everything (theirs: NaN).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_visionzip(
        context: *mut pith_context,
        scores: *const pith_view,
        metric: *const pith_view,
        dominant: i64,
        contextual: i64,
        indices: *const pith_view,
        targets: *const pith_view,
        assign: *const pith_view,
        weight: *const pith_view,
    ) -> pith_status;

    /// The tokens that PruMerge or PruMerge+ keeps: outliers of the class attention, and a grid.
    ///
    /// Adaptive: ratio = share of scores above Q3 + 1.5 (Q3 - Q1). The int(N ratio) tokens with the
    /// greatest scores are kept. PruMerge+ adds 0, s, 2 s, … below the span that are not kept yet,
    /// s = int(1 / ratio) / 3 (at least 1); with a fixed ratio t / 2, t / 2 + t, …, t = int(1 /
    /// ratio), kept or not. `pith_select_prumerge_weights` merges the other tokens into them.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `scores`: in, `[N]`, f32, f16 or bf16: attention of the class token to the patches.
    /// - `ratio`: 0 to 1, or -1: adaptive. The authors' fixed ratio is 1/8.
    /// - `grid_span`: 0: PruMerge; 1 to N: PruMerge+, which takes N - 1 in the authors' code.
    /// - `indices`: out, `[capacity]`, i32: by falling score, then along the grid. 2 N is always
    ///   enough. Elements past `count` are left as they are.
    /// - `count`: out, `[1]`, i32: tokens kept. Written on a capacity error too.
    /// - `used_ratio`: out, optional, `[1]`, f32, f16 or bf16.
    /// - Method: prumerge
    /// - Paper: LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models,
    ///   ICCV 2025, <https://arxiv.org/abs/2403.15388>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `ratio` and `grid_span`, `PITH_ERROR_CAPACITY`, those of
    ///   views.
    /// - Cost: O(N) time and scratch.
    /// - Differs: one image per call; no grid if the ratio is 0 (theirs: an error).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_prumerge(
        context: *mut pith_context,
        scores: *const pith_view,
        ratio: f64,
        grid_span: i64,
        indices: *const pith_view,
        count: *const pith_view,
        used_ratio: *const pith_view,
    ) -> pith_status;

    /// The weights with which PruMerge merges tokens into the kept ones, for
    /// `pith_apply_transform`.
    ///
    /// Row l has weight 1 at kept token l and the scores of the `neighbours` other tokens whose
    /// keys have the greatest cosine with its key, kept ones included. The last row has the scores
    /// of all tokens that are not kept. Rows are not normalised.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `scores`: in, `[N]`, f32, f16 or bf16: attention of the class token to the patches.
    /// - `keys`: in, `[N, C]`, f32, f16 or bf16, any strides: keys of the same layer, heads side by
    ///   side.
    /// - `kept`: in, `[L]`, i32, L at most N, each 0 to N - 1, in the order of the result. Where r
    ///   of them repeat others, the r lowest tokens that are not kept are left out everywhere, as
    ///   by the authors' code.
    /// - `neighbours`: 0 to 2^31 - 1; more than N - 1 count as N - 1. The paper's is 32.
    /// - `weights`: out, `[L + 1, N]`, f32, f16 or bf16.
    /// - `rest`: out, optional, `[N - L]`, i32, ascending: tokens that are not kept.
    /// - Method: prumerge
    /// - Paper: LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models,
    ///   ICCV 2025, <https://arxiv.org/abs/2403.15388>
    /// - Ties: the earlier kept token, then the lower index.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_INDEX` for `kept`, `PITH_ERROR_RANGE` for `neighbours`, those of
    ///   views.
    /// - Cost: L·N·C multiply-adds; (L + C)·N floats of scratch.
    /// - Threads: columns are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_prumerge_weights(
        context: *mut pith_context,
        scores: *const pith_view,
        keys: *const pith_view,
        kept: *const pith_view,
        neighbours: i64,
        weights: *const pith_view,
        rest: *const pith_view,
    ) -> pith_status;

    /// Keeps a pivot and the `keep - 1` tokens that a greedy max-sum walk finds: tokens least
    /// similar to all picks together.
    ///
    /// Every pick has the least sum of cosines with all picks so far, or with `PITH_REDUCE_MAX` the
    /// least greatest cosine. A token of norm zero has cosine 0 with everything.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; visual tokens after
    ///   the projector.
    /// - `class_attention`: in, optional, `[n]` or `[B, n]`, f32, f16 or bf16, n 1 to N: attention
    ///   of the class token in the vision encoder's last layer, for the first n tokens. Its
    ///   greatest element is the pivot.
    /// - `pivot`: the pivot of every batch item, 0 to N - 1; not looked at with `class_attention`
    ///   or if `keep` is 0.
    /// - `keep`: 0 to N.
    /// - `objective`: `PITH_REDUCE_SUM` (the paper) or `PITH_REDUCE_MAX` (greedy k-center).
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order, the pivot
    ///   first.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - Method: todre
    /// - Paper: ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025,
    ///   <https://arxiv.org/abs/2505.18757>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep` and `pivot`, `PITH_ERROR_ENUM` for `objective` and
    ///   `order`, those of views.
    /// - Cost: keep·N·D multiply-adds, at most about N²·D/2; N·D floats of scratch, and N² more if
    ///   `keep` is large and N at most 4096.
    /// - Differs: `keep` = 0 keeps nothing; a token of norm zero is defined.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_todre(
        context: *mut pith_context,
        tokens: *const pith_view,
        class_attention: *const pith_view,
        pivot: i64,
        keep: i64,
        objective: pith_reduce,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Says whether the visual tokens can all be dropped from a decoder layer on: ToDRE's second
    /// stage.
    ///
    /// They can if text pays less than `tau` of its attention to visual tokens and visual tokens
    /// pay less than `tau` of theirs to text, both as the mean over heads. With a causal mask and
    /// the text after the image the second ratio is 0.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[Q, Q]`, `[H, Q, Q]` or `[B, H, Q, Q]`, H at least 1, f32, f16 or bf16,
    ///   any strides: softmaxed.
    /// - `visual_begin`: first visual token, 0 to `visual_end - 1`.
    /// - `visual_end`: past the last visual token, at most Q.
    /// - `text_begin`: first text token, 0 to `text_end - 1`.
    /// - `text_end`: past the last text token, at most Q.
    /// - `tau`: threshold, finite; the paper's is 0.1.
    /// - `drop`: out, `[1]` or `[B, 1]`, i32: 1 to drop all visual tokens, else 0.
    /// - `ratios`: out, optional, `[2]` or `[B, 2]`, f32, f16 or bf16: text to visual, visual to
    ///   text. A ratio to 0 is 0.
    /// - Method: todre
    /// - Paper: ToDRE: Effective Visual Token Pruning via Token Diversity and Task Relevance, 2025,
    ///   <https://arxiv.org/abs/2505.18757>
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in the two spans' rows.
    /// - Errors: `PITH_ERROR_RANGE` for the spans and `tau`, those of views.
    /// - Cost: reads H * (text + visual) * Q elements, at memory speed; O(Q) scratch.
    /// - Threads: rows and columns are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_todre_drop(
        context: *mut pith_context,
        attention: *const pith_view,
        visual_begin: i64,
        visual_end: i64,
        text_begin: i64,
        text_end: i64,
        tau: f64,
        drop: *const pith_view,
        ratios: *const pith_view,
    ) -> pith_status;

    /// Keeps the tokens that a greedy walk on similarity conditioned on relevance finds: diverse
    /// and relevant ones.
    ///
    /// The greedy most probable subset of the determinantal point process L\[i, j\] = r\[i\] cos(i,
    /// j) r\[j\]. Every pick adds the most volume to what the picks span. Tokens that depend
    /// linearly on the picks, up to rounding, come last, by falling relevance.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `features`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides; image tokens after
    ///   the projector.
    /// - `relevance`: in, `[N]` or `[B, N]`, f32, f16 or bf16, magnitudes up to 2^40: r; see
    ///   `pith_score_cdpruner`.
    /// - `keep`: 0 to N.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - `gains`: out, optional, `[keep]` or `[B, keep]`, f32, f16 or bf16: conditional variance of
    ///   each of `indices` when it was picked; 0 for those that came last.
    /// - Method: cdpruner
    /// - Paper: Beyond Attention or Similarity: Maximizing Conditional Diversity for Token Pruning
    ///   in MLLMs, NeurIPS 2025, <https://arxiv.org/abs/2506.10967>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_VALUE` for `relevance`,
    ///   `PITH_ERROR_ENUM` for `order`, those of views.
    /// - Cost: keep·N·D (at most about N²·D/2) and keep²·N/2 multiply-adds; (keep + D)·N floats of
    ///   scratch, and N² more if `keep` is large and N at most 4096.
    /// - Threads: rows and columns are split; the bits do not depend on it.
    /// - Differs: from the authors' code where it takes roots of negative numbers, see above; a
    ///   feature of norm zero is defined.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_cdpruner(
        context: *mut pith_context,
        features: *const pith_view,
        relevance: *const pith_view,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
        gains: *const pith_view,
    ) -> pith_status;

    /// Keeps the greedy most probable subset of a determinantal point process with a ready kernel.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `kernel`: in, `[N, N]` or `[B, N, N]`, f32, f16 or bf16, any strides; symmetric and
    ///   positive semidefinite, which is not checked.
    /// - `keep`: 0 to N.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: pick order.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32.
    /// - `gains`: out, optional, `[keep]` or `[B, keep]`, f32, f16 or bf16: conditional variance of
    ///   each of `indices` when it was picked; 0 for those that depend linearly on earlier picks
    ///   and came last.
    /// - Method: cdpruner
    /// - Paper: Fast Greedy MAP Inference for Determinantal Point Process to Improve Recommendation
    ///   Diversity, NeurIPS 2018, <https://arxiv.org/abs/1709.05135>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`, those of views.
    /// - Cost: keep²·N/2 multiply-adds; keep·N floats of scratch.
    /// - Threads: columns are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_determinantal(
        context: *mut pith_context,
        kernel: *const pith_view,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
        gains: *const pith_view,
    ) -> pith_status;

    /// Keeps pivots with large keys, and the image tokens least similar to each pivot.
    ///
    /// Pivots are the image tokens and the tokens after the image with the greatest L1 norm of
    /// their key. One after the other, each takes the `per_pivot` image tokens of least cosine that
    /// are no pivot and not taken yet. The order of claiming changes the result; the default is
    /// that of the authors' loop over a Python set of the pivots' positions.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `hidden`: in, `[S, D]` or `[B, S, D]`, f32, f16 or bf16, any strides: output of the layer
    ///   before the cut after the model's final norm.
    /// - `keys`: in, `[S, C]` or `[B, S, C]`, f32, f16 or bf16, any strides: keys of that layer,
    ///   heads side by side.
    /// - `claim_order`: in, optional, `[P]`, i32: a permutation of 0 to P - 1, P = `pivot_image` +
    ///   `pivot_text`: which of `ranked_pivots` claims first, second, …; 0, 1, … is the order of
    ///   norms. NULL: the order of a Python set.
    /// - `start`: first image token, 0 to S.
    /// - `length`: number of image tokens, 0 to S - start.
    /// - `pivot_image`: pivots among the image tokens, 0 to `length`; the paper's is 4.
    /// - `pivot_text`: pivots among the tokens after the image, 0 to S - start - length; the
    ///   paper's is 4.
    /// - `per_pivot`: tokens that each pivot takes, 0 to (length - pivot_image) / P.
    /// - `indices`: out, `[pivot_image + P * per_pivot]` or `[B, pivot_image + P * per_pivot]`,
    ///   i32, ascending, relative to `start`.
    /// - `ranked_pivots`: out, optional, `[P]` or `[B, P]`, i32: image pivots, then text pivots,
    ///   each by falling norm; positions in the sequence.
    /// - `claiming_pivots`: out, optional, `[P]` or `[B, P]`, i32: the same in claiming order.
    /// - Method: dart
    /// - Paper: Stop Looking for Important Tokens in Multimodal Language Models: Duplication
    ///   Matters More, EMNLP 2025, <https://arxiv.org/abs/2502.11494>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for scalars, `PITH_ERROR_INDEX` for `claim_order`, those of
    ///   views.
    /// - Cost: S·C + P·length·D multiply-adds; O(S) scratch.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Differs: a token of norm zero has cosine 0 with everything.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_dart(
        context: *mut pith_context,
        hidden: *const pith_view,
        keys: *const pith_view,
        claim_order: *const pith_view,
        start: i64,
        length: i64,
        pivot_image: i64,
        pivot_text: i64,
        per_pivot: i64,
        indices: *const pith_view,
        ranked_pivots: *const pith_view,
        claiming_pivots: *const pith_view,
    ) -> pith_status;

    /// Keeps the visual tokens that share most active neurons with a token of the question.
    ///
    /// counts\[j\] = number of neurons above 0 both in the query's row and in that of visual token
    /// j; kept are the tokens whose count lies above the knee of all counts (`pith_budget_knee`),
    /// so how many stay depends on the data. The paper's matching with core neurons is
    /// `pith_select_corematching_neurons`, then `pith_budget_knee` (inclusive) on the visual
    /// intersections.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `activations`: in, `[T, F]` or `[B, T, F]`, F at most 2^24, f32, f16 or bf16, any strides:
    ///   input of the down projection.
    /// - `query_row`: row of the question, -T to T - 1; negative: from the end. The authors take
    ///   -5.
    /// - `visual_begin`: first visual token, 0 to `visual_end`.
    /// - `visual_end`: past the last visual token, at most T.
    /// - `inclusive`: 0: counts above the knee, as their model; 1: those at the knee too, as the
    ///   paper.
    /// - `indices`: out, `[capacity]` or `[B, capacity]`, i32, ascending, relative to
    ///   `visual_begin`; the number of visual tokens is always enough. Elements past `count` are
    ///   left as they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
    /// - `counts`: out, optional, `[visual tokens]` or `[B, visual tokens]`, i32.
    /// - `knee`: out, optional, `[2]` or `[B, 2]`, i32: rank of the knee in the falling counts, and
    ///   its count; -1 and 0 without tokens.
    /// - Method: corematching
    /// - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron
    ///   Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025,
    ///   <https://arxiv.org/abs/2505.19235>
    /// - Ties: the knee is the first of equally distant ranks. With equal counts everywhere the
    ///   strict rule keeps nothing, the inclusive one everything.
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in a row that is read.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: reads the visual rows and the query's once; O(T + F) scratch.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_corematching(
        context: *mut pith_context,
        activations: *const pith_view,
        query_row: i64,
        visual_begin: i64,
        visual_end: i64,
        inclusive: i32,
        indices: *const pith_view,
        count: *const pith_view,
        counts: *const pith_view,
        knee: *const pith_view,
    ) -> pith_status;

    /// The neurons that most tokens use most, and how many of them each token activates.
    ///
    /// Each token votes for its `limit` largest activations, limit = int(token_sparsity · (number
    /// of positive activations) / T); the int(sparsity · F) neurons with most votes are the core.
    /// intersection\[t\] = number of core neurons above 0 in row t.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `activations`: in, `[T, F]` or `[B, T, F]`, T and F at most 2^24, f32, f16 or bf16, any
    ///   strides: input of the down projection.
    /// - `token_sparsity`: 0 to 1; the authors' program takes 0.2.
    /// - `sparsity`: 0 to 1; theirs is 0.4.
    /// - `neurons`: out, `[capacity]` or `[B, capacity]`, i32, by falling number of votes;
    ///   int(sparsity · F) is always enough. Elements past `count` are left as they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: core neurons, fewer where fewer got a vote. Written
    ///   on a capacity error too.
    /// - `frequency`: out, optional, `[F]` or `[B, F]`, i32: votes of each neuron.
    /// - `intersection`: out, optional, `[T]` or `[B, T]`, i32.
    /// - Method: corematching
    /// - Paper: CoreMatching: A Co-adaptive Sparse Inference Framework with Token and Neuron
    ///   Pruning for Comprehensive Acceleration of Vision-Language Models, ICML 2025,
    ///   <https://arxiv.org/abs/2505.19235>
    /// - Ties: the lower neuron wins, among votes and among activations.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: three passes over T·F activations; F words of scratch per thread.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_corematching_neurons(
        context: *mut pith_context,
        activations: *const pith_view,
        token_sparsity: f64,
        sparsity: f64,
        neurons: *const pith_view,
        count: *const pith_view,
        frequency: *const pith_view,
        intersection: *const pith_view,
    ) -> pith_status;

    /// Keeps the image tokens that layers change most and that the instruction looks at most.
    ///
    /// v\[j\] = sum over the list of transition\[l, start + j\]; v and `attention` are each divided
    /// by their sum + 1e-8 and added. A stage of the authors' model keeps int(n0 · ratio) of the n0
    /// tokens the image had at first (`pith_budget_pyramiddrop`); gather the list with `sequence`
    /// for the next stage.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `transition`: in, `[L, T]` or `[B, L, T]`, f32, f16 or bf16, any strides: weights of the
    ///   sequence in the layers so far (`pith_score_transprune`); NULL: attention alone.
    /// - `attention`: in, `[length]` or `[B, length]`, f32, f16 or bf16: attention of the text
    ///   after the image to the image tokens in the layer that follows (`pith_score_query_key`,
    ///   causal, means); NULL: transition alone. One of the two is needed.
    /// - `start`: first image token, 0 to T.
    /// - `length`: number of image tokens, 0 to T - start.
    /// - `keep`: 0 to `length`.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
    /// - `sequence`: out, optional, `[T - length + keep]` or `[B, T - length + keep]`, i32,
    ///   ascending: what stays of the whole sequence.
    /// - `scores`: out, optional, `[length]` or `[B, length]`, f32, f16 or bf16.
    /// - Method: transprune
    /// - Paper: TransPrune: Token Transition Pruning for Efficient Large Vision-Language Model,
    ///   CVPR 2026, <https://arxiv.org/abs/2507.20630>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_NULL` if both inputs are absent, `PITH_ERROR_RANGE` for the scalars,
    ///   `PITH_ERROR_VALUE` for weights that cannot be divided by their sum, `PITH_ERROR_ENUM`,
    ///   those of views.
    /// - Cost: reads L·length weights; O(length) scratch.
    /// - Differs: every sequence of a batch is selected for by itself.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_transprune(
        context: *mut pith_context,
        transition: *const pith_view,
        attention: *const pith_view,
        start: i64,
        length: i64,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
        sequence: *const pith_view,
        scores: *const pith_view,
    ) -> pith_status;

    /// Merges the least important tokens of each grid cell into one: VFlowOpt's recycling.
    ///
    /// The `remove` + int(M / cell^2) tokens with the smallest scores are grouped by cell; those of
    /// one cell merge into the one with the greatest score, weighted by score / sum of their
    /// scores. `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens.
    /// Token i of the first base_side^2 lies at row i / base_side, column i mod base_side; the
    /// later ones likewise with local_width, in cells of their own. For one picture without crops
    /// take `pith_select_top_k`; for the stages inside the language model `pith_budget_vflowopt`,
    /// then `pith_select_top_k` with the same scores.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `scores`: in, `[M]` or `[B, M]`, f32, f16 or bf16: importance of base, then local tokens,
    ///   1 for newline tokens.
    /// - `remove`: 0 to M; the authors' is round-half-even(M (1 - ratio)).
    /// - `cell`: side of a cell in tokens, 1 to 2^30; the published ones are 11.76, 15.58 and
    ///   17.39.
    /// - `base_side`: side of the whole image's grid, its square at most M.
    /// - `local_width`: tokens in a row of the crops' grid, newline included; 1 or more if there
    ///   are any.
    /// - `indices`: out, `[capacity]` or `[B, capacity]`, i32, ascending; M is always enough.
    ///   Elements past `count` are left as they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: tokens that stay. Written on a capacity error too.
    /// - `assign`: out, `[M]` or `[B, M]`, i32: place among `indices` of the token that each merges
    ///   into.
    /// - `weight`: out, `[M]` or `[B, M]`, f32, f16 or bf16: 1 for tokens that stay as they are.
    /// - Method: vflowopt
    /// - Paper: VFlowOpt: A Token Pruning Framework for LMMs with Visual Information Flow-Guided
    ///   Optimization, ICCV 2025, <https://arxiv.org/abs/2508.05211>
    /// - Ties: of equal scores the lower index is the smaller; the first of a cell's greatest
    ///   carries it.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(M) time and scratch.
    /// - Differs: a cell whose scores add up to 0 takes the plain mean (theirs: NaN).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_vflowopt(
        context: *mut pith_context,
        scores: *const pith_view,
        remove: i64,
        cell: f64,
        base_side: i64,
        local_width: i64,
        indices: *const pith_view,
        count: *const pith_view,
        assign: *const pith_view,
        weight: *const pith_view,
    ) -> pith_status;

    /// Keeps the image tokens that the last instruction token attends to most, from its query and
    /// the layer's keys.
    ///
    /// scores\[j\] = mean over heads of the softmax over keys 0 to `last_query` of queries\[h\] ·
    /// keys\[h / (H / G), ·\] / sqrt(D), at `start` + j. With a ready attention row take
    /// `pith_select_fastv`. A stage keeps int(n0 · ratio) tokens, n0 those the image had at first:
    /// `pith_budget_pyramiddrop`. Positions are numbered anew after every stage.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `queries`: in, `[H, D]` or `[B, H, D]`, H and D at least 1, f32, f16 or bf16, any strides:
    ///   after rotary embedding.
    /// - `keys`: in, `[G, S, D]` or `[B, G, S, D]`, H a multiple of G, f32, f16 or bf16, any
    ///   strides: the whole sequence.
    /// - `start`: first image token in the sequence, 0 to S.
    /// - `length`: number of image tokens now, 0 to S - start.
    /// - `last_query`: position of the query, 0 to S - 1: later keys are masked; -1: none is.
    /// - `keep`: 0 to `length`.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: best first.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32, relative to `start`.
    /// - `sequence`: out, optional, `[S - length + keep]` or `[B, S - length + keep]`, i32,
    ///   ascending: what stays of the whole sequence.
    /// - `scores`: out, optional, `[length]` or `[B, length]`, f32, f16 or bf16.
    /// - Method: pyramiddrop
    /// - Paper: PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual
    ///   Redundancy Reduction, CVPR 2025, <https://arxiv.org/abs/2410.17247>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`, also if a product of finite queries and keys leaves the range
    ///   of f32.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `order`, those of views.
    /// - Cost: H·S·D multiply-adds; O(H·S) scratch, plus S·D where keys are not f32.
    /// - Threads: keys are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_pyramiddrop(
        context: *mut pith_context,
        queries: *const pith_view,
        keys: *const pith_view,
        start: i64,
        length: i64,
        last_query: i64,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
        sequence: *const pith_view,
        scores: *const pith_view,
    ) -> pith_status;

    /// Keeps nested sets of tokens, layer by layer, each ranked by what the layer before attended
    /// to.
    ///
    /// Layer 0 has all tokens. In layer l >= 1 the counts\[l\] alive tokens with the greatest
    /// scores\[l - 1\] stay alive, all of them if they are no more than that.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `scores`: in, `[L, N]` or `[B, L, N]`, f32, f16 or bf16, any strides: attention each
    ///   original token got in each layer. Scores of tokens that are gone, and those of the last
    ///   layer, are not looked at.
    /// - `counts`: in, `[L]` (for every batch item) or `[B, L]`, i32, 0 or more: such as
    ///   `pith_budget_gsearch` gives.
    /// - `indices`: out, `[L, N]` or `[B, L, N]`, i32: tokens of each layer, ascending, then -1.
    /// - `alive`: out, optional, `[L]` or `[B, L]`, i32: how many they are.
    /// - Method: gsearch
    /// - Paper: Accelerating Multimodal Large Language Models by Searching Optimal Vision Token
    ///   Reduction, CVPR 2025, <https://arxiv.org/abs/2412.00556>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is looked at.
    /// - Errors: `PITH_ERROR_VALUE` for `counts`, those of views.
    /// - Cost: O(L·N) time; O(N) scratch beyond the result.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_gsearch(
        context: *mut pith_context,
        scores: *const pith_view,
        counts: *const pith_view,
        indices: *const pith_view,
        alive: *const pith_view,
    ) -> pith_status;

    /// Removes unimportant patches that resemble an important one: the similarity stage of
    /// Zero-TPrune.
    ///
    /// Patches are ranked by falling score; the first floor(P / 2) are the reference, and of the
    /// others the `remove` ones with the greatest cosine to any of the reference are removed. The
    /// class token always stays.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `features`: in, `[N, D]` or `[B, N, D]`, f32, f16 or bf16, any strides: keys of the layer,
    ///   heads side by side.
    /// - `scores`: in, `[P]` or `[B, P]`, f32, f16 or bf16: of the patches
    ///   (`pith_score_zero_tprune`).
    /// - `class_token`: 0 or 1; 1: token 0 is a class token and P = N - 1, else P = N.
    /// - `remove`: 0 to ceil(P / 2); 0 if P is 1.
    /// - `survivors`: out, `[N - remove]` or `[B, N - remove]`, i32, ascending, class token
    ///   included.
    /// - `removed`: out, NULL or `[remove]` or `[B, remove]`, i32, ascending.
    /// - `ranking`: out, NULL or `[P]` or `[B, P]`, i32: patches by falling score.
    /// - Method: zero_tprune
    /// - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in
    ///   Pre-Trained Transformers, CVPR 2024, <https://arxiv.org/abs/2305.17328>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `class_token` and `remove`, those of views.
    /// - Cost: P²/4·D multiply-adds, N·D floats of scratch; similarities are not stored.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Differs: there is no code of the authors; a feature of norm zero has cosine 0 with
    ///   everything.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_zero_tprune_similar(
        context: *mut pith_context,
        features: *const pith_view,
        scores: *const pith_view,
        class_token: i32,
        remove: i64,
        survivors: *const pith_view,
        removed: *const pith_view,
        ranking: *const pith_view,
    ) -> pith_status;

    /// Keeps the class token and the survivors with the greatest scores: the last stage of
    /// Zero-TPrune.
    ///
    /// The whole method: `pith_score_zero_tprune`, `pith_select_zero_tprune_similar`,
    /// `pith_score_zero_tprune_survivors`, this.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `scores`: in, `[P]` or `[B, P]`, f32, f16 or bf16: of the surviving patches.
    /// - `survivors`: in, `[P]` or `[B, P]`, one more with a class token, i32, ascending, class
    ///   token first.
    /// - `class_token`: 0 or 1.
    /// - `keep`: patches to keep, 0 to P, the class token not counted.
    /// - `indices`: out, `[keep]` or `[B, keep]`, one more with a class token, i32, ascending.
    /// - Method: zero_tprune
    /// - Paper: Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in
    ///   Pre-Trained Transformers, CVPR 2024, <https://arxiv.org/abs/2305.17328>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `class_token` and `keep`, `PITH_ERROR_INDEX` for
    ///   `survivors`, those of views.
    /// - Cost: O(P).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_zero_tprune(
        context: *mut pith_context,
        scores: *const pith_view,
        survivors: *const pith_view,
        class_token: i32,
        keep: i64,
        indices: *const pith_view,
    ) -> pith_status;

    /// Keeps the text and the most important visual tokens of a decoder's sequence.
    ///
    /// Tokens outside the visual range come first, then visual tokens by falling importance, dead
    /// visual tokens last; of the first `keep` of that ranking those that are alive are kept. So
    /// fewer than `keep` may come out.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `importance`: in, `[N]` or `[B, N]`, f32, f16 or bf16: `pith_score_aim`.
    /// - `alive`: in, NULL or `[N]` or `[B, N]`, i32: 1 for tokens that earlier layers left, else
    ///   0; NULL: all are.
    /// - `visual_begin`: first visual token, 0 to `visual_end`.
    /// - `visual_end`: past the last visual token, at most N.
    /// - `keep`: 0 to N, text and dead tokens counted: `pith_budget_aim`.
    /// - `indices`: out, `[capacity]` or `[B, capacity]`, i32, ascending; `keep` is always enough.
    ///   Elements past `count` are left as they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
    /// - Method: aim
    /// - Paper: AIM: Adaptive Inference of Multi-Modal LLMs via Token Merging and Pruning, ICCV
    ///   2025, <https://arxiv.org/abs/2412.03248>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the range and `keep`, `PITH_ERROR_VALUE` for `alive`,
    ///   `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(N) time and scratch.
    /// - Differs: text ranks first whatever the importance; every sequence of a batch is selected
    ///   for by itself.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_aim(
        context: *mut pith_context,
        importance: *const pith_view,
        alive: *const pith_view,
        visual_begin: i64,
        visual_end: i64,
        keep: i64,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// The patches that the class token attends to most: MustDrop's key tokens, which no later
    /// stage drops.
    ///
    /// score\[j\] = mean over heads of attention\[h, class_row, 1 + j\] in the last vision layer.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, f32, f16 or bf16, any strides;
    ///   key 0 is the class token. Only row `class_row` is read: Q = 1 is enough.
    /// - `class_row`: 0 to Q - 1.
    /// - `keep`: 0 to K - 1. The paper keeps ceil(0.08 (K - 1)).
    /// - `order`: `PITH_ORDER_RANKED`: best first, as in the authors' code; `PITH_ORDER_POSITION`:
    ///   ascending.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32: positions among the patches.
    /// - Method: mustdrop
    /// - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language
    ///   Model, 2024, <https://arxiv.org/abs/2411.10803>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
    /// - Errors: `PITH_ERROR_RANGE` for `class_row` and `keep`, `PITH_ERROR_ENUM` for `order`,
    ///   those of views.
    /// - Cost: reads H·K elements; O(K) scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_mustdrop_keys(
        context: *mut pith_context,
        attention: *const pith_view,
        class_row: i64,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
    ) -> pith_status;

    /// Drops image tokens that the text after the image hardly attends to; key tokens stay.
    ///
    /// With B the mean over heads of the rows of the text and the columns of the image, token j
    /// goes if its column's sum is below `global_threshold` times the sum of all and its column's
    /// maximum is below `individual_threshold`, both strictly.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, f32, f16 or bf16, any strides:
    ///   of a decoder layer, or only what is read of it.
    /// - `keys`: in, `[J]` or `[B, J]`, i32: positions of the key tokens among the image tokens,
    ///   each once, in any order.
    /// - `row_begin`: first query row of the text after the image, 0 to Q - 1: `start` + `length`
    ///   for a whole map.
    /// - `start`: first image token among the keys of the map, 0 to K.
    /// - `length`: number of image tokens, 0 to K - start.
    /// - `global_threshold`: the paper's are 0.001 (192 tokens), 0.0012 (128), 0.011 or 0.005 (64).
    /// - `individual_threshold`: the paper's are 0.001, and 0.01 with 0.011.
    /// - `indices`: out, `[capacity]` or `[B, capacity]`, i32, ascending, relative to `start`;
    ///   `length` is always enough. Elements past `count` are left as they are.
    /// - `places`: out, NULL or `[J]` or `[B, J]`, i32, ascending: where the key tokens are in
    ///   `indices`; the `keys` of the next layer.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
    /// - Method: mustdrop
    /// - Paper: Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language
    ///   Model, 2024, <https://arxiv.org/abs/2411.10803>
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_INDEX` for `keys`,
    ///   `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: reads H·text·image elements twice; O(length) scratch.
    /// - Differs: one key token is legal; without text rows there is nothing to filter by, which is
    ///   an error.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_mustdrop(
        context: *mut pith_context,
        attention: *const pith_view,
        keys: *const pith_view,
        row_begin: i64,
        start: i64,
        length: i64,
        global_threshold: f64,
        individual_threshold: f64,
        indices: *const pith_view,
        places: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Keeps the most attended tokens of the whole image and of each of its crops.
    ///
    /// Partition p keeps the budgets\[p\] tokens with the greatest sum over heads of attention\[p,
    /// h, token\]. Ids are p N + token.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[P, H, N]` or `[B, P, H, N]`, f32, f16 or bf16, any strides: attention
    ///   of the class token to the tokens of each partition in a late layer (22 of CLIP-L); the
    ///   whole image, then its crops in raster order. P = 1: no crops.
    /// - `budgets`: in, `[P]` or `[B, P]`, i32, each 0 to N: `pith_budget_hired`.
    /// - `indices`: out, `[capacity]` or `[B, capacity]`, i32, ascending; the sum of the budgets is
    ///   enough. Elements past `count` are left as they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: tokens kept. Written on a capacity error too.
    /// - Method: hired
    /// - Paper: HiRED: Attention-Guided Token Dropping for Efficient Inference of High-Resolution
    ///   Vision-Language Models in Resource-Constrained Environments, AAAI 2025,
    ///   <https://arxiv.org/abs/2408.10945>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_VALUE` for `budgets`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: reads P·H·N elements; O(P·N) scratch.
    /// - Threads: partitions are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_hired(
        context: *mut pith_context,
        attention: *const pith_view,
        budgets: *const pith_view,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Keeps the best tokens of each crop by its own and the thumbnail's scores, and puts them in
    /// reading order.
    ///
    /// The thumbnail's scores are resampled to the box that the image covers and cut into the
    /// crops' parts. Within a crop the two score vectors are divided by their norms and added; the
    /// `keep[c]` covered tokens with the greatest sums stay. Ids are crop N + token. The
    /// thumbnail's own tokens go in front: `pith_select_top_k`, ranked, int(N retention) of them.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `thumbnail_scores`: in, `[N]` or `[B, N]`, N = `side`², f32, f16 or bf16: of the whole
    ///   image; the authors take the class token's scaled dot products before the softmax, averaged
    ///   over heads, last layer.
    /// - `crop_scores`: in, `[crops, N]` or `[B, crops, N]`, f32, f16 or bf16: the same of each
    ///   crop, raster order.
    /// - `keep`: in, `[crops]` or `[B, crops]`, i32, each 0 to the covered tokens of the crop:
    ///   `pith_budget_globalcom2`.
    /// - `grid_height`: crops from top to bottom, 1 or more.
    /// - `grid_width`: crops from left to right, 1 or more.
    /// - `side`: tokens along a crop's side, 1 or more.
    /// - `image_height`: of the original image in pixels, 1 or more.
    /// - `image_width`: likewise.
    /// - `true_position`: 0: a token that is number r among the covered tokens of its crop is read
    ///   at cell r of the crop, as in the authors' code: with padding it moves up or to the left.
    ///   1: tokens are read where they are.
    /// - `newline`: 0 or 1; 1: a -1 after each row of the raster, padding rows too, as the authors'
    ///   code has it.
    /// - `packed`: out, `[capacity]` or `[B, capacity]`, i32, in reading order; the sum of `keep`,
    ///   and `grid_height * side` more with newlines, is enough. Elements past `count` are left as
    ///   they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32. Written on a capacity error too.
    /// - Method: globalcom2
    /// - Paper: Compression with Global Guidance: Towards Training-free High-Resolution MLLMs
    ///   Acceleration, 2025, <https://arxiv.org/abs/2501.05179>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens and
    ///   newlines, `PITH_ERROR_VALUE` for `keep`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(crops·N) time and scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_globalcom2(
        context: *mut pith_context,
        thumbnail_scores: *const pith_view,
        crop_scores: *const pith_view,
        keep: *const pith_view,
        grid_height: i64,
        grid_width: i64,
        side: i64,
        image_height: i64,
        image_width: i64,
        true_position: i32,
        newline: i32,
        packed: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Puts the tokens of an image and its crops in reading order, without the padding of the
    /// crops.
    ///
    /// Tokens of the whole image come first, ascending. Then the crops are stitched to one raster,
    /// the box that the image covers is read row by row. With `kept` only the tokens it lists
    /// appear, and those that lie in the padding do not.
    ///
    /// - `context`: scratch; NULL: scratch from malloc.
    /// - `kept`: in, NULL (all tokens) or `[K]`, i32, ids partition `side`² + token, any order; one
    ///   that comes twice counts once.
    /// - `grid_height`: crops from top to bottom, 1 or more.
    /// - `grid_width`: crops from left to right, 1 or more.
    /// - `side`: tokens along a crop's side, 1 or more.
    /// - `image_height`: of the original image in pixels, 1 or more; it was scaled into the raster
    ///   with its aspect kept, and centred.
    /// - `image_width`: likewise.
    /// - `thumbnail`: 0 or 1; 1: partition 0 is the whole image and the crops come after it; 0:
    ///   partition 0 is the first crop.
    /// - `newline`: 0 or 1; 1: a -1 after each covered row.
    /// - `order`: out, `[capacity]`, i32; all tokens and a newline per row is always enough.
    ///   Elements past `count` are left as they are.
    /// - `count`: out, `[1]`, i32. Written on a capacity error too.
    /// - Method: anyres
    /// - Paper: none
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^31 tokens,
    ///   `PITH_ERROR_INDEX` for `kept`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(tokens) time and scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_select_anyres(
        context: *mut pith_context,
        kept: *const pith_view,
        grid_height: i64,
        grid_width: i64,
        side: i64,
        image_height: i64,
        image_width: i64,
        thumbnail: i32,
        newline: i32,
        order: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Cuts text into words or sentences and writes their byte spans.
    ///
    /// Spans are half-open bytes of `text` and ascend. For valid UTF-8 they begin and end between
    /// characters; bytes that are not UTF-8 are never an error. Sentences as `pith_text_compress`
    /// sees them are those of `PITH_TEXT_UNIT_PASSAGE_SENTENCE` with the same passages.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `text`: in, u8 `[bytes]`, stride 1, below 2^31 bytes.
    /// - `passages`: in, i32 `[P, 2]`, byte spans that ascend and do not overlap, each cut as if it
    ///   were a text of its own; NULL: the whole text is one.
    /// - `unit`: a `pith_text_unit`.
    /// - `spans`: out, i32 `[capacity, 2]`.
    /// - `kinds`: out, i32 `[capacity]`, a `pith_text_kind` for each segment; NULL: not wanted.
    /// - `count`: out, i32 `[1]`, the number of segments; also written with `PITH_ERROR_CAPACITY`,
    ///   as the capacity that is needed.
    /// - Method: uax29
    /// - Paper: Unicode Standard Annex #29, Unicode Text Segmentation
    /// - Errors: `PITH_ERROR_ENUM` for `unit`, `PITH_ERROR_INDEX` for `passages`,
    ///   `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(bytes) time, twice (counting, then writing); no scratch.
    /// - Threads: runs on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_segment(
        context: *mut pith_context,
        text: *const pith_view,
        passages: *const pith_view,
        unit: pith_text_unit,
        spans: *const pith_view,
        kinds: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Estimates how many tokens each span of a text is, without a tokenizer.
    ///
    /// Follows the cl100k byte-pair vocabulary: pieces cost what pieces of their kind and length
    /// cost on average in English prose and source code; characters of other scripts cost what was
    /// measured for their script, rounded up. The estimate of a text is what `pith_text_compress`
    /// counts where the host gives no callback.
    ///
    /// - `context`: NULL is accepted.
    /// - `text`: in, u8 `[bytes]`, stride 1, below 2^31 bytes.
    /// - `spans`: in, i32 `[S, 2]`, any byte spans of the text; NULL: one span, the whole text.
    /// - `tokens`: out, i32 `[S]`; `[1]` without spans.
    /// - Method: token_estimate
    /// - Paper: none
    /// - Errors: `PITH_ERROR_INDEX` for `spans`, those of views.
    /// - Cost: O(bytes of the spans).
    /// - Threads: runs on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_estimate_tokens(
        context: *mut pith_context,
        text: *const pith_view,
        spans: *const pith_view,
        tokens: *const pith_view,
    ) -> pith_status;

    /// Fills compression options with their defaults.
    ///
    /// - `options`: out, the struct; only its first `size` bytes are written.
    /// - `size`: `sizeof(pith_text_options)` as the program was compiled.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_SIZE` if `size` is smaller than the first published
    ///   struct.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_options_init(options: *mut pith_text_options, size: u64) -> pith_status;

    /// Chooses the sentences of retrieved passages that a prompt should hold, within a budget that
    /// is met exactly.
    ///
    /// Passages are cut into sentences (`PITH_TEXT_UNIT_PASSAGE_SENTENCE`). Each gets a value: how
    /// well it answers the question (its words and their derivations, its neighbours, its passage,
    /// the kind of answer asked for, the retriever's rank), or how central it is where there is no
    /// question, mixed with the host's embeddings if it gives some. The best value for its cost
    /// comes first, less what kept sentences say already. A heading is kept only with something
    /// under it. What is kept, in the order of the text, is at most the budget when
    /// `pith_text_join` has written it with the same passages, gap and separator.
    ///
    /// A sentence is kept whole or dropped whole. With `words` on, articles, intensifiers and
    /// fillers may go too, from a closed list: never a negation or what it negates, a number, a
    /// unit, a name, a date, or anything in quotation marks, code or links.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `text`: in, u8 `[bytes]`, stride 1, below 2^31 bytes. Any bytes.
    /// - `passages`: in, i32 `[P, 2]`, byte spans that ascend and do not overlap, best-ranked
    ///   first; NULL: the whole text is one.
    /// - `question`: in, u8 `[bytes]`; NULL: none.
    /// - `options`: filled with `pith_text_options_init`; its views must not overlap the outputs.
    /// - `spans`: out, i32 `[capacity, 2]`, the kept bytes, ascending; a sentence is one span
    ///   unless words of it were dropped.
    /// - `count`: out, i32 `[1]`, the number of spans; also written with `PITH_ERROR_CAPACITY`, as
    ///   the capacity that is needed.
    /// - `scores`: out, float `[S]`, the value of each sentence, 0 to 1; NULL: not wanted.
    /// - `reasons`: out, i32 `[S]`, a `pith_text_reason` for each sentence; NULL: not wanted.
    /// - `report`: out, what was done; NULL: not wanted.
    /// - Method: pith_compress
    /// - Paper: none; uses BM25 (Robertson, Zaragoza 2009), MMR (Carbonell, Goldstein 1998),
    ///   budgeted coverage (Lin, Bilmes 2010), TCRA-LLM's leave-one-out words (2023)
    /// - Ties: the earlier sentence wins.
    /// - NaN: `PITH_ERROR_NONFINITE` in embeddings.
    /// - Errors: `PITH_ERROR_BUDGET` if the required sentences, or any one sentence, cost more than
    ///   the budget (a budget of 0 with nothing required keeps nothing); `PITH_ERROR_CAPACITY`,
    ///   `PITH_ERROR_CALLBACK`, `PITH_ERROR_CANCELLED`, `PITH_ERROR_SIZE` for
    ///   `options.struct_size`, `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE`, `PITH_ERROR_INDEX`, those of
    ///   views.
    /// - Cost: O(bytes + S log S) time and O(bytes) scratch, besides the callbacks: the counter is
    ///   asked once per sentence that is looked at, and up to some twenty times for the whole
    ///   result. `PITH_TEXT_STRATEGY_CLUSTERS`: k-means of S rows besides, O(S * D) scratch.
    /// - Threads: callbacks run on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_compress(
        context: *mut pith_context,
        text: *const pith_view,
        passages: *const pith_view,
        question: *const pith_view,
        options: *const pith_text_options,
        spans: *const pith_view,
        count: *const pith_view,
        scores: *const pith_view,
        reasons: *const pith_view,
        report: *mut pith_text_report,
    ) -> pith_status;

    /// Writes the kept spans of a text as one text.
    ///
    /// Between neighbouring spans stands, the first that applies: the separator if they lie in
    /// different passages; nothing if they touch; the original white space if nothing else lies
    /// between; the gap mark, if there is one and a sentence end or a line break was dropped; an
    /// empty line or a line feed if one was dropped; a space if white space was dropped; else
    /// nothing.
    ///
    /// - `context`: NULL is accepted.
    /// - `text`: in, u8 `[bytes]`, stride 1, below 2^31 bytes.
    /// - `spans`: in, i32 `[n, 2]`, byte spans that ascend and do not overlap; empty ones are left
    ///   out.
    /// - `passages`: in, i32 `[P, 2]`, as they were compressed; NULL: the whole text is one.
    /// - `gap`: in, u8 `[bytes]`; NULL: no mark.
    /// - `separator`: in, u8 `[bytes]`; NULL: two line feeds.
    /// - `out`: out, u8 `[capacity]`, stride 1; bytes past the result are left alone. No NUL is
    ///   added.
    /// - `count`: out, i32 `[1]`, bytes of the result; also written with `PITH_ERROR_CAPACITY`, as
    ///   the capacity that is needed.
    /// - Method: join
    /// - Paper: none
    /// - Errors: `PITH_ERROR_INDEX` for spans and passages, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(bytes).
    /// - Threads: runs on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_join(
        context: *mut pith_context,
        text: *const pith_view,
        spans: *const pith_view,
        passages: *const pith_view,
        gap: *const pith_view,
        separator: *const pith_view,
        out: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Merges the most frequent adjacent tokens of a batch of token sequences, again and again:
    /// dynamic tokenization.
    ///
    /// Up to `merges` times the allowed pair of neighbours with the largest count over all
    /// sequences becomes one token wherever it is. `pith_apply_merge` pools the embeddings of the
    /// merged tokens by `assign`. The same text in another batch is split differently.
    ///
    /// - `context`: scratch, cancel flag, progress; may be NULL.
    /// - `text`: in, u8 `[bytes]`, stride 1: the bytes of all tokens, sequence after sequence.
    ///   Tokens of a byte-level vocabulary are given as the bytes that they stand for (0x20, not
    ///   "Ġ").
    /// - `token_ends`: in, i32 `[T]`: the byte at which each token ends; no token is empty.
    /// - `sequence_ends`: in, i32 `[S]`: the token at which each sequence ends, ascending.
    /// - `special_text`: in, u8 `[bytes]`: the special tokens one after the other; NULL with
    ///   `special_ends`: none.
    /// - `special_ends`: in, i32 `[special]`.
    /// - `punctuation_text`: in, u8 `[bytes]`: the vocabulary's punctuation tokens, for
    ///   `PITH_TEXT_BOUNDARY_WORD_HYPHEN`; NULL with `punctuation_ends`: the given tokens that hold
    ///   ASCII punctuation and no ASCII digit.
    /// - `punctuation_ends`: in, i32 `[punctuation]`.
    /// - `boundary`: a `pith_text_boundary`; the authors' default: words.
    /// - `count_pieces`: for `PITH_TEXT_BOUNDARY_PRETOKENS`: into how many pieces the model's
    ///   splitter cuts a text, asked once for each pair; NULL: that of byte-level BPE with GPT-2's
    ///   pattern.
    /// - `user`: handed to `count_pieces`.
    /// - `merges`: at most so many, 0 or more.
    /// - `assign`: out, i32 `[T]`: the merged token of each token, counted over all sequences.
    /// - `lengths`: out, i32 `[S]`: merged tokens of each sequence.
    /// - `merged`: out, NULL or i32 `[capacity, 4]`: for each merge the tokens \[0\] to \[1\] and
    ///   \[1\] to \[2\], half open, that it joined at its first place, and the number of places.
    ///   `merges` places always suffice, and T.
    /// - `count`: out, NULL or i32 `[1]`: merges done; what is needed on `PITH_ERROR_CAPACITY`.
    /// - Method: dynamic_tokenization
    /// - Paper: Retrofitting Large Language Models with Dynamic Tokenization, ACL 2025,
    ///   <https://arxiv.org/abs/2411.18553>
    /// - Ties: the pair that comes first.
    /// - Errors: `PITH_ERROR_INDEX` for ends, `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE` for `merges`,
    ///   `PITH_ERROR_NULL`, `PITH_ERROR_CAPACITY`, `PITH_ERROR_CALLBACK`, `PITH_ERROR_CANCELLED`,
    ///   those of views.
    /// - Cost: O((T + places touched) log T).
    /// - Differs: nothing in the result; counts are kept up to date instead of counted anew. As in
    ///   the authors' code, pairs whose bytes are not UTF-8 may always merge, special tokens too.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_dynamic_tokenization(
        context: *mut pith_context,
        text: *const pith_view,
        token_ends: *const pith_view,
        sequence_ends: *const pith_view,
        special_text: *const pith_view,
        special_ends: *const pith_view,
        punctuation_text: *const pith_view,
        punctuation_ends: *const pith_view,
        boundary: pith_text_boundary,
        count_pieces: pith_token_count_fn,
        user: *mut c_void,
        merges: i64,
        assign: *const pith_view,
        lengths: *const pith_view,
        merged: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Embeds spans of a text with the built-in embedding: hashed words, word pairs and letter
    /// trigrams, weighted by rarity.
    ///
    /// Needs no model. Rows have unit length; a span without words is the zero vector. Rows can be
    /// compared with each other where they have the same dim and the same reference: embed a
    /// question with the passages' sentences as the reference.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `text`: in, u8 `[bytes]`, stride 1, below 2^31 bytes.
    /// - `spans`: in, i32 `[S, 2]`, any byte spans of `text`.
    /// - `reference_text`: in, u8 `[bytes]`, where rarity is counted; NULL: `text`.
    /// - `reference_spans`: in, i32 `[R, 2]`, the texts of `reference_text`; may be NULL only if
    ///   `reference_text` is: `spans`.
    /// - `embeddings`: out, float `[S, dim]`, dim 1 to 65536; 256 to 1024 suit sentences.
    /// - Method: hashed_embedding
    /// - Paper: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009
    /// - Errors: `PITH_ERROR_INDEX` for spans, `PITH_ERROR_NULL`, `PITH_ERROR_SHAPE`, those of
    ///   views.
    /// - Cost: O(bytes + S * dim) time and scratch.
    /// - Threads: runs on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_embed_hashed(
        context: *mut pith_context,
        text: *const pith_view,
        spans: *const pith_view,
        reference_text: *const pith_view,
        reference_spans: *const pith_view,
        embeddings: *const pith_view,
    ) -> pith_status;

    /// Embeds texts by the mean of their tokens' rows in a table that the host holds.
    ///
    /// The table is read in place: map a model's file and pass its matrix. Text s has the tokens
    /// `ids[offsets[s]]` to `ids[offsets[s + 1] - 1]`; a text without tokens is the zero vector.
    /// Leave unknown tokens out.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `table`: in, `[V, D]`, f32, f16 or bf16, any strides.
    /// - `ids`: in, i32 `[T]`, 0 to V - 1.
    /// - `offsets`: in, i32 `[S + 1]`, ascending from 0 to T.
    /// - `weights`: in, float `[V]`, a factor per table row; NULL: 1.
    /// - `normalize`: not 0: rows of unit length (zero vectors stay zero).
    /// - `embeddings`: out, float `[S, D]`.
    /// - Method: static_embedding
    /// - Paper: none; the layout of model2vec and WordLlama tables
    /// - NaN: passed through.
    /// - Errors: `PITH_ERROR_INDEX` for `ids` and `offsets`, those of views.
    /// - Cost: O(T * D) time, O(T + S * D) scratch.
    /// - Threads: texts are shared among the context's threads.
    /// - Differs: sums run in f32 with fused multiply-adds, in token order; some models' code
    ///   divides by a norm plus 1e-32.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_embed_static(
        context: *mut pith_context,
        table: *const pith_view,
        ids: *const pith_view,
        offsets: *const pith_view,
        weights: *const pith_view,
        normalize: i32,
        embeddings: *const pith_view,
    ) -> pith_status;

    /// Orders texts so that the best stand at both ends and the worst in the middle, where language
    /// models read least.
    ///
    /// The texts are taken worst first; the first, third, fifth, … go to the front, the others to
    /// the back. The best one comes first if N is odd, last if N is even.
    ///
    /// - `context`: scratch; may be NULL.
    /// - `scores`: in, `[N]`, float: sorted first, as in LlamaIndex (give 0 to a text without a
    ///   score); NULL: text 0 is the best, text 1 the second, …, as in LangChain.
    /// - `order`: out, `[N]`, i32: the text at each place.
    /// - Method: long_context_reorder
    /// - Paper: Lost in the Middle: How Language Models Use Long Contexts, TACL 2024,
    ///   <https://arxiv.org/abs/2307.03172>
    /// - Ties: equal scores keep their order in the ascending sort.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: those of views.
    /// - Cost: O(N).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_long_context_reorder(
        context: *mut pith_context,
        scores: *const pith_view,
        order: *const pith_view,
    ) -> pith_status;

    /// Picks texts that are relevant to a question and unlike those picked before: maximal marginal
    /// relevance.
    ///
    /// With r = cos(query, x): the first pick has the largest r; each later one the largest lambda
    /// r - (1 - lambda) p, where p is the largest cosine with any pick (LangChain) or the cosine
    /// with the last pick (LlamaIndex, which compares lambda r at first).
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `query`: in, `[D]`, f32, f16 or bf16, any strides.
    /// - `embeddings`: in, `[N, D]`, float.
    /// - `lambda`: 0 (diversity) to 1 (relevance); both libraries' default: 0.5.
    /// - `penalize_last`: 0: compare with all picks (LangChain); 1: with the last one (LlamaIndex).
    /// - `indices`: out, `[K]`, i32, K at most N, in the order of picking.
    /// - `scores`: out, NULL or `[K]`, float: the value at which each was picked; with
    ///   `penalize_last` 0 the first is r.
    /// - Method: mmr
    /// - Paper: The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing
    ///   Summaries, SIGIR 1998, <https://doi.org/10.1145/290941.291025>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `lambda` and `penalize_last`, those of views.
    /// - Cost: K·N·D multiply-adds in double, O(N) scratch.
    /// - Differs: zero vectors have cosine 0 in both variants.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_mmr(
        context: *mut pith_context,
        query: *const pith_view,
        embeddings: *const pith_view,
        lambda: f64,
        penalize_last: i32,
        indices: *const pith_view,
        scores: *const pith_view,
    ) -> pith_status;

    /// Keeps the texts most similar to a question, or those above a threshold, or both: LangChain's
    /// EmbeddingsFilter.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `query`: in, `[D]`, f32, f16 or bf16, any strides.
    /// - `embeddings`: in, `[N, D]`, float.
    /// - `keep`: at most so many, best first; -1: no limit, and the texts stay in their order.
    ///   LangChain: 20.
    /// - `threshold`: only texts whose cosine is greater; -infinity: all.
    /// - `indices`: out, `[capacity]`, i32.
    /// - `count`: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
    /// - `similarity`: out, NULL or `[N]`, float: cosines with the question.
    /// - Method: embeddings_filter
    /// - Paper: none
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep` and `threshold`, `PITH_ERROR_CAPACITY`, those of
    ///   views.
    /// - Cost: N·D multiply-adds in double and a sort.
    /// - Differs: ties, which the authors' unstable sort leaves open.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_embeddings_filter(
        context: *mut pith_context,
        query: *const pith_view,
        embeddings: *const pith_view,
        keep: i64,
        threshold: f64,
        indices: *const pith_view,
        count: *const pith_view,
        similarity: *const pith_view,
    ) -> pith_status;

    /// Drops near-duplicates among texts: LangChain's EmbeddingsRedundantFilter.
    ///
    /// Pairs whose cosine is above the threshold are taken most alike first; if both texts are
    /// still there, one goes. It is greedy: in a chain of similar texts, ends that are unlike each
    /// other may both stay.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `embeddings`: in, `[N, D]`, f32, f16 or bf16, any strides.
    /// - `threshold`: LangChain: 0.95.
    /// - `keep_earlier`: 0: the earlier text of a pair goes, as in LangChain; 1: the later one
    ///   goes, which suits texts ranked best first.
    /// - `indices`: out, `[capacity]`, i32, ascending; N always suffices.
    /// - `count`: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
    /// - Method: embeddings_redundant_filter
    /// - Paper: none
    /// - Ties: of equally similar pairs (i, j), i > j, the one with the greater i, then the greater
    ///   j, comes first.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `threshold` and `keep_earlier`, `PITH_ERROR_CAPACITY`,
    ///   those of views.
    /// - Cost: N²·D multiply-adds, N·D floats of scratch and 24 bytes for each pair above the
    ///   threshold.
    /// - Differs: an empty list is legal.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_embeddings_redundant_filter(
        context: *mut pith_context,
        embeddings: *const pith_view,
        threshold: f64,
        keep_earlier: i32,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Keeps the texts nearest to each of given centres: LangChain's EmbeddingsClusteringFilter
    /// after its k-means.
    ///
    /// `pith_cluster_kmeans` finds centres. The nearest texts may belong to another cluster; a text
    /// is taken once.
    ///
    /// Distances are compared as f32.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `embeddings`: in, `[N, D]`, f32, f16 or bf16, any strides.
    /// - `centers`: in, `[k, D]`, float, in the order in which they choose.
    /// - `per_cluster`: texts for each centre, 0 or more.
    /// - `remove_duplicates`: 0: a text that was taken is replaced by the next nearest; 1: it is
    ///   not.
    /// - `order`: `PITH_ORDER_RANKED`: centre by centre, nearest first; `PITH_ORDER_POSITION`:
    ///   ascending.
    /// - `indices`: out, `[capacity]`, i32; the smaller of N and k · per_cluster always suffices.
    /// - `count`: out, `[1]`, i32: indices written; what is needed on `PITH_ERROR_CAPACITY`.
    /// - Method: embeddings_clustering_filter
    /// - Paper: none
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: k·N·D multiply-adds in double and k sorts of N.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_embeddings_clustering_filter(
        context: *mut pith_context,
        embeddings: *const pith_view,
        centers: *const pith_view,
        per_cluster: i64,
        remove_duplicates: i32,
        order: pith_order,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Scores texts by the words they share with a question: BM25, without any model.
    ///
    /// Words are what lies between single spaces, compared byte by byte, as in the package
    /// rank_bm25 (BM25Okapi). Words in more than half of the texts would count against them; they
    /// weigh epsilon times the mean weight instead.
    ///
    /// - `context`: scratch; may be NULL.
    /// - `text`: in, u8 `[bytes]`, stride 1.
    /// - `documents`: in, i32 `[C, 2]`, byte spans of the text, in any order.
    /// - `question`: in, u8 `[bytes]`, stride 1.
    /// - `k1`: saturation of word counts, 0 or more; the package: 1.5.
    /// - `b`: how much length counts, 0 to 1; the package: 0.75.
    /// - `epsilon`: 0 or more; the package: 0.25.
    /// - `scores`: out, `[C]`, float.
    /// - `ranked`: out, NULL or `[C]`, i32: best first.
    /// - Method: bm25_okapi
    /// - Paper: Okapi at TREC-3, TREC 1994, <https://trec.nist.gov/pubs/trec3/t3_proceedings.html>
    /// - Ties: the lower index wins.
    /// - Errors: `PITH_ERROR_INDEX` for `documents`, `PITH_ERROR_RANGE` for the scalars, those of
    ///   views.
    /// - Cost: O(bytes + C · words of the question).
    /// - Differs: no documents are legal.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_bm25_okapi(
        context: *mut pith_context,
        text: *const pith_view,
        documents: *const pith_view,
        question: *const pith_view,
        k1: f64,
        b: f64,
        epsilon: f64,
        scores: *const pith_view,
        ranked: *const pith_view,
    ) -> pith_status;

    /// Drops the sentences, phrases or tokens that a language model finds least surprising:
    /// Selective Context.
    ///
    /// A unit's value is the mean of -ln p over its tokens; units below the percentile 100 ratio of
    /// all values go. A token that ends past a phrase is shared equally among the phrases that it
    /// completes; a lone space inside a phrase does not count.
    ///
    /// - `context`: scratch; may be NULL.
    /// - `text`: in, u8 `[bytes]`, stride 1: the sentences one after the other.
    /// - `token_ends`: in, i32 `[T]`: the byte at which each token ends, ascending; tokens tile the
    ///   text.
    /// - `information`: in, `[T]`, float: -ln p of each token, in nats.
    /// - `sentence_ends`: in, i32 `[S]`: likewise; each is the end of a token.
    /// - `phrase_ends`: in, i32 `[P]`: likewise, and each end of a sentence is among them; NULL
    ///   unless `level` is `PITH_TEXT_LEVEL_PHRASE`.
    /// - `level`: a `pith_text_level`; the paper's default: phrases.
    /// - `ratio`: 0 (all stay) to 1 (only the greatest value stays); the authors' default: 0.35.
    /// - `keep`: out, i32 `[U]`, 0 or 1, U = S, P or T.
    /// - `values`: out, NULL or `[U]`, float.
    /// - `threshold`: out, NULL or `[1]`, float.
    /// - Method: selective_context
    /// - Paper: Compressing Context to Enhance Inference Efficiency of Large Language Models, EMNLP
    ///   2023, <https://arxiv.org/abs/2310.06201>
    /// - NaN: a unit without tokens, or whose information is NaN, has the value NaN and stays; the
    ///   percentile skips it.
    /// - Errors: `PITH_ERROR_INDEX` for ends, `PITH_ERROR_RANGE` for `ratio`, `PITH_ERROR_ENUM`,
    ///   `PITH_ERROR_NULL`, those of views.
    /// - Cost: O(tokens) and a sort of the units.
    /// - Differs: tokens that run past the last phrase are no error.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_selective_context(
        context: *mut pith_context,
        text: *const pith_view,
        token_ends: *const pith_view,
        information: *const pith_view,
        sentence_ends: *const pith_view,
        phrase_ends: *const pith_view,
        level: pith_text_level,
        ratio: f64,
        keep: *const pith_view,
        values: *const pith_view,
        threshold: *const pith_view,
    ) -> pith_status;

    /// Labels words by their keep-probabilities: the selection of LLMLingua-2.
    ///
    /// Per chunk: red = 1 - rate; each probability counts once per token of its word; the threshold
    /// is the percentile int(100 red + 1) of these; a word stays if its probability is above it, or
    /// if both are 1. `pith_text_llmlingua2_words` makes words of a classifier's tokens.
    ///
    /// - `context`: scratch; may be NULL.
    /// - `probabilities`: in, `[W]`, f32, f16 or bf16, any stride.
    /// - `tokens`: in, i32 `[W]`, 0 or more: tokens of each word for the model that will read the
    ///   text; NULL: 1 each.
    /// - `forced`: in, i32 `[W]`: which forced string a word is, or -1; NULL: none is.
    /// - `chunk_ends`: in, i32 `[K]`: the word at which each chunk ends, ascending, the last one W;
    ///   NULL: one chunk.
    /// - `rate`: share of the tokens to keep, 0 to 1; the authors' default: 0.5. For a target:
    ///   target / tokens, at most 1.
    /// - `drop_consecutive`: 1: of the same forced word twice with no word of weight between, one
    ///   goes; 0: both stay.
    /// - `keep`: out, i32 `[W]`, 0 or 1.
    /// - `thresholds`: out, NULL or float `[K]`.
    /// - Method: llmlingua2
    /// - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt
    ///   Compression, Findings of ACL 2024, <https://arxiv.org/abs/2403.12968>
    /// - Ties: words of the threshold's probability go, unless it is 1; the rate that is reached
    ///   can be well off.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_INDEX` for `chunk_ends`, `PITH_ERROR_RANGE` for `tokens`, `rate` and
    ///   `drop_consecutive`, those of views.
    /// - Cost: O(W log W).
    /// - Differs: the place of the percentile is exact; a rate of 0 keeps nothing; words without
    ///   tokens stay.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_llmlingua2(
        context: *mut pith_context,
        probabilities: *const pith_view,
        tokens: *const pith_view,
        forced: *const pith_view,
        chunk_ends: *const pith_view,
        rate: f64,
        drop_consecutive: i32,
        keep: *const pith_view,
        thresholds: *const pith_view,
    ) -> pith_status;

    /// Makes words of a classifier's subword tokens, each with its keep-probability, as LLMLingua-2
    /// does.
    ///
    /// A token begins a word by its mark, or if it is forced: it is one of the forced strings, or
    /// reads "\[NEWi\]", under which the authors' code adds the i-th forced string to a tokenizer.
    /// Forced tokens, and tokens with a digit if asked, count as 1.
    ///
    /// - `context`: scratch; may be NULL.
    /// - `text`: in, u8 `[bytes]`, stride 1: the tokens one after the other, with their marks.
    /// - `token_ends`: in, i32 `[T]`: the byte at which each token ends, ascending.
    /// - `probabilities`: in, `[T]`, f32, f16 or bf16, any stride.
    /// - `special`: in, i32 `[T]`, not 0 for tokens that are not text; NULL: none.
    /// - `forced_text`: in, u8 `[bytes]`: the forced strings one after the other; NULL with
    ///   `forced_ends`: none.
    /// - `forced_ends`: in, i32 `[F]`.
    /// - `pieces`: a `pith_text_pieces`.
    /// - `keep_digits`: 1: tokens with a decimal digit count as 1; 0: as given.
    /// - `first_token`: 0: a word has the mean of its tokens; 1: the probability of its first
    ///   token.
    /// - `words`: out, i32 `[T]`: the word of each token, -1 for special ones.
    /// - `word_probabilities`: out, float `[capacity]`; T places always suffice.
    /// - `unforced`: out, NULL or float `[capacity]`: what `pith_text_llmlingua2_contexts` takes.
    /// - `forced`: out, NULL or i32 `[capacity]`: which forced string the word is, or -1.
    /// - `count`: out, i32 `[1]`: words; what is needed on `PITH_ERROR_CAPACITY`.
    /// - Method: llmlingua2_words
    /// - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt
    ///   Compression, Findings of ACL 2024, <https://arxiv.org/abs/2403.12968>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_INDEX` for ends, `PITH_ERROR_ENUM`, `PITH_ERROR_RANGE`,
    ///   `PITH_ERROR_NULL`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(bytes + T · F).
    /// - Differs: a continuation at the start begins a word. As in the authors' code, `unforced` is
    ///   that of a word's first token.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_llmlingua2_words(
        context: *mut pith_context,
        text: *const pith_view,
        token_ends: *const pith_view,
        probabilities: *const pith_view,
        special: *const pith_view,
        forced_text: *const pith_view,
        forced_ends: *const pith_view,
        pieces: pith_text_pieces,
        keep_digits: i32,
        first_token: i32,
        words: *const pith_view,
        word_probabilities: *const pith_view,
        unforced: *const pith_view,
        forced: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Cuts a text into chunks that LLMLingua-2's classifier can read, where possible after end
    /// tokens.
    ///
    /// - `context`: scratch; may be NULL.
    /// - `is_end`: in, i32 `[T]`, not 0 for tokens after which a text may be cut; the authors'
    ///   default: "." and newline.
    /// - `limit`: 1 or more: tokens that the classifier reads, less 2 for its special ones.
    /// - `chunk_ends`: out, i32 `[capacity]`: the token at which each chunk ends.
    /// - `count`: out, i32 `[1]`: chunks; what is needed on `PITH_ERROR_CAPACITY`.
    /// - Method: llmlingua2_chunks
    /// - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt
    ///   Compression, Findings of ACL 2024, <https://arxiv.org/abs/2403.12968>
    /// - Errors: `PITH_ERROR_RANGE` for `limit`, `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(T).
    /// - Differs: nothing: as in the authors' code a chunk can hold limit + 1 tokens.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_llmlingua2_chunks(
        context: *mut pith_context,
        is_end: *const pith_view,
        limit: i64,
        chunk_ends: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Drops whole contexts by the mean keep-probability of their words: LLMLingua-2's coarse step.
    ///
    /// - `context`: scratch; may be NULL.
    /// - `probabilities`: in, `[W]`, f32, f16 or bf16, any stride: `unforced` of
    ///   `pith_text_llmlingua2_words`.
    /// - `context_ends`: in, i32 `[C]`: the word at which each context ends, ascending, the last
    ///   one W.
    /// - `forced`: in, i32 `[C]`, not 0 for contexts that stay; NULL: none.
    /// - `rate`: share of the contexts to keep, 0 to 1; the authors' default: (rate of the tokens +
    ///   1) / 2. A context stays if its value is at or above the percentile int(100 (1 - rate)) of
    ///   all.
    /// - `keep`: out, i32 `[C]`, 0 or 1.
    /// - `values`: out, NULL or float `[C]`.
    /// - `threshold`: out, NULL or float `[1]`.
    /// - Method: llmlingua2_contexts
    /// - Paper: LLMLingua-2: Data Distillation for Efficient and Faithful Task-Agnostic Prompt
    ///   Compression, Findings of ACL 2024, <https://arxiv.org/abs/2403.12968>
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_INDEX` for `context_ends`, `PITH_ERROR_RANGE` for `rate`, those of
    ///   views.
    /// - Cost: O(W + C log C).
    /// - Differs: a context without words has the value 0.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_llmlingua2_contexts(
        context: *mut pith_context,
        probabilities: *const pith_view,
        context_ends: *const pith_view,
        forced: *const pith_view,
        rate: f64,
        keep: *const pith_view,
        values: *const pith_view,
        threshold: *const pith_view,
    ) -> pith_status;

    /// Removes the words whose removal moves a text's embedding least, given the embedding without
    /// each of them.
    ///
    /// One-shot: every word is judged against the whole text. For any encoder: the host embeds the
    /// text once whole and once without each word.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `full`: in, float `[D]`, the whole text.
    /// - `leave_one_out`: in, float `[W, D]`, the text without word i.
    /// - `protected_words`: in, i32 `[W]`, not 0 for words that stay; NULL: none.
    /// - `remove`: 0 to the number of words that are not protected; a ratio becomes a count by
    ///   `PITH_ROUNDING_FLOOR`.
    /// - `metric`: a `pith_text_metric`.
    /// - `keep`: out, i32 `[W]`, 1 for words that stay, else 0.
    /// - `removed`: out, i32 `[remove]`, the removed words, least important first.
    /// - `distance`: out, float `[W]`, the distance that removing each word makes; NULL: not
    ///   wanted.
    /// - Method: tcra_semantic
    /// - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model
    ///   for Inference Cost Reduction", Findings of EMNLP 2023
    /// - Ties: the lower index goes first.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_ENUM`, those of views.
    /// - Cost: O(W * D + W log W) time, O(W) scratch.
    /// - Threads: runs on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_tcra_leave_one_out(
        context: *mut pith_context,
        full: *const pith_view,
        leave_one_out: *const pith_view,
        protected_words: *const pith_view,
        remove: i64,
        metric: pith_text_metric,
        keep: *const pith_view,
        removed: *const pith_view,
        distance: *const pith_view,
    ) -> pith_status;

    /// Removes the words whose removal moves the mean of a text's word vectors least.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `word_embeddings`: in, float `[W, D]`; the text's embedding is their mean.
    /// - `protected_words`: in, i32 `[W]`, not 0 for words that stay; NULL: none.
    /// - `remove`: 0 to the number of words that are not protected; a ratio becomes a count by
    ///   `PITH_ROUNDING_FLOOR`.
    /// - `metric`: a `pith_text_metric`.
    /// - `removal`: a `pith_text_removal`.
    /// - `keep`: out, i32 `[W]`, 1 for words that stay, else 0.
    /// - `removed`: out, i32 `[remove]`, the removed words, least important first.
    /// - `distance`: out, float, one-shot: `[W]`, the distance that removing each word makes;
    ///   greedy: `[remove]`, the distance to the whole text after each removal; NULL: not wanted.
    /// - Method: tcra_semantic
    /// - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model
    ///   for Inference Cost Reduction", Findings of EMNLP 2023
    /// - Ties: the lower index goes first.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `remove`, `PITH_ERROR_ENUM`, those of views.
    /// - Cost: one-shot O(W * D), greedy O(remove * W * D) time; O(W + D) scratch.
    /// - Threads: runs on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_tcra_words(
        context: *mut pith_context,
        word_embeddings: *const pith_view,
        protected_words: *const pith_view,
        remove: i64,
        metric: pith_text_metric,
        removal: pith_text_removal,
        keep: *const pith_view,
        removed: *const pith_view,
        distance: *const pith_view,
    ) -> pith_status;

    /// Removes the words whose removal moves a text's embedding least, asking the host's encoder.
    ///
    /// The encoder is asked for the words that are left, joined by one space: W + 1 embeddings
    /// one-shot, W + (W - 1) + ... greedy.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `text`: in, u8 `[bytes]`, stride 1, at most 32 MB.
    /// - `words`: in, i32 `[W, 2]`, byte spans that ascend and do not overlap, as
    ///   `PITH_TEXT_UNIT_WHITESPACE` gives them.
    /// - `protected_words`: in, i32 `[W]`, not 0 for words that stay; NULL: none.
    /// - `embed`: the encoder; up to 64 texts per call. Not NULL.
    /// - `user`: passed to `embed`.
    /// - `dim`: floats per embedding, 1 to 65536.
    /// - `remove`: 0 to the number of words that are not protected.
    /// - `metric`: a `pith_text_metric`.
    /// - `removal`: a `pith_text_removal`.
    /// - `keep`: out, i32 `[W]`, 1 for words that stay, else 0.
    /// - `removed`: out, i32 `[remove]`, the removed words, least important first.
    /// - `distance`: out, float, one-shot `[W]`, greedy `[remove]`, as in `pith_text_tcra_words`;
    ///   NULL: not wanted.
    /// - Method: tcra_semantic
    /// - Paper: Liu et al., "TCRA-LLM: Token Compression Retrieval Augmented Large Language Model
    ///   for Inference Cost Reduction", Findings of EMNLP 2023
    /// - Ties: the lower index goes first.
    /// - NaN: `PITH_ERROR_NONFINITE` where the encoder writes one.
    /// - Errors: `PITH_ERROR_CALLBACK`, `PITH_ERROR_RANGE`, `PITH_ERROR_ENUM`, `PITH_ERROR_INDEX`
    ///   for `words`, those of views.
    /// - Cost: the encoder's, and O(W * bytes) per round; O(64 * (bytes + dim)) scratch.
    /// - Threads: the encoder is called on the calling thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_text_tcra_encoder(
        context: *mut pith_context,
        text: *const pith_view,
        words: *const pith_view,
        protected_words: *const pith_view,
        embed: pith_embed_fn,
        user: *mut c_void,
        dim: i64,
        remove: i64,
        metric: pith_text_metric,
        removal: pith_text_removal,
        keep: *const pith_view,
        removed: *const pith_view,
        distance: *const pith_view,
    ) -> pith_status;

    /// The library's version as major × 10000 + minor × 100 + patch.
    ///
    /// - Since: 0.1
    pub fn pith_version() -> i32;

    /// The version of the binary interface. Programs refuse a library whose number is not their
    /// `PITH_ABI_VERSION`.
    ///
    /// - Since: 0.1
    pub fn pith_abi_version() -> i32;

    /// The instruction set in use: `avx512`, `avx2` or `baseline`.
    ///
    /// - Since: 0.1
    pub fn pith_isa_name() -> *const c_char;

    /// Uses at most this instruction set from now on, in the whole process.
    ///
    /// Results are the same bits with each; this is for tests and comparisons.
    ///
    /// - `isa`: A value of `pith_isa` that this machine supports; `PITH_ISA_BASELINE` always is.
    /// - Errors: `PITH_ERROR_ENUM`, `PITH_ERROR_UNSUPPORTED`.
    /// - Threads: affects calls that begin later, on every thread.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_isa_limit(isa: pith_isa) -> pith_status;

    /// A fixed English phrase for a status.
    ///
    /// - `status`: Any number; unknown ones give `unknown status`.
    /// - Since: 0.1
    pub fn pith_status_string(status: pith_status) -> *const c_char;

    /// What the last failed call of this thread said: `function: argument: expected …, got …`.
    /// Empty before any failure.
    ///
    /// The text belongs to the thread and stays until its next failed call. A call that succeeds
    /// leaves it.
    ///
    /// - Since: 0.1
    pub fn pith_last_error() -> *const c_char;

    /// How many methods the library has.
    ///
    /// - Since: 0.1
    pub fn pith_method_count() -> i32;

    /// Name, family, function and citation of a method.
    ///
    /// - `index`: 0 to `pith_method_count() - 1`, in the order of families and names.
    /// - `method`: out, filled with pointers to static text.
    /// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_method_info(index: i32, method: *mut pith_method) -> pith_status;

    /// Says how many tokens EVS keeps, before anything is encoded.
    ///
    /// max(positions, int(frames * positions * (1 - ratio))), the product in double; 0 without
    /// frames. The first frame is whole.
    ///
    /// - `frames`: 0 or more.
    /// - `positions`: tokens of a frame, 0 or more; fewer than 2^31 tokens in all.
    /// - `ratio`: share to prune, 0 to 1; 0.75 in vLLM's example.
    /// - `count`: out, one number.
    /// - NaN: `PITH_ERROR_RANGE` for `ratio`.
    /// - Errors: `PITH_ERROR_NULL` for `count`, `PITH_ERROR_RANGE`.
    /// - Cost: O(1).
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_evs_count(
        frames: i64,
        positions: i64,
        ratio: f64,
        count: *mut i64,
    ) -> pith_status;

    /// Keeps the tokens of a video that changed most since the frame before.
    ///
    /// score\[f, p\] = 255 in the first frame, else 1 - cos(tokens\[f, p\], tokens\[f - 1, p\]).
    /// One ranking over all frames: a still frame may keep no token. Prompts that name counts per
    /// frame take them from `frame_counts`.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[F, P, D]` or `[B, F, P, D]`, f32, f16 or bf16, any strides: frames,
    ///   positions in row-major order, after spatial merging.
    /// - `keep`: 0 to F * P; the authors' is what `pith_video_evs_count` gives.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: greatest change first.
    /// - `indices`: out, `[keep]` or `[B, keep]`, i32: f * P + p.
    /// - `frame_counts`: out, optional, `[F]` or `[B, F]`, i32: tokens kept of each frame.
    /// - `scores`: out, optional, `[F, P]` or `[B, F, P]`, f32, f16 or bf16.
    /// - Method: evs
    /// - Paper: Efficient Video Sampling: Pruning Temporally Redundant Tokens for Faster VLM
    ///   Inference, 2025, <https://arxiv.org/abs/2510.14624>
    /// - Ties: the lower index wins: the earlier frame, then the lower position. A token that did
    ///   not change scores exactly 0.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`,
    ///   `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: reads the tokens once; O(F * P) scratch.
    /// - Threads: positions are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_evs(
        context: *mut pith_context,
        tokens: *const pith_view,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
        frame_counts: *const pith_view,
        scores: *const pith_view,
    ) -> pith_status;

    /// Prunes frames of a video to the tokens that are least like those of a frame before.
    ///
    /// Frames 1, 3, 5, … are compared with the frame before, frames 2, 6, 10, … below F - 2 with
    /// the one two before; the others are kept whole, and an odd last frame is dropped.
    /// `every_frame` mends the authors' loop, which ends early: it prunes every second even frame
    /// and never drops one.
    ///
    /// - `context`: threads, scratch, cancel flag, progress; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[F, P, D]` or `[B, F, P, D]`, f32, f16 or bf16, any strides.
    /// - `keep`: tokens that stay of a pruned frame, 0 to P. The paper keeps int((1 - 0.7) P).
    /// - `every_frame`: 0: as the authors' code; 1: see above.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: the authors': frame after
    ///   frame, inside a pruned frame the least alike first.
    /// - `indices`: out, `[capacity]` or `[B, capacity]`, i32: f * P + p; F * P is always enough.
    ///   Elements past `count` are left as they are.
    /// - `count`: out, `[1]` or `[B, 1]`, i32: depends on shapes only. Written on a capacity error
    ///   too.
    /// - Method: dycoke
    /// - Paper: DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR
    ///   2025, <https://arxiv.org/abs/2411.15024>
    /// - Ties: the lower position wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `keep` and `every_frame`, `PITH_ERROR_ENUM` for `order`,
    ///   `PITH_ERROR_CAPACITY`, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: reads the tokens once; O(F * P) scratch.
    /// - Threads: positions are split; the bits do not depend on it.
    /// - Differs: four frames or fewer are legal.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_dycoke(
        context: *mut pith_context,
        tokens: *const pith_view,
        keep: i64,
        every_frame: i32,
        order: pith_order,
        indices: *const pith_view,
        count: *const pith_view,
    ) -> pith_status;

    /// Selects the keys of a video that a decoding step attends to, unless attention has hardly
    /// changed.
    ///
    /// a\[j\] = mean over heads of attention\[h, Q - 1, start + j\]. If its cosine with `previous`
    /// is below `gate`, the `keep` largest stay, and all keys outside of the video; otherwise
    /// nothing is pruned at this step. The cache stays whole: layers behind gather from it.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `attention`: in, `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`, Q and H at least 1, f32, f16 or
    ///   bf16, any strides: of the layer before. Only the last query row is read: Q = 1 is enough.
    /// - `previous`: in, `[length]` or `[B, length]`, f32, f16 or bf16: `scores` of the step
    ///   before; NULL: none, similarity 0.
    /// - `start`: first video token among the keys, 0 to K.
    /// - `length`: number of video tokens, 0 to K - start.
    /// - `keep`: 0 to `length`. The authors keep int(length (1 - p)), p = 0.7.
    /// - `gate`: -1 to 1; the authors' is 0.9.
    /// - `indices`: out, `[K - length + keep]` or `[B, K - length + keep]`, i32, ascending: the
    ///   keys that stay. Left as it is where `updated` is 0.
    /// - `updated`: out, `[1]` or `[B, 1]`, i32: 1: `indices` was written; 0: nothing is pruned.
    /// - `similarity`: out, optional, `[1]` or `[B, 1]`, f32, f16 or bf16.
    /// - `scores`: out, optional, `[length]` or `[B, length]`, f32, f16 or bf16: a.
    /// - Method: dycoke_step
    /// - Paper: DyCoke: Dynamic Compression of Tokens for Fast Video Large Language Models, CVPR
    ///   2025, <https://arxiv.org/abs/2411.15024>
    /// - Ties: the lower index wins.
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: reads H * length elements; O(K) scratch.
    /// - Differs: kept tokens ascend. The paper would use the last selection again where nothing is
    ///   pruned here.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_dycoke_step(
        context: *mut pith_context,
        attention: *const pith_view,
        previous: *const pith_view,
        start: i64,
        length: i64,
        keep: i64,
        gate: f64,
        indices: *const pith_view,
        updated: *const pith_view,
        similarity: *const pith_view,
        scores: *const pith_view,
    ) -> pith_status;

    /// Pools a video over time and space, and keeps every sample-th frame of the result.
    ///
    /// Each output token is the mean over `pool_frames` frames of `pool_side` x `pool_side` tokens;
    /// incomplete boxes are dropped. T' = ceil(floor(F / pool_frames) / sample) frames of
    /// floor(height / pool_side) floor(width / pool_side) tokens come out. Frames that the sampling
    /// drops are not read.
    ///
    /// - `context`: threads, scratch; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[F, height * width, D]` or `[B, F, height * width, D]`, f32, f16 or bf16,
    ///   any strides, positions in row-major order.
    /// - `height`: 1 or more.
    /// - `width`: 1 or more.
    /// - `pool_frames`: 1 to F; 4 in the paper.
    /// - `pool_side`: 1 to min(height, width); 2 in the paper.
    /// - `sample`: 1 or more; 2 in the paper at test time.
    /// - `y`: out, `[T', h' w', D]` or `[B, T', h' w', D]`, f32, f16 or bf16.
    /// - `frames`: out, optional, `[T']`, i32: first source frame of each frame of the result.
    /// - Method: storm
    /// - Paper: Token-Efficient Long Video Understanding for Multimodal LLMs, ICCV 2025,
    ///   <https://arxiv.org/abs/2503.04130>
    /// - NaN: passes through.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, those of views.
    /// - Cost: reads the boxes that stay, once, at memory speed.
    /// - Threads: output tokens are split; the bits do not depend on it.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_storm(
        context: *mut pith_context,
        tokens: *const pith_view,
        height: i64,
        width: i64,
        pool_frames: i64,
        pool_side: i64,
        sample: i64,
        y: *const pith_view,
        frames: *const pith_view,
    ) -> pith_status;

    /// Cuts a video into segments so that keeping static positions once per segment saves most
    /// tokens.
    ///
    /// A position is static over frames s to e if its similarity is above `tau` between all of
    /// them; a segment saves the number of its static positions times (e - s).
    ///
    /// - `context`: scratch, cancel flag, progress; NULL: scratch from malloc.
    /// - `similarity`: in, `[F - 1, P]`, f32, f16 or bf16, any strides: of equal positions in
    ///   adjacent frames. No row: one frame.
    /// - `tau`: finite; 0.8 in the paper. Compared in f32.
    /// - `max_window`: most frames of a segment, 1 or more; 1024 in the authors' code.
    /// - `segments`: out, `[capacity, 2]`, i32: first and last frame, ascending; F is always
    ///   enough.
    /// - `count`: out, `[1]`, i32: segments. Written on a capacity error too.
    /// - `reduced`: out, optional, `[1]`, i32: tokens saved.
    /// - Method: holitom_segments
    /// - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
    ///   <https://arxiv.org/abs/2505.21334>
    /// - Ties: the single frame, then the shorter segment, wins as the last one.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for `tau` and `max_window`, `PITH_ERROR_CAPACITY`,
    ///   `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: O(F (F + P)) time, O(F + P) scratch.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_holitom_segments(
        context: *mut pith_context,
        similarity: *const pith_view,
        tau: f64,
        max_window: i64,
        segments: *const pith_view,
        count: *const pith_view,
        reduced: *const pith_view,
    ) -> pith_status;

    /// Merges the tokens of a video along time and within frames, before the language model.
    ///
    /// The video is cut as by `pith_video_holitom_segments`, from cosines of adjacent frames. r =
    /// min(retain_ratio F P / (F P - tokens saved), 1). Positions that are static over a segment of
    /// several frames become their mean; round-half-even(n r) of the n means are centres by density
    /// peaks, which the others join. Of the n other tokens of each frame ceil(n r) stay: those that
    /// receive most attention and, by `context_ratio`, centres that the rest joins. A centre with
    /// members becomes beta centre + (1 - beta) mean of members. `pith_apply_merge` with
    /// `PITH_REDUCE_SUM`, `assign` and `weight` makes the tokens.
    ///
    /// Rows come segment after segment: static ones, then frame by frame those of attention and
    /// those with members, each ascending. With `newline` a frame's rows ascend by position, static
    /// ones with the first frame, and a row of zeros for the host's newline embedding follows each
    /// row of the grid, int(sqrt(P)) wide, that kept any.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[F, P, D]`, f32, f16 or bf16, any strides, positions in row-major order.
    /// - `attention`: in, `[F, P]`, f32, f16 or bf16, any strides: what each token receives in the
    ///   vision encoder.
    /// - `retain_ratio`: 0 to 1; 0.15 is one of the paper's.
    /// - `tau`: finite; 0.8 in the paper, 0.65 for a ratio of 0.1. Compared in f32.
    /// - `context_ratio`: 0 to 1; 0 in all published figures.
    /// - `beta`: 0 to 1; 0.6 in the paper.
    /// - `plain_mean`: 1: a centre becomes the mean of itself and its members, whatever `beta`;
    ///   else 0.
    /// - `neighbours`: of density peaks, 1 or more; 7 in the paper. The number of centres if that
    ///   is smaller.
    /// - `max_window`: most frames of a segment, 1 or more; 1024 in the authors' code.
    /// - `newline`: 1: rows for newlines; else 0.
    /// - `assign`: out, `[F, P]`, i32: output row of each token; -1: dropped.
    /// - `weight`: out, `[F, P]`, f32, f16 or bf16; 0 for dropped tokens.
    /// - `sources`: out, `[capacity]`, i32: f * P + p of the token that each row stands for, for
    ///   static ones in the first frame of the segment; -1: a newline. F * P is always enough, 2 *
    ///   F * P with newlines. Elements past `count` are left alone.
    /// - `count`: out, `[1]`, i32: output rows. Written on a capacity error too.
    /// - `segments`: out, `[capacity, 4]`, i32: first frame, last frame, static rows, dynamic rows
    ///   per frame; F is always enough.
    /// - `segment_count`: out, `[1]`, i32. Written on a capacity error too.
    /// - `ratio`: out, optional, `[1]`, f32, f16 or bf16: r.
    /// - Method: holitom
    /// - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
    ///   <https://arxiv.org/abs/2505.21334>
    /// - Ties: the lower position wins.
    /// - NaN: `PITH_ERROR_NONFINITE`.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_SIZE` for 2^30 tokens with
    ///   newlines, `PITH_ERROR_CAPACITY`, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: reads the tokens once, static ones twice; n² D multiply-adds per set of n that
    ///   density peaks look at.
    /// - Threads: positions are split; the bits do not depend on it.
    /// - Differs: `context_ratio` above 0 works; one video per call; a single centre is the lowest
    ///   position instead of a random one.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_holitom(
        context: *mut pith_context,
        tokens: *const pith_view,
        attention: *const pith_view,
        retain_ratio: f64,
        tau: f64,
        context_ratio: f64,
        beta: f64,
        plain_mean: i32,
        neighbours: i64,
        max_window: i64,
        newline: i32,
        assign: *const pith_view,
        weight: *const pith_view,
        sources: *const pith_view,
        count: *const pith_view,
        segments: *const pith_view,
        segment_count: *const pith_view,
        ratio: *const pith_view,
    ) -> pith_status;

    /// Merges a video's tokens, inside the language model, into those that the last query attends
    /// to most.
    ///
    /// score\[j\] = mean over heads of attention\[h, Q - 1, start + j\]; the `keep` largest are
    /// targets. Every other video token joins the target with the greatest cosine, in ascending
    /// order: target := (target + token) / 2. `pith_apply_merge` with `PITH_REDUCE_SUM`, `assign`
    /// and `weight` makes the tokens.
    ///
    /// - `context`: threads, scratch, cancel flag; NULL: one thread, scratch from malloc.
    /// - `tokens`: in, `[L, D]` or `[B, L, D]`, f32, f16 or bf16, any strides: hidden states. Those
    ///   of the video must be finite.
    /// - `attention`: in, `[Q, L]`, `[H, Q, L]` or `[B, H, Q, L]`, Q and H at least 1, f32, f16 or
    ///   bf16, any strides: of the layer before. Only the last query row is read: Q = 1 is enough.
    /// - `start`: first video token, 0 to L.
    /// - `length`: number of video tokens, 0 to L - start.
    /// - `keep`: 0 to `length`. The paper keeps round-half-even(length (1 - 0.5)).
    /// - `indices`: out, `[L - length + keep]` or `[B, L - length + keep]`, i32, ascending: what
    ///   stays of the sequence. These are the position ids too.
    /// - `assign`: out, `[L]` or `[B, L]`, i32: output row of each token; -1: dropped, with `keep`
    ///   0 only.
    /// - `weight`: out, `[L]` or `[B, L]`, f32, f16 or bf16.
    /// - Method: holitom_inner
    /// - Paper: HoliTom: Holistic Token Merging for Fast Video Large Language Models, NeurIPS 2025,
    ///   <https://arxiv.org/abs/2505.21334>
    /// - Ties: the lower index wins, among equal cosines the target of higher score.
    /// - NaN: `PITH_ERROR_NONFINITE` if one lies in what is read.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_CANCELLED`, those of views.
    /// - Cost: (length - keep) keep D multiply-adds; O(length D) scratch.
    /// - Threads: rows are split; the bits do not depend on it.
    /// - Differs: a token of norm zero has cosine 0 with everything (theirs: NaN, which wins);
    ///   `keep` 0 drops the video.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_holitom_inner(
        context: *mut pith_context,
        tokens: *const pith_view,
        attention: *const pith_view,
        start: i64,
        length: i64,
        keep: i64,
        indices: *const pith_view,
        assign: *const pith_view,
        weight: *const pith_view,
    ) -> pith_status;

    /// Keeps the frames that together see most of the space, given every pixel's place in the
    /// world.
    ///
    /// A point is valid if its confidence is at least the percentile of all confidences and above
    /// `confidence_floor`. The box of the valid points is cut into cubes, `cells` along its
    /// shortest side; a frame has the cubes that its valid points lie in. Frames are picked
    /// greedily by the cubes they add. Fewer than `keep` come out once nothing is left to add.
    ///
    /// - `context`: scratch, cancel flag, progress; NULL: scratch from malloc.
    /// - `points`: in, `[T, M, 3]`, f32, f16 or bf16, any strides: world coordinates of the M
    ///   pixels of each frame.
    /// - `confidence`: in, `[T, M]`, f32, f16 or bf16, any strides.
    /// - `keep`: most frames to keep, 0 or more; 16 in the paper.
    /// - `percentile`: 0 to 100, by linear interpolation; 50 in the paper.
    /// - `confidence_floor`: finite; 0.1 in the paper. Compared in f32.
    /// - `cells`: 1 to 2^20; 20 in the paper.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: in the order of picking.
    /// - `indices`: out, `[capacity]`, i32: frames; min(keep, T) is always enough. Elements past
    ///   `count` are left as they are.
    /// - `count`: out, `[1]`, i32: frames kept. Written on a capacity error too.
    /// - `gains`: out, optional, `[capacity]`, i32: cubes each frame added, in the order of
    ///   `indices`.
    /// - `voxels`: out, optional, `[T]`, i32: cubes of each frame.
    /// - `box`: out, optional, `[4]`, f32, f16 or bf16: lower corner of the box, and the edge of a
    ///   cube; an edge of 0: one cube, or no valid point.
    /// - Method: spatial_mllm
    /// - Paper: Spatial-MLLM: Boosting MLLM Capabilities in Visual-based Spatial Intelligence,
    ///   NeurIPS 2025, <https://arxiv.org/abs/2505.23747>
    /// - Ties: the lower frame wins.
    /// - NaN: `PITH_ERROR_NONFINITE`, in points that are not valid too.
    /// - Errors: `PITH_ERROR_RANGE` for the scalars, `PITH_ERROR_ENUM` for `order`,
    ///   `PITH_ERROR_CANCELLED`, `PITH_ERROR_VALUE` if a side of the box overflows f32,
    ///   `PITH_ERROR_CAPACITY`, those of views.
    /// - Cost: O(T M) time; scratch of 4 bytes per cube, where there are more than 2^24 instead 24
    ///   bytes per valid point.
    /// - Differs: no valid point gives no frame; an axis along which all points are equal has one
    ///   cube.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_spatial_mllm(
        context: *mut pith_context,
        points: *const pith_view,
        confidence: *const pith_view,
        keep: i64,
        percentile: f64,
        confidence_floor: f64,
        cells: i64,
        order: pith_order,
        indices: *const pith_view,
        count: *const pith_view,
        gains: *const pith_view,
        voxels: *const pith_view,
        r#box: *const pith_view,
    ) -> pith_status;

    /// Keeps the sets that together hold most elements, greedily: the step behind
    /// `pith_video_spatial_mllm`.
    ///
    /// Each pick has the most elements that no earlier pick holds. Fewer than `keep` come out once
    /// nothing is left to add.
    ///
    /// - `context`: scratch, cancel flag, progress; NULL: scratch from malloc.
    /// - `offsets`: in, `[T + 1]`, i32, ascending from 0 to n: set t holds ids\[offsets\[t\]\] to
    ///   ids\[offsets\[t + 1\] - 1\].
    /// - `ids`: in, `[n]`, i32, 0 or more, ascending without repetition inside a set.
    /// - `keep`: most sets to keep, 0 or more.
    /// - `order`: `PITH_ORDER_POSITION`: ascending; `PITH_ORDER_RANKED`: in the order of picking.
    /// - `indices`: out, `[capacity]`, i32: sets; min(keep, T) is always enough. Elements past
    ///   `count` are left as they are.
    /// - `count`: out, `[1]`, i32: sets kept. Written on a capacity error too.
    /// - `gains`: out, optional, `[capacity]`, i32: elements each set added, in the order of
    ///   `indices`.
    /// - Ties: the lower set wins.
    /// - Errors: `PITH_ERROR_RANGE` for `keep`, `PITH_ERROR_ENUM` for `order`,
    ///   `PITH_ERROR_CANCELLED`, `PITH_ERROR_INDEX` for `offsets` and `ids`, `PITH_ERROR_CAPACITY`,
    ///   those of views.
    /// - Cost: at most min(keep, T) n steps, usually few n; scratch of a byte for each number up to
    ///   the greatest id.
    /// - Since: 0.1
    #[must_use]
    pub fn pith_video_spatial_mllm_coverage(
        context: *mut pith_context,
        offsets: *const pith_view,
        ids: *const pith_view,
        keep: i64,
        order: pith_order,
        indices: *const pith_view,
        count: *const pith_view,
        gains: *const pith_view,
    ) -> pith_status;
}

#[cfg(all(test, target_pointer_width = "64"))]
mod layout {
    use super::*;
    use std::mem::{size_of, MaybeUninit};
    use std::ptr::addr_of;

    #[test]
    fn of_pith_view() {
        assert_eq!(size_of::<pith_view>(), 80);
        let value = MaybeUninit::<pith_view>::uninit();
        let base = value.as_ptr();
        unsafe {
            assert_eq!(addr_of!((*base).data) as usize - base as usize, 0);
            assert_eq!(addr_of!((*base).dtype) as usize - base as usize, 8);
            assert_eq!(addr_of!((*base).ndim) as usize - base as usize, 12);
            assert_eq!(addr_of!((*base).shape) as usize - base as usize, 16);
            assert_eq!(addr_of!((*base).stride) as usize - base as usize, 48);
        }
    }

    #[test]
    fn of_pith_centerclip_options() {
        assert_eq!(size_of::<pith_centerclip_options>(), 48);
        let value = MaybeUninit::<pith_centerclip_options>::uninit();
        let base = value.as_ptr();
        unsafe {
            assert_eq!(addr_of!((*base).algorithm) as usize - base as usize, 0);
            assert_eq!(addr_of!((*base).graph) as usize - base as usize, 4);
            assert_eq!(addr_of!((*base).cosine) as usize - base as usize, 8);
            assert_eq!(addr_of!((*base).normalize) as usize - base as usize, 12);
            assert_eq!(addr_of!((*base).iterations) as usize - base as usize, 16);
            assert_eq!(addr_of!((*base).graph_neighbours) as usize - base as usize, 24);
            assert_eq!(addr_of!((*base).threshold) as usize - base as usize, 32);
            assert_eq!(addr_of!((*base).sigma) as usize - base as usize, 40);
        }
    }

    #[test]
    fn of_pith_window() {
        assert_eq!(size_of::<pith_window>(), 112);
        let value = MaybeUninit::<pith_window>::uninit();
        let base = value.as_ptr();
        unsafe {
            assert_eq!(addr_of!((*base).size) as usize - base as usize, 0);
            assert_eq!(addr_of!((*base).kernel) as usize - base as usize, 24);
            assert_eq!(addr_of!((*base).step) as usize - base as usize, 48);
            assert_eq!(addr_of!((*base).padding) as usize - base as usize, 72);
            assert_eq!(addr_of!((*base).divisor) as usize - base as usize, 96);
            assert_eq!(addr_of!((*base).ceiling) as usize - base as usize, 104);
            assert_eq!(addr_of!((*base).exclude_padding) as usize - base as usize, 108);
        }
    }

    #[test]
    fn of_pith_text_options() {
        assert_eq!(size_of::<pith_text_options>(), 160);
        let value = MaybeUninit::<pith_text_options>::uninit();
        let base = value.as_ptr();
        unsafe {
            assert_eq!(addr_of!((*base).struct_size) as usize - base as usize, 0);
            assert_eq!(addr_of!((*base).budget) as usize - base as usize, 8);
            assert_eq!(addr_of!((*base).unit) as usize - base as usize, 16);
            assert_eq!(addr_of!((*base).strategy) as usize - base as usize, 20);
            assert_eq!(addr_of!((*base).words) as usize - base as usize, 24);
            assert_eq!(addr_of!((*base).keep_context) as usize - base as usize, 28);
            assert_eq!(addr_of!((*base).keep_headings) as usize - base as usize, 32);
            assert_eq!(addr_of!((*base).reserved) as usize - base as usize, 36);
            assert_eq!(addr_of!((*base).redundancy) as usize - base as usize, 40);
            assert_eq!(addr_of!((*base).rank_prior) as usize - base as usize, 48);
            assert_eq!(addr_of!((*base).embedding_weight) as usize - base as usize, 56);
            assert_eq!(addr_of!((*base).word_drop) as usize - base as usize, 64);
            assert_eq!(addr_of!((*base).clusters) as usize - base as usize, 72);
            assert_eq!(addr_of!((*base).count_tokens) as usize - base as usize, 80);
            assert_eq!(addr_of!((*base).count_user) as usize - base as usize, 88);
            assert_eq!(addr_of!((*base).embeddings) as usize - base as usize, 96);
            assert_eq!(addr_of!((*base).question_embedding) as usize - base as usize, 104);
            assert_eq!(addr_of!((*base).embed) as usize - base as usize, 112);
            assert_eq!(addr_of!((*base).embed_user) as usize - base as usize, 120);
            assert_eq!(addr_of!((*base).embed_dim) as usize - base as usize, 128);
            assert_eq!(addr_of!((*base).required) as usize - base as usize, 136);
            assert_eq!(addr_of!((*base).gap) as usize - base as usize, 144);
            assert_eq!(addr_of!((*base).separator) as usize - base as usize, 152);
        }
    }

    #[test]
    fn of_pith_text_report() {
        assert_eq!(size_of::<pith_text_report>(), 48);
        let value = MaybeUninit::<pith_text_report>::uninit();
        let base = value.as_ptr();
        unsafe {
            assert_eq!(addr_of!((*base).before) as usize - base as usize, 0);
            assert_eq!(addr_of!((*base).after) as usize - base as usize, 8);
            assert_eq!(addr_of!((*base).sentences) as usize - base as usize, 16);
            assert_eq!(addr_of!((*base).sentences_kept) as usize - base as usize, 24);
            assert_eq!(addr_of!((*base).words_dropped) as usize - base as usize, 32);
            assert_eq!(addr_of!((*base).spans) as usize - base as usize, 40);
        }
    }

    #[test]
    fn of_pith_method() {
        assert_eq!(size_of::<pith_method>(), 72);
        let value = MaybeUninit::<pith_method>::uninit();
        let base = value.as_ptr();
        unsafe {
            assert_eq!(addr_of!((*base).name) as usize - base as usize, 0);
            assert_eq!(addr_of!((*base).family) as usize - base as usize, 8);
            assert_eq!(addr_of!((*base).function) as usize - base as usize, 16);
            assert_eq!(addr_of!((*base).summary) as usize - base as usize, 24);
            assert_eq!(addr_of!((*base).paper) as usize - base as usize, 32);
            assert_eq!(addr_of!((*base).url) as usize - base as usize, 40);
            assert_eq!(addr_of!((*base).inputs) as usize - base as usize, 48);
            assert_eq!(addr_of!((*base).outputs) as usize - base as usize, 56);
            assert_eq!(addr_of!((*base).year) as usize - base as usize, 64);
        }
    }
}
