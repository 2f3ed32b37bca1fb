#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tickbard::test {

/// What one trade of the workload is made of: what every provider says, and chance for the rest.
struct TradeValues {
  std::string_view name;
  std::int64_t number;  ///< the trades before it
  std::int64_t milli;
  std::uint64_t dollars;
  std::uint64_t a, b, c;  ///< random
};

/// How a provider writes trades.
struct TradeForm {
  std::string_view provider;
  std::string_view begin, end;  ///< of a frame; between two trades stands a comma
  void (*write)(std::string& out, const TradeValues& trade);
};

/// Precondition: find_provider(provider).
const TradeForm& trade_form(std::string_view provider);

}  // namespace tickbard::test
