#include "sinks/uploader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sinks/poison.hpp"

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

/// What can be written of a batch, and where in the batch each event stands.
struct Readable {
  explicit Readable(const std::vector<NumberedEvent>& batch) {
    events.reserve(batch.size());
    places.reserve(batch.size());
    for (std::size_t i = 0; i != batch.size(); ++i) {
      if (batch[i].unreadable) continue;
      events.push_back(batch[i].event);
      places.push_back(i);
    }
  }
  std::vector<Event> events;
  std::vector<std::size_t> places;
};

void note_bars(const std::vector<NumberedEvent>& batch, Uploader::Step& step) {
  for (const NumberedEvent& numbered : batch) {
    const Bar* bar = std::get_if<Bar>(&numbered.event);
    if (bar == nullptr || numbered.unreadable) continue;
    step.oldest_bar = step.oldest_bar ? std::min(*step.oldest_bar, bar->start) : bar->start;
    step.newest_bar = step.newest_bar ? std::max(*step.newest_bar, bar->start) : bar->start;
    step.oldest_bar_at = step.oldest_bar_at ? std::min(*step.oldest_bar_at, numbered.at) : numbered.at;
  }
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
  step.journal_damage = journal_damage_;
  return step;
}

/// Whatever is asked of the journal: of a damaged store too an error may come, but that one may get well.
template <class T>
StoreResult<T> Uploader::of_journal(StoreResult<T> answer) {
  if (!answer && answer.error().cls == StoreErrorClass::damaged) journal_damage_ = answer.error().text;
  return answer;
}

/// Whether the store still holds what it acknowledged.
StoreResult<void> Uploader::compare_numbers(UnixNanos wall) {
  const auto mark = store_.upload_mark(options_.instance);
  if (!mark) return mark.error();
  const auto rewound = of_journal(journal_.rewind(*mark ? std::optional((*mark)->sequence) : std::nullopt));
  if (!rewound) return rewound.error();
  if (rewound->again == 0 && rewound->missing == 0) return {};
  std::string told = store_.describe();
  told += *mark ? " is behind: it holds this journal up to number " + std::to_string((*mark)->sequence) +
                      " only, less than it had acknowledged. "
                : " does not know this journal yet. ";
  told += std::to_string(rewound->again) + " events that are still kept are stored again";
  if (rewound->missing == 0) {
    news_ = told + ".";
    return {};
  }
  told += "; " + std::to_string(rewound->missing) +
          " are not kept any more and are missing there: ingest_gaps says when (store_behind).";
  std::vector<Event> events;
  for (const std::string& feed : options_.feeds) {
    const UnixNanos until = rewound->missing_until.value_or(wall);
    events.emplace_back(Gap{feed, std::min((*mark)->updated_at, until), until, LostReason::store_behind});
  }
  events.emplace_back(LogEntry{wall, {}, "store_behind", {}, told});
  // Marked as told: the next contact does not tell it again.
  const std::uint64_t from = (*mark)->sequence + rewound->missing;
  if (const auto written = store_.write_marked(events, {options_.instance, from, wall}, wall); !written) {
    return written.error();
  }
  news_ = told;
  news_is_loss_ = true;
  return {};
}

/// Schema and partitions at the first contact; later only whether the store still answers, where nothing else asks
/// it.
StoreResult<void> Uploader::prepare(MonoTime now, UnixNanos wall) {
  if (prepared_ && now - answered_ >= options_.ask_again) {
    if (const auto r = store_.schema(); !r) return r.error();
    answered_ = now;
  }
  if (!prepared_) {
    if (const auto r = store_.migrate(false, wall); !r) return r.error();
  }
  const auto today = std::chrono::floor<std::chrono::days>(wall);
  const auto until = today + std::chrono::days{options_.partition_days + 1};
  if (!prepared_ || partitions_until_ < until) {
    if (auto r = store_.prepare_partitions(today - std::chrono::days{1}, until); !r) return r;
    partitions_until_ = until;
  }
  if (!prepared_) {
    if (auto r = compare_numbers(wall); !r) return r;
    answered_ = now;
  }
  prepared_ = true;
  return {};
}

/// The sentence about what was set aside; empty: nothing was.
StoreResult<std::string> Uploader::set_poison_aside(const std::vector<NumberedEvent>& batch,
                                                    const std::vector<std::size_t>& places,
                                                    const WriteReport& report, UnixNanos wall) {
  std::vector<Event> entries;
  std::string first;
  const auto aside = [&](const NumberedEvent& numbered, const std::string& why) -> StoreResult<void> {
    if (auto r = of_journal(journal_.set_aside(numbered, why, wall)); !r) return r;
    entries.push_back(poison_entry(numbered.unreadable ? nullptr : &numbered.event,
                                   "A row was refused and set aside in the journal: " + why, wall));
    if (first.empty()) first = why;
    return {};
  };
  for (const PoisonRow& row : report.poison) {
    if (auto r = aside(batch[places[row.index]], row.text); !r) return r.error();
  }
  for (const NumberedEvent& numbered : batch) {
    if (!numbered.unreadable) continue;
    const std::string why = "event " + std::to_string(numbered.sequence) + " of the journal cannot be read";
    if (auto r = aside(numbered, why); !r) return r.error();
  }
  if (entries.empty()) return std::string{};
  if (const auto logged = store_.write(entries, wall); !logged) return logged.error();
  status_.failures[static_cast<std::size_t>(StoreErrorClass::poison)].add(entries.size());
  return std::to_string(entries.size()) + " rows were refused on their way to " + store_.describe() +
         " and set aside in the journal's table journal_poison; the first: " + first;
}

/// Alerts and gaps must not wait for somebody to repair the bars' table. They are written again with their batch,
/// which changes nothing.
void Uploader::upload_others(UnixNanos wall) {
  const auto acknowledged = of_journal(journal_.acknowledged());
  if (!acknowledged) return;
  others_through_ = std::max(others_through_, *acknowledged);
  for (;;) {
    const auto batch = of_journal(journal_.read_others_after(others_through_, options_.batch));
    if (!batch || batch->empty()) return;
    if (!store_.write(Readable(*batch).events, wall)) return;
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
  if (auto r = prepare(now, wall); !r) return failed(r.error(), now);
  const auto acknowledged = of_journal(journal_.acknowledged());
  if (!acknowledged) return failed(acknowledged.error(), now);
  const auto batch = of_journal(journal_.read_after(*acknowledged, options_.batch));
  if (!batch) return failed(batch.error(), now);

  Step step;
  if (!batch->empty()) {
    const Readable readable(*batch);
    const auto report =
        store_.write_marked(readable.events, {options_.instance, batch->back().sequence, wall}, wall);
    if (!report) {
      if (concerns_a_table(report.error().cls)) upload_others(wall);
      return failed(report.error(), now);
    }
    auto aside = set_poison_aside(*batch, readable.places, *report, wall);
    if (!aside) return failed(aside.error(), now);
    if (auto r = of_journal(journal_.acknowledge(batch->back().sequence)); !r) return failed(r.error(), now);
    step.outcome = Outcome::moved;
    step.events = batch->size();
    note_bars(*batch, step);
    step.is_loss = !aside->empty();
    step.sentence = *std::move(aside);
    answered_ = now;
  }
  status_.up.set(1);
  if (told_ && step.sentence.empty()) {
    step.sentence =
        store_.describe() + " takes rows again after " + std::to_string(failures_in_a_row_) + " failed attempts.";
  }
  if (!news_.empty()) {
    step.is_loss = std::exchange(news_is_loss_, false) || step.is_loss;
    step.sentence = std::exchange(news_, {}) + (step.sentence.empty() ? "" : " " + step.sentence);
  }
  told_.reset();
  failures_in_a_row_ = 0;
  return step;
}

}  // namespace tickbard
