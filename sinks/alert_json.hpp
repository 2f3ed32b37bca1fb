#pragma once

#include <string>

#include "aggregator/core/event.hpp"

namespace tickbard {

/// `screener_alerts.conditions`: percentages signed and exact to 1e-6, prices exact.
std::string alert_conditions(const Alert& alert);

/// `screener_alerts.metadata`: quote fields are null, since trades carry none.
std::string alert_metadata(const Alert& alert);

/// "gap_up" or "gap_down".
std::string_view alert_type(const Alert& alert);

/// A name for the row that a replay finds again.
std::string alert_id(const Alert& alert);

}  // namespace tickbard
