// Reusable scratch memory: a stack of chunks from checked malloc or the host's allocator.
//
// A call takes what it needs with `allocate` and gives all of it back at its end with one `release`. The chunks stay. When a
// call had to open further chunks, the next one starts with a single chunk of their total size, so that a program that
// repeats a call stops allocating after its second run.

import CPith

/// A host's allocator, or nil for malloc.
public struct HostAllocator {
  public var allocate: @convention(c) (UnsafeMutableRawPointer?, Int, Int) -> UnsafeMutableRawPointer?
  public var free: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int) -> Void
  public var user: UnsafeMutableRawPointer?

  public init(
    allocate: @escaping @convention(c) (UnsafeMutableRawPointer?, Int, Int) -> UnsafeMutableRawPointer?,
    free: @escaping @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int) -> Void,
    user: UnsafeMutableRawPointer?
  ) {
    self.allocate = allocate
    self.free = free
    self.user = user
  }
}

/// The head of a chunk; its memory follows at `Scratch.headerBytes`.
struct ScratchChunk {
  var previous: UnsafeMutablePointer<ScratchChunk>?
  var capacity: Int
  var used: Int
}

struct Scratch {
  static let headerBytes = 64
  static let alignment = 64
  /// Small calls share one chunk of this size.
  static let smallestChunk = 1 << 14

  var top: UnsafeMutablePointer<ScratchChunk>?
  var allocator: HostAllocator?
  /// Bytes in use now, the most that were ever in use, and the most since the caller last reset it.
  var inUse = 0
  var peak = 0

  @inline(never)
  mutating func allocate(bytes: Int) throws(PithError) -> UnsafeMutableRawPointer {
    guard bytes >= 0 && bytes < Int.max / 4 else { throw PithError.outOfMemory(bytes) }
    let size = (bytes &+ Scratch.alignment &- 1) & ~(Scratch.alignment &- 1)
    if let top, top.pointee.capacity &- top.pointee.used >= size { return take(size, from: top) }
    let doubled = top.map { $0.pointee.capacity &* 2 } ?? 0
    let capacity = max(size, min(max(doubled, Scratch.smallestChunk), 1 << 24))
    guard let chunk = push(capacity: capacity) else {
      throw PithError.outOfMemory(capacity &+ Scratch.headerBytes)
    }
    return take(size, from: chunk)
  }

  private mutating func take(_ size: Int, from chunk: UnsafeMutablePointer<ScratchChunk>) -> UnsafeMutableRawPointer {
    let start = UnsafeMutableRawPointer(chunk) + Scratch.headerBytes + chunk.pointee.used
    chunk.pointee.used &+= size
    inUse &+= size
    if inUse > peak { peak = inUse }
    return start
  }

  /// Nil when there is no memory. Throws nothing: where that is no error, the call's own error must stay what it was.
  @inline(never)
  private mutating func push(capacity: Int) -> UnsafeMutablePointer<ScratchChunk>? {
    let bytes = capacity &+ Scratch.headerBytes
    let raw: UnsafeMutableRawPointer?
    if let allocator {
      raw = allocator.allocate(allocator.user, bytes, Scratch.alignment)
    } else {
      raw = cpith_aligned_alloc(bytes)
    }
    guard let raw else { return nil }
    let chunk = raw.assumingMemoryBound(to: ScratchChunk.self)
    chunk.initialize(to: ScratchChunk(previous: top, capacity: capacity, used: 0))
    top = chunk
    return chunk
  }

  @inline(never)
  private mutating func pop() {
    guard let chunk = top else { return }
    top = chunk.pointee.previous
    let bytes = chunk.pointee.capacity &+ Scratch.headerBytes
    if let allocator {
      allocator.free(allocator.user, UnsafeMutableRawPointer(chunk), bytes)
    } else {
      cpith_aligned_free(UnsafeMutableRawPointer(chunk))
    }
  }

  /// A point to return to.
  struct Mark {
    var chunk: UnsafeMutablePointer<ScratchChunk>?
    var used: Int
    var inUse: Int
  }

  func mark() -> Mark { Mark(chunk: top, used: top.map { $0.pointee.used } ?? 0, inUse: inUse) }

  /// Gives back all that was taken since `mark`. Chunks above it are freed; `release` at the end of a call keeps their size in
  /// mind through `peak`.
  @inline(never)
  mutating func release(to mark: Mark) {
    while let chunk = top, chunk != mark.chunk { pop() }
    if let chunk = top { chunk.pointee.used = mark.used }
    inUse = mark.inUse
  }

  /// Ends a call: everything is free, and one chunk that fits the largest call so far is kept. Failure to get it is no error.
  @inline(never)
  mutating func endCall() {
    inUse = 0
    if let chunk = top, chunk.pointee.previous == nil, chunk.pointee.capacity >= peak {
      chunk.pointee.used = 0
      return
    }
    freeAll()
    if peak > 0 { _ = push(capacity: peak) }
  }

  @inline(never)
  mutating func freeAll() {
    while top != nil { pop() }
    inUse = 0
  }

  /// Makes sure that calls that need at most `bytes` allocate nothing.
  @inline(never)
  mutating func reserve(bytes: Int) throws(PithError) {
    guard bytes >= 0 && bytes < Int.max / 4 else { throw PithError.outOfMemory(bytes) }
    if bytes > peak { peak = bytes }
    if let chunk = top, chunk.pointee.previous == nil, chunk.pointee.capacity >= bytes { return }
    freeAll()
    if push(capacity: bytes) == nil { throw PithError.outOfMemory(bytes &+ Scratch.headerBytes) }
  }
}
