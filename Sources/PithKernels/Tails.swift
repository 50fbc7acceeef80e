// The last, incomplete run of a vector. It comes once per row at most, so these stay out of line: inlined into every kernel they
// were a third of the code. In Swift and not in C, where a vector wider than a register travels on a stack that a Swift caller
// need not have aligned for it.
import CPith

/// The first `count` elements from p; the other lanes hold `fill`. Nothing past the elements is read.
@inline(never)
func loadTail(_ p: UnsafePointer<Float>, _ count: Int, _ fill: Float) -> Lanes { pith_load_floats(p, count, fill) }

@inline(never)
func loadTail(_ p: UnsafePointer<Double>, _ count: Int) -> SIMD8<Double> { pith_load_doubles(p, count) }

@inline(never)
func loadTail(_ p: UnsafePointer<UInt16>, _ count: Int) -> SIMD16<UInt16> { pith_load_halves(p, count) }

@inline(never)
func loadTail(_ p: UnsafePointer<UInt8>, _ count: Int, _ fill: UInt8) -> SIMD16<UInt8> {
  pith_load_bytes(p, count, fill)
}

@inline(never)
func storeTail(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, _ count: Int) { pith_store_floats(v, p, count) }

@inline(never)
func storeTail(_ v: SIMD8<Double>, _ p: UnsafeMutablePointer<Double>, _ count: Int) { pith_store_doubles(v, p, count) }

@inline(never)
func storeTail(_ v: SIMD16<UInt16>, _ p: UnsafeMutablePointer<UInt16>, _ count: Int) { pith_store_halves(v, p, count) }
