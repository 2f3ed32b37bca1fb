#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "aggregator/core/bar.hpp"
#include "aggregator/derive/daily_bar.hpp"
#include "aggregator/derive/interval.hpp"
#include "daemon/data/csv_columns.hpp"
#include "daemon/data/zoned_time.hpp"

namespace tickbard {

class Calendar;

std::span<const ColumnRule> minute_columns();
std::span<const ColumnRule> daily_columns();
inline std::span<const ColumnRule> columns_of(Interval i) {
  return i == Interval::d1 ? daily_columns() : minute_columns();
}

/// How to read one CSV of bars.
struct BarRowsOptions {
  Interval interval = Interval::m1;
  ColumnNames columns;
  std::string symbol;           ///< of every row, for files without that column
  bool equity_symbols = false;  ///< canonical form of US equities
  ZonedTime zone;
  std::optional<UnixNanos> now{};  ///< bars that begin later are broken; none: whatever their time
  /// Whose sessions the symbol follows. Lifetime: outlives the reader.
  std::function<const Calendar&(const Symbol&)> calendar;
};

/// What a line turned out to be.
enum class RowKind : std::uint8_t {
  bar,
  mended,  ///< a day whose close is good and whose open, high or low is missing or impossible: see README
  empty,   ///< a minute with neither a trade nor volume: no bar of ours
  broken,
};

/// Lines of a CSV of bars, columns by name. The forms that `tickbard export` and archives have are read back to
/// identical rows.
/// Owner: one thread. Errors: a broken line gives its reason in complaint().
class BarRows {
 public:
  static Result<BarRows> from_header(std::string_view header, BarRowsOptions options);

  RowKind read(std::string_view line);

  /// Whose the line is and when it begins, be it a good bar or not; none: that cannot be read.
  std::optional<std::pair<Symbol, UnixNanos>> place_of(std::string_view line);
  bool has_revisions() const;  ///< an export of ours does

  const Bar& bar() const { return bar_; }         ///< of the last line, intervals but 1d
  const DailyBar& daily() const { return day_; }  ///< of the last line, 1d
  const std::string& complaint() const { return complaint_; }

 private:
  BarRows(CsvColumns columns, BarRowsOptions options) : csv_(std::move(columns)), how_(std::move(options)) {}

  RowKind broken(std::size_t column, std::string_view why);
  bool read_symbol(Symbol& symbol);
  bool read_price(std::size_t column, Price& price);
  bool read_optional_price(std::size_t column, std::optional<Price>& price);
  bool read_volume(std::size_t column, Volume& volume);
  template <class T>
  bool read_count(std::size_t column, std::uint64_t most, T& value);
  RowKind read_bar();
  RowKind read_day();
  bool read_session(const Calendar& calendar);
  bool read_sources();
  RowKind mend();

  CsvColumns csv_;
  BarRowsOptions how_;
  Symbol symbol_;  ///< of every row; empty: from its column
  Bar bar_;
  DailyBar day_;
  std::string complaint_;
};

}  // namespace tickbard
