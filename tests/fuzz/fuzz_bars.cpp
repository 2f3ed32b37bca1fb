#include <sstream>

#include "aggregator/calendar/zone.hpp"
#include "daemon/data/bar_rows.hpp"
#include "daemon/data/bar_text.hpp"
#include "daemon/derive/calendars.hpp"
#include "daemon/replay/bar_csv.hpp"
#include "tests/fuzz/check.hpp"

namespace tickbard::fuzz {

namespace {

const Calendar& calendar_of(const Symbol& symbol) {
  static const Calendar always = Calendar::always();
  static const Calendar xnys = Calendar::xnys(**load_new_york_zone(), Calendar::xnys_exceptions()).value();
  return symbol.view().find('-') == std::string_view::npos ? xnys : always;
}

BarRowsOptions plain(Interval interval) {
  BarRowsOptions how;
  how.interval = interval;
  how.calendar = calendar_of;
  return how;
}

std::string wrong_with_bar(const Bar& b) {
  if (b.symbol.empty() || b.low.raw <= 0 || b.volume.raw < 0 || b.start < kEarliestEvent) return "no sound bar";
  return b.low > std::min(b.open, b.close) || b.high < std::max(b.open, b.close) ? "a bar out of shape" : "";
}

std::string wrong_with_day(const DailyBar& d) {
  const auto [low, high] = std::minmax({d.open, d.high, d.low, d.close});
  if (d.symbol.empty() || low.raw <= 0 || low != d.low || high != d.high) return "a day out of shape";
  return d.volume_rth.raw < 0 || d.volume_pre.raw < 0 || d.volume_post.raw < 0 ? "a day with less than no volume"
                                                                               : "";
}

/// What an export writes of it is read back to the identical row.
std::string wrong_when_read_back(const BarRows& rows, Interval interval) {
  std::string text;
  if (interval == Interval::d1) {
    append_day(text, {rows.daily(), Int128{1'000'000'000'000}, {}}, ExportFormat::csv);
  } else {
    append_bar(text, rows.bar(), ExportFormat::csv);
  }
  text.pop_back();
  auto again =
      BarRows::from_header(interval == Interval::d1 ? kDailyCsvHeader : kBarCsvHeader, plain(interval)).value();
  if (again.read(text) != RowKind::bar) return "its own print is refused: " + text + " " + again.complaint();
  const bool same = interval == Interval::d1 ? again.daily() == rows.daily() : again.bar() == rows.bar();
  return same ? "" : "its own print is another row: " + text;
}

std::string wrong_with_row(BarRows& rows, std::string_view line, Interval interval) {
  const RowKind kind = rows.read(line);
  if (kind == RowKind::empty) return {};
  if (kind == RowKind::broken) return rows.complaint().empty() ? "broken without a word" : "";
  if (kind == RowKind::mended && rows.complaint().empty()) return "mended without a word";
  std::string wrong = interval == Interval::d1 ? wrong_with_day(rows.daily()) : wrong_with_bar(rows.bar());
  return wrong.empty() ? wrong_when_read_back(rows, interval) : wrong;
}

}  // namespace

const std::string_view kName = "bars";

/// The first line has the interval, "zone" and "us"; then the columns and the rows of a file of bars.
std::string wrong_with(std::string_view input) {
  static const ZonedTime new_york = ZonedTime::named("America/New_York").value();
  std::istringstream lines{std::string(input)};
  std::string line;
  std::getline(lines, line);
  const Interval interval = parse_interval(line.substr(0, line.find(' '))).value_or(Interval::m1);
  BarRowsOptions how = plain(interval);
  if (line.find("zone") != std::string::npos) how.zone = new_york;
  how.equity_symbols = line.find("us") != std::string::npos;
  std::getline(lines, line);
  auto rows = BarRows::from_header(line, std::move(how));
  if (!rows) return rows.error().text.empty() ? "refused without a word" : "";
  while (std::getline(lines, line)) {
    rows->place_of(line);
    if (std::string wrong = wrong_with_row(*rows, line, interval); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace tickbard::fuzz
