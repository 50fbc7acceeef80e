// The parallel loop of the library: the context's pool, the host's own loop, or the calling thread.

import CPith

/// CPith/closure.c: passes the closure on as it lies on the stack.
@_silgen_name("cpith_parallel")
private func callParallel(
  _ host: HostParallelFor.Run?, _ user: UnsafeMutableRawPointer?, _ pool: OpaquePointer?, _ count: Int64, _ body: (Int) -> Void)

extension Workspace {
  /// Calls `body` once for every index below `count`, on as many threads as the context has. Bodies must write to disjoint
  /// memory, must not allocate scratch, and must compute the same whatever the order: results may not depend on threads.
  @inline(never)
  func parallel(_ count: Int, _ body: (Int) -> Void) {
    if count <= 1 || (state.pointee.pool == nil && state.pointee.parallelFor == nil) {
      var i = 0
      while i < count {
        body(i)
        i &+= 1
      }
      return
    }
    let host = state.pointee.parallelFor
    callParallel(host?.run, host?.user, state.pointee.pool, Int64(count), body)
  }

  /// Splits `0..<count` into at most `threads` ranges of at least `grain` and calls `body(part, begin, end)` for each. `part`
  /// counts from 0 and stays below `parts(count, grain)`: index per-part scratch with it.
  @inline(never)
  func parallelRanges(_ count: Int, grain: Int, _ body: (Int, Int, Int) -> Void) {
    let parts = self.parts(count, grain: grain)
    parallel(parts) { part in
      let begin = count / parts &* part &+ min(part, count % parts)
      let end = begin &+ count / parts &+ (part < count % parts ? 1 : 0)
      body(part, begin, end)
    }
  }

  /// How many ranges `parallelRanges` makes.
  @inline(never)
  func parts(_ count: Int, grain: Int) -> Int {
    #if PITH_FINE_GRAIN
      // For the fuzzer and the thread sanitizer: little work is shared too.
      return max(1, min(threads, count))
    #else
      return max(1, min(threads, count / max(grain, 1)))
    #endif
  }
}
