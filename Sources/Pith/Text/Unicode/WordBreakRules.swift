// Word boundaries: which two neighbours stay together (UAX #29, Unicode 15.0, rules WB3 to WB16).
//
// Most rules look only at the last character of the word so far and the one that follows. Each class has a set of
// classes that may follow it, and a set of classes that may follow it if a third class comes after them, such as the
// apostrophe in "can't".

/// A set of word classes.
struct WordClasses: OptionSet {
  let rawValue: UInt32
  @inline(__always) init(rawValue: UInt32) { self.rawValue = rawValue }
  @inline(__always) init(_ member: WordClass) { rawValue = 1 << UInt32(member.rawValue) }
  @inline(__always) func has(_ member: WordClass) -> Bool { rawValue >> UInt32(member.rawValue) & 1 != 0 }

  /// AHLetter of the rules.
  @inline(__always) static var letters: WordClasses { [WordClasses(.letter), WordClasses(.hebrewLetter)] }
  /// MidNumLetQ of the rules.
  @inline(__always) static var midNumLetOrQuote: WordClasses { [WordClasses(.midNumLet), WordClasses(.singleQuote)] }
  /// WB3a, WB3b: break before and after these.
  @inline(__always) static var newlines: WordClasses {
    [WordClasses(.carriageReturn), WordClasses(.lineFeed), WordClasses(.newline)]
  }
  /// WB4: these belong to the character before them and are otherwise ignored.
  @inline(__always) static var ignored: WordClasses {
    [WordClasses(.extend), WordClasses(.format), WordClasses(.zeroWidthJoiner)]
  }
}

extension WordClass {
  /// The classes that stay with this one on their left (WB5, WB8 to WB10, WB13, WB13a, WB13b). Regional indicators,
  /// which stay together in pairs, and what depends on ignored characters (WB3c, WB3d) are for the caller.
  @inline(__always)
  var followers: WordClasses {
    switch self {
    case .letter, .hebrewLetter, .numeric:
      return WordClasses.letters.union([WordClasses(.numeric), WordClasses(.extendNumLet)])
    case .katakana:
      return [WordClasses(.katakana), WordClasses(.extendNumLet)]
    case .extendNumLet:
      return WordClasses.letters.union([WordClasses(.numeric), WordClasses(.katakana), WordClasses(.extendNumLet)])
    default:
      return []
    }
  }

  /// The classes that can come next in a segment at all: what no rule could join is told by one look. Pictographs after a
  /// zero-width joiner (WB3c) are for the caller.
  @inline(__always)
  var reach: WordClasses {
    let ignored = WordClasses.ignored
    switch self {
    case .letter, .hebrewLetter:
      return followers.union(ignored).union(.midNumLetOrQuote).union([WordClasses(.midLetter), WordClasses(.doubleQuote)])
    case .numeric: return followers.union(ignored).union(.midNumLetOrQuote).union(WordClasses(.midNum))
    case .katakana, .extendNumLet: return followers.union(ignored)
    case .space: return ignored.union(WordClasses(.space))
    case .regionalIndicator: return ignored.union(WordClasses(.regionalIndicator))
    default: return ignored
    }
  }

  /// The classes that must come after `middle` so that it stays with this class on its left and they with it (WB6, WB7,
  /// WB7b, WB7c, WB11, WB12). Empty if `middle` joins nothing here.
  @inline(__always)
  func continuations(over middle: WordClass) -> WordClasses {
    switch self {
    case .letter, .hebrewLetter:
      if middle == .midLetter || WordClasses.midNumLetOrQuote.has(middle) { return .letters }
      if self == .hebrewLetter && middle == .doubleQuote { return WordClasses(.hebrewLetter) }
      return []
    case .numeric:
      return middle == .midNum || WordClasses.midNumLetOrQuote.has(middle) ? WordClasses(.numeric) : []
    default:
      return []
    }
  }
}
