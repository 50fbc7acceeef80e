// Lower bounds of k-means renewed by a product in f32: some rows against the panels of centres that they are in doubt about.
//
//   |x - c_j|^2 >= |x|^2 + (|c_j|^2 - 2 x . c_j) - error         the product and its error as in NearestCenter.swift
//
// Centres lie in panels by falling drift: those that moved much are in doubt for nearly every row, those that stayed for none,
// so rows meet whole panels or skip them. Rows are read where they lie (the gathered product), a block of them for all panels,
// so that the block stays in the second-level cache.
//
// Cost: D multiply-adds for each of the panel's centres and each row in doubt about one of them.

import CPith

struct CenterPanels {
  /// `[panels, D, width]`: the centres as f32, and their squared norms in the same order.
  var base: UnsafeMutablePointer<Float>
  var squares: UnsafeMutablePointer<Float>
  var ordered: UnsafeMutablePointer<Float>
  var width: Int
  var count: Int
  /// Centre at each place, and the panel of each centre.
  var order: UnsafeMutablePointer<Int32>
  var panel: UnsafeMutablePointer<Int32>
  var words: UnsafeMutablePointer<UInt32>
  /// Rows whose products are made together.
  var rowsAtOnce: Int
  /// Per part: candidates `[k]`, rows of each panel `[panels, rowsAtOnce]` and their number; products, terms of the rows.
  var lists: UnsafeMutablePointer<Int32>
  var listsPerPart: Int
  var products: UnsafeMutablePointer<Float>
  var productsPerPart: Int

  struct Work {
    var candidates: UnsafeMutablePointer<Int32>
    var counts: UnsafeMutablePointer<Int32>
    var rows: UnsafeMutablePointer<Int32>
    var products: UnsafeMutablePointer<Float>
    var terms: UnsafeMutablePointer<Float>
  }

  func work(_ part: Int) -> Work {
    let lists = self.lists + part &* listsPerPart
    let products = self.products + part &* productsPerPart
    let rows = lists + (listsPerPart &- count &* rowsAtOnce)
    return Work(
      candidates: lists, counts: rows + (0 &- count), rows: rows, products: products,
      terms: products + rowsAtOnce &* width)
  }
}

extension Workspace {
  /// Room for panels of k centres.
  func centerPanels(_ search: CenterSearch, k: Int) throws(PithError) -> CenterPanels {
    let width = max(kernels.pointee.gemm_panel_cols, 1)
    let count = (k &+ width &- 1) / width
    let dim = search.points.cols
    let group = max(kernels.pointee.gemm_panel_rows, 1)
    let rowsAtOnce = max(group, min(96, 32768 / max(dim, 1)) / group &* group)
    let listsPerPart = try product(count, rowsAtOnce &+ 1) &+ k
    let productsPerPart = rowsAtOnce &* (width &+ 1)
    return CenterPanels(
      base: try allocate(try product(try product(count, width), dim), of: Float.self),
      squares: try allocate(count &* width, of: Float.self),
      ordered: try allocate(try product(width, dim), of: Float.self), width: width, count: count,
      order: try allocate(k, of: Int32.self), panel: try allocate(k, of: Int32.self),
      words: try allocate(3 &* k &+ Int(PITHK_SELECT_WORDS), of: UInt32.self), rowsAtOnce: rowsAtOnce,
      lists: try allocate(try product(listsPerPart, threads), of: Int32.self), listsPerPart: listsPerPart,
      products: try allocate(try product(productsPerPart, threads), of: Float.self), productsPerPart: productsPerPart)
  }

  /// Packs the centres in `search.narrow` by falling `loss`.
  func fill(_ panels: CenterPanels, _ search: CenterSearch, _ k: Int, byFalling loss: UnsafePointer<Float>) {
    let dim = search.points.cols
    kernels.pointee.argsort(loss, k, 1, panels.order, panels.words)
    var q = 0
    while q < panels.count {
      let first = q &* panels.width
      let rows = min(panels.width, k &- first)
      var r = 0
      while r < rows {
        let center = Int(panels.order[first &+ r])
        panels.panel[center] = Int32(truncatingIfNeeded: q)
        panels.squares[first &+ r] = search.squares[center]
        (panels.ordered + r &* dim).update(from: search.narrow + center &* dim, count: dim)
        r &+= 1
      }
      kernels.pointee.pack_b(panels.ordered, dim, rows, dim, nil, panels.base + first &* dim)
      q &+= 1
    }
  }

  /// Raises the lower bounds of the doubtful ones among rows `first..<last`.
  func renew(
    _ first: Int, _ last: Int, _ search: CenterSearch, _ k: Int, _ bounds: CenterBounds, _ work: CenterPanels.Work,
    greatest: Double
  ) {
    let table = kernels
    let panels = bounds.panels
    let dim = search.points.cols
    work.counts.update(repeating: 0, count: panels.count)
    var i = first
    while i < last {
      if bounds.doubtful[i] != 0 {
        let found = table.pointee.indices_at_most(bounds.lower + i &* k, k, bounds.limit(i), work.candidates)
        var c = 0
        while c < found {
          let q = Int(panels.panel[Int(work.candidates[c])])
          let rows = work.rows + q &* panels.rowsAtOnce
          let count = Int(work.counts[q])
          if count == 0 || rows[count &- 1] != Int32(truncatingIfNeeded: i) {
            rows[count] = Int32(truncatingIfNeeded: i)
            work.counts[q] = Int32(truncatingIfNeeded: count &+ 1)
          }
          c &+= 1
        }
      }
      i &+= 1
    }
    var q = 0
    while q < panels.count {
      let count = Int(work.counts[q])
      let rows = work.rows + q &* panels.rowsAtOnce
      let place = q &* panels.width
      let columns = min(panels.width, k &- place)
      if count > 0 {
        table.pointee.gemm_gathered(
          search.moved.base, search.moved.stride, rows, count, panels.base + place &* dim, dim, work.products, 0, 0, columns)
        var r = 0
        while r < count {
          let norm = search.norms[Int(rows[r])]
          let error = productError(dim, norm, greatest) + 0x1p-20 * (norm * norm + greatest * greatest)
          work.terms[r] = Float(norm * norm - error)
          r &+= 1
        }
        table.pointee.tile_affine(
          work.products, panels.width, count, columns, -2, work.terms, panels.squares + place)
        r = 0
        while r < count {
          raise(
            bounds.lower + Int(rows[r]) &* k, by: work.products + r &* panels.width, panels.order + place, columns)
          r &+= 1
        }
      }
      q &+= 1
    }
  }

  /// Takes the roots of squared lower bounds over where they are greater.
  private func raise(
    _ lower: UnsafeMutablePointer<Float>, by squares: UnsafeMutablePointer<Float>, _ order: UnsafePointer<Int32>,
    _ count: Int
  ) {
    kernels.pointee.square_root(squares, squares, count)
    var c = 0
    while c < count {
      let j = Int(order[c])
      // The root of a negative number is NaN, which is not greater.
      if squares[c] > lower[j] { lower[j] = squares[c] }
      c &+= 1
    }
  }
}
