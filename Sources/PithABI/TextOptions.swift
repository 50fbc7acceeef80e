// C options of text compression to Swift ones, and the report back. The struct may be older or newer than this library.

import CPithABI
import Pith

extension Call {
  func textUnit(_ value: pith_text_unit) throws(PithError) -> TextUnit {
    guard let unit = TextUnit(rawValue: value.rawValue) else {
      throw unknown("unit", "a value of pith_text_unit", value.rawValue)
    }
    return unit
  }

  func textMetric(_ value: pith_text_metric) throws(PithError) -> TextMetric {
    guard let metric = TextMetric(rawValue: value.rawValue) else {
      throw unknown("metric", "a value of pith_text_metric", value.rawValue)
    }
    return metric
  }

  func textRemoval(_ value: pith_text_removal) throws(PithError) -> TextRemoval {
    guard let removal = TextRemoval(rawValue: value.rawValue) else {
      throw unknown("removal", "a value of pith_text_removal", value.rawValue)
    }
    return removal
  }

  func textPieces(_ value: pith_text_pieces) throws(PithError) -> TextPieces {
    guard let pieces = TextPieces(rawValue: value.rawValue) else {
      throw unknown("pieces", "a value of pith_text_pieces", value.rawValue)
    }
    return pieces
  }

  func textBoundary(_ value: pith_text_boundary) throws(PithError) -> TextBoundary {
    guard let boundary = TextBoundary(rawValue: value.rawValue) else {
      throw unknown("boundary", "a value of pith_text_boundary", value.rawValue)
    }
    return boundary
  }

  func textLevel(_ value: pith_text_level) throws(PithError) -> TextLevel {
    guard let level = TextLevel(rawValue: value.rawValue) else {
      throw unknown("level", "a value of pith_text_level", value.rawValue)
    }
    return level
  }

  /// Reads options of any published size.
  mutating func textOptions(_ pointer: UnsafePointer<pith_text_options>?) throws(PithError) -> TextOptions {
    guard let pointer else { throw PithError(.null, "options", expected: "options", got: .text("NULL")) }
    let known = MemoryLayout<pith_text_options>.size
    // The size is read alone: nothing past it is known to exist yet.
    let size = UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self)
    guard size >= UInt64(firstOptionsSize) && size <= 1 << 16 else {
      throw PithError(
        .size, "options.struct_size", expected: "the sizeof that pith_text_options_init was given",
        got: .integer(Int(truncatingIfNeeded: size)))
    }
    let given = Int(size)
    let bytes = UnsafeRawPointer(pointer)
    var i = known
    while i < given {
      // A newer program may ask for what this library does not know: zero means that it does not.
      guard bytes.load(fromByteOffset: i, as: UInt8.self) == 0 else {
        throw PithError(.unsupported, "options", expected: "fields that this version knows", got: .position(i))
      }
      i &+= 1
    }
    var raw = defaultOptions()
    withUnsafeMutableBytes(of: &raw) { target in
      guard let start = target.baseAddress else { return }
      start.copyMemory(from: bytes, byteCount: min(given, known))
    }
    return try textOptions(raw)
  }

  private mutating func textOptions(_ raw: pith_text_options) throws(PithError) -> TextOptions {
    var options = TextOptions()
    options.budget = count(raw.budget)
    guard let unit = TextBudget(rawValue: raw.unit) else {
      throw unknown("options.unit", "a value of pith_text_budget", UInt32(bitPattern: raw.unit))
    }
    guard let strategy = TextStrategy(rawValue: raw.strategy) else {
      throw unknown("options.strategy", "a value of pith_text_strategy", UInt32(bitPattern: raw.strategy))
    }
    guard let words = TextWords(rawValue: raw.words) else {
      throw unknown("options.words", "a value of pith_text_words", UInt32(bitPattern: raw.words))
    }
    guard raw.reserved == 0 else {
      throw PithError(.range, "options.reserved", expected: "0", got: .integer(Int(raw.reserved)))
    }
    options.unit = unit
    options.strategy = strategy
    options.words = words
    options.keepContext = raw.keep_context != 0
    options.keepHeadings = raw.keep_headings != 0
    options.redundancy = raw.redundancy
    options.rankPrior = raw.rank_prior
    options.embeddingWeight = raw.embedding_weight
    options.wordDrop = raw.word_drop
    options.clusters = count(raw.clusters)
    options.counter = raw.count_tokens.map { TokenCounter(count: $0, user: raw.count_user) }
    options.encoder = raw.embed.map { TextEncoder(embed: $0, user: raw.embed_user, dim: count(raw.embed_dim)) }
    options.embeddings = try optionalInput(raw.embeddings, "options.embeddings")
    options.questionEmbedding = try optionalInput(raw.question_embedding, "options.question_embedding")
    options.required = try optionalInput(raw.required, "options.required")
    options.gap = try optionalInput(raw.gap, "options.gap")
    options.separator = try optionalInput(raw.separator, "options.separator")
    return options
  }
}

/// The size of the struct when it was first published: no smaller one is valid.
private let firstOptionsSize = 160

private func defaultOptions() -> pith_text_options {
  let defaults = TextOptions()
  var raw = pith_text_options()
  raw.struct_size = UInt64(MemoryLayout<pith_text_options>.size)
  raw.keep_context = defaults.keepContext ? 1 : 0
  raw.keep_headings = defaults.keepHeadings ? 1 : 0
  raw.redundancy = defaults.redundancy
  raw.rank_prior = defaults.rankPrior
  raw.embedding_weight = defaults.embeddingWeight
  raw.word_drop = defaults.wordDrop
  return raw
}

func initialize(_ options: UnsafeMutablePointer<pith_text_options>?, _ size: UInt64) -> pith_status {
  let name: StaticString = "pith_text_options_init"
  guard let options else { return report(name, PithError(.null, "options", expected: "options", got: .text("NULL"))) }
  guard size >= UInt64(firstOptionsSize) && size <= 1 << 16 else {
    return report(
      name,
      PithError(.size, "size", expected: "sizeof(pith_text_options)", got: .integer(Int(truncatingIfNeeded: size))))
  }
  var raw = defaultOptions()
  raw.struct_size = size
  let target = UnsafeMutableRawPointer(options)
  let known = MemoryLayout<pith_text_options>.size
  withUnsafeBytes(of: &raw) { source in
    guard let start = source.baseAddress else { return }
    target.copyMemory(from: start, byteCount: min(Int(size), known))
  }
  var i = known
  while i < Int(size) {
    target.storeBytes(of: 0, toByteOffset: i, as: UInt8.self)
    i &+= 1
  }
  return PITH_OK
}

extension pith_text_report {
  init(_ report: TextReport) {
    self.init(
      before: Int64(report.before), after: Int64(report.after), sentences: Int64(report.sentences),
      sentences_kept: Int64(report.sentencesKept), words_dropped: Int64(report.wordsDropped), spans: Int64(report.spans))
  }
}
