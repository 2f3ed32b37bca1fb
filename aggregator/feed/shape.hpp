#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/core/feed_event.hpp"
#include "aggregator/feed/bytes.hpp"
#include "aggregator/feed/condition_lists.hpp"
#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// A text that a message is compared with.
template <std::size_t N>
struct Literal {
  std::array<char, N> bytes{};
  static constexpr std::size_t size = N - 1;

  constexpr Literal(const char (&text)[N]) {  // NOLINT: a text is what it is made of
    for (std::size_t i = 0; i < N; ++i) bytes[i] = text[i];
  }
  /// Up to eight bytes of it from `from` on.
  constexpr std::uint64_t word(std::size_t from) const {
    std::uint64_t w = 0;
    for (std::size_t i = 0; i < 8 && from + i < size; ++i) {
      w |= std::uint64_t{static_cast<unsigned char>(bytes[from + i])} << (8 * i);
    }
    return w;
  }
};

/// What a connection's fast way keeps from message to message. Owner: one connection's thread.
class ShapeMemory {
 public:
  explicit ShapeMemory(const Subscription& of);

 private:
  friend class Shape;
  static constexpr std::size_t kMinuteBytes = 17;  // "2023-04-06T11:54:"

  bool learn_minute(const char* text);
  static const Conditions* learn_letters(const char* text, std::size_t size, ConditionLists::Place& place);

  const char* end_ = nullptr;  ///< of the message being read
  std::vector<FeedEvent>* out_ = nullptr;
  FeedEvent blank_;          ///< of which each print is made
  bool usable_ = true;       ///< the venue fits in front of every symbol
  std::uint64_t venue_ = 0;  ///< "usdm:", the first byte the least significant
  std::size_t venue_size_ = 0;
  std::array<char, 24> minute_text_{};
  UnixNanos minute_{};
  ConditionLists lists_;
};

/// A message that is read in a straight line: this text, then a price, then that text. Each step compares or
/// checks every byte that it passes; false: something else stands there, and the message is for the general way.
/// What a step takes, that reads to the same value. No step reads more than 64 bytes beyond the message.
class Shape {
 public:
  /// Calls print() for each print of the message and says whether all of it fits. By value, so that where it
  /// stands is kept in a register.
  using Reader = bool (*)(Shape);

  /// True: the message's prints were appended to `out`. False, and nothing appended: read it the general way.
  /// Precondition: 64 readable bytes behind the message.
  static bool read(std::string_view message, UnixNanos recv_time, Reader reader, ShapeMemory& memory,
                   std::vector<FeedEvent>& out);

  /// Where one begins: made of what all of them have.
  Tick& print() {
    std::vector<FeedEvent>& out = *memory_.out_;
    out.push_back(memory_.blank_);
    return out.back().tick;
  }

  bool ends() const { return p_ == memory_.end_; }
  const char* place() const { return p_; }
  void go_back(const char* place) { p_ = place; }

  template <Literal Text>
  [[gnu::always_inline]] bool passes() {
    if (memory_.end_ - p_ < std::ptrdiff_t{Text.size} || differs<Text>(p_) != 0) return false;
    p_ += Text.size;
    return true;
  }

  /// One of two texts; which one is no branch.
  template <Literal One, Literal Other>
  [[gnu::always_inline]] bool passes_either() {
    const bool one = differs<One>(p_) == 0, other = differs<Other>(p_) == 0;
    p_ += other ? Other.size : One.size;
    return one || other;
  }

  /// A ticker in the canonical form of US equities, of up to 16 capital letters, digits and points.
  [[gnu::always_inline]] bool equity(Symbol& out) {
    const bytes::Block at(p_);
    return name(bytes::run(at.in('A', 'Z') | at.in('0', '9') | at.is('.')), out);
  }
  /// A pair as it is written, "BTC/USD", "BTC-USD", "BTCUSD_PERP", of up to 16 bytes.
  [[gnu::always_inline]] bool pair(Symbol& out) { return name(bytes::run(words(p_)), out); }

  /// 1 to 16 letters, digits and signs that mean nothing to us.
  [[gnu::always_inline]] bool word() {
    const unsigned size = bytes::run(words(p_));
    p_ += size;
    return size != 0;
  }
  /// "f07e510f-4edf-469d-b844-4f670f1e93f1", which means nothing to us.
  [[gnu::always_inline]] bool uuid() {
    const unsigned all = words(p_).bits() & words(p_ + 16).bits() & words(p_ + 20).bits();
    p_ += 36;
    return all == 0xFFFF;
  }
  /// 1 to 16 digits that mean nothing to us.
  [[gnu::always_inline]] bool digits() {
    const unsigned size = bytes::run(bytes::Block(p_).in('0', '9'));
    p_ += size;
    return size != 0;
  }

  /// 1 to 19 digits without a zero in front.
  [[gnu::always_inline]] bool number(std::uint64_t& out) {
    const bytes::Number found = bytes::number(p_);
    p_ += found.size;
    out = found.value;
    return found.size != 0;
  }
  [[gnu::always_inline]] bool id(TradeId& out) { return number(out.value) && out.value >> 63 == 0; }

  [[gnu::always_inline]] bool price(Price& out) { return decimal<kPriceDigits>(out.raw) && out.raw > 0; }
  [[gnu::always_inline]] bool size(Size& out) { return decimal<kSizeDigits>(out.raw) && out.raw > 0; }

  /// "2023-04-06T11:54:26.838232225Z"; the last minute seen is known by its text.
  [[gnu::always_inline]] bool time(UnixNanos& out) {
    constexpr std::size_t kAt = ShapeMemory::kMinuteBytes;
    const char* const known = memory_.minute_text_.data();
    if (((load(p_) ^ load(known)) | (load(p_ + 8) ^ load(known + 8))) != 0 || p_[16] != ':') [[unlikely]] {
      if (!memory_.learn_minute(p_)) return false;
    }
    const auto digit = [this](std::size_t i) {
      return static_cast<unsigned>(static_cast<unsigned char>(p_[i])) - '0';
    };
    const unsigned tens = digit(kAt), ones = digit(kAt + 1);
    const bool point = p_[kAt + 2] == '.';
    p_ += kAt + 2;
    unsigned places = 0;
    std::uint64_t fraction = 0;
    if (point) {
      places = bytes::run(bytes::Block(++p_).in('0', '9'));
      p_ += places;
      if (places - 1 > 8) return false;
      fraction = bytes::whole(p_, places) * digits::detail::kPowers[9 - places];
    }
    out = memory_.minute_ + std::chrono::nanoseconds{(tens * 10 + ones) * std::int64_t{1'000'000'000} +
                                                     static_cast<std::int64_t>(fraction)};
    return tens <= 5 && ones <= 9 && *p_++ == 'Z';
  }
  /// Milliseconds of these decades in 13 digits; other units have another number of them.
  [[gnu::always_inline]] bool milliseconds(UnixNanos& out) {
    constexpr auto kTo = static_cast<std::uint64_t>(to_unix_nanos(kLatestEvent) / 1'000'000);
    const bytes::Number found = bytes::number(p_);
    if (found.size != 13 || found.value >= kTo) return false;
    p_ += found.size;
    out = from_unix_nanos(static_cast<std::int64_t>(found.value) * 1'000'000);
    return true;
  }

  /// A byte between quotes, of which the first one has been passed.
  [[gnu::always_inline]] bool letter(std::uint16_t& out) {
    const auto c = static_cast<unsigned char>(*p_++);
    out = c;
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  }
  /// From behind the bracket up to the closing one: "@","I"
  [[gnu::always_inline]] bool letters(Conditions& out) {
    const unsigned end = bytes::Block(p_).is(']').bits();
    if (end == 0) return false;
    const auto size = static_cast<std::size_t>(std::countr_zero(end));
    auto place = memory_.lists_.place_of(p_, size);
    const Conditions* codes = &place.codes();
    if (!place.known()) [[unlikely]] {
      codes = ShapeMemory::learn_letters(p_, size, place);
      if (codes == nullptr) return false;
    }
    out = *codes;
    p_ += size;
    return true;
  }
  /// "A" to "C", or "O".
  [[gnu::always_inline]] bool tape(Tape& out) {
    const auto c = static_cast<unsigned>(static_cast<unsigned char>(*p_++));
    out = c == 'O' ? Tape::otc : static_cast<Tape>(c - 'A' + static_cast<unsigned>(Tape::a));
    return c == 'O' || c - 'A' <= 2;
  }

 private:
  Shape(const char* p, ShapeMemory& memory) : p_(p), memory_(memory) {}

  static std::uint64_t load(const char* p) { return digits::detail::load(p); }

  /// 0 if the text stands there.
  template <Literal Text>
  [[gnu::always_inline]] static std::uint64_t differs(const char* p) {
    constexpr std::size_t n = Text.size;
    if constexpr (n < 8) {
      return (load(p) ^ Text.word(0)) << (64 - 8 * n);
    } else {
      return [p]<std::size_t... I>(std::index_sequence<I...>) {
        return ((load(p + 8 * I) ^ Text.word(8 * I)) | ...) | (load(p + n - 8) ^ Text.word(n - 8));
      }
      (std::make_index_sequence<n / 8>{});
    }
  }

  /// What pairs are made of, and words that mean nothing to us: ASCII that needs no escape.
  static bytes::Mask words(const char* p) {
    const bytes::Block at(p);
    return at.letters() | at.in('-', '9') | at.is('_');
  }

  [[gnu::always_inline]] bool name(unsigned size, Symbol& out) {
    const auto text = bytes::first(p_, size);
    out.become(text[0], text[1], size, memory_.venue_, memory_.venue_size_);
    p_ += size;
    return size != 0;
  }

  template <unsigned Digits>
  [[gnu::always_inline]] bool decimal(std::int64_t& raw) {
    const bytes::Decimal found = bytes::decimal<Digits>(p_);
    p_ += found.size;
    raw = found.units;
    return found.size != 0;
  }

  // No more than that: so it is handed over in two registers.
  const char* p_;
  ShapeMemory& memory_;
};

}  // namespace tickbard
