#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

// Numbers and words at a place in a text, eight bytes at once, in plain 64-bit arithmetic: the same on every
// machine. Every byte that is used is checked. Eight digits in three multiplications: see Daniel Lemire, "Quickly
// parsing eight digits" (2018). Precondition of all: 24 bytes from the place on may be read.
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

/// Up to eight digits that stand at `p`: their value, and how many there are.
struct Run {
  std::uint64_t value = 0;
  unsigned count = 0;
};

inline Run run(const char* p) noexcept {
  const std::uint64_t bytes = detail::load(p) ^ 0x3030303030303030;
  // Tops of the bytes that are no digits: from the first one on, which is all that counts, for it may carry.
  const std::uint64_t others = ((bytes + 0x7676767676767676) | bytes) & detail::kTops;
  if (others == 0) return {detail::value(bytes), 8};
  const auto count = static_cast<unsigned>(std::countr_zero(others)) / 8;
  // Shifted up, so that zeros stand in front of them; in two steps, for there may be none.
  return {detail::value(bytes << 8 << (56 - 8 * count)), count};
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

/// Reads 13 digits at `p`, as milliseconds of these years have, and goes behind them; the byte there is no digit
/// if it was true.
inline bool thirteen(const char*& p, std::uint64_t& out) noexcept {
  const std::uint64_t first = detail::load(p) ^ 0x3030303030303030,
                      last = detail::load(p + 5) ^ 0x3030303030303030;
  const std::uint64_t others = (first + 0x7676767676767676) | first | (last + 0x7676767676767676) | last;
  if ((others & detail::kTops) != 0 || static_cast<unsigned>(static_cast<unsigned char>(p[13])) - '0' <= 9)
    return false;
  out = detail::value(first << 24) * 100'000'000 + detail::value(last);
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

/// Reads a decimal above zero of up to seven digits before a point and up to seven behind it, or without a point,
/// in units of 10^-Digits, and goes behind it. False: it has another form, or does not fit.
template <int Digits>
[[gnu::always_inline]] inline bool positive_decimal(const char*& p, std::int64_t& raw) noexcept {
  static_assert(Digits >= 7 && Digits <= 9);
  const auto fits = [&raw](std::uint64_t units, unsigned places) {
    return !__builtin_mul_overflow(units, detail::kPowers[static_cast<unsigned>(Digits) - places], &raw) &&
           raw > 0 && raw != std::numeric_limits<std::int64_t>::max();
  };
  const std::uint64_t bytes = detail::load(p) ^ 0x3030303030303030;
  const std::uint64_t others = ((bytes + 0x7676767676767676) | bytes) & detail::kTops;
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

/// Reads 1 to 7 capital letters and the quote behind them: their bytes, the first one the least significant, zeros
/// above. Goes behind the quote. False: something else stands there, and nothing was passed.
inline bool capitals(const char*& p, std::uint64_t& letters, unsigned& count) noexcept {
  const std::uint64_t bytes = detail::load(p);
  // A top where the byte is 'A' or more, and where it is more than 'Z'; a byte above 127 has its own top.
  const std::uint64_t from_a = bytes + 0x3F3F3F3F3F3F3F3F, beyond_z = bytes + 0x2525252525252525;
  const std::uint64_t others = ~(from_a & ~beyond_z & ~bytes) & detail::kTops;
  if (others == 0) return false;
  count = static_cast<unsigned>(std::countr_zero(others)) / 8;
  if (count == 0 || p[count] != '"') return false;
  letters = bytes & ((std::uint64_t{1} << (8 * count)) - 1);
  p += count + 1;
  return true;
}

}  // namespace tickbard::digits
