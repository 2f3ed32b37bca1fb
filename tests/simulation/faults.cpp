#include "tests/simulation/faults.hpp"

#include "aggregator/calendar/calendar.hpp"

namespace tickbard::sim {

namespace {

const StoreError kAway{StoreErrorClass::unreachable, "the far store does not answer"};

void note_safe(SafeBars& safe, std::span<const Event> events) {
  for (const Event& event : events) {
    const Bar* bar = std::get_if<Bar>(&event);
    if (bar == nullptr) continue;
    auto& best = safe[{std::string{bar->symbol.view()}, to_unix_seconds(bar->start)}];
    best = std::max(best, std::pair{bar->revision, bar->trade_count});
  }
}

}  // namespace

StoreResult<WriteReport> write_with(WriteFaults& faults, Dice& dice, SafeBars& safe, std::span<const Event> events,
                                    const std::function<StoreResult<WriteReport>()>& really) {
  if (dice.chance(faults.killed_before)) throw Killed{};
  if (faults.away || dice.chance(faults.refused)) return kAway;
  auto report = really();
  if (!report) return report;
  note_safe(safe, events);
  if (dice.chance(faults.killed_after)) throw Killed{};
  if (dice.chance(faults.answer_lost)) return kAway;
  return report;
}

template <class F>
auto FarStore::when_there(F&& f) -> decltype(f()) {
  if (faults_.away) return kAway;
  return f();
}

StoreResult<WriteReport> FarStore::write(std::span<const Event> events, UnixNanos now) {
  return write_with(faults_, dice_, safe_, events, [&] { return real_.write(events, now); });
}
StoreResult<WriteReport> FarStore::write_marked(std::span<const Event> events, const UploadMark& mark,
                                                UnixNanos now) {
  return write_with(faults_, dice_, safe_, events, [&] { return real_.write_marked(events, mark, now); });
}
StoreResult<std::optional<UploadMark>> FarStore::upload_mark(std::string_view instance) {
  return when_there([&] { return real_.upload_mark(instance); });
}
StoreResult<std::vector<StoredBar>> FarStore::bars(const BarQuery& query) {
  return when_there([&] { return real_.bars(query); });
}
StoreResult<std::vector<SymbolClose>> FarStore::closes_in(MinuteStart from, MinuteStart to) {
  return when_there([&] { return real_.closes_in(from, to); });
}
StoreResult<std::vector<ResumePoint>> FarStore::resume_points(std::string_view feed) {
  return when_there([&] { return real_.resume_points(feed); });
}
StoreResult<std::vector<StoredAlert>> FarStore::alerts(UnixNanos from, UnixNanos to, std::size_t limit) {
  return when_there([&] { return real_.alerts(from, to, limit); });
}
StoreResult<std::vector<StoredGap>> FarStore::gaps(UnixNanos from, UnixNanos to, std::size_t limit) {
  return when_there([&] { return real_.gaps(from, to, limit); });
}
StoreResult<SchemaState> FarStore::schema() {
  return when_there([&] { return real_.schema(); });
}
StoreResult<MigrationReport> FarStore::migrate(bool dry_run, UnixNanos now) {
  return when_there([&] { return real_.migrate(dry_run, now); });
}
StoreResult<void> FarStore::prepare_partitions(UnixNanos from, UnixNanos to) {
  return when_there([&] { return real_.prepare_partitions(from, to); });
}
StoreResult<void> FarStore::write_calendar(std::string_view name, std::span<const Session> sessions) {
  return when_there([&] { return real_.write_calendar(name, sessions); });
}

StoreResult<WriteReport> BadDisk::write(std::span<const Event> events, UnixNanos now) {
  return write_with(faults_, dice_, safe_, events, [&] { return real_.write(events, now); });
}

}  // namespace tickbard::sim
