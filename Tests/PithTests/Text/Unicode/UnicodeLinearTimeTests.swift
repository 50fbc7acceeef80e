// Time grows with the length of the text, whatever the text is: texts that would make careless look-ahead quadratic.

import Foundation
import Testing

@testable import Pith

@Suite(.serialized) struct UnicodeLinearTimeTests {
  /// Texts that repeat one piece.
  static let pieces: [String] = [
    "a.", "a. ", "A. ", ".", ". ", ". 1 1 1", "a'", "'", "\u{308}", "a'\u{308}\u{308}\u{308}", "א\"", "1,", "🇩",
    "👩\u{200D}", "\u{200D}",
    "\n", "\r\n", "a\n", " ", "`", "` `` ``` ```` a. B ", "`a. B `` ", "\\`` a. B ", "```\n", "```x\n", "~~~\n```\n",
    ">", ">\n", "> a. B\n", "|\n", "a|\n",
    "---\n", "- a\n", "1. a\n", "x.[1] ", "X.[a] ", "x.[", "a.)) ", "Mr. A ", "# ", "a. B\u{2029}",
  ]

  /// Texts with one opening at the begin and nothing that closes it, or many openings of all lengths.
  static func growing(_ count: Int) -> [[UInt8]] {
    let tail = { (head: String, piece: String) in
      Array((head + String(repeating: piece, count: count)).utf8.prefix(count))
    }
    let root = Int(Double(count).squareRoot())
    let increasing = { (line: (Int) -> String) in (1...root).map(line).joined() }
    return [
      tail("A. ", "1"), tail("A.", "\u{308}"), tail("a'", "\u{308}"), tail("`", "a. B "), tail("```x\n", "a. B\n"),
      tail(increasing { String(repeating: "`", count: $0) + " a. B " }, "a. B "),
      tail((3...root).reversed().map { String(repeating: "`", count: $0) + "\n" }.joined(), "x\n"),
      tail(increasing { String(repeating: ">", count: $0) + "```\n" }, ">>>\n"),
    ]
  }

  /// Processor time of this thread, in nanoseconds: wall time would measure what else the machine does.
  func threadTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }

  func best(_ bytes: [UInt8], _ body: (UnsafePointer<UInt8>, Int) -> Void) -> Int {
    withText(bytes) { text, count in
      (0..<3).map { _ in
        let start = threadTime()
        body(text, count)
        return threadTime() - start
      }.min()!
    }
  }

  /// Eight times the text may take 16 times as long, for noise. It would take 64 times as long in quadratic time, and
  /// 23 times where a text of n bytes has openings of about sqrt(n) lengths.
  func check(_ short: [UInt8], _ long: [UInt8], _ name: String) {
    func compare(_ method: String, _ body: (UnsafePointer<UInt8>, Int) -> Void) {
      // A busy machine may disturb one measurement, but not four in a row.
      for attempt in 1...4 {
        let (one, eight) = (best(short, body), best(long, body))
        if eight < one * 16 { return }
        if attempt == 4 {
          Issue.record(
            "\(method) on \(name.debugDescription): \(one) ns for \(short.count) bytes, \(eight) ns for \(long.count)")
        }
      }
    }
    compare("words") { text, count in
      var segmenter = WordSegmenter(text, count)
      while segmenter.next() != nil {}
    }
    compare("sentences") { text, count in
      var segmenter = SentenceSegmenter(text, count)
      while segmenter.next() != nil {}
    }
    compare("passage") { text, count in
      var segmenter = PassageSegmenter(text, count)
      while segmenter.next() != nil {}
    }
    compare("split") { text, count in
      var splitter = WhitespaceSplitter(text, count)
      while splitter.next() != nil {}
    }
  }

  @Test func repeatedPieces() {
    for piece in Self.pieces {
      func text(_ count: Int) -> [UInt8] {
        Array(String(repeating: piece, count: count / piece.utf8.count + 1).utf8.prefix(count))
      }
      check(text(4096), text(32768), piece)
    }
    for byte: UInt8 in [0x80, 0xFF, 0xF0] {
      check([UInt8](repeating: byte, count: 4096), [UInt8](repeating: byte, count: 32768), "\(byte)")
    }
  }

  @Test func unclosedAndNestedOpenings() {
    for (number, (short, long)) in zip(Self.growing(4096), Self.growing(32768)).enumerated() {
      check(short, long, "growing text \(number)")
    }
  }
}
