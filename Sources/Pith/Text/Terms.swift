// Terms: the words of a text as matching sees them, folded, without their ending, as 64-bit hashes.
//
// A term is a run of letters and digits (an apostrophe inside a word and a point or comma inside a number belong to it), or
// one character of a script that writes no spaces. Its identity is the hash of its stem; two different stems share a hash with
// a probability of about V^2 / 2^65, and then are one term.

/// FNV-1a with a final mix: good low bits for tables and high bits for signs.
struct TermHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var length = 0

  @inline(__always) mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    length &+= 1
  }

  /// Never 0: 0 marks an empty slot of a table.
  var value: UInt64 { mix(state) | 1 }
}

@inline(__always) func mix(_ x: UInt64) -> UInt64 {
  var h = x
  h ^= h >> 33
  h = h &* 0xFF51_AFD7_ED55_8CCD
  h ^= h >> 33
  h = h &* 0xC4CE_B9FE_1A85_EC53
  return h ^ h >> 33
}

/// The folded bytes of one word. Longer words are cut: what differs only after 40 bytes is one term.
struct Folded {
  static let capacity = 40
  private var low = SIMD32<UInt8>()
  private var high = SIMD8<UInt8>()
  private(set) var count = 0

  subscript(_ i: Int) -> UInt8 {
    @inline(__always) get { i < 32 ? low[i & 31] : high[i & 7] }
    @inline(__always) set { if i < 32 { low[i & 31] = newValue } else { high[i & 7] = newValue } }
  }

  @inline(__always) mutating func append(_ byte: UInt8) {
    guard count < Folded.capacity else { return }
    self[count] = byte
    count &+= 1
  }

  mutating func removeLast(_ n: Int) { count = max(0, count &- n) }

  mutating func append(_ c: UInt32) {
    if c < 0x80 { return append(UInt8(truncatingIfNeeded: c)) }
    if c < 0x800 {
      append(UInt8(truncatingIfNeeded: 0xC0 | c >> 6))
    } else {
      if c < 0x10000 {
        append(UInt8(truncatingIfNeeded: 0xE0 | c >> 12))
      } else {
        append(UInt8(truncatingIfNeeded: 0xF0 | c >> 18))
        append(UInt8(truncatingIfNeeded: 0x80 | (c >> 12 & 0x3F)))
      }
      append(UInt8(truncatingIfNeeded: 0x80 | (c >> 6 & 0x3F)))
    }
    append(UInt8(truncatingIfNeeded: 0x80 | (c & 0x3F)))
  }

  func hash() -> UInt64 {
    var hash = TermHash()
    var i = 0
    while i < count {
      hash.add(self[i])
      i &+= 1
    }
    return hash.value
  }

  func ends(with suffix: StaticString) -> Bool {
    let n = suffix.utf8CodeUnitCount
    guard count >= n else { return false }
    var i = 0
    while i < n {
      if self[count &- n &+ i] != suffix.utf8Start[i] { return false }
      i &+= 1
    }
    return true
  }
}

/// One word of a text.
struct Word {
  var span: Span
  var folded = Folded()
  /// It begins with an upper-case letter; all its letters are upper case.
  var isCapitalised = false
  var isAllCapitals = false
  var hasDigit = false
  var isIdeograph = false
  var isASCII = true

  var isSingleLetter: Bool { folded.count == 1 }
}

/// Reads the words of a range one after the other.
struct WordScanner {
  let bytes: Bytes
  let end: Int
  var at: Int

  init(_ bytes: Bytes, _ span: Span) {
    self.bytes = bytes
    at = span.from
    end = span.to
  }

  mutating func next() -> Word? {
    while at < end {
      let c = bytes[at]
      if isLetter(c) || isDigit(c) { return word() }
      if c < 0x80 {
        at &+= 1
        continue
      }
      let character = bytes.scalar(at, end)
      switch classify(character.value) {
      case .letter: return word()
      case .ideograph:
        var word = Word(span: Span(at, at &+ character.length))
        word.folded.append(character.value)
        word.isIdeograph = true
        word.isASCII = false
        at &+= character.length
        return word
      case .separator, .mark: at &+= character.length
      }
    }
    return nil
  }

  private mutating func word() -> Word {
    let begin = at
    var word = Word(span: Span(begin, begin))
    var lower = false
    while at < end {
      let c = bytes[at]
      if isLetter(c) {
        let upper = c < 0x61
        if at == begin && upper { word.isCapitalised = true }
        lower = lower || !upper
        word.folded.append(c | 0x20)
        at &+= 1
      } else if isDigit(c) {
        word.hasDigit = true
        word.folded.append(c)
        at &+= 1
      } else if c < 0x80 {
        guard joins(c, 1) else { break }
        word.folded.append(c)
        at &+= 1
      } else {
        let character = bytes.scalar(at, end)
        if character.value == 0x2019 {
          guard joins(0x27, 3) else { break }
          word.folded.append(UInt8(0x27))
          at &+= 3
          continue
        }
        let kind = classify(character.value)
        guard kind == .letter || kind == .mark else { break }
        word.isASCII = false
        if kind == .letter {
          let upper = UnicodeProperties(character.value).flags.contains(.uppercase)
          if at == begin && upper { word.isCapitalised = true }
          lower = lower || !upper
          let folded = CaseFolding.fold(character.value)
          let plain = unaccented(folded)
          if folded == 0xDF {
            word.folded.append(UInt8(0x73))
            word.folded.append(UInt8(0x73))
          } else if plain != 0 {
            word.folded.append(plain)
          } else {
            word.folded.append(folded)
          }
        }
        at &+= character.length
      }
    }
    word.isAllCapitals = word.isCapitalised && !lower
    word.span = Span(begin, at)
    return word
  }

  /// Whether an apostrophe between letters, or a point or comma between digits, goes on with the word.
  private func joins(_ c: UInt8, _ width: Int) -> Bool {
    guard at &+ width < end, at > 0 else { return false }
    let before = bytes[at &- 1]
    let after = bytes[at &+ width]
    if c == 0x27 { return (isLetter(before) || before >= 0x80) && isLetter(after) }
    return (c == 0x2E || c == 0x2C) && isDigit(before) && isDigit(after)
  }
}

@inline(__always) func isLetter(_ c: UInt8) -> Bool { (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7A }
@inline(__always) func isDigit(_ c: UInt8) -> Bool { c >= 0x30 && c <= 0x39 }
