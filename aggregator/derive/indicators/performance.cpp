#include "aggregator/derive/indicators/performance.hpp"

#include "aggregator/derive/oldest_base.hpp"

namespace tickbard {
namespace {

/// A number that is the same for all dates of one period, and for no other.
int number_of(Period period, SessionDate date) {
  const int year = static_cast<int>(date.year());
  const int month = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  switch (period) {
    case Period::month:
      return year * 12 + month;
    case Period::quarter:
      return year * 4 + month / 3;
    case Period::year:
      break;
  }
  return year;
}

std::int32_t first_of(Period period, const SessionPlace& place) {
  if (period == Period::month) return place.month;
  return period == Period::quarter ? place.quarter : place.year;
}

}  // namespace

void PeriodToDate::push(const AdjustedBar& bar) {
  if (last_ && number_of(period_, last_->session) != number_of(period_, bar.session)) {
    const bool known = bar.place.number > 0 && last_->place.number > 0;
    const bool old = known && first_of(period_, bar.place) - last_->place.number > kOldestBase;
    base_ = old ? std::nullopt : std::optional(last_->close);
  }
  last_ = bar;
}

std::optional<double> PeriodToDate::value() const {
  if (!last_ || !base_) return std::nullopt;
  return percent_gain(last_->close, *base_);
}

}  // namespace tickbard
