#pragma once

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "aggregator/calendar/zone.hpp"
#include "aggregator/core/time_text.hpp"
#include "daemon/data/import_bars.hpp"
#include "daemon/derive/calendars.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/dirty_days.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {

inline const CalendarBook& book() {
  static const Calendar always = Calendar::always();
  static const Calendar xnys = Calendar::xnys(**load_new_york_zone(), Calendar::xnys_exceptions()).value();
  static const CalendarBook both(std::vector<const Calendar*>{&xnys, &always});
  return both;
}

inline UnixNanos instant(std::string_view rfc3339) {
  return parse_rfc3339(rfc3339).value();
}
inline MinuteStart start(std::string_view rfc3339) {
  return minute_of(instant(rfc3339));
}
inline std::chrono::sys_days day(std::string_view text) {
  return std::chrono::sys_days{parse_date(text).value()};
}

/// A store with both its doors, and a folder for files.
struct DataStore {
  explicit DataStore(const std::string& engine)
      : store(engine), tables(open_tables(store.url(), ".", OpenMode::read_write).value()) {}

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(folder.path() / name, std::ios::binary) << text;
    return folder.path() / name;
  }

  StoreResult<ImportReport> import(ImportBarsOptions options, UnixNanos now = instant("2026-11-20T12:00:00Z")) {
    return import_bars(options, book(), *store, *tables, now);
  }
  ImportReport import_text(std::string_view text, Interval interval, std::string calendar = {}) {
    ImportBarsOptions options;
    options.file = write("rows.csv", text);
    options.interval = interval;
    options.calendar = std::move(calendar);
    return import(options).value();
  }

  /// All bars of an interval, without created_at.
  std::vector<Bar> bars(Interval interval) {
    std::vector<Bar> out;
    stream_bars(*tables, interval, day("1995-01-01"), day("2040-01-01"), [&](StoredBar&& b) {
      out.push_back(b.bar);
    }).value();
    return out;
  }
  std::vector<DailyBar> days() {
    std::vector<DailyBar> out;
    stream_daily(*tables, SessionDate{day("1995-01-01")}, SessionDate{day("2040-01-01")}, [&](StoredDaily&& d) {
      out.push_back(d.bar);
    }).value();
    return out;
  }
  std::vector<std::string> marks() {
    std::vector<std::string> out;
    const auto marked = dirty_days(*tables).value();
    for (const DirtyDay& mark : marked) out.push_back(to_text(SessionDate{mark.day}));
    return out;
  }
  void clear_marks() {
    const auto marked = dirty_days(*tables).value();
    clear_dirty(*tables, marked).value();
  }

  AnyStore store;
  std::unique_ptr<Tables> tables;
  TempFolder folder;
};

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Where the real data lies; empty if it is not here.
inline std::filesystem::path data_folder() {
  const char* named = std::getenv("TICKBARD_DATA");
  const std::filesystem::path folder = named ? named : TICKBARD_SOURCE_DIR "/../shared/data";
  return std::filesystem::exists(folder) ? folder : std::filesystem::path{};
}

}  // namespace tickbard::test
