#pragma once

#include <string_view>

#include "aggregator/derive/baselines/percent.hpp"
#include "aggregator/derive/baselines/symbol_day.hpp"
#include "aggregator/derive/oldest_base.hpp"

namespace tickbard {

/// How far a baseline can be trusted. high: a market's own figure, or heard live from the segment's start. medium:
/// back-filled, begun after the segment's first minute, or the last minute's close instead of the market's. low:
/// heard late, incompletely, or in thin trade. estimated: of a session before the one asked for.
enum class BaselineQuality : std::uint8_t { high, medium, low, estimated };
inline constexpr std::array<std::string_view, 4> kBaselineQualityNames{"HIGH", "MEDIUM", "LOW", "ESTIMATED"};
constexpr std::string_view name_of(BaselineQuality q) {
  return kBaselineQualityNames[static_cast<std::size_t>(q)];
}

enum class BaselineSource : std::uint8_t {
  official,
  auction,
  first_rth_bar,
  last_rth_bar,
  first_pre_bar,
  first_post_bar,
  fallback,  ///< not from stored bars: the alerts' previous close, or the first print heard
};
inline constexpr std::array<std::string_view, 7> kBaselineSourceNames{
    "official", "auction", "first_rth_bar", "last_rth_bar", "first_pre_bar", "first_post_bar", "fallback"};
constexpr std::string_view name_of(BaselineSource s) {
  return kBaselineSourceNames[static_cast<std::size_t>(s)];
}

/// A price that others are compared with.
struct Baseline {
  Price price;
  BaselineSource source = BaselineSource::official;
  BaselineQuality quality = BaselineQuality::high;
  friend bool operator==(const Baseline&, const Baseline&) = default;
};

/// A close older than so many sessions is no yesterday.
inline constexpr int kOldestSessions = kOldestBase;

/// The newest close of a session before this one.
struct PreviousDay {
  Price close;                                       ///< split-adjusted to the session of the SymbolDay
  BaselineSource source = BaselineSource::official;  ///< official, auction, last_rth_bar or fallback
  SessionDate session{};
  int sessions_old = 1;  ///< 1: the session just before
};

/// An opening price that is no minute's: official or auction.
struct GivenOpen {
  Price price;
  BaselineSource source = BaselineSource::official;
};

/// A print newer than the stored minutes.
struct LivePrice {
  Price price;
  UnixNanos time{};
};

/// What is usual by this time of the day: the sum over some sessions before.
struct UsualVolume {
  Volume sum;
  std::uint32_t sessions = 0;
};

/// What a symbol's figures need beside its own minutes.
struct BaselineInputs {
  UnixNanos now{};
  std::optional<PreviousDay> previous;
  std::optional<GivenOpen> open;
  std::optional<Price> fallback_open;  ///< the first regular print heard, while no minutes are made
  std::optional<LivePrice> live;       ///< the newest, likewise
  UsualVolume usual;
};

/// A change against the price of some minutes ago.
struct AsOfChange {
  std::optional<Percent> pct;
  bool stale = false;          ///< that price is more than 15 minutes older than asked
  bool cross_segment = false;  ///< that price is of another segment than today's newest
  friend bool operator==(const AsOfChange&, const AsOfChange&) = default;
};
inline constexpr std::array kChangeMinutes{1, 5, 15};

/// One row of `symbol_state`. Everything optional is NULL where it is not known, never 0.
struct Baselines {
  SessionDate session{};
  std::optional<Price> price;  ///< none: no row
  MinuteStart price_minute{};
  std::optional<Baseline> yesterday;
  SessionDate yesterday_date{};
  bool yesterday_stale = false;
  std::optional<Baseline> today_open, pre_market_open, rth_open, post_market_open;
  std::optional<Percent> from_yesterday, from_open, from_pre, from_post;
  std::optional<Percent> gap;  ///< today's open against yesterday's close
  std::array<AsOfChange, kChangeMinutes.size()> changes;
  std::optional<Touch> hod, lod;            ///< of the stored minutes
  std::optional<Percent> hod_pct, lod_pct;  ///< the extreme against yesterday's close
  std::optional<Price> vwap;
  std::optional<Percent> vwap_distance;
  Volume day_volume;
  std::optional<Fixed<4>> relative_volume;  ///< 1 is usual
  friend bool operator==(const Baselines&, const Baselines&) = default;
};

/// Sets what follows from row.yesterday: the price's change, the gap, and those of high and low.
void compare_with_yesterday(Baselines& row);

/// `day` must be of the calendar's current_or_last(now): so that after the close, overnight and over a week-end
/// yesterday stays the session before the last one, until the next pre-market opens.
Baselines baselines_of(const SymbolDay& day, const BaselineInputs& in);

}  // namespace tickbard
