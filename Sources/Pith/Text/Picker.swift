// Chooses sentences under a budget: the best value per cost first, less what kept sentences say already.
//
//   gain(s)     = value(s) * (1 - redundancy * overlap(s)^2)
//   overlap(s)  = rarity of the words of s that a kept sentence has / rarity of all its words
//   priority(s) = gain(s) / cost(s)^(1/4)
// Kept words only grow, so gains only fall: a heap whose top is looked at again before it is taken (Minoux's lazy greedy)
// gives the same picks as trying every sentence in every round. What does not fit is passed over and smaller ones follow.
//
// Papers: Carbonell, Goldstein, "The Use of MMR, Diversity-Based Reranking", SIGIR 1998 (the trade-off); Lin, Bilmes,
// "Multi-document Summarization via Budgeted Maximization of Submodular Functions", NAACL 2010 (value per cost, power);
// Minoux 1978 (lazy evaluation). MMR's cosine with every kept sentence is replaced by the words covered: linear, and two
// kept sentences that together say a third count fully.
// Cost: O(T + S log S) and a few looks per sentence.

struct Picker {
  let index: TextIndex
  let value: UnsafeMutablePointer<Float>
  let cost: UnsafeMutablePointer<Int32>
  let redundancy: Float
  /// Whether cheap sentences come before dear ones of the same value.
  let weighsCost: Bool
  /// Whether a term is in a kept sentence.
  private let covered: UnsafeMutablePointer<Bool>
  let isKept: UnsafeMutablePointer<Bool>
  private let heap: UnsafeMutablePointer<Int32>
  private let priority: UnsafeMutablePointer<Float>
  private var size = 0

  init(
    _ workspace: Workspace, _ index: TextIndex, value: UnsafeMutablePointer<Float>, cost: UnsafeMutablePointer<Int32>,
    redundancy: Double, weighsCost: Bool
  ) throws(PithError) {
    self.index = index
    self.value = value
    self.cost = cost
    self.redundancy = Float(redundancy)
    self.weighsCost = weighsCost
    covered = try workspace.allocate(index.vocabulary.count, of: Bool.self)
    covered.update(repeating: false, count: index.vocabulary.count)
    isKept = try workspace.allocate(index.count, of: Bool.self)
    isKept.update(repeating: false, count: index.count)
    heap = try workspace.allocate(index.count, of: Int32.self)
    priority = try workspace.allocate(index.count, of: Float.self)
  }

  /// The share of a sentence's words, by rarity, that kept sentences have.
  func overlap(_ s: Int) -> Float {
    let (begin, end) = index.tokenRange(s)
    var all: Float = 0
    var known: Float = 0
    var t = begin
    while t < end {
      let token = Int(index.tokens[t])
      let weight = max(index.rarity[token], 0)
      all += weight
      if covered[token] { known += weight }
      t &+= 1
    }
    return all > 0 ? known / all : 0
  }

  func keep(_ s: Int) {
    isKept[s] = true
    let (begin, end) = index.tokenRange(s)
    var t = begin
    while t < end {
      covered[Int(index.tokens[t])] = true
      t &+= 1
    }
  }

  /// Starts over with all sentences that are not kept. Headings come with what stands under them; alone they only count in
  /// a text that has nothing else.
  mutating func fill() {
    size = 0
    var s = 0
    while s < index.count {
      if !isKept[s] && !(index.hasBody && index.sentences[s].isHeading) {
        priority[s] = rate(s)
        heap[size] = Int32(truncatingIfNeeded: s)
        size &+= 1
      }
      s &+= 1
    }
    var i = size / 2
    while i > 0 {
      i &-= 1
      sink(i)
    }
  }

  /// The best sentence that is not kept, taken off the heap; nil when none is left.
  mutating func next() -> Int? {
    while size > 0 {
      let s = Int(heap[0])
      if isKept[s] {
        pop()
        continue
      }
      let now = rate(s)
      if now < priority[s] {
        priority[s] = now
        sink(0)
        continue
      }
      pop()
      return s
    }
    return nil
  }

  private func rate(_ s: Int) -> Float {
    let known = redundancy > 0 ? overlap(s) : 0
    let gain = value[s] * (1 - redundancy * known * known)
    guard weighsCost else { return gain }
    // Power 1/4, nearer to value alone than to value per cost: long sentences hold more answers, but not in proportion.
    return gain / Float(max(cost[s], 64)).root.root
  }

  private func comesBefore(_ a: Int32, _ b: Int32) -> Bool {
    let x = priority[Int(a)]
    let y = priority[Int(b)]
    return x > y || (x == y && a < b)
  }

  private mutating func pop() {
    size &-= 1
    if size > 0 {
      heap[0] = heap[size]
      sink(0)
    }
  }

  private func sink(_ start: Int) {
    var i = start
    let moved = heap[i]
    while true {
      var child = 2 &* i &+ 1
      if child >= size { break }
      if child &+ 1 < size && comesBefore(heap[child &+ 1], heap[child]) { child &+= 1 }
      if !comesBefore(heap[child], moved) { break }
      heap[i] = heap[child]
      i = child
    }
    heap[i] = moved
  }
}
