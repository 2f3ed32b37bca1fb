#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// An instrument's name as stored in `price_bars`: up to 23 bytes, inline, comparable bytewise.
/// A venue may stand in front ("cm:BTCUSD_PERP") where one provider runs several order books.
/// Immutable value; any thread.
class Symbol {
 public:
  static constexpr std::size_t kMaxBytes = 23;

  constexpr Symbol() = default;

  /// Errors: bad_symbol when empty, too long, or with bytes that no ticker has.
  static Parsed<Symbol> parse(std::string_view text) noexcept;

  /// As parse, in the canonical form of US equities: class separators '/' and '-' become '.', a ticker
  /// written wholly in lower case becomes upper case ("brk/b" -> "BRK.B"); "BACpB" and "AAC+" stay (T-041).
  static Parsed<Symbol> parse_equity(std::string_view text) noexcept;

  /// "venue:" + text.
  static Parsed<Symbol> parse(std::string_view venue, std::string_view text) noexcept;

  /// The ticker of 1 to 8 capital letters whose bytes are in `letters`, the first one the least significant.
  static Symbol of_capitals(std::uint64_t letters, std::size_t size) noexcept {
    // Word by word: a processor waits where two stores are read back as one.
    static_assert(std::endian::native == std::endian::little);
    return std::bit_cast<Symbol>(Words{letters, 0, std::uint64_t{size} << 56});
  }

  /// Becomes "venue:" and a ticker, as their bytes, the first one the least significant, zeros above: a front of
  /// up to 7 (or none) and a ticker of up to 16 that parse() takes.
  void become(std::uint64_t first, std::uint64_t last, std::size_t size, std::uint64_t front,
              std::size_t front_size) noexcept {
    const std::size_t up = 8 * front_size, down = 56 - up;  // and 8 more: there may be no front
    const auto put = [this](std::size_t word, std::uint64_t bytes) {
      std::memcpy(bytes_.data() + 8 * word, &bytes, sizeof bytes);
    };
    put(0, front | first << up);
    put(1, first >> 8 >> down | last << up);
    put(2, last >> 8 >> down | std::uint64_t{front_size + size} << 56);
  }

  /// The whole name as a number, if it has at most 8 bytes; else 0.
  std::uint64_t short_form() const noexcept {
    const Words w = words();
    return w[1] == 0 ? w[0] : 0;  // the length, above, follows: unused bytes are zero, and no other is
  }

  std::string_view view() const { return {bytes_.data(), static_cast<std::size_t>(bytes_[kMaxBytes])}; }
  bool empty() const { return bytes_[kMaxBytes] == 0; }

  friend bool operator==(const Symbol& a, const Symbol& b) {
    const Words u = a.words(), v = b.words();
    return ((u[0] ^ v[0]) | (u[1] ^ v[1]) | (u[2] ^ v[2])) == 0;
  }
  friend auto operator<=>(const Symbol& a, const Symbol& b) { return a.view() <=> b.view(); }

  std::uint64_t hash() const noexcept {
    // Three products at once instead of one after the other; the sum's upper half knows of every byte.
    const Words w = words();
    const std::uint64_t h =
        w[0] * 0x9E3779B97F4A7C15ULL + w[1] * 0xD6E8FEB86659FD93ULL + w[2] * 0xCA5A826395121157ULL;
    return h ^ (h >> 32);
  }

 private:
  using Words = std::array<std::uint64_t, 3>;
  Words words() const noexcept {
    Words w;
    std::memcpy(w.data(), bytes_.data(), sizeof w);
    return w;
  }

  std::array<char, kMaxBytes + 1> bytes_{};  ///< the last byte holds the length; unused bytes are zero
};

static_assert(sizeof(Symbol) == 24);

}  // namespace tickbard

template <>
struct std::hash<tickbard::Symbol> {
  std::size_t operator()(const tickbard::Symbol& s) const noexcept { return s.hash(); }
};
