// An estimate of how many tokens a text is, for hosts that have no tokenizer at hand.
//
// It follows the cl100k byte-pair vocabulary: text is cut as that tokenizer cuts it before merging (a word with the space or
// mark before it, up to three digits, a run of punctuation, white space), and each piece costs the average that was measured
// for its kind and length over English documentation, prose and source code. Characters outside ASCII cost what was measured
// for their script, rounded up: a budget should not be overrun because a script is rare.
//
// The estimate of a text is a sum over its pieces in 1/64 tokens, rounded up once. Deterministic, linear, no table of tokens.

extension Text {
  /// Estimates the tokens of each span.
  ///
  /// - Parameters:
  ///   - spans: i32 [S, 2], any byte spans, or nil for the whole text.
  ///   - tokens: i32 [S], or [1] without spans.
  public static func estimateTokens(
    _ workspace: Workspace, text: Tensor, spans: Tensor?, tokens: Tensor
  ) throws(PithError) {
    let bytes = try text.bytes("text")
    let list: Spans
    if let spans {
      list = try spans.spans("spans", within: bytes.count, .any, workspace)
    } else {
      list = try passageSpans(workspace, bytes, nil)
    }
    let out = try tokens.indexOutput("tokens", list.count, "i32 [S]")
    var i = 0
    while i < list.count {
      out.put(i, TokenEstimate.tokens(bytes, list[i]))
      i &+= 1
    }
  }
}

enum TokenEstimate {
  /// Whole tokens of a span.
  static func tokens(_ bytes: Bytes, _ span: Span) -> Int { (sixtyFourths(bytes, span) &+ 63) >> 6 }

  /// What a word of ASCII letters costs in 1/64 tokens: one token, and as much more as its length and its letter pairs say.
  ///
  /// A rare word is rare by its letters: fitted by least squares to words of English, of source code and of two dozen languages
  /// in Latin script, where a word's length alone is wrong by half.
  private static func cost(_ bytes: Bytes, _ begin: Int, _ end: Int, afterSpace: Bool, _ shape: Shape) -> Int {
    let length = end &- begin
    let row: StaticString
    switch (shape, afterSpace) {
    case (.lower, true): row = #"O'8<BDGIKNRVX[cinw"#
    case (.lower, false): row = #"O$;?DFLMRW[_fbfhls"#
    case (.capital, true): row = #"O8??GFJLPSY^Z`bl`r"#
    case (.capital, false): row = #"O=KHQQRRW]ogmtmloz"#
    case (.other, true): row = #"O8=MN\ZZZN\WgJ_aL\"#
    case (.other, false): row = #"OBHQTZ_Z]]_Y^]_bYf"#
    }
    var sum = weight(row, min(length, 18) &- 1)
    var last = 0
    var i = begin
    while i < end {
      let letter = Int(bytes[i] | 0x20) &- 0x60
      sum &+= weight(pairs, last &* 27 &+ letter)
      last = letter
      i &+= 1
    }
    sum &+= weight(pairs, last &* 27)
    // The fit is a little high for English, whose most frequent words are all single tokens.
    return 64 &+ max(sum &- 2, 0) &* 2
  }

  /// A character c stands for c - 79 in 1/32 tokens.
  @inline(__always) private static func weight(_ table: StaticString, _ i: Int) -> Int { Int(table.utf8Start[i]) &- 79 }

  /// 27 by 27: the letter before, or 0 at the start of the word, times 27, plus the letter, or 0 at its end.
  private static var pairs: StaticString {
    #"""
    OHNFBMMIKKKSJKQRMIEHMJSJ]NWYmNTWcgKdW`[RRSXZtS[OZY]PSaXWdROSgai[CfO]g`oWVIWQiWbQr\#
    OSWVgMkYSRZFE_aPbUQlGQZj`UZ?ZgVSUgXcZOeX`][eT]UgYfXeddHO[OQYUV^eai\XUVWIQQY][RGQd\#
    MOZtiTJ][Qtj]]jSm^S_PU\kWYbCcWWhV[N@Zku\\R\ZTP[aZ_dPn_HSQteVc[`X][dJJWaOPgS_mWOjV\#
    ]RMKVYUUl_^aVWPBSX\VSmQbS}RY\[Vw_uMX_YOu\Z`]Pe\j_jaOdnM_UZKX^Z]\m]gj_`Fhk_`ckHOtY\#
    FUY\ZQQe_Ug`UaZYW\TWVY\QzJcOTP_dNhh^YgfZRdRIHhZbWiNnZkKUdOSZRO[Ya\`V\Uki\LK_Nqfd[\#
    WNVSWfTWgX_ZWXNVSfMZ[PYG9SmITo]ZQXoE]\kONjVQ^NTSTXghQ_US^P`TSQQ_QP!RiOTnYlhRO}OOZ\#
    ETQVSTURcX[]^OJOQNIRW]_OeTeF^eRiTUdMWf^\ba]WbgMRUhSnNlKXeRTSXj@Rk`[ZfURRQUXZn>vSc\#
    ]L^T`LaduU_eMNTdVSRZSolcHgrXVjeoOa]gRc_Tld]oSftmep_j`qE[]gZVbeINSZEcQNeQIUi^Y\ydv\#
    MaXZ^eaRQ]R[_L]f\Odh]j_SRYg;baihekppOdffZ[KXOjUaWpTbhbY[sTjT_ot\vjqr]_oPkee^y`O\T\#
    """#
  }

  private enum Shape {
    case lower, capital, other
  }

  /// `afterSpace`: the span will follow a space, which its first word takes in.
  static func sixtyFourths(_ bytes: Bytes, _ span: Span, afterSpace: Bool = false) -> Int {
    let end = span.to
    var total = 0
    var i = span.from
    while i < end {
      let c = bytes[i]
      if isLetter(c) {
        total &+= word(bytes, &i, span, afterSpace: i > span.from ? bytes[i &- 1] == 0x20 : afterSpace)
      } else if isDigit(c) {
        var digits = 0
        while i < end && isDigit(bytes[i]) {
          digits &+= 1
          i &+= 1
        }
        total &+= (digits &+ 2) / 3 &* 64
      } else if c >= 0x80 {
        let character = bytes.scalar(i, end)
        total &+= wide(character.value)
        i &+= character.length
      } else if c <= 0x20 {
        total &+= space(bytes, &i, end)
      } else {
        total &+= punctuation(bytes, &i, end)
      }
    }
    return total
  }

  private static func word(_ bytes: Bytes, _ i: inout Int, _ span: Span, afterSpace: Bool) -> Int {
    let end = span.to
    let begin = i
    var upper = 0
    while i < end && isLetter(bytes[i]) {
      if bytes[i] < 0x61 { upper &+= 1 }
      i &+= 1
    }
    let length = i &- begin
    // Inside a word with accents the pieces between them are short and rarely whole tokens.
    let mixed = (begin > 0 && bytes[begin &- 1] >= 0x80) || (i < end && bytes[i] >= 0x80)
    if mixed && touchesLetter(bytes, begin, i, end) { return length &* 18 }
    let shape: Shape = upper == 0 ? .lower : upper == 1 && bytes[begin] < 0x61 && length > 1 ? .capital : .other
    let full = cost(bytes, begin, i, afterSpace: afterSpace, shape)
    // A mark before a word is merged with it in part: ".append", "_name".
    return !afterSpace && begin > span.from && isPunctuation(bytes[begin &- 1]) ? full &- 26 : full
  }

  /// Whether the neighbour outside ASCII of the letters `begin ..< end` is a letter too, not a quotation mark or a dash.
  private static func touchesLetter(_ bytes: Bytes, _ begin: Int, _ end: Int, _ limit: Int) -> Bool {
    if end < limit && bytes[end] >= 0x80 && classify(bytes.scalar(end, limit).value) != .separator { return true }
    guard begin > 0 && bytes[begin &- 1] >= 0x80 else { return false }
    var start = begin &- 1
    while start > 0 && begin &- start < 4 && bytes[start] & 0xC0 == 0x80 { start &-= 1 }
    return classify(bytes.scalar(start, begin).value) != .separator
  }

  /// One space before a word or mark belongs to it; what is left of a run is one piece, as are line breaks with the white
  /// space before them.
  private static func space(_ bytes: Bytes, _ i: inout Int, _ end: Int) -> Int {
    let begin = i
    var afterLine = begin
    while i < end && bytes[i] <= 0x20 {
      if bytes[i] == 10 || bytes[i] == 13 { afterLine = i &+ 1 }
      i &+= 1
    }
    var pieces = afterLine > begin ? 1 : 0
    var rest = i &- afterLine
    if i < end && rest > 0 && bytes[i &- 1] == 0x20 && !isDigit(bytes[i]) { rest &-= 1 }
    if rest > 0 { pieces &+= 1 }
    // Punctuation takes the line breaks that follow it into its own piece.
    if pieces > 0 && afterLine > begin && begin > 0 && isPunctuation(bytes[begin &- 1]) && (bytes[begin] == 10 || bytes[begin] == 13) {
      pieces &-= 1
    }
    return pieces &* 64
  }

  @inline(__always) private static func isPunctuation(_ c: UInt8) -> Bool {
    c > 0x20 && c < 0x7F && !isLetter(c) && !isDigit(c)
  }

  private static func punctuation(_ bytes: Bytes, _ i: inout Int, _ end: Int) -> Int {
    let begin = i
    while i < end && (isPunctuation(bytes[i]) || bytes[i] == 0x7F) { i &+= 1 }
    let length = i &- begin
    // A single mark before a word is merged with it; an apostrophe with its ending is one piece.
    if length == 1 && bytes[begin] == 0x27 && begin > 0 && isLetter(bytes[begin &- 1]) && i < end && isLetter(bytes[i]) {
      var tail = i
      while tail < end && isLetter(bytes[tail]) && tail &- i < 3 { tail &+= 1 }
      if tail &- i <= 2 {
        i = tail
        return 64
      }
    }
    switch length {
    case 1, 2: return 65
    case 3: return 84
    default:
      // Rules of one character, such as ---- or ====, are merged in long pieces.
      var same = true
      var k = begin &+ 1
      while k < i {
        same = same && bytes[k] == bytes[begin]
        k &+= 1
      }
      return same ? 90 &+ (length &- 4) &* 3 : 64 &+ (length &- 2) &* 30
    }
  }

  /// A character outside ASCII, by its script.
  private static func wide(_ c: UInt32) -> Int {
    switch c {
    case 0x80...0x24F: return classify(c) == .letter ? 96 : 72
    case 0x250...0x36F: return 96
    case 0x370...0x3FF: return 72
    case 0x400...0x52F: return 39
    case 0x530...0x58F, 0x10A0...0x10FF: return 140
    case 0x590...0x5FF: return 86
    case 0x670...0x6D3: return 110
    case 0x600...0x77F: return 56
    case 0x900...0x97F: return 82
    case 0x980...0xDFF: return 100
    case 0xE00...0xE7F: return 66
    case 0x1000...0x109F: return 136
    case 0x1780...0x17FF: return 112
    case 0x1E00...0x1EFF: return 96
    case 0x2000...0x206F, 0x3000...0x303F, 0xFF00...0xFFEF: return 64
    case 0x2070...0x2BFF: return 110
    case 0x3040...0x30FF: return 72
    case 0x3400...0x9FFF: return 84
    case 0xAC00...0xD7AF: return 86
    case 0xFFFD: return 64
    default: return c < 0x10000 ? 150 : 192
    }
  }
}
