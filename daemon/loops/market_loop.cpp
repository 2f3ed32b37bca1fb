#include "daemon/loops/market_loop.hpp"

#include <fmt/format.h>

#include <utility>

#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/processors.hpp"
#include "sinks/failpoint.hpp"

namespace tickbard {

namespace {

/// Prints taken from one ring before the next has its turn: a busy feed must not starve a quiet one.
constexpr std::size_t kTurn = 4096;
/// Buckets closed, or put away, between two turns of the prints, which wait for that: so few that it is far below
/// 150 us even where each lies on a page of the file that was just written to the disk.
constexpr std::size_t kBucketsAStep = 32;
/// After more prints than this in a step nobody waits for microseconds: the closing must keep up with the prints,
/// and putting one bucket in order, out and away takes several times what one of them takes.
constexpr std::size_t kManyPrints = 128, kBucketsAPrint = 4;
/// The bars of one close are one commit, but for a close that lasts longer: the machine is overloaded.
constexpr std::chrono::seconds kLongestClose{1};
/// Without a ring of the bell: often enough that a bar leaves within a blink of its close delay.
constexpr std::chrono::milliseconds kNap{50};
/// And where no minute is open: often enough for the watchdog, and for what is given up after minutes.
constexpr std::chrono::seconds kLongNap{1};

std::size_t buckets_after(std::size_t prints) {
  return prints > kManyPrints ? kBucketsAPrint * prints : kBucketsAStep;
}

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
      counts_{read_tally(market_.tally()), std::vector<std::uint64_t>(market_.feeds())},
      prints_(market_.feeds()) {}

bool MarketLoop::step(MonoTime now, UnixNanos wall) {
  progress_.mark(now);
  run_errands(wall);
  bool more = false;  // than one turn may be in a ring; of a reactor's sockets it says itself what is there
  for (Ring* ring : rings_) {
    more = ring->consume_spans([&](std::span<const FeedEvent> events) { take(events, now); }, kTurn) != 0 || more;
  }
  left_ = market_.advance(now, wall, buckets_after(std::exchange(taken_, 0)));
  hand_over(now, false);
  publish();
  return more || left_ != Market::Left::nothing;
}

void MarketLoop::take(std::span<const FeedEvent> events, MonoTime now) {
  if (events.empty()) return;
  FeedId feed = events.front().feed;
  std::uint64_t prints = 0;
  for (const FeedEvent& event : events) {
    if (event.feed != feed) {
      prints_[feed] += std::exchange(prints, 0);
      feed = event.feed;
    }
    prints += is_print(event.kind);
  }
  prints_[feed] += prints;
  taken_ += events.size();
  market_.apply(events, now);
}

/// Whoever reads holds the lock only while copying; then this step stays unpublished and the next one is.
void MarketLoop::publish() {
  const std::unique_lock lock(counts_mutex_, std::try_to_lock);
  published_ = lock.owns_lock();
  if (!lock) return;
  counts_.tally = read_tally(market_.tally());
  counts_.prints = prints_;
}

void MarketLoop::run_errands(UnixNanos wall) {
  std::vector<Errand> errands;
  {
    const std::unique_lock lock(errands_mutex_, std::try_to_lock);
    if (!lock) return;  // who holds it rings the bell next
    errands.swap(errands_);
  }
  for (const Errand& errand : errands) errand(market_, wall);
}

bool MarketLoop::hand_over(MonoTime now, bool all) {
  std::vector<Event>& events = market_.events();
  if (events.empty()) return true;
  if (!waiting_since_) waiting_since_ = now;
  for (; looked_at_ != events.size() && !bar_since_; ++looked_at_) {
    if (std::holds_alternative<Bar>(events[looked_at_])) bar_since_ = now;
    urgent_ = urgent_ || bar_since_ || std::holds_alternative<Gap>(events[looked_at_]);
  }
  if (!all && left_ == Market::Left::bars && now - bar_since_.value_or(*waiting_since_) < kLongestClose)
    return false;
  if (!all && !urgent_ && now - *waiting_since_ < options_.flush_every) return false;

  if (bar_since_) failpoint(Failpoint::close_before_journal);
  EventBatch batch{std::move(events), bar_since_.value_or(now)};
  if (out_.push(std::move(batch)) == Pushed::yes) {
    events = {};
    looked_at_ = 0;
    urgent_ = false;
    waiting_since_.reset();
    bar_since_.reset();
    return true;
  }
  events = std::move(batch.events);
  if (events.size() > options_.most_pending && !failed_) {
    failed_ = true;
    fail_(fmt::format(
        "the journal has taken nothing for so long that {} events wait in memory: the disk of state_dir "
        "is stuck or full. Ending, so that memory is not used up; free the disk and start again",
        events.size()));
  }
  return false;
}

void MarketLoop::start() {
  thread_ = NamedThread("market", [this] { run(); });
}

void MarketLoop::run() {
  stay_on(options_.cpu);
  while (!stopping_.load(std::memory_order_acquire)) turn();
  while (step(mono_now(), wall_now())) {
  }
  failpoint(Failpoint::shutdown_before_flush);
  market_.flush(wall_now());
  failpoint(Failpoint::shutdown_after_flush);
  publish();
  // The journal takes one batch at a time and rings after each; it is closed only after this thread has ended.
  while (!hand_over(mono_now(), true) && !failed_) {
    if (mono_now().time_since_epoch().count() > deadline_nanos_.load()) {
      fail_(fmt::format(
          "stopped before everything was written: {} events are lost, since the journal took nothing in "
          "the time allowed; the disk of state_dir is stuck or full",
          market_.events().size()));
      return;
    }
    bell_.wait(kNap);
  }
}

void MarketLoop::turn() {
  const bool busy = step(mono_now(), wall_now());
  const std::chrono::nanoseconds nap =
      published_ && market_.at_rest() && market_.events().empty() ? kLongNap : kNap;
  if (options_.reactor != nullptr) {
    // What a feed brings in there is in the market at once; the next step only moves its time on.
    if (busy) {
      options_.reactor->poll_one();
    } else {
      options_.spin ? void(options_.reactor->spin_one()) : options_.reactor->wait_one(nap);
    }
  } else if (!busy) {
    options_.spin ? bell_.watch(nap) : bell_.wait(nap);
  }
}

void MarketLoop::tell(Errand errand) {
  {
    std::lock_guard lock(errands_mutex_);
    errands_.push_back(std::move(errand));
  }
  bell_.ring();
}

void MarketLoop::stop(MonoTime deadline) {
  deadline_nanos_.store(deadline.time_since_epoch().count());
  stopping_.store(true, std::memory_order_release);
  bell_.ring();
  thread_.join();
}

}  // namespace tickbard
