// Writes a PithError as one line into a fixed buffer: "function: argument: expected this, got that".
//
// A fixed buffer and no String: the message of an out-of-memory error must not need memory.

public struct MessageWriter {
  let buffer: UnsafeMutablePointer<CChar>
  let capacity: Int
  var length = 0

  /// The text stays NUL-terminated; what does not fit is cut.
  public init(_ buffer: UnsafeMutablePointer<CChar>, capacity: Int) {
    self.buffer = buffer
    self.capacity = capacity
    if capacity > 0 { buffer[0] = 0 }
  }

  public mutating func write(_ text: StaticString) {
    guard text.hasPointerRepresentation else { return }
    let start = text.utf8Start
    let count = text.utf8CodeUnitCount
    var i = 0
    while i < count {
      put(start[i])
      i &+= 1
    }
  }

  public mutating func write(_ number: Int) {
    if number < 0 { put(0x2D) }
    write(magnitude: number.magnitude)
  }

  private mutating func write(magnitude: UInt) {
    if magnitude >= 10 { write(magnitude: magnitude / 10) }
    put(UInt8(truncatingIfNeeded: 0x30 &+ magnitude % 10))
  }

  /// Six digits after the point; enough to recognise an argument, no claim to round-trip.
  public mutating func write(_ number: Double) {
    if number != number { return write("nan") }
    if number < 0 { put(0x2D) }
    let size = number.magnitude
    if size == .infinity { return write("inf") }
    if size >= 1e15 { return write("a number beyond 1e15") }
    if size < 9e12 {
      let whole = UInt(bitPattern: Int(saturating: size * 1e6 + 0.5))
      write(magnitude: whole / 1_000_000)
      put(0x2E)
      var divisor: UInt = 100_000
      while divisor > 0 {
        put(UInt8(truncatingIfNeeded: 0x30 &+ (whole / divisor) % 10))
        divisor /= 10
      }
    } else {
      write(magnitude: UInt(bitPattern: Int(saturating: size)))
    }
  }

  public mutating func write(_ error: PithError) {
    write(error.argument)
    write(": expected ")
    write(error.expected)
    switch error.got {
    case .nothing: break
    case .integer(let value): write(", got "); write(value)
    case .real(let value): write(", got "); write(value)
    case .dtype(let value): write(", got dtype "); writeDType(value)
    case .ndim(let value): write(", got ndim "); write(value)
    case .shape(let ndim, let shape): write(", got "); write(ndim: ndim, shape: shape)
    case .text(let text): write(", got "); write(text)
    case .element(let value, let index): write(", got "); write(value); write(" at position "); write(index)
    case .position(let index): write(", got NaN or infinity at position "); write(index)
    case .needed(let needed, let had): write(", needed "); write(needed); write(", got "); write(had)
    }
  }

  private mutating func writeDType(_ value: Int) {
    if let dtype = DType(rawValue: Int32(truncatingIfNeeded: value)) { write(dtype.name) } else { write(value) }
  }

  private mutating func write(ndim: Int, shape: SIMD4<Int>) {
    put(0x5B)
    var i = 0
    while i < ndim && i < 4 {
      if i > 0 { write(", ") }
      write(shape[i])
      i &+= 1
    }
    put(0x5D)
  }

  private mutating func put(_ byte: UInt8) {
    guard length &+ 1 < capacity else { return }
    buffer[length] = CChar(bitPattern: byte)
    length &+= 1
    buffer[length] = 0
  }
}
