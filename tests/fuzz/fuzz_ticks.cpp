#include <sstream>

#include "aggregator/core/decimal.hpp"
#include "aggregator/feed/protocol.hpp"
#include "daemon/replay/source.hpp"
#include "daemon/replay/tick_csv.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/survival.hpp"

namespace tickbard::fuzz {

namespace {

/// Lines that are not empty, behind the first of them.
std::uint64_t rows_of(std::string_view text) {
  std::uint64_t lines = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (!line.empty() && line != "\r") ++lines;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines == 0 ? 0 : lines - 1;
}

/// Price and size are exact in text, so that a tick written and read again is the same.
std::string wrong_when_read_back(const Tick& t) {
  static TickCsv csv = TickCsv::from_header("symbol,ts_ns,price,size,seq", {}).value();
  const std::string line = std::string(t.symbol.view()) + ',' + std::to_string(to_unix_nanos(t.event_time)) + ',' +
                           to_text(t.price) + ',' + to_text(t.size) + ',' + std::to_string(t.sequence);
  FeedEvent again;
  csv.read(line, again);
  const bool same = again.kind == FeedEventKind::trade && again.tick.symbol == t.symbol &&
                    again.tick.event_time == t.event_time && again.tick.price == t.price &&
                    again.tick.size == t.size && again.tick.sequence == t.sequence;
  return same ? "" : "written and read again it is another tick: " + line + " " + csv.complaint();
}

}  // namespace

const std::string_view kName = "ticks";

/// The first line names a provider, or none; the rest is a file of ticks, plain or gzip.
std::string wrong_with(std::string_view input) {
  const auto end = std::min(input.find('\n'), input.size());
  const std::string_view text = input.substr(std::min(end + 1, input.size()));
  const MemoryFile file(text);
  ReplayOptions options;
  options.file = file.path();
  options.provider = input.substr(0, end);

  std::ostringstream said;
  Complaints complaints(said);
  std::string wrong;
  std::uint64_t trades = 0, rejected = 0;
  const auto done = read_ticks(options, complaints, [&](const FeedEvent& event, std::optional<UnixNanos>) {
    if (event.kind == FeedEventKind::rejected) {
      ++rejected;
    } else if (event.kind == FeedEventKind::trade) {
      ++trades;
      wrong = wrong_with_print(event.tick);
      if (wrong.empty()) wrong = wrong_when_read_back(event.tick);
    } else if (event.kind != FeedEventKind::raw_text) {
      wrong = "an event that no line makes";
    }
    return wrong.empty();
  });
  if (!wrong.empty()) return wrong;
  if (complaints.count() != rejected) return "rejected lines without a complaint";
  if (!done) return done.error().text.empty() ? "refused without a word" : "";
  const bool gzip = text.starts_with("\x1f\x8b");
  return gzip || trades + rejected == rows_of(text)
             ? ""
             : std::to_string(rows_of(text)) + " rows became " + std::to_string(trades) + " trades and " +
                   std::to_string(rejected) + " rejections";
}

}  // namespace tickbard::fuzz
