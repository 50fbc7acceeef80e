// A light stemmer: inflections of one English word become one term; other languages lose at most an ending.
//
// Steps, on a folded word of letters:
//   1. possessive 's, plural -s (-ies, -sses; not -ss, -us, -is)
//   2. -ing and -ed after a vowel, with a doubled consonant made single
//   3. -ly
//   4. final -e dropped, final -y after a consonant to -i
// Lighter than Porter's: it undoes inflection (walks, walked, walking), and leaves derivation (nation, national) to the
// graded match of Relevance, where a wrong guess costs less than a false identity.

extension Folded {
  mutating func stem() {
    if ends(with: "'s") { removeLast(2) }
    guard count >= 4 else {
      return
    }
    if self[count &- 1] == UInt8(ascii: "s") {
      if ends(with: "ies") {
        if count > 4 { removeLast(2) } else { removeLast(1) }
      } else if ends(with: "sses") || ends(with: "xes") || ends(with: "ches") || ends(with: "shes") {
        removeLast(2)
      } else if !ends(with: "ss") && !ends(with: "us") && !ends(with: "is") {
        removeLast(1)
      }
    }
    if ends(with: "ing") && count >= 6 && hasVowel(before: count &- 3) {
      removeLast(3)
      undouble()
    } else if ends(with: "ed") && count >= 5 && self[count &- 3] != UInt8(ascii: "e") && hasVowel(before: count &- 2) {
      removeLast(2)
      undouble()
    }
    if ends(with: "ly") && count >= 6 { removeLast(2) }
    if count >= 4 && self[count &- 1] == UInt8(ascii: "e") { removeLast(1) }
    if count >= 3 && self[count &- 1] == UInt8(ascii: "y") && !isVowel(self[count &- 2]) { self[count &- 1] = UInt8(ascii: "i") }
  }

  private func isVowel(_ c: UInt8) -> Bool {
    switch c {
    case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: return true
    default: return false
    }
  }

  private func hasVowel(before end: Int) -> Bool {
    var i = 0
    while i < end {
      if isVowel(self[i]) { return true }
      i &+= 1
    }
    return false
  }

  private mutating func undouble() {
    guard count >= 4 else { return }
    let last = self[count &- 1]
    if last == self[count &- 2] && !isVowel(last) && last != UInt8(ascii: "l") && last != UInt8(ascii: "s")
      && last != UInt8(ascii: "z")
    {
      removeLast(1)
    }
  }
}
