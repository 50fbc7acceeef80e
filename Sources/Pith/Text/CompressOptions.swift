// How text is compressed: the Swift side of `pith_text_options` and `pith_text_report`.

/// What a budget counts.
public enum TextBudget: Int32, Sendable {
  case tokens = 0
  case words = 1
  case bytes = 2
}

/// What makes a sentence worth keeping.
public enum TextStrategy: Int32, Sendable {
  case auto = 0
  case relevance = 1
  case salience = 2
  case clusters = 3
  case leading = 4
}

/// Whether words may be dropped inside kept sentences.
public enum TextWords: Int32, Sendable {
  case off = 0
  case auto = 1
  case always = 2
}

/// Why a sentence was kept (from 0 up) or dropped.
public enum TextReason: Int32, Sendable {
  case chosen = 0
  case required = 1
  case context = 2
  case heading = 3
  case shortened = 4
  case budget = -1
  case redundant = -2
  case irrelevant = -3
}

/// A host's token counter; a negative result is a failure.
public struct TokenCounter {
  public typealias Count = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Int64) -> Int64
  public var count: Count
  public var user: UnsafeMutableRawPointer?

  public init(count: @escaping Count, user: UnsafeMutableRawPointer?) {
    self.count = count
    self.user = user
  }
}

/// A host's encoder: rows [count, dim] for byte spans of a text; a result other than 0 is a failure.
public struct TextEncoder {
  public typealias Embed = @convention(c) (
    UnsafeMutableRawPointer?, UnsafePointer<CChar>?, UnsafePointer<Int32>?, Int64, UnsafeMutablePointer<Float>?, Int64
  ) -> Int32
  public var embed: Embed
  public var user: UnsafeMutableRawPointer?
  public var dim: Int

  public init(embed: @escaping Embed, user: UnsafeMutableRawPointer?, dim: Int) {
    self.embed = embed
    self.user = user
    self.dim = dim
  }
}

public struct TextOptions {
  public var budget = 0
  public var unit = TextBudget.tokens
  public var strategy = TextStrategy.auto
  public var words = TextWords.off
  public var keepContext = true
  public var keepHeadings = true
  public var redundancy = 0.5
  public var rankPrior = 0.3
  public var embeddingWeight = 0.5
  public var wordDrop = 0.25
  public var clusters = 0
  public var counter: TokenCounter?
  public var embeddings: Tensor?
  public var questionEmbedding: Tensor?
  public var encoder: TextEncoder?
  public var required: Tensor?
  public var gap: Tensor?
  public var separator: Tensor?

  public init() {}

  func check() throws(PithError) {
    guard budget >= 0 else {
      throw PithError(.range, "options.budget", expected: "a budget that is not negative", got: .integer(budget))
    }
    try require(redundancy, "options.redundancy", from: 0, through: 1, "0 to 1")
    try require(rankPrior, "options.rank_prior", from: 0, through: 1, "0 to 1")
    try require(embeddingWeight, "options.embedding_weight", from: 0, through: 1, "0 to 1")
    try require(wordDrop, "options.word_drop", from: 0, through: 0.6, "0 to 0.6")
    guard clusters >= 0 && clusters <= Int(Int32.max) else {
      throw PithError(.range, "options.clusters", expected: "0 to 2^31 - 1", got: .integer(clusters))
    }
    if let encoder { try require(encoder.dim, "options.embed_dim", in: 1...65536, "1 to 65536") }
  }
}

/// What a compression did.
public struct TextReport {
  public var before = 0
  public var after = 0
  public var sentences = 0
  public var sentencesKept = 0
  public var wordsDropped = 0
  public var spans = 0

  public init() {}
}
