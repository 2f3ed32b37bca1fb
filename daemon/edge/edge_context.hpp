#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/last_print.hpp"
#include "daemon/derive/calendars.hpp"

namespace tickbard {

/// What answers need to know of this daemon besides its store. Lifetime: the calendars outlive every question.
struct EdgeContext {
  CalendarBook calendars{};
  std::string default_calendar = "xnys";  ///< of symbols whose calendar is not stored
  bool bars_enabled = true;               ///< what to say where there is no bar

  /// A symbol's minutes after a start that may not be stored yet, oldest first. Any thread; may be empty.
  std::function<std::vector<Bar>(const Symbol&, MinuteStart after)> newer{};

  /// While bars are off: the newest print of each symbol. Any thread; may be empty.
  std::function<std::vector<LastPrint>()> last_prints{};

  /// Bytes of files beside the store, by kind: journal, archive, reports. Any thread; may be empty.
  std::function<std::vector<std::pair<std::string, std::uint64_t>>()> files{};
};

}  // namespace tickbard
