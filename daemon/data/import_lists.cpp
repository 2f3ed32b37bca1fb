#include "daemon/data/import_lists.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "aggregator/core/time_text.hpp"
#include "daemon/data/list_file.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/watchlists.hpp"

namespace tickbard {
namespace {

constexpr std::array<ColumnRule, 3> kConstituents{{{"symbol", true}, {"name"}, {"sector"}}};
constexpr std::array<ColumnRule, 1> kWatchlist{{{"symbol", true}}};
constexpr std::array<ColumnRule, 10> kInstruments{{{"symbol", true},
                                                   {"calendar"},
                                                   {"name"},
                                                   {"exchange"},
                                                   {"security_type"},
                                                   {"sector"},
                                                   {"industry"},
                                                   {"sub_industry"},
                                                   {"market_cap"},
                                                   {"is_active"}}};
constexpr std::array<ColumnRule, 4> kSplits{
    {{"symbol", true}, {"ex_date", true}, {"numerator", true}, {"denominator", true}}};

StoreError refused(const ImportListOptions& options, std::string why) {
  return {StoreErrorClass::other, options.file.string() + " was refused: " + std::move(why)};
}

std::string place(const ListRecord& record, std::string_view field) {
  return "entry " + std::to_string(record.line) + ", " + std::string(field) + " \"" +
         record.get(field).substr(0, 60) + "\" ";
}

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

std::optional<std::string> given(const ListRecord& record, std::string_view name) {
  const std::string& value = record.get(name);
  return value.empty() ? std::nullopt : std::optional(value);
}

/// The members of an index are US equities ("BRK-B" of some lists is BRK.B); other lists name symbols as stored.
Result<Symbol> symbol_of(const ListRecord& record, ListKind kind) {
  const std::string& text = record.get("symbol");
  const auto symbol = kind == ListKind::constituents ? Symbol::parse_equity(text) : Symbol::parse(text);
  if (!symbol) return Problem{place(record, "symbol") + "is no symbol"};
  return *symbol;
}

/// Fewer than 80 % of what was there is a broken list, not a change of the market.
std::optional<std::string> too_short(std::size_t now, std::size_t before) {
  if (now * 5 >= before * 4) return std::nullopt;
  return "it has " + std::to_string(now) + " members, the store has " + std::to_string(before) +
         ": fewer than 80 % is taken for a broken list; if it is right, say --allow-shrink";
}

/// Applies `make` to each record, a symbol only once. Errors: the first record that is none.
template <class Row, class Make>
Result<std::vector<Row>> rows_of(const std::vector<ListRecord>& records, ListKind kind, Make make) {
  std::vector<Row> out;
  std::set<Symbol> seen;
  for (const ListRecord& record : records) {
    const auto symbol = symbol_of(record, kind);
    if (!symbol) return symbol.error();
    if (kind != ListKind::splits && !seen.insert(*symbol).second) continue;
    Result<Row> row = make(*symbol, record);
    if (!row) return row.error();
    out.push_back(*std::move(row));
  }
  return out;
}

StoreResult<std::size_t> constituents(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                      Tables& tables, UnixNanos now, std::size_t& count) {
  auto rows = rows_of<Constituent>(records, options.kind, [](const Symbol& symbol, const ListRecord& record) {
    Constituent row;
    row.symbol = symbol;
    row.name = given(record, "name");
    row.sector = given(record, "sector");
    return Result<Constituent>(std::move(row));
  });
  if (!rows) return refused(options, rows.error().text);
  const auto before = read_constituents(tables, options.name);
  if (!before) return before.error();
  if (const auto why = too_short(rows->size(), before->size()); why && !options.allow_shrink)
    return refused(options, *why);
  count = rows->size();
  return write_constituents(tables, options.name, *rows, now);
}

StoreResult<std::size_t> watchlist(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                   Tables& tables, UnixNanos now, std::size_t& count) {
  auto symbols = rows_of<Symbol>(records, options.kind,
                                 [](const Symbol& symbol, const ListRecord&) { return Result<Symbol>(symbol); });
  if (!symbols) return refused(options, symbols.error().text);
  const auto lists = read_watchlists(tables);
  if (!lists) return lists.error();
  for (const Watchlist& list : *lists) {
    if (list.name != options.name || options.allow_shrink) continue;
    if (const auto why = too_short(symbols->size(), list.symbols.size())) return refused(options, *why);
  }
  count = symbols->size();
  return write_watchlist(tables, options.name, *symbols, now);
}

Result<InstrumentRow> instrument_of(const Symbol& symbol, const ListRecord& record, const InstrumentRow* known) {
  InstrumentRow row;
  row.symbol = symbol;
  row.calendar = record.get("calendar");
  if (!row.calendar.empty() && row.calendar != "xnys" && row.calendar != "always")
    return Problem{place(record, "calendar") + "must be xnys or always"};
  row.name = given(record, "name");
  row.exchange = given(record, "exchange");
  row.security_type = given(record, "security_type");
  row.sector = given(record, "sector");
  row.industry = given(record, "industry");
  row.sub_industry = given(record, "sub_industry");
  if (const auto cap = given(record, "market_cap")) {
    row.market_cap = whole(*cap);
    if (!row.market_cap || *row.market_cap < 0)
      return Problem{place(record, "market_cap") + "is no whole number from 0 on"};
  }
  const std::string& active = record.get("is_active");
  const bool yes = active == "1" || active == "true", no = active == "0" || active == "false";
  if (!active.empty() && !yes && !no) return Problem{place(record, "is_active") + "must be true or false, 1 or 0"};
  row.is_active = active.empty() ? !known || known->is_active : yes;
  return row;
}

StoreResult<std::size_t> instruments(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                     Tables& tables, UnixNanos now, std::size_t& count) {
  const auto known = read_instruments(tables);
  if (!known) return known.error();
  auto rows = rows_of<InstrumentRow>(records, options.kind, [&](const Symbol& symbol, const ListRecord& record) {
    const auto at = std::lower_bound(known->begin(), known->end(), symbol,
                                     [](const InstrumentRow& row, const Symbol& s) { return row.symbol < s; });
    return instrument_of(symbol, record, at != known->end() && at->symbol == symbol ? &*at : nullptr);
  });
  if (!rows) return refused(options, rows.error().text);
  count = rows->size();
  return write_instruments(tables, *rows, now);
}

StoreResult<std::size_t> splits(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                Tables& tables, UnixNanos now, std::size_t& count) {
  const auto rows =
      rows_of<Split>(records, options.kind, [](const Symbol& symbol, const ListRecord& record) -> Result<Split> {
        const auto date = parse_date(record.get("ex_date"));
        if (!date) return Problem{place(record, "ex_date") + "is no date as 2026-11-20"};
        const auto over = whole(record.get("numerator")), under = whole(record.get("denominator"));
        if (!over || *over <= 0) return Problem{place(record, "numerator") + "is no whole number above 0"};
        if (!under || *under <= 0) return Problem{place(record, "denominator") + "is no whole number above 0"};
        return Split{symbol, *date, *over, *under};
      });
  if (!rows) return refused(options, rows.error().text);
  // By key, each once; with those that the store has they must still be splits that can be multiplied.
  const auto stored = read_splits(tables);
  if (!stored) return stored.error();
  std::map<std::pair<Symbol, SessionDate>, Split> all;
  for (const Split& split : *stored) all[{split.symbol, split.ex_date}] = split;
  std::map<std::pair<Symbol, SessionDate>, Split> fresh;
  for (const Split& split : *rows)
    all[{split.symbol, split.ex_date}] = fresh[{split.symbol, split.ex_date}] = split;
  std::vector<Split> together, once;
  for (const auto& [key, split] : all) together.push_back(split);
  for (const auto& [key, split] : fresh) once.push_back(split);
  if (const auto checked = SplitAdjuster::of(std::move(together)); !checked)
    return refused(options, checked.error().text);
  count = once.size();
  auto written = write_splits(tables, once);
  if (!written) return written;
  const SessionDate today{std::chrono::floor<std::chrono::days>(now)};
  const auto adjusted = refresh_adj_factors(tables, today, now);
  if (!adjusted) return adjusted.error();
  return written;
}

}  // namespace

std::span<const ColumnRule> columns_of(ListKind kind) {
  switch (kind) {
    case ListKind::constituents:
      return kConstituents;
    case ListKind::watchlist:
      return kWatchlist;
    case ListKind::instruments:
      return kInstruments;
    case ListKind::splits:
      return kSplits;
  }
  return {};
}

StoreResult<ListReport> import_list(const ImportListOptions& options, Tables& tables, UnixNanos now) {
  const auto records = read_list(options.file, columns_of(options.kind), options.columns);
  if (!records) return StoreError{StoreErrorClass::other, records.error().text};
  if (records->empty()) return refused(options, "it has no entry; check its source");
  constexpr std::array kWrite{constituents, watchlist, instruments, splits};
  std::size_t count = 0;
  const auto changed = kWrite[static_cast<std::size_t>(options.kind)](options, *records, tables, now, count);
  if (!changed) return changed.error();
  return ListReport{count, *changed};
}

}  // namespace tickbard
