// Splitting at white space alone: maximal runs of characters without the Unicode property White_Space. No language is
// assumed.

struct WhitespaceSplitter {
  let text: UTF8Text
  private(set) var position = 0

  init(_ bytes: UnsafePointer<UInt8>, _ count: Int) { text = UTF8Text(bytes, count) }

  /// The next run without white space, or nil if there is none.
  mutating func next() -> TextSpan? {
    let begin = text.trimmedBegin(position, text.count)
    var end = begin
    while true {
      end = text.endOfVisibleASCII(end, text.count)
      guard end < text.count else { break }
      let (properties, length) = text.properties(at: end)
      if properties.flags.contains(.whiteSpace) { break }
      end &+= length
    }
    position = end
    return begin < end ? TextSpan(begin: begin, end: end) : nil
  }
}
