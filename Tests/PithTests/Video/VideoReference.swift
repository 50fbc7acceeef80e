// Tokens of a video as plain numbers, for references.

@testable import Pith

/// `[F, P, D]`, or item `b` of `[B, F, P, D]`, in double.
struct PlainVideo {
  let frames: Int
  let positions: Int
  let dim: Int
  private let values: [Double]

  init(_ tensor: TestTensor, item b: Int = 0) {
    let shape = Array(tensor.shape.suffix(3))
    (frames, positions, dim) = (shape[0], shape[1], shape[2])
    let size = shape.reduce(1, *)
    values = tensor.floats[b * size..<(b + 1) * size].map(Double.init)
  }

  func token(_ f: Int, _ p: Int) -> [Double] {
    let first = (f * positions + p) * dim
    return Array(values[first..<first + dim])
  }

  /// The cosine of a token with the one at the same position of another frame; norms bounded below.
  func cosine(_ f: Int, _ g: Int, _ p: Int, floor: Double = 1e-8) -> Double {
    plainCosine(token(f, p), token(g, p), floor: floor)
  }
}

func plainCosine(_ x: [Double], _ y: [Double], floor: Double) -> Double {
  let dot = zip(x, y).map { $0 * $1 }.reduce(0, +)
  func norm(_ x: [Double]) -> Double { max(x.map { $0 * $0 }.reduce(0, +).squareRoot(), floor) }
  return dot / (norm(x) * norm(y))
}

extension SeededGenerator {
  /// Tokens that change little, a lot or not at all from frame to frame.
  mutating func video(_ dtype: DType, _ batch: [Int], _ frames: Int, _ positions: Int, _ dim: Int) -> TestTensor {
    let shape = batch + [frames, positions, dim]
    let tensor = TestTensor(dtype, shape, strides: strides(shape))
    var values: [Float] = []
    for _ in 0..<batch.reduce(1, *) {
      var frame = normals(positions * dim)
      for _ in 0..<frames {
        for p in 0..<positions {
          let change: Float = pick([0, 0.05, 0.2, 2])
          for j in p * dim..<(p + 1) * dim { frame[j] += change * normal() }
        }
        values += frame
      }
    }
    tensor.floats = values
    return tensor
  }
}
