// UAX #29 word and sentence rules once more, position by position over arrays, as slowly and literally as the text
// states them.

@testable import Pith

struct BreakReference {
  let word: [WordClass]
  let sentence: [SentenceClass]
  let isPictographic: [Bool]
  var count: Int { word.count }

  init(_ scalars: [UInt32]) {
    let properties = scalars.map { UnicodeProperties($0) }
    word = properties.map(\.word)
    sentence = properties.map(\.sentence)
    isPictographic = properties.map { $0.flags.contains(.extendedPictographic) }
  }

  /// Indices of scalars that a boundary precedes.
  func wordBoundaries() -> [Int] {
    count == 0 ? [0] : [0] + (1..<count).filter { !joinsWord($0) } + [count]
  }

  func sentenceBoundaries() -> [Int] {
    count == 0 ? [0] : [0] + (1..<count).filter { !joinsSentence($0) } + [count]
  }

  private func isNewline(_ word: WordClass) -> Bool { word == .newline || word == .carriageReturn || word == .lineFeed }
  private func isIgnored(_ word: WordClass) -> Bool { word == .extend || word == .format || word == .zeroWidthJoiner }
  private func isLetter(_ word: WordClass?) -> Bool { word == .letter || word == .hebrewLetter }

  private func joinsWord(_ index: Int) -> Bool {
    let left = word[index - 1]
    let right = word[index]
    if left == .carriageReturn && right == .lineFeed { return true }  // WB3
    if isNewline(left) || isNewline(right) { return false }  // WB3a, WB3b
    if left == .zeroWidthJoiner && isPictographic[index] { return true }  // WB3c
    if left == .space && right == .space { return true }  // WB3d
    if isIgnored(right) { return true }  // WB4
    // WB4: from here on the ignored characters are gone, except where nothing precedes them that could take them in.
    var before: [WordClass] = []
    for (position, found) in word[..<index].enumerated() {
      let attaches = isIgnored(found) && position > 0 && !isNewline(word[position - 1])
      if !attaches { before.append(found) }
    }
    let after = word[index...].filter { !isIgnored($0) }
    let l = before.last!
    let ll = before.count > 1 ? before[before.count - 2] : nil
    let r = after[0]
    let rr = after.count > 1 ? after[1] : nil
    let isMidLetter = { (c: WordClass) in c == .midLetter || c == .midNumLet || c == .singleQuote }
    let isMidNum = { (c: WordClass) in c == .midNum || c == .midNumLet || c == .singleQuote }
    if isLetter(l) && isLetter(r) { return true }  // WB5
    if isLetter(l) && isMidLetter(r) && isLetter(rr) { return true }  // WB6
    if isLetter(ll) && isMidLetter(l) && isLetter(r) { return true }  // WB7
    if l == .hebrewLetter && r == .singleQuote { return true }  // WB7a
    if l == .hebrewLetter && r == .doubleQuote && rr == .hebrewLetter { return true }  // WB7b
    if ll == .hebrewLetter && l == .doubleQuote && r == .hebrewLetter { return true }  // WB7c
    if l == .numeric && r == .numeric { return true }  // WB8
    if isLetter(l) && r == .numeric { return true }  // WB9
    if l == .numeric && isLetter(r) { return true }  // WB10
    if ll == .numeric && isMidNum(l) && r == .numeric { return true }  // WB11
    if l == .numeric && isMidNum(r) && rr == .numeric { return true }  // WB12
    if l == .katakana && r == .katakana { return true }  // WB13
    let takesLowLine = isLetter(l) || l == .numeric || l == .katakana || l == .extendNumLet
    if takesLowLine && r == .extendNumLet { return true }  // WB13a
    if l == .extendNumLet && (isLetter(r) || r == .numeric || r == .katakana) { return true }  // WB13b
    if r == .regionalIndicator {  // WB15, WB16
      let run = before.reversed().prefix { $0 == .regionalIndicator }.count
      return run % 2 == 1
    }
    return false  // WB999
  }

  private func isSeparator(_ c: SentenceClass) -> Bool { c == .separator || c == .carriageReturn || c == .lineFeed }
  private func isIgnored(_ c: SentenceClass) -> Bool { c == .extend || c == .format }
  private func isTerminator(_ c: SentenceClass) -> Bool { c == .fullStop || c == .terminator }

  private func joinsSentence(_ index: Int) -> Bool {
    if sentence[index - 1] == .carriageReturn && sentence[index] == .lineFeed { return true }  // SB3
    if isSeparator(sentence[index - 1]) { return false }  // SB4
    if isIgnored(sentence[index]) { return true }  // SB5
    var before: [SentenceClass] = []
    for (position, found) in sentence[..<index].enumerated() {
      let attaches = isIgnored(found) && position > 0 && !isSeparator(sentence[position - 1])
      if !attaches { before.append(found) }
    }
    let after = sentence[index...].filter { !isIgnored($0) }
    let r = after[0]
    if before.last == .fullStop && r == .numeric { return true }  // SB6
    if before.last == .fullStop && before.count > 1 && r == .upper {  // SB7
      if before[before.count - 2] == .upper || before[before.count - 2] == .lower { return true }
    }
    // before = ... SATerm Close* Sp* ?
    var tail = before
    var spaces = 0
    var separators = 0
    if let last = tail.last, isSeparator(last) {
      tail.removeLast()
      separators += 1
    }
    while tail.last == .space {
      tail.removeLast()
      spaces += 1
    }
    while tail.last == .close { tail.removeLast() }
    guard let terminator = tail.last, isTerminator(terminator) else { return true }  // SB998
    if separators > 0 { return false }  // SB11
    if terminator == .fullStop {  // SB8
      let stops: (SentenceClass) -> Bool = {
        $0 == .otherLetter || $0 == .upper || $0 == .lower || isSeparator($0) || isTerminator($0)
      }
      if after.first(where: stops) == .lower { return true }
    }
    if r == .continuation || isTerminator(r) { return true }  // SB8a
    if spaces == 0 && (r == .close || r == .space || isSeparator(r)) { return true }  // SB9
    if r == .space || isSeparator(r) { return true }  // SB10
    return false  // SB11
  }
}
