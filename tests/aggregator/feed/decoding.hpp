#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// A protocol with the padding its caller owes it, and its answers as one readable line each.
class Feed {
 public:
  explicit Feed(std::string_view provider, Subscription subscription = {}, Ways ways = Ways::both);

  /// What the protocol says when the websocket opens.
  const Decoded& open();

  /// What it makes of one message; the last answer is forgotten.
  const Decoded& receive(std::string_view message);

  std::vector<std::string> prints(std::string_view message) { return prints_of(receive(message)); }
  std::vector<std::string> signals(std::string_view message) { return signals_of(receive(message)); }
  std::vector<std::string> sent(std::string_view message) { return receive(message).send; }

  Protocol& protocol() { return *protocol_; }

  static std::vector<std::string> prints_of(const Decoded& decoded);
  static std::vector<std::string> signals_of(const Decoded& decoded);

 private:
  std::unique_ptr<Protocol> protocol_;
  std::string buffer_;
  Decoded decoded_;
};

/// "trade MSFT 114.125 x 100 at 2018-09-04T04:53:38.784Z id 12345 seq 3681328 tape C exchange 4 conditions 0,12";
/// parts that are absent are left out. "rejected AAPL bad_price" for a rejection.
std::string line(const FeedEvent& event);

std::string_view name_of(Signal signal);

/// Symbols for a subscription: "S0", "S1", ...
std::vector<std::string> many_symbols(std::size_t count);

inline constexpr UnixNanos kReceived = from_unix_nanos(1'700'000'000'000'000'000);

using Lines = std::vector<std::string>;

}  // namespace tickbard
