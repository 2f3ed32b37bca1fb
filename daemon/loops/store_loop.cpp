#include "daemon/loops/store_loop.hpp"

#include <algorithm>
#include <utility>

#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/processors.hpp"

namespace tickbard {

namespace {

constexpr std::chrono::seconds kIdle{1};
constexpr std::chrono::minutes kPruneEvery{1};

}  // namespace

StoreLoop::StoreLoop(Uploader& uploader, Journal& journal, Doorbell& bell, StoreLoopOptions options, LogFn log,
                     std::function<void(UnixNanos)> caught_up, std::function<void(std::string)> fail)
    : uploader_(uploader),
      journal_(journal),
      bell_(bell),
      options_(options),
      log_(std::move(log)),
      caught_up_(std::move(caught_up)),
      fail_(std::move(fail)) {}

/// Looks at it, and prunes it from time to time. What it is damaged by; empty: nothing.
std::string StoreLoop::tend_journal(MonoTime now, UnixNanos wall) {
  const auto stats = journal_.stats();
  if (stats) {
    stats_.set(*stats);
  } else if (stats.error().cls == StoreErrorClass::damaged) {
    return stats.error().text;
  }
  if (now < next_prune_) return {};
  next_prune_ = now + kPruneEvery;
  const auto pruned = journal_.prune(wall - options_.keep);
  if (pruned) return {};
  if (pruned.error().cls == StoreErrorClass::damaged) return pruned.error().text;
  log_(LogLevel::warn, "store", "the journal could not be pruned and grows: " + pruned.error().text);
  return {};
}

void StoreLoop::end(const std::string& why) {
  ended_ = true;
  if (fail_) std::exchange(fail_, {})(why + " Ending: the next start salvages what is whole.");
}

std::chrono::nanoseconds StoreLoop::step(MonoTime now, UnixNanos wall) {
  if (ended_) return kIdle;
  const Uploader::Step step = uploader_.step(now, wall);
  const MonoTime done = mono_now();
  const bool waiting = step.outcome == Uploader::Outcome::waiting;
  const LogLevel level = waiting ? LogLevel::error : step.is_loss ? LogLevel::warn : LogLevel::info;
  if (!step.sentence.empty()) log_(level, "store", step.sentence);
  if (step.outcome == Uploader::Outcome::moved) {
    commit_.observe(done - now);
    if (step.oldest_bar_at) bar_latency_.observe(wall + (done - now) - *step.oldest_bar_at);
  }
  if (waiting && !step.sentence.empty()) last_error_.set(step.sentence);
  if (!waiting) last_error_.set({});
  if (!waiting) {
    down_since_nanos_.store(0);
  } else if (down_since_nanos_.load() == 0) {
    down_since_nanos_.store(to_unix_nanos(wall));
  }
  const std::string damage = step.journal_damage.empty() ? tend_journal(now, wall) : step.journal_damage;
  if (!damage.empty()) {
    end(damage);
    return kIdle;
  }
  if (step.outcome == Uploader::Outcome::idle && caught_up_) std::exchange(caught_up_, {})(wall);
  if (step.outcome == Uploader::Outcome::moved) return std::chrono::nanoseconds{0};
  return waiting ? std::max(step.next - now, std::chrono::nanoseconds{0}) : std::chrono::nanoseconds{kIdle};
}

void StoreLoop::start() {
  thread_ = NamedThread("store", [this] { run(); });
}

void StoreLoop::run() {
  give_way(kRowsNice);
  for (bool tried = false;;) {
    const bool stopping = stopping_.load();
    if (stopping && !std::exchange(tried, true)) uploader_.try_at_once();  // the store may be back
    const MonoTime begun = mono_now();
    const auto wait = step(begun, wall_now());
    if (stopping && (wait.count() != 0 || mono_now().time_since_epoch().count() > deadline_nanos_.load())) return;
    // While the store is away the journal keeps ringing: the back-off must still be waited for.
    const MonoTime until = begun + wait;
    while (wait.count() != 0 && !stopping_.load()) {
      const bool rung = bell_.wait(std::max(until - mono_now(), std::chrono::nanoseconds{0}));
      if (mono_now() >= until || (rung && last_error().empty())) break;
    }
  }
}

void StoreLoop::stop(MonoTime deadline) {
  deadline_nanos_.store(deadline.time_since_epoch().count());
  stopping_.store(true);
  bell_.ring();
  thread_.join();
}

}  // namespace tickbard
