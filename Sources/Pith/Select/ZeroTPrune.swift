// Zero-TPrune: Zero-Shot Token Pruning through Leveraging of the Attention Graph in Pre-Trained Transformers (CVPR 2024): the
// stages that remove tokens. Score/ZeroTPruneScore.swift scores for both.
//
//   similarity stage   patches by falling score: the first floor(P / 2) are B, the rest A
//                      m_a = max over b in B of cosine(f_a, f_b); the r tokens of A with the greatest m_a are removed
//   importance stage   the `keep` survivors with the greatest score of the restricted graph stay
//
// Removed tokens are dropped, not merged. The class token is in neither set and always stays. Features are the layer's keys,
// heads side by side.
//
// Written from the paper: there is no code of the authors. A feature of norm zero has cosine 0 with everything.
// Cost: P²/4·D multiply-adds, no matrix of similarities; the rest O(N).

import CPith

extension Select {
  /// Removes unimportant patches that resemble an important one.
  ///
  /// - Parameters:
  ///   - features: `[N, D]` or `[B, N, D]`, f32, f16 or bf16.
  ///   - scores: of the patches. `[P]` or `[B, P]`, P = N - 1 with a class token, else N.
  ///   - remove: 0 to ceil(P / 2); 0 if P is 1.
  ///   - survivors: out, ascending, class token included. `[N - remove]` or `[B, N - remove]`, i32.
  ///   - removed: out, optional, ascending. `[remove]` or `[B, remove]`, i32.
  ///   - ranking: out, optional, patches by falling score. `[P]` or `[B, P]`, i32.
  public static func zeroTPruneSimilar(
    _ workspace: Workspace, features: Tensor, scores: Tensor, classToken: Bool, remove: Int, survivors: Tensor,
    removed: Tensor?, ranking: Tensor?
  ) throws(PithError) {
    let features = try features.block("features", rank: 2, .float, "[N, D] or [B, N, D]")
    let n = features.extent(0)
    let first = classToken ? 1 : 0
    guard n >= first else {
      throw PithError(.shape, "features", expected: "at least the class token", got: .integer(n))
    }
    let patches = n &- first
    let scores = try scores.block("scores", rank: 1, .float, "[patches] or [B, patches]")
    try scores.require(patches, "[patches] or [B, patches]")
    try scores.requireBatch(of: features)
    try requireCount(
      remove, "remove", atMost: patches > 1 ? (patches &+ 1) / 2 : 0, "0 to half of the patches, rounded up; 0 of one patch")
    let left = n &- remove
    let survivors = try survivors.block("survivors", rank: 1, .index, "[N - remove] or [B, N - remove]")
    try survivors.require(left, "[N - remove] or [B, N - remove]")
    try survivors.requireBatch(of: features)
    let removed = try removed.block("removed", rank: 1, .index, "[remove] or [B, remove]", like: features)
    try removed?.require(remove, "[remove] or [B, remove]")
    let ranking = try ranking.block("ranking", rank: 1, .index, "[patches] or [B, patches]", like: features)
    try ranking?.require(patches, "[patches] or [B, patches]")

    let order = try workspace.allocate(try product(features.batch, patches), of: Int32.self)
    let gone = try workspace.allocate(try product(features.batch, remove), of: Int32.self)
    let kept = try workspace.allocate(try product(features.batch, left), of: Int32.self)
    var b = 0
    while b < features.batch {
      let mark = workspace.mark()
      let x = try workspace.floatRows(features.item(b))
      try workspace.requireFinite(x, "features")
      let score = try workspace.floatRows(scores.item(b))
      try workspace.requireFinite(score, "scores")
      let order = order + b &* patches
      let words = try workspace.allocate(try product(3, patches) &+ Int(PITHK_SELECT_WORDS), of: UInt32.self)
      workspace.kernels.pointee.argsort(score.base, patches, 1, order, words)
      var i = 0
      while i < patches {
        order[i] &+= Int32(first)
        i &+= 1
      }
      try workspace.removeSimilar(x, order, patches, remove, removed: gone + b &* remove, kept: kept + b &* left)
      workspace.release(mark)
      try workspace.checkpoint(b &+ 1, of: features.batch)
      b &+= 1
    }
    workspace.commitAll(kept, count: left, to: survivors)
    if let removed { workspace.commitAll(gone, count: remove, to: removed) }
    if let ranking { workspace.commitAll(order, count: patches, to: ranking) }
  }

  /// Keeps the class token and the best survivors.
  ///
  /// - Parameters:
  ///   - scores: of the surviving patches. `[P]` or `[B, P]`.
  ///   - survivors: positions, ascending, class token first if there is one. `[S]` or `[B, S]`, i32.
  ///   - keep: patches to keep, 0 to P.
  ///   - indices: out, ascending, class token included. `[keep]` or `[B, keep]` and one more with a class token, i32.
  public static func zeroTPrune(
    _ workspace: Workspace, scores: Tensor, survivors: Tensor, classToken: Bool, keep: Int, indices: Tensor
  ) throws(PithError) {
    let scores = try scores.block("scores", rank: 1, .float, "[patches] or [B, patches]")
    let patches = scores.extent(0)
    let first = classToken ? 1 : 0
    let survivors = try survivors.block("survivors", rank: 1, .index, "[S] or [B, S]")
    try survivors.require(patches &+ first, "one for each score, and the class token")
    try survivors.requireBatch(of: scores)
    try requireCount(keep, "keep", atMost: patches, "0 to the number of scores")
    let count = keep &+ first
    let indices = try indices.block("indices", rank: 1, .index, "[keep + class token] or [B, keep + class token]")
    try indices.require(count, "[keep + class token] or [B, keep + class token]")
    try indices.requireBatch(of: scores)

    let members = try workspace.members(survivors, of: scores, n: Int(Int32.max), first: first)
    let result = try workspace.allocate(try product(scores.batch, count), of: Int32.self)
    var b = 0
    while b < scores.batch {
      let mark = workspace.mark()
      let score = try workspace.floatRows(scores.item(b))
      try workspace.requireFinite(score, "scores")
      let picks = result + (b &* count &+ first)
      try workspace.topK(score.base, patches, keep, .position, into: picks)
      let own = members + b &* (patches &+ first)
      var i = 0
      while i < keep {
        picks[i] = own[first &+ Int(picks[i])]
        i &+= 1
      }
      if classToken { result[b &* count] = 0 }
      workspace.release(mark)
      b &+= 1
    }
    workspace.commitAll(result, count: count, to: indices)
  }
}

extension Workspace {
  /// The similarity stage of one item. `order`: patches by falling score.
  fileprivate func removeSimilar(
    _ x: FloatRows, _ order: UnsafePointer<Int32>, _ patches: Int, _ remove: Int,
    removed: UnsafeMutablePointer<Int32>, kept: UnsafeMutablePointer<Int32>
  ) throws(PithError) {
    let half = patches / 2
    let rest = patches &- half
    let isGone = try allocate(x.rows, of: UInt8.self)
    isGone.update(repeating: 0, count: x.rows)
    if remove > 0 {
      // A in ascending position: equal similarities then go to the earlier token.
      let tokens = try allocate(rest, of: Int32.self)
      var i = 0
      while i < half {
        isGone[Int(order[i])] = 1
        i &+= 1
      }
      var written = 0
      i = x.rows &- patches
      while i < x.rows {
        if isGone[i] == 0 {
          tokens[written] = Int32(truncatingIfNeeded: i)
          written &+= 1
        }
        isGone[i] = 0
        i &+= 1
      }
      let match = try self.match(
        try gatherRows(x, tokens, rest), with: try gatherRows(x, order, half), ranked: true)
      try topK(match.best, rest, remove, .position, into: removed)
      i = 0
      while i < remove {
        removed[i] = tokens[Int(removed[i])]
        isGone[Int(removed[i])] = 1
        i &+= 1
      }
    }
    var written = 0
    var i = 0
    while i < x.rows {
      if isGone[i] == 0 {
        kept[written] = Int32(truncatingIfNeeded: i)
        written &+= 1
      }
      i &+= 1
    }
  }
}
