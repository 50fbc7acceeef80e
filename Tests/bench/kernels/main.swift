// Measures the kernels of one tier: matrix product against this core's peak, everything else in bytes per second.
//
// Compiled together with the kernel sources by run.sh, so that the peak loop below is compiled for the same instruction set.
// Times are minima over repetitions: other processes disturb them upwards only.
// Sizes: 4096 and 65536 floats lie in the first and second level cache, 16 M floats in memory.
import CPith
import Glibc

/// Processor time of this thread: what other processes use does not count, though they do cool the caches.
func now() -> Double {
  var t = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t)
  return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
}

/// Seconds of the fastest of several runs, for at least `budget` seconds.
func fastest(budget: Double = 0.15, _ body: () -> Void) -> Double {
  var best = Double.infinity
  let end = now() + budget
  repeat {
    let start = now()
    body()
    best = min(best, now() - start)
  } while now() < end
  return best
}

func print(_ name: String, _ value: Double, _ unit: String) {
  let tenths = Int((value * 10).rounded())
  let text = "\(tenths / 10).\(tenths % 10)"
  Swift.print(name + String(repeating: " ", count: max(1, 44 - name.count)) + text + " " + unit)
}

/// Independent multiply-add chains that live in registers: nothing can be faster.
@inline(never)
func chains(_ n: Int, _ seed: Float) -> Float {
  let x = Lanes(repeating: 0.9999), y = Lanes(repeating: seed)
  var c0 = y, c1 = y + 1, c2 = y + 2, c3 = y + 3, c4 = y + 4, c5 = y + 5
  var i = 0
  while i < n {
    c0 = fma(c0, x, y)
    c1 = fma(c1, x, y)
    c2 = fma(c2, x, y)
    c3 = fma(c3, x, y)
    c4 = fma(c4, x, y)
    c5 = fma(c5, x, y)
    i &+= 1
  }
  return total((c0 + c1) + (c2 + c3) + (c4 + c5))
}

func floats(_ n: Int) -> UnsafeMutablePointer<Float> {
  let p = UnsafeMutableRawPointer.allocate(byteCount: n * 4 + 64, alignment: 64).assumingMemoryBound(to: Float.self)
  var state: UInt64 = 1
  for i in 0..<n {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    p[i] = Float(Int32(truncatingIfNeeded: state >> 40) - (1 << 23)) * 0x1p-23
  }
  return p
}

var sink: Float = 0
let storage = UnsafeMutablePointer<pithk_table>.allocate(capacity: 1)
#if PITH_TIER_AVX512
pithk_fill_table_avx512(storage)
#elseif PITH_TIER_AVX2
pithk_fill_table_avx2(storage)
#else
pithk_fill_table_baseline(storage)
#endif
let t = storage.pointee
let isSlow = String(cString: t.name) == "baseline"
print("tier \(String(cString: t.name))")

var peak = 0.0
for _ in 0..<5 { peak = max(peak, 2e6 * 6 * 32 / fastest(budget: 0.05) { sink += chains(2_000_000, 1e-3) } / 1e9) }
print("peak of multiply-add chains", peak, "GFLOP/s")

func product(_ m: Int, _ n: Int, _ k: Int) {
  var driver = PackedProduct(t)
  // Other block sizes to try: blockM,blockN,blockK.
  if CommandLine.arguments.count == 4 {
    driver.blockM = Int(CommandLine.arguments[1])!
    driver.blockN = Int(CommandLine.arguments[2])!
    driver.blockK = Int(CommandLine.arguments[3])!
  }
  let counts = driver.scratchCount(m: m, n: n, k: k)
  let scratch = (a: floats(counts.a), b: floats(counts.b), tile: floats(counts.tile))
  let a = floats(m * k), b = floats(n * k), c = floats(m * n), best = floats(m)
  let index = UnsafeMutablePointer<Int32>.allocate(capacity: m)
  let flops = 2 * Double(m) * Double(n) * Double(k)
  let stored = fastest(budget: isSlow ? 0 : 1) {
    driver.run(a, k, m, b, k, n, k, scratch: scratch, c: c, cStride: n) { _, _, _, _, _, _ in }
  }
  print("gemm \(m) x \(n) x \(k), C stored", flops / stored / 1e9, "GFLOP/s")
  let fused = fastest(budget: isSlow ? 0 : 1) {
    driver.run(a, k, m, b, k, n, k, scratch: scratch) { tile, stride, firstRow, rows, firstColumn, columns in
      t.tile_row_arg_max(tile, stride, rows, columns, firstColumn, 1, nil, best + firstRow, index + firstRow)
    }
  }
  print("gemm \(m) x \(n) x \(k), arg max fused", flops / fused / 1e9, "GFLOP/s")
  print("  of the peak", 100 * flops / stored / 1e9 / peak, "%")
  for p in [scratch.a, scratch.b, scratch.tile, a, b, c, best] { p.deallocate() }
  index.deallocate()
}

if isSlow {
  product(128, 128, 128)
} else {
  product(1024, 1024, 1024)
  product(576, 576, 1024)
  product(2880, 2880, 64)
  product(4096, 64, 1024)
}

let levels = [("first level", 4096), ("second level", 65536), ("memory", 1 << 24)]

if CommandLine.arguments.count == 4 { exit(0) }

/// Rates in the first and second level cache and in memory.
func rates(_ name: String, _ bytesPerElement: Double, upTo limit: Int = 1 << 24, _ body: (Int) -> Void) {
  for (level, n) in levels where n <= (isSlow ? 65536 : limit) {
    let repeats = max(1, 65536 / n)
    let seconds = fastest { for _ in 0..<repeats { body(n) } }
    print("\(name), \(level)", bytesPerElement * Double(n * repeats) / seconds / 1e9, "GB/s")
  }
}

let x = floats(1 << 24), y = floats(1 << 24), z = floats(1 << 24)
let h = UnsafeMutableRawPointer(z).assumingMemoryBound(to: UInt16.self)
let d = UnsafeMutableRawPointer(z).assumingMemoryBound(to: Double.self)
rates("memcpy", 8) { memcpy(z, x, $0 * 4) }
rates("sum", 4) { sink += t.sum(x, $0) }
rates("dot", 8) { sink += t.dot(x, y, $0) }
rates("wide dot", 8) { sink += Float(t.wide_dot(x, y, $0)) }
rates("maximum", 4) { sink += t.maximum(x, $0) }
rates("arg max", 4) { sink += Float(t.arg_max(x, $0)) }
rates("all finite", 4) { sink += Float(t.all_finite_f32(x, $0)) }
rates("axpy", 12) { t.axpy(1e-9, x, z, $0) }
rates("exp", 8) { t.exp(x, z, $0) }
rates("log", 8) { t.log(x, z, $0) }
rates("softmax in rows of 576", 8) {
  var i = 0
  while i + 576 <= $0 {
    t.softmax(x + i, 0.125, nil, z + i, 576)
    i += 576
  }
}
rates("f32 to f16", 6) { t.f16_from_f32(x, h, $0) }
rates("f16 to f32", 6) { t.f32_from_f16(h, y, $0) }
rates("f32 to bf16", 6) { t.bf16_from_f32(x, h, $0) }
rates("bf16 to f32", 6) { t.f32_from_bf16(h, y, $0) }
rates("column sum of rows of 1024", 4) { t.column_sum(x, 1024, $0 / 1024, 1024, z) }
rates("weighted column sum", 4) { t.column_weighted_sum(x, 1024, $0 / 1024, 1024, y, z) }
rates("wide column sum", 4) { t.wide_column_sum(x, 1024, $0 / 1024, 1024, d) }
rates("column maximum", 4) { t.column_maximum(x, 1024, $0 / 1024, 1024, z) }
rates("farthest-point step", 12) { sink += Float(t.step_one_minus_min_arg_max(x, z, nil, $0)) }

let tileIndex = UnsafeMutablePointer<Int32>.allocate(capacity: 8192)
for i in 0..<16384 { z[i] = 2 }  // already better than anything in the tile: the usual case
rates("tile row arg max, 256 columns", 4, upTo: 65536) { t.tile_row_arg_max(x, 256, $0 / 256, 256, 0, 1, nil, z, tileIndex) }
rates("tile column arg max, 256 columns", 4, upTo: 65536) { t.tile_column_arg_max(x, 256, $0 / 256, 256, 0, 1, nil, z, tileIndex) }
rates("tile row two min, 256 columns", 4, upTo: 65536) { t.tile_row_two_min(x, 256, $0 / 256, 256, z, z + 8192) }
for i in 0..<65536 { z[i] = -2 }
let nearest = UnsafeMutablePointer<Int32>.allocate(capacity: 65536)
rates("tile row 7 smallest, 256 columns", 4, upTo: 65536) { t.tile_row_smallest(x, 256, $0 / 256, 256, 0, 7, z, nearest) }

for (n, k) in [(1024, 128), (576, 1024), (4096, 1024)] {
  let packed = floats(PackedProduct.roundUp(n, t.gemm_panel_cols) * k)
  t.pack_b(x, k, n, k, nil, packed)
  let seconds = fastest { t.gemv_packed(y, packed, n, k, z, 0) }
  print("gemv on packed \(n) x \(k)", Double(n * k * 4) / seconds / 1e9, "GB/s")
  packed.deallocate()
}

let order = UnsafeMutablePointer<Int32>.allocate(capacity: 1 << 20)
let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: 3 << 20 + Int(PITHK_SELECT_WORDS))
for n in [576, 2880, 65536, 1 << 20] {
  let select = fastest { sink += Float(t.select_k(x, n, n / 10, 1, order, scratch)) }
  let sort = fastest { t.argsort(x, n, 1, order, scratch) }
  print("select a tenth of \(n)", Double(n) / select / 1e6, "M elements/s")
  print("argsort of \(n)", Double(n) / sort / 1e6, "M elements/s")
}
if sink == 42 { print("") }
