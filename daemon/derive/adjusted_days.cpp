#include "daemon/derive/adjusted_days.hpp"

namespace tickbard {
namespace {

/// False, and nothing done, where a figure does not fit.
bool adjust(DailyFigures& day, const SplitFactor& factor, const SplitScales& scales) {
  const auto open = factor.price(day.open, scales.price), high = factor.price(day.high, scales.price),
             low = factor.price(day.low, scales.price), close = factor.price(day.close, scales.price);
  const auto volume = factor.volume(day.volume_rth, scales.volume);
  if (!open || !high || !low || !close || !volume) return false;
  day.open = *open;
  day.high = *high;
  day.low = *low;
  day.close = *close;
  day.volume_rth = *volume;
  return true;
}

}  // namespace

AdjustedDays DayAdjuster::of(std::vector<DailyFigures> days) {
  AdjustedDays out;
  if (days.empty()) return out;
  const Symbol symbol = days.front().symbol;
  const auto adjust_all = [&](const SplitScales& scales, bool whole) {
    out.days.clear();
    out.scales = scales;
    for (DailyFigures day : days) {
      if (adjust(day, splits_.factor(symbol, day.session, today_), scales))
        out.days.push_back(day);
      else if (whole)
        return false;
    }
    return true;
  };
  const auto exact = splits_.scales(symbol, today_);
  if (exact && adjust_all(*exact, true)) return out;
  ++rounded_;
  adjust_all({}, false);
  left_out_ += days.size() - out.days.size();
  return out;
}

void DayAdjuster::tell(DeriveReport& report) const {
  if (rounded_ == 0) return;
  report.notes.push_back(
      std::to_string(rounded_) + (rounded_ == 1 ? " security has" : " securities have") +
      " splits that no 64-bit price holds exactly: their prices are rounded to 1e-9, and a tie may "
      "be lost; correct their rows in corporate_actions if they are wrong");
  if (left_out_ > 0)
    report.notes.push_back(std::to_string(left_out_) + " of their days do not fit at all and are left out");
}

}  // namespace tickbard
