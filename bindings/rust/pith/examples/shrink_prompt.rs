//! Shrinks the passages of a RAG prompt to a budget.
//!
//! cargo run --example shrink_prompt -- "Who wrote the first program?" 40

use pith::text::{compress, Options};

const PASSAGES: [&str; 3] = [
    "The Analytical Engine was designed by Charles Babbage. Ada Lovelace wrote the first program for it. It was to be \
     driven by steam. The weather in London is often grey.",
    "Bananas are yellow. They grow in warm places. Many people eat them at breakfast.",
    "Lovelace's notes hold a program for Bernoulli numbers. Her notes were printed in 1843. Trains were new then.",
];

fn main() -> pith::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let question = arguments.next().unwrap_or_else(|| "Who wrote the first program?".into());
    let budget = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(40);
    let short = compress(None, &PASSAGES, Some(&question), &Options::new(budget))?;
    println!("Answer from the text.\n\n{}\n\nQuestion: {question}\n", short.text);
    println!("{} of {} tokens, {} of {} sentences", short.after, short.before, short.sentences_kept, short.sentences);
    Ok(())
}
