#include <array>
#include <cctype>
#include <utility>

#include "aggregator/session/session.hpp"

namespace tickbard {
namespace {

bool contains(std::string_view text, std::string_view lower_case) {
  std::string lower;
  for (const char c : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower.find(lower_case) != std::string::npos;
}

}  // namespace

ConnectionEnd end_of_refused_upgrade(int http_status, std::string text) {
  switch (http_status) {
    case 401:
      return {LostReason::refused, Retry::never, std::move(text)};
    case 418:  // Binance: banned for a while after too many 429
    case 429:
      return {LostReason::connection_limit, Retry::minutes, std::move(text)};
    case 402:
    case 403:  // a firewall's or a country's ban as often as a wrong key: worth another try, not a hot one
    case 404:
    case 451:
      return {LostReason::refused, Retry::minutes, std::move(text)};
    default:
      return {LostReason::connect_failed, Retry::backoff, std::move(text)};
  }
}

ConnectionEnd end_of_close(std::uint16_t code, std::string_view server_words, std::string text) {
  static constexpr std::array<std::string_view, 3> kLimits{"max_connections", "connection limit",
                                                           "too many connections"};
  for (const auto limit : kLimits) {
    if (contains(server_words, limit)) return {LostReason::connection_limit, Retry::minutes, std::move(text)};
  }
  if (contains(server_words, "slow")) return {LostReason::slow_consumer, Retry::backoff, std::move(text)};
  constexpr std::uint16_t kGoingAway = 1001, kServiceRestart = 1012;
  if (code == kGoingAway || code == kServiceRestart) {
    return {LostReason::server_leaving, Retry::backoff, std::move(text)};
  }
  constexpr std::uint16_t kProtocol = 1002, kTooBig = 1009;
  if (code == kProtocol || code == kTooBig) return {LostReason::protocol_error, Retry::backoff, std::move(text)};
  return {LostReason::closed, Retry::backoff, std::move(text)};
}

}  // namespace tickbard
