#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "aggregator/core/tick.hpp"

namespace tickbard {

/// The lists of conditions that were read, by their text: a provider sends few, and those over and over, in an
/// order that no processor guesses. Owner: one connection's thread. Errors: a list that was not remembered is read
/// again.
class ConditionLists {
 public:
  static constexpr std::size_t kMaxBytes = 16;

  /// Where the list with this text of up to kMaxBytes is kept, or may be put. Precondition: kMaxBytes readable
  /// bytes at `text`.
  class Place;
  Place place_of(const char* text, std::size_t size) noexcept;

 private:
  struct Text {
    std::uint64_t first = 0, last = 0, size = 0;  ///< the size tells a NUL in it from none
    friend bool operator==(const Text&, const Text&) = default;
  };
  struct Entry {
    Text text;  ///< the empty one of the empty list
    Conditions codes;
  };
  static constexpr unsigned kBits = 6;
  std::array<Entry, std::size_t{1} << kBits> entries_{};
};

class ConditionLists::Place {
 public:
  bool known() const noexcept { return entry_.text == text_; }
  const Conditions& codes() const noexcept { return entry_.codes; }
  void put(const Conditions& codes) noexcept { entry_ = {text_, codes}; }

 private:
  friend class ConditionLists;
  Place(Entry& entry, const Text& text) : entry_(entry), text_(text) {}
  Entry& entry_;
  const Text text_;
};

inline ConditionLists::Place ConditionLists::place_of(const char* text, std::size_t size) noexcept {
  // Read from 16 - size on: so many ones, then zeros.
  static constexpr auto kOnes = [] {
    std::array<std::uint8_t, 2 * kMaxBytes> bytes{};
    for (std::size_t i = 0; i < kMaxBytes; ++i) bytes[i] = 0xFF;
    return bytes;
  }();
  std::array<std::uint64_t, 2> bytes, mask;
  std::memcpy(&bytes, text, sizeof bytes);
  std::memcpy(&mask, kOnes.data() + (kMaxBytes - size), sizeof mask);
  const Text of{bytes[0] & mask[0], bytes[1] & mask[1], size};
  const std::uint64_t hash = (of.first ^ (of.last << 7 | of.last >> 57)) * 0x9E3779B97F4A7C15;
  return {entries_[hash >> (64 - kBits)], of};
}

}  // namespace tickbard
