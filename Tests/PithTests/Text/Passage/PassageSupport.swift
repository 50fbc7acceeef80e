// Units of a passage as strings.

@testable import Pith

func passageUnits(_ bytes: [UInt8]) -> [PassageUnit] {
  withText(bytes) { text, count in
    var segmenter = PassageSegmenter(text, count)
    var units: [PassageUnit] = []
    while let unit = segmenter.next() { units.append(unit) }
    return units
  }
}

/// The units with their kinds, without white space at their ends.
func passage(_ text: String) -> [String] {
  let bytes = Array(text.utf8)
  return passageUnits(bytes).map { unit in
    let content = withText(bytes) { pointer, count in
      let text = UTF8Text(pointer, count)
      let end = text.trimmedEnd(unit.begin, unit.end)
      return String(decoding: bytes[text.trimmedBegin(unit.begin, end)..<end], as: UTF8.self)
    }
    return unit.kind == .sentence ? content : "\(unit.kind): \(content)"
  }
}
