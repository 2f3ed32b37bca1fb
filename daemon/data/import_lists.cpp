#include "daemon/data/import_lists.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <set>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/core/time_text.hpp"
#include "daemon/data/bar_store.hpp"
#include "daemon/data/list_file.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/dirty_days.hpp"
#include "sinks/derived/instruments.hpp"
#include "sinks/derived/symbol_changes.hpp"
#include "sinks/derived/watchlists.hpp"
#include "sinks/exact_text.hpp"

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
constexpr std::array<ColumnRule, 3> kRenames{{{"symbol", true}, {"since", true}, {"new_symbol", true}}};

/// Beside the rows that changed: what there is to say.
struct Outcome {
  const CalendarBook* calendars = nullptr;
  std::size_t records = 0;
  std::vector<std::string> notes{};
};

StoreError refused(const ImportListOptions& options, std::string why) {
  return {StoreErrorClass::other, options.file.string() + " was refused: " + std::move(why)};
}

std::string place(const ListRecord& record, std::string_view field) {
  return std::string(record.unit) + " " + std::to_string(record.line) + ", " + std::string(field) + " \"" +
         record.get(field).substr(0, 60) + "\" ";
}

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

/// A whole number as spreadsheets write great ones, too: 2918351360, 2918351360.0, 2.91835136E+9.
std::optional<std::int64_t> whole_amount(std::string_view text) {
  constexpr int kDigits = 2;
  const auto raw = parse_wide_decimal(text, kDigits);
  if (!raw || *raw % 100 != 0 || *raw / 100 > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return static_cast<std::int64_t>(*raw / 100);
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
    const bool by_date = kind == ListKind::splits || kind == ListKind::renames;
    if (!by_date && !seen.insert(*symbol).second) continue;
    Result<Row> row = make(*symbol, record);
    if (!row) return row.error();
    out.push_back(*std::move(row));
  }
  return out;
}

/// Only one of two lists of a name could ever be asked for.
StoreResult<std::optional<std::string>> taken_by(const ImportListOptions& options, Tables& tables) {
  const std::string& name = options.name;
  const auto by = [&](const std::string& what) {
    return std::optional("the name " + name + " is " + what + ": give the list another name");
  };
  if (name == "all" || name.starts_with("all-")) return by("that of all securities of a calendar");
  if (std::ranges::find(options.taken, name) != options.taken.end())
    return by("that of a set of the configuration");
  if (options.kind == ListKind::constituents) {
    const auto lists = read_watchlists(tables);
    if (!lists) return lists.error();
    for (const Watchlist& list : *lists)
      if (list.name == name) return by("that of a watchlist");
  } else {
    const auto indices = read_indices(tables);
    if (!indices) return indices.error();
    for (const IndexSize& index : *indices)
      if (index.index_code == name && index.active > 0) return by("that of an index");
  }
  return std::optional<std::string>{};
}

StoreResult<std::size_t> constituents(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                      Tables& tables, UnixNanos now, Outcome& outcome) {
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
  outcome.records = rows->size();
  return write_constituents(tables, options.name, *rows, now);
}

StoreResult<std::size_t> watchlist(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                   Tables& tables, UnixNanos now, Outcome& outcome) {
  auto symbols = rows_of<Symbol>(records, options.kind,
                                 [](const Symbol& symbol, const ListRecord&) { return Result<Symbol>(symbol); });
  if (!symbols) return refused(options, symbols.error().text);
  const auto lists = read_watchlists(tables);
  if (!lists) return lists.error();
  for (const Watchlist& list : *lists) {
    if (list.name != options.name || options.allow_shrink) continue;
    if (const auto why = too_short(symbols->size(), list.symbols.size())) return refused(options, *why);
  }
  outcome.records = symbols->size();
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
    row.market_cap = whole_amount(*cap);
    if (!row.market_cap || *row.market_cap < 0)
      return Problem{place(record, "market_cap") + "is no whole number from 0 on"};
  }
  const std::string& active = record.get("is_active");
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return CsvColumns::alike(active, word); });
  };
  const bool yes = is({"1", "true", "yes"}), no = is({"0", "false", "no"});
  if (!active.empty() && !yes && !no)
    return Problem{place(record, "is_active") + "must be true or false, yes or no, 1 or 0"};
  row.is_active = active.empty() ? !known || known->is_active : yes;
  return row;
}

StoreResult<std::size_t> instruments(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                     Tables& tables, UnixNanos now, Outcome& outcome) {
  const auto known = read_instruments(tables);
  if (!known) return known.error();
  auto rows = rows_of<InstrumentRow>(records, options.kind, [&](const Symbol& symbol, const ListRecord& record) {
    const auto at = std::lower_bound(known->begin(), known->end(), symbol,
                                     [](const InstrumentRow& row, const Symbol& s) { return row.symbol < s; });
    return instrument_of(symbol, record, at != known->end() && at->symbol == symbol ? &*at : nullptr);
  });
  if (!rows) return refused(options, rows.error().text);
  outcome.records = rows->size();
  return write_instruments(tables, *rows, now);
}

/// The first session of its calendar that each split counts from.
struct SplitSession {
  const Calendar* calendar;
  Session session;
};

StoreResult<std::vector<SplitSession>> first_sessions(const ImportListOptions& options,
                                                      const CalendarBook& calendars, Tables& tables,
                                                      std::span<const Split> fresh, std::span<const Split> gone,
                                                      std::vector<std::string>& notes) {
  const auto known = ImportedSymbols::read(tables, {}, options.default_calendar);
  if (!known) return known.error();
  std::vector<SplitSession> out;
  const auto add = [&](const Split& split, bool said) {
    const Calendar* calendar = calendars.find(known->of(split.symbol));
    if (calendar == nullptr) return;
    auto session = calendar->session(split.ex_date);
    const bool open = session.has_value();
    if (!open) session = calendar->next_session(split.ex_date);
    if (!open && said)
      notes.push_back("the ex_date " + to_text(split.ex_date) + " of " + std::string(split.symbol.view()) +
                      " is no session of " + std::string(calendar->name()) +
                      (session ? ": it counts from " + to_text(session->date) + " on" : std::string{}));
    if (session) out.push_back({calendar, *std::move(session)});
  };
  for (const Split& split : fresh) add(split, true);
  for (const Split& split : gone) add(split, false);
  return out;
}

/// What looks back over a split is computed anew from its first session on. One to come marks nothing: nothing
/// looks back over it yet.
StoreResult<void> mark_begun(Tables& tables, std::span<const SplitSession> splits, UnixNanos now,
                             std::vector<std::string>& notes) {
  std::map<const Calendar*, SessionDate> first;
  for (const auto& [calendar, session] : splits) {
    if (session.pre_open > now) continue;
    if (auto marked = mark_dirty(tables, std::chrono::sys_days{session.date}, now); !marked) return marked;
    const auto [at, added] = first.try_emplace(calendar, session.date);
    at->second = std::min(at->second, session.date);
  }
  for (const auto& [calendar, date] : first) {
    const Session* last = calendar->current_or_last(now);
    notes.push_back(
        "what follows from the days from " + to_text(date) +
        " on is computed anew: a daemon on this store does it within minutes, else run `tickbard derive "
        "all --session " +
        to_text(date) + (last->date > date ? ".." + to_text(last->date) : std::string{}) + " --calendar " +
        std::string(calendar->name()) + "`");
  }
  return {};
}

StoreResult<std::size_t> splits(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                Tables& tables, UnixNanos now, Outcome& outcome) {
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
  using Key = std::pair<Symbol, SessionDate>;
  std::map<Key, Split> all, given;
  for (const Split& split : *stored) all[{split.symbol, split.ex_date}] = split;
  for (const Split& split : *rows) given[{split.symbol, split.ex_date}] = split;
  std::vector<Split> fresh, gone;
  for (const auto& [key, split] : given) {
    const auto known = all.find(key);
    if (split.numerator == split.denominator) {
      if (known == all.end()) continue;
      gone.push_back(split);
      all.erase(known);
    } else if (known == all.end() || known->second.numerator != split.numerator ||
               known->second.denominator != split.denominator) {
      fresh.push_back(split);
      all[key] = split;
    }
  }
  std::vector<Split> together;
  for (const auto& [key, split] : all) together.push_back(split);
  if (const auto checked = SplitAdjuster::of(std::move(together)); !checked)
    return refused(options, checked.error().text);
  outcome.records = given.size();
  const auto sessions = first_sessions(options, *outcome.calendars, tables, fresh, gone, outcome.notes);
  if (!sessions) return sessions.error();
  std::size_t changed = 0;
  const auto done = tables.together([&]() -> StoreResult<void> {
    const auto written = write_splits(tables, fresh);
    if (!written) return written.error();
    const auto removed = remove_splits(tables, gone);
    if (!removed) return removed.error();
    changed = *written + *removed;
    return mark_begun(tables, *sessions, now, outcome.notes);
  });
  if (!done) return done.error();
  const SessionDate today{std::chrono::floor<std::chrono::days>(now)};
  const auto adjusted = refresh_adj_factors(tables, today, now);
  if (!adjusted) return adjusted.error();
  return changed;
}

/// Days from the change on are derived anew, for they look back on another history now.
StoreResult<std::size_t> renames(const ImportListOptions& options, const std::vector<ListRecord>& records,
                                 Tables& tables, UnixNanos now, Outcome& outcome) {
  const auto rows =
      rows_of<Rename>(records, options.kind, [](const Symbol& symbol, const ListRecord& record) -> Result<Rename> {
        const auto since = parse_date(record.get("since"));
        if (!since) return Problem{place(record, "since") + "is no date as 2026-11-20"};
        const auto to = Symbol::parse(record.get("new_symbol"));
        if (!to) return Problem{place(record, "new_symbol") + "is no symbol"};
        return Rename{symbol, *to, *since};
      });
  if (!rows) return refused(options, rows.error().text);
  const auto stored = read_renames(tables);
  if (!stored) return stored.error();
  std::map<std::pair<Symbol, SessionDate>, Rename> all;
  for (const Rename& change : stored->all()) all[{change.from, change.since}] = change;
  std::vector<Rename> fresh;
  for (const Rename& change : *rows) {
    Rename& kept = all[{change.from, change.since}];
    if (kept != change) fresh.push_back(change);
    kept = change;
  }
  std::vector<Rename> together;
  for (const auto& [key, change] : all) together.push_back(change);
  if (const auto checked = Renames::of(std::move(together)); !checked)
    return refused(options, checked.error().text);
  outcome.records = rows->size();
  auto written = write_renames(tables, fresh);
  if (!written) return written;
  const SessionDate today{std::chrono::floor<std::chrono::days>(now)};
  const auto adjusted = refresh_adj_factors(tables, today, now);
  if (!adjusted) return adjusted.error();
  for (const Rename& change : fresh) {
    if (change.since > today) continue;
    if (auto marked = mark_dirty(tables, std::chrono::sys_days{change.since}, now); !marked) return marked.error();
  }
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
    case ListKind::renames:
      return kRenames;
  }
  return {};
}

StoreResult<ListReport> import_list(const ImportListOptions& options, const CalendarBook& calendars,
                                    Tables& tables, UnixNanos now) {
  if (options.kind == ListKind::constituents || options.kind == ListKind::watchlist) {
    const auto taken = taken_by(options, tables);
    if (!taken) return taken.error();
    if (*taken) return refused(options, **taken);
  }
  const auto records = read_list(options.file, columns_of(options.kind), options.columns);
  if (!records) return StoreError{StoreErrorClass::other, records.error().text};
  if (records->empty()) return refused(options, "it has no entry; check its source");
  constexpr std::array kWrite{constituents, watchlist, instruments, splits, renames};
  Outcome outcome{&calendars};
  const auto changed = kWrite[static_cast<std::size_t>(options.kind)](options, *records, tables, now, outcome);
  if (!changed) return changed.error();
  return ListReport{outcome.records, *changed, std::move(outcome.notes)};
}

}  // namespace tickbard
