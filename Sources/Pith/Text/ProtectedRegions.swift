// Stretches of a sentence in which no word is ever dropped: quotations, code, links, math, brackets.

struct ProtectedRegions {
  let bytes: Bytes
  let end: Int
  /// The stretch found last, and where to look on.
  private var from = 0
  private var to = 0
  private var at: Int

  init(_ bytes: Bytes, _ span: Span) {
    self.bytes = bytes
    at = span.from
    end = span.to
  }

  /// Whether a span lies in such a stretch. Spans must be asked for in ascending order.
  mutating func covers(_ span: Span) -> Bool {
    while to <= span.from && advance() {}
    return span.from < to && span.to > from
  }

  /// Finds the next stretch; false if there is none.
  private mutating func advance() -> Bool {
    while at < end {
      let c = bytes[at]
      let close: Int
      switch c {
      case 0x60: close = closing(0x60, run: true)
      case 0x22: close = closing(0x22, run: false)
      case 0x24: close = closing(0x24, run: false)
      case 0x5B: close = closing(0x5D, run: false)
      case 0x28: close = closing(0x29, run: false)
      case 0x7B: close = closing(0x7D, run: false)
      case 0x3C: close = closing(0x3E, run: false)
      case 0xE2, 0xC2: close = closingQuote()
      default: close = -1
      }
      if close > at {
        from = at
        to = close
        at = close
        return true
      }
      at &+= 1
    }
    return false
  }

  /// The end of what a delimiter at `at` opens, or -1. `run`: as many closing as opening ones.
  private func closing(_ delimiter: UInt8, run: Bool) -> Int {
    var length = 1
    if run { while at &+ length < end && bytes[at &+ length] == delimiter { length &+= 1 } }
    var i = at &+ length
    while i &+ length <= end {
      var k = 0
      while k < length && bytes[i &+ k] == delimiter { k &+= 1 }
      if k == length { return i &+ length }
      i &+= 1
    }
    // An opening delimiter without its partner protects the rest: better too much than half a quotation.
    return delimiter == 0x3E || delimiter == 0x24 ? -1 : end
  }

  /// “…” ‘…’ „…“ «…» ‹…›
  private func closingQuote() -> Int {
    let width = bytes[at] == 0xC2 ? 2 : 3
    guard at &+ width <= end else { return -1 }
    let last = bytes[at &+ width &- 1]
    if width == 2 {
      guard last == 0xAB || last == 0xBB else { return -1 }
    } else {
      guard bytes[at &+ 1] == 0x80, last == 0x9C || last == 0x9E || last == 0x98 || last == 0xB9 else { return -1 }
    }
    var i = at &+ width
    while i &+ width <= end {
      if bytes[i] == bytes[at] {
        let c = bytes[i &+ width &- 1]
        if width == 2 ? (c == 0xBB || c == 0xAB) : (bytes[i &+ 1] == 0x80 && (c == 0x9D || c == 0x9C || c == 0x99 || c == 0xBA)) {
          return i &+ width
        }
      }
      i &+= 1
    }
    return width == 3 && last == 0x98 ? -1 : end
  }
}
