// C enums to Swift enums. A number that is no value of its enum is an error, not a default.

import CPithABI
import Pith

extension Call {
  func order(_ value: pith_order) throws(PithError) -> Order {
    guard let order = Order(rawValue: value.rawValue) else { throw unknown("order", "a value of pith_order", value.rawValue) }
    return order
  }

  func unknown(_ name: StaticString, _ expected: StaticString, _ value: UInt32) -> PithError {
    PithError(.unknownEnum, name, expected: expected, got: .integer(Int(value)))
  }
}
