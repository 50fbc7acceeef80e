// The token estimate against counts of the cl100k tokenizer, written down here for texts of several kinds.

import Testing

@testable import Pith

@Suite struct TokenEstimates {
  /// Text and its cl100k count.
  static let counted: [(String, Int)] = [
    ("The harbour was closed for eleven days after the storm, and the ferry company refunded nearly four t"
      + "housand tickets. Nobody was hurt, but two warehouses on the eastern quay lost their roofs.", 37),
    ("def read_rows(path, limit=None):\n    with open(path, encoding=\"utf-8\") as handle:\n        for number"
      + ", line in enumerate(handle):\n            if limit is not None and number >= limit:\n                b"
      + "reak\n            yield line.rstrip(\"\\n\").split(\"\\t\")\n", 56),
    ("In 2021 the plant produced 1,250 MW, 12.5% more than in 2019; by 2030 its owners expect 1,900 MW at "
      + "a cost of $3.2 billion.", 47),
    ("Die Brücke wurde im Herbst gesperrt, weil die Pfeiler nach dem Hochwasser beschädigt waren und die S"
      + "tadtverwaltung keine Genehmigung erteilen wollte.", 42),
    ("Le musée a rouvert ses portes au printemps, après trois années de travaux, avec une nouvelle salle c"
      + "onsacrée aux instruments de navigation.", 33),
    ("El ayuntamiento aprobó ayer un presupuesto que reduce los gastos de transporte y aumenta las ayudas "
      + "para las familias con menos recursos.", 33),
    ("## Installing\n\n1. Download the archive from https://example.org/releases.\n2. Unpack it with `tar xf`"
      + ".\n3. Run `./configure && make install`.\n\n| option | meaning |\n|---|---|\n| `--prefix` | where to inst"
      + "all |\n", 55),
  ]

  @Test func isCloseToATokenizer() throws {
    for (text, tokens) in TokenEstimates.counted {
      let got = try estimate(Array(text.utf8))
      #expect(abs(Double(got) / Double(tokens) - 1) <= 0.15, "\(got) for \(tokens): \(text.prefix(40))")
    }
    let total = try TokenEstimates.counted.map { try estimate(Array($0.0.utf8)) }.reduce(0, +)
    #expect(abs(Double(total) / Double(TokenEstimates.counted.map(\.1).reduce(0, +)) - 1) <= 0.08)
  }

  @Test func growsWithTheText() throws {
    var generator = SeededGenerator(71)
    for _ in 0..<100 {
      let bytes = (0..<generator.int(0...60)).map { _ in UInt8(generator.int(0...255)) }
      let got = try estimate(bytes)
      #expect(got >= 0 && got <= 3 * bytes.count + 1)
      #expect(bytes.isEmpty == (got == 0) || bytes.allSatisfy { $0 == 0x20 })
    }
    #expect(try estimate([]) == 0)
  }

  @Test func spansAreCountedOneByOne() throws {
    let text = byteTensor("One two three. Four five.")
    let spans = spanTensor([0..<14, 15..<25, 0..<0])
    let tokens = TestTensor(.i32, [3])
    try withWorkspace { try Text.estimateTokens($0, text: text.view, spans: spans.view, tokens: tokens.view) }
    #expect(tokens.ints == [try estimate(Array("One two three.".utf8)), try estimate(Array("Four five.".utf8)), 0])
  }
}
