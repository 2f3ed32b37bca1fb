#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"
#include "daemon/edge/problem.hpp"
#include "daemon/edge/uri.hpp"

namespace tickbard {

/// What `GET /charts/{symbol}` asks for, validated. A bar is in the range when from <= start < to.
struct ChartQuery {
  static constexpr std::uint32_t kDefaultLimit = 1'000;
  static constexpr std::uint32_t kMaxLimit = 10'000;

  std::string text;                ///< the symbol as the client wrote it
  std::vector<Symbol> candidates;  ///< spellings to try in this order; never empty
  std::optional<MinuteStart> from;
  std::optional<MinuteStart> to;
  std::uint32_t limit = kDefaultLimit;
  bool fill_previous = false;
  bool include_forming = false;
};

/// Errors: 400 that names the parameter, its value and what is allowed.
ApiResult<ChartQuery> parse_chart_query(std::string_view symbol, const RequestTarget& target);

/// The spellings under which a symbol may be stored: as written; in upper case behind the venue; in the canonical
/// form of US equities ("brk-b" -> "BRK.B"). Empty when no spelling is a possible symbol.
std::vector<Symbol> symbol_spellings(std::string_view text);

}  // namespace tickbard
