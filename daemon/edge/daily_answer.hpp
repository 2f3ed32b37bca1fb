#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /v1/daily/{symbol}`: rows of daily_bars, oldest first; raw, or in today's shares.
ApiResult<Question> parse_daily(const Inquiry& inquiry);

}  // namespace tickbard
