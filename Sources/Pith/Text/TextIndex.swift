// What compression knows of a text: its sentences, the terms of each and how rare they are. One pass, linear in the text.

/// What a sentence holds, for questions that ask for a kind of answer.
struct Cues: OptionSet {
  let rawValue: UInt16
  init(rawValue: UInt16) { self.rawValue = rawValue }
  static let number = Cues(rawValue: 1)
  static let date = Cues(rawValue: 2)
  static let name = Cues(rawValue: 4)
  static let reason = Cues(rawValue: 8)
  static let place = Cues(rawValue: 16)
  static let unit = Cues(rawValue: 32)
  /// Opens with a word that points to the sentence before.
  static let refersBack = Cues(rawValue: 64)
  static let question = Cues(rawValue: 128)
  static let ideographs = Cues(rawValue: 256)
}

struct Sentence: BitwiseCopyable {
  var span: Span
  var passage: Int32
  var kind: Int32
  var cues: UInt16
  /// Number of words, spaces apart.
  var words: Int32

  var isHeading: Bool { kind == TextKind.heading.rawValue }
  var isProse: Bool { kind == TextKind.sentence.rawValue || kind == TextKind.listItem.rawValue }
  func has(_ cue: Cues) -> Bool { cues & cue.rawValue != 0 }
}

struct TextIndex {
  let bytes: Bytes
  let passages: Spans
  let classes: WordLists
  private(set) var sentences: Growing<Sentence>
  /// Term numbers of all sentences one after the other; sentence s has tokens starts[s] ..< starts[s + 1].
  private(set) var tokens: Growing<Int32>
  private(set) var starts: Growing<Int32>
  private(set) var vocabulary: Vocabulary
  /// Rarity of each term: ln((S + 1) / (n + 0.5)), positive.
  private(set) var rarity: UnsafeMutablePointer<Float>
  /// Whether English function words are as frequent as in English text.
  private(set) var isEnglish = false
  /// Whether anything but headings is there.
  private(set) var hasBody = false

  var count: Int { sentences.count }

  init(_ workspace: Workspace, _ bytes: Bytes, _ passages: Spans, sentenceSpans: Spans? = nil) throws(PithError) {
    self.bytes = bytes
    self.passages = passages
    classes = try WordLists(workspace)
    sentences = try Growing(workspace)
    tokens = try Growing(workspace, capacity: 4096)
    starts = try Growing(workspace)
    vocabulary = try Vocabulary(workspace)
    rarity = try workspace.allocate(0, of: Float.self)
    if let sentenceSpans {
      var i = 0
      while i < sentenceSpans.count {
        try read(workspace, sentenceSpans[i], .sentence, passage: 0)
        i &+= 1
      }
    } else {
      var passage = 0
      while passage < passages.count {
        var segments = Segments(bytes, passages[passage], .passageSentence)
        while let (span, kind) = segments.next() { try read(workspace, span, kind, passage: passage) }
        passage &+= 1
      }
    }
    try starts.append(Int32(truncatingIfNeeded: tokens.count))
    rarity = try workspace.allocate(vocabulary.count, of: Float.self)
    var functions = 0
    var t = 0
    while t < vocabulary.count {
      let term = vocabulary.terms[t]
      let n = Double(term.sentences)
      rarity[t] = Float(naturalLog((Double(count) + 1) / (n + 0.5)))
      if term.wordClass.contains(.function) { functions &+= Int(term.sentences) }
      t &+= 1
    }
    isEnglish = functions &* 8 >= tokens.count
  }

  func tokenRange(_ s: Int) -> (begin: Int, end: Int) { (Int(starts[s]), Int(starts[s &+ 1])) }

  /// Whether a term carries no topic of its own in this text's language.
  func isFunction(_ t: Int) -> Bool {
    let classes = vocabulary.terms[t].wordClass
    return classes.contains(.function) || (!isEnglish && classes.contains(.foreignFunction))
  }

  private mutating func read(
    _ workspace: Workspace, _ span: Span, _ kind: TextKind, passage: Int
  ) throws(PithError) {
    let s = sentences.count
    if s & 1023 == 0 { try workspace.checkpoint(span.from, of: bytes.count) }
    try starts.append(Int32(truncatingIfNeeded: tokens.count))
    var sentence = Sentence(
      span: span, passage: Int32(truncatingIfNeeded: passage), kind: kind.rawValue, cues: 0, words: 0)
    var cues: Cues = []
    var scanner = WordScanner(bytes, span)
    var previousIdeograph: Word?
    var position = 0
    var previousClasses: WordTraits = []
    while let word = scanner.next() {
      let t = try add(word, sentence: s, mayBeName: position > 0)
      let classes = vocabulary.terms[t].wordClass
      if word.isIdeograph {
        cues.insert(.ideographs)
        if let previous = previousIdeograph, previous.span.end == word.span.begin {
          try addPair(previous, word, sentence: s)
        }
        previousIdeograph = word
      }
      if word.hasDigit || classes.contains(.number) { cues.insert(.number) }
      if (classes.contains(.month) && word.isCapitalised) || classes.contains(.weekday) { cues.insert(.date) }
      if word.hasDigit && isYear(word.folded) { cues.insert(.date) }
      if position > 0 && word.isCapitalised && !classes.contains(.function) {
        cues.insert(.name)
        if previousClasses.contains(.place) { cues.insert(.place) }
      }
      if classes.contains(.reason) { cues.insert(.reason) }
      if classes.contains(.unit) { cues.insert(.unit) }
      if position == 0 && classes.contains(.refersBack) { cues.insert(.refersBack) }
      previousClasses = classes
      position &+= 1
    }
    if span.length > 0 && bytes[span.to &- 1] == 0x3F { cues.insert(.question) }
    sentence.cues = cues.rawValue
    sentence.words = Int32(truncatingIfNeeded: position)
    if !sentence.isHeading { hasBody = true }
    try sentences.append(sentence)
  }

  private func isYear(_ word: Folded) -> Bool {
    guard word.count == 4 || (word.count == 5 && word[4] == UInt8(ascii: "s")) else { return false }
    let century = (Int(word[0]) &- 48) &* 10 &+ Int(word[1]) &- 48
    return century >= 10 && century <= 21 && isDigit(word[2]) && isDigit(word[3])
  }

  /// The number of a word's term, new or known, counted for a sentence.
  private mutating func add(_ word: Word, sentence: Int, mayBeName: Bool) throws(PithError) -> Int {
    let (hash, classes, stem) = identity(word, self.classes)
    let t = try count(
      Term(
        hash: hash, first: word.span, prefix: stem.prefix, classes: classes.rawValue, sentences: 0, lastSentence: -1,
        hasDigit: word.hasDigit, isIdeograph: word.isIdeograph, isName: false), sentence: sentence)
    if mayBeName && word.isCapitalised && !word.isAllCapitals { vocabulary.terms.start[t].isName = true }
    return t
  }

  private mutating func addPair(_ a: Word, _ b: Word, sentence: Int) throws(PithError) {
    _ = try count(
      Term(
        hash: pairHash(a.folded.hash(), b.folded.hash()), first: Span(a.span.from, b.span.to), prefix: 0, classes: 0,
        sentences: 0, lastSentence: -1, hasDigit: false, isIdeograph: true, isName: false), sentence: sentence)
  }

  private mutating func count(_ term: Term, sentence: Int) throws(PithError) -> Int {
    var t = vocabulary.find(term.hash)
    if t < 0 { t = try vocabulary.add(term) }
    let s = Int32(truncatingIfNeeded: sentence)
    if vocabulary.terms[t].lastSentence != s {
      vocabulary.terms.start[t].lastSentence = s
      vocabulary.terms.start[t].sentences &+= 1
    }
    try tokens.append(Int32(truncatingIfNeeded: t))
    return t
  }
}

/// The hash, classes and stem of a word. Function words keep their endings.
func identity(_ word: Word, _ classes: WordLists) -> (hash: UInt64, classes: WordTraits, stem: Folded) {
  let whole = word.folded.hash()
  let wordClass = classes[whole]
  if wordClass.contains(.function) || word.hasDigit || word.isIdeograph { return (whole, wordClass, word.folded) }
  var stem = word.folded
  stem.stem()
  return (stem.hash(), wordClass, stem)
}

func pairHash(_ a: UInt64, _ b: UInt64) -> UInt64 { mix(a &* 0x9E37_79B9_7F4A_7C15 ^ b) | 1 }
