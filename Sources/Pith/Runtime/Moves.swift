// Copies and fills of numbers by libc and by a vectorised loop.
//
// `update(from:count:)` and `update(repeating:count:)` of the standard library are generic loops. In the shipped build, which is
// compiled for size, they make a call for every element: six cycles for each of the floats that a tile, a strip of scores or
// a row of tokens consists of. These overloads are more constrained, so every such call of this module finds them.

import CPith

extension UnsafeMutablePointer where Pointee == Float {
  @inline(__always)
  func update(from source: UnsafePointer<Float>, count: Int) {
    if count > 0 { cpith_copy(self, source, count &* 4) }
  }

  @inline(__always)
  func update(repeating value: Float, count: Int) {
    if count > 0 { cpith_fill(UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt32.self), value.bitPattern, count) }
  }
}

extension UnsafeMutablePointer where Pointee == Int32 {
  @inline(__always)
  func update(from source: UnsafePointer<Int32>, count: Int) {
    if count > 0 { cpith_copy(self, source, count &* 4) }
  }

  @inline(__always)
  func update(repeating value: Int32, count: Int) {
    if count > 0 {
      cpith_fill(
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt32.self), UInt32(bitPattern: value), count)
    }
  }
}

extension UnsafeMutablePointer where Pointee == Double {
  @inline(__always)
  func update(from source: UnsafePointer<Double>, count: Int) {
    if count > 0 { cpith_copy(self, source, count &* 8) }
  }
}

extension UnsafeMutablePointer where Pointee == UInt8 {
  @inline(__always)
  func update(from source: UnsafePointer<UInt8>, count: Int) {
    if count > 0 { cpith_copy(self, source, count) }
  }
}
