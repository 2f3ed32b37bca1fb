#pragma once

#include "daemon/edge/route_table.hpp"

namespace tickbard {

/// `GET /v1/storage`: bytes by kind and table.
ApiResult<Question> parse_storage(const Inquiry& inquiry);

}  // namespace tickbard
