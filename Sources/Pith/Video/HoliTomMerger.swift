// HoliTom, one segment after the other: which tokens stay, what joins them, and in which rows they come out. See HoliTom.swift.
//
// For the frame at hand every position has an owner, the position whose output row it goes to (its own if it stays, none if it
// is dropped), and a share. Static positions keep theirs for the whole segment. Static and dynamic positions are disjoint, so
// one array serves both.

import CPith

struct HoliTomMerger {
  let workspace: Workspace
  let video: FrameTokens
  let received: FloatRows
  let options: HoliTomOptions
  var ratio: Double
  /// Output rows so far, and what each stands for.
  var rows = 0
  let sources: UnsafeMutablePointer<Int32>
  /// `[F, P]`
  let assign: UnsafeMutablePointer<Int32>
  let weight: UnsafeMutablePointer<Float>
  /// Per position of a frame: owner, share, output row; whether it is static.
  private let owner: UnsafeMutablePointer<Int32>
  private let share: UnsafeMutablePointer<Float>
  private let slot: UnsafeMutablePointer<Int32>
  private let isStatic: UnsafeMutablePointer<UInt8>
  /// Positions that the frame at hand puts out, in order.
  let list: UnsafeMutablePointer<Int32>
  private var listed = 0
  /// Positions under work, and attention or sort space for them.
  private let picked: UnsafeMutablePointer<Int32>
  private let spare: UnsafeMutablePointer<Int32>
  private let values: UnsafeMutablePointer<Float>

  init(
    _ workspace: Workspace, _ video: FrameTokens, _ received: FloatRows, _ options: HoliTomOptions
  ) throws(PithError) {
    let positions = video.positions
    self.workspace = workspace
    self.video = video
    self.received = received
    self.options = options
    ratio = options.retainRatio
    sources = try workspace.allocate(try product(video.count, options.newline ? 2 : 1), of: Int32.self)
    assign = try workspace.allocate(video.count, of: Int32.self)
    weight = try workspace.allocate(video.count, of: Float.self)
    owner = try workspace.allocate(positions, of: Int32.self)
    share = try workspace.allocate(positions, of: Float.self)
    slot = try workspace.allocate(positions, of: Int32.self)
    isStatic = try workspace.allocate(positions, of: UInt8.self)
    list = try workspace.allocate(positions, of: Int32.self)
    picked = try workspace.allocate(positions, of: Int32.self)
    spare = try workspace.allocate(positions, of: Int32.self)
    values = try workspace.allocate(positions, of: Float.self)
  }

  /// Merges frames `first` to `last`; gives the static rows, and the dynamic ones per frame.
  mutating func merge(
    _ first: Int, _ last: Int, _ cosines: UnsafePointer<Float>
  ) throws(PithError) -> (fixed: Int, moving: Int) {
    let positions = video.positions
    let tau = Float(options.tau)
    var count = 0
    var p = 0
    while p < positions {
      var t = first &+ 1
      while t <= last && cosines[t &* positions &+ p] > tau { t &+= 1 }
      isStatic[p] = first < last && t > last ? 1 : 0
      if isStatic[p] == 1 {
        picked[count] = Int32(truncatingIfNeeded: p)
        count &+= 1
      }
      p &+= 1
    }
    listed = 0
    let fixed = try Budget.keepCount(n: count, ratio: ratio, rounding: .halfEven)
    try join(count, first, last, centers: fixed)
    let moving = try Budget.keepCount(n: positions &- count, ratio: ratio, rounding: .ceil)
    let dominant = try Budget.keepCount(n: moving, ratio: 1 - options.contextRatio, rounding: .halfEven)
    var frame = first
    while frame <= last {
      try keep(frame, dynamic: positions &- count, dominant: dominant, contextual: moving &- dominant)
      try putOut(frame)
      listed = 0
      frame &+= 1
    }
    return (fixed, moving)
  }

  /// Keeps the dynamic tokens of a frame that receive most attention, and clusters the rest.
  private mutating func keep(_ frame: Int, dynamic: Int, dominant: Int, contextual: Int) throws(PithError) {
    var count = 0
    var p = 0
    while p < video.positions {
      if isStatic[p] == 0 {
        values[count] = received.row(frame)[p]
        picked[count] = Int32(truncatingIfNeeded: p)
        count &+= 1
      }
      p &+= 1
    }
    try workspace.topK(values, dynamic, dominant, .position, into: spare)
    var i = 0
    while i < dominant {
      let position = picked[Int(spare[i])]
      owner[Int(position)] = position
      share[Int(position)] = 1
      list[listed] = position
      listed &+= 1
      i &+= 1
    }
    // What is left, in place: the picks ascend.
    count = 0
    var next = 0
    i = 0
    while i < dynamic {
      if next < dominant && Int(spare[next]) == i {
        next &+= 1
      } else {
        picked[count] = picked[i]
        count &+= 1
      }
      i &+= 1
    }
    try join(count, frame, frame, centers: contextual)
  }

  /// Clusters the `count` picked positions, each the mean over the frames `first` to `last`, and lists the centres.
  private mutating func join(_ count: Int, _ first: Int, _ last: Int, centers: Int) throws(PithError) {
    var i = 0
    while i < count {
      owner[Int(picked[i])] = -1
      share[Int(picked[i])] = 0
      i &+= 1
    }
    if centers == 0 { return }
    let mark = workspace.mark()
    defer { workspace.release(mark) }
    let rows = try means(count, first, last)
    let chosen = try workspace.allocate(centers, of: Int32.self)
    let rank = try workspace.allocate(count, of: Int32.self)
    let members = try workspace.allocate(centers, of: Int32.self)
    let peaks = try workspace.densityPeaks(rows, neighbours: min(options.neighbours, centers))
    try workspace.densityCenters(peaks, count, count: centers, into: chosen)
    stableSort(chosen, members, centers) { $0 < $1 }
    try workspace.densityAssign(rows, centers: chosen, count: centers, into: rank)
    members.update(repeating: -1, count: centers)
    i = 0
    while i < count {
      members[Int(rank[i])] &+= 1
      i &+= 1
    }
    let length = Double(last &- first &+ 1)
    i = 0
    while i < count {
      let center = chosen[Int(rank[i])]
      let others = Double(members[Int(rank[i])])
      let isCenter = Int(center) == i
      let part = options.plainMean || others == 0
        ? 1 / (others + 1) : isCenter ? options.beta : (1 - options.beta) / others
      owner[Int(picked[i])] = picked[Int(center)]
      share[Int(picked[i])] = Float(part / length)
      i &+= 1
    }
    i = 0
    while i < centers {
      list[listed] = picked[Int(chosen[i])]
      listed &+= 1
      i &+= 1
    }
  }

  /// Means of the picked positions over frames, `[count, D]`.
  private func means(_ count: Int, _ first: Int, _ last: Int) throws(PithError) -> FloatRows {
    let dim = video.dim
    let item = video.block.first
    let table = workspace.kernels
    let sums = try workspace.allocate(try product(count, dim), of: Float.self)
    let grain = max(1, 32768 / max(1, dim &* (last &- first &+ 1)))
    let lines = try workspace.allocate(try product(workspace.parts(count, grain: grain), dim), of: Float.self)
    workspace.parallelRanges(count, grain: grain) { part, begin, end in
      let line = lines + part &* dim
      var i = begin
      while i < end {
        let sum = sums + i &* dim
        var frame = first
        while frame <= last {
          workspace.loadFloats(
            item, offset: frame &* item.stride[0] &+ Int(picked[i]) &* item.stride[1], stride: item.stride[2],
            count: dim, into: frame == first ? sum : line)
          if frame > first { table.pointee.add(sum, line, sum, dim) }
          frame &+= 1
        }
        if last > first { table.pointee.scale(1 / Float(last &- first &+ 1), sum, sum, dim) }
        i &+= 1
      }
    }
    return FloatRows(base: UnsafePointer(sums), rows: count, cols: dim, stride: dim)
  }

  /// Gives the listed positions output rows, and every token of the frame the row and share of its owner.
  private mutating func putOut(_ frame: Int) throws(PithError) {
    let positions = video.positions
    if options.newline { stableSort(list, spare, listed) { $0 < $1 } }
    let width = max(1, Int(saturating: Double(positions).root))
    var i = 0
    while i < listed {
      let position = Int(list[i])
      slot[position] = Int32(truncatingIfNeeded: rows)
      sources[rows] = Int32(truncatingIfNeeded: frame &* positions &+ position)
      rows &+= 1
      i &+= 1
      if options.newline && (i == listed || Int(list[i]) / width != position / width) {
        sources[rows] = -1
        rows &+= 1
      }
    }
    var p = 0
    while p < positions {
      let own = Int(owner[p])
      assign[frame &* positions &+ p] = own < 0 ? -1 : slot[own]
      weight[frame &* positions &+ p] = share[p]
      p &+= 1
    }
  }
}
