// The same decisions in the plainest form and in double, to compare with.
#ifndef PITH_TEST_PLAIN_HPP
#define PITH_TEST_PLAIN_HPP

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace plain {

using rows = std::vector<std::vector<double>>;

inline rows of(const float *data, int64_t n, int64_t dim) {
  rows all(n);
  for (int64_t i = 0; i < n; i++) all[i].assign(data + i * dim, data + (i + 1) * dim);
  return all;
}

inline double dot(const std::vector<double> &a, const std::vector<double> &b) {
  double sum = 0;
  for (size_t k = 0; k < a.size(); k++) sum += a[k] * b[k];
  return sum;
}

inline double cosine_distance(const std::vector<double> &a, const std::vector<double> &b) {
  return 1 - dot(a, b) / std::sqrt(dot(a, a) * dot(b, b));
}

inline double squared_distance(const std::vector<double> &a, const std::vector<double> &b) {
  return dot(a, a) - 2 * dot(a, b) + dot(b, b);
}

// From the picks so far, always on to the row farthest from all of them.
template <typename Distance>
std::vector<int32_t> walk(const rows &x, int64_t first, int64_t keep, Distance distance) {
  std::vector<int32_t> picks{(int32_t)first};
  std::vector<double> nearest(x.size(), std::numeric_limits<double>::infinity());
  while ((int64_t)picks.size() < keep) {
    int64_t best = -1;
    for (size_t i = 0; i < x.size(); i++) {
      nearest[i] = std::min(nearest[i], distance(x[i], x[picks.back()]));
      if (std::find(picks.begin(), picks.end(), (int32_t)i) != picks.end()) continue;
      if (best < 0 || nearest[i] > nearest[best]) best = (int64_t)i;
    }
    picks.push_back((int32_t)best);
  }
  std::sort(picks.begin(), picks.end());
  return picks;
}

// DivPrune starts from the row whose nearest neighbour is farthest away.
inline std::vector<int32_t> divprune(const rows &x, int64_t keep) {
  int64_t first = 0;
  double farthest = -1;
  for (size_t i = 0; i < x.size(); i++) {
    double nearest = std::numeric_limits<double>::infinity();
    for (size_t j = 0; j < x.size(); j++)
      if (i != j) nearest = std::min(nearest, cosine_distance(x[i], x[j]));
    if (nearest > farthest) farthest = nearest, first = (int64_t)i;
  }
  return walk(x, first, keep, cosine_distance);
}

inline std::vector<int32_t> farthest_point(const rows &x, int64_t keep) { return walk(x, 0, keep, squared_distance); }

// ToMe: every even row looks for its nearest odd row; the `remove` nearest pairs become means. Also gives the index that
// each merged row stands at.
inline std::pair<rows, std::vector<int32_t>> tome(const rows &x, int64_t remove) {
  std::vector<std::pair<double, std::pair<size_t, size_t>>> pairs;
  for (size_t i = 0; i < x.size(); i += 2) {
    size_t best = 1;
    for (size_t j = 1; j < x.size(); j += 2)
      if (cosine_distance(x[i], x[j]) < cosine_distance(x[i], x[best])) best = j;
    pairs.push_back({cosine_distance(x[i], x[best]), {i, best}});
  }
  std::sort(pairs.begin(), pairs.end());
  rows sum = x;
  std::vector<double> size(x.size(), 1);
  for (int64_t k = 0; k < remove; k++) {
    const size_t from = pairs[k].second.first, to = pairs[k].second.second;
    for (size_t c = 0; c < x[to].size(); c++) sum[to][c] += x[from][c];
    size[to] += 1;
    size[from] = 0;
  }
  rows merged;
  std::vector<int32_t> kept;
  for (size_t i = 0; i < x.size(); i++) {
    if (size[i] == 0) continue;
    for (double &value : sum[i]) value /= size[i];
    merged.push_back(sum[i]);
    kept.push_back((int32_t)i);
  }
  return {merged, kept};
}

}  // namespace plain

#endif
