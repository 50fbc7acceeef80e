// The frame of every exported function: turns C arguments into checked Swift ones and a thrown PithError into a status and
// the calling thread's error text.
//
// An exported function has no logic: it hands its views to `call.input` and `call.output`, which refuse NULL, bad layouts
// and overlaps, calls one method of `Pith`, and returns.

import CPith
import CPithABI
import Pith

/// The arguments of one call. Remembers the memory of each view so that outputs cannot overlap anything.
struct Call {
  let workspace: Workspace
  private var ranges = Ranges()

  fileprivate init(_ workspace: Workspace) { self.workspace = workspace }

  /// A view the function reads.
  @inline(never)
  mutating func input(_ view: UnsafePointer<pith_view>?, _ name: StaticString) throws(PithError) -> Tensor {
    guard let tensor = try optionalInput(view, name) else {
      throw PithError(.null, name, expected: "a view", got: .text("NULL"))
    }
    return tensor
  }

  /// A view the function reads if it is there.
  @inline(never)
  mutating func optionalInput(
    _ view: UnsafePointer<pith_view>?, _ name: StaticString
  ) throws(PithError) -> Tensor? {
    guard let view else { return nil }
    let tensor = try Tensor(view.pointee, name)
    ranges.add(tensor, isOutput: false)
    return tensor
  }

  /// A view the function writes. Declare all inputs first, then the outputs.
  @inline(never)
  mutating func output(_ view: UnsafePointer<pith_view>?, _ name: StaticString) throws(PithError) -> Tensor {
    guard let tensor = try optionalOutput(view, name) else {
      throw PithError(.null, name, expected: "a view", got: .text("NULL"))
    }
    return tensor
  }

  @inline(never)
  mutating func optionalOutput(
    _ view: UnsafePointer<pith_view>?, _ name: StaticString
  ) throws(PithError) -> Tensor? {
    guard let view else { return nil }
    let tensor = try Tensor(view.pointee, name)
    if tensor.overlapsItself {
      throw PithError(.overlap, name, expected: "an output whose elements are distinct in memory")
    }
    if ranges.overlap(tensor) {
      throw PithError(.overlap, name, expected: "an output that overlaps no other argument")
    }
    ranges.add(tensor, isOutput: true)
    return tensor
  }

  /// A size or amount. Values that a 64-bit word holds are passed on; the method checks the range.
  func count(_ value: Int64) -> Int { Int(truncatingIfNeeded: value) }
}

extension Tensor {
  @inline(never)
  init(_ view: pith_view, _ name: StaticString) throws(PithError) {
    guard let dtype = DType(rawValue: view.dtype) else {
      throw PithError(.dtype, name, expected: "a value of pith_dtype", got: .integer(Int(view.dtype)))
    }
    self.init(
      view.data, dtype, ndim: Int(view.ndim),
      shape: SIMD4(Int(view.shape.0), Int(view.shape.1), Int(view.shape.2), Int(view.shape.3)),
      stride: SIMD4(Int(view.stride.0), Int(view.stride.1), Int(view.stride.2), Int(view.stride.3)))
    try validate(name)
  }
}

/// Address ranges of the views of a call: a fixed list, since no exported function has more than twelve views.
private struct Ranges {
  private var begin = SIMD16<UInt>()
  private var end = SIMD16<UInt>()
  private var count = 0

  @inline(never)
  mutating func add(_ tensor: Tensor, isOutput: Bool) {
    let bytes = tensor.extentInBytes
    guard bytes > 0, count < 16 else { return }
    begin[count & 15] = UInt(bitPattern: tensor.data)
    end[count & 15] = begin[count & 15] &+ UInt(bitPattern: bytes)
    count &+= 1
  }

  @inline(never)
  func overlap(_ tensor: Tensor) -> Bool {
    let bytes = tensor.extentInBytes
    if bytes == 0 { return false }
    let first = UInt(bitPattern: tensor.data)
    let last = first &+ UInt(bitPattern: bytes)
    var i = 0
    while i < count {
      if first < end[i & 15] && begin[i & 15] < last { return true }
      i &+= 1
    }
    return false
  }
}

/// Runs an exported function's body with the context's workspace, or a temporary one if `context` is NULL.
@inline(never)
func call(
  _ function: StaticString, _ context: OpaquePointer?, _ body: (inout Call) throws(PithError) -> Void
) -> pith_status {
  do throws(PithError) {
    if let context {
      let workspace = Workspace(UnsafeMutablePointer<WorkspaceState>(context))
      try workspace.begin()
      defer { workspace.end() }
      var call = Call(workspace)
      try body(&call)
    } else {
      try Workspace.withTemporary { workspace throws(PithError) in
        var call = Call(workspace)
        try body(&call)
      }
    }
    return PITH_OK
  } catch {
    return report(function, error)
  }
}

/// Writes the calling thread's error text and gives the status.
@inline(never)
func report(_ function: StaticString, _ error: PithError) -> pith_status {
  var writer = MessageWriter(cpith_error_buffer(), capacity: Int(CPITH_ERROR_CAPACITY))
  writer.write(function)
  writer.write(": ")
  writer.write(error)
  return pith_status(error.status.rawValue)
}
