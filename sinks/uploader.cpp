#include "sinks/uploader.hpp"

#include <algorithm>
#include <cmath>

namespace tickbard {

namespace {

/// True where trying again soon may help without anybody doing something.
bool passes_by_itself(StoreErrorClass cls) {
  return cls == StoreErrorClass::unreachable || cls == StoreErrorClass::busy;
}

/// True where bars are refused for a reason that may not concern the other tables.
bool concerns_a_table(StoreErrorClass cls) {
  return cls == StoreErrorClass::schema || cls == StoreErrorClass::permission;
}

std::vector<Event> events_of(const std::vector<NumberedEvent>& batch) {
  std::vector<Event> events;
  events.reserve(batch.size());
  for (const NumberedEvent& numbered : batch) events.push_back(numbered.event);
  return events;
}

void note_bars(const std::vector<Event>& events, Uploader::Step& step) {
  for (const Event& event : events) {
    const Bar* bar = std::get_if<Bar>(&event);
    if (bar == nullptr) continue;
    step.oldest_bar = step.oldest_bar ? std::min(*step.oldest_bar, bar->start) : bar->start;
    step.newest_bar = step.newest_bar ? std::max(*step.newest_bar, bar->start) : bar->start;
  }
}

LogEntry poison_entry(const Event& event, const std::string& why, UnixNanos wall) {
  LogEntry entry;
  entry.at = wall;
  entry.kind = "poison";
  entry.detail = "A row was refused by the store and set aside in the journal: " + why;
  if (const Bar* bar = std::get_if<Bar>(&event)) entry.symbol = bar->symbol.view();
  if (const Alert* alert = std::get_if<Alert>(&event)) entry.symbol = alert->symbol.view();
  return entry;
}

}  // namespace

Uploader::Uploader(Journal& journal, Store& store, UploaderOptions options, std::function<double()> random)
    : journal_(journal), store_(store), options_(options), random_(std::move(random)) {}

Uploader::Step Uploader::failed(const StoreError& error, MonoTime now) {
  status_.up.set(0);
  status_.failures[static_cast<std::size_t>(error.cls)].add();
  prepared_ = false;  // what comes back may be another server, or a schema that somebody changed
  ++failures_in_a_row_;
  Step step;
  step.outcome = Outcome::waiting;
  if (passes_by_itself(error.cls)) {
    const double doubled =
        static_cast<double>(options_.first_wait.count()) * std::exp2(std::min(failures_in_a_row_ - 1, 40));
    const double capped = std::min(doubled, static_cast<double>(options_.longest_wait.count()));
    // Half fixed, half random: several daemons do not come back in step.
    step.next = now + std::chrono::nanoseconds{static_cast<std::int64_t>(capped * (0.5 + random_() / 2))};
  } else {
    step.next = now + options_.human_wait;
  }
  not_before_ = step.next;
  if (told_ != error.cls) step.sentence = error.text;
  told_ = error.cls;
  return step;
}

StoreResult<void> Uploader::prepare(UnixNanos wall) {
  if (!prepared_) {
    if (options_.migrate) {
      if (const auto r = store_.migrate(false, wall); !r) return r.error();
    } else if (const auto r = store_.schema(); !r) {
      return r.error();
    }
  }
  const auto today = std::chrono::floor<std::chrono::days>(wall);
  const auto until = today + std::chrono::days{options_.partition_days + 1};
  if (!prepared_ || partitions_until_ < until) {
    if (auto r = store_.prepare_partitions(today - std::chrono::days{1}, until); !r) return r;
    partitions_until_ = until;
  }
  prepared_ = true;
  return {};
}

StoreResult<void> Uploader::set_poison_aside(const std::vector<NumberedEvent>& batch, const WriteReport& report,
                                             UnixNanos wall) {
  std::vector<Event> entries;
  for (const PoisonRow& row : report.poison) {
    const NumberedEvent& numbered = batch[row.index];
    if (auto r = journal_.set_aside(numbered, row.text, wall); !r) return r;
    entries.push_back(poison_entry(numbered.event, row.text, wall));
    status_.poison.add();
  }
  if (entries.empty()) return {};
  const auto logged = store_.write(entries, wall);
  return logged ? StoreResult<void>{} : StoreResult<void>{logged.error()};
}

/// Alerts and gaps must not wait for somebody to repair the bars' table. They are written again with their batch,
/// which changes nothing.
void Uploader::upload_others(UnixNanos wall) {
  const auto acknowledged = journal_.acknowledged();
  if (!acknowledged) return;
  others_through_ = std::max(others_through_, *acknowledged);
  for (;;) {
    const auto batch = journal_.read_others_after(others_through_, options_.batch);
    if (!batch || batch->empty()) return;
    if (!store_.write(events_of(*batch), wall)) return;
    others_through_ = batch->back().sequence;
  }
}

Uploader::Step Uploader::step(MonoTime now, UnixNanos wall) {
  if (failures_in_a_row_ > 0 && now < not_before_) {
    Step step;
    step.outcome = Outcome::waiting;
    step.next = not_before_;
    return step;
  }
  if (auto r = prepare(wall); !r) return failed(r.error(), now);
  const auto acknowledged = journal_.acknowledged();
  if (!acknowledged) return failed(acknowledged.error(), now);
  const auto batch = journal_.read_after(*acknowledged, options_.batch);
  if (!batch) return failed(batch.error(), now);

  Step step;
  if (!batch->empty()) {
    const std::vector<Event> events = events_of(*batch);
    const auto report = store_.write(events, wall);
    if (!report) {
      if (concerns_a_table(report.error().cls)) upload_others(wall);
      return failed(report.error(), now);
    }
    if (auto r = set_poison_aside(*batch, *report, wall); !r) return failed(r.error(), now);
    if (auto r = journal_.acknowledge(batch->back().sequence); !r) return failed(r.error(), now);
    status_.acknowledged.set(batch->back().sequence);
    status_.commits.add();
    status_.bars_written.add(report->bars);
    step.outcome = Outcome::moved;
    step.events = batch->size();
    note_bars(events, step);
    if (!report->poison.empty()) {
      step.sentence =
          std::to_string(report->poison.size()) + " rows were refused by " + store_.describe() +
          " and set aside in the journal's table journal_poison; the first: " + report->poison.front().text;
    }
  }
  status_.up.set(1);
  if (told_ && step.sentence.empty()) {
    step.sentence =
        store_.describe() + " takes rows again after " + std::to_string(failures_in_a_row_) + " failed attempts.";
  }
  told_.reset();
  failures_in_a_row_ = 0;
  return step;
}

}  // namespace tickbard
