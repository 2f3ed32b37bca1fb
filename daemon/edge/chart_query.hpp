#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"
#include "aggregator/derive/indicators/indicator_key.hpp"
#include "aggregator/derive/interval.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/problem.hpp"
#include "daemon/edge/uri.hpp"

namespace tickbard {

/// What `GET /charts/{symbol}` asks for, validated. A bar is in the range when from <= start < to.
struct ChartQuery {
  static constexpr std::uint32_t kDefaultLimit = 1'000;
  static constexpr std::uint32_t kMaxLimit = 10'000;

  std::string text;                ///< the symbol as the client wrote it
  std::vector<Symbol> candidates;  ///< spellings to try in this order; never empty
  Interval interval = Interval::m1;
  std::optional<MinuteStart> from;
  std::optional<MinuteStart> to;
  std::uint32_t limit = kDefaultLimit;
  bool fill_previous = false;
  bool include_forming = false;
  std::optional<bool> adjusted;  ///< prices in today's shares; left out: for 1d
  std::vector<IndicatorKey> indicators{};
  bool bars_enabled = true;  ///< of the daemon: what to say where there is no bar

  bool wants_adjusted() const { return adjusted.value_or(interval == Interval::d1); }
};

/// The length by which a series of `interval` advances; a day for 1d.
std::chrono::minutes step_of(Interval interval);

/// Errors: 400 that names the parameter, its value and what is allowed.
ApiResult<ChartQuery> parse_chart_query(std::string_view symbol, const RequestTarget& target);

}  // namespace tickbard
