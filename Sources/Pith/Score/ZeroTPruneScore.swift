// Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers (CVPR 2024).
//
//   s_h  = weighted PageRank of head h of the attention map (Primitives/PageRank.swift), scores that add up to 1
//   v_h  = unbiased variance over the patches of n · s_h          head h counts if v_min <= v_h <= v_max; if none does, all do
//   score_i = sqrt(mean over the heads that count of s_h(i)²)     or the plain mean
//
// n is the number of tokens in the graph, class token included; patches are all but the class token. The variance is taken of
// n · s_h, whose mean is about 1: the published range 0.01 to 0.7 fits that scale and no other.
//
// The method scores twice: the whole map before its similarity stage, then the map restricted to the survivors with rows
// divided by what is left of them (Select/ZeroTPrune.swift has the stage between and the last pick).
//
// Written from the paper: there is no code of the authors. A row that attends only to removed tokens votes for nobody.
// Cost: H·N² fused multiply-adds per vote; no sub-matrix and no power of the map is stored, but for one head per thread.

import CPith

/// How Zero-TPrune scores.
public struct ZeroTPruneOptions: Sendable {
  /// Start score of the class token (token 0); 0: there is none.
  public var classWeight: Double
  public var iterations: Int
  /// Voting stops after a step that changed the scores by no more in sum; 0: never.
  public var epsilon = 0.0
  public var damping = 0.0
  /// The map's entries are taken to this power, rows then divided by their sums; 1: as they are.
  public var sharpness = 1.0
  public var minimumVariance = 0.01
  public var maximumVariance = 0.7
  /// Rows restricted to survivors are divided by their sums.
  public var renormalizes = true
  /// Heads are averaged instead of taking the root of the mean square.
  public var averagesHeads = false

  public init(classWeight: Double, iterations: Int) {
    self.classWeight = classWeight
    self.iterations = iterations
  }
}

extension Score {
  /// Scores patches by weighted PageRank, over all heads whose scores vary enough and not too much.
  ///
  /// - Parameters:
  ///   - attention: `[N, N]`, `[H, N, N]` or `[B, H, N, N]`, softmaxed, not negative.
  ///   - survivors: the tokens of the graph, ascending, class token first if there is one. `[S]` or `[B, S]`, i32; nil: all.
  ///   - scores: out, one for each patch of the graph. `[P]` or `[B, P]`.
  ///   - headMask: out, optional, 1 for heads that count. `[H]` or `[B, H]`, i32.
  public static func zeroTPrune(
    _ workspace: Workspace, attention: Tensor, survivors: Tensor?, options: ZeroTPruneOptions, scores: Tensor,
    headMask: Tensor?
  ) throws(PithError) {
    let map = try attention.squareMap("attention")
    let n = map.extent(1)
    let heads = map.extent(0)
    try options.check()
    let first = options.classWeight > 0 ? 1 : 0
    let survivors = try survivors.block("survivors", rank: 1, .index, "[S] or [B, S]", like: map)
    let count = survivors?.extent(0) ?? n
    guard count >= first else {
      throw PithError(
        .shape, survivors == nil ? "attention" : "survivors", expected: "at least the class token", got: .integer(count))
    }
    let patches = count &- first
    let scores = try scores.block("scores", rank: 1, .float, "[patches] or [B, patches]")
    try scores.require(patches, "[patches] or [B, patches]")
    try scores.requireBatch(of: map)
    let headMask = try headMask.block("head_mask", rank: 1, .index, "[H] or [B, H]", like: map)
    try headMask?.require(heads, "[H] or [B, H]")

    let members = try workspace.members(survivors, of: map, n: n, first: first)
    let graphs = AttentionGraphs(
      map: map, isLogits: false, sharpness: Float(options.sharpness),
      alive: survivors == nil ? nil : UnsafePointer(try workspace.marks(members, count, n, batch: map.batch)),
      count: count, renormalizes: options.renormalizes)
    let ranks = try workspace.headRanks(graphs, options.plan)
    let result = try workspace.allocate(try product(map.batch, patches), of: Float.self)
    let mask = try workspace.allocate(try product(map.batch, heads), of: Int32.self)
    var b = 0
    while b < map.batch {
      combine(
        ranks + b &* heads &* n, heads, n, members + (b &* count &+ first), patches, count, options,
        mask + b &* heads, into: result + b &* patches)
      b &+= 1
    }
    workspace.commitAll(result, count: patches, to: scores)
    if let headMask { workspace.commitAll(mask, count: heads, to: headMask) }
  }

  /// Chooses the heads and combines their scores of the patches.
  private static func combine(
    _ ranks: UnsafePointer<Double>, _ heads: Int, _ n: Int, _ members: UnsafePointer<Int32>, _ patches: Int,
    _ count: Int, _ options: ZeroTPruneOptions, _ mask: UnsafeMutablePointer<Int32>,
    into scores: UnsafeMutablePointer<Float>
  ) {
    var used = 0
    var h = 0
    while h < heads {
      let spread = variance(ranks + h &* n, members, patches) * Double(count) * Double(count)
      let counts = spread >= options.minimumVariance && spread <= options.maximumVariance
      mask[h] = counts ? 1 : 0
      used &+= counts ? 1 : 0
      h &+= 1
    }
    if used == 0 {
      mask.update(repeating: 1, count: heads)
      used = heads
    }
    var i = 0
    while i < patches {
      let token = Int(members[i])
      var sum = 0.0
      h = 0
      while h < heads {
        let score = mask[h] == 1 ? ranks[h &* n &+ token] : 0
        sum += options.averagesHeads ? score : score * score
        h &+= 1
      }
      let mean = sum / Double(used)
      scores[i] = Float(options.averagesHeads ? mean : mean.root)
      i &+= 1
    }
  }

  /// The unbiased variance; 0 for fewer than two patches.
  private static func variance(
    _ x: UnsafePointer<Double>, _ members: UnsafePointer<Int32>, _ count: Int
  ) -> Double {
    if count < 2 { return 0 }
    var mean = 0.0
    var i = 0
    while i < count {
      mean += x[Int(members[i])]
      i &+= 1
    }
    mean /= Double(count)
    var sum = 0.0
    i = 0
    while i < count {
      let difference = x[Int(members[i])] - mean
      sum += difference * difference
      i &+= 1
    }
    return sum / Double(count &- 1)
  }
}

extension ZeroTPruneOptions {
  fileprivate var plan: VotePlan {
    VotePlan(iterations: iterations, damping: damping, epsilon: epsilon, classWeight: classWeight)
  }

  @inline(never)
  fileprivate func check() throws(PithError) {
    try require(classWeight, "class_weight", from: 0, through: 0x1p60, "0 to 2^60")
    try requireIterations(iterations)
    try require(epsilon, "epsilon", from: 0, through: .greatestFiniteMagnitude, "0 or more")
    try require(damping, "damping", from: 0, through: 1, "0 to 1")
    try require(sharpness, "sharpness", from: 0x1p-20, through: 0x1p20, "2^-20 to 2^20")
    try require(minimumVariance, "min_variance", from: -.infinity, through: .infinity, "a number")
    try require(maximumVariance, "max_variance", from: -.infinity, through: .infinity, "a number")
  }
}

/// A number of votes. Scores settle long before the limit, which keeps a wrong argument from running for days.
func requireIterations(_ iterations: Int) throws(PithError) {
  try require(iterations, "iterations", in: 0...65535, "0 to 65535")
}

extension Tensor {
  /// An attention map of tokens among themselves.
  func squareMap(_ name: StaticString) throws(PithError) -> Block {
    let map = try attentionMap(name)
    try map.require(-1, map.extent(2), -1, "as many queries as keys")
    return map
  }
}

extension Workspace {
  /// The tokens of each item's graph, `[batch, count]`: those listed, or all. Lists must ascend, with token 0 first if there is
  /// a class token.
  @inline(never)
  func members(
    _ survivors: Block?, of map: Block, n: Int, first: Int
  ) throws(PithError) -> UnsafeMutablePointer<Int32> {
    let count = survivors?.extent(0) ?? n
    let members = try allocate(try product(map.batch, count), of: Int32.self)
    var b = 0
    while b < map.batch {
      let list = survivors?.pointer(b, as: Int32.self)
      var i = 0
      while i < count {
        let token = list.map { Int($0[i &* (survivors?.first.stride[0] ?? 0)]) } ?? i
        let last = i == 0 ? -1 : Int(members[b &* count &+ i &- 1])
        let isLegal = token < n && (i < first ? token == 0 : token > last)
        guard isLegal else {
          throw PithError(
            .index, "survivors", expected: "ascending positions below N, the class token first",
            got: .element(token, at: b &* count &+ i))
        }
        members[b &* count &+ i] = Int32(truncatingIfNeeded: token)
        i &+= 1
      }
      b &+= 1
    }
    return members
  }

  /// `[batch, n]` ones where a token is listed, else zeros.
  fileprivate func marks(
    _ members: UnsafePointer<Int32>, _ count: Int, _ n: Int, batch: Int
  ) throws(PithError) -> UnsafeMutablePointer<Float> {
    let marks = try allocate(try product(batch, n), of: Float.self)
    marks.update(repeating: 0, count: batch &* n)
    var i = 0
    while i < batch &* count {
      marks[i / count &* n &+ Int(members[i])] = 1
      i &+= 1
    }
    return marks
  }
}
