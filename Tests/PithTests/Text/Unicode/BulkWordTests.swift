// Words written in bulk against the pull reader and the literal rules: any mix of ASCII and other characters, any distance from
// the borders of blocks, any bytes, any kind of output view.

import Testing

@testable import Pith

private struct Found: Equatable {
  var bounds: [Int] = []
  var kinds: [Int] = []
}

/// `Text.segment`, checked to write no more than it says.
private func bulk(
  _ bytes: [UInt8], parts: [Range<Int>]? = nil, capacity: Int? = nil, strided: Bool = false, tier: Int
) throws -> Found {
  let text = byteTensor(bytes)
  let list = parts.map(spanTensor)
  let room = capacity ?? bytes.count
  let spans = TestTensor(.i32, [room, 2], strides: strided ? [5, 2] : nil)
  let kinds = TestTensor(.i32, [room], strides: strided ? [3] : nil)
  let count = TestTensor(.i32, [1])
  try withWorkspace(tier: tier) {
    try Text.segment(
      $0, text: text.view, passages: list?.view, unit: .word, spans: spans.view, kinds: kinds.view, count: count.view)
  }
  let n = count.ints[0]
  return Found(bounds: Array(spans.ints.prefix(2 * n)), kinds: Array(kinds.ints.prefix(n)))
}

private func pulled(_ bytes: [UInt8], parts: [Range<Int>]? = nil) -> Found {
  var found = Found()
  for part in parts ?? [0..<bytes.count] {
    for segment in words(Array(bytes[part])) {
      found.bounds += [part.lowerBound + segment.begin, part.lowerBound + segment.end]
      found.kinds.append(Int(TextKind(segment.kind).rawValue))
    }
  }
  return found
}

private let tiers = Array(0...Dispatch.supportedTier)

@Suite struct BulkWords {
  private let ascii = Array("aZ09_'.,:;!?\") (-\n\r\t".utf8)

  /// Mostly ASCII with a few others, half and half, or no rule at all.
  private func text(_ random: inout TestRandom, _ length: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    let share = [1, 3, 50][Int.random(in: 0..<3, using: &random)]
    while bytes.count < length {
      if Int.random(in: 0..<100, using: &random) < share {
        let others = scalarsOfAllClasses.filter { $0 >= 0x80 }
        bytes += utf8([others.randomElement(using: &random)!])
      } else {
        bytes.append(ascii.randomElement(using: &random)!)
      }
    }
    return bytes
  }

  @Test(arguments: tiers) func mixedTextsAgree(_ tier: Int) throws {
    var random = TestRandom(31)
    for round in 0..<500 {
      var bytes = text(&random, Int.random(in: 0...260, using: &random))
      if round % 4 == 0 {
        for _ in 0..<3 where !bytes.isEmpty {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
      }
      #expect(try bulk(bytes, tier: tier) == pulled(bytes), "\(bytes)")
    }
  }

  @Test(arguments: tiers) func mixedTextsFollowTheRules(_ tier: Int) throws {
    var random = TestRandom(32)
    for _ in 0..<150 {
      let bytes = text(&random, Int.random(in: 0...150, using: &random))
      let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
      let offsets = scalarOffsets(scalars)
      let bounds = BreakReference(scalars).wordBoundaries().map { offsets[$0] }
      let found = try bulk(bytes, tier: tier).bounds
      #expect(found == zip(bounds, bounds.dropFirst()).flatMap { [$0, $1] }, "\(bytes)")
    }
  }

  @Test(arguments: tiers) func everyOffsetOfWhatJoins(_ tier: Int) throws {
    let snippets = ["a\u{301}", "a'\u{E9}", "\u{E9}'a", "1.\u{661}", " \u{301} ", "\r\u{85}\n", "a.\u{308}b", "_\u{30AB}_", "'\u{5D0}'"]
    for snippet in snippets {
      for offset in 0...130 {
        for filling in ["a", "1", " ", "-"] {
          let bytes = Array((String(repeating: filling, count: offset) + snippet + filling).utf8)
          #expect(try bulk(bytes, tier: tier) == pulled(bytes), "\(snippet) after \(offset) times \(filling)")
        }
      }
    }
  }

  @Test func viewsOfAnyKind() throws {
    var random = TestRandom(33)
    let tier = Dispatch.supportedTier
    for round in 0..<60 {
      // Longer than one batch of words in every tenth round.
      let bytes = text(&random, round % 10 == 0 ? 9000 : Int.random(in: 1...300, using: &random))
      let cuts = (0..<6).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
      let parts = [cuts[0]..<cuts[1], cuts[2]..<cuts[3], cuts[4]..<cuts[5]]
      let all = pulled(bytes)
      #expect(try bulk(bytes, parts: parts, tier: tier) == pulled(bytes, parts: parts))
      #expect(try bulk(bytes, strided: true, tier: tier) == all)
      #expect(try bulk(bytes, capacity: all.kinds.count, tier: tier) == all)
      #expect(try bulk(bytes, capacity: all.kinds.count, strided: true, tier: tier) == all)
    }
  }

  @Test func tooLittleRoomWritesTheCountAlone() throws {
    let bytes = Array("One, two: caf\u{E9} and 3.14 more. ".utf8)
    let needed = words(bytes).count
    let text = byteTensor(bytes)
    for room in 0..<needed {
      let spans = TestTensor([room, 2], ints: [Int](repeating: -5, count: 2 * room)), count = TestTensor(.i32, [1])
      #expect(throws: PithError.self) {
        try withWorkspace {
          try Text.segment(
            $0, text: text.view, passages: nil, unit: .word, spans: spans.view, kinds: nil, count: count.view)
        }
      }
      #expect(count.ints == [needed])
      #expect(spans.ints.allSatisfy { $0 == -5 })
    }
  }
}
