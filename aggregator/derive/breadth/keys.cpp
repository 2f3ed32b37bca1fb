#include "aggregator/derive/breadth/keys.hpp"

#include <vector>

#include "aggregator/derive/breadth/tally.hpp"

namespace tickbard {
namespace {

using enum BreadthFigure;
using Keys = std::vector<BreadthKey>;

void add_changes(Keys& keys, const std::string& prefix, std::uint8_t group, const std::string& reference) {
  const std::string counted = "securities with a verdict on close against " + reference;
  keys.push_back({prefix + "advances", "securities above " + reference, above, group});
  keys.push_back({prefix + "declines", "securities below " + reference, below, group});
  keys.push_back({prefix + "unchanged", "securities equal to " + reference, equal, group});
  keys.push_back({prefix + "valid_ticker_count", counted, valid, group});
  keys.push_back({prefix + "missing_ticker_count", "members without such a verdict", missing, group});
  keys.push_back({prefix + "advance_decline_ratio", "advances / declines; none without declines", ratio, group});
  keys.push_back({prefix + "net_advances", "advances - declines", net, group});
  keys.push_back({prefix + "advance_pct", "advances / valid, fraction to 4 digits", above_fraction, group});
}

struct Words {
  const char *above, *below, *equal;
};

void add_counts(Keys& keys, const std::string& prefix, std::uint8_t group, const Words& words,
                const std::string& of) {
  auto count = [&](const char* word, BreadthFigure figure, const char* relation) {
    keys.push_back({prefix + word + "_count", std::string{"securities "} + relation + of, figure, group});
  };
  auto fraction = [&](const char* word, BreadthFigure figure) {
    keys.push_back(
        {prefix + word + "_pct", prefix + word + "_count / valid, fraction to 4 digits", figure, group});
  };
  count(words.above, above, "above ");
  count(words.below, below, "below ");
  count(words.equal, equal, "exactly equal to ");
  keys.push_back(
      {prefix + "missing_count", "members without a verdict: no bar, short series, zero base", missing, group});
  keys.push_back({prefix + "valid_count", "securities with a verdict", valid, group});
  fraction(words.above, above_fraction);
  fraction(words.below, below_fraction);
  fraction(words.equal, equal_fraction);
}

void add_volumes(Keys& keys) {
  keys.push_back({"up_volume", "regular-hours volume of the advances", up_volume});
  keys.push_back({"down_volume", "regular-hours volume of the declines", down_volume});
  keys.push_back({"net_volume", "up_volume - down_volume", net_volume});
  keys.push_back({"up_down_volume_ratio", "up_volume / down_volume; none without down volume", volume_ratio});
  keys.push_back(
      {"trin", "(advances / declines) / (up_volume / down_volume); none if any of the four is 0", trin});
}

void add_extremes(Keys& keys, const std::string& suffix, ExtremeOf which, const std::string& of) {
  const auto group = static_cast<std::uint8_t>(which);
  keys.push_back({"new_highs" + suffix, "securities strictly above all " + of, highs, group});
  keys.push_back({"new_lows" + suffix, "securities strictly below all " + of, lows, group});
  keys.push_back({"nh_nl" + suffix, "new highs - new lows", net_highs, group});
  keys.push_back(
      {"nh_ratio" + suffix, "new highs / (new highs + new lows); none without either", highs_ratio, group});
}

void add_series(Keys& keys) {
  keys.push_back({"ad_line", "sum of net_advances since the first stored session", ad_line});
  keys.push_back({"mcclellan_oscillator", "19-session minus 39-session EMA of net_advances; none for 38 sessions",
                  oscillator});
  keys.push_back({"mcclellan_summation", "sum of mcclellan_oscillator", summation});
  keys.push_back({"rana", "1000 x net_advances / (advances + declines)", rana});
  keys.push_back({"mcclellan_oscillator_rana", "as mcclellan_oscillator, of rana", oscillator_rana});
  keys.push_back({"mcclellan_summation_rana", "sum of mcclellan_oscillator_rana", summation_rana});
}

std::string reference_of(const ThreeWay& way) {
  const std::string length = std::to_string(way.length);
  if (way.basis == ThreeWay::Basis::average) {
    const std::string end = way.shift == 0 ? "" : " ending " + std::to_string(way.shift) + " bars ago";
    return "their " + length + "-bar mean close" + end;
  }
  if (way.basis == ThreeWay::Basis::rate) {
    return "their own " + length + "-bar rate of change of " + std::to_string(way.shift) + " bars ago";
  }
  const std::string back = way.length == 1 ? "the close one bar before" : "the close " + length + " bars before";
  return way.fresh ? back + " (at most " + std::to_string(kOldestPrevious) + " sessions old)" : back;
}

Keys day_keys() {
  Keys keys;
  for (std::size_t i = 0; i < kThreeWays.size(); ++i) {
    const ThreeWay& way = kThreeWays[i];
    const std::string prefix{way.prefix};
    const auto group = static_cast<std::uint8_t>(i);
    if (way.basis == ThreeWay::Basis::change) {
      add_changes(keys, prefix, group, reference_of(way));
    } else if (way.basis == ThreeWay::Basis::average) {
      add_counts(keys, prefix, group, {"above", "below", "equal"}, reference_of(way));
    } else {
      add_counts(keys, prefix, group, {"gt", "lt", "eq"}, reference_of(way));
    }
  }
  add_volumes(keys);
  add_extremes(keys, "", ExtremeOf::year_range, "highs (below all lows) of the 252 bars before");
  add_extremes(keys, "_close", ExtremeOf::year_close, "closes of the 252 bars before, by close");
  add_extremes(keys, "_20", ExtremeOf::month_range, "highs (below all lows) of the 20 bars before");
  keys.push_back({"up_4pct", "securities up 4 % or more on more volume than the bar before", surges_up});
  keys.push_back({"down_4pct", "securities down 4 % or more on more volume than the bar before", surges_down});
  add_series(keys);
  return keys;
}

Keys minute_keys() {
  Keys keys;
  add_changes(keys, "", 0, "the previous close");
  add_counts(keys, "vwap_", 1, {"above", "below", "equal"}, "the day's VWAP so far");
  add_volumes(keys);
  return keys;
}

}  // namespace

std::span<const BreadthKey> breadth_keys(BreadthInterval interval) {
  static const Keys day = day_keys();
  static const Keys minute = minute_keys();
  return interval == BreadthInterval::day ? day : minute;
}

}  // namespace tickbard
