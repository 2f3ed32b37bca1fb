#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /v1/leaderboard`: who moves most, with live prices.
ApiResult<Question> parse_leaderboard(const Inquiry& inquiry);

}  // namespace tickbard
