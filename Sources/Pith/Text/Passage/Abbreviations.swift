// English abbreviations before whose full stop a sentence need not end.
//
//   always: titles and the like, which something follows: Dr. Mr. Prof. vs. e.g. i.e. cf. Fig. Eq.
//   if a number follows: No. 5, p. 12, Vol. 3, Sec. 2, Dec. 24
//   unless the next word often begins sentences (The, However, She): St. Inc. Ltd. Jr. al., and initials: J. Smith,
//   U.S. Army, 5 p.m. Eastern
//
// All others, "etc." among them, are left to UAX #29: no boundary before a lower-case letter, a boundary before a
// capital.

enum Abbreviations {
  /// Whether the full stop at `stop` belongs to an abbreviation, so that the sentence goes on with the word at `next`.
  /// Nothing before `begin` is looked at.
  static func continues(_ text: UTF8Text, _ begin: Int, stop: Int, next: Int, _ end: Int) -> Bool {
    var start = stop
    while start > begin && stop &- start < 12 {
      let byte = text.bytes[start &- 1]
      guard UTF8Text.isASCIILetter(byte) || byte == 0x2E else { break }
      start &-= 1
    }
    guard start < stop && isWordBegin(text, begin, start) else { return false }
    if isIn(alwaysList(text.bytes[start]), text, start, stop) { return true }
    let beforeNumbers = numberList(text.bytes[start] | 0x20)
    if isIn(beforeNumbers, text, start, stop, ignoringFirstCase: true) && beginsNumber(text, next, end) { return true }
    let isOpen =
      isIn("St Sts Ste Mt Inc Ltd Co Corp Bros Jr Sr Esq Ave Blvd Rd Univ Dept al Ph.D", text, start, stop)
      || isInitials(text, start, stop)
    return isOpen && !beginsSentence(text, next, end)
  }

  private static func isWordBegin(_ text: UTF8Text, _ begin: Int, _ start: Int) -> Bool {
    guard start > begin else { return true }
    let before = text.properties(at: text.scalarBoundary(atOrBefore: start &- 1)).properties
    return !before.flags.contains(.alphabetic) && !before.flags.contains(.number) && before.word != .extendNumLet
  }

  /// Single letters with full stops between them; alone, a capital other than the pronoun I.
  private static func isInitials(_ text: UTF8Text, _ start: Int, _ stop: Int) -> Bool {
    if stop &- start == 1 { return text.bytes[start] < 0x5B && text.bytes[start] != 0x49 }
    guard (stop &- start) & 1 == 1 else { return false }
    var position = start
    while position < stop {
      let wantsLetter = (position &- start) & 1 == 0
      if UTF8Text.isASCIILetter(text.bytes[position]) != wantsLetter { return false }
      position &+= 1
    }
    return true
  }

  private static func alwaysList(_ first: UInt8) -> StaticString {
    switch first {
    case UInt8(ascii: "A"): return "Adm"
    case UInt8(ascii: "C"): return "Capt Cdr Cmdr Col Cpl Cf"
    case UInt8(ascii: "D"): return "Dr Drs"
    case UInt8(ascii: "E"): return "Eq Eqs E.g"
    case UInt8(ascii: "F"): return "Fig Figs Fr"
    case UInt8(ascii: "G"): return "Gen Gov"
    case UInt8(ascii: "H"): return "Hon"
    case UInt8(ascii: "I"): return "I.e"
    case UInt8(ascii: "L"): return "Lt"
    case UInt8(ascii: "M"): return "Mr Mrs Ms Mx Messrs Mme Mlle Maj"
    case UInt8(ascii: "P"): return "Prof Profs Pres"
    case UInt8(ascii: "R"): return "Rev Rep Reps"
    case UInt8(ascii: "S"): return "Sen Sens Sgt Supt"
    case UInt8(ascii: "V"): return "Vs"
    case UInt8(ascii: "a"): return "approx"
    case UInt8(ascii: "c"): return "cf ca"
    case UInt8(ascii: "e"): return "e.g eq eqs"
    case UInt8(ascii: "f"): return "fig figs"
    case UInt8(ascii: "i"): return "i.e"
    case UInt8(ascii: "r"): return "resp"
    case UInt8(ascii: "v"): return "vs viz"
    default: return ""
    }
  }

  private static func numberList(_ lowerFirst: UInt8) -> StaticString {
    switch lowerFirst {
    case UInt8(ascii: "a"): return "art app apr aug"
    case UInt8(ascii: "c"): return "ch chap cap"
    case UInt8(ascii: "d"): return "dec"
    case UInt8(ascii: "e"): return "ex"
    case UInt8(ascii: "f"): return "feb fn"
    case UInt8(ascii: "j"): return "jan jun jul"
    case UInt8(ascii: "m"): return "mar"
    case UInt8(ascii: "n"): return "no nos nov nr"
    case UInt8(ascii: "o"): return "oct op"
    case UInt8(ascii: "p"): return "p pp par para pt"
    case UInt8(ascii: "r"): return "ref refs"
    case UInt8(ascii: "s"): return "sec secs sect sep sept"
    case UInt8(ascii: "t"): return "tab"
    case UInt8(ascii: "v"): return "vol vols ver"
    default: return ""
    }
  }

  private static func starterList(_ first: UInt8) -> StaticString {
    switch first {
    case UInt8(ascii: "A"): return "A After All Also Although An And Another As At"
    case UInt8(ascii: "B"): return "Because Before Both But By"
    case UInt8(ascii: "D"): return "Despite Do Does During"
    case UInt8(ascii: "E"): return "Each Even Every"
    case UInt8(ascii: "F"): return "For From Further Furthermore"
    case UInt8(ascii: "H"): return "He Hence Her Here His How However"
    case UInt8(ascii: "I"): return "I If In Instead It Its Is"
    case UInt8(ascii: "L"): return "Later"
    case UInt8(ascii: "M"): return "Many Meanwhile Moreover Most My"
    case UInt8(ascii: "N"): return "Nevertheless No Nor Not Now"
    case UInt8(ascii: "O"): return "On Once One Only Or Other Others Our"
    case UInt8(ascii: "P"): return "Perhaps Please"
    case UInt8(ascii: "S"): return "She Since So Some Still Such"
    case UInt8(ascii: "T"): return "That The Their Then There Therefore These They This Those Though Thus To Today"
    case UInt8(ascii: "U"): return "Under Until"
    case UInt8(ascii: "W"): return "Was We Were What When Where Whether Which While Who Why With"
    case UInt8(ascii: "Y"): return "Yes Yet You Your"
    default: return ""
    }
  }

  /// Whether the word `start..<stop` is in a list of words with single blanks between them.
  private static func isIn(
    _ list: StaticString, _ text: UTF8Text, _ start: Int, _ stop: Int, ignoringFirstCase: Bool = false
  ) -> Bool {
    let words = list.utf8Start
    let size = list.utf8CodeUnitCount
    let length = stop &- start
    var word = 0
    while word &+ length <= size {
      let firstByte = ignoringFirstCase ? text.bytes[start] | 0x20 : text.bytes[start]
      var matched = words[word] == firstByte ? 1 : 0
      while matched > 0 && matched < length && words[word &+ matched] == text.bytes[start &+ matched] { matched &+= 1 }
      if matched == length && (word &+ length == size || words[word &+ length] == 0x20) { return true }
      while word < size && words[word] != 0x20 { word &+= 1 }
      word &+= 1
    }
    return false
  }

  /// A digit, possibly behind an opening bracket or number sign, or behind one capital: 5, (5), #5, S1.
  private static func beginsNumber(_ text: UTF8Text, _ next: Int, _ end: Int) -> Bool {
    var position = next
    if position < end {
      switch text.bytes[position] {
      case 0x28, 0x5B, 0x23, 0x41...0x5A: position &+= 1
      default: break
      }
    }
    return position < end && text.properties(at: position).properties.flags.contains(.number)
  }

  private static func beginsSentence(_ text: UTF8Text, _ next: Int, _ end: Int) -> Bool {
    let wordEnd = text.endOfASCIIWord(next, end)
    // A letter with a full stop is another initial.
    guard next < wordEnd && !(wordEnd < end && text.bytes[wordEnd] == 0x2E) else { return false }
    return isIn(starterList(text.bytes[next]), text, next, wordEnd)
  }
}
