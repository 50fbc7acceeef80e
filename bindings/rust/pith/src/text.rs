//! Retrieved text into a prompt: the sentences that a budget has room for.

use std::os::raw::{c_char, c_void};
use std::mem::{size_of, MaybeUninit};
use std::ops::Range;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::ptr;

use pith_sys as sys;

use crate::context::{raw, Context};
use crate::error::{check, Error, Result};

/// What a budget counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    #[default]
    Tokens,
    Words,
    Bytes,
}

/// What makes a sentence worth keeping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// Relevance if there is a question, else salience.
    #[default]
    Auto,
    Relevance,
    Salience,
    Clusters,
    Leading,
}

/// Whether words may be dropped inside kept sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Words {
    #[default]
    Off,
    Auto,
    Always,
}

/// How [`compress`] works.
pub struct Options<'a> {
    /// The most that the result may count.
    pub budget: usize,
    pub unit: Unit,
    pub strategy: Strategy,
    pub words: Words,
    /// A sentence that refers to the one before brings it along.
    pub keep_context: bool,
    /// A sentence brings the heading above it along.
    pub keep_headings: bool,
    /// 0 to 1: how much a sentence loses that kept ones say already.
    pub redundancy: f64,
    /// 0 to 1: how much earlier passages are favoured.
    pub rank_prior: f64,
    /// How many tokens a text is; None: an estimate. Must give the same count for the same text.
    pub count_tokens: Option<&'a dyn Fn(&str) -> usize>,
    /// Written where sentences were dropped, such as `" ... "`.
    pub gap: Option<&'a str>,
    /// Written between passages; None: an empty line.
    pub separator: Option<&'a str>,
}

impl Options<'_> {
    /// The library's defaults with a budget.
    pub fn new(budget: usize) -> Self {
        Options {
            budget,
            unit: Unit::Tokens,
            strategy: Strategy::Auto,
            words: Words::Off,
            keep_context: true,
            keep_headings: true,
            redundancy: 0.5,
            rank_prior: 0.3,
            count_tokens: None,
            gap: None,
            separator: None,
        }
    }
}

/// Compressed passages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compressed {
    /// The shortened text.
    pub text: String,
    /// For each passage the byte ranges that stay.
    pub kept: Vec<Vec<Range<usize>>>,
    /// All passages joined, and the result, in the budget's unit.
    pub before: usize,
    pub after: usize,
    pub sentences: usize,
    pub sentences_kept: usize,
    pub words_dropped: usize,
}

/// Chooses the sentences of retrieved passages, best-ranked first, that a prompt should hold, within a budget that is met
/// exactly. A panic in `count_tokens` comes out of this function.
pub fn compress<S: AsRef<str>>(
    mut context: Option<&mut Context>, passages: &[S], question: Option<&str>, options: &Options<'_>,
) -> Result<Compressed> {
    // The library takes one text with spans of passages.
    let mut text = String::new();
    let mut spans: Vec<i32> = Vec::with_capacity(2 * passages.len());
    for passage in passages {
        spans.push(offset(text.len())?);
        text.push_str(passage.as_ref());
        spans.push(offset(text.len())?);
    }
    let text_view = bytes(&text);
    let passages_view = i32_view(&spans, &[passages.len() as i64, 2]);
    let question_view = question.map(bytes);
    let (gap, separator) = (options.gap.map(bytes), options.separator.map(bytes));

    let mut counter = options.count_tokens.map(|count| Counter { count, panic: None });
    let mut raw_options = defaults()?;
    raw_options.budget = options.budget.min(i64::MAX as usize) as i64;
    raw_options.unit = match options.unit {
        Unit::Tokens => sys::PITH_TEXT_BUDGET_TOKENS,
        Unit::Words => sys::PITH_TEXT_BUDGET_WORDS,
        Unit::Bytes => sys::PITH_TEXT_BUDGET_BYTES,
    } as i32;
    raw_options.strategy = match options.strategy {
        Strategy::Auto => sys::PITH_TEXT_STRATEGY_AUTO,
        Strategy::Relevance => sys::PITH_TEXT_STRATEGY_RELEVANCE,
        Strategy::Salience => sys::PITH_TEXT_STRATEGY_SALIENCE,
        Strategy::Clusters => sys::PITH_TEXT_STRATEGY_CLUSTERS,
        Strategy::Leading => sys::PITH_TEXT_STRATEGY_LEADING,
    } as i32;
    raw_options.words = match options.words {
        Words::Off => sys::PITH_TEXT_WORDS_OFF,
        Words::Auto => sys::PITH_TEXT_WORDS_AUTO,
        Words::Always => sys::PITH_TEXT_WORDS_ALWAYS,
    } as i32;
    raw_options.keep_context = options.keep_context.into();
    raw_options.keep_headings = options.keep_headings.into();
    raw_options.redundancy = options.redundancy;
    raw_options.rank_prior = options.rank_prior;
    raw_options.gap = pointer(&gap);
    raw_options.separator = pointer(&separator);
    if counter.is_some() {
        raw_options.count_tokens = Some(count);
    }

    // Data-dependent length: the library reports what it needs when the room does not do.
    let mut room = text.len() / 64 + 64;
    let mut report = MaybeUninit::<sys::pith_text_report>::zeroed();
    let kept = loop {
        // Anew for each call: looking for a panic below ends the life of the pointer before.
        if let Some(counter) = &mut counter {
            raw_options.count_user = (counter as *mut Counter<'_>).cast();
        }
        let mut kept = vec![0i32; 2 * room];
        let mut number = [0i32];
        let kept_view = i32_view_mut(&mut kept, &[room as i64, 2]);
        let number_view = i32_view_mut(&mut number, &[1]);
        let status = unsafe {
            sys::pith_text_compress(
                raw(context.as_deref_mut()), &text_view, &passages_view, pointer(&question_view), &raw_options, &kept_view,
                &number_view, ptr::null(), ptr::null(), report.as_mut_ptr(),
            )
        };
        if let Some(panic) = counter.as_mut().and_then(|counter| counter.panic.take()) {
            resume_unwind(panic);
        }
        let needed = number[0] as usize;
        if status == sys::PITH_ERROR_CAPACITY && needed > room {
            room = needed;
            continue;
        }
        check(status)?;
        kept.truncate(2 * needed);
        break kept;
    };
    // Safety: all bits are valid integers, and the call has filled it.
    let report = unsafe { report.assume_init() };

    let mut out = vec![0u8; text.len() + 64];
    let mut written = [0i32];
    loop {
        let out_view = sys::pith_view::contiguous(out.as_mut_ptr().cast(), sys::PITH_U8 as i32, &[out.len() as i64]);
        let written_view = i32_view_mut(&mut written, &[1]);
        let kept_view = i32_view(&kept, &[kept.len() as i64 / 2, 2]);
        let status = unsafe {
            sys::pith_text_join(
                raw(context.as_deref_mut()), &text_view, &kept_view, &passages_view, pointer(&gap), pointer(&separator),
                &out_view, &written_view,
            )
        };
        let needed = written[0] as usize;
        if status == sys::PITH_ERROR_CAPACITY && needed > out.len() {
            out = vec![0; needed];
            continue;
        }
        check(status)?;
        out.truncate(needed);
        break;
    }
    Ok(Compressed {
        // Spans of valid UTF-8 begin and end at characters; lossy only so that a defect could not panic here.
        text: String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        kept: by_passage(&spans, &kept),
        before: report.before as usize,
        after: report.after as usize,
        sentences: report.sentences as usize,
        sentences_kept: report.sentences_kept as usize,
        words_dropped: report.words_dropped as usize,
    })
}

struct Counter<'a> {
    count: &'a dyn Fn(&str) -> usize,
    panic: Option<Box<dyn std::any::Any + Send>>,
}

unsafe extern "C" fn count(user: *mut c_void, text: *const c_char, length: i64) -> i64 {
    // Safety: `user` is the counter of the call that is running; text is the library's for the time of this call.
    let counter = unsafe { &mut *user.cast::<Counter<'_>>() };
    let text: &[u8] = if text.is_null() || length <= 0 {
        &[]
    } else {
        unsafe { std::slice::from_raw_parts(text.cast(), length as usize) }
    };
    let text = String::from_utf8_lossy(text);
    match catch_unwind(AssertUnwindSafe(|| (counter.count)(&text))) {
        Ok(tokens) => tokens.min(i64::MAX as usize) as i64,
        Err(panic) => {
            counter.panic = Some(panic);
            -1
        }
    }
}

fn defaults() -> Result<sys::pith_text_options> {
    let mut options = MaybeUninit::<sys::pith_text_options>::zeroed();
    let size = size_of::<sys::pith_text_options>() as u64;
    check(unsafe { sys::pith_text_options_init(options.as_mut_ptr(), size) })?;
    // Safety: zero bits are valid for every field (numbers, NULL, no function), and the library has set them.
    Ok(unsafe { options.assume_init() })
}

fn offset(at: usize) -> Result<i32> {
    i32::try_from(at).map_err(|_| Error::new(sys::PITH_ERROR_SIZE, "passages: expected less than 2^31 bytes together"))
}

fn bytes(text: &str) -> sys::pith_view {
    sys::pith_view::contiguous(text.as_ptr().cast_mut().cast(), sys::PITH_U8 as i32, &[text.len() as i64])
}

fn i32_view(data: &[i32], shape: &[i64]) -> sys::pith_view {
    sys::pith_view::contiguous(data.as_ptr().cast_mut().cast(), sys::PITH_I32 as i32, shape)
}

fn i32_view_mut(data: &mut [i32], shape: &[i64]) -> sys::pith_view {
    sys::pith_view::contiguous(data.as_mut_ptr().cast(), sys::PITH_I32 as i32, shape)
}

fn pointer(view: &Option<sys::pith_view>) -> *const sys::pith_view {
    view.as_ref().map_or(ptr::null(), |view| view)
}

fn by_passage(passages: &[i32], kept: &[i32]) -> Vec<Vec<Range<usize>>> {
    let mut result = vec![Vec::new(); passages.len() / 2];
    let mut owner = 0;
    for span in kept.chunks_exact(2) {
        while passages[2 * owner + 1] <= span[0] {
            owner += 1;
        }
        let begin = passages[2 * owner];
        result[owner].push((span[0] - begin) as usize..(span[1] - begin) as usize);
    }
    result
}
