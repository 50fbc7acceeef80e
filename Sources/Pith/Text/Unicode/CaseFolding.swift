// Simple case folding (Unicode, CaseFolding.txt, statuses C and S): one scalar to one scalar, so that words that differ
// only in case become equal. Full folding, which makes "ss" of "ß", would change lengths and buys nothing for hashing.

import CPith

enum CaseFolding {
  /// The folded scalar; nearly always the lower-case one. Values that are no scalars are returned as they are.
  @inline(__always)
  static func fold(_ scalar: UInt32) -> UInt32 {
    guard scalar < UInt32(CPITH_FOLD_END) else { return scalar }
    let block = Int(cpith_fold_index_table()[Int(scalar >> 7)])
    let distance = cpith_fold_distances_table()[Int(cpith_fold_data_table()[block << 7 | Int(scalar & 0x7F)])]
    return scalar &+ UInt32(bitPattern: distance)
  }
}

/// The folded scalars of a text, one after the other. Ill-formed bytes give U+FFFD.
struct FoldedScalars {
  let text: UTF8Text
  private(set) var position: Int
  private let end: Int

  init(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    text = UTF8Text(bytes, count)
    position = 0
    end = text.count
  }

  mutating func next() -> UInt32? {
    guard position < end else { return nil }
    let scalar = text.scalar(at: position)
    position &+= scalar.length
    return CaseFolding.fold(scalar.value)
  }
}
