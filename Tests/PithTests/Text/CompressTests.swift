// What compression promises whatever the text: the budget is met exactly, sentences are whole, nothing that matters is broken.

import CPith
import Testing

@testable import Pith

@Suite struct Compressing {
  @Test(arguments: [TextStrategy.auto, .salience, .clusters, .leading])
  func everyBudgetIsMet(strategy: TextStrategy) throws {
    var prose = ProseGenerator(81)
    for round in 0..<40 {
      let (passages, _) = prose.passages(prose.random.int(1...5))
      var options = tokens(0)
      options.strategy = strategy
      options.unit = prose.random.pick([.tokens, .words, .bytes])
      options.words = prose.random.pick([.off, .auto, .always])
      options.redundancy = Double(prose.random.uniform())
      let whole = try compress(passages, { options.budget = 1 << 30; return options }())
      #expect(whole.report.after <= whole.report.before)
      if options.words != .always { #expect(whole.report.sentencesKept == whole.report.sentences) }
      for share in [5, 20, 50, 90] {
        options.budget = whole.report.before * share / 100
        do {
          let question = round % 2 == 0 ? "What does the bridge measure?" : nil
          let result = try compress(passages, question: question, options, gap: round % 3 == 0 ? " … " : nil)
          #expect(result.report.before >= whole.report.before)
        } catch let error as PithError {
          // Only where not one sentence fits.
          #expect(error.status == .budget && "\(error.argument)" == "options.budget")
        }
      }
    }
  }

  @Test func aBudgetIsUsed() throws {
    var prose = ProseGenerator(82)
    for _ in 0..<20 {
      let (passages, all) = prose.passages(6)
      let shortest = try all.map { try estimate(Array($0.text.utf8)) }.max()!
      let whole = try estimate(passages.bytes)
      let budget = whole / 2
      let result = try compress(passages, question: "Which harbour?", tokens(budget))
      // What is left would not have held another sentence.
      #expect(result.report.after > budget - shortest - 2, "\(result.report.after) of \(budget)")
    }
  }

  @Test func theAnswerIsKept() throws {
    let passages = Passages([
      "# Bridges\n\nThe Alder bridge was opened to traffic in 1932. It is 410 metres long. Painting it takes three years.",
      "# Harbour\n\nThe harbour lies in the east of the town. Ferries leave it every hour. The last one sails at ten.",
      "# Library\n\nBooks may be borrowed for four weeks. Fines are charged after that. Reading rooms close on Sundays.",
    ])
    func answer(_ question: String, _ budget: Int = 24) throws -> String {
      try compress(passages, question: question, tokens(budget)).text
    }
    #expect(try answer("When was the Alder bridge opened?").contains("in 1932."))
    #expect(try answer("How long is the bridge?").contains("410 metres"))
    #expect(try answer("How often do the ferries depart?").contains("every hour."))
    #expect(try answer("For how long can one borrow a book?").contains("four weeks."))
    #expect(try answer("What has to be paid for late books?", 30).contains("Fines"))
  }

  @Test func repetitionIsDropped() throws {
    let same = "The engine needs a new filter after nine hundred hours of operation."
    let other = "Spare filters are sold by the depot in the northern district."
    let passages = Passages([same, same + " " + other])
    let result = try compress(passages, question: "When does the engine need a filter?", tokens(34))
    #expect(result.text.components(of: same) == 1 && result.text.components(of: other) == 1)
    #expect(result.reasons.filter { $0 == TextReason.redundant.rawValue }.count == 1)
  }

  @Test func contextAndHeadingsComeAlong() throws {
    let text = "# Pumps\n\nThe red pump feeds the upper tank. It was replaced in 2016.\n\n# Valves\n\nValves are checked yearly by the staff of the plant."
    var options = tokens(30)
    options.keepContext = true
    let result = try compress(Passages([text]), question: "In which year was something replaced?", options)
    #expect(result.text.hasPrefix("# Pumps\n\nThe red pump feeds the upper tank. It was replaced in 2016."))
    #expect(result.reasons.prefix(3) == [3, 2, 0])
    options.keepContext = false
    options.keepHeadings = false
    options.budget = 9
    let bare = try compress(Passages([text]), question: "In which year was something replaced?", options)
    #expect(bare.text == "It was replaced in 2016.")
  }

  @Test func listsKeepTheirLeadIn() throws {
    let text = "Before the start these must be closed:\n\n- the fuel cock\n- the drain valve\n\nThe crew signs a form afterwards and hands it in."
    let result = try compress(Passages([text]), question: "What about the drain valve?", tokens(18))
    #expect(result.text.contains("must be closed:") && result.text.contains("- the drain valve"))
  }

  @Test func requiredSentencesAreKept() throws {
    var prose = ProseGenerator(83)
    let (passages, all) = prose.passages(4)
    let last = passages.bytes.count - 3
    var options = tokens(60)
    let required = spanTensor([last..<last + 1, 2..<2])
    options.required = required.view
    let result = try compress(passages, question: "orbit", options)
    #expect(result.reasons.first == 1 && result.reasons.last == 1)
    #expect(result.text.hasPrefix(all.first!.text) && result.text.hasSuffix(all.last!.text))
    options.budget = 3
    expectBudgetError(passages, options)
    options.budget = 0
    expectBudgetError(passages, options)
  }

  func expectBudgetError(_ passages: Passages, _ options: TextOptions, sourceLocation: SourceLocation = #_sourceLocation) {
    let text = byteTensor(passages.bytes)
    let spans = TestTensor(.i32, [100, 2])
    let count = TestTensor(.i32, [1])
    expectError(.budget, "options.budget", outputs: [spans, count], sourceLocation: sourceLocation) {
      try Text.compress(
        $0, text: text.view, passages: nil, question: nil, options: options, spans: spans.view, count: count.view,
        scores: nil, reasons: nil)
    }
  }

  @Test func impossibleBudgets() throws {
    let passages = Passages(["A sentence of seven words is here. Short one."])
    expectBudgetError(passages, tokens(1))
    #expect(try compress(passages, tokens(0)).spans.isEmpty)
    #expect(try compress(Passages([""]), tokens(0)).spans.isEmpty)
    #expect(try compress(Passages([" \n "]), tokens(5)).spans.isEmpty)
    #expect(try compress(passages, tokens(4)).text == "Short one.")
  }

  @Test func theHostsCounterIsObeyed() throws {
    var prose = ProseGenerator(84)
    for budget in [40, 200, 1000] {
      let (passages, _) = prose.passages(5)
      var options = tokens(budget)
      var calls = 0
      try withUnsafeMutablePointer(to: &calls) { calls in
        // One token per vowel: nothing that the library could guess.
        options.counter = TokenCounter(
          count: { user, text, bytes in
            user!.assumingMemoryBound(to: Int.self).pointee += 1
            return Int64((0..<Int(bytes)).filter { [97, 101, 105, 111, 117].contains(text![$0]) }.count)
          }, user: calls)
        _ = try compress(passages, question: "Who funds the museum?", options) { bytes in
          bytes.filter { [97, 101, 105, 111, 117].contains($0) }.count
        }
      }
      let n = try sentences(passages).count
      #expect(calls <= n + 40)
    }
    var options = tokens(50)
    options.counter = TokenCounter(count: { _, _, _ in -3 }, user: nil)
    let passages = Passages(["One sentence. Two sentences."])
    let text = byteTensor(passages.bytes)
    let spans = TestTensor(.i32, [100, 2])
    let count = TestTensor(.i32, [1])
    expectError(.callback, "options.count_tokens", outputs: [spans, count]) {
      try Text.compress(
        $0, text: text.view, passages: nil, question: nil, options: options, spans: spans.view, count: count.view,
        scores: nil, reasons: nil)
    }
  }

  @Test func hostEmbeddingsDecide() throws {
    let passages = Passages(["Alpha one is here. Beta two is here. Gamma three is here. Delta four is here."])
    var options = tokens(7)
    options.embeddingWeight = 1
    for best in 0..<4 {
      let rows = TestTensor(.f32, [4, 2], floats: (0..<4).flatMap { $0 == best ? [1, 0] : [Float(0), 1] })
      let asked = TestTensor(.f32, [2], floats: [2, 0.1])
      options.embeddings = rows.view
      options.questionEmbedding = asked.view
      let result = try compress(passages, question: "Which?", options)
      #expect(result.reasons.firstIndex(of: 0) == best)
    }
    // The same through an encoder: sentences first, then the question.
    options.embeddings = nil
    options.questionEmbedding = nil
    options.encoder = TextEncoder(
      embed: { _, text, spans, count, rows, dim in
        for s in 0..<Int(count) {
          let first = text![Int(spans![2 * s])]
          rows![2 * s] = first == 71 || first == 87 ? 1 : 0  // "Gamma", "Which?"
          rows![2 * s + 1] = first == 71 || first == 87 ? 0 : 1
        }
        return 0
      }, user: nil, dim: 2)
    #expect(try compress(passages, question: "Which?", options).reasons.firstIndex(of: 0) == 2)
  }

  @Test func anyBytesAreText() throws {
    var generator = SeededGenerator(85)
    for round in 0..<300 {
      let alphabet: [UInt8] = round % 2 == 0 ? Array(0...255) : Array("aB1. \n#`-|\"'“é中!,)(".utf8) + [0xE2, 0x80]
      let bytes = (0..<generator.int(0...150)).map { _ in generator.pick(alphabet) }
      let passages = Passages([bytes, Array("Some words here.".utf8)])
      var options = tokens(generator.int(0...80))
      options.words = generator.pick([.off, .auto, .always])
      options.wordDrop = 0.6
      do { _ = try compress(passages, question: "words é", options) } catch let error as PithError {
        #expect(error.status == .budget)
      }
    }
  }

  @Test func validTextIsCutBetweenCharacters() throws {
    let text = "Der Zug fährt über die große Brücke. 列車は橋を渡ります。とても長い橋です。 Поезд идёт по мосту. قطار يعبر الجسر. 🚂🌉 done."
    for budget in 4...60 {
      guard let result = try? compress(Passages([text]), question: "橋 Brücke", tokens(budget)) else { continue }
      #expect(String(validating: result.bytes, as: UTF8.self) != nil)
    }
  }

  @Test func valuesAreBetweenZeroAndOne() throws {
    var prose = ProseGenerator(86)
    let (passages, _) = prose.passages(8)
    for question in ["What supports the museum?", "zzz", "the", "", nil] {
      let result = try compress(passages, question: question, tokens(120))
      #expect(result.scores.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test func badOptionsAreNamed() {
    let text = byteTensor("One. Two.")
    let spans = TestTensor(.i32, [9, 2])
    let count = TestTensor(.i32, [1])
    func expect(_ status: Status, _ argument: String, _ change: (inout TextOptions) -> Void) {
      var options = tokens(10)
      change(&options)
      expectError(status, argument, outputs: [spans, count]) {
        try Text.compress(
          $0, text: text.view, passages: nil, question: nil, options: options, spans: spans.view, count: count.view,
          scores: nil, reasons: nil)
      }
    }
    let rows = TestTensor(.f32, [3, 2], floats: [1, 2, 3, 4, 5, 6])
    let outside = TestTensor([1, 2], ints: [5, 10])
    expect(.range, "options.budget") { $0.budget = -1 }
    expect(.range, "options.redundancy") { $0.redundancy = 1.5 }
    expect(.range, "options.redundancy") { $0.redundancy = .nan }
    expect(.range, "options.rank_prior") { $0.rankPrior = -0.1 }
    expect(.range, "options.embedding_weight") { $0.embeddingWeight = 2 }
    expect(.range, "options.word_drop") { $0.wordDrop = 0.7 }
    expect(.range, "options.clusters") { $0.clusters = -1 }
    expect(.null, "question") { $0.strategy = .relevance }
    expect(.shape, "options.embeddings") { $0.embeddings = rows.view }
    expect(.index, "options.required") { $0.required = outside.view }
    expect(.dtype, "options.gap") { $0.gap = rows.view }
    expect(.range, "options.embed_dim") { $0.encoder = TextEncoder(embed: { _, _, _, _, _, _ in 0 }, user: nil, dim: 0) }
  }

  @Test func aSmallCapacityIsReported() throws {
    let text = byteTensor("One is here. Two is here. Three is here.")
    let spans = TestTensor(.i32, [2, 2])
    let count = TestTensor(.i32, [1])
    expectError(.capacity, "spans", outputs: [spans]) {
      try Text.compress(
        $0, text: text.view, passages: nil, question: nil, options: tokens(100), spans: spans.view, count: count.view,
        scores: nil, reasons: nil)
    }
    #expect(count.ints == [3])
  }

  @Test func cancellingStops() throws {
    var prose = ProseGenerator(87)
    let (passages, _) = prose.passages(30)
    let text = byteTensor(passages.bytes)
    let spans = TestTensor(.i32, [500, 2])
    let count = TestTensor(.i32, [1])
    expectError(.cancelled, "context", outputs: [spans, count]) { workspace in
      workspace.cancel()
      try Text.compress(
        workspace, text: text.view, passages: nil, question: nil, options: tokens(200), spans: spans.view,
        count: count.view, scores: nil, reasons: nil)
    }
  }

  @Test(arguments: [TextStrategy.auto, .clusters]) func behaves(strategy: TextStrategy) throws {
    var prose = ProseGenerator(88)
    let (passages, _) = prose.passages(12)
    let text = byteTensor(passages.bytes)
    let parts = spanTensor(passages.ranges)
    let question = byteTensor("What delays the harvest near the river?")
    let n = try sentences(passages).count
    let spans = TestTensor(.i32, [passages.bytes.count, 2])
    let count = TestTensor(.i32, [1])
    let scores = TestTensor(.f32, [n])
    let reasons = TestTensor(.i32, [n])
    var options = tokens(300)
    options.words = .always
    options.strategy = strategy
    try expectWellBehaved(outputs: [spans, count, scores, reasons]) {
      try Text.compress(
        $0, text: text.view, passages: parts.view, question: question.view, options: options, spans: spans.view,
        count: count.view, scores: scores.view, reasons: reasons.view)
    }
  }
}

extension String {
  func components(of part: String) -> Int {
    var n = 0
    var at = startIndex
    while let found = self[at...].firstRange(of: part) {
      n += 1
      at = found.upperBound
    }
    return n
  }
}
