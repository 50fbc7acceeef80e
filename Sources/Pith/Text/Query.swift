// The question as terms with weights, and what kind of answer it asks for.

struct Query {
  static let capacity = 64
  /// Distinct content terms in the order of the question; `number` is -1 where the text does not hold the term.
  private(set) var numbers: UnsafeMutablePointer<Int32>
  private(set) var weights: UnsafeMutablePointer<Float>
  private let hashes: UnsafeMutablePointer<UInt64>
  private(set) var count = 0
  /// Sum of the weights.
  private(set) var total: Float = 0
  /// Cues that an answer should have.
  private(set) var wanted: Cues = []
  /// For each term of the vocabulary the query term it matches, or -1, and how well, 0 to 1.
  private(set) var match: UnsafeMutablePointer<Int8>
  private(set) var similarity: UnsafeMutablePointer<Float>

  init(_ workspace: Workspace, _ question: Bytes, _ index: TextIndex) throws(PithError) {
    numbers = try workspace.allocate(Query.capacity, of: Int32.self)
    weights = try workspace.allocate(Query.capacity, of: Float.self)
    hashes = try workspace.allocate(Query.capacity, of: UInt64.self)
    let size = index.vocabulary.count
    match = try workspace.allocate(size, of: Int8.self)
    similarity = try workspace.allocate(size, of: Float.self)
    match.update(repeating: -1, count: size)
    similarity.update(repeating: 0, count: size)
    read(question, index, functions: false)
    // A question of function words alone ("What is it about?") has nothing better to go by.
    if count == 0 { read(question, index, functions: true) }
    addSynonyms(index)
    var q = 0
    while q < count {
      total += weights[q]
      q &+= 1
    }
  }

  private mutating func read(_ question: Bytes, _ index: TextIndex, functions: Bool) {
    let unseen = Float(naturalLog((Double(index.count) + 1) / 0.5))
    var scanner = WordScanner(question, Span(0, question.count))
    var words = 0
    var last: Word?
    var asksHow = false
    while let word = scanner.next() {
      words &+= 1
      let (hash, classes, stem) = identity(word, index.classes)
      note(word, classes, &asksHow)
      // "Go" inside a question is a name, whatever "go" is.
      let isName = word.isCapitalised && words > 1 && !word.isSingleLetter
      let isFunction = !isName
        && (classes.contains(.function) || (!index.isEnglish && classes.contains(.foreignFunction)))
      if !isFunction || functions { add(hash, word, stem, index, unseen) }
      if word.isIdeograph, let previous = last, previous.isIdeograph, previous.span.end == word.span.begin {
        add(pairHash(previous.folded.hash(), word.folded.hash()), word, Folded(), index, unseen)
      }
      last = word
    }
  }

  /// "When" asks for a date, "how many" for a number, "who" for a name, "where" for a place, "why" for a reason.
  private mutating func note(_ word: Word, _ classes: WordTraits, _ asksHow: inout Bool) {
    let text = word.folded
    if text.equals("when") || text.equals("wann") || text.equals("quand") || text.equals("cuando") { wanted.insert(.date) }
    if text.equals("year") || text.equals("date") || text.equals("month") { wanted.insert(.date) }
    if text.equals("who") || text.equals("whom") || text.equals("whose") || text.equals("wer") || text.equals("quien") {
      wanted.insert(.name)
    }
    if text.equals("where") || text.equals("wo") || text.equals("donde") { wanted.insert(.place) }
    if text.equals("why") || text.equals("warum") || text.equals("pourquoi") { wanted.insert(.reason) }
    if text.equals("cuanto") || text.equals("cuantos") || text.equals("combien") || text.equals("wieviel") {
      wanted.insert(.number)
    }
    if text.equals("largest") || text.equals("smallest") || text.equals("highest") || text.equals("lowest")
      || text.equals("maximum") || text.equals("minimum") || text.equals("percentage") || text.equals("number")
    {
      wanted.insert(.number)
    }
    if asksHow {
      switch true {
      case text.equals("many"), text.equals("much"), text.equals("long"), text.equals("far"), text.equals("old"),
        text.equals("often"), text.equals("large"), text.equals("big"), text.equals("tall"), text.equals("high"),
        text.equals("deep"), text.equals("fast"), text.equals("heavy"), text.equals("wide"), text.equals("hot"):
        wanted.insert(.number)
      default: break
      }
    }
    asksHow = text.equals("how")
  }

  private mutating func add(
    _ hash: UInt64, _ word: Word, _ stem: Folded, _ index: TextIndex, _ unseen: Float
  ) {
    guard count < Query.capacity else { return }
    var i = 0
    while i < count {
      if hashes[i] == hash { return }
      i &+= 1
    }
    let number = index.vocabulary.find(hash)
    let q = count
    hashes[q] = hash
    numbers[q] = Int32(truncatingIfNeeded: number)
    var weight = number >= 0 ? index.rarity[number] : unseen
    if number >= 0 { set(number, q, 1) }
    // Words with the same beginning and another ending: "adopt", "adoption".
    if stem.count >= 4 && !word.isIdeograph && !word.hasDigit {
      var rarest: Float = 0
      let prefix = stem.prefix
      var t = 0
      while t < index.vocabulary.count {
        if index.vocabulary.terms[t].prefix == prefix && t != number {
          let likeness = index.likeness(stem, t)
          if likeness > similarity[t] {
            set(t, q, likeness)
            rarest = max(rarest, index.rarity[t])
          }
        }
        t &+= 1
      }
      if number < 0 && rarest > 0 { weight = rarest }
    }
    weights[q] = max(weight, 0.01)
    count &+= 1
  }

  /// Words of the text that mean what a query term means count half.
  private mutating func addSynonyms(_ index: TextIndex) {
    var groups = SynonymGroups(index.classes)
    while groups.next() {
      var q = 0
      while q < count {
        if groups.contains(hashes[q]) {
          var rarest: Float = 0
          var i = 0
          while i < groups.count {
            let t = index.vocabulary.find(groups.hashes[i & 15])
            if t >= 0 && similarity[t] < 0.5 {
              set(t, q, 0.5)
              rarest = max(rarest, index.rarity[t])
            }
            i &+= 1
          }
          // A term that the text does not hold weighs what stands for it.
          if numbers[q] < 0 && rarest > 0 { weights[q] = min(weights[q], rarest) }
        }
        q &+= 1
      }
    }
  }

  private func set(_ t: Int, _ q: Int, _ value: Float) {
    match[t] = Int8(truncatingIfNeeded: q)
    similarity[t] = value
  }
}

extension Folded {
  func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && ends(with: text) }

  /// Whether what follows the first `begin` bytes is an ending that derives words from words.
  func hasDerivationalEnding(from begin: Int) -> Bool {
    let endings: StaticString = """
       e i s er r or ion ation ition tion al ial ical ic ment ness ive ative abl ibl abiliti ibiliti iti ist ism enc anc ent ant \
      ou iou ful less iz is ifi ific th ship hood ing ed en at ator ar ari ori ur age tur
      """
    let text = endings.utf8Start
    let size = endings.utf8CodeUnitCount
    let length = count &- begin
    if length <= 0 { return length == 0 }
    var i = 0
    while i < size {
      var end = i
      while end < size && text[end] != 0x20 { end &+= 1 }
      if end &- i == length {
        var k = 0
        while k < length && text[i &+ k] == self[begin &+ k] { k &+= 1 }
        if k == length { return true }
      }
      i = end &+ 1
    }
    return false
  }
}

extension TextIndex {
  /// How likely a term of the vocabulary is the same word as `stem` with another ending, 0 to 1.
  func likeness(_ stem: Folded, _ t: Int) -> Float {
    var scanner = WordScanner(bytes, vocabulary.terms[t].first)
    guard let word = scanner.next(), !word.hasDigit, !word.isIdeograph else { return 0 }
    let other = identity(word, classes).stem
    let shorter = min(stem.count, other.count)
    let longer = max(stem.count, other.count)
    var common = 0
    while common < shorter && stem[common] == other[common] { common &+= 1 }
    guard common >= 4 else { return 0 }
    let share = Float(common) / Float(longer)
    if stem.hasDerivationalEnding(from: common) && other.hasDerivationalEnding(from: common) && share >= 0.45 {
      return 0.8
    }
    // Other languages' endings are not listed: a long common beginning has to do.
    return share >= 0.75 ? share * 0.8 : 0
  }
}
