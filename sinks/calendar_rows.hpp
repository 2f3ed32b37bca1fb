#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tickbard {

struct Session;

/// First and last session_date as ISO text. Precondition: not empty.
std::pair<std::string, std::string> date_range(std::span<const Session> sessions);

/// `market_calendar.kind`.
std::string_view kind_text(const Session& session);

}  // namespace tickbard
