// INTERIM: replaced by Text/Unicode when that lands.

struct Segments {
  let bytes: Bytes
  let unit: TextUnit
  let end: Int
  var at: Int
  var inFence = false

  init(_ bytes: Bytes, _ part: Span, _ unit: TextUnit) {
    self.bytes = bytes
    self.unit = unit
    at = part.from
    end = part.to
  }

  func space(_ c: UInt8) -> Bool { c == 32 || (c >= 9 && c <= 13) }
  func letter(_ c: UInt8) -> Bool { c >= 0x80 || (c | 32 >= 97 && c | 32 <= 122) || (c >= 48 && c <= 57) }

  mutating func next() -> (Span, TextKind)? {
    switch unit {
    case .word:
      guard at < end else { return nil }
      let begin = at
      if letter(bytes[at]) {
        while at < end && letter(bytes[at]) { at &+= 1 }
        return (Span(begin, at), bytes[begin] >= 48 && bytes[begin] <= 57 ? .number : .word)
      }
      at &+= 1
      return (Span(begin, at), .other)
    case .whitespace:
      while at < end && space(bytes[at]) { at &+= 1 }
      guard at < end else { return nil }
      let begin = at
      while at < end && !space(bytes[at]) { at &+= 1 }
      return (Span(begin, at), .word)
    case .sentence, .passageSentence:
      if unit == .passageSentence { while at < end && space(bytes[at]) { at &+= 1 } }
      guard at < end else { return nil }
      let begin = at
      var kind = TextKind.sentence
      if bytes[at] == 35 { kind = .heading }
      if at &+ 3 <= end && bytes[at] == 96 && bytes[at &+ 1] == 96 && bytes[at &+ 2] == 96 {
        at &+= 3
        while at &+ 3 <= end && !(bytes[at] == 96 && bytes[at &+ 1] == 96 && bytes[at &+ 2] == 96) { at &+= 1 }
        at = min(end, at &+ 3)
        return (Span(begin, at), .code)
      }
      while at < end {
        let c = bytes[at]
        at &+= 1
        if c == 10 && (kind == .heading || (at < end && (bytes[at] == 10 || bytes[at] == 45 || bytes[at] == 35))) { break }
        if (c == 46 || c == 33 || c == 63) && at < end && space(bytes[at]) {
          var next = at
          while next < end && space(bytes[next]) { next &+= 1 }
          if next < end && !(bytes[next] >= 97 && bytes[next] <= 122) { break }
        }
      }
      if unit == .sentence { while at < end && space(bytes[at]) { at &+= 1 } }
      var stop = at
      if unit == .passageSentence { while stop > begin && space(bytes[stop &- 1]) { stop &-= 1 } }
      return (Span(begin, stop), kind)
    }
  }
}
