/* Classes of 64 bytes of text at once, one bit per byte, byte 0 in bit 0: what the kernels for text are made of. Comparing bytes
 * and gathering the results as bits is one instruction per register in C on vector types; see lanes.h for why not in Swift. */
#ifndef PITH_ASCII_H
#define PITH_ASCII_H

#include "lanes.h"

#if defined(__clang__)
#pragma clang diagnostic push
/* Everything below is inlined: how such vectors would be passed does not matter. */
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint8_t pith_u8x64 __attribute__((ext_vector_type(64)));
typedef int8_t pith_i8x64 __attribute__((ext_vector_type(64)));
typedef _Bool pith_bool64 __attribute__((ext_vector_type(64)));

PITH_LANES_INLINE uint64_t pith_byte_bits(pith_i8x64 mask) {
  pith_bool64 bytes = __builtin_convertvector(mask < 0, pith_bool64);
  uint64_t bits;
  memcpy(&bits, &bytes, sizeof bits);
  return bits;
}

/* Comparisons of bytes have lanes of plain char, whose sign is the machine's. */
PITH_LANES_INLINE pith_i8x64 pith_bytes_equal(pith_u8x64 x, uint8_t byte) { return (pith_i8x64)(x == byte); }

/* first <= x <= last in each byte: x - first, unsigned, is no more than the distance. */
PITH_LANES_INLINE pith_i8x64 pith_bytes_between(pith_u8x64 x, uint8_t first, uint8_t last) {
  pith_u8x64 distance = x - first;
  return (pith_i8x64)(__builtin_elementwise_min(distance, (pith_u8x64)(uint8_t)(last - first)) == distance);
}

/* The classes that decide about word boundaries in ASCII. */
typedef struct pith_word_masks {
  uint64_t other;        /* bytes of 0x80 and more */
  uint64_t letters;      /* A-Z a-z */
  uint64_t digits;       /* 0-9 */
  uint64_t low_lines;    /* _ */
  uint64_t spaces;       /* 0x20 */
  uint64_t returns;      /* CR */
  uint64_t feeds;        /* LF */
  uint64_t mid_letters;  /* ' . : which join letters */
  uint64_t mid_numbers;  /* ' . , ; which join digits */
} pith_word_masks;

PITH_LANES_INLINE pith_word_masks pith_load_word_masks(const uint8_t *p) {
  pith_u8x64 x;
  memcpy(&x, p, sizeof x);
  pith_i8x64 both = pith_bytes_equal(x, 0x27) | pith_bytes_equal(x, 0x2E);
  pith_word_masks masks;
  masks.other = pith_byte_bits((pith_i8x64)x);
  masks.letters = pith_byte_bits(pith_bytes_between(x | 0x20, 0x61, 0x7A));
  masks.digits = pith_byte_bits(pith_bytes_between(x, 0x30, 0x39));
  masks.low_lines = pith_byte_bits(pith_bytes_equal(x, 0x5F));
  masks.spaces = pith_byte_bits(pith_bytes_equal(x, 0x20));
  masks.returns = pith_byte_bits(pith_bytes_equal(x, 0x0D));
  masks.feeds = pith_byte_bits(pith_bytes_equal(x, 0x0A));
  masks.mid_letters = pith_byte_bits(both | pith_bytes_equal(x, 0x3A));
  masks.mid_numbers = pith_byte_bits(both | pith_bytes_equal(x, 0x2C) | pith_bytes_equal(x, 0x3B));
  return masks;
}

#pragma clang diagnostic pop
#endif
#endif
