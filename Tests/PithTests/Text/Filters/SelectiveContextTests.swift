// Selective Context against its plain form over strings.

import Testing

@testable import Pith

@Suite struct SelectiveContextTests {
  struct Case {
    var tokens: [[String]]
    var phrases: [[String]]
    var information: [[Float]]
  }

  /// Sentences of letters and spaces, cut into tokens and phrases independently of each other.
  func randomCase(_ generator: inout SeededGenerator) -> Case {
    func cut(_ text: String, _ most: Int) -> [String] {
      var pieces: [String] = []
      var rest = Substring(text)
      while !rest.isEmpty {
        let n = min(generator.int(1...most), rest.count)
        pieces.append(String(rest.prefix(n)))
        rest = rest.dropFirst(n)
      }
      return pieces
    }
    var result = Case(tokens: [], phrases: [], information: [])
    for _ in 0..<generator.int(1...5) {
      let text = (0..<generator.int(1...40)).map { _ in generator.pick(["a", "b", "c", " "]) }.joined()
      result.tokens.append(cut(text, 4))
      result.phrases.append(cut(text, 6))
      result.information.append(generator.uniforms(result.tokens.last!.count))
    }
    return result
  }

  func phraseValues(_ tokens: [String], _ information: [Float], _ phrases: [String]) -> [Double] {
    var lists = [[Double]](repeating: [], count: phrases.count)
    var (current, position) = (0, 0)
    for (token, value) in zip(tokens, information.map(Double.init)) {
      position += token.count
      let length = phrases[current].count
      if position == length {
        lists[current].append(value)
        (current, position) = (current + 1, 0)
      } else if position > length {
        let first = current
        while current < phrases.count && position >= phrases[current].count {
          position -= phrases[current].count
          current += 1
        }
        for i in first..<current { lists[i].append(value / Double(current - first)) }
      } else if token != " " {
        lists[current].append(value)
      }
    }
    return lists.map { $0.isEmpty ? .nan : $0.reduce(0, +) / Double($0.count) }
  }

  func percentile(_ values: [Double], _ ratio: Double) -> Double {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard let last = sorted.last else { return .nan }
    let place = ratio * Double(sorted.count - 1)
    let below = Int(place)
    return below + 1 < sorted.count ? sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below)) : last
  }

  func ends(_ pieces: [String]) -> TestTensor {
    var (end, list) = (0, [Int]())
    for piece in pieces {
      end += piece.utf8.count
      list.append(end)
    }
    return TestTensor([list.count], ints: list)
  }

  func bytes(_ text: String) -> TestTensor {
    let tensor = TestTensor(.u8, [text.utf8.count])
    tensor.ints = text.utf8.map(Int.init)
    return tensor
  }

  @Test(arguments: [TextLevel.sentence, .phrase, .token]) func equalsThePlainForm(level: TextLevel) throws {
    var generator = SeededGenerator(121)
    for round in 0..<60 {
      let given = randomCase(&generator)
      let ratio = round == 0 ? 0 : round == 1 ? 1 : Double(generator.uniform())
      let text = bytes(given.tokens.joined().joined())
      let information = TestTensor(
        .f32, [given.tokens.joined().count], strides: [2], floats: Array(given.information.joined()))
      let (tokens, sentences) = (ends(Array(given.tokens.joined())), ends(given.tokens.map { $0.joined() }))
      let phrases = ends(Array(given.phrases.joined()))
      let wanted: [Double]
      switch level {
      case .sentence: wanted = given.information.map { $0.map(Double.init).reduce(0, +) / Double($0.count) }
      case .token: wanted = given.information.joined().map(Double.init)
      case .phrase: wanted = (0..<given.tokens.count).flatMap { phraseValues(given.tokens[$0], given.information[$0], given.phrases[$0]) }
      }
      let keep = generator.output(.i32, [wanted.count])
      let values = generator.output(.f32, [wanted.count])
      let threshold = TestTensor(.f32, [1])
      try withWorkspace { workspace in
        try Text.selectiveContext(
          workspace, text: text.view, tokenEnds: tokens.view, information: information.view,
          sentenceEnds: sentences.view, phraseEnds: level == .phrase ? phrases.view : nil, level: level, ratio: ratio,
          keep: keep.view, values: values.view, threshold: threshold.view)
      }
      let limit = percentile(wanted, ratio)
      #expect(abs(Double(threshold[0]) - limit) < 1e-6 || (limit.isNaN && threshold[0].isNaN))
      for (u, value) in wanted.enumerated() {
        #expect(abs(Double(values[u]) - value) < 1e-6 || (value.isNaN && values[u].isNaN))
        if !(abs(value - limit) < 1e-9) { #expect(keep.ints[u] == (value < limit ? 0 : 1)) }
      }
      #expect(keep.gapsAreUntouched && values.gapsAreUntouched)
    }
  }

  /// "ab" + "cde" against the phrases "abc", "d", "e": the second token passes the first phrase and completes all three.
  @Test func tokensThatRunOnAreShared() throws {
    let keep = TestTensor(.i32, [3])
    let values = TestTensor(.f32, [3])
    try withWorkspace { workspace in
      try Text.selectiveContext(
        workspace, text: bytes("abcde").view, tokenEnds: TestTensor([2], ints: [2, 5]).view,
        information: TestTensor(.f32, [2], floats: [4, 6]).view, sentenceEnds: TestTensor([1], ints: [5]).view,
        phraseEnds: TestTensor([3], ints: [3, 4, 5]).view, level: .phrase, ratio: 1, keep: keep.view,
        values: values.view, threshold: nil)
    }
    #expect(values.floats == [3, 2, 2])
    #expect(keep.ints == [1, 0, 0])
  }

  @Test func badArgumentsAreNamed() throws {
    let text = bytes("ab cd")
    let information = TestTensor(.f32, [3], floats: [1, 2, 3])
    let keep = TestTensor(.i32, [2])
    func run(
      _ workspace: Workspace, tokens: [Int] = [1, 3, 5], sentences: [Int] = [3, 5], phrases: [Int]? = [3, 5],
      ratio: Double = 0.5, out: TestTensor? = nil
    ) throws {
      try Text.selectiveContext(
        workspace, text: text.view, tokenEnds: TestTensor([tokens.count], ints: tokens).view,
        information: information.view, sentenceEnds: TestTensor([sentences.count], ints: sentences).view,
        phraseEnds: phrases.map { TestTensor([$0.count], ints: $0).view }, level: .phrase, ratio: ratio,
        keep: (out ?? keep).view, values: nil, threshold: nil)
    }
    expectError(.index, "token_ends", outputs: [keep]) { try run($0, tokens: [3, 1, 5]) }
    expectError(.index, "token_ends", outputs: [keep]) { try run($0, tokens: [1, 3, 6]) }
    expectError(.index, "token_ends", outputs: [keep]) { try run($0, tokens: [1, 3, 4]) }
    expectError(.index, "sentence_ends", outputs: [keep]) { try run($0, sentences: [2, 5]) }
    expectError(.index, "sentence_ends", outputs: [keep]) { try run($0, phrases: [2, 5]) }
    expectError(.null, "phrase_ends", outputs: [keep]) { try run($0, phrases: nil) }
    expectError(.shape, "information", outputs: [keep]) { try run($0, tokens: [3, 5]) }
    expectError(.shape, "keep", outputs: [keep]) { try run($0, out: TestTensor(.i32, [3])) }
    expectError(.range, "ratio", outputs: [keep]) { try run($0, ratio: 1.1) }
    try expectWellBehaved(outputs: [keep]) { try run($0) }
  }
}
