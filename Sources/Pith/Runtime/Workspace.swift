// What a call works with: scratch, kernels, threads, cancel flag and progress. A `pith_context` is one of these on the
// heap; a call without a context makes one on its stack.

import CPith

/// The state behind a workspace.
public struct WorkspaceState {
  var scratch = Scratch()
  var kernels: UnsafePointer<pithk_table>
  public var threads = 1
  public var pool: OpaquePointer?
  public var parallelFor: HostParallelFor?
  public var progress: HostProgress?
  /// What was last reported in this call.
  var reported: (done: Int, total: Int) = (0, 1)
  /// Words that other threads may touch, through the atomics of CPith only.
  var cancelled: Int32 = 0
  var busy: Int32 = 0

  public init() { kernels = Dispatch.kernels }
}

/// A host's parallel loop.
public struct HostParallelFor {
  public typealias Task = @convention(c) (UnsafeMutableRawPointer?, Int64) -> Void
  public typealias Run = @convention(c) (UnsafeMutableRawPointer?, Int64, Task?, UnsafeMutableRawPointer?) -> Void
  public var run: Run
  public var user: UnsafeMutableRawPointer?

  public init(run: @escaping Run, user: UnsafeMutableRawPointer?) {
    self.run = run
    self.user = user
  }
}

/// A host's progress callback; a result other than 0 asks to stop.
public struct HostProgress {
  public typealias Report = @convention(c) (UnsafeMutableRawPointer?, Int64, Int64) -> Int32
  public var report: Report
  public var user: UnsafeMutableRawPointer?

  public init(report: @escaping Report, user: UnsafeMutableRawPointer?) {
    self.report = report
    self.user = user
  }
}

/// A handle on a `WorkspaceState`. Copies refer to the same state.
public struct Workspace {
  public let state: UnsafeMutablePointer<WorkspaceState>

  public init(_ state: UnsafeMutablePointer<WorkspaceState>) { self.state = state }

  /// The kernels of this machine's tier.
  var kernels: UnsafePointer<pithk_table> { state.pointee.kernels }
  public var threads: Int { state.pointee.threads }

  /// Runs `body` with a workspace of its own: one thread, scratch from malloc.
  public static func withTemporary<R>(_ body: (Workspace) throws(PithError) -> R) throws(PithError) -> R {
    var state = WorkspaceState()
    defer { state.scratch.freeAll() }
    return try withUnsafeMutablePointer(to: &state) { pointer throws(PithError) in try body(Workspace(pointer)) }
  }

  // MARK: Scratch

  /// Uninitialised room for `count` trivial values, 64-byte aligned, until the call ends or `release`.
  public func allocate<T: BitwiseCopyable>(
    _ count: Int, of type: T.Type
  ) throws(PithError) -> UnsafeMutablePointer<T> {
    let bytes = try product(count, MemoryLayout<T>.stride)
    return try state.pointee.scratch.allocate(bytes: bytes).bindMemory(to: T.self, capacity: max(count, 1))
  }

  func mark() -> Scratch.Mark { state.pointee.scratch.mark() }
  @inline(never)
  func release(_ mark: Scratch.Mark) { state.pointee.scratch.release(to: mark) }

  /// Frees every scratch chunk: what destroying a context does first.
  public func freeScratch() { state.pointee.scratch.freeAll() }
  public func reserve(bytes: Int) throws(PithError) { try state.pointee.scratch.reserve(bytes: bytes) }
  public var peakScratch: Int { state.pointee.scratch.peak }
  @inline(never)
  public func setAllocator(_ allocator: HostAllocator?) {
    state.pointee.scratch.freeAll()
    state.pointee.scratch.allocator = allocator
  }

  // MARK: One call at a time

  /// Enters a call; a second call on the same context meanwhile is refused.
  @inline(never)
  public func begin() throws(PithError) {
    guard cpith_atomic_exchange(&state.pointee.busy, 1) == 0 else {
      throw PithError(.busy, "context", expected: "a context that no other call is using")
    }
    state.pointee.kernels = Dispatch.kernels
    state.pointee.reported = (0, 1)
    // Also for calls that are too short to look again.
    if takeCancellation() {
      end()
      throw cancellation
    }
  }

  @inline(never)
  public func end() {
    state.pointee.scratch.endCall()
    cpith_atomic_store(&state.pointee.busy, 0)
  }

  /// Changes the settings of a workspace that no call is using.
  @inline(never)
  public func whileIdle(_ change: () throws(PithError) -> Void) throws(PithError) {
    guard cpith_atomic_exchange(&state.pointee.busy, 1) == 0 else {
      throw PithError(.busy, "context", expected: "a context that no other call is using")
    }
    defer { cpith_atomic_store(&state.pointee.busy, 0) }
    try change()
  }

  // MARK: Cancel and progress

  /// Asks the running call, or the next one, to stop. Safe from any thread.
  public func cancel() { cpith_atomic_store(&state.pointee.cancelled, 1) }

  /// Whether the call is to stop. The call that sees a cancellation consumes it.
  private func takeCancellation() -> Bool {
    if cpith_atomic_load(&state.pointee.cancelled) == 0 { return false }
    cpith_atomic_store(&state.pointee.cancelled, 0)
    return true
  }

  private var cancellation: PithError { PithError(.cancelled, "context", expected: "a context that is not cancelled") }

  /// Called between pieces of long work. Progress never goes back: work that starts over, for the next item of a batch or on a
  /// second pass, is reported from where it gets further than before.
  @inline(never)
  func checkpoint(_ done: Int, of total: Int) throws(PithError) {
    if takeCancellation() { throw cancellation }
    guard let progress = state.pointee.progress else { return }
    let last = state.pointee.reported
    if Double(done) * Double(last.total) >= Double(last.done) * Double(total) { state.pointee.reported = (done, total) }
    let now = state.pointee.reported
    if progress.report(progress.user, Int64(now.done), Int64(now.total)) != 0 {
      throw PithError(.cancelled, "context", expected: "a progress callback that returns 0")
    }
  }
}
