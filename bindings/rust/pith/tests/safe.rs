//! The safe crate against the library: results, errors, borrowed memory.

use pith::text::{compress, Options, Unit};
use pith::{apply, cluster, merge, score, select, Bf16, Context, Order, Reduce, View, ViewMut, F16};
use pith_sys as sys;

fn noise(n: usize) -> Vec<f32> {
    let mut state = 12345u32;
    let mut next = || {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..n).map(|_| next()).collect()
}

#[test]
fn top_k_of_a_batch_and_of_strided_scores() {
    let scores = [1.0f32, 4.0, 2.0, 3.0, 9.0, 1.0, 8.0, 0.0];
    let batch = View::new(&scores, &[2, 4]).unwrap();
    assert_eq!(select::top_k(None, &batch, 2, Order::Position).unwrap(), [1, 3, 0, 2]);
    assert_eq!(select::top_k(None, &View::from(&scores[..]), 3, Order::Ranked).unwrap(), [4, 6, 1]);
    let even = View::strided(&scores, &[4], &[2]).unwrap();
    assert_eq!(select::top_k(None, &even, 1, Order::Ranked).unwrap(), [2]);
}

#[test]
fn divprune_is_the_same_with_threads() {
    let tokens = noise(300 * 16);
    let x = View::new(&tokens, &[300, 16]).unwrap();
    let mut context = Context::new(3).unwrap();
    let alone = select::divprune(None, &x, 40, Order::Ranked).unwrap();
    assert_eq!(select::divprune(Some(&mut context), &x, 40, Order::Ranked).unwrap(), alone);
    assert!(context.peak_scratch() > 0);
    let mut sorted = alone.clone();
    sorted.sort_unstable();
    assert_eq!(select::divprune(None, &x, 40, Order::Position).unwrap(), sorted);
}

#[test]
fn merge_and_unmerge() {
    let tokens = noise(2 * 11 * 6);
    let x = View::new(&tokens, &[2, 11, 6]).unwrap();
    let found = merge::tome(None, &x, 3, true, false).unwrap();
    assert_eq!((found.rows, found.assign.len()), (8, 22));
    let assign = View::new(&found.assign, &[2, 11]).unwrap();
    let (mut y, mut size, mut back) = (vec![0f32; 2 * 8 * 6], vec![0f32; 2 * 8], vec![0f32; 2 * 11 * 6]);
    apply::merge(
        None, &x, &assign, None, Reduce::Mean, &mut ViewMut::new(&mut y, &[2, 8, 6]).unwrap(),
        Some(&mut ViewMut::new(&mut size, &[2, 8]).unwrap()),
    )
    .unwrap();
    apply::unmerge(
        None, &View::new(&y, &[2, 8, 6]).unwrap(), &assign, &mut ViewMut::new(&mut back, &[2, 11, 6]).unwrap(),
    )
    .unwrap();
    assert_eq!(size.iter().sum::<f32>(), 22.0);
    for item in 0..2 {
        for row in 0..8i32 {
            let of_row: Vec<usize> = (0..11).filter(|&i| found.assign[item * 11 + i] == row).collect();
            assert_eq!(size[item * 8 + row as usize], of_row.len() as f32);
            for column in 0..6 {
                let sum: f32 = of_row.iter().map(|&i| tokens[(item * 11 + i) * 6 + column]).sum();
                let mean = y[(item * 8 + row as usize) * 6 + column];
                assert!((mean - sum / of_row.len() as f32).abs() < 1e-6);
                assert!(of_row.iter().all(|&i| back[(item * 11 + i) * 6 + column] == mean));
            }
        }
    }
}

#[test]
fn gather_and_compact_move_any_element() {
    let kept = [1i32, 3];
    let mut bytes = [1u8, 2, 3, 4];
    apply::compact(None, &View::from(&kept[..]), 0, &mut ViewMut::from(&mut bytes[..])).unwrap();
    assert_eq!(bytes, [2, 4, 3, 4]);
    let (halves, mut short) = ([F16(1), F16(2), F16(3), F16(4)], [F16(0); 2]);
    apply::gather(None, &View::from(&halves[..]), &View::from(&kept[..]), 0, &mut ViewMut::from(&mut short[..])).unwrap();
    assert_eq!(short, [F16(2), F16(4)]);
    let scores = [Bf16(0x3f80), Bf16(0x4000), Bf16(0x3f00)]; // 1, 2, 0.5
    assert_eq!(select::top_k(None, &View::from(&scores[..]), 1, Order::Ranked).unwrap(), [1]);
    let wide = [1i64 << 40, 2, 3, 4];
    let mut two = [0i64; 2];
    apply::gather(None, &View::from(&wide[..]), &View::from(&[0i32, 3][..]), 0, &mut ViewMut::from(&mut two[..])).unwrap();
    assert_eq!(two, [1 << 40, 4]);
}

#[test]
fn attention_scores_and_kmeans() {
    let map = [0.5f32, 0.5, 0.0, 0.2, 0.2, 0.6];
    let mut scores = [0f32; 3];
    score::attention(
        None, &View::new(&map, &[2, 3]).unwrap(), 0..2, 0..3, Reduce::Mean, Reduce::Sum, &mut ViewMut::from(&mut scores[..]),
    )
    .unwrap();
    assert!(scores.iter().zip([0.7, 0.7, 0.6]).all(|(a, b)| (a - b).abs() < 1e-6));
    let points = [0f32, 0.0, 0.0, 1.0, 10.0, 10.0, 10.0, 11.0];
    let found = cluster::kmeans(None, &View::new(&points, &[4, 2]).unwrap(), None, 2, 50, 1e-4).unwrap();
    assert_eq!((found.count, found.centers.len()), (2, 4));
    assert!(found.labels[0] == found.labels[1] && found.labels[2] == found.labels[3] && found.labels[0] != found.labels[2]);
    assert!((found.inertia - 1.0).abs() < 1e-6);
    let many = cluster::kmeans(None, &View::new(&points, &[4, 2]).unwrap(), None, usize::MAX, 50, 1e-4).unwrap();
    assert_eq!(many.count, 4);
}

#[test]
fn errors_name_the_argument_and_write_nothing() {
    let scores = [1.0f32, 2.0];
    let view = View::from(&scores[..]);
    let error = select::top_k(None, &view, 9, Order::Position).unwrap_err();
    assert_eq!(error.status(), sys::PITH_ERROR_RANGE);
    assert!(error.to_string().starts_with("pith_select_top_k: keep: "), "{error}");
    assert!(select::top_k(None, &view, usize::MAX, Order::Position).is_err());
    let error = View::new(&scores, &[3]).err().unwrap();
    assert_eq!(error.status(), sys::PITH_ERROR_SHAPE);
    assert!(View::new(&scores, &[]).is_err() && View::new(&scores, &[1, 1, 1, 1, 2]).is_err());
    assert!(View::new(&scores, &[usize::MAX, 2]).is_err());
    assert!(View::strided(&scores, &[2], &[2]).is_err() && View::strided(&scores, &[2, 1], &[1]).is_err());
    assert!(View::strided(&scores, &[usize::MAX, 2], &[usize::MAX, 1]).is_err());
    let mut out = [7.0f32; 2];
    let bad = [0i32, 5];
    let status = apply::gather(None, &view, &View::from(&bad[..]), 0, &mut ViewMut::from(&mut out[..])).unwrap_err().status();
    assert_eq!((status, out), (sys::PITH_ERROR_INDEX, [7.0; 2]));
    let nan = [f32::NAN, 1.0];
    let status = select::top_k(None, &View::from(&nan[..]), 1, Order::Position).unwrap_err().status();
    assert_eq!(status, sys::PITH_ERROR_NONFINITE);
    // An output that reaches an element twice.
    let mut twice = [0f32; 2];
    let mut folded = ViewMut::strided(&mut twice, &[2], &[0]).unwrap();
    assert!(apply::gather(None, &view, &View::from(&[0i32, 1][..]), 0, &mut folded).is_err());
}

#[test]
fn contexts_cancel_and_report() {
    let tokens = noise(200 * 8);
    let x = View::new(&tokens, &[200, 8]).unwrap();
    let mut context = Context::new(1).unwrap();
    let canceller = context.canceller();
    std::thread::spawn(move || canceller.cancel()).join().unwrap();
    let error = select::divprune(Some(&mut context), &x, 20, Order::Position).unwrap_err();
    assert_eq!(error.status(), sys::PITH_ERROR_CANCELLED);
    assert!(select::divprune(Some(&mut context), &x, 20, Order::Position).is_ok());
    assert!(Context::new(0).is_err() && Context::new(5000).is_err());
    context.reserve(1 << 16).unwrap();
    let moved = std::thread::spawn(move || context.peak_scratch()).join().unwrap();
    assert!(moved > 0);
}

const PASSAGES: [&str; 3] = [
    "The Analytical Engine was designed by Charles Babbage. Ada Lovelace wrote the first program for it. Grey skies — über.",
    "",
    "Bananas are yellow. They grow in warm places. Many people eat them at breakfast.",
];

#[test]
fn text_is_compressed_within_the_budget() {
    let count = |text: &str| text.split_whitespace().count();
    let options = Options { count_tokens: Some(&count), ..Options::new(12) };
    let short = compress(None, &PASSAGES, Some("Who wrote the first program?"), &options).unwrap();
    assert!(short.text.contains("Ada Lovelace wrote the first program for it."), "{}", short.text);
    assert_eq!(short.after, count(&short.text));
    assert!(short.after <= 12 && short.before > 12);
    assert_eq!((short.kept.len(), short.sentences), (3, 6));
    for (passage, kept) in PASSAGES.iter().zip(&short.kept) {
        assert!(kept.iter().all(|range| short.text.contains(&passage[range.clone()])));
    }
    let all = compress(None, &PASSAGES, None, &Options { unit: Unit::Bytes, ..Options::new(9999) }).unwrap();
    assert_eq!(all.text, format!("{}\n\n{}", PASSAGES[0], PASSAGES[2]));
    assert_eq!(all.after, all.text.len());
    // Many short sentences: more spans than the first guess has room for.
    let long = "Dogs bark. Bees hum. ".repeat(400);
    let options = Options { unit: Unit::Bytes, gap: Some(" ... "), separator: Some("|"), ..Options::new(4000) };
    let some = compress(None, &[&long, "x"], None, &options).unwrap();
    assert!(some.text.len() <= 4000 && some.after == some.text.len());
    assert_eq!(compress::<&str>(None, &[], None, &Options::new(5)).unwrap().text, "");
}

#[test]
fn a_panic_in_the_counter_comes_out() {
    let count = |_: &str| -> usize { panic!("no tokenizer") };
    let options = Options { count_tokens: Some(&count), ..Options::new(12) };
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| compress(None, &PASSAGES, None, &options).is_ok()));
    assert_eq!(*caught.unwrap_err().downcast::<&str>().unwrap(), "no tokenizer");
}
