#include "aggregator/market/market.hpp"

#include "aggregator/market/stages.hpp"

namespace tickbard {

Market::Market(MarketOptions options, std::vector<FeedTraits> feeds, const TradeRules& rules, BucketMemory& memory)
    : stages_(std::make_unique<Stages>(options, std::move(feeds), rules, memory)) {}

Market::~Market() = default;

std::size_t Market::feeds() const {
  return stages_->feeds();
}

void Market::apply(const FeedEvent& event, MonoTime now) {
  stages_->apply(event, now);
}
void Market::apply(std::span<const FeedEvent> events, MonoTime now) {
  stages_->apply(events, now);
}
Market::Left Market::advance(MonoTime now, UnixNanos wall, std::size_t most) {
  return stages_->advance(now, wall, most);
}
bool Market::at_rest() const {
  return stages_->at_rest();
}
std::vector<Event>& Market::events() {
  return stages_->events;
}
void Market::flush(UnixNanos wall) {
  stages_->flush(wall);
}
void Market::reload(const MarketOptions& options, UnixNanos wall) {
  stages_->reload(options, wall);
}
const Tally& Market::tally() const {
  return stages_->tally;
}
std::string Market::damage() const {
  return stages_->damage();
}
bool Market::sealed_at_start() const {
  return stages_->sealed_at_start();
}
std::optional<Bar> Market::forming(const Symbol& symbol) const {
  return stages_->forming(symbol);
}

std::vector<Bar> Market::minutes_after(const Symbol& symbol, MinuteStart after) const {
  return stages_->minutes_after(symbol, after);
}

std::vector<LastPrint> Market::last_prints() const {
  return stages_->last_prints.all();
}

void Market::set_previous_close(const Symbol& symbol, Price close, SessionDate of) {
  stages_->set_previous_close(symbol, close, of);
}

void Market::set_close_so_far(const Symbol& symbol, Price price, SessionDate of) {
  stages_->set_close_so_far(symbol, price, of);
}

void Market::set_last_alert(const Symbol& symbol, Price price, UnixNanos time) {
  stages_->set_last_alert(symbol, price, time);
}

void Market::set_resume_point(FeedId feed, const Symbol& symbol, std::uint64_t trade_id, UnixNanos event_time) {
  stages_->set_resume_point(feed, symbol, trade_id, event_time);
}

void Market::set_outage(FeedId feed, UnixNanos from, LostReason reason) {
  stages_->set_outage(feed, from, reason);
}

void Market::set_issued(FeedId feed, UnixNanos resume_point) {
  stages_->set_issued(feed, resume_point);
}

}  // namespace tickbard
