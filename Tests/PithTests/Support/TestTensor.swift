// A tensor that a test owns: any dtype and strides, canaries around and between its elements, and a page behind its last
// byte that cannot be read or written.

import Foundation
import Pith

let floatDTypes: [DType] = [.f32, .f16, .bf16]

/// `value` as an element of this dtype holds it.
func rounded(_ value: Float, to dtype: DType) -> Float {
  switch dtype {
  case .f16: return Float(Float16(value))
  case .bf16: return fromBFloat16(bfloat16(value))
  default: return value
  }
}

private func bfloat16(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  if value.isNaN { return UInt16(bits >> 16) | 0x40 }
  return UInt16((UInt64(bits) + 0x7FFF + UInt64((bits >> 16) & 1)) >> 16)
}

private func fromBFloat16(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

/// A copy of a tensor's memory. Prints nothing of it: a failed comparison would fill the log.
struct Snapshot: Equatable, CustomStringConvertible {
  var bytes: [UInt8]
  var description: String { "\(bytes.count) bytes" }
}

final class TestTensor: CustomStringConvertible {
  let dtype: DType
  let shape: [Int]
  let strides: [Int]
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int
  private let guardBytes: Int
  /// Start and length of what the view covers, gaps included.
  private let base: UnsafeMutableRawPointer
  private let extent: Int
  private static let canary: UInt8 = 0xA5
  private static let leading = 64

  /// Elements start as canary bytes. Without `strides`: contiguous.
  init(_ dtype: DType, _ shape: [Int], strides: [Int]? = nil) {
    self.dtype = dtype
    self.shape = shape
    var packed = [Int](repeating: 1, count: shape.count)
    for i in stride(from: shape.count - 2, through: 0, by: -1) { packed[i] = packed[i + 1] * shape[i + 1] }
    self.strides = strides ?? packed
    let last = shape.contains(0) ? -1 : zip(shape, self.strides).map { ($0 - 1) * $1 }.reduce(0, +)
    extent = (last + 1) * dtype.size
    guardBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
    let needed = TestTensor.leading + extent
    mappedBytes = (needed + guardBytes - 1) / guardBytes * guardBytes
    mapping = mmap(nil, mappedBytes + guardBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    mprotect(mapping + mappedBytes, guardBytes, PROT_NONE)
    base = mapping + mappedBytes - extent
    memset(mapping, Int32(TestTensor.canary), mappedBytes)
  }

  convenience init(_ dtype: DType, _ shape: [Int], strides: [Int]? = nil, floats: [Float]) {
    self.init(dtype, shape, strides: strides)
    self.floats = floats
  }

  convenience init(_ shape: [Int], strides: [Int]? = nil, ints: [Int]) {
    self.init(.i32, shape, strides: strides)
    self.ints = ints
  }

  var description: String { "\(dtype) \(shape) strides \(strides)" }

  deinit { Retired.add(mapping, mappedBytes + guardBytes) }

  /// What a method takes.
  var view: Tensor {
    var shape4 = SIMD4<Int>(1, 1, 1, 1)
    var stride4 = SIMD4<Int>(0, 0, 0, 0)
    for i in 0..<shape.count {
      shape4[i] = shape[i]
      stride4[i] = strides[i]
    }
    return Tensor(count == 0 ? nil : base, dtype, ndim: shape.count, shape: shape4, stride: stride4)
  }

  var count: Int { shape.reduce(1, *) }

  /// Byte offset of the element at a flat (row-major) position.
  private func offset(_ flat: Int) -> Int {
    var rest = flat
    var element = 0
    for i in stride(from: shape.count - 1, through: 0, by: -1) {
      element += rest % shape[i] * strides[i]
      rest /= shape[i]
    }
    return element * dtype.size
  }

  /// Elements in row-major order, as floats. Writing rounds to the dtype.
  var floats: [Float] {
    get { (0..<count).map { self[$0] } }
    set {
      precondition(newValue.count == count)
      for i in 0..<count { self[i] = newValue[i] }
    }
  }

  var ints: [Int] {
    get { (0..<count).map { Int(exactly: element($0)) ?? Int.min } }
    set {
      precondition(newValue.count == count)
      for i in 0..<count { setElement(i, Double(newValue[i])) }
    }
  }

  subscript(flat: Int) -> Float {
    get { Float(element(flat)) }
    set { setElement(flat, Double(newValue)) }
  }

  private func element(_ flat: Int) -> Double {
    let place = base + offset(flat)
    switch dtype {
    case .f32: return Double(place.load(as: Float.self))
    case .f16: return Double(place.load(as: Float16.self))
    case .bf16: return Double(fromBFloat16(place.load(as: UInt16.self)))
    case .f64: return place.load(as: Double.self)
    case .i32: return Double(place.load(as: Int32.self))
    case .i64: return Double(place.load(as: Int64.self))
    case .u8: return Double(place.load(as: UInt8.self))
    }
  }

  private func setElement(_ flat: Int, _ value: Double) {
    let place = base + offset(flat)
    switch dtype {
    case .f32: place.storeBytes(of: Float(value), as: Float.self)
    case .f16: place.storeBytes(of: Float16(Float(value)), as: Float16.self)
    case .bf16: place.storeBytes(of: bfloat16(Float(value)), as: UInt16.self)
    case .f64: place.storeBytes(of: value, as: Double.self)
    case .i32: place.storeBytes(of: Int32(value), as: Int32.self)
    case .i64: place.storeBytes(of: Int64(value), as: Int64.self)
    case .u8: place.storeBytes(of: UInt8(value), as: UInt8.self)
    }
  }

  /// Bytes of every element, row-major: for comparing bits whatever the dtype.
  var elementBytes: [[UInt8]] {
    (0..<count).map { flat in
      let place = base + offset(flat)
      return (0..<dtype.size).map { place.load(fromByteOffset: $0, as: UInt8.self) }
    }
  }

  func setElementBytes(_ bytes: [[UInt8]]) {
    for (flat, element) in bytes.enumerated() {
      for (i, byte) in element.enumerated() { (base + offset(flat)).storeBytes(of: byte, toByteOffset: i, as: UInt8.self) }
    }
  }

  /// Everything that belongs to the tensor: elements, gaps and the canaries before it.
  var snapshot: Snapshot { Snapshot(bytes: Array(UnsafeRawBufferPointer(start: mapping, count: mappedBytes))) }

  /// Back to the state before any element was written.
  func erase() { memset(mapping, Int32(TestTensor.canary), mappedBytes) }

  /// Whether nothing outside the elements was written.
  var gapsAreUntouched: Bool {
    var owned = [Bool](repeating: false, count: mappedBytes)
    let start = mappedBytes - extent
    for flat in 0..<count {
      let first = start + offset(flat)
      for i in first..<first + dtype.size { owned[i] = true }
    }
    let bytes = snapshot.bytes
    return (0..<mappedBytes).allSatisfy { owned[$0] || bytes[$0] == TestTensor.canary }
  }
}

/// Memory of tensors that are gone. A view does not keep its tensor alive, and Swift may end a tensor's life right after
/// `.view` was read; so memory is given back late.
private enum Retired {
  private static let lock = NSLock()
  nonisolated(unsafe) private static var mappings: [(UnsafeMutableRawPointer, Int)] = []
  nonisolated(unsafe) private static var oldest = 0

  static func add(_ mapping: UnsafeMutableRawPointer, _ bytes: Int) {
    lock.lock()
    defer { lock.unlock() }
    if mappings.count < 1024 { return mappings.append((mapping, bytes)) }
    munmap(mappings[oldest].0, mappings[oldest].1)
    mappings[oldest] = (mapping, bytes)
    oldest = (oldest + 1) % mappings.count
  }
}

extension SeededGenerator {
  /// Strides without overlap: often contiguous, else with gaps, an innermost stride above 1, or dimensions in another order.
  mutating func strides(_ shape: [Int]) -> [Int] {
    let kind = int(0...3)
    var order = Array(stride(from: shape.count - 1, through: 0, by: -1))
    if kind == 3 { order.shuffle(using: &self) }
    var strides = [Int](repeating: 1, count: shape.count)
    var step = kind >= 2 ? int(1...3) : 1
    for i in order {
      strides[i] = step
      step = step * max(shape[i], 1) + (kind >= 1 ? int(0...3) : 0)
    }
    return strides
  }

  /// A tensor of normal numbers with random strides.
  mutating func tensor(_ dtype: DType, _ shape: [Int]) -> TestTensor {
    TestTensor(dtype, shape, strides: strides(shape), floats: normals(shape.reduce(1, *)))
  }

  /// An output with random strides.
  mutating func output(_ dtype: DType, _ shape: [Int]) -> TestTensor {
    TestTensor(dtype, shape, strides: strides(shape))
  }
}
