// Units of passages: the tailored sentences, Markdown structure, hostile input.

import Testing

@testable import Pith

@Suite struct UnicodePassageSentenceTests {
  @Test func abbreviationsDoNotEndSentences() {
    for text in [
      "Dr. Smith and Mrs. Jones met Prof. Lee.", "We use tools, e.g. Python, i.e. Scripts.", "Lions vs. Tigers.",
      "See Fig. A and Eq. B.", "It is No. 5 of Vol. 3, p. 7, Sec. 2, on Dec. 24.", "See no. 5 and pp. (12).",
      "See Tab. S1.",
      "The U.S. Army left at 5 p.m. Eastern time.", "J. R. R. Tolkien met John F. Kennedy.",
      "Apple Inc. Chief Tim Cook spoke.",
      "After a while that seemed very long to all of them, Dr.\nSmith came.", "(Mr. Smith)",
      "St. Mary and Martin Luther King Jr. Day.", "P. Smith wrote it.",
      "“Mr. Smith” left.", "Smith et al. Showed.",
    ] { #expect(passage(text) == [text]) }
  }

  @Test func otherFullStopsEndSentences() {
    let cases: [[String]] = [
      ["He works at Apple Inc.", "The firm grew."], ["They live in the U.S.", "However, they travel."],
      ["Is it true?", "No.", "It is false."], ["It ended in Dec.", "We left."],
      ["He lives on Main St.", "The house is old."],
      ["Apples, pears etc.", "All were sold."], ["It was so cosy in the casino.", "Seven came."],
      ["So do I.", "Martin left."],
      ["Wait...", "Then it came."], ["He said \"Stop.\"", "She did."], ["(It ended.)", "Next came."],
      ["A dram.", "And a drink."],
      ["Что?", "Да."], ["यह है।", "वह है।"], ["Sie kam ins Café.", "Über uns."], ["Das war im éMr.", "Das nicht."],
    ]
    for units in cases { #expect(passage(units.joined(separator: " ")) == units) }
    #expect(passage("字。字！字.字") == ["字。", "字！", "字.", "字"])
  }

  @Test func boundariesNeedWhiteSpaceAndNoLowerCase() {
    for text in [
      "See http://a.com/find?Q=1 here.", "Use .NET today.", "\"Stop!\" he said.", "Yahoo! is a company.", "What?! no.",
      "file!A and b?C.",
    ] { #expect(passage(text) == [text]) }
  }

  @Test func referenceMarksStayWithTheirSentence() {
    #expect(
      passage("It was found.[12] The next.[3][note 4] Another? [5] Yes.¹² No.\"[a] So.”[b] It `x.[0] Y`.") == [
        "It was found.[12]", "The next.[3][note 4]", "Another?", "[5] Yes.¹²", "No.\"[a]", "So.”[b]", "It `x.[0] Y`.",
      ])
    #expect(passage("It was found.[12] then.[x") == ["It was found.[12] then.[x"])
    #expect(passage("It was found.[12]") == ["It was found.[12]"])
    #expect(passage("It was.[a very long thing in brackets] The next.").count == 1)
  }

  @Test func inlineCodeIsNotBroken() {
    #expect(passage("Run `a. B` now. Then `` c. `D. ` E `` it.") == ["Run `a. B` now.", "Then `` c. `D. ` E `` it."])
    #expect(passage("Run `a. B now.") == ["Run `a.", "B now."])
    #expect(passage("Run `a. B`` now`. `C`") == ["Run `a. B`` now`.", "`C`"])
    #expect(passage("Run `a. B`` now. `C`") == ["Run `a.", "B`` now.", "`C`"])
    #expect(passage("He said ``A.'' And she ``B.'' It ended.") == ["He said ``A.''", "And she ``B.''", "It ended."])
    #expect(passage("An `old' one. And `another' one.") == ["An `old' one.", "And `another' one."])
    #expect(passage("Escaped \\` one. And \\` two.") == ["Escaped \\` one.", "And \\` two."])
    #expect(passage("Open `here.\n\nAnd close` there. Yes.") == ["Open `here.", "And close` there.", "Yes."])
  }

  @Test func outlineNumbersStayWithTheirTitles() {
    #expect(
      passage("2.1. Methods\n\nIV. Results\n\n3. Ends. Now.") == [
        "2.1. Methods", "IV. Results", "listItem: 3. Ends.", "listItem: Now.",
      ])
    #expect(passage("It was 2. Then 3.") == ["It was 2.", "Then 3."])
  }
}

@Suite struct UnicodePassageBlockTests {
  @Test func blankLinesEndParagraphsAndBelongToThem() {
    let bytes = Array("\n \nOne two\n\n\u{A0}\nThree\r\n\r\nFour\r\rFive\n".utf8)
    let units = passageUnits(bytes)
    #expect(units.map(\.kind) == [.separator, .sentence, .sentence, .sentence, .sentence])
    #expect(
      units.map { String(decoding: bytes[$0.begin..<$0.end], as: UTF8.self) } == [
        "\n \n", "One two\n\n\u{A0}\n", "Three\r\n\r\n", "Four\r\r", "Five\n",
      ])
  }

  @Test func wrappedLinesAreSpaces() {
    let wrapped =
      "This is a paragraph of some prose that was wrapped at about\nsixty columns and That Goes On for quite a while, so that\nThe lines are full. Here is\nanother sentence"
    #expect(
      passage(wrapped) == [
        "This is a paragraph of some prose that was wrapped at about\nsixty columns and That Goes On for quite a while, so that\nThe lines are full.",
        "Here is\nanother sentence",
      ])
    #expect(passage("Apples\nPears\nand plums\nCherries,\nNuts") == ["Apples", "Pears\nand plums", "Cherries,\nNuts"])
    #expect(
      passage("A Short Title\nThe long text that follows the title goes on and on and on.") == [
        "A Short Title", "The long text that follows the title goes on and on and on.",
      ])
    // Width is counted in characters, not bytes.
    #expect(passage("Широкая строка текста\nИ ещё одна").count == 2)
  }

  @Test func headingsAreUnits() {
    #expect(passage("Text. More\n# A. Title\nBody") == ["Text.", "More", "heading: # A. Title", "Body"])
    #expect(passage("####### no\n\n#no\n\n#") == ["####### no", "#no", "heading: #"])
    #expect(passage("Title\n===\nBody\n---\n") == ["heading: Title\n===", "heading: Body\n---"])
    #expect(passage("It ends here. And so.\n---\nNext") == ["It ends here.", "And so.\n---", "Next"])
    #expect(passage("A\n\n---\n\n* * *\nB") == ["A", "separator: ---", "separator: * * *", "B"])
    #expect(passage("\u{FEFF}# Title\nText") == ["heading: \u{FEFF}# Title", "Text"])
  }

  @Test func listItemsAreUnits() {
    #expect(
      passage("Text:\n- One. Two\n  more\n* Three\n+ Four\n• Five\n•Six\n") == [
        "Text:", "listItem: - One.", "listItem: Two\n  more", "listItem: * Three", "listItem: + Four",
        "listItem: • Five", "listItem: •Six",
      ])
    #expect(
      passage("1. First item\n2) Second. And more\n  10. Tenth\n") == [
        "listItem: 1. First item", "listItem: 2) Second.", "listItem: And more", "listItem: 10. Tenth",
      ])
    #expect(passage("* A\n  B\n--\nC\n") == ["listItem: * A\n  B", "--\nC"])
    // A number that came to the begin of a line by wrapping, and a year.
    #expect(
      passage("There were many more of them than the\n12. that we had") == [
        "There were many more of them than the\n12. that we had"
      ])
    #expect(passage("1985. The year") == ["1985. The year"])
    #expect(passage("-no item\n\n*emphasis* here\n\n-") == ["-no item", "*emphasis* here", "-"])
  }

  @Test func tableRowsAreUnits() {
    #expect(
      passage("| a. B | c |\n|---|:-:|\n| 1. D | 2 |\n| 3 | 4 |\nText") == [
        "tableRow: | a. B | c |\n|---|:-:|", "tableRow: | 1. D | 2 |", "tableRow: | 3 | 4 |", "Text",
      ])
    #expect(
      passage("Text\na | b\n--|--\n1. A | 2\n3 | 4\n\nx | y") == [
        "Text", "tableRow: a | b\n--|--", "tableRow: 1. A | 2", "tableRow: 3 | 4", "x | y",
      ])
    #expect(
      passage("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n") == [
        "tableRow: +---+---+", "tableRow: | a | b |\n+===+===+", "tableRow: | 1 | 2 |\n+---+---+",
      ])
    #expect(passage("Either a | b. Or not") == ["Either a | b.", "Or not"])
  }

  @Test func fencedCodeIsOneUnit() {
    #expect(passage("Run\n```sh\na. B\n\n# c\n```\nText") == ["Run", "code: ```sh\na. B\n\n# c\n```", "Text"])
    #expect(passage("~~~\n```\n~~~~\nText") == ["code: ~~~\n```\n~~~~", "Text"])
    #expect(passage("````\n```\n````\nText") == ["code: ````\n```\n````", "Text"])
    #expect(
      passage("- item\n  ```\n  a. B\n  ```\n- item") == [
        "listItem: - item", "code: ```\n  a. B\n  ```", "listItem: - item",
      ])
    #expect(passage("> ```\n> a. B\nText") == ["code: > ```\n> a. B", "Text"])
    // Cut off at the end; cut off at the begin.
    #expect(passage("Run\n```sh\na. B\n\nc. D\n") == ["Run", "code: ```sh\na. B\n\nc. D"])
    #expect(
      passage("a = 1\n```\nText. More\n```sh\nb. C\n```\nEnd") == [
        "a = 1", "code: ```", "Text.", "More", "code: ```sh\nb. C\n```", "End",
      ])
    #expect(passage("a = 1\n```\nText. More") == ["a = 1", "code: ```", "Text.", "More"])
    #expect(passage("```a`b. C\n\nText") == ["```a`b.", "C", "Text"])
  }

  @Test func quotationsAreBlocks() {
    #expect(
      passage("> One\n> two. Three\nFour\n>> Five\n> Six") == ["> One\n> two.", "Three", "Four", ">> Five", "> Six"])
    #expect(passage("> ```sh\n> a. B\nText") == ["code: > ```sh\n> a. B", "Text"])
    #expect(passage("> - One\n> - Two") == ["listItem: > - One", "listItem: > - Two"])
  }

  @Test func unicodeSeparatorsEndSentences() {
    #expect(passage("one\u{2029}two\u{2028}three\u{85}four") == ["one", "two", "three", "four"])
  }
}

@Suite struct UnicodePassagePropertyTests {
  static let pieces: [String] = [
    "a", "B", "The", "word", "Dr.", "U.S.", "e.g.", "No.", "5", "1985", ".", "!", "?", "...", ",", ":", ";", "-", "`",
    "``", "```", "~~~",
    "```sh", "#", "##", "*", "+", "1.", "2)", ">", "|", "|---|", "---", "===", "[1]", "[", "]", "(", ")", "\"", "'",
    "\u{201C}", "\u{201D}",
    " ", " ", " ", "  ", "\t", "\n", "\n", "\n\n", "\r\n", "\r", "\u{2028}", "\u{A0}", "\u{3000}", "é", "字", "。", "•",
    "\u{301}", "😀", "\\",
    "\u{FEFF}", "¹",
  ]

  func randomBytes(_ random: inout TestRandom, noise: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...40, using: &random) {
      if noise && Int.random(in: 0..<5, using: &random) == 0 {
        bytes.append(UInt8.random(in: 0...255, using: &random))
      } else {
        bytes += Array(Self.pieces.randomElement(using: &random)!.utf8)
      }
    }
    return bytes
  }

  @Test func unitsTileAnyBytes() {
    var random = TestRandom(11)
    for round in 0..<4000 {
      let bytes = randomBytes(&random, noise: round % 2 == 0)
      let boundaries = tiling(passageUnits(bytes).map { ($0.begin, $0.end) })
      #expect(boundaries?.last == bytes.count, "\(bytes)")
      let areScalarBoundaries = withText(bytes) { pointer, count in
        let text = UTF8Text(pointer, count)
        return boundaries?.allSatisfy { text.isScalarBoundary($0) }
      }
      #expect(areScalarBoundaries == true, "\(bytes)")
    }
  }

  /// Blocks know nothing of what comes before a blank line (but for tables and fences, which are left out here).
  @Test func passagesConcatenate() {
    var random = TestRandom(12)
    let isSafe = { (bytes: [UInt8]) in !bytes.contains(0x7C) && !bytes.contains(0x7E) && !bytes.contains(0x60) }
    for _ in 0..<3000 {
      var one = randomBytes(&random, noise: false)
      var other = randomBytes(&random, noise: false)
      guard isSafe(one) && isSafe(other) else { continue }
      one = Array("x".utf8) + one + Array("\n\n".utf8)
      other = Array("y".utf8) + other
      let whole = passageUnits(one + other)
      let parts =
        passageUnits(one)
        + passageUnits(other).map {
          PassageUnit(begin: $0.begin + one.count, end: $0.end + one.count, kind: $0.kind)
        }
      #expect(whole == parts, "\(String(decoding: one + other, as: UTF8.self))")
    }
  }

  /// Within one paragraph, units end where UAX #29 sees the end of a sentence once line ends are spaces.
  @Test func unitsOfAParagraphEndAtSentenceEnds() {
    var random = TestRandom(13)
    let words = [
      "a", "B", "The", "Dr.", "U.S.", "No.", "5", "end.", "end!", "(end?)", "`a.", "B`", "``", "\"It.\"", "字。", "é",
      "x.Y",
    ]
    for _ in 0..<3000 {
      let text =
        "Begin"
        + (0..<Int.random(in: 0...30, using: &random)).map { _ in
          (Int.random(in: 0..<6, using: &random) == 0 ? "\nand " : " ") + words.randomElement(using: &random)!
        }.joined()
      let ends = Set(sentenceBoundaries(Array(text.replacing("\n", with: " ").utf8))!)
      for unit in passageUnits(Array(text.utf8)) {
        #expect(ends.contains(unit.end), "\(text)")
        #expect(unit.kind == .sentence)
      }
    }
  }
}
