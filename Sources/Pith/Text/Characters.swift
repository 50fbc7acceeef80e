// Characters as the lexical features see them: what belongs to a word, upper and lower case, accents.
//
// This is matching, not segmentation: a question and a sentence must come to the same terms. Properties and case folding are
// those of Text/Unicode; added are the scripts that write no spaces between words, and the accents of Latin letters, which are
// dropped so that "cafe" finds "café".

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
  if c >= 0x300 && c < 0x370 { return .mark }
  let properties = UnicodeProperties(c)
  if properties.word == .extend || properties.word == .format || properties.word == .zeroWidthJoiner { return .mark }
  guard properties.flags.contains(.alphabetic) || properties.flags.contains(.number) else { return .separator }
  return isWrittenWithoutSpaces(c) ? .ideograph : .letter
}

/// Thai, Lao, Tibetan, Burmese, Khmer, Hangul, kana, bopomofo, Han and Yi. Korean writes spaces, but glues particles to nouns:
/// single syllables and their pairs match it better than whole words.
private func isWrittenWithoutSpaces(_ c: UInt32) -> Bool {
  switch c {
  case 0xE00...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC, 0x1B000...0x1B16F, 0x20000...0x3FFFF:
    return true
  default: return false
  }
}

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
