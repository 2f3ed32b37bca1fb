#include "daemon/derive/set_members.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "daemon/derive/market_facts.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/security_sets.hpp"
#include "sinks/derived/watchlists.hpp"

namespace tickbard {
namespace {

using Tickers = std::vector<std::string>;

Tickers tickers_of(std::span<const Symbol> symbols) {
  Tickers out;
  for (const Symbol& symbol : symbols) out.emplace_back(symbol.view());
  return out;
}

StoreResult<Tickers> every_symbol(const DeriveContext& context, const Calendar& calendar) {
  const auto calendars = SymbolCalendars::read(context.from, context.default_calendar);
  if (!calendars) return calendars.error();
  const auto symbols = daily_symbols(context.from);
  if (!symbols) return symbols.error();
  Tickers out;
  for (const Symbol& symbol : *symbols)
    if (calendars->of(symbol) == calendar.name()) out.emplace_back(symbol.view());
  return out;
}

/// A list that is kept under this name today; empty if there is none.
StoreResult<Tickers> listed(Tables& tables, std::string_view name) {
  const auto constituents = read_constituents(tables, name);
  if (!constituents) return constituents.error();
  Tickers out;
  for (const Constituent& row : *constituents) out.emplace_back(row.symbol.view());
  if (!out.empty()) return out;
  const auto lists = read_watchlists(tables);
  if (!lists) return lists.error();
  for (const Watchlist& list : *lists)
    if (list.name == name) return tickers_of(list.symbols);
  return out;
}

StoreResult<Tickers> tickers_in(const StoreResult<std::optional<SecuritySetRow>>& row) {
  if (!row) return row.error();
  Tickers out;
  if (!*row) return out;
  const auto json = nlohmann::json::parse((*row)->tickers_json, nullptr, false);
  for (const auto& ticker : json)
    if (ticker.is_string()) out.push_back(ticker.get<std::string>());
  return out;
}

StoreResult<NamedSet> made(const Tickers& tickers, std::string alias) {
  auto set = SecuritySet::of(tickers);
  if (!set) return StoreError{StoreErrorClass::other, "set " + alias + ": " + set.error().text};
  return NamedSet{*std::move(set), std::move(alias)};
}

/// Each by name, up to a few: a feed that writes all its symbols so would fill the screen.
std::vector<std::string> left_out_notes(std::span<const std::string> left_out) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::string> notes;
  for (const std::string& ticker : left_out.first(std::min(kNamed, left_out.size()))) {
    notes.push_back(
        "symbol \"" + ticker +
        "\" is left out of breadth: a comma, bar, quote, backslash or blank in a ticker cannot be told "
        "from the set's own; its bars, days and indicators are as usual");
  }
  if (left_out.size() > kNamed)
    notes.push_back("and " + std::to_string(left_out.size() - kNamed) + " more symbols, for the same reason");
  return notes;
}

}  // namespace

StoreResult<std::optional<NamedSet>> all_members(const DeriveContext& context, const Calendar& calendar) {
  const auto every = every_symbol(context, calendar);
  if (!every) return every.error();
  Tickers kept, left_out;
  for (const std::string& ticker : *every)
    (SecuritySet::of(std::span(&ticker, 1)) ? kept : left_out).push_back(ticker);
  if (kept.empty()) return std::optional<NamedSet>{};
  auto all = made(kept, all_set_name(context, calendar));
  if (!all) return all.error();
  all->notes = left_out_notes(left_out);
  return std::optional<NamedSet>{*std::move(all)};
}

std::string all_set_name(const DeriveContext& context, const Calendar& calendar) {
  return calendar.name() == context.default_calendar ? "all" : "all-" + std::string(calendar.name());
}

StoreResult<NamedSet> members_of(const DeriveContext& context, const SetRequest& request, const Calendar& calendar,
                                 SessionDate last) {
  if (!request.symbols.empty()) return made(tickers_of(request.symbols), request.name);
  const std::string all = all_set_name(context, calendar);
  if (request.name.empty() || request.name == "all" || request.name == all) {
    auto every = all_members(context, calendar);
    if (!every) return every.error();
    if (*every) return **std::move(every);
    return StoreError{StoreErrorClass::other, context.from.describe() + " has no daily bar of calendar " +
                                                  std::string(calendar.name()) +
                                                  ": derive or import daily bars first"};
  }
  auto tickers = listed(context.from, request.name);
  if (!tickers) return tickers.error();
  if (tickers->empty()) {
    tickers = tickers_in(read_set_of_alias(context.from, request.name, last));
    if (!tickers) return tickers.error();
  }
  if (!tickers->empty()) return made(*tickers, request.name);
  tickers = tickers_in(read_security_set(context.from, request.name));
  if (!tickers) return tickers.error();
  if (!tickers->empty()) return made(*tickers, {});
  return StoreError{StoreErrorClass::other,
                    "no set is called " + request.name +
                        ": give all, an index code, a watchlist, a name of a stored set or "
                        "its hash"};
}

}  // namespace tickbard
