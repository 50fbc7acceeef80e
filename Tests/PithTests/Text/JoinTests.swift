// Segments of passages and the joined text: what stands between kept spans, and that nothing is lost or made up.

import Testing

@testable import Pith

@Suite struct JoinedText {
  func join(_ text: String, _ keep: [String], gap: String? = nil) throws -> String {
    let passages = Passages([text])
    var at = text.startIndex
    let spans = try keep.map { piece -> Range<Int> in
      let found = try #require(text[at...].firstRange(of: piece))
      at = found.upperBound
      return text[..<found.lowerBound].utf8.count..<text[..<found.upperBound].utf8.count
    }
    return String(decoding: try joined(passages, spans, gap: gap), as: UTF8.self)
  }

  @Test func whatStandsBetweenSpans() throws {
    let text = "One is here.  Two is not. Three\nfollows. Four!\n\nFive ends."
    #expect(try join(text, ["One is here.", "Two is not."]) == "One is here.  Two is not.")
    #expect(try join(text, ["One is here.", "Four!"]) == "One is here.\nFour!")
    #expect(try join(text, ["Two is not.", "Four!"]) == "Two is not.\nFour!")
    #expect(try join(text, ["One is here.", "Three\nfollows."]) == "One is here. Three\nfollows.")
    #expect(try join(text, ["Three\nfollows.", "Five ends."]) == "Three\nfollows.\n\nFive ends.")
    #expect(try join(text, ["One", "here."]) == "One here.")
    #expect(try join(text, ["One", "here."], gap: " … ") == "One here.")
    #expect(try join(text, ["One is here.", "Four!"], gap: " … ") == "One is here. … Four!")
    #expect(try join(text, ["Four!", "Five ends."], gap: " … ") == "Four!\n\nFive ends.")
    #expect(try join("甲。乙。丙。", ["甲。", "丙。"]) == "甲。丙。")
    #expect(try join("甲。乙。丙。", ["甲。", "丙。"], gap: "…") == "甲。…丙。")
    #expect(try join("ab", ["a", "b"]) == "ab")
    #expect(try join("ab", []) == "")
  }

  @Test func passagesStaySeparated() throws {
    let passages = Passages(["One. Two.", "Three."])
    #expect(String(decoding: try joined(passages, [0..<4, 11..<17]), as: UTF8.self) == "One.\n\nThree.")
    #expect(String(decoding: try joined(passages, [0..<4, 11..<17], separator: " | "), as: UTF8.self) == "One. | Three.")
    #expect(String(decoding: try joined(passages, [0..<4, 5..<5, 11..<17], separator: ""), as: UTF8.self) == "One.Three.")
  }

  @Test func allSegmentsGiveTheTextBack() throws {
    var generator = SeededGenerator(61)
    for _ in 0..<200 {
      let bytes = (0..<generator.int(0...80)).map { _ in UInt8(generator.int(0...255)) }
      let passages = Passages([bytes])
      for unit in [TextUnit.word, .sentence] {
        let all = try sentences(passages, unit: unit)
        #expect(try joined(passages, all.map(\.span)) == bytes)
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.span.upperBound == $1.span.lowerBound })
      }
    }
  }

  @Test func sentencesLoseTheSpaceAroundThem() throws {
    let passages = Passages(["  # Title \n\nFirst one.  Second\nline. \n\n- item\n- other item\n\n```\ncode  \n```\n", "\u{3000}Last.\u{A0}"])
    let all = try sentences(passages)
    let texts = all.map { passages.string($0.span.lowerBound, $0.span.upperBound) }
    #expect(texts == ["# Title", "First one.", "Second\nline.", "- item", "- other item", "```\ncode  \n```", "Last."])
    #expect(all.map(\.kind) == [11, 10, 10, 12, 12, 14, 10])
  }

  @Test func theCapacityIsReported() throws {
    let text = byteTensor("One. Two. Three.")
    let spans = TestTensor(.i32, [2, 2])
    let count = TestTensor(.i32, [1])
    expectError(.capacity, "spans", outputs: [spans], says: "spans: expected room for all segments, needed 3, got 2") {
      try Text.segment(
        $0, text: text.view, passages: nil, unit: .passageSentence, spans: spans.view, kinds: nil, count: count.view)
    }
    #expect(count.ints == [3])
    let kept = spanTensor([0..<4, 5..<9])
    let out = TestTensor(.u8, [8])
    expectError(.capacity, "out", outputs: [out], says: "out: expected room for the joined text, needed 9, got 8") {
      try Text.join(
        $0, text: text.view, spans: kept.view, passages: nil, gap: nil, separator: nil, out: out.view, count: count.view)
    }
    #expect(count.ints == [9])
  }

  @Test func badSpansAreNamed() {
    let text = byteTensor("One. Two.")
    let out = TestTensor(.u8, [20])
    let count = TestTensor(.i32, [1])
    for bad in [[5, 4], [-1, 2], [0, 10], [3, -2]] {
      let spans = TestTensor([1, 2], ints: bad)
      expectError(.index, "spans", outputs: [out, count]) {
        try Text.join(
          $0, text: text.view, spans: spans.view, passages: nil, gap: nil, separator: nil, out: out.view, count: count.view)
      }
    }
    let overlapping = TestTensor([2, 2], ints: [0, 4, 3, 5])
    expectError(.index, "spans", outputs: [out, count]) {
      try Text.join(
        $0, text: text.view, spans: overlapping.view, passages: nil, gap: nil, separator: nil, out: out.view,
        count: count.view)
    }
    let one = spanTensor([0..<4])
    expectError(.index, "passages", outputs: [out, count]) {
      try Text.join(
        $0, text: text.view, spans: one.view, passages: overlapping.view, gap: nil, separator: nil,
        out: out.view, count: count.view)
    }
  }
}
