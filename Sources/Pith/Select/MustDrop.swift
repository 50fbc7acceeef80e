// Multi-Stage Vision Token Dropping: Towards Efficient Multimodal Large Language Model (MustDrop, 2024): key tokens and the
// dual-attention filter.
//
//   keys    the patches with the largest mean over heads of a[h, class, 1 + j], ranked
//   filter  B = mean over heads of the map from text after the image to the image
//           g_j = sum over rows of B, m_j = max over rows of B
//           token j goes if g_j < global · sum of g  and  m_j < individual, unless it is a key token
//
// The filter runs in several layers; key tokens survive all of them, and their places among what is kept are what the next
// layer needs.
//
// Differs from the authors' code: one key token is legal (theirs: an error of dimensions); text rows are required (theirs:
// the maximum of nothing).
// Cost: one pass over the class row, two over the text rows; O(N) scratch.

import CPith

extension Select {
  /// The patches that the class token attends to most: what no later stage drops.
  ///
  /// - Parameters:
  ///   - attention: `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`; key 0 is the class token, the others are patches.
  ///   - classRow: the query row to read, 0…Q - 1.
  ///   - keep: 0…K - 1.
  ///   - indices: out, `[keep]` or `[B, keep]`, i32, positions among the patches.
  public static func mustDropKeys(
    _ workspace: Workspace, attention: Tensor, classRow: Int, keep: Int, order: Order, indices: Tensor
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let keys = map.extent(2)
    guard map.extent(1) >= 1 && keys >= 1 else {
      throw PithError(
        .shape, "attention", expected: "at least the class token", got: .shape(ndim: map.first.ndim, map.first.shape))
    }
    try require(classRow, "class_row", in: 0...(map.extent(1) &- 1), "0 to Q - 1")
    try requireCount(keep, "keep", atMost: keys &- 1, "0 to K - 1")
    let indices = try indices.selection(keep, like: map)
    let scores = try workspace.attentionScores(
      attention, map, rows: classRow..<(classRow &+ 1), columns: 1..<keys, heads: .mean, across: .mean)
    let result = try workspace.allocate(try product(map.batch, keep), of: Int32.self)
    var b = 0
    while b < map.batch {
      try workspace.topK(scores + b &* (keys &- 1), keys &- 1, keep, order, into: result + b &* keep)
      b &+= 1
    }
    workspace.commitAll(result, count: keep, to: indices)
  }

  /// Drops image tokens that the text hardly attends to, as a whole and row by row.
  ///
  /// - Parameters:
  ///   - attention: `[Q, K]`, `[H, Q, K]` or `[B, H, Q, K]`.
  ///   - keys: positions among the image tokens that always stay, each once. `[J]` or `[B, J]`, i32.
  ///   - rowBegin: first query row of the text after the image, 0…Q - 1; rows from there to the end are read.
  ///   - start, length: where the image tokens lie among the keys of the map.
  ///   - globalThreshold: share of the whole attention; individualThreshold: attention of one row. Not NaN.
  ///   - indices: out, `[capacity]` or `[B, capacity]`, i32, ascending, relative to `start`.
  ///   - places: out, where the key tokens are in `indices`, ascending. `[J]` or `[B, J]`, i32.
  ///   - count: out, `[1]` or `[B, 1]`, i32; written on a capacity error too.
  public static func mustDrop(
    _ workspace: Workspace, attention: Tensor, keys: Tensor, rowBegin: Int, start: Int, length: Int,
    globalThreshold: Double, individualThreshold: Double, indices: Tensor, places: Tensor?, count: Tensor
  ) throws(PithError) {
    let map = try attention.attentionMap("attention")
    let keys = try keys.block("keys", rank: 1, .index, "[J] or [B, J]")
    try keys.requireBatch(of: map)
    guard rowBegin >= 0 && rowBegin < map.extent(1) else {
      throw PithError(.range, "row_begin", expected: "0 to Q - 1", got: .integer(rowBegin))
    }
    try require(start, "start", in: 0...map.extent(2), "0 to K")
    try require(length, "length", in: 0...(map.extent(2) &- start), "0 to K - start")
    try requireNumber(globalThreshold, "global_threshold")
    try requireNumber(individualThreshold, "individual_threshold")
    let output = try CountedIndices(indices, count, like: map)
    let places = try places.block("places", rank: 1, .index, "[J] or [B, J]", like: map)
    let j = keys.extent(0)
    try places?.require(j, "[J] or [B, J]")

    let stays = try workspace.allocate(try product(map.batch, length), of: UInt8.self)
    stays.update(repeating: 0, count: map.batch &* length)
    try markKeys(keys, length, in: stays)
    let (rows, columns) = (rowBegin..<map.extent(1), start..<(start &+ length))
    let sums = try workspace.attentionScores(attention, map, rows: rows, columns: columns, heads: .mean, across: .sum)
    let tops = try workspace.attentionScores(attention, map, rows: rows, columns: columns, heads: .mean, across: .max)
    let result = try workspace.allocate(try product(map.batch, length), of: Int32.self)
    let found = try workspace.allocate(try product(map.batch, j), of: Int32.self)
    let counts = try workspace.allocate(map.batch, of: Int32.self)
    var b = 0
    while b < map.batch {
      let (sum, top, stay) = (sums + b &* length, tops + b &* length, stays + b &* length)
      let limit = globalThreshold * workspace.kernels.pointee.wide_sum(sum, length)
      var written = 0
      var keysFound = 0
      var i = 0
      while i < length {
        let isKey = stay[i] != 0
        if isKey || !(Double(sum[i]) < limit && Double(top[i]) < individualThreshold) {
          if isKey {
            found[b &* j &+ keysFound] = Int32(truncatingIfNeeded: written)
            keysFound &+= 1
          }
          result[b &* length &+ written] = Int32(truncatingIfNeeded: i)
          written &+= 1
        }
        i &+= 1
      }
      counts[b] = Int32(truncatingIfNeeded: written)
      b &+= 1
    }
    try workspace.commit(result, stride: length, counts, to: output)
    if let places { workspace.commitAll(found, count: j, to: places) }
  }

  /// Marks the key tokens of every item; refuses positions out of range or named twice.
  private static func markKeys(
    _ keys: Block, _ length: Int, in marks: UnsafeMutablePointer<UInt8>
  ) throws(PithError) {
    let n = keys.extent(0)
    var b = 0
    while b < keys.batch {
      let item = keys.item(b)
      let data = item.data?.assumingMemoryBound(to: Int32.self)
      var i = 0
      while i < n {
        let token = data.map { Int($0[i &* item.stride[0]]) } ?? -1
        guard token >= 0 && token < length && marks[b &* length &+ token] == 0 else {
          throw PithError(
            .index, "keys", expected: "positions of 0 to length - 1, each once", got: .element(token, at: b &* n &+ i))
        }
        marks[b &* length &+ token] = 1
        i &+= 1
      }
      b &+= 1
    }
  }
}
