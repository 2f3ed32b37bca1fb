#include "tests/bench/ticks/bench_market.hpp"

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/calendar/zone.hpp"
#include "aggregator/feed/protocol.hpp"
#include "aggregator/rules/trade_rules.hpp"

namespace tickbard::test {

struct BenchMarket::Rules {
  Calendar calendar = Calendar::xnys(*load_new_york_zone().value(), Calendar::xnys_exceptions()).value();
  TradeRules conditions = TradeRules::parse(TradeRules::built_in()).value();
};

BenchMarket::BenchMarket(BucketMemory& memory, std::size_t feeds) : rules_(std::make_unique<Rules>()) {
  const Provider& provider = *find_provider("polygon");
  std::vector<FeedTraits> traits;
  for (std::size_t i = 0; i < feeds; ++i) {
    traits.push_back({"bench" + std::to_string(i), &rules_->calendar, std::string(provider.rules),
                      provider.increasing_ids, provider.sends_corrections, provider.consecutive_ids});
  }
  market_ = std::make_unique<Market>(MarketOptions{}, std::move(traits), rules_->conditions, memory);
}

BenchMarket::~BenchMarket() = default;

const Calendar& BenchMarket::calendar() const {
  return rules_->calendar;
}

void BenchMarket::stream(UnixNanos wall, MonoTime now) {
  FeedEvent streaming;
  streaming.kind = FeedEventKind::streaming;
  streaming.tick.recv_time = wall;
  market_->apply(streaming, now);
}

}  // namespace tickbard::test
