// The schedule of Token Merging: values by hand, and its ends.

import Testing

@testable import Pith

@Suite struct ToMeScheduleTests {
  func schedule(_ layers: Int, _ r: Int, _ inflect: Double) throws -> [Int] {
    let schedule = TestTensor(.i32, [layers], strides: [2])
    try withWorkspace {
      try Budget.toMeSchedule($0, layers: layers, r: r, inflect: inflect, schedule: schedule.view)
    }
    #expect(schedule.gapsAreUntouched)
    return schedule.ints
  }

  @Test func valuesByHand() throws {
    #expect(try schedule(4, 8, 0) == [8, 8, 8, 8])
    #expect(try schedule(5, 8, -1) == [16, 12, 8, 4, 0])
    #expect(try schedule(5, 8, 1) == [0, 4, 8, 12, 16])
    // low = int(7 * 0.5) = 3, high = 11, step 1.6: 3, 4.6, 6.2, 7.8, 9.4, 11.
    #expect(try schedule(6, 7, 0.5) == [3, 4, 6, 7, 9, 11])
    // Truncation is toward zero: low = int(-3.5) = -3, high = 17, step 10.
    #expect(try schedule(3, 7, 1.5) == [-3, 7, 17])
    #expect(try schedule(1, 9, -1) == [9])
    #expect(try schedule(0, 9, -1) == [])
    #expect(try schedule(2, 0, 3) == [0, 0])
    #expect(try schedule(2, Int(Int32.max), 0) == [Int(Int32.max), Int(Int32.max)])
  }

  @Test func badArguments() {
    let out = TestTensor(.i32, [3])
    func fails(_ status: Status, _ argument: String, _ layers: Int, _ r: Int, _ inflect: Double) {
      expectError(status, argument, outputs: [out]) {
        try Budget.toMeSchedule($0, layers: layers, r: r, inflect: inflect, schedule: out.view)
      }
    }
    fails(.range, "layers", -1, 8, 0)
    fails(.range, "layers", Int.max, 8, 0)
    fails(.range, "r", 3, -1, 0)
    fails(.range, "r", 3, Int.max, 0)
    fails(.range, "inflect", 3, 8, .nan)
    fails(.range, "inflect", 3, 8, .infinity)
    fails(.range, "inflect", 3, 8, 1e12)
    fails(.range, "inflect", 3, Int(Int32.max), 1)
    fails(.shape, "schedule", 4, 8, 0)
    expectError(.ndim, "schedule", outputs: []) {
      try Budget.toMeSchedule($0, layers: 3, r: 1, inflect: 0, schedule: TestTensor(.i32, [1, 3]).view)
    }
  }
}
