#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Numbers and words at a place in a text, eight bytes at once, in plain 64-bit arithmetic, and four numbers at
// once by what every x86-64 has. Every byte that is used is checked. Eight digits in three multiplications: see
// Daniel Lemire, "Quickly parsing eight digits" (2018). Precondition of all: 24 bytes from the place on may be
// read.
namespace tickbard::digits {

static_assert(std::endian::native == std::endian::little);

namespace detail {

constexpr std::uint64_t kTops = 0x8080808080808080;

inline std::uint64_t load(const char* p) noexcept {
  std::uint64_t w = 0;
  std::memcpy(&w, p, sizeof w);
  return w;
}

constexpr std::uint64_t kPowers[] = {1,       10,        100,        1'000,       10'000,
                                     100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

/// Of eight bytes what they are as digits: 0 to 9, or more.
inline std::uint64_t values_of(const char* p) noexcept {
  return load(p) ^ 0x3030303030303030;
}

/// Tops of the bytes that are no digits: from the first one on, which is all that counts, for it may carry.
constexpr std::uint64_t no_digits(std::uint64_t values) noexcept {
  return ((values + 0x7676767676767676) | values) & kTops;
}

/// Of eight bytes with values 0 to 9, the first one the most significant.
constexpr std::uint64_t value(std::uint64_t bytes) noexcept {
  bytes = (bytes * 10 + (bytes >> 8)) & 0x00FF00FF00FF00FF;
  bytes = (bytes * 100 + (bytes >> 16)) & 0x0000FFFF0000FFFF;
  return (bytes * 10'000 + (bytes >> 32)) & 0x00000000FFFFFFFF;
}

}  // namespace detail

/// 1 to 8 bytes that are looked for as one number.
struct Word {
  std::uint64_t bytes = 0, mask = 0;
  unsigned size = 0;

  template <std::size_t N>
  constexpr Word(const char (&text)[N]) : size(N - 1) {  // NOLINT: a text is what it is made of
    static_assert(N > 1 && N <= 9);
    for (std::size_t i = 0; i + 1 < N; ++i) {
      bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
      mask |= std::uint64_t{0xFF} << (8 * i);
    }
  }

  bool stands_at(const char* p) const noexcept { return (detail::load(p) & mask) == bytes; }
};

/// Up to eight digits, not yet a number: a byte each from 0 to 9, zeros in front, the last one the uppermost.
struct Digits {
  std::uint64_t bytes = 0;
  unsigned count = 0;
};

inline Digits digits_at(const char* p) noexcept {
  const std::uint64_t bytes = detail::values_of(p), others = detail::no_digits(bytes);
  if (others == 0) return {bytes, 8};
  const auto top = static_cast<unsigned>(std::countr_zero(others));
  // Shifted up, so that zeros stand in front of them; in two steps, for there may be none.
  return {bytes << 8 << (63 - top), top / 8};
}

/// Up to eight digits that stand at `p`: their value, and how many there are.
struct Run {
  std::uint64_t value = 0;
  unsigned count = 0;
};

inline Run run(const char* p) noexcept {
  const Digits digits = digits_at(p);
  return {detail::value(digits.bytes), digits.count};
}

/// The numbers that four runs of digits are, made at once.
struct Four {
  std::uint64_t a, b, c, d;
};

inline Four four(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) noexcept {
#if defined(__SSE2__)
  const auto fours = [](std::uint64_t one, std::uint64_t other) {
    const __m128i digits = _mm_set_epi64x(static_cast<long long>(other), static_cast<long long>(one));
    const __m128i tens = _mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10));
    return _mm_madd_epi16(_mm_add_epi16(tens, _mm_srli_epi16(digits, 8)), _mm_set1_epi32(1 << 16 | 100));
  };
  const __m128i all = _mm_madd_epi16(_mm_packs_epi32(fours(a, b), fours(c, d)), _mm_set1_epi32(1 << 16 | 10'000));
  const auto ab = static_cast<std::uint64_t>(_mm_cvtsi128_si64(all)),
             cd = static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(all, all)));
  return {ab & 0xFFFFFFFF, ab >> 32, cd & 0xFFFFFFFF, cd >> 32};
#else
  return {detail::value(a), detail::value(b), detail::value(c), detail::value(d)};
#endif
}

/// Reads 1 to 15 digits at `p` and goes behind them; the byte there is no digit if it was true.
inline bool number(const char*& p, std::uint64_t& out) noexcept {
  const Run first = run(p);
  p += first.count;
  out = first.value;
  if (first.count != 8) return first.count != 0;
  const Run second = run(p);
  p += second.count;
  out = out * detail::kPowers[second.count] + second.value;
  return second.count != 8;
}

/// The 13 digits that milliseconds of these years have: the first five, and the last eight.
struct Thirteen {
  std::uint64_t first = 0, last = 0;
};

/// Reads 13 digits at `p` and goes behind them. What stands there is for the caller to look at.
inline bool thirteen(const char*& p, Thirteen& out) noexcept {
  const std::uint64_t first = detail::values_of(p), last = detail::values_of(p + 5);
  if ((detail::no_digits(first) | detail::no_digits(last)) != 0) return false;
  out = {first << 24, last};
  p += 13;
  return true;
}

/// Reads 1 to 3 digits at `p` and goes behind them; for numbers that mostly have one or two, in no order that a
/// processor could guess: so the second one is no branch.
[[gnu::always_inline]] inline bool small_number(const char*& p, unsigned& out) noexcept {
  const auto digit = [&p](int i) { return static_cast<unsigned>(static_cast<unsigned char>(p[i])) - '0'; };
  const unsigned first = digit(0), second = digit(1);
  if (first > 9) return false;
  const bool two = second <= 9;
  out = two ? first * 10 + second : first;
  p += two ? 2 : 1;
  if (digit(0) > 9 || !two) [[likely]]
    return true;
  out = out * 10 + digit(0);
  ++p;
  return true;
}

/// A decimal of few digits, not yet a number: all its digits, and how many of them stand behind the point.
struct ShortDecimal {
  std::uint64_t bytes = 0;
  unsigned places = 0;

  /// In units of 10^-Digits, of which 2^63 always hold it. `number` is that of the digits.
  template <unsigned Digits>
  std::int64_t units(std::uint64_t number) const noexcept {
    static_assert(Digits >= 8 && Digits <= 9);
    return static_cast<std::int64_t>(number * detail::kPowers[Digits - places]);
  }
};

/// Reads a decimal of up to seven digits with a point among them, or of up to eight without one, and goes behind
/// it; the byte there is no digit if it was true.
[[gnu::always_inline]] inline bool short_decimal(const char*& p, ShortDecimal& out) noexcept {
  // From the first digit on, and from the second.
  const std::uint64_t first = detail::values_of(p), second = detail::values_of(p + 1);
  const std::uint64_t others = detail::no_digits(second);
  if ((first & 0xFF) > 9 || others == 0) return false;
  const auto top = static_cast<unsigned>(std::countr_zero(others));  // of the byte behind the whole part
  if (p[top / 8 + 1] != '.') {
    out = {first << (63 - top), 0};
    p += top / 8 + 1;
    return true;
  }
  const std::uint64_t behind = others & (others - 1);  // a point does not carry: the next one is exact, too
  if (behind == 0) return false;
  const auto end = static_cast<unsigned>(std::countr_zero(behind));
  if (end - top == 8) return false;  // no digit behind the point
  const std::uint64_t whole = (std::uint64_t{2} << top) - 1;
  out = {((first & whole) | (second & ~whole)) << (71 - end), (end - top) / 8 - 1};
  p += end / 8 + 1;
  return true;
}

/// Reads a decimal above zero of up to seven digits before a point and up to seven behind it, or without a point,
/// in units of 10^-Digits, and goes behind it. False: it has another form, or does not fit.
template <int Digits>
[[gnu::always_inline]] inline bool positive_decimal(const char*& p, std::int64_t& raw) noexcept {
  static_assert(Digits >= 7 && Digits <= 9);
  const auto fits = [&raw](std::uint64_t units, unsigned places) {
    return !__builtin_mul_overflow(units, detail::kPowers[static_cast<unsigned>(Digits) - places], &raw) &&
           raw > 0 && raw != std::numeric_limits<std::int64_t>::max();
  };
  const std::uint64_t bytes = detail::values_of(p), others = detail::no_digits(bytes);
  const auto whole = static_cast<unsigned>(std::countr_zero(others)) / 8;  // 8 where there is none
  if (whole - 1 >= 7) return false;
  // Shifted up, so that zeros stand in front of the digits; in two steps, for none may stand there.
  const auto first = [](std::uint64_t digits, unsigned count) {
    return detail::value(digits << 8 << (56 - 8 * count));
  };
  if (p[whole] != '.') {
    p += whole;
    return fits(first(bytes, whole), 0);
  }
  // A point does not carry, so the place behind its digits is exact, too. Mostly that is within the eight bytes,
  // and without the point they are one number.
  if (const std::uint64_t behind = others & (others - 1); behind != 0) [[likely]] {
    const auto end = static_cast<unsigned>(std::countr_zero(behind)) / 8;
    const std::uint64_t before = (std::uint64_t{1} << (8 * whole)) - 1;
    if (end - whole == 1) return false;
    p += end;
    return fits(first((bytes & before) | ((bytes >> 8) & ~before), end - 1), end - whole - 1);
  }
  p += whole + 1;
  const Run fraction = run(p);
  if (fraction.count - 1 >= 7) return false;
  p += fraction.count;
  return fits(first(bytes, whole) * detail::kPowers[fraction.count] + fraction.value, fraction.count);
}

/// 1 to 7 capital letters: their bytes, the first one the least significant, zeros above.
struct Capitals {
  std::uint64_t letters = 0;
  unsigned count = 0;
};

/// Those that stand at `p`; none: something else stands there, or more of them.
inline Capitals capitals(const char* p) noexcept {
  const std::uint64_t bytes = detail::load(p);
  // A top where the byte is 'A' or more, and where it is more than 'Z'; a byte above 127 has its own top.
  const std::uint64_t from_a = bytes + 0x3F3F3F3F3F3F3F3F, beyond_z = bytes + 0x2525252525252525;
  const std::uint64_t others = ~(from_a & ~beyond_z & ~bytes) & detail::kTops;
  if (others == 0) return {};
  const auto top = static_cast<unsigned>(std::countr_zero(others));
  return {bytes & ((std::uint64_t{1} << (top - 7)) - 1), top / 8};
}

}  // namespace tickbard::digits
