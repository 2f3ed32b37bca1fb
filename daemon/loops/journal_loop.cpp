#include "daemon/loops/journal_loop.hpp"

#include <fmt/format.h>

#include "daemon/runtime/clock.hpp"

namespace tickbard {

namespace {

constexpr std::chrono::milliseconds kIdle{500};
/// A disk that refused is asked again after this long: soon enough to lose no freshness, rare enough not to burn.
constexpr std::chrono::seconds kRetry{1};

}  // namespace

JournalLoop::JournalLoop(EventQueue& in, EventSink& sink, Doorbell& taken, Doorbell& committed, LogFn log, MonoTime now)
    : in_(in), sink_(sink), taken_(taken), committed_(committed), log_(std::move(log)), progress_(now) {}

bool JournalLoop::step(std::chrono::nanoseconds patience) {
  progress_.mark(mono_now());
  if (batch_.events.empty()) {
    std::optional<EventBatch> next = in_.pop_for(patience);
    if (!next) return false;
    batch_ = std::move(*next);
    taken_.ring();
  }
  const MonoTime begun = mono_now();
  const StoreResult<WriteReport> report = sink_.write(batch_.events, wall_now());
  const MonoTime done = mono_now();
  progress_.mark(done);
  if (!report) {
    failed(report.error(), wall_now());
    return false;
  }
  committed(*report, begun, done);
  batch_ = {};
  committed_.ring();
  return true;
}

void JournalLoop::failed(const StoreError& error, UnixNanos wall) {
  status_.failures[static_cast<std::size_t>(error.cls)].add();
  if (status_.up.exchange(false)) {
    status_.down_since_nanos.store(to_unix_nanos(wall));
    log_(LogLevel::error, "journal", fmt::format("{}; bars wait in memory and are tried again every second", error.text));
  }
  status_.set_last_error(error.text);
}

void JournalLoop::committed(const WriteReport& report, MonoTime begun, MonoTime done) {
  status_.commits.add();
  status_.commit.observe(done - begun);
  std::size_t bars = 0;
  for (const Event& event : batch_.events) {
    const auto* bar = std::get_if<Bar>(&event);
    if (bar == nullptr) continue;
    ++bars;
    const std::int64_t start = to_unix_seconds(bar->start);
    if (start > status_.newest_bar_seconds.load()) status_.newest_bar_seconds.store(start);
  }
  status_.bars.add(bars);
  if (bars != 0) status_.bar_latency.observe(done - batch_.emitted);
  for (const PoisonRow& row : report.poison) {
    status_.poison.add();
    log_(LogLevel::error, "journal", fmt::format("a row cannot be stored and was left out: {}", row.text));
  }
  if (!status_.up.exchange(true)) {
    status_.down_since_nanos.store(0);
    status_.set_last_error({});
    log_(LogLevel::info, "journal", "commits again");
  }
}

void JournalLoop::start() {
  thread_ = NamedThread("journal", [this] { run(); });
}

void JournalLoop::run() {
  for (;;) {
    if (step(kIdle)) continue;
    const bool empty = batch_.events.empty();
    if (stopping_.load() && empty && in_.size() == 0) return;
    if (stopping_.load() && mono_now().time_since_epoch().count() > deadline_nanos_.load()) {
      log_(LogLevel::error, "journal",
           fmt::format("stopped before everything was written: {} batches are lost, the last error was: {}",
                       in_.size() + (empty ? 0 : 1), status_.last_error()));
      return;
    }
    if (!empty) nap_.wait(kRetry);
  }
}

void JournalLoop::stop(MonoTime deadline) {
  deadline_nanos_.store(deadline.time_since_epoch().count());
  stopping_.store(true);
  in_.close();
  nap_.ring();
  thread_.join();
}

}  // namespace tickbard
