// The runtime under every method: views, messages, scratch, parallel loops.

import CPith
import Testing

@testable import Pith

/// The message of an error as the ABI writes it.
func message(_ error: PithError) -> String {
  var buffer = [CChar](repeating: 0, count: 512)
  return buffer.withUnsafeMutableBufferPointer { bytes in
    var writer = MessageWriter(bytes.baseAddress!, capacity: bytes.count)
    writer.write(error)
    return String(cString: bytes.baseAddress!)
  }
}

@Suite struct Views {
  let memory = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 64)

  func failure(_ body: () throws(PithError) -> Void) -> PithError? {
    do throws(PithError) { try body() } catch { return error }
    return nil
  }

  @Test func aContiguousViewIsValid() throws {
    try Tensor(memory, .f32, 4, 8).validate("tokens")
    try Tensor(nil, .f32, 0, 8).validate("tokens")
  }

  @Test func badViewsAreNamed() {
    let bad: [(Tensor, Status)] = [
      (Tensor(memory, .f32, ndim: 5, shape: SIMD4(1, 1, 1, 1), stride: SIMD4(1, 1, 1, 1)), .ndim),
      (Tensor(memory, .f32, ndim: 0, shape: SIMD4(1, 1, 1, 1), stride: SIMD4(1, 1, 1, 1)), .ndim),
      (Tensor(memory, .f32, -1, 8), .shape),
      (Tensor(memory, .f32, ndim: 1, shape: SIMD4(4, 1, 1, 1), stride: SIMD4(-1, 1, 1, 1)), .stride),
      (Tensor(memory, .f32, Int.max / 2, 8), .size),
      (Tensor(memory, .f32, ndim: 1, shape: SIMD4(Int.max, 1, 1, 1), stride: SIMD4(0, 1, 1, 1)), .size),
      (Tensor(nil, .f32, 4, 8), .null),
      (Tensor(memory + 1, .f32, 4, 8), .alignment),
      (Tensor(UnsafeMutableRawPointer(bitPattern: UInt.max - 7), .f32, 4, 8), .size),
    ]
    for (tensor, status) in bad {
      let error = failure { () throws(PithError) in try tensor.validate("tokens") }
      #expect(error?.status == status, "\(tensor)")
    }
  }

  @Test func aliasesAreFound() {
    func tensor(_ shape: SIMD4<Int>, _ stride: SIMD4<Int>, _ ndim: Int) -> Bool {
      Tensor(memory, .f32, ndim: ndim, shape: shape, stride: stride).overlapsItself
    }
    #expect(!tensor(SIMD4(4, 8, 1, 1), SIMD4(8, 1, 0, 0), 2))
    #expect(!tensor(SIMD4(8, 4, 1, 1), SIMD4(1, 8, 0, 0), 2))
    #expect(tensor(SIMD4(4, 8, 1, 1), SIMD4(7, 1, 0, 0), 2))
    #expect(tensor(SIMD4(4, 1, 1, 1), SIMD4(0, 0, 0, 0), 1))
    #expect(!tensor(SIMD4(1, 3, 1, 1), SIMD4(0, 1, 0, 0), 2))
  }

  @Test func messagesSayWhatWasExpected() {
    let error = failure { () throws(PithError) in
      _ = try Tensor(memory, .f32, 4).block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    }
    #expect(error.map(message) == "tokens: expected [N, D] or [B, N, D], got ndim 1")
    let shape = PithError(.shape, "x", expected: "y", got: .shape(ndim: 2, SIMD4(3, -4, 0, 0)))
    #expect(message(shape) == "x: expected y, got [3, -4]")
    #expect(message(PithError(.range, "r", expected: "0 to 1", got: .real(-1.25))) == "r: expected 0 to 1, got -1.250000")
    #expect(message(PithError(.range, "r", expected: "z", got: .integer(Int.min))) == "r: expected z, got \(Int.min)")
  }

  @Test func detailsFitTheirThreadLocalMemory() {
    #expect(MemoryLayout<PithError.Details>.size <= Int(CPITH_ERROR_DETAILS))
    #expect(MemoryLayout<PithError.Details>.alignment <= 32)
    #expect(MemoryLayout<PithError>.size <= 8, "errors travel in a register")
  }

  @Test func longMessagesAreCut() {
    var buffer = [CChar](repeating: 1, count: 8)
    buffer.withUnsafeMutableBufferPointer { bytes in
      var writer = MessageWriter(bytes.baseAddress!, capacity: 8)
      writer.write("0123456789")
      #expect(String(cString: bytes.baseAddress!) == "0123456")
    }
  }

  @Test func blocksCarryAnOptionalBatch() throws {
    let block = try Tensor(memory, .f32, 2, 4, 8).block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    #expect(block.batch == 2 && block.extent(0) == 4 && block.extent(1) == 8)
    #expect(block.item(1).data == memory + 128)
    let single = try Tensor(memory, .f32, 4, 8).block("tokens", rank: 2, .float, "[N, D] or [B, N, D]")
    #expect(single.batch == 1 && !single.isBatched)
  }
}

@Suite struct ScratchMemory {
  @Test func steadyStateAllocatesNothing() throws {
    nonisolated(unsafe) var calls = 0
    try withUnsafeMutablePointer(to: &calls) { counter in
      var state = WorkspaceState()
      defer { state.scratch.freeAll() }
      try withUnsafeMutablePointer(to: &state) { pointer in
        let workspace = Workspace(pointer)
        workspace.setAllocator(
          HostAllocator(
            allocate: { user, bytes, alignment in
              user!.assumingMemoryBound(to: Int.self).pointee += 1
              return cpith_aligned_alloc(bytes)
            },
            free: { _, block, _ in cpith_aligned_free(block) }, user: counter))
        for _ in 0..<3 {
          try workspace.begin()
          for count in [1, 10_000, 50_000] { _ = try workspace.allocate(count, of: Double.self) }
          workspace.end()
        }
        let after = counter.pointee
        for _ in 0..<3 {
          try workspace.begin()
          for count in [1, 10_000, 50_000] { _ = try workspace.allocate(count, of: Double.self) }
          workspace.end()
        }
        #expect(counter.pointee == after)
        workspace.freeScratch()
      }
    }
  }

  @Test func impossibleSizesAreRefused() throws {
    try Workspace.withTemporary { workspace throws(PithError) in
      for count in [Int.max, Int.max / 8, Int.max / 64, -1] {
        #expect(throws: PithError.self) { _ = try workspace.allocate(count, of: Double.self) }
      }
      _ = try workspace.allocate(0, of: Double.self)
    }
  }

  @Test func aContextServesOneCall() throws {
    try Workspace.withTemporary { workspace throws(PithError) in
      try workspace.begin()
      #expect(throws: PithError.self) { try workspace.begin() }
      workspace.end()
      try workspace.begin()
      workspace.end()
    }
  }
}

@Suite struct ParallelLoops {
  @Test(arguments: [1, 2, 3, 8]) func everyIndexRunsOnce(threads: Int) throws {
    try Workspace.withTemporary { workspace throws(PithError) in
      let pool = threads > 1 ? cpith_pool_create(Int32(threads)) : nil
      defer { if let pool { cpith_pool_destroy(pool) } }
      workspace.state.pointee.pool = pool
      workspace.state.pointee.threads = threads
      for count in [0, 1, 7, 100] {
        let hits = try workspace.allocate(count, of: Int32.self)
        hits.update(repeating: 0, count: count)
        for _ in 0..<50 { workspace.parallel(count) { _ = increment(hits + $0) } }
        for i in 0..<count { #expect(hits[i] == 50) }
      }
      let marks = try workspace.allocate(1001, of: Int32.self)
      marks.update(repeating: 0, count: 1001)
      workspace.parallelRanges(1001, grain: 10) { _, begin, end in
        for i in begin..<end { _ = increment(marks + i) }
      }
      for i in 0..<1001 { #expect(marks[i] == 1) }
    }
  }
}

/// Each index belongs to one task at a time, so a plain increment is enough.
private func increment(_ word: UnsafeMutablePointer<Int32>) -> Int32 {
  word.pointee += 1
  return word.pointee
}
