// What stands in the inputs: from the ordinary to the hostile, by a mode and a seed, and text by the bytes of the execution.
#include <cfloat>
#include <cmath>
#include <utility>

#include "fuzz.h"

static const char text[] =
    "The river rose in May. It fell again by the first of June!!! It was so. It was so. It was so. It was so. It was so. ";

static const char *const pieces[] = {
    " ", ".", ". ", "\n", "\n\n", "a", "The ", "the", "It ", "However, ", "Dr. ", "e.g. ", "3.14", "12,000 ", "-", "- item\n", "* ", "1. ",
    "# Head\n", "## ", "```\n", "```swift\nlet x = 1\n```\n", "| a | b |\n", "|---|---|\n", "?", "!", "...", "\"", "'", "(", ")", "[1]", "https://x.y/z ",
    "a@b.c ", "\xC3\xA9", "\xC3\x9F", "\xE6\x97\xA5\xE6\x9C\xAC", "\xE3\x80\x82", "\xE0\xB8\x84\xE0\xB8\x99", "\xD7\x90\xD7\x91", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
    "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA", "\xCC\x81", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x94", "\xE2\x96\x81", "##", "##ing", "\xE1\x84\x80\xE1\x85\xA1",
    "\xFF", "\xC3", "\xE2\x80", "\xF0\x9F\x91", "\xED\xA0\x80", "\xC0\xAF", "\xF4\x90\x80\x80", "", "\r\n", "\t", "\xC2\xA0", "\xE2\x80\xA8",
    "not ", "never ", "very ", "really ", "river", "rose in ", "question", "because ", "U.S. ", "p. 5", "Abb. ", "z.B. ", "\xEF\xBB\xBF", "xxxxxxxxxxxxxxxx", "ABC", "i", "\xC4\xB0"};
constexpr int piece_count = sizeof pieces / sizeof *pieces;

static void fill_text(uint8_t *bytes, int64_t count, uint8_t mode, uint8_t seed, Input &tail) {
  Random random{seed * 77u + 5u};
  int64_t at = 0;
  const int how = mode % 8;
  if (how == 0) {
    for (; at < count; at++) bytes[at] = (uint8_t)text[(size_t)at % (sizeof text - 1)];
    return;
  }
  while (at < count) {
    const bool from_tail = how <= 3 && tail.next < tail.end;
    const uint8_t byte = from_tail ? tail.byte() : (uint8_t)random.next();
    if (how == 2 || how == 4) {
      bytes[at++] = byte;
    } else if (how == 5) {
      bytes[at++] = (uint8_t)"ab .\n,A1-\"e"[byte % 11];
    } else {
      const char *piece = pieces[byte % piece_count];
      size_t size = strlen(piece);
      if (size == 0) size = 1; // the piece that is a NUL
      for (size_t k = 0; k < size && at < count; k++) bytes[at++] = (uint8_t)piece[k];
    }
  }
}

static uint16_t half(float number) {
  uint32_t bits;
  memcpy(&bits, &number, 4);
  const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  const int exponent = (int)(bits >> 23 & 255) - 112;
  if ((bits >> 23 & 255) == 255) return (uint16_t)(sign | 0x7C00 | (bits & 0x7FFFFF ? 0x200 : 0));
  if (exponent >= 31) return (uint16_t)(sign | 0x7BFF); // stays finite
  if (exponent <= 0) return (uint16_t)(sign | (exponent < -10 ? 0 : ((bits & 0x7FFFFF) | 0x800000) >> (14 - exponent)));
  return (uint16_t)(sign | exponent << 10 | (bits >> 13 & 0x3FF));
}

static void store(uint8_t *at, int32_t dtype, double number) {
  const float single = (float)number;
  switch (dtype) {
    case PITH_F16: { const uint16_t bits = half(single); memcpy(at, &bits, 2); break; }
    case PITH_BF16: memcpy(at, (const uint8_t *)&single + 2, 2); break;
    case PITH_F64: memcpy(at, &number, 8); break;
    case PITH_I64: { const int64_t whole = number > -1e18 && number < 1e18 ? (int64_t)number : 0; memcpy(at, &whole, 8); break; }
    case PITH_I32: { const int32_t whole = number > -2e9 && number < 2e9 ? (int32_t)number : 0; memcpy(at, &whole, 4); break; }
    case PITH_U8: *at = number > 0 && number < 255 ? (uint8_t)number : 0; break;
    default: memcpy(at, &single, 4);
  }
}

static const double special[] = {NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 1e-45, -1e-42, 1e-38, -0.0, 16777217, 1e20, -1e-20, 0.5, 1, -1, 3e38};

static double number_of(char content, int mode, int64_t j, int64_t last, int number, uint8_t seed, Random &random) {
  const bool p = content == 'p';
  const double usual = (double)((j * 7919 + number * 104729 + 13) % 1009) / 1009;
  const int64_t column = last ? j % last : 0, row = last ? j / last : 0;
  switch (mode) {
    case 1: return p ? random.unit() : random.unit() * 4 - 2;
    case 2: return (double)random.below(4) / (p ? 4 : 1) - (p ? 0 : 1);
    case 3: return seed / (p ? 255.0 : 16.0);
    case 4: return 0;
    case 5: return random.below(40) ? usual : special[random.below(16)];
    case 6: return (random.unit() - 0.5) * 6e38;
    case 7: return (random.unit() - (p ? 0 : 0.5)) * 1e-37 * random.unit();
    case 8: return column == row % (last ? last : 1) ? 1 : 0;
    case 9: return (double)((column * 37 + seed) % 101) / 101;
    case 10: return random.unit() * 2 - 1;
    case 11: return std::ldexp(random.unit() - (p ? 0 : 0.5), (int)random.below(200) - 100);
    case 12: return random.below(2) ? 0.0 : -0.0;
    case 13: return random.below(9) ? usual : special[3 + random.below(13)];
    case 14: return 1.0 / (double)(j + 1);
    case 15: return random.unit() / (double)(last ? last : 1);
    default: return p ? usual : usual * 4 - 2;
  }
}

static int32_t whole_of(char rule, int64_t bound, int64_t j, int64_t count, int64_t last) {
  if (rule == '<') return (int32_t)(j % (last ? last : 1));
  if (rule == '%') return (int32_t)(j % (bound > 1 ? bound : 1));
  if (rule == '^') return (int32_t)(j * bound / (count > 2 ? count - 1 : 1));
  return (int32_t)((j + 1) * bound / (count ? count : 1));
}

static void fill_whole(const pith_view &view, char rule, int64_t bound, uint8_t mode, uint8_t seed, Input &tail) {
  int64_t count = 1, last = view.shape[view.ndim - 1];
  for (int i = 0; i < view.ndim; i++) count *= view.shape[i];
  Random random{seed * 131u + 7u};
  std::vector<int32_t> numbers((size_t)count);
  const int how = mode % 12;
  for (int64_t j = 0; j < count; j++) numbers[(size_t)j] = whole_of(rule, bound, j, count, last);
  const int64_t most = rule == '<' && bound < last ? last : bound;
  if (how == 1 || how > 8) { // valid in the rule's own sense
    if (rule == '%') {
      for (auto &n : numbers) n = (int32_t)random.below(most);
    } else if (rule == '<') {
      for (int64_t row = 0; row + last <= count && last; row += last) { // an ascending choice below the bound
        int64_t left = most, want = last;
        for (int64_t v = 0, k = 0; v < most && k < last; v++, left--)
          if (random.below(left) < want) numbers[(size_t)(row + k++)] = (int32_t)v, want--;
      }
    } else {
      for (auto &n : numbers) n = (int32_t)random.below(bound + 1);
      for (size_t i = 1; i < numbers.size(); i++) // insertion sort: they are few
        for (size_t k = i; k > 0 && numbers[k - 1] > numbers[k]; k--) std::swap(numbers[k - 1], numbers[k]);
      if (rule == '$' && count) numbers.back() = (int32_t)bound;
    }
  } else if (how == 2) {
    for (size_t i = numbers.size(); i > 1; i--) std::swap(numbers[i - 1], numbers[(size_t)random.below((int64_t)i)]);
  } else if (how == 3) {
    for (auto &n : numbers) n = (int32_t)(seed % 2 ? 0 : seed % 4 ? -1 : bound);
  } else if (how == 4 && count) {
    static const int32_t hostile[] = {-1, -2, INT32_MAX, INT32_MIN, 0, 1, 1000, 65536};
    numbers[(size_t)random.below(count)] = random.below(3) ? hostile[seed % 8] : (int32_t)bound;
  } else if (how == 5) {
    for (auto &n : numbers) n = (int32_t)random.below(most + 2) - 1;
  } else if (how == 6) {
    for (size_t i = 0; i < numbers.size() / 2; i++) std::swap(numbers[i], numbers[numbers.size() - 1 - i]);
  } else if (how == 7) {
    for (auto &n : numbers) n = tail.byte();
  } else if (how == 8) {
    for (auto &n : numbers) n = (int32_t)random.below(2);
  }
  size_t j = 0;
  auto *base = (uint8_t *)view.data;
  each_element(view, [&](int64_t at) { memcpy(base + at, &numbers[j++], 4); });
}

void fill_view(const pith_view &view, char content, char rule, int64_t bound, int number, uint8_t mode, uint8_t seed, Input &tail) {
  auto *base = (uint8_t *)view.data;
  if (content == 'u' && view.dtype == PITH_U8 && view.ndim == 1 && view.stride[0] == 1) {
    fill_text(base, view.shape[0], mode, seed, tail);
  } else if (content == 'i' && view.dtype == PITH_I32) {
    fill_whole(view, rule, bound, mode, seed, tail);
  } else {
    Random random{seed * 977u + 3u + (uint64_t)number};
    const int64_t last = view.shape[view.ndim - 1];
    int64_t j = 0;
    each_element(view, [&](int64_t at) {
      const double value = number_of(content, mode & 15, j, last, number, seed, random);
      if (view.dtype == PITH_F32) { const float single = (float)value; memcpy(base + at, &single, 4); }
      else store(base + at, view.dtype, value * (content == 'u' || view.dtype == PITH_I32 ? 50 : 1));
      j++;
    });
  }
}
