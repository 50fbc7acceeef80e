// Conversions between f32, half and bfloat16, against Swift's own and against bit arithmetic.
import CPith
import Testing

extension Kernels.Conversions {
  /// Swift's Float16 conversion; a NaN keeps the upper bits of its payload and becomes quiet.
  private func half(_ x: Float) -> UInt16 {
    if x.isNaN { return UInt16(truncatingIfNeeded: x.bitPattern >> 16) & 0x8000 | 0x7e00 | UInt16((x.bitPattern >> 13) & 0x3ff) }
    return Float16(x).bitPattern
  }

  private func bfloat16(_ x: Float) -> UInt16 {
    if x.isNaN { return UInt16(truncatingIfNeeded: x.bitPattern >> 16) | 0x40 }
    // Nearest of the two neighbours; on a tie the even one.
    let low = x.bitPattern & 0xffff, high = x.bitPattern >> 16
    return UInt16(truncatingIfNeeded: low > 0x8000 || (low == 0x8000 && high & 1 == 1) ? high + 1 : high)
  }

  @Test func everyHalfAndBfloat16() {
    let all = (0...UInt16.max).map { $0 }
    for tier in KernelTiers.all {
      var y = [Float](repeating: 7, count: all.count)
      tier.table.f32_from_f16(all, &y, all.count)
      for (h, value) in zip(all, y) {
        let expected = Float(Float16(bitPattern: h))
        check(expected.isNaN ? value.isNaN && value.bitPattern & 0x40_0000 != 0 : isSame(value, expected), "\(tier.name) half \(h): \(value)")
      }
      let nan = y[0x7c01].bitPattern
      check(nan == 0x7fc0_2000, "\(tier.name): payload of a half NaN became \(nan)")
      tier.table.f32_from_bf16(all, &y, all.count)
      for (h, value) in zip(all, y) {
        check(value.bitPattern == UInt32(h) << 16, "\(tier.name) bfloat16 \(h): \(value)")
      }
    }
  }

  @Test func narrowing() {
    var random = Seeded(11)
    var x = awkward
    for _ in 0..<2000 {
      x.append(random.anyFloat())
      // Around the borders between halves, bfloat16s, and into the subnormal halves.
      let h = Float(Float16(bitPattern: UInt16(random.below(0x7c00))))
      let next = Float(Float16(bitPattern: Float16(h).bitPattern + 1))
      let middle = h + (next - h) / 2
      x += [middle, middle.nextUp, middle.nextDown, h, -middle]
      x.append(Float(bitPattern: UInt32(truncatingIfNeeded: random.next()) & 0xffff_0000 | 0x8000))
    }
    for tier in KernelTiers.all {
      var y = [UInt16](repeating: 0, count: x.count)
      tier.table.f16_from_f32(x, &y, x.count)
      for (value, h) in zip(x, y) { check(h == half(value), "\(tier.name) half of \(value): \(h), not \(half(value))") }
      tier.table.bf16_from_f32(x, &y, x.count)
      for (value, h) in zip(x, y) { check(h == bfloat16(value), "\(tier.name) bfloat16 of \(value): \(h)") }
    }
  }

  @Test func sizesAndStrides() {
    var random = Seeded(12)
    for n in kernelSizes where n <= 130 {
      for stride in [1, 2, 3, 7] {
        let span = n == 0 ? 0 : (n - 1) * stride + 1
        let floats = guarded(random.floats(span)), halves = guarded((0..<span).map { _ in UInt16(random.below(0x7c00)) })
        expectBits("gather f32", (0..<n).map { floats.pointer[$0 * stride] }) { t in
          let y = Guarded<Float>(repeating: 0, n)
          t.gather_f32(floats.pointer, stride, y.pointer, n)
          return y.elements
        }
        expectBits("gather f16", (0..<n).map { Float(Float16(bitPattern: halves.pointer[$0 * stride])) }) { t in
          let y = Guarded<Float>(repeating: 0, n)
          t.gather_f16(halves.pointer, stride, y.pointer, n)
          return y.elements
        }
        expectBits("gather bf16", (0..<n).map { Float(bitPattern: UInt32(halves.pointer[$0 * stride]) << 16) }) { t in
          let y = Guarded<Float>(repeating: 0, n)
          t.gather_bf16(halves.pointer, stride, y.pointer, n)
          return y.elements
        }
        let x = guarded(random.floats(n))
        func scattered<T>(_ fill: T, _ value: (Float) -> T) -> [T] {
          var y = [T](repeating: fill, count: span)
          for i in 0..<n { y[i * stride] = value(x.pointer[i]) }
          return y
        }
        expectBits("scatter f32", scattered(5) { $0 }) { t in
          let y = Guarded<Float>(repeating: 5, span)
          t.scatter_f32(x.pointer, y.pointer, stride, n)
          return y.elements
        }
        expectEqual("scatter f16", scattered(5) { half($0) }) { t in
          let y = Guarded<UInt16>(repeating: 5, span)
          t.scatter_f16(x.pointer, y.pointer, stride, n)
          return y.elements
        }
        expectEqual("scatter bf16", scattered(5) { bfloat16($0) }) { t in
          let y = Guarded<UInt16>(repeating: 5, span)
          t.scatter_bf16(x.pointer, y.pointer, stride, n)
          return y.elements
        }
      }
      let x = guarded(random.floats(n))
      let wide = guarded(x.elements.map { Double($0) * 1.00000003 })
      expectBits("f64 from f32", x.elements.map { Double($0) }) { t in
        let y = Guarded<Double>(repeating: 0, n)
        t.f64_from_f32(x.pointer, y.pointer, n)
        return y.elements
      }
      expectBits("f32 from f64", wide.elements.map { Float($0) }) { t in
        let y = Guarded<Float>(repeating: 0, n)
        t.f32_from_f64(wide.pointer, y.pointer, n)
        return y.elements
      }
    }
  }

  @Test func finite() {
    for n in [0, 1, 15, 16, 17, 63, 1023, 1024, 1025, 3000] {
      let x = Guarded<Float>(repeating: -.greatestFiniteMagnitude, n)
      let h = Guarded<UInt16>(repeating: 0xfbff, n), b = Guarded<UInt16>(repeating: 0x7f7f, n)
      expectEqual("finite \(n)", [1, 1, 1]) {
        [$0.all_finite_f32(x.pointer, n), $0.all_finite_f16(h.pointer, n), $0.all_finite_bf16(b.pointer, n)]
      }
      for at in Set([0, 1, n / 2, n - 1]) where at >= 0 && at < n {
        for bad: UInt32 in [0x7f80_0000, 0xff80_0000, 0x7f80_0001, 0xffff_ffff] {
          let before = (x.pointer[at], h.pointer[at], b.pointer[at])
          x.pointer[at] = Float(bitPattern: bad)
          h.pointer[at] = bad == 0x7f80_0001 ? 0x7c01 : UInt16(truncatingIfNeeded: bad >> 16) & 0xfc00 | UInt16(bad & 1)
          b.pointer[at] = bad == 0x7f80_0001 ? 0x7f81 : UInt16(truncatingIfNeeded: bad >> 16)
          expectEqual("not finite at \(at) of \(n)", [0, 0, 0]) {
            [$0.all_finite_f32(x.pointer, n), $0.all_finite_f16(h.pointer, n), $0.all_finite_bf16(b.pointer, n)]
          }
          (x.pointer[at], h.pointer[at], b.pointer[at]) = before
        }
      }
    }
  }
}
