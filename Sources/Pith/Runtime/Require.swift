// Checks of scalars, written once so that their messages read alike.

@inline(never)
func require(_ value: Int, _ name: StaticString, in range: Limits, _ expected: StaticString) throws(PithError) {
  guard value >= range.low && value <= range.high else {
    throw PithError(.range, name, expected: expected, got: .integer(value))
  }
}

/// A number of things out of `n`: 0…n.
@inline(never)
func requireCount(_ value: Int, _ name: StaticString, atMost n: Int, _ expected: StaticString) throws(PithError) {
  guard value >= 0 && value <= n else { throw PithError(.range, name, expected: expected, got: .integer(value)) }
}

@inline(never)
func requireFinite(_ value: Double, _ name: StaticString) throws(PithError) {
  guard value.isFinite else { throw PithError(.range, name, expected: "a finite number", got: .real(value)) }
}

/// A finite number that is finite in f32 too.
@inline(never)
func requireFloat(_ value: Double, _ name: StaticString) throws(PithError) {
  guard Float(value).isFinite else {
    throw PithError(.range, name, expected: "a finite number of f32", got: .real(value))
  }
}

/// Anything but NaN.
@inline(never)
func requireNumber(_ value: Double, _ name: StaticString) throws(PithError) {
  guard value == value else { throw PithError(.range, name, expected: "a number", got: .real(value)) }
}

@inline(never)
func require(
  _ value: Double, _ name: StaticString, from low: Double, through high: Double, _ expected: StaticString
) throws(PithError) {
  guard value >= low && value <= high else { throw PithError(.range, name, expected: expected, got: .real(value)) }
}

/// Checked products and sums of sizes, for scratch.
@inline(never)
func product(_ a: Int, _ b: Int) throws(PithError) -> Int {
  let (value, overflow) = a.multipliedReportingOverflow(by: b)
  if overflow || value < 0 { throw PithError.outOfMemory(Int.max) }
  return value
}
