// Texts, passages and compressions as Swift values, through the public API.

import Testing

@testable import Pith

/// A `[bytes]` u8 tensor; its last byte lies before a page that cannot be read.
func byteTensor(_ bytes: [UInt8]) -> TestTensor {
  let tensor = TestTensor(.u8, [bytes.count])
  tensor.ints = bytes.map(Int.init)
  return tensor
}

func byteTensor(_ text: String) -> TestTensor { byteTensor(Array(text.utf8)) }

func spanTensor(_ spans: [Range<Int>]) -> TestTensor {
  TestTensor([spans.count, 2], ints: spans.flatMap { [$0.lowerBound, $0.upperBound] })
}

extension TestTensor {
  /// The first `n` rows of a `[capacity, 2]` tensor. Bounds are not checked to ascend: a test does that.
  func spans(_ n: Int) -> [(begin: Int, end: Int)] {
    let values = ints
    return (0..<n).map { (values[2 * $0], values[2 * $0 + 1]) }
  }
}

/// Passages one after the other with an empty line between.
struct Passages {
  var bytes: [UInt8] = []
  var ranges: [Range<Int>] = []

  init(_ texts: [String]) { self.init(texts.map { Array($0.utf8) }) }

  init(_ texts: [[UInt8]]) {
    for text in texts {
      if !bytes.isEmpty { bytes += [10, 10] }
      ranges.append(bytes.count..<bytes.count + text.count)
      bytes += text
    }
  }

  func string(_ begin: Int, _ end: Int) -> String { String(decoding: bytes[begin..<end], as: UTF8.self) }
}

func sentences(_ passages: Passages, unit: TextUnit = .passageSentence) throws -> [(span: Range<Int>, kind: Int)] {
  let text = byteTensor(passages.bytes)
  let parts = spanTensor(passages.ranges)
  let capacity = passages.bytes.count + 1
  let spans = TestTensor(.i32, [capacity, 2])
  let kinds = TestTensor(.i32, [capacity])
  let count = TestTensor(.i32, [1])
  try withWorkspace {
    try Text.segment(
      $0, text: text.view, passages: parts.view, unit: unit, spans: spans.view, kinds: kinds.view, count: count.view)
  }
  let n = count.ints[0]
  let all = kinds.ints
  return spans.spans(n).enumerated().map { ($1.begin..<$1.end, all[$0]) }
}

func joined(_ passages: Passages, _ spans: [Range<Int>], gap: String? = nil, separator: String? = nil) throws -> [UInt8] {
  let text = byteTensor(passages.bytes)
  let list = spanTensor(spans)
  let parts = spanTensor(passages.ranges)
  let gapTensor = gap.map { byteTensor($0) }
  let separatorTensor = separator.map { byteTensor($0) }
  let count = TestTensor(.i32, [1])
  let capacity = passages.bytes.count * 2 + (spans.count + 1) * (4 + (gap ?? "").utf8.count + (separator ?? "").utf8.count)
  let out = TestTensor(.u8, [capacity])
  try withWorkspace {
    try Text.join(
      $0, text: text.view, spans: list.view, passages: parts.view, gap: gapTensor?.view, separator: separatorTensor?.view,
      out: out.view, count: count.view)
  }
  return out.ints.prefix(count.ints[0]).map { UInt8($0) }
}

func estimate(_ bytes: [UInt8]) throws -> Int {
  let text = byteTensor(bytes)
  let tokens = TestTensor(.i32, [1])
  try withWorkspace { try Text.estimateTokens($0, text: text.view, spans: nil, tokens: tokens.view) }
  return tokens.ints[0]
}

struct Compressed {
  var spans: [Range<Int>]
  var scores: [Float]
  var reasons: [Int]
  var report: TextReport
  var bytes: [UInt8]
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Compresses and checks what always holds: spans ascend inside passages and are sentences or pieces of them, the joined text
/// is within the budget by an independent count, and the report says the same.
func compress(
  _ passages: Passages, question: String? = nil, _ options: TextOptions, gap: String? = nil,
  count exact: (([UInt8]) throws -> Int)? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Compressed {
  let text = byteTensor(passages.bytes)
  let parts = spanTensor(passages.ranges)
  let asked = question.map { byteTensor($0) }
  let all = try sentences(passages)
  let spans = TestTensor(.i32, [passages.bytes.count + 1, 2])
  let count = TestTensor(.i32, [1])
  let scores = TestTensor(.f32, [all.count])
  let reasons = TestTensor(.i32, [all.count])
  let gapTensor = gap.map { byteTensor($0) }
  var options = options
  options.gap = gapTensor?.view
  let report = try withWorkspace {
    try Text.compress(
      $0, text: text.view, passages: parts.view, question: asked?.view, options: options, spans: spans.view,
      count: count.view, scores: scores.view, reasons: reasons.view)
  }
  var last = 0
  var kept: [Range<Int>] = []
  for (begin, end) in spans.spans(count.ints[0]) {
    #expect(begin >= last && begin < end, "spans ascend and are not empty", sourceLocation: sourceLocation)
    #expect(passages.ranges.contains { $0.lowerBound <= begin && end <= $0.upperBound }, sourceLocation: sourceLocation)
    #expect(all.contains { $0.span.lowerBound <= begin && end <= $0.span.upperBound }, sourceLocation: sourceLocation)
    last = end
    kept.append(begin..<end)
  }
  let bytes = try joined(passages, kept, gap: gap)
  let cost: Int
  if let exact {
    cost = try exact(bytes)
  } else {
    switch options.unit {
    case .bytes: cost = bytes.count
    case .words: cost = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).count
    case .tokens: cost = try estimate(bytes)
    }
  }
  #expect(cost <= options.budget, "\(cost) over the budget of \(options.budget)", sourceLocation: sourceLocation)
  #expect(cost == report.after, sourceLocation: sourceLocation)
  #expect(report.spans == kept.count && report.sentences == all.count, sourceLocation: sourceLocation)
  let why = reasons.ints
  #expect(why.filter { $0 >= 0 }.count == report.sentencesKept, sourceLocation: sourceLocation)
  // A sentence is in the spans exactly if its reason says so.
  for (i, sentence) in all.enumerated() {
    let pieces = kept.filter { sentence.span.lowerBound <= $0.lowerBound && $0.upperBound <= sentence.span.upperBound }
    #expect(pieces.isEmpty == (why[i] < 0), sourceLocation: sourceLocation)
    if why[i] >= 0 && why[i] != TextReason.shortened.rawValue {
      #expect(pieces == [sentence.span], sourceLocation: sourceLocation)
    }
  }
  return Compressed(spans: kept, scores: scores.floats, reasons: why, report: report, bytes: bytes)
}

func tokens(_ budget: Int) -> TextOptions {
  var options = TextOptions()
  options.budget = budget
  return options
}

/// Sentences of made-up prose with everything that must not be broken.
struct ProseGenerator {
  var random: SeededGenerator
  private let nouns = [
    "bridge", "river", "engine", "council", "harvest", "library", "signal", "budget", "harbour", "museum", "protein", "orbit",
  ]
  private let verbs = ["crosses", "supports", "replaces", "delays", "explains", "measures", "funds", "carries"]
  private let adverbs = ["really", "very", "just", "also", "quite", "actually", "generally", "particularly"]
  private let precious = [
    "not", "never", "without", "does not really", "3.14", "1,200 km", "-7.5 °C", "12 March 1998", "2024-06-30", "v2.11.0-rc1",
    "https://example.org/a?b=c&d=1", "ada@example.org", "`make the all`", "\"the very last word\"", "“just the one”",
    "[the guide](http://x.y/z)", "at least the 5", "New Zealand", "The Hague", "10–20 %", "no more than three",
  ]

  init(_ seed: UInt64) { random = SeededGenerator(seed) }

  mutating func sentence() -> (text: String, precious: [String]) {
    var parts: [String] = []
    var kept: [String] = []
    parts.append("The \(random.pick(nouns)) \(random.pick(adverbs)) \(random.pick(verbs)) the \(random.pick(nouns))")
    for _ in 0..<random.int(0...3) {
      let item = random.pick(precious)
      kept.append(item)
      parts.append("and \(random.pick(adverbs)) the \(random.pick(nouns)) \(item) for a \(random.pick(nouns))")
    }
    return (parts.joined(separator: " ") + ".", kept)
  }

  mutating func passages(_ n: Int) -> (Passages, [(text: String, precious: [String])]) {
    var all: [(String, [String])] = []
    var texts: [String] = []
    for _ in 0..<n {
      let some = (0..<random.int(1...6)).map { _ in sentence() }
      all += some.map { ($0.text, $0.precious) }
      texts.append(some.map(\.text).joined(separator: " "))
    }
    return (Passages(texts), all.map { (text: $0.0, precious: $0.1) })
  }
}
