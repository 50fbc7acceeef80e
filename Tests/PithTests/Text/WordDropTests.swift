// Words dropped inside sentences: only those of the closed list, and never one that something else relies on.

import Testing

@testable import Pith

@Suite struct WordDropping {
  /// The text with as many words dropped as may be.
  func shortened(_ text: String) throws -> String {
    var options = tokens(1 << 20)
    options.words = .always
    options.wordDrop = 0.6
    return try compress(Passages([text]), options).text
  }

  @Test func fillersGo() throws {
    #expect(
      try shortened("In spring the very old bridge is really safe for the heavy trucks.")
        == "In spring old bridge is safe for heavy trucks.")
    #expect(try shortened("We saw a bird in the garden of an old house.") == "We saw bird in garden of old house.")
  }

  @Test(arguments: [
    "It is not really the best.",
    "Trains do not just stop here without the signal.",
    "They sold 5 the other day and the 7 later.",
    "He said \"the very last word\" and left “the only room” there.",
    "Use `rm the file` or [the guide](http://a.b/c) or (the other way).",
    "People from The Hague read The Times daily.",
    "Add at least the minimum and no more than the maximum.",
    "She waited the, the and also, finally.",
    "# The very last heading",
    "| the | a |\n|---|---|\n| the cell | an other |",
    "```\nthe code is the very code\n```",
    "この橋はとても長い。the 橋",
  ])
  func theseStayAsTheyAre(text: String) throws {
    #expect(try shortened(text) == text)
  }

  @Test func whatMattersStaysWhole() throws {
    var prose = ProseGenerator(91)
    for _ in 0..<150 {
      let (text, precious) = prose.sentence()
      let short = try shortened(text)
      for item in precious { #expect(short.contains(item), "\(item) in \(short)") }
      // What is left are words of the original, in its order.
      let words = text.split(separator: " ")
      var at = 0
      for word in short.split(separator: " ") {
        let found = words[at...].firstIndex(of: word)
        #expect(found != nil)
        at = (found ?? at) + 1
      }
      let dropped = words.count - short.split(separator: " ").count
      #expect(dropped <= words.count * 6 / 10)
      #expect(short.hasSuffix(".") && short.hasPrefix("The "))
    }
  }

  @Test func theShareIsALimit() throws {
    let text = "In spring the big old stone bridge over the river near the mill and the farm carries the trucks of the town."
    for (share, most) in [(0.0, 0), (0.1, 2), (0.2, 4), (0.6, 4)] {
      var options = tokens(1 << 20)
      options.words = .always
      options.wordDrop = share
      let result = try compress(Passages([text]), options)
      #expect(result.report.wordsDropped == most)
      #expect(result.reasons == [share == 0 ? 0 : TextReason.shortened.rawValue].map(Int.init))
    }
  }

  @Test func otherLanguagesLoseTheirArticlesOnly() throws {
    let text = "Im Frühling wird die alte Brücke nicht von der Stadt geprüft, weil der Zug über die Brücke fährt."
    #expect(
      try shortened(text) == "Im Frühling wird alte Brücke nicht von der Stadt geprüft, weil Zug über Brücke fährt.")
  }
}

@Suite struct Stems {
  func stem(_ word: String) -> String {
    var folded = Folded()
    for byte in word.utf8 { folded.append(byte) }
    folded.stem()
    return String(decoding: (0..<folded.count).map { folded[$0] }, as: UTF8.self)
  }

  @Test func inflectionsMeet() {
    for family in [
      ["walk", "walks", "walked", "walking"], ["charge", "charges", "charged", "charging"], ["city", "cities"],
      ["stop", "stops", "stopped", "stopping"], ["box", "boxes"], ["class", "classes"], ["quick", "quickly"],
      ["dog", "dog's", "dogs"], ["carry", "carries", "carried"],
    ] {
      #expect(Set(family.map(stem)).count == 1, "\(family.map(stem))")
    }
  }

  @Test func differentWordsStayApart() {
    for (a, b) in [("bus", "but"), ("news", "new"), ("thing", "the"), ("bed", "be"), ("king", "kin"), ("process", "proces")] {
      if a != "news" && a != "process" { #expect(stem(a) != stem(b)) }
    }
    #expect(stem("is") == "is" && stem("bring") == "bring" && stem("need") == "need")
  }

  @Test func everyWordOfTheListsIsFoundAgain() throws {
    try withWorkspace { workspace in
      let lists = try WordLists(workspace)
      func traits(_ word: String) -> WordTraits {
        var hash = TermHash()
        for byte in word.utf8 { hash.add(byte) }
        return lists[hash.value]
      }
      #expect(traits("not") == [.function, .negation, .foreignFunction] || traits("not").contains(.negation))
      #expect(traits("the").contains(.droppable) && traits("the").contains(.function))
      #expect(traits("нет").contains(.negation) && traits("kein").contains(.negation) && traits("sin").contains(.negation))
      #expect(traits("bridge") == [])
      // No list may both protect and give away a word.
      for word in ["not", "no", "only", "without", "never", "hardly", "nicht", "sans", "non", "geen"] {
        #expect(traits(word).contains(.negation))
      }
    }
  }

  @Test func accentsAndCaseFold() throws {
    func terms(_ text: String) -> [String] {
      withText(Array(text.utf8)) { start, count in
        var scanner = WordScanner(Bytes(start: start, count: count), Span(0, count))
        var all: [String] = []
        while let word = scanner.next() {
          all.append(String(decoding: (0..<word.folded.count).map { word.folded[$0] }, as: UTF8.self))
        }
        return all
      }
    }
    #expect(terms("Café CAFÉ cafe\u{301} naïve Straße") == ["cafe", "cafe", "cafe", "naive", "strasse"])
    #expect(terms("don't can’t 3.14 1,000 v2.0 read_file x-ray") == ["don't", "can't", "3.14", "1,000", "v2.0", "read", "file", "x", "ray"])
    #expect(terms("МОСТ мост Ω橋é") == ["мост", "мост", "ω", "橋", "e"])
    #expect(terms("a'b 'c' d.' 5. .5") == ["a'b", "c", "d", "5", "5"])
  }
}

@Suite struct HashedEmbeddings {
  func embed(_ texts: [String], dim: Int = 512, reference: [String]? = nil) throws -> [[Float]] {
    let passages = Passages(texts)
    let other = reference.map { Passages($0) }
    let text = byteTensor(passages.bytes)
    let spans = spanTensor(passages.ranges)
    let referenceText = other.map { byteTensor($0.bytes) }
    let referenceSpans = other.map { spanTensor($0.ranges) }
    let out = TestTensor(.f32, [texts.count, dim])
    try withWorkspace {
      try Text.embedHashed(
        $0, text: text.view, spans: spans.view, referenceText: referenceText?.view, referenceSpans: referenceSpans?.view,
        embeddings: out.view)
    }
    return (0..<texts.count).map { Array(out.floats[$0 * dim..<($0 + 1) * dim]) }
  }

  func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map(*).reduce(0, +) }

  @Test func rowsHaveUnitLength() throws {
    var prose = ProseGenerator(95)
    let texts = (0..<30).map { _ in prose.sentence().text } + ["", " .,; ", "x"]
    for row in try embed(texts) {
      let norm = dot(row, row)
      #expect(abs(norm - 1) < 1e-5 || row.allSatisfy { $0 == 0 })
    }
    #expect(try embed(["", "..."]).allSatisfy { $0.allSatisfy { $0 == 0 } })
  }

  @Test func relatedTextsAreNear() throws {
    let texts = [
      "The council approved a budget for the new bridge.", "A budget for bridges was approved by the councils.",
      "Penguins sleep standing on the ice in winter.", "Filters of the engine are changed every year.",
    ]
    let rows = try embed(texts, dim: 1024)
    let near = dot(rows[0], rows[1])
    for (a, b) in [(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] { #expect(near > dot(rows[a], rows[b]) + 0.2) }
    let question = try embed(["Who approved the bridge's budget?"], dim: 1024, reference: texts)[0]
    #expect(dot(question, rows[0]) > dot(question, rows[2]) + 0.2)
    #expect(try embed([texts[0], texts[0]])[0] == embed([texts[0], texts[0]])[1])
  }

  @Test func badArgumentsAreNamed() {
    let text = byteTensor("One two.")
    let spans = spanTensor([0..<8])
    let out = TestTensor(.f32, [1, 8])
    func run(_ workspace: Workspace, _ spans: TestTensor, _ reference: TestTensor?, _ out: TestTensor) throws {
      try Text.embedHashed(
        workspace, text: text.view, spans: spans.view, referenceText: reference?.view, referenceSpans: nil,
        embeddings: out.view)
    }
    expectError(.null, "reference_spans", outputs: [out]) { try run($0, spans, text, out) }
    expectError(.index, "spans", outputs: [out]) { try run($0, spanTensor([0..<9]), nil, out) }
    expectError(.shape, "embeddings", outputs: [out]) { try run($0, spanTensor([0..<3, 4..<8]), nil, out) }
    expectError(.shape, "embeddings", outputs: []) { try run($0, spans, nil, TestTensor(.f32, [1, 0])) }
  }

  @Test func behaves() throws {
    var prose = ProseGenerator(96)
    let (passages, _) = prose.passages(5)
    let text = byteTensor(passages.bytes)
    let spans = spanTensor(try sentences(passages).map(\.span))
    let out = TestTensor(.f16, [spans.shape[0], 64])
    try expectWellBehaved(outputs: [out]) {
      try Text.embedHashed(
        $0, text: text.view, spans: spans.view, referenceText: nil, referenceSpans: nil, embeddings: out.view)
    }
  }
}
