// What follows a bipartite match: the r best pairs merge, and every token gets its output row.
//
// Output rows: the sources that stay, then all destinations in ascending position. The sources stand in falling similarity,
// or in ascending position where a class token has to stay in front. With a distillation token the rows are source 0,
// destination 0, the other sources, the other destinations.
// Cost: O(N).

import CPith

/// The two sides of a bipartite step. Sources merge into destinations.
struct BipartiteSides {
  /// Their tokens, ascending; nil: the even and the odd positions.
  var sources: UnsafePointer<Int32>?
  var destinations: UnsafePointer<Int32>?
  var sourceCount: Int
  var destinationCount: Int
  /// Whether sources that stay keep their order.
  var isOrdered: Bool
  var distillToken = false

  /// Even positions merge into odd ones.
  init(alternating n: Int, isOrdered: Bool, distillToken: Bool) {
    sources = nil
    destinations = nil
    sourceCount = (n &+ 1) / 2
    destinationCount = n / 2
    self.isOrdered = isOrdered
    self.distillToken = distillToken
  }

  init(
    sources: UnsafePointer<Int32>, _ sourceCount: Int, destinations: UnsafePointer<Int32>, _ destinationCount: Int
  ) {
    self.sources = sources
    self.destinations = destinations
    self.sourceCount = sourceCount
    self.destinationCount = destinationCount
    isOrdered = false
  }

  var tokens: Int { sourceCount &+ destinationCount }

  func source(_ i: Int) -> Int {
    if let sources { return Int(sources[i]) }
    return 2 &* i
  }

  func destination(_ j: Int) -> Int {
    if let destinations { return Int(destinations[j]) }
    return 2 &* j &+ 1
  }

  /// Output row of the `t`-th source that stays.
  func row(source t: Int) -> Int { distillToken && t > 0 ? t &+ 1 : t }

  /// Output row of destination `j` if `r` sources merge.
  func row(destination j: Int, _ r: Int) -> Int { distillToken && j == 0 ? 1 : sourceCount &- r &+ j }
}

extension Workspace {
  /// Every even token's most similar odd token, ranked. A class token's similarity is -infinity.
  ///
  /// Protected rows and columns are left out of the search: a row that found nothing ranks last, and a missing column cannot
  /// be found. Only where token 1 is all there is on its side is it found all the same, as in the authors' code.
  func matchAlternating(
    _ x: FloatRows, classToken: Bool, distillToken: Bool
  ) throws(PithError) -> BipartiteMatch {
    let evens = (x.rows &+ 1) / 2
    let odds = x.rows / 2
    let skipped = distillToken && odds > 0 ? 1 : 0
    let a = FloatRows(base: x.base, rows: evens, cols: x.cols, stride: 2 &* x.stride)
    let b = FloatRows(
      base: odds > 0 ? x.row(1 &+ 2 &* skipped) : x.base, rows: odds &- skipped, cols: x.cols, stride: 2 &* x.stride)
    let match = try self.match(a, with: b, ranked: true)
    if classToken && evens > 0 { match.best[0] = -.infinity }
    var i = 0
    while i < evens {
      match.to[i] = max(0, match.to[i] &+ Int32(truncatingIfNeeded: skipped))
      i &+= 1
    }
    return match
  }

  /// Merges the `r` best pairs. Without pairs every token stays in its place. Sources that merge get a `match.to` of -2.
  ///
  /// - Parameters:
  ///   - order: sources by falling similarity.
  ///   - assign: out, output row of every token.
  ///   - sources, destinations: out, the tokens of the merged pairs by falling similarity, or nil.
  func mergeBest(
    _ r: Int, of match: BipartiteMatch, _ order: UnsafePointer<Int32>, _ sides: BipartiteSides,
    assign: UnsafeMutablePointer<Int32>, sources: UnsafeMutablePointer<Int32>?,
    destinations: UnsafeMutablePointer<Int32>?
  ) {
    if r == 0 { return keepInPlace(assign, sides.tokens) }
    var i = 0
    while i < r {
      let source = Int(order[i])
      let destination = Int(match.to[source])
      let token = sides.source(source)
      assign[token] = Int32(truncatingIfNeeded: sides.row(destination: destination, r))
      if let sources { sources[i] = Int32(truncatingIfNeeded: token) }
      if let destinations { destinations[i] = Int32(truncatingIfNeeded: sides.destination(destination)) }
      match.to[source] = -2
      i &+= 1
    }
    var t = 0
    i = sides.isOrdered ? 0 : r
    while i < sides.sourceCount {
      let source = sides.isOrdered ? i : Int(order[i])
      if match.to[source] != -2 {
        assign[sides.source(source)] = Int32(truncatingIfNeeded: sides.row(source: t))
        t &+= 1
      }
      i &+= 1
    }
    var j = 0
    while j < sides.destinationCount {
      assign[sides.destination(j)] = Int32(truncatingIfNeeded: sides.row(destination: j, r))
      j &+= 1
    }
  }

  /// Every token is an output row.
  func keepInPlace(_ assign: UnsafeMutablePointer<Int32>, _ n: Int) {
    var i = 0
    while i < n {
      assign[i] = Int32(truncatingIfNeeded: i)
      i &+= 1
    }
  }
}
