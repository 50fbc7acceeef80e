// The harness must fail when a method misbehaves: each check is shown a culprit.

import Testing

@testable import Pith

@Suite struct Support {
  @Test func tensorsHoldWhatWasWritten() {
    var generator = SeededGenerator(1)
    for dtype in floatDTypes {
      for shape in [[5], [3, 4], [2, 3, 4], [2, 1, 3, 2], [0, 4], [4, 0]] {
        for _ in 0..<8 {
          let strides = generator.strides(shape)
          let values = generator.normals(shape.reduce(1, *)).map { rounded($0, to: dtype) }
          let tensor = TestTensor(dtype, shape, strides: strides, floats: values)
          #expect(tensor.floats == values)
          #expect(tensor.gapsAreUntouched)
          #expect(!tensor.view.overlapsItself)
          #expect(throws: Never.self) { try tensor.view.validate("x") }
        }
      }
    }
  }

  @Test func bfloat16RoundsToEven() {
    #expect(rounded(1 + 0x1p-8, to: .bf16) == 1)
    #expect(rounded(1 + 0x3p-8, to: .bf16) == 1 + 0x1p-6)
    #expect(rounded(Float.greatestFiniteMagnitude, to: .bf16) == .infinity)
    #expect(rounded(.nan, to: .bf16).isNaN)
  }

  @Test func culpritsAreCaught() throws {
    let output = TestTensor(.f32, [4])
    let wrong = PithError(.range, "k", expected: "1", got: .integer(2))
    withKnownIssue { expectError(.shape, "k", outputs: []) { _ in throw wrong } }
    withKnownIssue { expectError(.range, "n", outputs: []) { _ in throw wrong } }
    withKnownIssue { expectError(.range, "k", outputs: []) { _ in } }
    withKnownIssue {
      expectError(.range, "k", outputs: [output]) { _ in
        output[0] += 1
        throw wrong
      }
    }
    expectError(.range, "k", outputs: [output], says: "k: expected 1, got 2") { _ in throw wrong }
    withKnownIssue { try expectSameBits(outputs: [output]) { output.floats = [1, 2, 3, Float($0.threads)] } }
    try expectSameBits(outputs: [output]) { _ in output.floats = [1, 2, 3, 4] }
    withKnownIssue {
      try expectAllocationFailuresReported(outputs: [output]) { workspace in
        output[0] = 1
        _ = try workspace.allocate(10, of: Float.self)
      }
    }
    withKnownIssue {
      var size = 1 << 20
      try expectNoSteadyStateAllocation { workspace in
        size *= 2
        _ = try workspace.allocate(size, of: UInt8.self)
      }
    }
    let strided = TestTensor(.f32, [2], strides: [3])
    withKnownIssue {
      try expectSameBits(outputs: [strided]) { _ in
        strided.floats = [1, 2]
        strided.view.data!.storeBytes(of: 0, toByteOffset: 4, as: UInt8.self)
      }
    }
  }
}
