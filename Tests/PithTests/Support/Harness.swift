// What every method must keep to, checked in one place: errors leave outputs alone, results do not depend on tier or
// threads, a failing allocation is an error without a leak, and repeated calls allocate nothing.

import CPith
import Glibc
import Testing

@testable import Pith

/// The kernels of each tier that this machine has. Read once: the tier limit is global to the process, and tests run in parallel.
nonisolated(unsafe) private let tables: [UnsafePointer<pithk_table>] = {
  let tables = (0...Dispatch.supportedTier).map { tier in
    cpith_limit_tier(Int32(tier))
    return cpith_kernels()
  }
  cpith_limit_tier(Int32.max)
  return tables
}()

var supportedTiers: ClosedRange<Int> { 0...Dispatch.supportedTier }

/// Runs `body` with a workspace of its own.
func withWorkspace<R>(
  tier: Int = Dispatch.supportedTier, threads: Int = 1, allocator: HostAllocator? = nil,
  _ body: (Workspace) throws -> R
) throws -> R {
  var state = WorkspaceState()
  state.kernels = tables[tier]
  state.threads = threads
  state.pool = threads > 1 ? cpith_pool_create(Int32(threads)) : nil
  state.scratch.allocator = allocator
  defer {
    state.scratch.freeAll()
    if let pool = state.pool { cpith_pool_destroy(pool) }
  }
  return try withUnsafeMutablePointer(to: &state) { try body(Workspace($0)) }
}

/// The error that `body` throws, as the ABI would report it.
func failure(_ body: () throws -> Void) -> PithError? {
  do { try body() } catch { return error as? PithError }
  return nil
}

/// Expects this status, an error about this argument, and outputs as they were.
func expectError(
  _ status: Status, _ argument: String, outputs: [TestTensor], says text: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: (Workspace) throws -> Void
) {
  let before = outputs.map(\.snapshot)
  let error = failure { try withWorkspace { try body($0) } }
  #expect(error?.status == status, "\(error.map(message) ?? "no error")", sourceLocation: sourceLocation)
  if let error {
    #expect("\(error.argument)" == argument, "\(message(error))", sourceLocation: sourceLocation)
    if let text { #expect(message(error) == text, sourceLocation: sourceLocation) }
  }
  #expect(outputs.map(\.snapshot) == before, "outputs were written", sourceLocation: sourceLocation)
}

/// Expects NaN and infinities anywhere in `input` to be refused.
func expectNonFiniteRefused(
  _ input: TestTensor, _ argument: String, outputs: [TestTensor], _ generator: inout SeededGenerator,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: (Workspace) throws -> Void
) {
  for value in [Float.nan, .infinity, -.infinity] {
    for flat in [0, input.count - 1, generator.int(0...input.count - 1)] {
      let old = input[flat]
      input[flat] = value
      expectError(.nonFinite, argument, outputs: outputs, sourceLocation: sourceLocation, body)
      input[flat] = old
    }
  }
}

/// Runs `body` in every tier and with several thread counts: outputs must have the same bits each time, and nothing outside
/// their elements may be written. `prepare` sets outputs up for each run; without it they are erased.
func expectSameBits(
  outputs: [TestTensor], threads: [Int] = [1, 2, 3], prepare: (() -> Void)? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: (Workspace) throws -> Void
) throws {
  var reference: [Snapshot]?
  for tier in supportedTiers {
    for threads in threads {
      if let prepare { prepare() } else { outputs.forEach { $0.erase() } }
      try withWorkspace(tier: tier, threads: threads) { try body($0) }
      for output in outputs { #expect(output.gapsAreUntouched, sourceLocation: sourceLocation) }
      let result = outputs.map(\.snapshot)
      if let reference {
        #expect(result == reference, "tier \(tier), \(threads) threads", sourceLocation: sourceLocation)
      }
      reference = reference ?? result
    }
  }
}

/// Counts a host's allocations and can fail one of them.
private struct AllocationCounter {
  var calls = 0
  var live = 0
  var failing = -1

  static func allocator(_ counter: UnsafeMutablePointer<AllocationCounter>) -> HostAllocator {
    HostAllocator(
      allocate: { user, bytes, alignment in
        let counter = user!.assumingMemoryBound(to: AllocationCounter.self)
        counter.pointee.calls += 1
        if counter.pointee.calls - 1 == counter.pointee.failing { return nil }
        counter.pointee.live += 1
        return cpith_aligned_alloc(bytes)
      },
      free: { user, block, _ in
        user!.assumingMemoryBound(to: AllocationCounter.self).pointee.live -= 1
        cpith_aligned_free(block)
      }, user: counter)
  }
}

/// Fails the first allocation, then the second, … until the call succeeds: each failure must be reported, write nothing and
/// leak nothing.
func expectAllocationFailuresReported(
  outputs: [TestTensor], prepare: (() -> Void)? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (Workspace) throws -> Void
) throws {
  if let prepare { prepare() } else { outputs.forEach { $0.erase() } }
  let before = outputs.map(\.snapshot)
  try withWorkspace { try body($0) }
  let reference = outputs.map(\.snapshot)
  for failing in 0..<1000 {
    if let prepare { prepare() } else { outputs.forEach { $0.erase() } }
    var counter = AllocationCounter()
    counter.failing = failing
    let error = withUnsafeMutablePointer(to: &counter) { counter in
      failure { try withWorkspace(allocator: AllocationCounter.allocator(counter)) { try body($0) } }
    }
    #expect(counter.live == 0, "leak after failing allocation \(failing)", sourceLocation: sourceLocation)
    guard counter.calls > failing else {
      #expect(error == nil, sourceLocation: sourceLocation)
      #expect(outputs.map(\.snapshot) == reference, sourceLocation: sourceLocation)
      return
    }
    #expect(error?.status == .memory, "allocation \(failing)", sourceLocation: sourceLocation)
    #expect(outputs.map(\.snapshot) == before, "outputs were written", sourceLocation: sourceLocation)
  }
  Issue.record("more than 1000 allocations", sourceLocation: sourceLocation)
}

/// The second call on one workspace is the last that may allocate.
func expectNoSteadyStateAllocation(
  prepare: (() -> Void)? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (Workspace) throws -> Void
) throws {
  var counter = AllocationCounter()
  try withUnsafeMutablePointer(to: &counter) { counter in
    try withWorkspace(allocator: AllocationCounter.allocator(counter)) { workspace in
      for round in 0..<4 {
        prepare?()
        let before = counter.pointee.calls
        try body(workspace)
        let during = counter.pointee.calls
        workspace.end()
        if round >= 1 { #expect(during == before, "round \(round)", sourceLocation: sourceLocation) }
        if round >= 1 { #expect(counter.pointee.calls == during, "round \(round)", sourceLocation: sourceLocation) }
      }
    }
  }
  #expect(counter.live == 0, "leak", sourceLocation: sourceLocation)
}

/// The three checks that every method's tests end with.
func expectWellBehaved(
  outputs: [TestTensor], prepare: (() -> Void)? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (Workspace) throws -> Void
) throws {
  try expectSameBits(outputs: outputs, prepare: prepare, sourceLocation: sourceLocation, body)
  try expectAllocationFailuresReported(outputs: outputs, prepare: prepare, sourceLocation: sourceLocation, body)
  try expectNoSteadyStateAllocation(prepare: prepare, sourceLocation: sourceLocation, body)
}
