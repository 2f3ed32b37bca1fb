#include "aggregator/derive/daily_rollup.hpp"

#include <algorithm>
#include <tuple>

namespace tickbard {
namespace {

/// As the store keeps it: two prints that its clock cannot tell apart must not differ here.
auto micros_of(const SessionPrint& p) {
  return std::chrono::floor<std::chrono::microseconds>(p.event_time);
}

}  // namespace

void DailyRollup::add(const Bar& minute) {
  if (!minute.has_price() || !bounds_.contains(minute.start)) return;
  first_ = std::min(first_.value_or(minute.start), minute.start);
  last_ = std::max(last_.value_or(minute.start), minute.start);
  trade_count_ += minute.trade_count;

  const Segment segment = bounds_.segment(minute.start);
  Volume& volume = segment == Segment::pre ? pre_ : segment == Segment::rth ? rth_ : post_;
  volume.raw += minute.volume.raw;
  if (segment != Segment::rth) return;

  const bool only = regular_minutes_++ == 0;
  if (only || minute.start < open_.at) open_ = {minute.start, minute.open};
  if (only || minute.start > close_.at) close_ = {minute.start, minute.close};
  high_ = only ? minute.high : std::max(high_, minute.high);
  low_ = only ? minute.low : std::min(low_, minute.low);
  if (minute.vwap) vwap_.add(*minute.vwap, minute.volume);
}

void DailyRollup::add(const SessionPrint& print) {
  if (print.session != bounds_.date || !counts(print)) return;
  const auto key = [](const SessionPrint& p) {
    return std::tuple(p.role, micros_of(p), p.id.value, std::string_view(p.exchange));
  };
  for (SessionPrint& known : prints_) {
    if (key(known) != key(print)) continue;
    if (std::tie(print.size, print.price) > std::tie(known.size, known.price)) known = print;
    return;
  }
  prints_.push_back(print);
}

/// What prints later is another market's, or an auction after a halt; what prints before the open is of the
/// pre-market.
bool DailyRollup::counts(const SessionPrint& print) const {
  const auto in_window = [&](MinuteStart from) {
    return print.event_time >= from && print.event_time < from + kAuctionWindow;
  };
  switch (print.role) {
    case PrintRole::closing_print:
      return in_window(bounds_.close);
    case PrintRole::opening_print:
    case PrintRole::official_open:
      return in_window(bounds_.open);
    case PrintRole::official_close:
    case PrintRole::corrected_close:
      break;
  }
  return true;
}

const SessionPrint* DailyRollup::latest(PrintRole role) const {
  return best(role, [](const SessionPrint& p) {
    return std::tuple(micros_of(p), std::string_view(p.exchange), p.size, p.price);
  });
}

const SessionPrint* DailyRollup::largest(PrintRole role) const {
  return best(role, [](const SessionPrint& p) {
    return std::tuple(p.size, micros_of(p), std::string_view(p.exchange), p.price);
  });
}

template <class Rank>
const SessionPrint* DailyRollup::best(PrintRole role, Rank rank) const {
  const SessionPrint* best = nullptr;
  for (const SessionPrint& p : prints_) {
    if (p.role == role && (best == nullptr || rank(p) > rank(*best))) best = &p;
  }
  return best;
}

void DailyRollup::set_open(DailyBar& bar) const {
  bar.open = open_.price;
  if (const auto* official = latest(PrintRole::official_open)) {
    bar.open = official->price;
    bar.open_source = DayPriceSource::official;
  } else if (const auto* auction = largest(PrintRole::opening_print)) {
    bar.open = auction->price;
    bar.open_source = DayPriceSource::auction;
  }
}

void DailyRollup::set_close(DailyBar& bar) const {
  bar.close = close_.price;
  const auto* official = latest(PrintRole::corrected_close);
  if (official == nullptr) official = latest(PrintRole::official_close);
  if (official != nullptr) {
    bar.close = official->price;
    bar.close_source = DayPriceSource::official;
  } else if (const auto* auction = largest(PrintRole::closing_print)) {
    bar.close = auction->price;
    bar.close_source = DayPriceSource::auction;
  }
}

std::optional<DailyBar> DailyRollup::bar(bool is_final) const {
  if (regular_minutes_ == 0) return std::nullopt;
  DailyBar bar;
  bar.symbol = symbol_;
  bar.session = bounds_.date;
  set_open(bar);
  set_close(bar);
  // An official price is one that regular trade took place at, though no minute here may have seen it.
  bar.high = std::max({high_, bar.open, bar.close});
  bar.low = std::min({low_, bar.open, bar.close});
  Volume auction;
  for (const SessionPrint& p : prints_) {
    if (p.role != PrintRole::closing_print) continue;
    bar.high = std::max(bar.high, p.price);
    bar.low = std::min(bar.low, p.price);
    auction.raw += p.size.raw;
  }
  // Its size stands in the post-market minutes; what is not stored there cannot be moved, so the total stays.
  auction = std::min(auction, post_);
  bar.volume_rth = Volume{rth_.raw + auction.raw};
  bar.volume_pre = pre_;
  bar.volume_post = Volume{post_.raw - auction.raw};
  bar.trade_count = trade_count_;
  bar.vwap_rth = vwap_.vwap();
  bar.bars_rth = regular_minutes_;
  bar.expected_bars = static_cast<std::uint32_t>((bounds_.close - bounds_.open).count());
  bar.first_bar = first_;
  bar.last_bar = last_;
  bar.is_final = is_final;
  return bar;
}

bool is_final_at(const Session& session, UnixNanos now, std::chrono::nanoseconds amend_window) {
  return now >= session.post_close + amend_window;
}

}  // namespace tickbard
