// NumPy arrays over Swift's memory go through the Python package to the library: same addresses, no lock held, errors as
// exceptions.
import CPithABI
import CPython
import Foundation
import XCTest

/// What the functions below saw. C functions capture nothing, so it is global; the tests run one after another.
nonisolated(unsafe) private var seen: [pith_view] = []
nonisolated(unsafe) private var lockHeld: [Bool] = []
nonisolated(unsafe) private var otherThread: UnsafeMutablePointer<Int64>! = nil
nonisolated(unsafe) private var otherThreadProgress: Int64 = 0

/// Takes the place of pith_select_top_k: records the views and picks the first tokens.
private let recordTopK:
  @convention(c) (
    OpaquePointer?, UnsafePointer<pith_view>?, Int64, Int32, UnsafePointer<pith_view>?
  ) -> Int32 = { _, scores, keep, _, indices in
    lockHeld.append(PyGILState_Check() != 0)
    seen = [scores!.pointee, indices!.pointee]
    let kept = indices!.pointee.data.assumingMemoryBound(to: Int32.self)
    var i = 0
    while i < Int(keep) {
      kept[i] = Int32(i)
      i += 1
    }
    return 0
  }

/// A progress callback, called by the library in the middle of a call: waits until the other Python thread has moved on.
private let waitForOtherThread: @convention(c) (UnsafeMutableRawPointer?, Int64, Int64) -> Int32 = { _, _, _ in
  lockHeld.append(PyGILState_Check() != 0)
  if otherThreadProgress > 0 { return 0 }
  let begin = otherThread.pointee
  let deadline = Date().addingTimeInterval(20)
  while otherThread.pointee < begin + 100, Date() < deadline { usleep(100) }
  otherThreadProgress = otherThread.pointee - begin
  return 0
}

final class HostTests: XCTestCase {
  private func address(_ function: UnsafeRawPointer) -> UInt { UInt(bitPattern: function) }

  override func setUp() {
    super.setUp()
    seen = []
    lockHeld = []
  }

  func testResultsComeBackFromSwiftsMemory() throws {
    let python = Interpreter.shared
    let scores = UnsafeMutableRawBufferPointer.allocate(byteCount: 5 * 4, alignment: 16)
    defer { scores.deallocate() }
    scores.copyBytes(from: [1, 5, 2, 4, 3].flatMap { withUnsafeBytes(of: Float($0)) { Array($0) } })
    try python.share(scores, as: "memory")
    try python.run("scores = np.frombuffer(memory, np.float32)\nkept = pith.select.top_k(scores, 2)")
    XCTAssertEqual(try python.integer("int(kept[0])"), 1)
    XCTAssertEqual(try python.integer("int(kept[1])"), 3)
    // In place: the library writes to Swift's memory.
    try python.run("pith.apply.compact(scores, kept)")
    XCTAssertEqual(Array(scores.bindMemory(to: Float.self)), [5, 4, 2, 4, 3])
    try python.run("del scores, memory")
  }

  func testPointersReachTheFunctionUnchanged() throws {
    let python = Interpreter.shared
    let count = 24
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count * 4, alignment: 64)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    try python.share(memory, as: "memory")
    try python.run(
      """
      from pith import _call
      real = _call._entries["pith_select_top_k"]
      prototype = ctypes.CFUNCTYPE(
          ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int, ctypes.c_void_p)
      _call._entries["pith_select_top_k"] = prototype(\(address(unsafeBitCast(recordTopK, to: UnsafeRawPointer.self))))
      try:
          kept = pith.select.top_k(np.frombuffer(memory, np.float32).reshape(4, 6)[1:3, ::2], 2)
      finally:
          _call._entries["pith_select_top_k"] = real
      """)
    XCTAssertEqual(seen.count, 2)
    let view = try XCTUnwrap(seen.first)
    XCTAssertEqual(UnsafeMutableRawPointer(view.data), memory.baseAddress! + 6 * 4)
    XCTAssertEqual(view.ndim, 2)
    XCTAssertEqual([view.shape.0, view.shape.1], [2, 3])
    XCTAssertEqual([view.stride.0, view.stride.1], [6, 2])
    XCTAssertEqual(Int(bitPattern: seen[1].data), try python.integer("kept.__array_interface__['data'][0]"))
    XCTAssertEqual(lockHeld, [false])
    try python.run("del memory")
  }

  func testLongCallsReleaseTheLock() throws {
    let python = Interpreter.shared
    otherThreadProgress = 0
    otherThread = .allocate(capacity: 1)
    otherThread.initialize(to: 0)
    defer { otherThread.deallocate() }
    try python.share(UnsafeMutableRawBufferPointer(start: otherThread, count: 8), as: "counter")
    try python.run(
      """
      ticks, stop = np.frombuffer(counter, np.int64), threading.Event()
      def tick():
          while not stop.is_set():
              ticks[0] += 1
      from pith import _abi, _load
      context = pith.Context()
      callback = _abi.pith_progress_fn(\(address(unsafeBitCast(waitForOtherThread, to: UnsafeRawPointer.self))))
      assert _load.lib.pith_context_set_progress(context._handle, callback, None) == 0
      thread = threading.Thread(target=tick)
      thread.start()
      try:
          tokens = np.random.default_rng(0).standard_normal((2000, 64), np.float32)
          kept = pith.select.divprune(tokens, 500, context=context)
      finally:
          stop.set()
          thread.join()
          context.close()
      """)
    XCTAssertEqual(try python.integer("len(kept)"), 500)
    XCTAssertFalse(lockHeld.isEmpty, "the call reported no progress")
    XCTAssertFalse(lockHeld.contains(true))
    XCTAssertGreaterThanOrEqual(otherThreadProgress, 100)
    try python.run("del ticks, counter")
  }

  func testErrorsAreExceptions() throws {
    let python = Interpreter.shared
    func failure(_ source: String) -> PythonError? {
      do {
        try python.run(source)
        return nil
      } catch { return error as? PythonError }
    }
    let range = failure("pith.select.top_k(np.ones(3, np.float32), 9)")
    XCTAssertEqual(range?.type, "ArgumentError")
    XCTAssertEqual(range?.message.contains("keep: expected"), true, "\(String(describing: range))")
    XCTAssertEqual(failure("pith.select.top_k(np.ones(3), 1)")?.type, "DTypeError")
    XCTAssertEqual(failure("pith.select.divprune(np.ones(3, np.float32), 1)")?.type, "ShapeError")
    XCTAssertEqual(failure("pith.select.top_k(np.full(3, np.nan, np.float32), 1)")?.type, "NonFiniteError")
    XCTAssertNil(failure("pith.select.top_k(np.ones(3, np.float32), 1)"))
  }
}
