// Wrapping, sentences, citations, and the pieces of a doc comment.

import Testing

@testable import PithGenerator

@Suite struct Texts {
  @Test func wrapping() {
    #expect(wrap("aa bb cc", first: "- ", rest: "  ", width: 7) == ["- aa bb", "  cc"])
    #expect(wrap("aa bb cc", first: "- ", rest: "  ", width: 100) == ["- aa bb cc"])
    #expect(wrap("averylongword b", first: "", rest: "", width: 5) == ["averylongword", "b"])
    #expect(wrap("", first: " * ", rest: " * ", width: 9) == [" *"])
  }

  @Test func codeSpansStayWhole() {
    #expect(wrap("aa `b c d` e", first: "", rest: "", width: 6) == ["aa", "`b c d`", "e"])
    #expect(wrap("aa `b`, `c d` e", first: "", rest: "", width: 7) == ["aa `b`,", "`c d` e"])
  }

  @Test(arguments: [
    ("One. Two.", "One.", "Two."),
    ("Only one.", "Only one.", ""),
    ("In `a. B` stays. `keep` too.", "In `a. B` stays.", "`keep` too."),
    ("Version 1.5 of x, e.g. this. Then.", "Version 1.5 of x, e.g. this.", "Then."),
  ])
  func sentences(_ text: String, _ first: String, _ rest: String) {
    #expect(text.splitAfterFirstSentence() == (first, rest))
  }

  @Test(arguments: [
    ("none", "", "", 0),
    ("none.", "", "", 0),
    ("none; uses MMR (Carbonell, Goldstein 1998)", "", "", 0),
    (
      "A Title: With Colon. CVPR 2025. https://arxiv.org/abs/2503.02175", "A Title: With Colon. CVPR 2025",
      "https://arxiv.org/abs/2503.02175", 2025
    ),
    ("A Title, ICLR 2023, https://x.org/a.", "A Title, ICLR 2023", "https://x.org/a", 2023),
    ("Towards 2030. arXiv:2005.12345 (2024).", "Towards 2030. arXiv:2005.12345 (2024)", "", 2024),
    ("Title without year. https://x.org", "Title without year", "https://x.org", 0),
    ("What is it?", "What is it?", "", 0),
  ])
  func citations(_ text: String, _ paper: String, _ url: String, _ year: Int) {
    let method = Doc.Method(name: "m", citing: text)
    #expect(method.paper == paper)
    #expect(method.url == url)
    #expect(method.year == year)
  }

  @Test func identifiers() {
    #expect("`PITH_OK`, PITH_A-PITH_ and XPITH_B".identifiers(beginningWith: "PITH_") == ["PITH_OK", "PITH_A"])
  }
}

@Suite struct DocComments {
  func read(_ text: String) -> (comment: DocComment, problems: [String]) {
    var problems = Problems()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    let comment = DocComment(
      lines.map { .init(number: $0.offset + 1, text: String($0.element)) }, file: "f", problems: &problems)
    return (comment, problems.list.map(\.message))
  }

  @Test func proseKeepsItsParagraphsItemsAndCode() {
    let (comment, problems) = read("One\ntwo.\n\nThree:\n- a: b\n  c\n- d\n\n```\nx\n\n  y\n```\nFour.")
    #expect(problems == [])
    #expect(
      comment.prose == [
        .paragraph("One two."), .paragraph("Three:"), .item("a: b c"), .item("d"), .code(["x", "", "  y"]),
        .paragraph("Four."),
      ])
  }

  @Test func parametersMayHaveAnyIndentation() {
    let (comment, problems) = read(
      "S.\n\n- Parameters:\n    - a: one\n      more\n        - deep: x\n    - b: two\n- Since: 0.1")
    #expect(problems == [])
    #expect(comment.parameters.map(\.name) == ["a", "b"])
    #expect(comment.parameters[0].text == [.paragraph("one more"), .item("deep: x")])
    #expect(comment.fields.map(\.field) == [.since])
  }

  @Test func fieldsGoOnInFurtherLinesAndItems() {
    let (comment, problems) = read("S.\n\n- Ties: a\n  b\n  - c\n    d\n- Since: 1.0")
    #expect(problems == [])
    #expect(comment.fields[0].text == [.paragraph("a b"), .item("c d")])
  }

  @Test(arguments: [
    ("in, `[N]`.", Parameter.Direction.input, false),
    ("out, NULL: not wanted.", .output, true),
    ("in, optional, `[N]`.", .input, true),
    ("in/out, `[N]`.", .both, false),
    ("in and out, not NULL.", .both, false),
    ("in, NULL-terminated.", .input, false),
    ("in, NULL (all 1) or `[N]`.", .input, true),
  ])
  func directionsAndOptionality(_ text: String, _ direction: Parameter.Direction, _ optional: Bool) throws {
    let source = good.replacingOccurrences(of: "in, `[N]`.", with: text)
    let interface = try Interface(
      types: SourceText(path: "types.h", content: header), swift: [SourceText(path: "Select.swift", content: source)])
    let parameter = interface.functions[0].parameters[0]
    #expect(parameter.direction == direction)
    #expect(parameter.optional == optional)
  }
}
