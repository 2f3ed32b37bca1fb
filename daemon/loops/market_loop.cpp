#include "daemon/loops/market_loop.hpp"

#include <fmt/format.h>

#include "daemon/runtime/clock.hpp"

namespace tickbard {

namespace {

/// Prints taken from one ring before the next has its turn: a busy feed must not starve a quiet one.
constexpr std::size_t kTurn = 4096;
/// Without a ring of the bell: often enough that a bar leaves within a blink of its close delay.
constexpr std::chrono::milliseconds kNap{50};

}  // namespace

MarketLoop::MarketLoop(Market& market, std::vector<Ring*> rings, EventQueue& out, Doorbell& bell,
                       MarketLoopOptions options, std::function<void(std::string)> fail, MonoTime now)
    : market_(market),
      rings_(std::move(rings)),
      out_(out),
      bell_(bell),
      options_(options),
      fail_(std::move(fail)),
      progress_(now),
      prints_(std::make_unique<Count[]>(rings_.size())) {}

bool MarketLoop::step(MonoTime now, UnixNanos wall) {
  progress_.mark(now);
  take_reload(wall);
  std::size_t taken = 0;
  for (Ring* ring : rings_) {
    taken += ring->consume(
        [&](const FeedEvent& event) {
          if (is_print(event.kind)) prints_[event.feed].add();
          market_.apply(event, now);
        },
        kTurn);
  }
  market_.advance(now, wall);
  hand_over(now, false);
  return taken != 0;
}

void MarketLoop::take_reload(UnixNanos wall) {
  std::optional<MarketOptions> options;
  {
    std::lock_guard lock(reload_mutex_);
    options.swap(reload_);
  }
  if (options) market_.reload(*options, wall);
}

bool MarketLoop::hand_over(MonoTime now, bool all) {
  std::vector<Event>& events = market_.events();
  if (events.empty()) return true;
  if (!waiting_since_) waiting_since_ = now;
  for (; looked_at_ != events.size() && !urgent_; ++looked_at_) {
    urgent_ = std::holds_alternative<Bar>(events[looked_at_]) || std::holds_alternative<Gap>(events[looked_at_]);
  }
  if (!all && !urgent_ && now - *waiting_since_ < options_.flush_every) return false;

  EventBatch batch{std::move(events), now};
  if (out_.push(std::move(batch)) == Pushed::yes) {
    events = {};
    looked_at_ = 0;
    urgent_ = false;
    waiting_since_.reset();
    return true;
  }
  events = std::move(batch.events);
  if (events.size() > options_.most_pending && !failed_) {
    failed_ = true;
    fail_(fmt::format("the journal has taken nothing for so long that {} events wait in memory: the disk of state_dir "
                      "is stuck or full. Ending, so that memory is not used up; free the disk and start again",
                      events.size()));
  }
  return false;
}

void MarketLoop::start() {
  thread_ = NamedThread("market", [this] { run(); });
}

void MarketLoop::run() {
  while (!stopping_.load(std::memory_order_acquire)) {
    if (!step(mono_now(), wall_now())) bell_.wait(kNap);
  }
  while (step(mono_now(), wall_now())) {
  }
  market_.flush(wall_now());
  // The journal takes one batch at a time and rings after each; it is closed only after this thread has ended.
  while (!hand_over(mono_now(), true) && !failed_) bell_.wait(kNap);
}

void MarketLoop::reload(const MarketOptions& options) {
  {
    std::lock_guard lock(reload_mutex_);
    reload_ = options;
  }
  bell_.ring();
}

void MarketLoop::stop() {
  stopping_.store(true, std::memory_order_release);
  bell_.ring();
  thread_.join();
}

}  // namespace tickbard
