#include <algorithm>
#include <map>

#include "sinks/event_json.hpp"
#include "sinks/journal.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/scratch_folder.hpp"

namespace tickbard::fuzz {

namespace {

constexpr UnixNanos kNow = from_unix_nanos(1'763'649'000'000'000'000);
constexpr std::size_t kEvents = 12;

Event event_of(std::size_t number) {
  const Symbol symbol = *Symbol::parse("SYM" + std::to_string(number));
  if (number % 4 == 1) return Gap{"us", kNow, kNow + std::chrono::seconds{number}, LostReason::silent};
  if (number % 4 == 2)
    return LogEntry{kNow, "us", "too_late", std::string(symbol.view()), "a print of 09:30 came late"};
  Bar bar;
  bar.symbol = symbol;
  bar.start = minute_of(kNow) + std::chrono::minutes{number};
  bar.open = bar.low = {10'000'000'000};
  bar.high = bar.close = {11'000'000'000 + static_cast<std::int64_t>(number)};
  bar.volume.raw = number == 3 ? Int128{1} << 70 : Int128{100'000'000};
  bar.vwap = bar.open;
  bar.trade_count = 3;
  return bar;
}

/// A journal as a clean stop leaves it: its files by name.
std::map<std::string, std::string> honest_files(const ScratchFolder& folder) {
  folder.clear();
  {
    std::vector<Event> events;
    for (std::size_t i = 1; i <= kEvents; ++i) events.push_back(event_of(i));
    auto opened = Journal::open(folder.path() / "journal.db", kNow);
    if (!opened || !opened->journal->append(events, kNow)) return {};
  }
  std::map<std::string, std::string> files;
  for (const auto& file : folder.named("journal"))
    files[file.filename().string()] = ScratchFolder::content_of(file);
  return files;
}

/// The input is damage: where to cut, then places (of two bytes), lengths (one) and what is written there.
std::string damaged(std::string file, std::string_view damage) {
  const auto take = [&damage](std::size_t bytes) {
    std::size_t n = 0;
    for (; bytes > 0; --bytes) {
      n = n << 8 | (damage.empty() ? 0 : static_cast<unsigned char>(damage.front()));
      damage.remove_prefix(std::min<std::size_t>(1, damage.size()));
    }
    return n;
  };
  if (const std::size_t cut = take(2); cut > 0) file.resize(cut % file.size());
  while (!damage.empty() && !file.empty()) {
    const std::size_t at = take(2) % file.size();
    const std::size_t length = std::min(take(1) % 64 + 1, file.size() - at);
    const std::string_view text = damage.substr(0, length);
    file.replace(at, text.size(), text);
    damage.remove_prefix(text.size());
  }
  return file;
}

/// Rows under their old numbers are what was written under them; how many there are.
std::string wrong_with_rows(const std::vector<NumberedEvent>& rows, std::size_t& kept) {
  std::uint64_t last = 0;
  for (const NumberedEvent& row : rows) {
    if (row.sequence <= last) return "numbers that do not rise";
    last = row.sequence;
    if (row.sequence > kEvents || row.unreadable) continue;
    ++kept;
    if (event_to_json(row.event) != event_to_json(event_of(row.sequence)))
      return "number " + std::to_string(row.sequence) + " is another event: " + event_to_json(row.event);
  }
  return {};
}

}  // namespace

const std::string_view kName = "journal";

std::string wrong_with(std::string_view input) {
  static const ScratchFolder folder;
  static const std::map<std::string, std::string> honest = honest_files(folder);
  if (!honest.contains("journal.db")) return "no journal can be made";
  folder.clear();
  for (const auto& [name, content] : honest)
    folder.write(name, name == "journal.db" ? damaged(content, input) : content);
  const auto file = folder.path() / "journal.db";
  const std::vector<std::string> feeds{"us"};
  std::uint64_t appended = 0;
  {
    auto opened = Journal::open(file, kNow, feeds);
    if (!opened) return "it does not open: " + opened.error().text;
    Journal& journal = *opened->journal;
    const auto rows = journal.read_after(0, 1000);
    if (!rows) return "it cannot be read: " + rows.error().text;
    std::size_t kept = 0;
    if (std::string wrong = wrong_with_rows(*rows, kept); !wrong.empty()) return wrong;
    if (kept < kEvents && opened->notice.empty())
      return std::to_string(kept) + " rows are left, and nothing is said of the others";
    const std::vector<Event> fresh{event_of(3)};
    const auto number = journal.append(fresh, kNow);
    if (!number) return "nothing more can be written: " + number.error().text;
    appended = *number;
    if (appended <= kEvents || (!rows->empty() && appended <= rows->back().sequence)) return "a number used twice";
  }
  auto again = Journal::open(file, kNow, feeds);
  if (!again || !again->notice.empty()) return "what was opened is damaged at the next start";
  const auto rows = again->journal->read_after(appended - 1, 1000);
  return rows && rows->size() == 1 && event_to_json(rows->front().event) == event_to_json(event_of(3))
             ? ""
             : "what was written is not there";
}

}  // namespace tickbard::fuzz
