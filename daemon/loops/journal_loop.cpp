#include "daemon/loops/journal_loop.hpp"

#include <fmt/format.h>

#include <utility>

#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/processors.hpp"
#include "sinks/poison.hpp"

namespace tickbard {

namespace {

constexpr std::chrono::milliseconds kIdle{500};
/// A disk that refused is asked again after this long: soon enough to lose no freshness, rare enough not to burn.
constexpr std::chrono::seconds kRetry{1};

}  // namespace

JournalLoop::JournalLoop(EventQueue& in, EventSink& sink, RowTime row_time, Doorbell& taken, Doorbell& committed,
                         LogFn log, MonoTime now, std::function<void(std::string)> fail)
    : in_(in),
      sink_(sink),
      row_time_(row_time),
      taken_(taken),
      committed_(committed),
      log_(std::move(log)),
      fail_(std::move(fail)),
      progress_(now) {}

bool JournalLoop::wait(std::chrono::nanoseconds patience) {
  if (!batch_.events.empty()) return true;
  std::optional<EventBatch> next = in_.pop_for(patience);
  if (!next) return false;
  batch_ = std::move(*next);
  taken_.ring();
  return true;
}

bool JournalLoop::step(MonoTime now, UnixNanos wall) {
  progress_.mark(now);
  if (batch_.events.empty() || broken_) return false;
  const UnixNanos row_time = row_time_ == RowTime::emitted ? wall - (now - batch_.emitted) : wall;
  const StoreResult<WriteReport> report = sink_.write(batch_.events, row_time);
  const MonoTime done = mono_now();
  progress_.mark(done);
  if (!report) {
    failed(report.error(), wall);
    return false;
  }
  committed(*report, now, done, wall);
  batch_ = {};
  refused_.store(false);
  committed_.ring();
  return true;
}

void JournalLoop::failed(const StoreError& error, UnixNanos wall) {
  refused_.store(true);
  status_.failures[static_cast<std::size_t>(error.cls)].add();
  if (status_.up.exchange(false)) {
    status_.down_since_nanos.store(to_unix_nanos(wall));
    log_(LogLevel::error, "journal",
         fmt::format("{}; bars wait in memory and are tried again every second", error.text));
  }
  status_.last_error.set(error.text);
  if (error.cls != StoreErrorClass::damaged) return;
  broken_ = true;
  if (fail_) {
    fail_(error.text +
          " Ending, since nothing that is written there now could be believed: the next start opens the file anew "
          "and sees what is whole.");
  }
}

void JournalLoop::committed(const WriteReport& report, MonoTime begun, MonoTime done, UnixNanos wall) {
  status_.commit.observe(done - begun);
  bool bars = false;
  for (const Event& event : batch_.events) {
    const auto* bar = std::get_if<Bar>(&event);
    if (bar == nullptr) continue;
    bars = true;
    const std::int64_t start = to_unix_seconds(bar->start);
    if (start > status_.newest_bar_seconds.load()) status_.newest_bar_seconds.store(start);
  }
  if (bars) status_.bar_latency.observe(done - batch_.emitted);
  if (!report.poison.empty()) leave_out(report.poison, wall);
  if (broken_) return;
  if (!status_.up.exchange(true)) {
    status_.down_since_nanos.store(0);
    status_.last_error.set({});
    log_(LogLevel::info, "journal", "commits again");
  }
}

/// Said in the log, counted, and kept in event_log: a bar that is missing must be found missing.
void JournalLoop::leave_out(const std::vector<PoisonRow>& rows, UnixNanos wall) {
  std::vector<Event> entries;
  for (const PoisonRow& row : rows) {
    status_.failures[static_cast<std::size_t>(StoreErrorClass::poison)].add();
    log_(LogLevel::error, "journal", fmt::format("a row cannot be stored and was left out: {}", row.text));
    entries.push_back(
        poison_entry(&batch_.events[row.index], "A row was refused and left out: " + row.text, wall));
  }
  if (const auto kept = sink_.write(entries, wall); !kept) {
    log_(LogLevel::warn, "journal",
         fmt::format("this is not in event_log, which was refused too: {}", kept.error().text));
    if (kept.error().cls == StoreErrorClass::damaged) failed(kept.error(), wall);
  }
}

void JournalLoop::start() {
  thread_ = NamedThread("journal", [this] { run(); });
}

void JournalLoop::run() {
  give_way(kRowsNice);
  for (;;) {
    wait(kIdle);
    if (step(mono_now(), wall_now())) continue;
    if (broken_) count_lost(std::exchange(batch_, {}));
    const bool empty = batch_.events.empty();
    if (stopping_.load() && empty && in_.size() == 0) {
      if (lost_batches_ != 0) given_up_ = given_up();
      return;
    }
    if (stopping_.load() && mono_now().time_since_epoch().count() > deadline_nanos_.load()) {
      given_up_ = given_up();
      return;
    }
    if (!empty) nap_.wait(kRetry);
  }
}

void JournalLoop::count_lost(const EventBatch& batch) {
  if (batch.events.empty()) return;
  ++lost_batches_;
  for (const Event& event : batch.events) (std::holds_alternative<Bar>(event) ? lost_bars_ : lost_others_) += 1;
}

/// Takes what is left, only to count it.
std::string JournalLoop::given_up() {
  for (std::optional<EventBatch> left = std::exchange(batch_, {}); left; left = in_.try_pop()) count_lost(*left);
  refused_.store(false);
  return fmt::format(
      "stopped before everything was written: {} batches with {} bars and {} other rows were given up. "
      "Minutes that buckets.map still keeps, those of the amend window, are written at the next start; older bars "
      "and the other rows are lost. The last error was: {}",
      lost_batches_, lost_bars_, lost_others_, status_.last_error.read());
}

std::string JournalLoop::stop(MonoTime deadline) {
  deadline_nanos_.store(deadline.time_since_epoch().count());
  stopping_.store(true);
  in_.close();
  nap_.ring();
  thread_.join();
  return std::move(given_up_);
}

}  // namespace tickbard
