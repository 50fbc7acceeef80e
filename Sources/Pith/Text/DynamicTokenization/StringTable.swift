// The distinct token strings of a batch, numbered from 0, with what is known of each.
//
// Open addressing on a 64-bit FNV hash, strings compared byte by byte; the table doubles when it is half full. A string is
// where its bytes were first seen: merged tokens lie next to each other in the text, so that nothing is copied.

import CPith

struct TokenString: BitwiseCopyable {
  var start: UnsafePointer<UInt8>
  var count: Int32
  var isSpecial: Bool
  var isPunctuation: Bool

  var bytes: Bytes { Bytes(start: start, count: Int(count)) }
}

struct StringTable {
  enum Kind {
    case special
    case punctuation
  }

  private(set) var strings: Growing<TokenString>
  private var slots: UnsafeMutablePointer<Int32>
  private var mask: Int
  private let workspace: Workspace

  init(_ workspace: Workspace) throws(PithError) {
    self.workspace = workspace
    strings = try Growing(workspace, capacity: 1024)
    mask = 4095
    slots = try workspace.allocate(mask &+ 1, of: Int32.self)
    slots.update(repeating: -1, count: mask &+ 1)
  }

  subscript(_ i: Int) -> TokenString { strings[i] }

  /// The number of a string, which is new if it was not there.
  @inline(never)
  mutating func add(_ start: UnsafePointer<UInt8>, _ count: Int) throws(PithError) -> Int {
    if strings.count &* 2 >= mask { try grow() }
    var slot = StringTable.hash(start, count) & mask
    while slots[slot] >= 0 {
      let other = strings[Int(slots[slot])]
      if Int(other.count) == count && StringTable.equal(other.start, start, count) { return Int(slots[slot]) }
      slot = (slot &+ 1) & mask
    }
    slots[slot] = Int32(truncatingIfNeeded: strings.count)
    try strings.append(
      TokenString(start: start, count: Int32(truncatingIfNeeded: count), isSpecial: false, isPunctuation: false))
    return strings.count &- 1
  }

  /// Adds the host's list of special or punctuation tokens.
  @inline(never)
  mutating func addAll(
    _ workspace: Workspace, _ text: Tensor?, _ ends: Tensor?, _ textName: StaticString, _ endsName: StaticString,
    _ kind: Kind
  ) throws(PithError) {
    guard let text, let ends else {
      guard text == nil && ends == nil else {
        throw PithError(
          .null, text == nil ? textName : endsName, expected: "a view, as the other of text and ends is one",
          got: .text("NULL"))
      }
      return
    }
    let bytes = try text.bytes(textName)
    let list = try workspace.ends(ends, endsName, bytes.count)
    var i = 0
    while i < list.count {
      let begin = i == 0 ? 0 : list[i &- 1]
      let id = try add(bytes.start + begin, list[i] &- begin)
      var string = strings[id]
      if kind == .special { string.isSpecial = true } else { string.isPunctuation = true }
      strings[id] = string
      i &+= 1
    }
  }

  /// Marks every string so far that holds ASCII punctuation and no ASCII digit.
  func markPunctuation() {
    var i = 0
    while i < strings.count {
      var string = strings[i]
      var holds = false
      var digit = false
      var k = 0
      while k < Int(string.count) {
        let byte = string.start[k]
        if byte >= 0x30 && byte <= 0x39 {
          digit = true
        } else if byte > 0x20 && byte < 0x7F && !(byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) {
          holds = true
        }
        k &+= 1
      }
      string.isPunctuation = holds && !digit
      strings[i] = string
      i &+= 1
    }
  }

  private static func hash(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var i = 0
    while i < count {
      hash = (hash ^ UInt64(start[i])) &* 0x100_0000_01B3
      i &+= 1
    }
    return Int(truncatingIfNeeded: hash ^ hash >> 29)
  }

  private static func equal(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var i = 0
    while i < count {
      if a[i] != b[i] { return false }
      i &+= 1
    }
    return true
  }

  private mutating func grow() throws(PithError) {
    mask = mask &* 4 &+ 3
    slots = try workspace.allocate(mask &+ 1, of: Int32.self)
    slots.update(repeating: -1, count: mask &+ 1)
    var i = 0
    while i < strings.count {
      var slot = StringTable.hash(strings[i].start, Int(strings[i].count)) & mask
      while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
  }
}
