// The stages of Zero-TPrune that remove tokens, and AIM's choice, against their rules written down plainly.

import Testing

@testable import Pith

@Suite struct ZeroTPruneSelectTests {
  @Test(arguments: floatDTypes) func removesWhatResemblesTheImportantHalf(dtype: DType) throws {
    var generator = SeededGenerator(731)
    for round in 0..<50 {
      let first = round % 2
      let n = generator.int(first...40)
      let patches = n - first
      let dim = generator.int(1...20)
      let batch = generator.int(1...2)
      let batched = batch == 2 || round % 3 == 0
      let remove = patches > 1 ? generator.int(0...(patches + 1) / 2) : 0
      func shape(_ rest: Int...) -> [Int] { batched ? [batch] + rest : rest }
      let features = generator.tensor(dtype, shape(n, dim))
      // Few different values: ties occur.
      let scores = TestTensor(.f32, shape(patches), floats: (0..<batch * patches).map { _ in Float(generator.int(0...20)) })
      let survivors = generator.output(.i32, shape(n - remove))
      let removed = generator.output(.i32, shape(remove))
      let ranking = generator.output(.i32, shape(patches))
      try withWorkspace {
        try Select.zeroTPruneSimilar(
          $0, features: features.view, scores: scores.view, classToken: first == 1, remove: remove,
          survivors: survivors.view, removed: removed.view, ranking: ranking.view)
      }
      let x = features.floats.map(Double.init)
      for b in 0..<batch {
        let order = best((0..<patches).map { Double(scores[b * patches + $0]) }, patches).map { $0 + first }
        #expect(Array(ranking.ints[b * patches..<(b + 1) * patches]) == order)
        func row(_ i: Int) -> [Double] { (0..<dim).map { x[(b * n + i) * dim + $0] } }
        func cosine(_ a: [Double], _ b: [Double]) -> Double {
          let norms = zip(a, a).map(*).reduce(0, +) * zip(b, b).map(*).reduce(0, +)
          return norms > 0 ? zip(a, b).map(*).reduce(0, +) / norms.squareRoot() : 0
        }
        let reference = order.prefix(patches / 2)
        let others = order.dropFirst(patches / 2).sorted()
        let gone = Array(removed.ints[b * remove..<(b + 1) * remove])
        #expect(gone == gone.sorted() && Set(gone).isSubset(of: others) && Set(gone).count == remove)
        if remove > 0 {
          let similarity = Dictionary(
            uniqueKeysWithValues: others.map { a in (a, reference.map { cosine(row(a), row($0)) }.max()!) })
          let wanted = others.map { similarity[$0]! }.sorted(by: >)[remove - 1]
          for a in gone { #expect(similarity[a]! >= wanted - 1e-6) }
          for a in Set(others).subtracting(gone) { #expect(similarity[a]! <= wanted + 1e-6) }
        }
        let left = n - remove
        #expect(Array(survivors.ints[b * left..<(b + 1) * left]) == (0..<n).filter { !gone.contains($0) })
      }
      for output in [survivors, removed, ranking] { #expect(output.gapsAreUntouched) }
    }
  }

  /// Patches 3 and 5 are copies of the best one: the earlier goes first, whatever their scores.
  @Test func tiesGoToTheEarlierToken() throws {
    let features = TestTensor(.f32, [6, 2], floats: [9, 9, 1, 0, 0, 1, 2, 0, 0, -1, 3, 0])
    let scores = TestTensor(.f32, [5], floats: [9, 8, 1, 2, 3])
    let survivors = TestTensor(.i32, [5])
    try withWorkspace {
      try Select.zeroTPruneSimilar(
        $0, features: features.view, scores: scores.view, classToken: true, remove: 1, survivors: survivors.view,
        removed: nil, ranking: nil)
    }
    #expect(survivors.ints == [0, 1, 2, 4, 5])
  }

  @Test func keepsTheBestSurvivors() throws {
    var generator = SeededGenerator(732)
    for round in 0..<30 {
      let first = round % 2
      let patches = generator.int(0...30)
      let keep = generator.int(0...patches)
      let batch = generator.int(1...2)
      let scores = TestTensor(.f16, [batch, patches], floats: (0..<batch * patches).map { _ in Float(generator.int(0...9)) })
      let lists = (0..<batch).map { _ in
        (first == 1 ? [0] : []) + generator.subset(patches, of: 50).map { $0 + first }
      }
      let survivors = TestTensor([batch, patches + first], ints: lists.flatMap { $0 })
      let indices = generator.output(.i32, [batch, keep + first])
      try withWorkspace {
        try Select.zeroTPrune(
          $0, scores: scores.view, survivors: survivors.view, classToken: first == 1, keep: keep, indices: indices.view)
      }
      for b in 0..<batch {
        let picks = best((0..<patches).map { Double(scores[b * patches + $0]) }, keep).sorted()
        #expect(
          Array(indices.ints[b * (keep + first)..<(b + 1) * (keep + first)])
            == (first == 1 ? [0] : []) + picks.map { lists[b][$0 + first] })
      }
      #expect(indices.gapsAreUntouched)
    }
  }

  @Test func badArguments() {
    var generator = SeededGenerator(733)
    let features = generator.tensor(.f32, [8, 3])
    let scores = TestTensor(.f32, [7], floats: generator.normals(7))
    let survivors = TestTensor(.i32, [6])
    let removed = TestTensor(.i32, [2])
    let ranking = TestTensor(.i32, [7])
    func fails(
      _ status: Status, _ argument: String, features: TestTensor, classToken: Bool = true, remove: Int = 2,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [survivors, removed, ranking], sourceLocation: sourceLocation) {
        try Select.zeroTPruneSimilar(
          $0, features: features.view, scores: scores.view, classToken: classToken, remove: remove,
          survivors: survivors.view, removed: removed.view, ranking: ranking.view)
      }
    }
    fails(.shape, "scores", features: features, classToken: false)
    fails(.range, "remove", features: features, remove: 5)
    fails(.range, "remove", features: features, remove: -1)
    fails(.shape, "survivors", features: features, remove: 3)
    fails(.shape, "features", features: TestTensor(.f32, [0, 3]))
    for (tensor, name) in [(features, "features"), (scores, "scores")] {
      expectNonFiniteRefused(tensor, name, outputs: [survivors, removed, ranking], &generator) {
        try Select.zeroTPruneSimilar(
          $0, features: features.view, scores: scores.view, classToken: true, remove: 2, survivors: survivors.view,
          removed: removed.view, ranking: ranking.view)
      }
    }
    let list = TestTensor([8], ints: [0, 1, 2, 3, 4, 5, 6, 9])
    let indices = TestTensor(.i32, [4])
    func keepFails(
      _ status: Status, _ argument: String, list: TestTensor, keep: Int = 3,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices], sourceLocation: sourceLocation) {
        try Select.zeroTPrune(
          $0, scores: scores.view, survivors: list.view, classToken: true, keep: keep, indices: indices.view)
      }
    }
    keepFails(.range, "keep", list: list, keep: 8)
    keepFails(.shape, "indices", list: list, keep: 2)
    keepFails(.shape, "survivors", list: TestTensor([7], ints: Array(0..<7)))
    keepFails(.index, "survivors", list: TestTensor([8], ints: Array(1...8)))
    keepFails(.index, "survivors", list: TestTensor([8], ints: [0, 1, 2, 3, 4, 5, 6, 6]))
    expectNonFiniteRefused(scores, "scores", outputs: [indices], &generator) {
      try Select.zeroTPrune(
        $0, scores: scores.view, survivors: list.view, classToken: true, keep: 3, indices: indices.view)
    }
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(734)
    let features = generator.tensor(.bf16, [2, 60, 24])
    let scores = generator.tensor(.f16, [2, 59])
    let outputs = [generator.output(.i32, [2, 40]), generator.output(.i32, [2, 20]), generator.output(.i32, [2, 59])]
    try expectWellBehaved(outputs: outputs) {
      try Select.zeroTPruneSimilar(
        $0, features: features.view, scores: scores.view, classToken: true, remove: 20, survivors: outputs[0].view,
        removed: outputs[1].view, ranking: outputs[2].view)
    }
    let survivors = TestTensor([2, 60], ints: Array(0..<60) + (0..<60).map { $0 * 3 })
    let indices = generator.output(.i32, [2, 11])
    try expectWellBehaved(outputs: [indices]) {
      try Select.zeroTPrune(
        $0, scores: scores.view, survivors: survivors.view, classToken: true, keep: 10, indices: indices.view)
    }
  }
}

@Suite struct AIMSelectTests {
  @Test(arguments: floatDTypes) func equalsThePlainForm(dtype: DType) throws {
    var generator = SeededGenerator(741)
    var short = 0
    for round in 0..<60 {
      let n = generator.int(0...50)
      let begin = generator.int(0...n)
      let end = generator.int(begin...n)
      let keep = generator.int(0...n)
      let batch = generator.int(1...2)
      let batched = batch == 2 || round % 2 == 0
      let importance = TestTensor(
        dtype, batched ? [batch, n] : [n], floats: (0..<batch * n).map { _ in Float(generator.int(0...12)) / 16 })
      let living = (0..<batch * n).map { _ in generator.int(0...3) > 0 ? 1 : 0 }
      let hasMask = round % 3 > 0
      let shape = batched ? [batch, n] : [n]
      let alive = TestTensor(shape, strides: generator.strides(shape), ints: living)
      let indices = generator.output(.i32, batched ? [batch, keep] : [keep])
      let count = generator.output(.i32, batched ? [batch, 1] : [1])
      try withWorkspace {
        try Select.aim(
          $0, importance: importance.view, alive: hasMask ? alive.view : nil, begin: begin, end: end, keep: keep,
          indices: indices.view, count: count.view)
      }
      for b in 0..<batch {
        let isAlive = (0..<n).map { !hasMask || living[b * n + $0] == 1 }
        let scores = (0..<n).map { i in
          i < begin || i >= end ? 1 : isAlive[i] ? Double(importance[b * n + i]) : -1
        }
        let wanted = best(scores, keep).filter { isAlive[$0] }.sorted()
        #expect(count.ints[b] == wanted.count)
        #expect(Array(indices.ints[b * keep..<b * keep + wanted.count]) == wanted)
        if wanted.count < keep { short += 1 }
      }
      #expect(indices.gapsAreUntouched && count.gapsAreUntouched)
    }
    #expect(short > 5)
  }

  @Test func badArguments() {
    var generator = SeededGenerator(742)
    let importance = TestTensor(.f32, [9], floats: generator.uniforms(9))
    let alive = TestTensor([9], ints: [1, 1, 0, 1, 1, 1, 1, 1, 1])
    let indices = TestTensor(.i32, [4])
    let count = TestTensor(.i32, [1])
    func fails(
      _ status: Status, _ argument: String, alive: TestTensor, begin: Int = 2, end: Int = 7, keep: Int = 4,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectError(status, argument, outputs: [indices, count], sourceLocation: sourceLocation) {
        try Select.aim(
          $0, importance: importance.view, alive: alive.view, begin: begin, end: end, keep: keep, indices: indices.view,
          count: count.view)
      }
    }
    fails(.range, "visual_end", alive: alive, end: 10)
    fails(.range, "visual_begin", alive: alive, begin: 8)
    fails(.range, "visual_begin", alive: alive, begin: -1)
    fails(.range, "keep", alive: alive, keep: 10)
    fails(.range, "keep", alive: alive, keep: Int.min)
    fails(.shape, "alive", alive: TestTensor([8], ints: Array(repeating: 1, count: 8)))
    fails(.value, "alive", alive: TestTensor([9], ints: [1, 1, 2, 1, 1, 1, 1, 1, 1]))
    expectNonFiniteRefused(importance, "importance", outputs: [indices, count], &generator) {
      try Select.aim(
        $0, importance: importance.view, alive: alive.view, begin: 2, end: 7, keep: 4, indices: indices.view,
        count: count.view)
    }
    // Too small: the count says what is needed.
    let small = TestTensor(.i32, [3])
    expectError(.capacity, "indices", outputs: [small]) {
      try Select.aim(
        $0, importance: importance.view, alive: alive.view, begin: 2, end: 7, keep: 8, indices: small.view,
        count: count.view)
    }
    #expect(count.ints == [8])
  }

  @Test func isWellBehaved() throws {
    var generator = SeededGenerator(743)
    let importance = generator.tensor(.f16, [2, 80])
    let alive = TestTensor([2, 80], ints: (0..<160).map { $0 % 5 == 0 ? 0 : 1 })
    let outputs = [generator.output(.i32, [2, 60]), generator.output(.i32, [2, 1])]
    try expectWellBehaved(outputs: outputs) {
      try Select.aim(
        $0, importance: importance.view, alive: alive.view, begin: 4, end: 70, keep: 60, indices: outputs[0].view,
        count: outputs[1].view)
    }
  }
}
