#include "tests/scenarios/market_rig.hpp"

#include <gtest/gtest.h>

#include "aggregator/calendar/zone.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

std::string clock_text(UnixNanos t) {
  const std::string text = to_rfc3339(t);  // 2026-11-20T10:00:00.25Z
  return text.substr(11, text.size() - 12);
}

std::string minute_text(MinuteStart t) {
  return to_rfc3339(t).substr(11, 5);
}

}  // namespace

const Calendar& xnys_calendar() {
  static const Calendar calendar = [] {
    const auto zone = load_new_york_zone();
    if (!zone) throw std::runtime_error(zone.error().text);
    auto made = Calendar::xnys(**zone, Calendar::xnys_exceptions());
    if (!made) throw std::runtime_error(made.error().text);
    return *std::move(made);
  }();
  return calendar;
}

const Calendar& always_calendar() {
  static const Calendar calendar = Calendar::always();
  return calendar;
}

const TradeRules& built_in_rules() {
  static const TradeRules rules = *TradeRules::parse(TradeRules::built_in());
  return rules;
}

Symbol sym(std::string_view text) {
  return *Symbol::parse(text);
}
Price price(std::string_view text) {
  return *parse_price(text);
}
Size shares(std::string_view text) {
  return *parse_size(text);
}
UnixNanos at(std::string_view rfc3339) {
  return *parse_rfc3339(rfc3339);
}
SessionDate day(std::string_view date) {
  return *parse_date(date);
}

MarketRig::MarketRig(UnixNanos start, std::vector<FeedTraits> feeds, MarketOptions o)
    : options(o), start_(start), now_(start), feeds_(std::move(feeds)) {
  market_ = std::make_unique<Market>(options, feeds_, built_in_rules(), *memory_);
}

FeedTraits MarketRig::us(std::string name) {
  return {std::move(name), &xnys_calendar(), "polygon", false, false};
}

FeedTraits MarketRig::coins(std::string name, bool increasing_ids) {
  return {std::move(name), &always_calendar(), "", increasing_ids, false};
}

void MarketRig::pass_until(UnixNanos t) {
  move_to(t);
  pass();
}

Tick MarketRig::tick(std::string_view symbol, std::string_view p, std::string_view size) const {
  Tick t;
  t.symbol = sym(symbol);
  t.price = price(p);
  t.size = shares(size);
  t.event_time = now_;
  return t;
}

void MarketRig::apply(FeedEventKind kind, const Tick& tick, FeedId feed) {
  FeedEvent e;
  e.kind = kind;
  e.feed = feed;
  e.tick = tick;
  e.tick.recv_time = wall();
  market_->apply(e, mono());
}

void MarketRig::lost(LostReason reason, FeedId feed, std::chrono::nanoseconds ago) {
  FeedEvent e;
  e.kind = FeedEventKind::lost;
  e.lost = reason;
  e.feed = feed;
  e.tick.recv_time = wall() - ago;
  e.tick.event_time = wall();
  market_->apply(e, mono());
}

void MarketRig::rejected(Reject reason, FeedId feed) {
  FeedEvent e;
  e.kind = FeedEventKind::rejected;
  e.reject = reason;
  e.feed = feed;
  e.tick.recv_time = wall();
  market_->apply(e, mono());
}

void MarketRig::restart(bool memory_survives) {
  market_.reset();
  if (!memory_survives) memory_ = std::make_unique<HeapBucketMemory>();
  market_ = std::make_unique<Market>(options, feeds_, built_in_rules(), *memory_);
}

std::vector<Event> MarketRig::events() {
  std::vector<Event> out;
  for (Event& e : market_->events()) {
    if (auto* point = std::get_if<ResumePoint>(&e)) {
      resume_points.push_back(std::move(*point));
    } else if (auto* instrument = std::get_if<Instrument>(&e)) {
      instruments.push_back(std::move(*instrument));
    } else if (std::holds_alternative<SessionPrint>(e) || std::holds_alternative<WithdrawnPrint>(e)) {
      session_prints.push_back(std::move(e));
    } else {
      out.push_back(std::move(e));
    }
  }
  market_->events().clear();
  return out;
}

std::string MarketRig::imbalance() const {
  const Tally& t = market_->tally();
  std::uint64_t rejected = 0;
  for (const Count& c : t.rejected) rejected += c.get();
  const std::uint64_t sum =
      t.counted.get() + t.volume_only.get() + rejected + t.duplicate.get() + t.too_late.get() + t.held.get();
  if (sum == t.received.get()) return {};
  return "received " + std::to_string(t.received.get()) + " but counted " + std::to_string(t.counted.get()) +
         " + volume_only " + std::to_string(t.volume_only.get()) + " + rejected " + std::to_string(rejected) +
         " + duplicate " + std::to_string(t.duplicate.get()) + " + too_late " + std::to_string(t.too_late.get()) +
         " + held " + std::to_string(t.held.get()) + " = " + std::to_string(sum);
}

std::string line_of(const Bar& b) {
  std::string out = "bar " + std::string(b.symbol.view()) + " " + minute_text(b.start) + " O=" + to_text(b.open) +
                    " H=" + to_text(b.high) + " L=" + to_text(b.low) + " C=" + to_text(b.close) +
                    " V=" + to_text(b.volume) + " N=" + std::to_string(b.trade_count) + " r" +
                    std::to_string(b.revision);
  constexpr std::array<const char*, 5> names{"partial", "gap", "amended", "backfilled", "forming"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((b.quality >> i & 1) != 0) out += std::string(" ") + names[i];
  }
  return out;
}

std::string line_of(const Event& event) {
  struct Writer {
    std::string operator()(const Bar& b) const { return line_of(b); }
    std::string operator()(const Alert& a) const {
      return "alert " + std::string(a.symbol.view()) + (a.up ? " gap_up " : " gap_down ") +
             to_text(a.trigger_price) + " from " + to_text(a.reference_price) + " " +
             std::string(name_of(a.reference_source)) + " at " + clock_text(a.trigger_time);
    }
    std::string operator()(const Gap& g) const {
      return "gap " + g.feed + " " + clock_text(g.from) + " to " + (g.to ? clock_text(*g.to) : "?") + " " +
             std::string(name_of(g.reason));
    }
    std::string operator()(const LogEntry& l) const {
      return "log " + l.kind + (l.symbol.empty() ? "" : " " + l.symbol);
    }
    std::string operator()(const ResumePoint& r) const {
      return "resume " + r.feed + " " + r.symbol + " " + std::to_string(r.trade_id);
    }
    std::string operator()(const Instrument& i) const {
      return "instrument " + std::string(i.symbol.view()) + " " + i.calendar + " " + i.feed;
    }
    std::string operator()(const SessionPrint& p) const {
      return std::string(name_of(p.role)) + " " + std::string(p.symbol.view()) + " " + to_text(p.session) + " " +
             to_text(p.price) + " of " + to_text(p.size) + " at " + clock_text(p.event_time) +
             (p.exchange.empty() ? "" : " x=" + p.exchange);
    }
    std::string operator()(const WithdrawnPrint& p) const {
      return "withdrawn " + std::string(p.symbol.view()) + " " + to_text(p.session) +
             " id=" + std::to_string(p.id.value) + (p.exchange.empty() ? "" : " x=" + p.exchange);
    }
  };
  return std::visit(Writer{}, event);
}

std::vector<std::string> lines_of(const std::vector<Event>& events) {
  std::vector<std::string> out;
  for (const Event& e : events) out.push_back(line_of(e));
  return out;
}

}  // namespace tickbard
