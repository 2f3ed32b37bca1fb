#include "daemon/data/bar_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/time_text.hpp"
#include "sinks/exact_text.hpp"

namespace tickbard {
namespace {

enum MinuteColumn : std::size_t {
  kSymbol,
  kTime,
  kOpen,
  kHigh,
  kLow,
  kClose,
  kVolume,
  kVwap,
  kTrades,
  kRevision,
  kQuality
};
constexpr std::array<ColumnRule, 11> kMinuteRules{{{"symbol"},
                                                   {"timestamp", true},
                                                   {"open", true},
                                                   {"high", true},
                                                   {"low", true},
                                                   {"close", true},
                                                   {"volume", true},
                                                   {"vwap"},
                                                   {"trade_count"},
                                                   {"revision"},
                                                   {"quality"}}};

// The first seven stand where those of minutes do.
enum DailyColumn : std::size_t {
  kDate = kTime,
  kDayVwap = kVwap,
  kDayTrades = kTrades,
  kVolumePre = 9,
  kVolumePost,
  kOpenSource,
  kCloseSource,
  kIsFinal
};
constexpr std::array<ColumnRule, 14> kDailyRules{{{"symbol"},
                                                  {"date", true},
                                                  {"open", true},
                                                  {"high", true},
                                                  {"low", true},
                                                  {"close", true},
                                                  {"volume", true},
                                                  {"vwap"},
                                                  {"trade_count"},
                                                  {"volume_pre"},
                                                  {"volume_post"},
                                                  {"open_source"},
                                                  {"close_source"},
                                                  {"is_final"}}};

constexpr std::size_t kLongestQuote = 60;
constexpr std::uint8_t kAllQuality =
    quality::kPartial | quality::kGap | quality::kAmended | quality::kBackfilled | quality::kForming;

/// Names of files that are no names of ours but mean the same.
void add_aliases(std::string_view header, Interval interval, ColumnNames& names) {
  std::vector<std::string_view> fields;
  std::vector<std::string> unquoted;
  if (header.starts_with("\xEF\xBB\xBF")) header.remove_prefix(3);
  CsvColumns::fields_of(header, fields, unquoted);
  const auto called = [&](const std::string& ours, std::initializer_list<std::string_view> theirs) {
    if (names.contains(ours)) return;
    for (const std::string_view name : theirs) {
      const auto at =
          std::ranges::find_if(fields, [&](std::string_view field) { return CsvColumns::alike(field, name); });
      if (at == fields.end()) continue;
      if (!CsvColumns::alike(name, ours)) names[ours] = *at;
      return;
    }
  };
  if (interval == Interval::d1)
    called("date", {"date", "timestamp", "ts_ns"});
  else
    called("timestamp", {"timestamp", "ts_ns"});
  called("symbol", {"symbol", "ticker"});
}

/// 2018-01-04, 2018/01/04 or 20180104: as a Unix number that one would be of 1970.
std::optional<SessionDate> date_of(std::string_view text) {
  std::string plain(text);
  if (plain.size() == 8 && plain.find_first_not_of("0123456789") == plain.npos)
    plain.insert(6, "-").insert(4, "-");
  if (plain.size() == 10 && plain[4] == '/' && plain[7] == '/') plain[4] = plain[7] = '-';
  return parse_date(plain);
}

bool is_midnight(UnixNanos t) {
  return t == std::chrono::floor<std::chrono::days>(t);
}

}  // namespace

std::span<const ColumnRule> minute_columns() {
  return kMinuteRules;
}
std::span<const ColumnRule> daily_columns() {
  return kDailyRules;
}

Result<BarRows> BarRows::from_header(std::string_view header, BarRowsOptions options) {
  ColumnNames names = options.columns;
  add_aliases(header, options.interval, names);
  const auto ours = columns_of(options.interval);
  std::vector<ColumnRule> rules(ours.begin(), ours.end());
  rules[kSymbol].needed = options.symbol.empty();
  auto columns = CsvColumns::from_header(header, rules, names);
  if (!columns)
    return Problem{columns.error().text +
                   (options.symbol.empty() ? ". If all rows are of one symbol, give --symbol NAME" : "")};
  BarRows rows(*std::move(columns), std::move(options));
  if (!rows.how_.symbol.empty()) {
    const auto symbol =
        rows.how_.equity_symbols ? Symbol::parse_equity(rows.how_.symbol) : Symbol::parse(rows.how_.symbol);
    if (!symbol) return Problem{"--symbol " + rows.how_.symbol + ": is no symbol"};
    rows.symbol_ = *symbol;
  }
  return rows;
}

RowKind BarRows::broken(std::size_t column, std::string_view why) {
  complaint_ = csv_.name(column) + " \"" + std::string(csv_.field(column).substr(0, kLongestQuote)) + "\" " +
               std::string(why);
  return RowKind::broken;
}

bool BarRows::read_symbol(Symbol& symbol) {
  if (!csv_.has(kSymbol)) {
    symbol = symbol_;
    return true;
  }
  const std::string_view text = csv_.field(kSymbol);
  const auto parsed = how_.equity_symbols ? Symbol::parse_equity(text) : Symbol::parse(text);
  if (!parsed) return broken(kSymbol, "is no symbol"), false;
  symbol = *parsed;
  return true;
}

bool BarRows::read_price(std::size_t column, Price& price) {
  const auto parsed = parse_price(csv_.field(column));
  if (!parsed) return broken(column, "is no price above 0 with at most 9 decimals"), false;
  price = *parsed;
  return true;
}

bool BarRows::read_optional_price(std::size_t column, std::optional<Price>& price) {
  price.reset();
  std::int64_t zero = 1;
  const std::string_view text = csv_.field(column);
  if (text.empty() || (parse_decimal(text, kPriceDigits, zero) && zero == 0)) return true;  // "no vwap" of some
  const auto parsed = parse_price(text);
  if (!parsed) return broken(column, "is no price above 0 with at most 9 decimals"), false;
  price = *parsed;
  return true;
}

bool BarRows::read_volume(std::size_t column, Volume& volume) {
  volume = {};
  if (!csv_.has(column)) return true;
  const auto parsed = parse_wide_decimal(csv_.field(column), kSizeDigits);
  // What a sum of sizes never reaches: a unit error, and too much for the sums made of it.
  constexpr Int128 kMost = static_cast<Int128>(std::numeric_limits<std::int64_t>::max()) * 1'000'000;
  if (!parsed || *parsed < 0 || *parsed > kMost) return broken(column, "is no volume from 0 on"), false;
  volume.raw = *parsed;
  return true;
}

template <class T>
bool BarRows::read_count(std::size_t column, std::uint64_t most, T& value) {
  if (!csv_.has(column)) return true;
  const std::string_view text = csv_.field(column);
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || n > most)
    return broken(column, "is no whole number from 0 to " + std::to_string(most)), false;
  value = static_cast<T>(n);
  return true;
}

bool BarRows::has_revisions() const {
  return how_.interval != Interval::d1 && csv_.has(kRevision);
}

RowKind BarRows::read(std::string_view line) {
  if (!csv_.split(line)) {
    complaint_ = "it has not " + std::to_string(csv_.width()) + " fields as the first line";
    return RowKind::broken;
  }
  return how_.interval == Interval::d1 ? read_day() : read_bar();
}

std::optional<std::pair<Symbol, UnixNanos>> BarRows::place_of(std::string_view line) {
  Symbol symbol;
  if (!csv_.split(line) || !read_symbol(symbol)) return std::nullopt;
  const auto date = how_.interval == Interval::d1 ? date_of(csv_.field(kDate)) : std::nullopt;
  if (date) return std::pair{symbol, UnixNanos{std::chrono::sys_days{*date}}};
  const auto time = how_.zone.read(csv_.field(kTime));
  return time ? std::optional(std::pair{symbol, *time}) : std::nullopt;
}

RowKind BarRows::read_bar() {
  bar_ = Bar{};
  if (!read_symbol(bar_.symbol)) return RowKind::broken;
  const auto time = how_.zone.read(csv_.field(kTime));
  if (!time) return broken(kTime, time.error().text);
  bar_.start = minute_of(*time);
  if (bar_.start != *time) return broken(kTime, "is not the start of a minute");
  if (how_.now && bar_.start > *how_.now) return broken(kTime, "begins in the future");
  if (!read_price(kOpen, bar_.open) || !read_price(kHigh, bar_.high) || !read_price(kLow, bar_.low) ||
      !read_price(kClose, bar_.close) || !read_volume(kVolume, bar_.volume) ||
      !read_optional_price(kVwap, bar_.vwap))
    return RowKind::broken;
  bar_.quality = quality::kBackfilled;                                       // not of our own ears
  constexpr std::uint64_t kMost = std::numeric_limits<std::int32_t>::max();  // what every store holds
  if (!read_count(kTrades, kMost, bar_.trade_count) || !read_count(kRevision, kMost, bar_.revision) ||
      !read_count(kQuality, kAllQuality, bar_.quality))
    return RowKind::broken;
  if (bar_.low > std::min(bar_.open, bar_.close) || bar_.high < std::max(bar_.open, bar_.close))
    return broken(kLow, "and high do not enclose open and close");
  if (how_.interval != Interval::m1) {
    const Calendar& calendar = how_.calendar(bar_.symbol);
    const auto session = calendar.session(calendar.session_date(bar_.start));
    const auto span = session ? span_of(how_.interval, Align::session, *session, bar_.start) : std::nullopt;
    if (!span || span->start != bar_.start)
      return broken(kTime, "is not the start of a " + std::string(name_of(how_.interval)) +
                               " bar of a session of " + std::string(calendar.name()));
  }
  // Some files fill quiet minutes with the last price. What was exported from a store is taken as it stands.
  const bool empty = csv_.has(kTrades) && !csv_.has(kRevision) && bar_.trade_count == 0 && bar_.volume.raw == 0;
  return empty ? RowKind::empty : RowKind::bar;
}

/// A day is named by its date, by the midnight that begins it, or by any instant of its session.
bool BarRows::read_session(const Calendar& calendar) {
  const std::string_view text = csv_.field(kDate);
  auto date = date_of(text);
  if (!date && text.size() > 10 && !text.ends_with('Z') && text.substr(10).find_first_not_of(" T0:.") == text.npos)
    date = date_of(text.substr(0, 10));  // local midnight
  if (!date) {
    const auto time = how_.zone.read(text);
    if (!time) return broken(kDate, "is no date as 2026-11-20"), false;
    date = is_midnight(*time) ? SessionDate{std::chrono::floor<std::chrono::days>(*time)}
                              : calendar.session_date(*time);
  }
  const auto session = calendar.session(*date);
  if (!session) return broken(kDate, "is no session of " + std::string(calendar.name())), false;
  if (how_.now && session->pre_open > *how_.now) return broken(kDate, "begins in the future"), false;
  day_.session = *date;
  day_.expected_bars =
      static_cast<std::uint32_t>(std::chrono::floor<std::chrono::minutes>(session->close - session->open).count());
  return true;
}

bool BarRows::read_sources() {
  day_.open_source = day_.close_source = DayPriceSource::official;
  const auto of = [this](std::size_t column, std::span<const std::string_view> names, DayPriceSource& source) {
    if (!csv_.has(column)) return true;
    const auto at = std::find(names.begin(), names.end(), csv_.field(column));
    if (at == names.end()) return broken(column, "is no source of ours"), false;
    source = static_cast<DayPriceSource>(at - names.begin());
    return true;
  };
  return of(kOpenSource, kOpenSourceNames, day_.open_source) &&
         of(kCloseSource, kCloseSourceNames, day_.close_source);
}

RowKind BarRows::read_day() {
  day_ = DailyBar{};
  day_.origin = DayOrigin::import;
  if (!read_symbol(day_.symbol) || !read_session(how_.calendar(day_.symbol))) return RowKind::broken;
  std::uint8_t final_ = 1;
  if (!read_price(kClose, day_.close) || !read_volume(kVolume, day_.volume_rth) ||
      !read_volume(kVolumePre, day_.volume_pre) || !read_volume(kVolumePost, day_.volume_post) ||
      !read_optional_price(kDayVwap, day_.vwap_rth) ||
      !read_count(kDayTrades, std::numeric_limits<std::int64_t>::max(), day_.trade_count) ||
      !read_count(kIsFinal, 1, final_) || !read_sources())
    return RowKind::broken;
  day_.is_final = final_ != 0;
  return mend();
}

/// The close alone makes a day usable: averages, breadth and returns need no other price. The other prices that
/// are given stay as they are; a missing one becomes the close, and high and low are widened to hold them all.
RowKind BarRows::mend() {
  bool whole = true;
  complaint_.clear();
  for (const auto& [column, price] :
       {std::pair{kOpen, &day_.open}, std::pair{kHigh, &day_.high}, std::pair{kLow, &day_.low}}) {
    if (csv_.field(column).empty()) {
      complaint_ += (whole ? "" : ", ") + csv_.name(column) + " is missing";
      *price = day_.close;
      whole = false;
    } else if (!read_price(column, *price)) {
      return RowKind::broken;
    }
  }
  const auto [low, high] = std::minmax({day_.open, day_.high, day_.low, day_.close});
  if (whole && (low != day_.low || high != day_.high)) {
    complaint_ = "low \"" + std::string(csv_.field(kLow)) + "\" and high \"" + std::string(csv_.field(kHigh)) +
                 "\" do not enclose open and close";
    whole = false;
  }
  day_.low = low;
  day_.high = high;
  return whole ? RowKind::bar : RowKind::mended;
}

}  // namespace tickbard
