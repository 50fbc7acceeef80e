// C enums to Swift enums. A number that is no value of its enum is an error, not a default.

import CPithABI
import Pith

extension Call {
  func order(_ value: pith_order) throws(PithError) -> Order {
    guard let order = Order(rawValue: value.rawValue) else { throw unknown("order", "a value of pith_order", value.rawValue) }
    return order
  }

  func pool(_ value: pith_pool, _ name: StaticString = "mode") throws(PithError) -> PoolMode {
    guard let mode = PoolMode(rawValue: value.rawValue) else { throw unknown(name, "a value of pith_pool", value.rawValue) }
    return mode
  }

  func depthLayout(_ value: pith_depth_layout) throws(PithError) -> DepthLayout {
    guard let layout = DepthLayout(rawValue: value.rawValue) else {
      throw unknown("layout", "a value of pith_depth_layout", value.rawValue)
    }
    return layout
  }

  func interpolation(_ value: pith_interpolation) throws(PithError) -> Interpolation {
    guard let mode = Interpolation(rawValue: value.rawValue) else {
      throw unknown("mode", "a value of pith_interpolation", value.rawValue)
    }
    return mode
  }

  func framePool(_ value: pith_frame_pool) throws(PithError) -> FramePool {
    guard let mode = FramePool(rawValue: value.rawValue) else {
      throw unknown("mode", "a value of pith_frame_pool", value.rawValue)
    }
    return mode
  }

  func metric(_ value: pith_metric) throws(PithError) -> Metric {
    guard let metric = Metric(rawValue: value.rawValue) else {
      throw unknown("metric", "a value of pith_metric", value.rawValue)
    }
    return metric
  }

  func reduce(_ value: pith_reduce, _ name: StaticString) throws(PithError) -> Reduce {
    guard let reduce = Reduce(rawValue: value.rawValue) else {
      throw unknown(name, "a value of pith_reduce", value.rawValue)
    }
    return reduce
  }

  func schedule(_ value: pith_schedule) throws(PithError) -> Schedule {
    guard let kind = Schedule(rawValue: value.rawValue) else {
      throw unknown("kind", "a value of pith_schedule", value.rawValue)
    }
    return kind
  }

  /// A yes or no.
  func flag(_ value: Int32, _ name: StaticString) throws(PithError) -> Bool {
    guard value == 0 || value == 1 else {
      throw PithError(.range, name, expected: "0 or 1", got: .integer(Int(value)))
    }
    return value == 1
  }

  func unknown(_ name: StaticString, _ expected: StaticString, _ value: UInt32) -> PithError {
    PithError(.unknownEnum, name, expected: expected, got: .integer(Int(value)))
  }
}
