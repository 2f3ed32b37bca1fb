#include "tests/aggregator/derive/breadth/sp500_reference.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace tickbard::test {
namespace {

__extension__ typedef __int128 Wide;
using Rows = std::vector<FileRow>;

struct Sides {
  std::int64_t above = 0, below = 0, equal = 0;
  std::int64_t valid() const { return above + below + equal; }
  void count(Wide a, Wide b) { ++(a > b ? above : a < b ? below : equal); }
};

struct Counts {
  std::map<std::string, Sides> sides;  // by prefix
  std::map<std::string, Sides> news;   // by suffix: highs above, lows below, valid in `equal`
  std::int64_t up_volume = 0, down_volume = 0, up_4 = 0, down_4 = 0;
};

Wide sum(const Rows& rows, std::size_t first, std::size_t last) {
  Wide total = 0;
  for (std::size_t i = first; i <= last; ++i) total += rows[i].close;
  return total;
}

void changes(const Rows& rows, std::size_t i, Counts& out) {
  const FileRow& now = rows[i];
  for (const std::size_t back : std::initializer_list<std::size_t>{1, 5, 10}) {
    if (i >= back) out.sides["ad_" + std::to_string(back) + "_"].count(now.close, rows[i - back].close);
  }
  if (i == 0 || now.session - rows[i - 1].session > 5) return;
  const FileRow& before = rows[i - 1];
  out.sides[""].count(now.close, before.close);
  if (now.close > before.close) out.up_volume += now.volume;
  if (now.close < before.close) out.down_volume += now.volume;
  if (now.volume > before.volume) {
    out.up_4 += (now.close - before.close) * 100 >= before.close * 4;
    out.down_4 += (before.close - now.close) * 100 >= before.close * 4;
  }
}

void means(const Rows& rows, std::size_t i, Counts& out) {
  for (const std::size_t n : std::initializer_list<std::size_t>{13, 20, 28, 46, 50, 100, 200}) {
    if (i + 1 < n) continue;
    out.sides["ma_" + std::to_string(n) + "_"].count(Wide{rows[i].close} * static_cast<Wide>(n),
                                                     sum(rows, i + 1 - n, i));
  }
  if (i >= 12) out.sides["ma_8_shift_5_"].count(Wide{rows[i].close} * 8, sum(rows, i - 12, i - 5));
}

void rates(const Rows& rows, std::size_t i, Counts& out) {
  for (const auto& [n, back] : {std::pair<std::size_t, std::size_t>{17, 5}, {27, 4}}) {
    if (i < n + back) continue;
    const Wide from = rows[i - n].close, then_from = rows[i - back - n].close;
    const Wide gain = rows[i].close - from, then_gain = rows[i - back].close - then_from;
    if (from == 0 || then_from == 0) continue;
    out.sides["roc_" + std::to_string(n) + "_vs_" + std::to_string(back) + "_"].count(gain * then_from,
                                                                                      then_gain * from);
  }
}

/// A day whose high or low is blank stands with its close.
std::int64_t high(const FileRow& r) {
  return r.high && r.low ? *r.high : r.close;
}
std::int64_t low(const FileRow& r) {
  return r.high && r.low ? *r.low : r.close;
}
std::int64_t close(const FileRow& r) {
  return r.close;
}

using Of = std::int64_t (*)(const FileRow&);

void extremes(const Rows& rows, std::size_t i, std::size_t window, Of top, Of bottom, Sides& out) {
  if (i < window) return;
  bool highest = true, lowest = true;
  for (std::size_t back = 1; back <= window && (highest || lowest); ++back) {
    highest = highest && top(rows[i]) > top(rows[i - back]);
    lowest = lowest && bottom(rows[i]) < bottom(rows[i - back]);
  }
  ++out.equal;
  out.above += highest;
  out.below += lowest;
}

/// The four-digit decimal nearest to part / whole, the even one of two as near; read as a text.
std::optional<double> four_digits(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  std::int64_t best = part * 10'000 / whole;
  const std::int64_t short_by = part * 10'000 - best * whole, over_by = (best + 1) * whole - part * 10'000;
  if (over_by < short_by || (over_by == short_by && best % 2 != 0)) ++best;
  char text[16];
  std::snprintf(text, sizeof text, "%d.%04d", static_cast<int>(best / 10'000), static_cast<int>(best % 10'000));
  return std::strtod(text, nullptr);
}

std::optional<double> divided(double a, double b) {
  return b == 0 ? std::nullopt : std::optional{a / b};
}

void name_changes(const std::string& p, const Sides& s, std::int64_t members, ReferenceDay& out) {
  out[p + "advances"] = static_cast<double>(s.above);
  out[p + "declines"] = static_cast<double>(s.below);
  out[p + "unchanged"] = static_cast<double>(s.equal);
  out[p + "valid_ticker_count"] = static_cast<double>(s.valid());
  out[p + "missing_ticker_count"] = static_cast<double>(members - s.valid());
  out[p + "advance_decline_ratio"] = divided(static_cast<double>(s.above), static_cast<double>(s.below));
  out[p + "net_advances"] = static_cast<double>(s.above - s.below);
  out[p + "advance_pct"] = four_digits(s.above, s.valid());
}

void name_counts(const std::string& p, const Sides& s, std::int64_t members, ReferenceDay& out) {
  const bool rate = p.starts_with("roc");
  const std::string above = p + (rate ? "gt" : "above"), below = p + (rate ? "lt" : "below"),
                    equal = p + (rate ? "eq" : "equal");
  out[above + "_count"] = static_cast<double>(s.above);
  out[below + "_count"] = static_cast<double>(s.below);
  out[equal + "_count"] = static_cast<double>(s.equal);
  out[p + "valid_count"] = static_cast<double>(s.valid());
  out[p + "missing_count"] = static_cast<double>(members - s.valid());
  out[above + "_pct"] = four_digits(s.above, s.valid());
  out[below + "_pct"] = four_digits(s.below, s.valid());
  out[equal + "_pct"] = four_digits(s.equal, s.valid());
}

ReferenceDay named(const Counts& c, std::int64_t members) {
  ReferenceDay out;
  for (const char* p : {"", "ad_1_", "ad_5_", "ad_10_"}) {
    name_changes(p, c.sides.contains(p) ? c.sides.at(p) : Sides{}, members, out);
  }
  for (const char* p : {"ma_13_", "ma_28_", "ma_46_", "ma_8_shift_5_", "ma_20_", "ma_50_", "ma_100_", "ma_200_",
                        "roc_17_vs_5_", "roc_27_vs_4_"}) {
    name_counts(p, c.sides.contains(p) ? c.sides.at(p) : Sides{}, members, out);
  }
  for (const char* suffix : {"", "_close", "_20"}) {
    const Sides news = c.news.contains(suffix) ? c.news.at(suffix) : Sides{};
    const auto highs = static_cast<double>(news.above), lows = static_cast<double>(news.below);
    out[std::string{"new_highs"} + suffix] = highs;
    out[std::string{"new_lows"} + suffix] = lows;
    out[std::string{"nh_nl"} + suffix] = highs - lows;
    out[std::string{"nh_ratio"} + suffix] = divided(highs, highs + lows);
  }
  const auto up = static_cast<double>(c.up_volume), down = static_cast<double>(c.down_volume);
  out["up_volume"] = up;
  out["down_volume"] = down;
  out["net_volume"] = up - down;
  out["up_down_volume_ratio"] = divided(up, down);
  const double a = *out["advances"], d = *out["declines"];
  out["trin"] = a * d * up * down == 0 ? std::nullopt : std::optional{(a / d) / (up / down)};
  out["up_4pct"] = static_cast<double>(c.up_4);
  out["down_4pct"] = static_cast<double>(c.down_4);
  return out;
}

/// A weighted sum over all observations up to each one, instead of a recursion.
long double trend(const std::vector<long double>& x, long double part) {
  long double weight = 1, total = 0;
  for (std::size_t i = x.size() - 1; i >= 39; --i, weight *= 1 - part) total += weight * part * x[i];
  return total + weight * std::accumulate(x.begin(), x.begin() + 39, 0.0L) / 39;
}

void add_oscillator(std::vector<long double>& x, long double input, long double& level, ReferenceDay& day,
                    const std::string& suffix) {
  x.push_back(input);
  if (x.size() < 39) return;
  const long double oscillator = trend(x, 0.10L) - trend(x, 0.05L);
  level += oscillator;
  day["mcclellan_oscillator" + suffix] = static_cast<double>(oscillator);
  day["mcclellan_summation" + suffix] = static_cast<double>(level);
}

void add_series(std::vector<ReferenceDay>& days) {
  std::vector<long double> plain, adjusted;
  long double line = 0, level = 0, adjusted_level = 0;
  for (ReferenceDay& day : days) {
    for (const char* key : {"rana", "mcclellan_oscillator", "mcclellan_summation", "mcclellan_oscillator_rana",
                            "mcclellan_summation_rana"}) {
      day[key];
    }
    const long double net = *day["net_advances"], moved = *day["advances"] + *day["declines"];
    line += net;
    day["ad_line"] = static_cast<double>(line);
    if (*day["valid_ticker_count"] == 0) continue;
    add_oscillator(plain, net, level, day, "");
    if (moved == 0) continue;
    day["rana"] = static_cast<double>(1000 * net / moved);
    add_oscillator(adjusted, 1000 * net / moved, adjusted_level, day, "_rana");
  }
}

}  // namespace

std::vector<ReferenceDay> reference_breadth(const FileDays& days) {
  std::vector<Counts> counts(days.dates.size());
  for (const auto& [symbol, rows] : days.symbols) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Counts& out = counts[static_cast<std::size_t>(rows[i].session)];
      changes(rows, i, out);
      means(rows, i, out);
      rates(rows, i, out);
      extremes(rows, i, 252, high, low, out.news[""]);
      extremes(rows, i, 252, close, close, out.news["_close"]);
      extremes(rows, i, 20, high, low, out.news["_20"]);
    }
  }
  std::vector<ReferenceDay> out;
  for (const Counts& c : counts) out.push_back(named(c, static_cast<std::int64_t>(days.symbols.size())));
  add_series(out);
  return out;
}

}  // namespace tickbard::test
