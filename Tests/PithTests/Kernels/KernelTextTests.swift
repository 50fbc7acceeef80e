// Word boundaries of ASCII and sums over rows of embeddings, against plain references, in every tier.
import CPith
import Testing

/// Offsets that a word boundary precedes, by the rules as they read for ASCII.
private func asciiBoundaries(_ text: [UInt8]) -> [Int] {
  func isLetter(_ i: Int) -> Bool { text.indices.contains(i) && (65...90 ~= text[i] || 97...122 ~= text[i]) }
  func isDigit(_ i: Int) -> Bool { text.indices.contains(i) && 48...57 ~= text[i] }
  func isWord(_ i: Int) -> Bool { isLetter(i) || isDigit(i) || text[i] == 95 }
  /// Whether the mark at `i` joins what is on both sides of it.
  func joins(_ i: Int) -> Bool {
    guard text.indices.contains(i) else { return false }
    let letters = "'.:".utf8.contains(text[i]), digits = "'.,;".utf8.contains(text[i])
    return letters && isLetter(i - 1) && isLetter(i + 1) || digits && isDigit(i - 1) && isDigit(i + 1)
  }
  guard !text.isEmpty else { return [] }
  let inner = (1..<text.count).filter { i in
    if text[i - 1] == 13 && text[i] == 10 || text[i - 1] == 32 && text[i] == 32 || isWord(i - 1) && isWord(i) { return false }
    return !joins(i) && !joins(i - 1)
  }
  return [0] + inner + [text.count]
}

private func kind(_ word: ArraySlice<UInt8>) -> Int32 {
  if word.contains(where: { 65...90 ~= $0 || 97...122 ~= $0 }) { return 1 }
  return word.contains { 48...57 ~= $0 } ? 2 : 0
}

private struct Words: Equatable {
  var ends: [Int32] = []
  var kinds: [Int32] = []
  var position = 0
}

/// All words of a part, `limit` or more at a time. Calls must agree in how far they get whether they write, or only count.
private func words(_ table: pithk_table, _ text: Guarded<UInt8>, _ begin: Int, _ end: Int, limit: Int) -> Words {
  var found = Words(position: begin)
  while found.position < end {
    let room = limit + 64
    let spans = guarded([Int32](repeating: -9, count: 2 * room)), kinds = guarded([Int32](repeating: -9, count: room))
    var position = -1, counted = -1
    let n = table.ascii_words(text.pointer, found.position, end, text.count, limit, spans.pointer, kinds.pointer, &position)
    let m = table.ascii_words(text.pointer, found.position, end, text.count, limit, nil, nil, &counted)
    check(n == m && position == counted, "counting found \(m) up to \(counted), writing \(n) up to \(position)")
    var last = Int32(found.position)
    for i in 0..<n {
      check(spans.elements[2 * i] == last, "a word begins at \(spans.elements[2 * i]), not at \(last)")
      last = spans.elements[2 * i + 1]
      found.ends.append(last)
      found.kinds.append(kinds.elements[i])
    }
    check(Int(last) == position, "the next word begins at \(position), not at \(last)")
    if n == 0 { break }
    found.position = position
  }
  return found
}

extension Kernels.Words {
  @Test func asciiAgreesWithTheRules() {
    var random = Seeded(11)
    let alphabets = ["aZ09_'.,:;!?\") (-\n\r\t", "ab1.'", "a  \r\n", "a1_.,"].map { Array($0.utf8) }
    for round in 0..<1500 {
      let alphabet = alphabets[round % 4]
      let bytes = (0..<random.below(round % 3 == 0 ? 12 : 210)).map { _ in alphabet[random.below(alphabet.count)] }
      let begin = random.below(min(bytes.count, 70) + 1)
      let end = round % 2 == 0 ? bytes.count : begin + random.below(bytes.count - begin + 1)
      let limit = [1, 7, 64, 1000][random.below(4)]
      let bounds = asciiBoundaries(Array(bytes[begin..<end]))
      var reference = Words(position: end)
      for (from, to) in zip(bounds, bounds.dropFirst()) {
        reference.ends.append(Int32(begin + to))
        reference.kinds.append(kind(bytes[begin + from..<begin + to]))
      }
      let text = guarded(bytes)
      expectEqual("words of \(bytes)[\(begin)..<\(end)]", reference) { words($0, text, begin, end, limit: limit) }
    }
  }

  /// What joins across the border of two blocks, at every distance from it.
  @Test func bordersOfBlocks() {
    for snippet in ["can't", "3.14", "a.b.c", "1'2", "\r\n\r", "   ", "a'", "'a", "_9_", "x:y", "4;5", "a1.2b"] {
      for offset in 0...130 {
        for filling in ["-", "a", "1", " "] {
          let bytes = Array((String(repeating: filling, count: offset) + snippet + filling).utf8)
          let bounds = asciiBoundaries(bytes)
          let text = guarded(bytes)
          let found = inAllTiers("\(snippet) at \(offset)") { words($0, text, 0, bytes.count, limit: 1000) }
          check(found.ends == bounds.dropFirst().map { Int32($0) }, "\(snippet) after \(offset) times \(filling): \(found)")
        }
      }
    }
  }

  /// It stops at a byte of 0x80 and more. Whatever character that is, the boundaries before must hold, and none but the one
  /// right before it may be left out.
  @Test func stopsBeforeOtherBytes() {
    var random = Seeded(12)
    let alphabet = Array("aZ09_'.,:; (\r\n".utf8)
    for _ in 0..<1500 {
      let ascii = (0..<random.below(150)).map { _ in alphabet[random.below(alphabet.count)] }
      let tail = (0..<random.below(80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let bytes = ascii + [UInt8(128 + random.below(128))] + tail
      let text = guarded(bytes)
      let found = inAllTiers("\(bytes)") { words($0, text, 0, bytes.count, limit: 1000) }
      var certain = Set(0..<ascii.count)
      for character in "a1_' :,\n" {
        for next in "a1 " { certain.formIntersection(asciiBoundaries(ascii + Array("\(character)\(next)".utf8))) }
      }
      let expected = certain.subtracting([0]).sorted()
      let missed = Set(expected).subtracting(found.ends.map(Int.init))
      check(found.ends.allSatisfy { certain.contains(Int($0)) }, "\(found.ends) are not all certain in \(bytes)")
      check(missed.isSubset(of: [ascii.count - 1]), "\(missed) are left out in \(bytes)")
    }
  }
}

extension Kernels.Arithmetic {
  @Test func rowsOfEmbeddings() {
    var random = Seeded(13)
    for n in kernelSizes {
      let x = guarded(random.floats(n)), y = random.floats(n)
      let wide = guarded(y.map(Double.init))
      expectBits("widened dot \(n)", doubleLaneSum(n) { Double(x.elements[$0]) * Double(y[$0]) }) {
        [$0.widened_dot(x.pointer, wide.pointer, n)]
      }
      let squares = doubleLaneSum(n) { Double(x.elements[$0]) * Double(x.elements[$0]) }
      expectBits("dot and squares \(n)", [doubleLaneSum(n) { Double(x.elements[$0]) * Double(y[$0]) }, squares]) {
        var second = -1.0
        return [$0.wide_dot_squares(x.pointer, wide.pointer, n, &second), second]
      }
      let divisor = random.float() + 2
      expectBits("quotient \(n)", x.elements.map { $0 / divisor }) {
        let out = guarded([Float](repeating: 7, count: n))
        $0.quotient(x.pointer, divisor, out.pointer, n)
        return out.elements
      }
      expectBits("wide quotient \(n)", x.elements.map { Float(Double($0) / 1.7) }) {
        let out = guarded([Float](repeating: 7, count: n))
        $0.wide_quotient(x.pointer, 1.7, out.pointer, n)
        return out.elements
      }
    }
  }

  @Test func sumsOfGatheredRows() {
    var random = Seeded(14)
    for dim in [1, 15, 16, 17, 63, 64, 65, 257] {
      let (table, stride) = (9, dim + 3)
      let x = guarded(random.floats((table - 1) * stride + dim)), weights = guarded(random.floats(table))
      for n in [0, 1, 2, 3, 40] {
        let rows = guarded((0..<n).map { _ in Int32(random.below(table)) }), start = random.floats(dim)
        for isWeighted in [false, true] {
          var reference = start
          for row in rows.elements.map(Int.init) {
            for j in 0..<dim {
              let weight = isWeighted ? weights.elements[row] : 1
              reference[j].addProduct(weight, x.elements[row * stride + j])
            }
          }
          expectBits("\(n) rows of \(dim)", reference) {
            let y = guarded(start)
            $0.gather_sum(x.pointer, stride, rows.pointer, n, isWeighted ? UnsafePointer(weights.pointer) : nil, dim, y.pointer)
            return y.elements
          }
        }
      }
    }
  }
}
