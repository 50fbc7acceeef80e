// Finds a method's texts in the generated table (MethodTable.swift).

import CPithABI

/// The fields of method `index`, which must be in 0 ..< methodCount. The texts are static.
func methodEntry(_ index: Int) -> pith_method {
  var text = UnsafeRawPointer(methodTexts().utf8Start).assumingMemoryBound(to: CChar.self)
  func next() -> UnsafePointer<CChar> {
    let start = text
    while text.pointee != 0 { text += 1 }
    text += 1
    return start
  }
  var skipped = 0
  while skipped < 9 &* index {
    _ = next()
    skipped &+= 1
  }
  var method = pith_method()
  method.name = next()
  method.family = next()
  method.function = next()
  method.summary = next()
  method.paper = next()
  method.url = next()
  method.inputs = next()
  method.outputs = next()
  var digit = next()
  while digit.pointee != 0 {
    method.year = method.year &* 10 &+ Int32(digit.pointee &- 48)
    digit += 1
  }
  return method
}
