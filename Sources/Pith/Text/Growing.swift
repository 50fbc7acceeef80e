// A list that grows in scratch, for lengths that are not known before the text has been read.

struct Growing<Element: BitwiseCopyable> {
  private(set) var start: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int
  private let workspace: Workspace

  init(_ workspace: Workspace, capacity: Int = 256) throws(PithError) {
    self.workspace = workspace
    self.capacity = max(capacity, 16)
    start = try workspace.allocate(self.capacity, of: Element.self)
  }

  subscript(_ i: Int) -> Element {
    @inline(__always) get { start[i] }
    @inline(__always) nonmutating set { start[i] = newValue }
  }

  /// The old room stays taken until the call ends: at most as much again as the list holds.
  @inline(__always) mutating func append(_ value: Element) throws(PithError) {
    if count == capacity { try grow() }
    start[count] = value
    count &+= 1
  }

  /// For lists that were made large enough: what would not fit is lost rather than written elsewhere.
  mutating func appendWithinCapacity(_ value: Element) {
    guard count < capacity else { return }
    start[count] = value
    count &+= 1
  }

  mutating func removeAll() { count = 0 }
  mutating func removeLast() { count = max(0, count &- 1) }

  @inline(never) private mutating func grow() throws(PithError) {
    let larger = try workspace.allocate(try product(capacity, 2), of: Element.self)
    larger.update(from: start, count: count)
    start = larger
    capacity &*= 2
  }
}
