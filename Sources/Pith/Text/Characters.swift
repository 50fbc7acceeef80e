// Characters as the lexical features see them: what belongs to a word, upper and lower case, accents.
//
// This is matching, not segmentation: a question and a sentence must come to the same terms, so coarse classes by block are
// enough (Text/Unicode has the exact properties). Case is folded for Latin, Greek, Cyrillic, Armenian and full-width letters;
// accents of Latin letters are dropped, so that "café" meets "cafe".

/// A decoded character. Bytes that are not UTF-8 count as one character each.
struct Character32 {
  var value: UInt32
  var width: Int
}

/// The character at `i` of non-ASCII text.
func decode(_ bytes: Bytes, _ i: Int, _ end: Int) -> Character32 {
  let invalid = Character32(value: 0xFFFD, width: 1)
  let c = UInt32(bytes[i])
  if c < 0x80 { return Character32(value: c, width: 1) }
  if c < 0xC2 || c > 0xF4 { return invalid }
  let width = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4
  guard i &+ width <= end else { return invalid }
  var value = c & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
  var k = 1
  while k < width {
    let next = UInt32(bytes[i &+ k])
    guard next & 0xC0 == 0x80 else { return invalid }
    value = value << 6 | (next & 0x3F)
    k &+= 1
  }
  if (width == 3 && (value < 0x800 || (value >= 0xD800 && value < 0xE000))) || (width == 4 && (value < 0x10000 || value > 0x10FFFF)) {
    return invalid
  }
  return Character32(value: value, width: width)
}

enum CharacterClass {
  /// Ends a word: white space, punctuation, symbols, invalid bytes.
  case separator
  case letter
  /// Written without spaces between words: a term of its own, and one with its neighbour.
  case ideograph
  /// Belongs to the letter before it and is ignored in matching.
  case mark
}

func classify(_ c: UInt32) -> CharacterClass {
  if c < 0xC0 { return c == 0xAA || c == 0xB5 || c == 0xBA ? .letter : .separator }
  if c < 0x300 { return c == 0xD7 || c == 0xF7 ? .separator : .letter }
  if c < 0x370 { return .mark }
  if c < 0xE00 {
    switch c {
    case 0x37E, 0x387, 0x55A...0x55F, 0x589, 0x58A, 0x5BE, 0x5C0, 0x5C3, 0x5F3, 0x5F4, 0x60C, 0x61B...0x61F, 0x66A...0x66D,
      0x6D4, 0x964, 0x965, 0x970:
      return .separator
    case 0x591...0x5BD, 0x64B...0x65F: return .mark
    default: return .letter
    }
  }
  if c < 0x2000 {
    if c < 0xF00 || (c >= 0x1000 && c < 0x10A0) || (c >= 0x1780 && c < 0x1800) { return .ideograph }
    return c == 0x1680 ? .separator : c >= 0x1100 && c < 0x1200 ? .ideograph : .letter
  }
  if c < 0x3400 {
    if c >= 0x3005 && c <= 0x3007 { return .ideograph }
    if c >= 0x3040 { return .ideograph }
    if (c >= 0x2100 && c < 0x2190) || (c >= 0x2C00 && c < 0x2E00) { return .letter }
    return .separator
  }
  if c < 0xA000 { return .ideograph }
  if c < 0xF900 { return c >= 0xAC00 && c < 0xD800 ? .ideograph : c >= 0xE000 ? .separator : .letter }
  if c < 0xFB00 { return .ideograph }
  if c < 0xFE00 { return .letter }
  if c < 0xFF10 { return .separator }
  if c < 0x10000 {
    if c < 0xFF1A || (c >= 0xFF21 && c < 0xFF3B) || (c >= 0xFF41 && c < 0xFF5B) { return .letter }
    return c >= 0xFF66 && c < 0xFFDD ? .ideograph : .separator
  }
  if c >= 0x1F000 && c < 0x20000 { return .separator }
  return c >= 0x20000 ? .ideograph : .letter
}

/// Lower case of a non-ASCII letter; other characters as they are.
func foldCase(_ c: UInt32) -> UInt32 {
  if c < 0x100 { return c >= 0xC0 && c <= 0xDE && c != 0xD7 ? c &+ 32 : c }
  if c < 0x180 {
    if c == 0x178 { return 0xFF }
    if c == 0x130 || c == 0x131 { return 0x69 }
    let upperIsOdd = (c >= 0x139 && c <= 0x148) || c >= 0x179
    return c & 1 == (upperIsOdd ? 1 : 0) && c != 0x138 && c != 0x149 && c != 0x17F ? c &+ 1 : c
  }
  if c < 0x370 { return c }
  if c < 0x400 {
    if c >= 0x391 && c <= 0x3A9 { return c &+ 32 }
    switch c {
    case 0x386: return 0x3B1
    case 0x388: return 0x3B5
    case 0x389: return 0x3B7
    case 0x38A, 0x3AA, 0x3AF, 0x3CA: return 0x3B9
    case 0x38C, 0x3CC: return 0x3BF
    case 0x38E, 0x3AB, 0x3CD, 0x3CB: return 0x3C5
    case 0x38F, 0x3CE: return 0x3C9
    case 0x3AC: return 0x3B1
    case 0x3AD: return 0x3B5
    case 0x3AE: return 0x3B7
    case 0x3C2: return 0x3C3
    default: return c
    }
  }
  if c < 0x530 {
    if c < 0x410 { return c &+ 80 }
    if c < 0x430 { return c &+ 32 }
    return c >= 0x460 && (c < 0x482 || c >= 0x48A) && !(c >= 0x4C0 && c < 0x4D0) && c & 1 == 0 ? c &+ 1 : c
  }
  if c >= 0x531 && c <= 0x556 { return c &+ 48 }
  if c >= 0x1E00 && c < 0x1F00 { return c & 1 == 0 && !(c >= 0x1E96 && c <= 0x1E9F) ? c &+ 1 : c }
  // Full-width letters and digits meet their ASCII forms.
  if c >= 0xFF21 && c <= 0xFF3A { return c &- 0xFF21 &+ 0x61 }
  if c >= 0xFF41 && c <= 0xFF5A { return c &- 0xFF41 &+ 0x61 }
  if c >= 0xFF10 && c <= 0xFF19 { return c &- 0xFF10 &+ 0x30 }
  return c
}

/// Whether a non-ASCII letter is upper case.
func isUpper(_ c: UInt32) -> Bool { c < 0xFF00 && c >= 0xC0 && foldCase(c) != c && !(c >= 0x3AA && c < 0x400) && c != 0x131 }

/// The ASCII letter under a folded Latin letter with an accent, or 0.
func unaccented(_ c: UInt32) -> UInt8 {
  if c >= 0xE0 && c <= 0xFF {
    let base: StaticString = "aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
    let letter = base.utf8Start[Int(c &- 0xE0)]
    return letter == 0x2E ? 0 : letter
  }
  if c >= 0x100 && c < 0x180 {
    let base: StaticString = """
      aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.lllllll\
      lllnnnnnnn..oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs
      """
    let letter = base.utf8Start[Int(c &- 0x100)]
    return letter == 0x2E ? 0 : letter
  }
  return 0
}
