// Contexts: threads, scratch, allocator, cancel flag and progress for the calls of one caller.

import CPith
import CPithABI
import Pith

/// Creates a context: one thread, malloc, no callbacks.
///
/// A context keeps its scratch between calls, so that repeating a call allocates nothing. It serves one call at a time.
///
/// - Parameters:
///   - context: out, the new context; give it to `pith_context_destroy` when done.
/// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_MEMORY`.
/// - Since: 0.1
@_cdecl("pith_context_create") @implementation
public func pith_context_create(_ context: UnsafeMutablePointer<OpaquePointer?>?) -> pith_status {
  let name: StaticString = "pith_context_create"
  guard let context else {
    return report(name, PithError(.null, "context", expected: "a place for the context", got: .text("NULL")))
  }
  guard let raw = cpith_aligned_alloc(MemoryLayout<WorkspaceState>.size) else {
    return report(
      name,
      PithError(.memory, "context", expected: "memory for a context", got: .integer(MemoryLayout<WorkspaceState>.size)))
  }
  let state = raw.assumingMemoryBound(to: WorkspaceState.self)
  state.initialize(to: WorkspaceState())
  context.pointee = OpaquePointer(state)
  return PITH_OK
}

/// Frees a context, its scratch and its threads. NULL is accepted.
///
/// - Parameters:
///   - context: No call may be using it.
/// - Threads: ends the context's threads and waits for them.
/// - Since: 0.1
@_cdecl("pith_context_destroy") @implementation
public func pith_context_destroy(_ context: OpaquePointer?) {
  guard let context else { return }
  let state = UnsafeMutablePointer<WorkspaceState>(context)
  Workspace(state).freeScratch()
  if let pool = state.pointee.pool { cpith_pool_destroy(pool) }
  state.deinitialize(count: 1)
  cpith_aligned_free(state)
}

/// Uses this many threads, the calling one included, for calls with this context.
///
/// The threads are started here and wait until a call has enough work to share. Results do not depend on their number.
///
/// - Parameters:
///   - context: Not NULL.
///   - threads: 1 to 1024; 1 ends the context's threads.
/// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`, `PITH_ERROR_MEMORY` (the threads could not be started;
///   the context keeps one).
/// - Threads: after `fork` the child has no such threads: its calls run on the calling thread.
/// - Since: 0.1
@_cdecl("pith_context_set_threads") @implementation
public func pith_context_set_threads(_ context: OpaquePointer?, _ threads: Int32) -> pith_status {
  configure("pith_context_set_threads", context) { state throws(PithError) in
    guard threads >= 1 && threads <= 1024 else {
      throw PithError(.range, "threads", expected: "1 to 1024", got: .integer(Int(threads)))
    }
    if let pool = state.pointee.pool { cpith_pool_destroy(pool) }
    state.pointee.pool = nil
    state.pointee.parallelFor = nil
    state.pointee.threads = 1
    if threads > 1 {
      guard let pool = cpith_pool_create(threads) else {
        throw PithError(.memory, "threads", expected: "threads that start", got: .integer(Int(threads)))
      }
      state.pointee.pool = pool
      state.pointee.threads = Int(threads)
    }
  }
}

/// Runs parallel loops on the host's own threads instead of the library's.
///
/// - Parameters:
///   - context: Not NULL.
///   - parallel_for: Calls the task once for every index, on any threads, and returns when all have finished; NULL goes
///     back to one thread.
///   - user: Passed to `parallel_for`.
///   - workers: How many tasks may run at once, 1 to 1024: the number of pieces that loops are split into.
/// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`.
/// - Since: 0.1
@_cdecl("pith_context_set_parallel_for") @implementation
public func pith_context_set_parallel_for(
  _ context: OpaquePointer?, _ parallel_for: pith_parallel_for_fn?, _ user: UnsafeMutableRawPointer?, _ workers: Int32
) -> pith_status {
  configure("pith_context_set_parallel_for", context) { state throws(PithError) in
    guard workers >= 1 && workers <= 1024 else {
      throw PithError(.range, "workers", expected: "1 to 1024", got: .integer(Int(workers)))
    }
    if let pool = state.pointee.pool { cpith_pool_destroy(pool) }
    state.pointee.pool = nil
    if let parallel_for {
      state.pointee.parallelFor = HostParallelFor(run: parallel_for, user: user)
      state.pointee.threads = Int(workers)
    } else {
      state.pointee.parallelFor = nil
      state.pointee.threads = 1
    }
  }
}

/// Takes scratch from the host's allocator instead of malloc. Scratch held so far is freed.
///
/// - Parameters:
///   - context: Not NULL.
///   - alloc_block: Returns a block, or NULL when there is none, which becomes `PITH_ERROR_MEMORY`. NULL goes back to malloc.
///   - free_block: Takes back a block of `alloc_block`; NULL exactly if `alloc_block` is NULL.
///   - user: Passed to both.
/// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_BUSY`.
/// - Since: 0.1
@_cdecl("pith_context_set_allocator") @implementation
public func pith_context_set_allocator(
  _ context: OpaquePointer?, _ alloc_block: pith_alloc_fn?, _ free_block: pith_free_fn?, _ user: UnsafeMutableRawPointer?
) -> pith_status {
  configure("pith_context_set_allocator", context) { state throws(PithError) in
    switch (alloc_block, free_block) {
    case (.some(let allocate), .some(let free)):
      Workspace(state).setAllocator(HostAllocator(allocate: allocate, free: free, user: user))
    case (.none, .none): Workspace(state).setAllocator(nil)
    case (.none, .some): throw PithError(.null, "alloc_block", expected: "both callbacks or neither", got: .text("NULL"))
    case (.some, .none): throw PithError(.null, "free_block", expected: "both callbacks or neither", got: .text("NULL"))
    }
  }
}

/// Reports the progress of long calls and lets the host stop them.
///
/// - Parameters:
///   - context: Not NULL.
///   - progress: Called on the calling thread between pieces of work; a result other than 0 stops the call with
///     `PITH_ERROR_CANCELLED`. NULL: none.
///   - user: Passed to `progress`.
/// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_BUSY`.
/// - Since: 0.1
@_cdecl("pith_context_set_progress") @implementation
public func pith_context_set_progress(
  _ context: OpaquePointer?, _ progress: pith_progress_fn?, _ user: UnsafeMutableRawPointer?
) -> pith_status {
  configure("pith_context_set_progress", context) { state throws(PithError) in
    state.pointee.progress = progress.map { HostProgress(report: $0, user: user) }
  }
}

/// Makes sure that calls which need at most this much scratch allocate nothing.
///
/// - Parameters:
///   - context: Not NULL.
///   - bytes: Not negative.
/// - Errors: `PITH_ERROR_NULL`, `PITH_ERROR_RANGE`, `PITH_ERROR_BUSY`, `PITH_ERROR_MEMORY`.
/// - Since: 0.1
@_cdecl("pith_context_reserve") @implementation
public func pith_context_reserve(_ context: OpaquePointer?, _ bytes: Int64) -> pith_status {
  configure("pith_context_reserve", context) { state throws(PithError) in
    guard bytes >= 0 else {
      throw PithError(.range, "bytes", expected: "a size that is not negative", got: .integer(Int(bytes)))
    }
    try Workspace(state).reserve(bytes: Int(bytes))
  }
}

/// The most scratch that a call with this context has used, in bytes.
///
/// - Parameters:
///   - context: NULL gives 0.
/// - Since: 0.1
@_cdecl("pith_context_peak_scratch") @implementation
public func pith_context_peak_scratch(_ context: OpaquePointer?) -> Int64 {
  guard let context else { return 0 }
  return Int64(Workspace(UnsafeMutablePointer<WorkspaceState>(context)).peakScratch)
}

/// Asks the call that is using this context, or the next one, to stop with `PITH_ERROR_CANCELLED`.
///
/// The call that stops clears the request. A call that finishes before it looks leaves the request for the next one.
///
/// - Parameters:
///   - context: NULL does nothing.
/// - Threads: may be called from any thread while a call runs.
/// - Since: 0.1
@_cdecl("pith_context_cancel") @implementation
public func pith_context_cancel(_ context: OpaquePointer?) {
  guard let context else { return }
  Workspace(UnsafeMutablePointer<WorkspaceState>(context)).cancel()
}

/// Changes a context that no call is using.
private func configure(
  _ function: StaticString, _ context: OpaquePointer?,
  _ change: (UnsafeMutablePointer<WorkspaceState>) throws(PithError) -> Void
) -> pith_status {
  guard let context else {
    return report(function, PithError(.null, "context", expected: "a context", got: .text("NULL")))
  }
  let state = UnsafeMutablePointer<WorkspaceState>(context)
  do throws(PithError) {
    try Workspace(state).whileIdle { () throws(PithError) in try change(state) }
    return PITH_OK
  } catch {
    return report(function, error)
  }
}
