#include "sinks/store_witness.hpp"

#include <fstream>
#include <sstream>

#include "aggregator/core/time_text.hpp"
#include "sinks/store.hpp"

namespace tickbard {

StoreWitness::StoreWitness(const std::filesystem::path& store) {
  if (store.empty()) return;
  file_ = store.string() + ".heard";
  std::error_code none;
  if (!std::filesystem::is_regular_file(file_, none)) return;  // a pipe would hold up the start
  std::ifstream in(file_);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::int64_t first = 0, newest = 0;
    std::string feed;
    // The feed's name is the rest of the line, behind one space.
    if (!(words >> first >> newest) || words.get() != ' ' || !std::getline(words, feed)) continue;
    heard_[feed] = {UnixNanos{std::chrono::microseconds{first}}, UnixNanos{std::chrono::microseconds{newest}}};
  }
}

bool StoreWitness::exists() const {
  std::error_code unknown;
  return std::filesystem::exists(file_, unknown);
}

void StoreWitness::saw(std::span<const Event> committed) {
  bool further = false;
  for (const Event& event : committed) {
    const auto* point = std::get_if<ResumePoint>(&event);
    if (point == nullptr || !point->symbol.empty()) continue;
    const auto [at, is_new] = heard_.try_emplace(point->feed, Heard{point->event_time, point->event_time});
    further = further || is_new || point->event_time > at->second.newest;
    at->second.newest = std::max(at->second.newest, point->event_time);
  }
  if (further) write();
}

void StoreWitness::write() const {
  if (file_.empty()) return;
  const std::filesystem::path fresh = file_.string() + ".new";
  {
    std::ofstream out(fresh, std::ios::trunc);
    for (const auto& [feed, heard] : heard_) {
      out << to_unix_nanos(heard.first) / 1000 << ' ' << to_unix_nanos(heard.newest) / 1000 << ' ' << feed << '\n';
    }
    if (!out.flush()) return;
  }
  std::error_code ignored;
  std::filesystem::rename(fresh, file_, ignored);
}

StoreResult<std::vector<Event>> StoreWitness::missing_from(Store& store, UnixNanos now, std::string& told) const {
  std::vector<Event> events;
  for (const auto& [feed, heard] : heard_) {
    const auto points = store.resume_points(feed);
    if (!points) return points.error();
    std::optional<UnixNanos> stored;
    for (const ResumePoint& point : *points) {
      if (point.symbol.empty()) stored = point.event_time;
    }
    // Stored are microseconds, and so is what this file says.
    if (stored && *stored >= heard.newest) continue;
    // A gap that a killed run left begins at the stored point itself, and is another row.
    const UnixNanos from = stored ? *stored + std::chrono::microseconds{1} : heard.first;
    events.emplace_back(Gap{feed, from, heard.newest, LostReason::store_behind});
    told += (told.empty() ? "" : ", ") + feed + " from " + to_rfc3339(from) + " to " + to_rfc3339(heard.newest);
  }
  if (events.empty()) return events;
  told = store.describe() +
         " lacks what it had committed: its file or its log (-wal) was damaged, lost or put back. "
         "Missing of feed " +
         told +
         ": ingest_gaps says so (store_behind); minutes of the amend window come back by "
         "themselves.";
  events.emplace_back(LogEntry{now, {}, "store_behind", {}, told});
  return events;
}

StoreResult<WriteReport> WitnessedStore::write(std::span<const Event> events, UnixNanos now) {
  auto report = store_.write(events, now);
  if (report) witness_.saw(events);
  return report;
}

}  // namespace tickbard
