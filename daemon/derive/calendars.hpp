#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/calendar/calendar.hpp"

namespace tickbard {

/// The calendars by name. Immutable; any thread. Lifetime: the calendars outlive it.
class CalendarBook {
 public:
  CalendarBook() = default;
  explicit CalendarBook(std::vector<const Calendar*> calendars) : calendars_(std::move(calendars)) {}
  explicit CalendarBook(const std::map<std::string, Calendar, std::less<>>& calendars) {
    for (const auto& [name, calendar] : calendars) calendars_.push_back(&calendar);
  }

  const Calendar* find(std::string_view name) const {
    for (const Calendar* calendar : calendars_)
      if (calendar->name() == name) return calendar;
    return nullptr;
  }

  std::span<const Calendar* const> all() const { return calendars_; }

 private:
  std::vector<const Calendar*> calendars_;
};

}  // namespace tickbard
