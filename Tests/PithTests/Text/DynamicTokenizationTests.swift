// Dynamic tokenization against a plain form that counts all pairs anew for every merge.

import Testing

@testable import Pith

@Suite struct DynamicTokenizationTests {
  typealias Token = [UInt8]
  struct Result: Equatable {
    var sequences: [[Token]]
    var merges: [[Token]] = []
    var places: [Int] = []
  }

  func isAllowed(_ a: Token, _ b: Token, _ boundary: TextBoundary, special: [Token], punctuation: [Token]) -> Bool {
    let joined = a + b
    let marks: [UInt8] = [9, 10, 32]
    if joined.dropFirst().contains(where: marks.contains) {
      guard joined.allSatisfy(marks.contains), joined != [10, 10] else { return false }
    }
    let isSpecial = special.contains(a) || special.contains(b)
    if boundary == .sentence { return !isSpecial }
    guard let text = String(validating: joined, as: UTF8.self) else { return true }
    guard boundary != .pretokens else {
      preconditionFailure("the golden vectors cover pretokens")
    }
    let words = text.unicodeScalars.split { $0.properties.isWhitespace }
    guard !isSpecial && words.count == 1 else { return false }
    return boundary == .word || punctuation.contains(a) || !punctuation.contains(b) || b == [0x2D]
  }

  func reference(
    _ sequences: [[Token]], _ limit: Int, _ boundary: TextBoundary, special: [Token], punctuation: [Token]
  ) -> Result {
    var result = Result(sequences: sequences)
    while result.merges.count < limit {
      var (order, counts) = ([[Token]](), [[Token]: Int]())
      for sequence in result.sequences {
        for (a, b) in zip(sequence, sequence.dropFirst()) {
          if counts[[a, b]] == nil { order.append([a, b]) }
          counts[[a, b], default: 0] += 1
        }
      }
      var best: [Token]?
      for pair in order where isAllowed(pair[0], pair[1], boundary, special: special, punctuation: punctuation) {
        if best == nil || counts[pair]! > counts[best!]! { best = pair }
      }
      guard let best else { break }
      var places = 0
      for (s, sequence) in result.sequences.enumerated() {
        var (merged, i) = ([Token](), 0)
        while i < sequence.count {
          if i + 1 < sequence.count && sequence[i] == best[0] && sequence[i + 1] == best[1] {
            merged.append(best[0] + best[1])
            places += 1
            i += 2
          } else {
            merged.append(sequence[i])
            i += 1
          }
        }
        result.sequences[s] = merged
      }
      result.merges.append(best)
      result.places.append(places)
    }
    return result
  }

  func ends(_ tokens: [Token]) -> TestTensor {
    var (end, list) = (0, [Int]())
    for token in tokens {
      end += token.count
      list.append(end)
    }
    return TestTensor([list.count], ints: list)
  }

  func sequenceEnds(_ sequences: [[Token]]) -> [Int] {
    var (end, list) = (0, [Int]())
    for sequence in sequences {
      end += sequence.count
      list.append(end)
    }
    return list
  }

  func run(
    _ sequences: [[Token]], _ limit: Int, _ boundary: TextBoundary, special: [Token], punctuation: [Token]?
  ) throws -> Result {
    let flat = Array(sequences.joined())
    let assign = TestTensor(.i32, [flat.count])
    let lengths = TestTensor(.i32, [sequences.count])
    let merged = TestTensor(.i32, [min(limit, flat.count), 4])
    let count = TestTensor(.i32, [1])
    try withWorkspace {
      try Text.dynamicTokenization(
        $0, text: byteTensor(Array(flat.joined())).view, tokenEnds: ends(flat).view,
        sequenceEnds: TestTensor([sequences.count], ints: sequenceEnds(sequences)).view,
        specialText: byteTensor(Array(special.joined())).view, specialEnds: ends(special).view,
        punctuationText: punctuation.map { byteTensor(Array($0.joined())).view },
        punctuationEnds: punctuation.map { ends($0).view }, boundary: boundary, splitter: nil, merges: limit, assign: assign.view,
        lengths: lengths.view, merged: merged.view, count: count.view)
    }
    var (result, at) = (Result(sequences: []), 0)
    let slots = assign.ints
    var slot = 0
    for (s, length) in lengths.ints.enumerated() {
      var sequence: [Token] = []
      for _ in 0..<length {
        var token: Token = []
        while at < flat.count && slots[at] == slot {
          token += flat[at]
          at += 1
        }
        sequence.append(token)
        slot += 1
      }
      #expect(Array(sequence.joined()) == Array(sequences[s].joined()))
      result.sequences.append(sequence)
    }
    #expect(at == flat.count)
    let rows = merged.ints
    for i in 0..<count.ints[0] {
      let row = Array(rows[4 * i..<4 * i + 4])
      result.merges.append([Array(flat[row[0]..<row[1]].joined()), Array(flat[row[1]..<row[2]].joined())])
      result.places.append(row[3])
    }
    return result
  }

  @Test(arguments: [TextBoundary.word, .wordHyphen, .sentence]) func equalsThePlainForm(boundary: TextBoundary) throws {
    var generator = SeededGenerator(2025)
    let special: [Token] = [Array("<s>".utf8), Array("</s>".utf8)]
    let punctuation = [Array("-".utf8), Array(",".utf8), Array("a,".utf8)]
    for round in 0..<120 {
      // A small alphabet repeats pairs; halves of é and white space test what may join.
      let some: [Token] = round % 3 == 0
        ? ["a", "b", "aa"].map { Array($0.utf8) }
        : ["a", "b", "ab", " a", " ", "\n", "-", ",", "<", "s>", "\t\t", "é", "<s>"].map { Array($0.utf8) } + [[0xC3], [0xA9], [0xFF]]
      var sequences = (0..<generator.int(0...4)).map { _ in (0..<generator.int(0...30)).map { _ in generator.pick(some) } }
      if round % 2 == 0 { sequences = sequences.map { [special[0]] + $0 + [special[1]] } }
      let limit = generator.pick([0, 1, 5, 200])
      let wanted = reference(sequences, limit, boundary, special: special, punctuation: punctuation)
      let got = try run(sequences, limit, boundary, special: special, punctuation: punctuation)
      #expect(got == wanted, "\(sequences)")
    }
  }

  @Test func punctuationIsFoundAmongTheTokens() throws {
    let tokens = ["ab", ",", "c", "-", "d", "x1,", "y"].map { Array($0.utf8) }
    let got = try run([tokens], 100, .wordHyphen, special: [], punctuation: nil)
    let found = [",", "-"].map { Array($0.utf8) }
    #expect(got == reference([tokens], 100, .wordHyphen, special: [], punctuation: found))
  }

  /// Every pair has its own count: the largest comes first wherever it is.
  @Test func manyMergesKeepTheirOrder() throws {
    var generator = SeededGenerator(5)
    let letters = (0..<26).map { [UInt8(97 + $0)] }
    let sequence = (0..<3000).map { _ in letters[min(generator.int(0...25), generator.int(0...25))] }
    let got = try run([sequence, Array(sequence.reversed())], 60, .word, special: [], punctuation: nil)
    #expect(got == reference([sequence, Array(sequence.reversed())], 60, .word, special: [], punctuation: []))
  }

  @Test(arguments: [
    (" a", "b", true), ("'", "s", true), ("'s", "a", false), (" '", "s", false), ("12", "3", true), ("a", "1", false),
    (".", ".", true), (" ", " ", true), (" ", "a", true), ("é", "ʰ", true), ("a", "\u{301}", false), ("Ⓐ", "!", true),
  ] as [(String, String, Bool)])
  func pretokens(a: String, b: String, joins: Bool) throws {
    let got = try run([[Array(a.utf8), Array(b.utf8)]], 1, .pretokens, special: [], punctuation: nil)
    #expect(got.merges.count == (joins ? 1 : 0))
  }

  @Test func badArgumentsAreNamed() throws {
    let (assign, lengths) = (TestTensor(.i32, [4]), TestTensor(.i32, [2]))
    let (merged, count) = (TestTensor(.i32, [1, 4]), TestTensor(.i32, [1]))
    func run(
      _ workspace: Workspace, ends: [Int] = [1, 2, 3, 4], sequences: [Int] = [2, 4], special: String? = nil, merges: Int = 1,
      splitter: TokenCounter? = nil, out: TestTensor? = nil
    ) throws {
      try Text.dynamicTokenization(
        workspace, text: byteTensor("abab").view, tokenEnds: TestTensor([ends.count], ints: ends).view,
        sequenceEnds: TestTensor([sequences.count], ints: sequences).view, specialText: special.map { byteTensor($0).view },
        specialEnds: nil, punctuationText: nil, punctuationEnds: nil, boundary: splitter == nil ? .word : .pretokens,
        splitter: splitter, merges: merges,
        assign: assign.view, lengths: lengths.view, merged: (out ?? merged).view, count: count.view)
    }
    let outputs = [assign, lengths, merged]
    expectError(.index, "token_ends", outputs: outputs + [count]) { try run($0, ends: [1, 1, 3, 4]) }
    expectError(.index, "token_ends", outputs: outputs + [count]) { try run($0, ends: [1, 2, 3, 3]) }
    expectError(.index, "sequence_ends", outputs: outputs + [count]) { try run($0, sequences: [2, 3]) }
    expectError(.null, "special_ends", outputs: outputs + [count]) { try run($0, special: "x") }
    expectError(.range, "merges", outputs: outputs + [count]) { try run($0, merges: -1) }
    expectError(.shape, "assign", outputs: outputs + [count]) { try run($0, ends: [1, 4], sequences: [1, 2]) }
    expectError(.capacity, "merged", outputs: outputs) { try run($0, out: TestTensor(.i32, [0, 4])) }
    #expect(count.ints == [1])
    let failing = TokenCounter(count: { _, _, _ in -1 }, user: nil)
    expectError(.callback, "count_pieces", outputs: outputs + [count]) { try run($0, splitter: failing) }
    let refusing = TokenCounter(count: { _, _, _ in 2 }, user: nil)
    try withWorkspace { try run($0, splitter: refusing) }
    #expect(count.ints == [0] && assign.ints == [0, 1, 2, 3] && lengths.ints == [2, 2])
    try expectWellBehaved(outputs: outputs + [count]) { try run($0) }
  }
}
