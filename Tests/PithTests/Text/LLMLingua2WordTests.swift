// LLMLingua-2's words against a plain form over strings.

import Testing

@testable import Pith

@Suite struct LLMLingua2WordTests {
  struct Words {
    var words: [String] = []
    var probabilities: [Float] = []
    var unforced: [Float] = []
    var forced: [Int] = []
    var wordOf: [Int] = []
  }

  func reference(
    _ tokens: [String], _ p: [Float], _ special: [Int], _ forced: [String], _ pieces: TextPieces, _ digits: Bool, _ first: Bool
  ) -> Words {
    let mark: Character = pieces == .continuation ? "#" : "▁"
    let added = forced.indices.map { "[NEW\($0)]" }
    let punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    var result = Words()
    var (lists, plain) = ([[Float]](), [[Float]]())
    func hasDigit(_ text: String) -> Bool { text.unicodeScalars.contains { $0.properties.generalCategory == .decimalNumber } }
    for (i, token) in tokens.enumerated() {
      if special[i] != 0 {
        result.wordOf.append(-1)
        continue
      }
      let pure = String(token.drop { $0 == mark })
      let begins: Bool
      if pieces == .continuation {
        begins = forced.contains(pure) || added.contains(pure) || !token.hasPrefix("##")
      } else {
        begins = punctuation.contains(token) || forced.contains(token) || added.contains(token) || token.hasPrefix("▁")
      }
      if begins || lists.isEmpty {
        let isForced = forced.contains(pure) || added.contains(pure)
        let word = added.firstIndex(of: pure).map { String(token.dropLast(pure.count)) + forced[$0] } ?? token
        result.words.append(word)
        lists.append([isForced || (digits && hasDigit(word)) ? 1 : p[i]])
        plain.append([p[i]])
      } else {
        result.words[result.words.count - 1] += pure
        lists[lists.count - 1].append(digits && hasDigit(token) ? 1 : p[i])
        plain[plain.count - 1].append(plain[plain.count - 1][0])
      }
      result.wordOf.append(lists.count - 1)
    }
    func value(_ list: [Float]) -> Float { first ? list[0] : list.reduce(0, +) / Float(list.count) }
    result.probabilities = lists.map(value)
    result.unforced = plain.map(value)
    result.forced = result.words.map { forced.firstIndex(of: $0) ?? -1 }
    return result
  }

  func ends(_ strings: [String]) -> TestTensor {
    var (end, list) = (0, [Int]())
    for string in strings {
      end += string.utf8.count
      list.append(end)
    }
    return TestTensor([list.count], ints: list)
  }

  @Test(arguments: [TextPieces.continuation, .beginning]) func equalsThePlainForm(pieces: TextPieces) throws {
    var generator = SeededGenerator(88)
    let some = [
      "##a", "a", "▁a", "▁", ",", "##,", "▁,", "#", "##", "##7", "▁7b", "٣", "##٣", "[NEW0]", "##[NEW1]", "▁[NEW0]", "[NEW9]",
      "-.", ".-", "é", "##é", "▁▁b", "the", "[NEW]", "b",
    ]
    for round in 0..<300 {
      let tokens = (0..<(round < 3 ? round : generator.int(0...25))).map { _ in generator.pick(some) }
      let p = generator.uniforms(tokens.count)
      let special = tokens.map { _ in generator.int(0...6) == 0 ? 2 : 0 }
      let forced = Array([["\n", "▁x"], [",", "the"], [], ["ab", "-.", "a"]][generator.int(0...3)])
      let (digits, first) = (generator.int(0...1) == 1, generator.int(0...1) == 1)
      let wanted = reference(tokens, p, special, forced, pieces, digits, first)
      let n = wanted.words.count
      let wordOf = generator.output(.i32, [tokens.count])
      let (values, unforced) = (generator.output(.f32, [n]), generator.output(.f32, [n]))
      let (kinds, count) = (generator.output(.i32, [n]), TestTensor(.i32, [1]))
      try withWorkspace {
        try Text.llmlingua2Words(
          $0, text: byteTensor(tokens.joined()).view, tokenEnds: ends(tokens).view,
          probabilities: TestTensor(.f32, [tokens.count], strides: [3], floats: p).view,
          special: TestTensor([tokens.count], ints: special).view,
          forcedText: forced.isEmpty ? nil : byteTensor(forced.joined()).view,
          forcedEnds: forced.isEmpty ? nil : ends(forced).view, pieces: pieces, keepDigits: digits, firstToken: first,
          words: wordOf.view, wordProbabilities: values.view, unforced: unforced.view, forced: kinds.view, count: count.view)
      }
      #expect(count.ints == [n] && wordOf.ints == wanted.wordOf, "\(tokens)")
      #expect(values.floats == wanted.probabilities && unforced.floats == wanted.unforced, "\(tokens)")
      #expect(kinds.ints == wanted.forced, "\(tokens) \(forced)")
    }
  }

  @Test func badArgumentsAreNamed() throws {
    let tokens = ["▁a", "b", "▁c"]
    let given = TestTensor(.f32, [3], floats: [0.5, 0.25, 0.75])
    let (wordOf, values, count) = (TestTensor(.i32, [3]), TestTensor(.f32, [2]), TestTensor(.i32, [1]))
    func run(
      _ workspace: Workspace, ends: [Int] = [4, 5, 9], forced: String? = nil, forcedEnds: [Int]? = nil, out: TestTensor? = nil
    ) throws {
      try Text.llmlingua2Words(
        workspace, text: byteTensor(tokens.joined()).view, tokenEnds: TestTensor([ends.count], ints: ends).view,
        probabilities: given.view, special: nil, forcedText: forced.map { byteTensor($0).view },
        forcedEnds: forcedEnds.map { TestTensor([$0.count], ints: $0).view }, pieces: .beginning, keepDigits: false,
        firstToken: false, words: wordOf.view, wordProbabilities: (out ?? values).view, unforced: nil, forced: nil,
        count: count.view)
    }
    let outputs = [wordOf, values]
    expectError(.index, "token_ends", outputs: outputs + [count]) { try run($0, ends: [4, 3, 9]) }
    expectError(.shape, "probabilities", outputs: outputs + [count]) { try run($0, ends: [4, 9]) }
    expectError(.null, "forced_ends", outputs: outputs + [count]) { try run($0, forced: "x") }
    expectError(.index, "forced_ends", outputs: outputs + [count]) { try run($0, forced: "x", forcedEnds: [2]) }
    expectError(.capacity, "word_probabilities", outputs: outputs) { try run($0, out: TestTensor(.f32, [1])) }
    #expect(count.ints == [2])
    try expectWellBehaved(outputs: outputs + [count]) { try run($0, forced: "x", forcedEnds: [1]) }
  }
}
