#include <algorithm>

#include "sinks/exact_text.hpp"
#include "sinks/sqlite_store.hpp"
#include "sinks/stored_values.hpp"
#include "sql_queries_files.hpp"

namespace tickbard {

namespace {

/// A read statement left half-way would keep its snapshot, and the WAL, alive.
struct ResetAtEnd {
  sqlite::Statement* s;
  ~ResetAtEnd() { s->reset(); }
};

std::optional<Price> price_at(const sqlite::Statement& s, int column) {
  const std::optional<Int128> raw = from_real(s.real(column), kPriceDigits);
  if (!raw || *raw > INT64_MAX || *raw < INT64_MIN) return std::nullopt;
  return Price{static_cast<std::int64_t>(*raw)};
}

std::optional<UnixNanos> instant_or_null(const sqlite::Statement& s, int column) {
  if (s.is_null(column)) return std::nullopt;
  return from_unix_micros(s.integer(column));
}

/// timestamp, symbol, open, high, low, close, volume, vwap, trade_count, revision, quality, created_at
std::optional<StoredBar> bar_at(const sqlite::Statement& s) {
  const auto symbol = Symbol::parse(s.text(1));
  const auto open = price_at(s, 2), high = price_at(s, 3), low = price_at(s, 4), close = price_at(s, 5);
  const auto volume = from_real(s.real(6), kSizeDigits);
  if (!symbol || !open || !high || !low || !close || !volume) return std::nullopt;
  StoredBar row;
  row.bar.symbol = *symbol;
  row.bar.start = minute_at(s.integer(0));
  row.bar.open = *open;
  row.bar.high = *high;
  row.bar.low = *low;
  row.bar.close = *close;
  row.bar.volume = Volume{*volume};
  if (!s.is_null(7)) row.bar.vwap = price_at(s, 7);
  row.bar.trade_count = static_cast<std::uint32_t>(s.integer(8));
  row.bar.revision = static_cast<std::uint32_t>(s.integer(9));
  row.bar.quality = static_cast<std::uint8_t>(s.integer(10));
  row.created_at = from_unix_micros(s.integer(11));
  return row;
}

constexpr std::int64_t kHour = 3600;

}  // namespace

StoreResult<bool> SqliteStore::read_hour(std::int64_t hour, const BarQuery& query, std::vector<StoredBar>& out) {
  const auto s = statement(sql_queries::bars_of_hour_sqlite_sql);
  if (!s) return s.error();
  const ResetAtEnd at_end{*s};
  (*s)->bind(1, hour);
  (*s)->bind(2, query.symbol.view());
  (*s)->bind(3, to_unix_seconds(query.from));
  (*s)->bind(4, to_unix_seconds(query.to));
  const std::size_t begin = out.size();
  for (;;) {
    const auto stepped = (*s)->step();
    if (!stepped) return stepped.error();
    if (!*stepped) break;
    const auto row = bar_at(**s);
    if (!row) return unreadable(db_.name(), "price_bars");
    out.push_back(*row);
  }
  if (query.newest_first) std::reverse(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end());
  if (out.size() > query.limit) out.resize(query.limit);
  return out.size() == query.limit;
}

/// `hour`, or the nearest one in the direction of reading in which any symbol has a bar: nights and years without
/// data cost one look. Beyond the last one: an hour outside every window.
StoreResult<std::int64_t> SqliteStore::next_hour_with_bars(std::int64_t hour, bool backwards) {
  const auto s =
      statement(backwards ? sql_queries::bars_last_before_sqlite_sql : sql_queries::bars_first_after_sqlite_sql);
  if (!s) return s.error();
  const ResetAtEnd at_end{*s};
  (*s)->bind(1, backwards ? (hour + 1) * kHour : hour * kHour);
  const auto row = (*s)->step();
  if (!row) return row.error();
  if (!*row || (*s)->is_null(0)) return backwards ? INT64_MIN : INT64_MAX;
  return (*s)->integer(0) / kHour;
}

StoreResult<std::vector<StoredBar>> SqliteStore::bars(const BarQuery& query) {
  std::vector<StoredBar> out;
  if (query.limit == 0 || query.from >= query.to) return out;
  if (auto r = stay_in_place(); !r) return r.error();
  sqlite::Transaction snapshot(db_);  // the hours of one answer belong together
  if (auto r = snapshot.begin("DEFERRED"); !r) return r.error();
  // Hours outside what is stored are not asked for: "since 1970" costs nothing.
  const auto oldest = db_.scalar("SELECT min(timestamp) FROM price_bars");
  if (!oldest) return oldest.error();
  const auto newest = db_.scalar("SELECT max(timestamp) FROM price_bars");
  if (!newest) return newest.error();
  const std::int64_t first = std::max(to_unix_seconds(query.from), *oldest) / kHour;
  const std::int64_t last = std::min(to_unix_seconds(query.to) - 1, *newest) / kHour;
  const std::int64_t step = query.newest_first ? -1 : 1;
  for (std::int64_t hour = query.newest_first ? last : first; hour >= first && hour <= last;) {
    const std::size_t before = out.size();
    const auto full = read_hour(hour, query, out);
    if (!full) return full.error();
    if (*full) break;
    hour += step;
    if (out.size() != before) continue;
    const auto next = next_hour_with_bars(hour, query.newest_first);
    if (!next) return next.error();
    hour = *next;
  }
  if (auto r = snapshot.commit(); !r) return r.error();
  return out;
}

StoreResult<std::vector<SymbolClose>> SqliteStore::closes_in(MinuteStart from, MinuteStart to) {
  if (auto r = stay_in_place(); !r) return r.error();
  const auto s = statement(sql_queries::closes_in_sqlite_sql);
  if (!s) return s.error();
  const ResetAtEnd at_end{*s};
  (*s)->bind(1, to_unix_seconds(from));
  (*s)->bind(2, to_unix_seconds(to));
  std::vector<SymbolClose> out;
  for (;;) {
    const auto stepped = (*s)->step();
    if (!stepped) return stepped.error();
    if (!*stepped) return out;
    const auto symbol = Symbol::parse((*s)->text(1));
    const auto close = price_at(**s, 2);
    if (!symbol || !close) return unreadable(db_.name(), "price_bars");
    out.push_back({*symbol, minute_at((*s)->integer(0)), *close});
  }
}

StoreResult<std::vector<ResumePoint>> SqliteStore::resume_points(std::string_view feed) {
  if (auto r = stay_in_place(); !r) return r.error();
  const auto s = statement(sql_queries::resume_points_sqlite_sql);
  if (!s) return s.error();
  const ResetAtEnd at_end{*s};
  (*s)->bind(1, feed);
  std::vector<ResumePoint> out;
  for (;;) {
    const auto stepped = (*s)->step();
    if (!stepped) return stepped.error();
    if (!*stepped) return out;
    const auto id = parse_wide_decimal((*s)->text(2), 0);
    if (!id || *id < 0 || *id > UINT64_MAX) return unreadable(db_.name(), "ingest_state");
    out.push_back({std::string(feed), std::string((*s)->text(0)), from_unix_micros((*s)->integer(1)),
                   static_cast<std::uint64_t>(*id)});
  }
}

StoreResult<std::vector<StoredAlert>> SqliteStore::alerts(UnixNanos from, UnixNanos to, std::size_t limit) {
  if (auto r = stay_in_place(); !r) return r.error();
  const auto s = statement(sql_queries::alerts_between_sqlite_sql);
  if (!s) return s.error();
  const ResetAtEnd at_end{*s};
  (*s)->bind(1, to_unix_micros(from));
  (*s)->bind(2, to_unix_micros(to));
  (*s)->bind(3, static_cast<std::int64_t>(limit));
  std::vector<StoredAlert> out;
  for (;;) {
    const auto stepped = (*s)->step();
    if (!stepped) return stepped.error();
    if (!*stepped) return out;
    const auto symbol = Symbol::parse((*s)->text(1));
    const auto price = price_at(**s, 3);
    if (!symbol || !price) return unreadable(db_.name(), "screener_alerts");
    StoredAlert row;
    row.id = (*s)->text(0);
    row.symbol = *symbol;
    row.up = (*s)->text(2) == "gap_up";
    row.trigger_price = *price;
    row.trigger_time = from_unix_micros((*s)->integer(4));
    row.conditions = (*s)->text(5);
    row.metadata = (*s)->text(6);
    row.created_at = from_unix_micros((*s)->integer(7));
    out.push_back(std::move(row));
  }
}

StoreResult<std::vector<StoredGap>> SqliteStore::gaps(UnixNanos from, UnixNanos to, std::size_t limit) {
  if (auto r = stay_in_place(); !r) return r.error();
  const auto s = statement(sql_queries::gaps_between_sqlite_sql);
  if (!s) return s.error();
  const ResetAtEnd at_end{*s};
  (*s)->bind(1, to_unix_micros(from));
  (*s)->bind(2, to_unix_micros(to));
  (*s)->bind(3, static_cast<std::int64_t>(limit));
  std::vector<StoredGap> out;
  for (;;) {
    const auto stepped = (*s)->step();
    if (!stepped) return stepped.error();
    if (!*stepped) return out;
    StoredGap row;
    row.gap.feed = (*s)->text(0);
    row.gap.from = from_unix_micros((*s)->integer(1));
    row.gap.to = instant_or_null(**s, 2);
    row.gap.reason = lost_reason_from((*s)->text(3));
    row.repaired_at = instant_or_null(**s, 4);
    out.push_back(std::move(row));
  }
}

StoreResult<std::optional<UploadMark>> SqliteStore::upload_mark(std::string_view instance) {
  const auto s = statement(sql_queries::upload_mark_sqlite_sql);
  if (!s) return s.error();
  (*s)->bind(1, instance);
  const ResetAtEnd reset{*s};
  const auto row = (*s)->step();
  if (!row) return row.error();
  if (!*row) return std::optional<UploadMark>();
  return std::optional<UploadMark>(UploadMark{std::string(instance), static_cast<std::uint64_t>((*s)->integer(0)),
                                              from_unix_micros((*s)->integer(1))});
}

}  // namespace tickbard
