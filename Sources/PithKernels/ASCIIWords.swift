// Word boundaries (UAX #29) of ASCII text, 64 bytes at a time: a mask of the bytes that a boundary precedes, then one span for
// each bit.
//
// In ASCII a boundary is everywhere but
//   between CR and LF; between two spaces; between two of letters, digits, low lines
//   around ' . : between two letters and around ' . , ; between two digits
// so it depends on two bytes before it and one after: the masks are shifted against each other, with what comes in from the
// block before and the one byte after. A byte of 0x80 and more may change what is before it; the walk stops at the last boundary
// that does not depend on it.
//
// Whether a segment has a letter is asked of all segments of a block in one addition: a segment's bits below its last one,
// all set, and those of its letters together carry into the last one if there is a letter.
//
// Cost: some 2 instructions per byte and 15 per segment.
import CPith

/// What a block leaves to the next: of its last byte, 0 or 1 each.
private struct Before {
  var letter: UInt64 = 0
  var digit: UInt64 = 0
  var word: UInt64 = 0
  var space: UInt64 = 0
  var carriageReturn: UInt64 = 0
  var middle: UInt64 = 0
  /// Whether the segment that is open has a letter, a digit.
  var hasLetter: UInt64 = 0
  var hasDigit: UInt64 = 0
}

func asciiWords(
  _ text: UnsafePointer<UInt8>, _ begin: Int, _ end: Int, _ readable: Int, _ limit: Int,
  _ spans: UnsafeMutablePointer<Int32>?, _ kinds: UnsafeMutablePointer<Int32>?, _ position: UnsafeMutablePointer<Int>
) -> Int {
  var count = 0
  var start = begin
  var base = begin
  var before = Before()
  while base < end && count < limit {
    let masks = wordMasks(text, base, readable)
    let rest = end &- base
    let inside: UInt64 = rest >= 64 ? ~0 : 1 &<< UInt64(rest) &- 1
    let next: UInt8 = rest > 64 ? text[base &+ 64] : 0
    let letters = masks.letters & inside
    let digits = masks.digits & inside
    let words = letters | digits | masks.low_lines & inside
    let spaces = masks.spaces & inside
    let returns = masks.returns & inside
    let middle =
      masks.mid_letters & (letters &<< 1 | before.letter) & (letters &>> 1 | bit(isLetter(next)) &<< 63)
      | masks.mid_numbers & (digits &<< 1 | before.digit) & (digits &>> 1 | bit(isDigit(next)) &<< 63)
    let joined =
      (words &<< 1 | before.word) & words | (spaces &<< 1 | before.space) & spaces
      | (returns &<< 1 | before.carriageReturn) & masks.feeds & inside | middle | (middle &<< 1 | before.middle)
    // The end of the text is a boundary too, if it is in this block.
    var bounds = ~joined & (rest >= 63 ? ~0 : 2 &<< UInt64(rest) &- 1)
    if base == begin { bounds &= ~1 }
    let others = masks.other & inside
    if others != 0 {
      bounds &= others & (0 &- others) &- 1
      // A mark right before it may join what it is.
      bounds &= ~((masks.mid_letters | masks.mid_numbers) & (others &>> 1) & ~others)
    } else if next >= 0x80 {
      bounds &= ~((masks.mid_letters | masks.mid_numbers) & 1 &<< 63)
    }
    if bounds != 0 {
      let last = 63 &- bounds.leadingZeroBitCount
      if let spans {
        let ends = bounds &>> 1
        let closed = bounds & 1
        let withLetter = anyIn(ends, letters | before.hasLetter & ~closed) &<< 1 | before.hasLetter & closed
        let withDigit = anyIn(ends, digits | before.hasDigit & ~closed) &<< 1 | before.hasDigit & closed
        let numbers = withDigit & ~withLetter
        var left = bounds
        while left != 0 {
          let i = left.trailingZeroBitCount
          spans[2 &* count] = Int32(truncatingIfNeeded: start)
          start = base &+ i
          spans[2 &* count &+ 1] = Int32(truncatingIfNeeded: start)
          if let kinds { kinds[count] = kind(withLetter &>> UInt64(i) & 1, numbers &>> UInt64(i) & 1) }
          count &+= 1
          left &= left &- 1
        }
      } else {
        count &+= bounds.nonzeroBitCount
        start = base &+ last
      }
      before.hasLetter = bit(letters &>> UInt64(last) != 0)
      before.hasDigit = bit(digits &>> UInt64(last) != 0)
    } else {
      before.hasLetter |= bit(letters != 0)
      before.hasDigit |= bit(digits != 0)
    }
    if others != 0 {
      position.pointee = start
      return count
    }
    before.letter = letters &>> 63
    before.digit = digits &>> 63
    before.word = words &>> 63
    before.space = spaces &>> 63
    before.carriageReturn = returns &>> 63
    before.middle = middle &>> 63
    base &+= 64
  }
  // The text ended with the block.
  if base >= end && start < end {
    if let spans {
      spans[2 &* count] = Int32(truncatingIfNeeded: start)
      spans[2 &* count &+ 1] = Int32(truncatingIfNeeded: end)
      if let kinds { kinds[count] = kind(before.hasLetter, before.hasDigit & ~before.hasLetter) }
    }
    count &+= 1
    start = end
  }
  position.pointee = start
  return count
}

/// Which of the fields that end at the bits `ends` have a bit of `of`: marked at their ends.
@inline(always)
private func anyIn(_ ends: UInt64, _ of: UInt64) -> UInt64 { ((of & ~ends) &+ ~ends | of) & ends }

/// The numbers of pith_text_kind: 1 with a letter, else 2 with a digit, else 0.
@inline(always)
private func kind(_ word: UInt64, _ number: UInt64) -> Int32 { Int32(truncatingIfNeeded: word | number &<< 1) }

@inline(always)
private func bit(_ condition: Bool) -> UInt64 { condition ? 1 : 0 }
@inline(always)
private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
@inline(always)
private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// The masks of 64 bytes from `base` on; what lies past `readable` counts as nothing and is not read.
@inline(always)
private func wordMasks(_ text: UnsafePointer<UInt8>, _ base: Int, _ readable: Int) -> pith_word_masks {
  if base &+ 64 <= readable { return pith_load_word_masks(text + base) }
  return lastWordMasks(text, base, readable)
}

@inline(never)
private func lastWordMasks(_ text: UnsafePointer<UInt8>, _ base: Int, _ readable: Int) -> pith_word_masks {
  var masks: pith_word_masks
  if readable >= 64 {
    // The last 64 bytes there are, of which those before `base` go.
    let excess = UInt64(base &+ 64 &- readable)
    masks = pith_load_word_masks(text + (readable &- 64))
    masks.other &>>= excess
    masks.letters &>>= excess
    masks.digits &>>= excess
    masks.low_lines &>>= excess
    masks.spaces &>>= excess
    masks.returns &>>= excess
    masks.feeds &>>= excess
    masks.mid_letters &>>= excess
    masks.mid_numbers &>>= excess
    return masks
  }
  masks = pith_word_masks(
    other: 0, letters: 0, digits: 0, low_lines: 0, spaces: 0, returns: 0, feeds: 0, mid_letters: 0, mid_numbers: 0)
  var i = readable
  while i > base {
    i &-= 1
    let byte = text[i]
    masks.other = masks.other &<< 1 | bit(byte >= 0x80)
    masks.letters = masks.letters &<< 1 | bit(isLetter(byte))
    masks.digits = masks.digits &<< 1 | bit(isDigit(byte))
    masks.low_lines = masks.low_lines &<< 1 | bit(byte == 0x5F)
    masks.spaces = masks.spaces &<< 1 | bit(byte == 0x20)
    masks.returns = masks.returns &<< 1 | bit(byte == 0x0D)
    masks.feeds = masks.feeds &<< 1 | bit(byte == 0x0A)
    let both = byte == 0x27 || byte == 0x2E
    masks.mid_letters = masks.mid_letters &<< 1 | bit(both || byte == 0x3A)
    masks.mid_numbers = masks.mid_numbers &<< 1 | bit(both || byte == 0x2C || byte == 0x3B)
  }
  return masks
}
