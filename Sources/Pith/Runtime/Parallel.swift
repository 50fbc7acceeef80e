// The parallel loop of the library: the context's pool, the host's own loop, or the calling thread.

import CPith

/// A closure that a C callback can reach. Lives on the stack of the call that runs it.
private struct ParallelBody {
  var run: (Int) -> Void
}

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
    withoutActuallyEscaping(body) { escapable in
      var box = ParallelBody(run: escapable)
      withUnsafeMutablePointer(to: &box) { pointer in
        let argument = UnsafeMutableRawPointer(pointer)
        if let host = state.pointee.parallelFor {
          host.run(
            host.user, Int64(count),
            { raw, index in
              raw?.assumingMemoryBound(to: ParallelBody.self).pointee.run(Int(truncatingIfNeeded: index))
            }, argument)
        } else if let pool = state.pointee.pool {
          cpith_pool_run(
            pool, Int64(count),
            { raw, index in
              raw.assumingMemoryBound(to: ParallelBody.self).pointee.run(Int(truncatingIfNeeded: index))
            }, argument)
        }
      }
    }
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
