#include "daemon/data/export.hpp"

#include <algorithm>
#include <ostream>
#include <set>
#include <span>

#include "aggregator/core/time_text.hpp"
#include "daemon/data/counted.hpp"
#include "daemon/data/csv_columns.hpp"
#include "daemon/replay/bar_csv.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/instruments.hpp"

namespace tickbard {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// Where the text goes. Owner: one thread. Errors: the first one is kept.
class Target {
 public:
  explicit Target(std::ostream& out) : out_(&out) {}
  explicit Target(OutputFile file) : file_(std::move(file)) {}

  std::string& text() { return text_; }
  bool failed() const { return problem_.has_value(); }
  const std::optional<Problem>& problem() const { return problem_; }

  /// After each line; passes on what has come together.
  void line() {
    if (text_.size() >= 64 * 1024) pass();
  }
  void finish() {
    pass();
    if (problem_) return;
    if (file_) {
      if (auto done = file_->commit(); !done) problem_ = done.error();
    } else if (!out_->flush()) {
      problem_ = Problem{kCannot};
    }
  }

 private:
  static constexpr const char* kCannot =
      "cannot write to standard output: its reader is gone, or its disk is full";

  void pass() {
    if (problem_) return;
    if (file_) {
      if (auto done = file_->write(text_); !done) problem_ = done.error();
    } else if (!out_->write(text_.data(), static_cast<std::streamsize>(text_.size()))) {
      problem_ = Problem{kCannot};
    }
    text_.clear();
  }

  std::ostream* out_ = nullptr;
  std::optional<OutputFile> file_;
  std::string text_;
  std::optional<Problem> problem_;
};

MinuteStart minute_at_or_after(UnixNanos t) {
  return std::chrono::ceil<std::chrono::minutes>(t);
}

/// Every symbol's bars of one UTC day, or those of some, in the same order.
StoreResult<void> of_day(Tables& tables, const ExportOptions& options, MinuteStart from, MinuteStart to,
                         const std::function<void(const Bar&)>& put) {
  if (options.symbols.empty())
    return stream_bars(tables, options.interval, from, to, [&](StoredBar&& stored) { put(stored.bar); });
  std::vector<Bar> bars;
  for (const Symbol& symbol : options.symbols) {
    const BarQuery query{symbol, from, to, 24 * 60, false};
    const auto read = read_bars(tables, options.interval, query);
    if (!read) return read.error();
    for (const StoredBar& stored : *read) bars.push_back(stored.bar);
  }
  std::stable_sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) {
    return a.start != b.start ? a.start < b.start : a.symbol < b.symbol;
  });
  for (const Bar& bar : bars) put(bar);
  return {};
}

using Count = std::function<void(const Symbol&)>;

StoreResult<void> put_minutes(const ExportOptions& options, Tables& tables, Target& target, const Count& count) {
  const UnixNanos first = options.from.value_or(kEarliestEvent), last = options.to.value_or(kLatestEvent);
  const auto there = days_with_bars(tables, options.interval, std::chrono::ceil<days>(last));
  if (!there) return there.error();
  for (const sys_days day : *there) {
    const MinuteStart from = std::max<MinuteStart>(day, minute_at_or_after(first));
    const MinuteStart to = std::min<MinuteStart>(day + days{1}, minute_at_or_after(last));
    if (from >= to || target.failed()) continue;
    auto done = of_day(tables, options, from, to, [&](const Bar& bar) {
      append_bar(target.text(), bar, options.format);
      target.line();
      count(bar.symbol);
    });
    if (!done) return done;
  }
  return {};
}

StoreResult<void> put_days(const ExportOptions& options, Tables& tables, Target& target, const Count& count) {
  const sys_days first = std::chrono::ceil<days>(options.from.value_or(kEarliestEvent));
  const sys_days last = std::chrono::ceil<days>(options.to.value_or(kLatestEvent)) - days{1};
  return stream_daily(tables, SessionDate{first}, SessionDate{last}, [&](StoredDaily&& day) {
    const auto& wanted = options.symbols;
    if (target.failed() || (!wanted.empty() && !std::binary_search(wanted.begin(), wanted.end(), day.bar.symbol)))
      return;
    append_day(target.text(), day, options.format);
    target.line();
    count(day.bar.symbol);
  });
}

/// A symbol without a row is one that is written otherwise, or has nothing in this span.
StoreResult<void> note_absent(const ExportOptions& options, Tables& tables, const std::set<Symbol>& met,
                              std::vector<std::string>& notes) {
  std::vector<Symbol> absent;
  for (const Symbol& symbol : options.symbols)
    if (!met.contains(symbol)) absent.push_back(symbol);
  if (absent.empty()) return {};
  const auto known = read_instruments(tables);
  if (!known) return known.error();
  constexpr std::size_t kNamed = 20;
  for (const Symbol& symbol : std::span(absent).first(std::min(kNamed, absent.size()))) {
    const auto same = [&](const InstrumentRow& row) { return row.symbol == symbol; };
    const auto alike = [&](const InstrumentRow& row) {
      return CsvColumns::alike(row.symbol.view(), symbol.view());
    };
    const auto at = std::ranges::find_if(*known, alike);
    std::string text = "no " + std::string(name_of(options.interval)) + " bar of " + std::string(symbol.view());
    if (std::ranges::any_of(*known, same))
      text += " in this span";
    else
      text += at == known->end() ? ": the store knows no such symbol"
                                 : ": the store knows " + std::string(at->symbol.view());
    notes.push_back(std::move(text));
  }
  if (absent.size() > kNamed)
    notes.push_back("and none of " + std::to_string(absent.size() - kNamed) + " more symbols");
  return {};
}

/// What has left the store is no longer exported from it.
StoreResult<void> note_archived(const ExportOptions& options, Tables& tables, std::vector<std::string>& notes) {
  if (options.interval == Interval::d1) return {};
  const auto archives = read_archives(tables, table_of(options.interval));
  if (!archives) return archives.error();
  const ArchiveRow *first = nullptr, *last = nullptr;
  std::uint64_t count = 0;
  for (const ArchiveRow& row : *archives) {
    if (options.from.value_or(kEarliestEvent) >= row.day + days{1} || options.to.value_or(kLatestEvent) <= row.day)
      continue;
    if (first == nullptr) first = &row;
    last = &row;
    ++count;
  }
  if (count == 0) return {};
  notes.push_back(counted(count, "day") + " of this span " + (count == 1 ? "is" : "are") +
                  " in the archive folder and not here: " + first->file + (count == 1 ? "" : " to " + last->file) +
                  "; `tickbard import FILE --interval " + std::string(name_of(options.interval)) +
                  "` brings one back");
  return {};
}

}  // namespace

Result<ExportFormat> parse_export_format(std::string_view text) {
  if (text == "csv") return ExportFormat::csv;
  if (text == "ndjson") return ExportFormat::ndjson;
  return Problem{"--format " + std::string(text) + ": must be csv or ndjson"};
}

Result<Compression> parse_compression(std::string_view text) {
  if (text.empty() || text == "none") return Compression::none;
  if (text == "gz") return Compression::gzip;
  if (text == "zst") return Problem{"--compress zst: this build writes gz alone; use --out - and `| zstd`"};
  return Problem{"--compress " + std::string(text) + ": must be gz or none"};
}

Result<std::vector<Symbol>> parse_symbols(std::string_view text) {
  std::vector<Symbol> out;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const auto symbol = Symbol::parse(name);
    if (!symbol) return Problem{"--symbols " + std::string(name) + ": is no symbol; give them as AAPL,MSFT"};
    out.push_back(*symbol);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Result<UnixNanos> parse_bound(std::string_view flag, std::string_view text) {
  if (const auto date = parse_date(text)) return UnixNanos{sys_days{*date}};
  if (const auto t = event_time_from_text(text)) return *t;
  return Problem{std::string(flag) + " " + std::string(text) +
                 ": must be a date as 2026-11-20 or a time as 2026-11-20T14:30:00Z"};
}

StoreResult<ExportReport> export_bars(const ExportOptions& options, Tables& tables, std::ostream& out) {
  const auto disk = [](const Problem& problem) { return StoreError{StoreErrorClass::disk, problem.text}; };
  std::optional<Target> target;
  if (options.out == "-") {
    if (options.compression != Compression::none)
      return disk({"--compress needs a file: give --out FILE, or pipe standard output into gzip"});
    target.emplace(out);
  } else {
    auto file = OutputFile::create(options.out, options.compression);
    if (!file) return disk(file.error());
    target.emplace(*std::move(file));
  }
  const bool daily = options.interval == Interval::d1;
  if (options.format == ExportFormat::csv)
    target->text().append(daily ? kDailyCsvHeader : kBarCsvHeader).append("\n");
  ExportReport report;
  std::set<Symbol> met;
  const auto count = [&](const Symbol& symbol) {
    ++report.rows;
    if (!options.symbols.empty()) met.insert(symbol);
  };
  auto done = daily ? put_days(options, tables, *target, count) : put_minutes(options, tables, *target, count);
  if (!done) return done.error();
  target->finish();
  if (target->failed()) return disk(*target->problem());
  if (auto said = note_absent(options, tables, met, report.notes); !said) return said.error();
  if (auto said = note_archived(options, tables, report.notes); !said) return said.error();
  return report;
}

}  // namespace tickbard
