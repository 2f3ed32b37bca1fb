#include "daemon/replay/pipeline.hpp"

#include <algorithm>

#include "aggregator/market/market.hpp"

namespace tickbard {
namespace {

// As often as the daemon moves its market on, or oftener.
constexpr std::chrono::nanoseconds kAdvanceEvery = std::chrono::milliseconds(200);

MonoTime mono(UnixNanos t) {
  return MonoTime(t.time_since_epoch());
}

}  // namespace

ReplayPipeline::ReplayPipeline(const MarketOptions& options, const FeedTraits& feed, const TradeRules& rules, Take take)
    : settling_{options.close_delay + options.future_limit, options.amend_window},
      memory_(std::make_unique<HeapBucketMemory>()),
      market_(std::make_unique<Market>(options, std::vector<FeedTraits>{feed}, rules, *memory_)),
      take_(std::move(take)) {}

ReplayPipeline::~ReplayPipeline() = default;

const Tally& ReplayPipeline::tally() const {
  return market_->tally();
}

bool ReplayPipeline::drain() {
  std::vector<Event>& events = market_->events();
  if (!events.empty() && go_on_) go_on_ = take_(events, now_);
  events.clear();
  return go_on_;
}

void ReplayPipeline::move_to(UnixNanos t) {
  now_ = std::max(now_, t);
  if (now_ - advanced_ < kAdvanceEvery) return;
  advanced_ = now_;
  market_->advance(mono(now_), now_);
  drain();
}

void ReplayPipeline::say(FeedEventKind kind) {
  FeedEvent event;
  event.kind = kind;
  event.lost = LostReason::shutdown;
  event.tick.recv_time = now_;
  market_->apply(event, mono(now_));
}

bool ReplayPipeline::apply(FeedEvent event, std::optional<UnixNanos> recv) {
  if (event.kind == FeedEventKind::raw_text) {
    market_->apply(event, mono(now_));
    return go_on_;
  }
  move_to(recv.value_or(event.tick.event_time));
  if (!begun_ && event.kind != FeedEventKind::rejected) {
    begun_ = true;
    say(FeedEventKind::streaming);
  }
  event.tick.recv_time = now_;
  market_->apply(event, mono(now_));
  return drain();
}

bool ReplayPipeline::finish() {
  if (begun_) say(FeedEventKind::lost);
  // Twice: the last minutes close, and only then does the amend window pass behind them.
  for (const auto wait : settling_) {
    now_ += wait + std::chrono::minutes(2);
    market_->advance(mono(now_), now_);
    drain();
  }
  return go_on_;
}

}  // namespace tickbard
