// The distinct terms of a text, numbered from 0 in order of first appearance.
//
// Open addressing with linear probing on the 64-bit term hash; the table doubles when it is half full. Linear in the text.

struct Term: BitwiseCopyable {
  var hash: UInt64
  /// Where the word first appeared, to be read again when its letters matter.
  var first: Span
  /// The first four folded bytes: words that share no beginning are never compared.
  var prefix: UInt32
  var classes: UInt32
  /// In how many sentences, and the last one counted.
  var sentences: Int32
  var lastSentence: Int32
  var hasDigit: Bool
  var isIdeograph: Bool
  /// Seen with a capital inside a sentence: a name.
  var isName: Bool

  var wordClass: WordTraits { WordTraits(rawValue: classes) }
}

struct Vocabulary {
  private(set) var terms: Growing<Term>
  private var slots: UnsafeMutablePointer<Int32>
  private var mask: Int
  private let workspace: Workspace

  init(_ workspace: Workspace) throws(PithError) {
    self.workspace = workspace
    terms = try Growing(workspace, capacity: 1024)
    mask = 4095
    slots = try workspace.allocate(mask &+ 1, of: Int32.self)
    slots.update(repeating: -1, count: mask &+ 1)
  }

  var count: Int { terms.count }

  /// The number of a term, or -1.
  @inline(__always) func find(_ hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash >> 8) & mask
    while slots[slot] >= 0 {
      if terms[Int(slots[slot])].hash == hash { return Int(slots[slot]) }
      slot = (slot &+ 1) & mask
    }
    return -1
  }

  mutating func add(_ term: Term) throws(PithError) -> Int {
    if terms.count &* 2 >= mask { try grow() }
    let id = terms.count
    try terms.append(term)
    insert(id, term.hash)
    return id
  }

  private func insert(_ id: Int, _ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash >> 8) & mask
    while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
    slots[slot] = Int32(truncatingIfNeeded: id)
  }

  private mutating func grow() throws(PithError) {
    mask = mask &* 4 &+ 3
    slots = try workspace.allocate(mask &+ 1, of: Int32.self)
    slots.update(repeating: -1, count: mask &+ 1)
    var id = 0
    while id < terms.count {
      insert(id, terms[id].hash)
      id &+= 1
    }
  }
}

extension Folded {
  /// The first four bytes as a number.
  var prefix: UInt32 {
    UInt32(self[0]) | UInt32(self[1]) << 8 | UInt32(self[2]) << 16 | UInt32(self[3]) << 24
  }
}
