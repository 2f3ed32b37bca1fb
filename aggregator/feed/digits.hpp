#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
// TICKBARD_PLAIN: as on another processor.
#if defined(__SSE2__) && !defined(TICKBARD_PLAIN)
#define TICKBARD_DIGITS_SSE2
#include <emmintrin.h>
#endif

// Numbers and words at a place in a text, eight bytes at once, in plain 64-bit arithmetic, and long numbers two at
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

  /// Reads four bytes at most where it is that short.
  bool stands_at(const char* p) const noexcept {
    if (size > 4) return (detail::load(p) & mask) == bytes;
    std::uint32_t w = 0;
    std::memcpy(&w, p, sizeof w);
    return (w & mask) == bytes;
  }
};

/// Up to eight digits that stand at `p`: their value, and how many there are.
struct Run {
  std::uint64_t value = 0;
  unsigned count = 0;
};

inline Run run(const char* p) noexcept {
  const std::uint64_t bytes = detail::values_of(p), others = detail::no_digits(bytes);
  if (others == 0) return {detail::value(bytes), 8};
  const auto top = static_cast<unsigned>(std::countr_zero(others));
  // Shifted up, so that zeros stand in front of them; in two steps, for there may be none.
  return {detail::value(bytes << 8 << (63 - top)), top / 8};
}

/// Sixteen bytes that should be digits: a byte each, 0 to 9 if it is one; the last ones count least.
struct Sixteen {
#if defined(TICKBARD_DIGITS_SSE2)
  __m128i bytes;
#else
  std::uint64_t first, last;
#endif
};

namespace detail {

/// Read from `count` on: zeros up to the last so many of 16.
alignas(32) inline constexpr auto kLastOnes = [] {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 16; i < bytes.size(); ++i) bytes[i] = 0xFF;
  return bytes;
}();

}  // namespace detail

/// The `count` bytes before `end`, zeros in front of them. Precondition: count <= 16, and 16 bytes before `end`
/// may be read.
inline Sixteen before(const char* end, std::size_t count) noexcept {
  const std::uint8_t* const ones = detail::kLastOnes.data() + count;
#if defined(TICKBARD_DIGITS_SSE2)
  const auto load = [](const void* from) { return _mm_loadu_si128(static_cast<const __m128i*>(from)); };
  return {_mm_and_si128(_mm_xor_si128(load(end - 16), _mm_set1_epi8('0')), load(ones))};
#else
  std::uint64_t first = 0, last = 0;
  std::memcpy(&first, ones, sizeof first);
  std::memcpy(&last, ones + sizeof first, sizeof last);
  return {detail::values_of(end - 16) & first, detail::values_of(end - 8) & last};
#endif
}

inline Sixteen sixteen(std::uint64_t first, std::uint64_t last) noexcept {
#if defined(TICKBARD_DIGITS_SSE2)
  return {_mm_set_epi64x(static_cast<long long>(last), static_cast<long long>(first))};
#else
  return {first, last};
#endif
}

/// That every byte of all of them is a digit.
template <class... More>
inline bool all_digits(const Sixteen& one, const More&... more) noexcept {
#if defined(TICKBARD_DIGITS_SSE2)
  const auto beyond_nine = [](const Sixteen& s) { return _mm_subs_epu8(s.bytes, _mm_set1_epi8(9)); };
  __m128i beyond = beyond_nine(one);
  ((beyond = _mm_or_si128(beyond, beyond_nine(more))), ...);
  return _mm_movemask_epi8(_mm_cmpeq_epi8(beyond, _mm_setzero_si128())) == 0xFFFF;
#else
  const auto others = [](const Sixteen& s) { return detail::no_digits(s.first) | detail::no_digits(s.last); };
  return (others(one) | ... | others(more)) == 0;
#endif
}

/// The numbers that two times two runs of eight digits are.
struct Eights {
  std::uint64_t a_first, a_last, b_first, b_last;
};

#if defined(TICKBARD_DIGITS_SSE2)
namespace detail {

/// The same as four times 32 bits, in that order.
inline __m128i eights(const Sixteen& a, const Sixteen& b) noexcept {
  const auto fours = [](__m128i digits) {
    const __m128i tens = _mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10));
    return _mm_madd_epi16(_mm_add_epi16(tens, _mm_srli_epi16(digits, 8)), _mm_set1_epi32(1 << 16 | 100));
  };
  return _mm_madd_epi16(_mm_packs_epi32(fours(a.bytes), fours(b.bytes)), _mm_set1_epi32(1 << 16 | 10'000));
}

}  // namespace detail
#endif

/// Precondition: all_digits(a, b).
[[gnu::always_inline]] inline Eights eights(const Sixteen& a, const Sixteen& b) noexcept {
#if defined(TICKBARD_DIGITS_SSE2)
  const __m128i all = detail::eights(a, b);
  const auto one = static_cast<std::uint64_t>(_mm_cvtsi128_si64(all)),
             other = static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(all, all)));
  return {one & 0xFFFFFFFF, one >> 32, other & 0xFFFFFFFF, other >> 32};
#else
  return {detail::value(a.first), detail::value(a.last), detail::value(b.first), detail::value(b.last)};
#endif
}

/// Two numbers of up to sixteen digits.
struct Pair {
  std::uint64_t a, b;
};

/// Precondition: all_digits(a, b).
inline Pair pair(const Sixteen& a, const Sixteen& b) noexcept {
#if defined(TICKBARD_DIGITS_SSE2)
  const __m128i all = detail::eights(a, b);
  const __m128i sums = _mm_add_epi64(_mm_mul_epu32(all, _mm_set1_epi64x(100'000'000)), _mm_srli_epi64(all, 32));
  return {static_cast<std::uint64_t>(_mm_cvtsi128_si64(sums)),
          static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)))};
#else
  const Eights all = eights(a, b);
  return {all.a_first * 100'000'000 + all.a_last, all.b_first * 100'000'000 + all.b_last};
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

/// The number of one or two digits before `end`, without a branch between them. False: it has another form.
inline bool one_or_two(const char* end, std::size_t size, unsigned& out) noexcept {
  if (size - 1 > 1) return false;
  const auto at = [end](int i) { return static_cast<unsigned>(static_cast<unsigned char>(end[i])) - '0'; };
  const unsigned last = at(-1), first = at(-2) & (0 - static_cast<unsigned>(size - 1));
  out = first * 10 + last;
  return first <= 9 && last <= 9;
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

/// A whole number of up to eight digits before `end`.
[[gnu::always_inline]] inline bool short_whole(const char* end, std::size_t size, ShortDecimal& out) noexcept {
  if (size - 1 > 7) return false;
  const std::size_t others = 64 - 8 * size;
  out = {detail::values_of(end - 8) >> others << others, 0};
  return detail::no_digits(out.bytes) == 0;
}

/// A decimal of up to eight digits, with or without a point among them, that is `size` bytes long. Whether they
/// are digits is for all_digits to say.
[[gnu::always_inline]] inline bool short_decimal(const char* p, std::size_t size, ShortDecimal& out) noexcept {
  if (size - 1 > 8) return false;
  const std::uint64_t first = detail::values_of(p), others = detail::no_digits(first);
  if (others == 0 || p[std::countr_zero(others) / 8] != '.') return short_whole(p + size, size, out);
  const auto point = static_cast<unsigned>(std::countr_zero(others)) / 8;
  const std::size_t places = size - 1 - point;
  if (places - 1 > 7 || point == 0) return false;
  // Up to the point as they stand, from there on moved over it; and up, so that zeros stand in front of all.
  const std::uint64_t whole = (others ^ (others - 1)) >> 8, second = detail::values_of(p + 1);
  out = {(second ^ ((first ^ second) & whole)) << (72 - 8 * size), static_cast<unsigned>(places)};
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
