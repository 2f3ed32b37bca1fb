#include "sinks/derived/daily_history.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "sinks/derived/symbol_changes.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kAllDays = 1'000'000;

DailyFigures figures(const StoredDaily& day) {
  const DailyBar& b = day.bar;
  return {b.symbol, b.session, b.open, b.high, b.low, b.close, b.volume_rth, b.is_final, b.revision};
}

Symbol& symbol_of(StoredDaily& row) {
  return row.bar.symbol;
}
Symbol& symbol_of(DailyFigures& row) {
  return row.symbol;
}
SessionDate date_of(const StoredDaily& row) {
  return row.bar.session;
}
SessionDate date_of(const DailyFigures& row) {
  return row.session;
}

/// Rows by (symbol, session) on their way to a sink, those of former names moved to the name of today.
/// Memory: the days under former names, which are few.
template <class Row>
class Joined {
 public:
  Joined(const Renames& renames, const std::function<void(Row&&)>& sink) : renames_(renames), sink_(sink) {}

  void add_former(Row&& row) { former_[symbol_of(row)].push_back(std::move(row)); }

  void take(Row&& row) {
    const Symbol name = symbol_of(row);
    if (name != symbol_) begin(name);
    if (!concerned_ || renames_.today(name, date_of(row)) == name) sink_(std::move(row));
  }

  void finish() {
    while (!former_.empty()) flush_first();
  }

 private:
  void begin(const Symbol& name) {
    symbol_ = name;
    concerned_ = renames_.concerns(name);
    // Days under a former name are before those under this one.
    while (!former_.empty() && !(name < former_.begin()->first)) flush_first();
  }

  void flush_first() {
    auto rows = std::move(former_.begin()->second);
    former_.erase(former_.begin());
    std::ranges::stable_sort(rows, {}, [](const Row& row) { return date_of(row); });
    for (Row& row : rows) sink_(std::move(row));
  }

  const Renames& renames_;
  const std::function<void(Row&&)>& sink_;
  std::map<Symbol, std::vector<Row>> former_;
  Symbol symbol_;
  bool concerned_ = false;
};

/// The rows under `name` of a security that is called otherwise today, under the name of today.
StoreResult<std::vector<StoredDaily>> moved_rows(Tables& tables, const Renames& renames, const Symbol& name,
                                                 SessionDate last) {
  auto rows = daily_of_symbol(tables, name, last, kAllDays);
  if (!rows) return rows;
  std::vector<StoredDaily> out;
  for (StoredDaily& row : *rows) {
    const auto today = renames.today(name, row.bar.session);
    if (!today || *today == name) continue;
    row.bar.symbol = *today;
    out.push_back(std::move(row));
  }
  return out;
}

std::set<Symbol> former_names(const Renames& renames) {
  std::set<Symbol> out;
  for (const Rename& change : renames.all()) out.insert(change.from);
  return out;
}

template <class Row, class Stream, class Make>
StoreResult<void> join(Tables& tables, SessionDate first, SessionDate last, Stream stream, Make make,
                       const std::function<void(Row&&)>& sink) {
  const auto renames = read_renames(tables);
  if (!renames) return renames.error();
  if (renames->empty()) return stream(tables, first, last, sink);
  Joined<Row> joined(*renames, sink);
  for (const Symbol& name : former_names(*renames)) {
    auto rows = moved_rows(tables, *renames, name, last);
    if (!rows) return rows.error();
    for (StoredDaily& row : *rows)
      if (row.bar.session >= first) joined.add_former(make(std::move(row)));
  }
  if (auto done = stream(tables, first, last, [&](Row&& row) { joined.take(std::move(row)); }); !done) return done;
  joined.finish();
  return {};
}

}  // namespace

StoreResult<void> stream_history(Tables& tables, SessionDate first, SessionDate last,
                                 const std::function<void(StoredDaily&&)>& sink) {
  return join<StoredDaily>(
      tables, first, last, stream_daily, [](StoredDaily&& row) { return std::move(row); }, sink);
}

StoreResult<void> stream_history_figures(Tables& tables, SessionDate first, SessionDate last,
                                         const std::function<void(DailyFigures&&)>& sink) {
  return join<DailyFigures>(
      tables, first, last, stream_daily_figures, [](StoredDaily&& row) { return figures(row); }, sink);
}

StoreResult<std::vector<StoredDaily>> history_of_symbol(Tables& tables, const Symbol& symbol, SessionDate last,
                                                        std::size_t limit) {
  const auto renames = read_renames(tables);
  if (!renames) return renames.error();
  if (!renames->concerns(symbol)) return daily_of_symbol(tables, symbol, last, limit);
  std::vector<StoredDaily> out;
  for (const Symbol& name : former_names(*renames)) {
    const auto rows = moved_rows(tables, *renames, name, last);
    if (!rows) return rows.error();
    std::ranges::copy_if(*rows, std::back_inserter(out),
                         [&](const StoredDaily& r) { return r.bar.symbol == symbol; });
  }
  const auto own = daily_of_symbol(tables, symbol, last, kAllDays);
  if (!own) return own.error();
  std::ranges::copy_if(*own, std::back_inserter(out),
                       [&](const StoredDaily& row) { return renames->today(symbol, row.bar.session) == symbol; });
  std::ranges::stable_sort(out, {}, [](const StoredDaily& row) { return row.bar.session; });
  if (out.size() > limit) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(limit));
  return out;
}

StoreResult<std::vector<Symbol>> history_symbols(Tables& tables) {
  const auto symbols = daily_symbols(tables);
  if (!symbols) return symbols;
  const auto renames = read_renames(tables);
  if (!renames) return renames.error();
  if (renames->empty()) return symbols;
  std::set<Symbol> out;
  for (const Symbol& symbol : *symbols) {
    if (!renames->concerns(symbol)) {
      out.insert(symbol);
      continue;
    }
    const auto rows = daily_of_symbol(tables, symbol, std::chrono::year{9999} / 12 / 31, kAllDays);
    if (!rows) return rows.error();
    for (const StoredDaily& row : *rows)
      if (const auto name = renames->today(symbol, row.bar.session)) out.insert(*name);
  }
  return std::vector<Symbol>(out.begin(), out.end());
}

}  // namespace tickbard
