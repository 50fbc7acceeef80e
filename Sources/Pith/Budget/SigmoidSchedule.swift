// Accelerating Multimodal Large Language Models by Searching Optimal Vision Token Reduction (CVPR 2025): schedules of how many
// visual tokens each layer of a language model sees.
//
// P-Sigmoid, a schedule under a budget:
//   rate_l = r_min + (r_max - r_min) / (1 + exp(steepness · (l / (L - 1) - center))), made non-increasing
//   center in [-5, 6] such that mean(rate) = budget;  count_l = max(1, floor(rate_l · n + 1/2)), made non-increasing
// G-Search, the least rate of each layer that keeps quality: from the first layer on, bisection over rising rates, with the
// result of the layer before as upper bound.
//
// There is no public code; parametrisation, bisection and rounding are a reading of the paper, which tunes both by trials.
// Steps: 200 halvings for the center, in double. The search is replayed from its answers, so that there is no state to keep: a
// host may take days and several processes for the trials. It assumes that a rate that passes also does when it is larger.
// Degenerate input: one layer gets the budget itself; a budget beyond the rates is clamped to them.
// Cost: 200 · L exponentials; a replay O(answers).

import CPith

extension Budget {
  /// A falling sigmoid schedule with a given mean.
  ///
  /// - Parameters:
  ///   - n: visual tokens, 0 to 2^31 - 1.
  ///   - steepness: of the sigmoid over the whole depth, finite.
  ///   - least, most: rates, 0 ≤ least ≤ most ≤ 1.
  ///   - budget: mean rate, 0…1.
  ///   - counts: out, `[L]`, i32, 1 to n (0 if n is 0).
  ///   - rates: out, optional, `[L]`.
  ///   - center: out, optional, `[1]`: 0 for one layer or none.
  ///   - mean: out, optional, `[1]`: the mean rate that was reached; 0 for no layer.
  public static func gSearch(
    _ workspace: Workspace, n: Int, steepness: Double, least: Double, most: Double, budget: Double, counts: Tensor,
    rates: Tensor?, center: Tensor?, mean: Tensor?
  ) throws(PithError) {
    try require(n, "n", in: 0...Int(Int32.max), "0 to 2^31 - 1")
    try requireFinite(steepness, "steepness")
    try require(most, "r_max", from: 0, through: 1, "0 to 1")
    try require(least, "r_min", from: 0, through: most, "0 to r_max")
    try require(budget, "budget", from: 0, through: 1, "0 to 1")
    let counts = try counts.unbatched("counts", rank: 1, .index, "[L]")
    let layers = counts.extent(0)
    let rates = try rates.block("rates", rank: 1, .float, "[L]", like: counts)
    try rates?.require(layers, "[L]")
    let center = try center.block("center", rank: 1, .float, "[1]", like: counts)
    try center?.require(1, "[1]")
    let mean = try mean.block("mean", rank: 1, .float, "[1]", like: counts)
    try mean?.require(1, "[1]")

    let schedule = try workspace.allocate(layers, of: Double.self)
    let narrow = try workspace.allocate(layers, of: Float.self)
    let result = try workspace.allocate(layers, of: Int32.self)
    let wanted = min(max(budget, least), most)
    var middle = 0.0
    var reached = 0.0
    if layers == 1 {
      schedule[0] = wanted
      reached = wanted
    } else if layers > 1 {
      var (low, high) = (-5.0, 6.0)
      var i = 0
      while i < 200 {
        middle = (low + high) / 2
        // A rising sigmoid is held at its first rate, which falls with the center; a falling one's mean rises with it.
        let isBelow = sigmoid(schedule, layers, steepness, least, most, middle) < wanted
        if isBelow == (steepness >= 0) { low = middle } else { high = middle }
        i &+= 1
      }
      middle = (low + high) / 2
      reached = sigmoid(schedule, layers, steepness, least, most, middle)
    }
    var before = n
    var l = 0
    while l < layers {
      let count = Int(saturating: (schedule[l] * Double(n) + 0.5).truncated)
      before = min(before, max(1, count))
      result[l] = Int32(truncatingIfNeeded: before)
      narrow[l] = Float(schedule[l])
      l &+= 1
    }
    workspace.commit(result, count: layers, to: counts.first)
    if let rates { workspace.commit(narrow, count: layers, to: rates.first) }
    if let center { workspace.commit(Float(middle), to: center.first) }
    if let mean { workspace.commit(Float(reached), to: mean.first) }
  }

  /// Fills the rates of at least two layers; returns their mean.
  private static func sigmoid(
    _ rates: UnsafeMutablePointer<Double>, _ layers: Int, _ steepness: Double, _ least: Double, _ most: Double,
    _ center: Double
  ) -> Double {
    var sum = 0.0
    var before = Double.infinity
    var l = 0
    while l < layers {
      let depth = Double(l) / Double(layers &- 1)
      before = min(before, least + (most - least) / (1 + exponential(steepness * (depth - center))))
      rates[l] = before
      sum += before
      l &+= 1
    }
    return sum / Double(layers)
  }

  /// The next trial of G-Search, given the answers to those before it.
  ///
  /// - Parameters:
  ///   - levels: number of rates, rising, 1 or more.
  ///   - answers: `[A]`, i32: 1 for a trial that kept quality, 0 for one that did not, in order.
  ///   - rates: out, `[L]`, i32: index of the least rate of each layer that is known, -1 for the others.
  ///   - trial: out, `[2]`, i32: layer and index of the rate to try next; L and -1 if all layers are known.
  public static func gSearchTrial(
    _ workspace: Workspace, levels: Int, answers: Tensor, rates: Tensor, trial: Tensor
  ) throws(PithError) {
    try require(levels, "levels", in: 1...Int(Int32.max), "1 to 2^31 - 1")
    let answers = try answers.unbatched("answers", rank: 1, .index, "[A]")
    let rates = try rates.unbatched("rates", rank: 1, .index, "[L]")
    let trial = try trial.unbatched("trial", rank: 1, .index, "[2]")
    try trial.require(2, "[2]")
    let layers = rates.extent(0)
    let given = answers.extent(0)
    let result = try workspace.allocate(layers, of: Int32.self)
    let next = try workspace.allocate(2, of: Int32.self)
    let replies = try workspace.indices(answers.first)
    result.update(repeating: -1, count: layers)
    var used = 0
    var high = levels &- 1
    var low = 0
    var layer = 0
    while layer < layers {
      if low == high {
        result[layer] = Int32(truncatingIfNeeded: high)
        low = 0
        layer &+= 1
        continue
      }
      if used == given { break }
      guard replies[used] == 0 || replies[used] == 1 else {
        throw PithError(.value, "answers", expected: "0 or 1", got: .element(Int(replies[used]), at: used))
      }
      let middle = (low &+ high) / 2
      if replies[used] == 1 { high = middle } else { low = middle &+ 1 }
      used &+= 1
    }
    guard used == given else {
      throw PithError(.shape, "answers", expected: "no more answers than trials", got: .needed(used, had: given))
    }
    next[0] = Int32(truncatingIfNeeded: layer)
    next[1] = layer < layers ? Int32(truncatingIfNeeded: (low &+ high) / 2) : -1
    workspace.commit(result, count: layers, to: rates.first)
    workspace.commit(next, count: 2, to: trial.first)
  }
}
