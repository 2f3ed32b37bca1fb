#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "aggregator/feed/digits.hpp"

// Sixteen bytes of a text at once: which of them are of a kind, and what numbers they are. By what every x86-64
// has, elsewhere in plain 64-bit arithmetic. Precondition of all: 24 bytes from the place on may be read.
namespace tickbard::bytes {

/// Which of sixteen bytes are of a kind. Owner: a value; any thread.
class Mask {
 public:
#if defined(TICKBARD_DIGITS_SSE2)
  explicit Mask(__m128i all) noexcept : all_(all) {}
  /// A bit for each, the lowest for the first one; no other bit is set.
  unsigned bits() const noexcept {
    return static_cast<unsigned>(_mm_movemask_epi8(all_));
  }
  friend Mask operator|(Mask a, Mask b) noexcept {
    return Mask(_mm_or_si128(a.all_, b.all_));
  }

 private:
  __m128i all_;
#else
  Mask(std::uint64_t first, std::uint64_t last) noexcept : first_(first), last_(last) {}
  unsigned bits() const noexcept {
    return static_cast<unsigned>(packed(first_) | packed(last_) << 8);
  }
  friend Mask operator|(Mask a, Mask b) noexcept {
    return {a.first_ | b.first_, a.last_ | b.last_};
  }

 private:
  /// The tops of eight bytes as eight bits: no two products meet.
  static std::uint64_t packed(std::uint64_t tops) noexcept {
    return (tops * 0x0002040810204081) >> 56;
  }
  std::uint64_t first_, last_;
#endif
};

/// The sixteen bytes that stand at a place. Kinds are of ASCII; a byte above it is of none. Owner: a value; any
/// thread.
class Block {
 public:
#if defined(TICKBARD_DIGITS_SSE2)
  explicit Block(const char* p) noexcept : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))) {}
  Mask in(char first, char last) const noexcept {
    return within(bytes_, first, last);
  }
  Mask letters() const noexcept {
    return within(_mm_or_si128(bytes_, _mm_set1_epi8(0x20)), 'a', 'z');
  }

 private:
  static Mask within(__m128i bytes, char first, char last) noexcept {
    // Moved to where the least signed bytes are: those from `first` on up to `last`.
    return Mask(_mm_cmplt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(static_cast<char>(-128 - first))),
                               _mm_set1_epi8(static_cast<char>(last - first - 127))));
  }
  __m128i bytes_;
#else
  explicit Block(const char* p) noexcept : first_(digits::detail::load(p)), last_(digits::detail::load(p + 8)) {}
  Mask in(char first, char last) const noexcept {
    return {within(first_, first, last), within(last_, first, last)};
  }
  Mask letters() const noexcept {
    return {within(first_ | 0x20 * kOnes, 'a', 'z'), within(last_ | 0x20 * kOnes, 'a', 'z')};
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101;
  static std::uint64_t within(std::uint64_t bytes, char first, char last) noexcept {
    const std::uint64_t low = bytes & ~digits::detail::kTops;  // so that no sum carries
    const std::uint64_t from_first = low + kOnes * (0x80 - static_cast<std::uint64_t>(first)),
                        beyond_last = low + kOnes * (0x7F - static_cast<std::uint64_t>(last));
    return from_first & ~beyond_last & ~bytes & digits::detail::kTops;
  }
  std::uint64_t first_, last_;
#endif

 public:
  Mask is(char c) const noexcept {
    return in(c, c);
  }
};

/// How many of these stand one after the other, from the first one on.
inline unsigned run(Mask of) noexcept {
  return static_cast<unsigned>(std::countr_one(of.bits()));
}

/// The `count` bytes at `p`, the first one the least significant, zeros above. Precondition: count <= 16.
inline std::array<std::uint64_t, 2> first(const char* p, std::size_t count) noexcept {
  std::array<std::uint64_t, 2> bytes, behind;
  std::memcpy(&bytes, p, sizeof bytes);
  std::memcpy(&behind, digits::detail::kLastOnes.data() + (16 - count), sizeof behind);
  return {bytes[0] & ~behind[0], bytes[1] & ~behind[1]};
}

// Of what follows the precondition is that 16 bytes before the place may be read, too.

/// The numbers that the two halves of these digits are.
[[gnu::always_inline]] inline std::array<std::uint64_t, 2> halves(const digits::Sixteen& all) noexcept {
  const digits::Eights both = digits::eights(all, all);
  return {both.a_first, both.a_last};
}

/// The number of up to 16 digits before `end`.
[[gnu::always_inline]] inline std::uint64_t whole(const char* end, std::size_t count) noexcept {
  const auto [high, low] = halves(digits::before(end, count));
  return high * 100'000'000 + low;
}

/// A number, and how many bytes long it is; 0: it has another form.
struct Number {
  std::uint64_t value = 0;
  unsigned size = 0;
};

/// 1 to 19 digits from `p` on, without a zero in front.
[[gnu::always_inline]] inline Number number(const char* p) noexcept {
  const unsigned count = run(Block(p).in('0', '9'));
  if (count == 0 || *p == '0') return {};
  Number out{whole(p + count, count), count};
  if (count < 16) [[likely]]
    return out;
  const digits::Run more = digits::run(p + 16);
  if (more.count > 3) return {};
  return {out.value * digits::detail::kPowers[more.count] + more.value, 16 + more.count};
}

/// A decimal in units of 10^-Digits, and how many bytes long it is; 0: it has another form, is too long or does
/// not fit. Of more than 18 digits none fits, so never is it INT64_MAX, which means none.
struct Decimal {
  std::int64_t units = 0;
  unsigned size = 0;
};

/// Byte by byte, for what is longer than sixteen of them.
template <unsigned Digits>
[[gnu::noinline]] Decimal long_decimal(const char* p) noexcept {
  Decimal out;
  std::uint64_t number = 0;
  unsigned count = 0, places = 0;
  bool point = false;
  for (; out.size < 20; ++out.size) {
    const auto digit = static_cast<unsigned>(static_cast<unsigned char>(p[out.size])) - '0';
    if (digit <= 9) {
      number = number * 10 + digit;
      ++count;
      if (point) ++places;
    } else if (p[out.size] == '.' && !point) {
      point = true;
    } else {
      break;
    }
  }
  if (count == places || count > 18 || places > Digits || (point && places == 0)) return {};
  return __builtin_mul_overflow(number, digits::detail::kPowers[Digits - places], &out.units) ? Decimal{} : out;
}

/// The values of the `count` bytes before `end`, zeros in front of them. Precondition: count <= 8.
inline std::uint64_t eight(const char* end, std::size_t count) noexcept {
  std::uint64_t ones = 0;
  std::memcpy(&ones, digits::detail::kLastOnes.data() + 8 + count, sizeof ones);
  return digits::detail::values_of(end - 8) & ones;
}

/// With or without a point, from `p` on; zeros in front do not matter.
template <unsigned Digits>
[[gnu::always_inline]] inline Decimal decimal(const char* p) noexcept {
  static_assert(Digits == 8 || Digits == 9);
  const unsigned others = ~Block(p).in('0', '9').bits();
  const auto whole = static_cast<unsigned>(std::countr_zero(others));
  const bool point = p[whole] == '.';
  const auto size = static_cast<unsigned>(std::countr_zero(point ? others & (others - 1) : others));
  const unsigned places = size - whole - (point ? 1 : 0);
  if (whole - 1 > 7 || places > 8 || size >= 16 || size == whole + 1) [[unlikely]]
    return long_decimal<Digits>(p);
  const auto [number, fraction] = halves(digits::sixteen(eight(p + whole, whole), eight(p + size, places)));
  return {static_cast<std::int64_t>(number * digits::detail::kPowers[Digits] +
                                    fraction * digits::detail::kPowers[Digits - places]),
          size};
}

}  // namespace tickbard::bytes
