#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /v1/breadth`: stored values of a set, by moment, oldest first.
ApiResult<Question> parse_breadth(const Inquiry& inquiry);

}  // namespace tickbard
