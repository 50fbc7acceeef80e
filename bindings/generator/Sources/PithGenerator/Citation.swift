// Takes a citation apart: `Title. Venue 2025. https://…`.

extension Doc.Method {
  /// `none`, or `none; a remark`, where a method has no paper of its own.
  init(name: String, citing citation: String) {
    self.init(name: name, paper: "", url: "", year: 0)
    var words = citation.split(separator: " ").map(String.init)
    if words.first?.trimming("(),.;:") == "none" { return }
    if let i = words.firstIndex(where: { $0.hasPrefix("https://") || $0.hasPrefix("http://") }) {
      url = words.remove(at: i).trimmingFullStop
    }
    paper = words.joined(separator: " ").trimmingFullStop
    // A title may hold a number of four digits too; the year is the last one. arXiv:2005.12345 is no year.
    let years = words.map { $0.trimming("(),.;:") }.filter {
      $0.count == 4 && ($0.hasPrefix("19") || $0.hasPrefix("20"))
    }
    year = years.compactMap { Int($0) }.last ?? 0
  }
}

extension String {
  fileprivate func trimming(_ characters: String) -> String {
    var text = self[...]
    while let first = text.first, characters.contains(first) { text.removeFirst() }
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return String(text)
  }

  fileprivate var trimmingFullStop: String {
    var text = trimmed
    while let last = text.last, ".,;".contains(last) { text.removeLast() }
    return text
  }
}
