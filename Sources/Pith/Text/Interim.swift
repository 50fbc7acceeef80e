// INTERIM: replaced by Text/Unicode's passage segmenter when that lands.

struct InterimPassageSegmenter {
  let bytes: Bytes
  let end: Int
  var at = 0

  init(_ bytes: Bytes) {
    self.bytes = bytes
    end = bytes.count
  }

  func space(_ c: UInt8) -> Bool { c == 32 || (c >= 9 && c <= 13) }

  mutating func next() -> (Span, TextKind)? {
      while at < end && space(bytes[at]) { at &+= 1 }
      guard at < end else { return nil }
      let begin = at
      var kind = TextKind.sentence
      if bytes[at] == 35 { kind = .heading }
      if bytes[at] == 45 { kind = .listItem }
      if at &+ 3 <= end && bytes[at] == 96 && bytes[at &+ 1] == 96 && bytes[at &+ 2] == 96 {
        at &+= 3
        while at &+ 3 <= end && !(bytes[at] == 96 && bytes[at &+ 1] == 96 && bytes[at &+ 2] == 96) { at &+= 1 }
        at = min(end, at &+ 3)
        return (Span(begin, at), .code)
      }
      while at < end {
        let c = bytes[at]
        at &+= 1
        if c == 10 && (kind == .heading || (at < end && (bytes[at] == 10 || bytes[at] == 45 || bytes[at] == 35 || bytes[at] == 124))) { break }
        if (c == 46 || c == 33 || c == 63) && at < end && space(bytes[at]) {
          var next = at
          while next < end && space(bytes[next]) { next &+= 1 }
          if next < end && !(bytes[next] >= 97 && bytes[next] <= 122) { break }
        }
      }
      var stop = at
      while stop > begin && space(bytes[stop &- 1]) { stop &-= 1 }
      return (Span(begin, stop), kind)
  }
}
