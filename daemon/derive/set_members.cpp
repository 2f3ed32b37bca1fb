#include "daemon/derive/set_members.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "aggregator/core/ascii.hpp"
#include "daemon/derive/market_facts.hpp"
#include "sinks/derived/constituents.hpp"
#include "sinks/derived/daily_history.hpp"
#include "sinks/derived/instruments.hpp"
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
  const auto symbols = history_symbols(context.from);
  if (!symbols) return symbols.error();
  Tickers out;
  for (const Symbol& symbol : *symbols)
    if (calendars->of(symbol) == calendar.name()) out.emplace_back(symbol.view());
  return out;
}

/// The symbols with a daily bar that are of one of these types.
StoreResult<std::vector<Symbol>> of_types(const DeriveContext& context, std::span<const std::string> types) {
  const auto instruments = read_instruments(context.from);
  if (!instruments) return instruments.error();
  auto symbols = history_symbols(context.from);
  if (!symbols) return symbols;
  std::unordered_set<Symbol> wanted;
  for (const InstrumentRow& row : *instruments) {
    const auto is = [&](const std::string& type) {
      return row.security_type && upper(*row.security_type) == upper(type);
    };
    if (std::any_of(types.begin(), types.end(), is)) wanted.insert(row.symbol);
  }
  std::erase_if(*symbols, [&](const Symbol& symbol) { return !wanted.contains(symbol); });
  return symbols;
}

/// Every list that has a name today, the configuration's first: where two have one name, its list is meant.
StoreResult<std::vector<SetRequest>> lists(const DeriveContext& context) {
  std::vector<SetRequest> out;
  const auto known = [&](const std::string& name) {
    return std::any_of(out.begin(), out.end(), [&](const SetRequest& set) { return set.name == name; });
  };
  for (const ListedSet& set : context.sets) {
    SetRequest request{set.name, set.symbols};
    if (!set.security_types.empty()) {
      auto more = of_types(context, set.security_types);
      if (!more) return more.error();
      for (Symbol& symbol : *more)
        if (std::find(set.symbols.begin(), set.symbols.end(), symbol) == set.symbols.end())
          request.symbols.push_back(symbol);
    }
    if (!request.symbols.empty()) out.push_back(std::move(request));
  }
  const auto indices = read_indices(context.from);
  if (!indices) return indices.error();
  for (const IndexSize& index : *indices) {
    if (index.active == 0 || known(index.index_code)) continue;
    const auto members = read_constituents(context.from, index.index_code);
    if (!members) return members.error();
    out.push_back({index.index_code, {}});
    for (const Constituent& member : *members) out.back().symbols.push_back(member.symbol);
  }
  auto watchlists = read_watchlists(context.from);
  if (!watchlists) return watchlists.error();
  for (Watchlist& list : *watchlists)
    if (!known(list.name) && !list.symbols.empty()) out.push_back({list.name, std::move(list.symbols)});
  return out;
}

/// The calendar that most of the symbols follow; of several the default one, else the first by name.
std::string usual_calendar(const SymbolCalendars& calendars, std::span<const Symbol> symbols,
                           std::string_view default_calendar) {
  std::map<std::string, std::size_t, std::less<>> members;
  for (const Symbol& symbol : symbols) ++members[std::string(calendars.of(symbol))];
  std::string most(default_calendar);
  for (const auto& [name, count] : members)
    if (count > members[most]) most = name;
  return most;
}

/// A list that is kept under this name today; empty if there is none.
StoreResult<Tickers> listed(const DeriveContext& context, std::string_view name) {
  const auto all = lists(context);
  if (!all) return all.error();
  for (const SetRequest& list : *all)
    if (list.name == name) return tickers_of(list.symbols);
  return Tickers{};
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

StoreResult<std::vector<SetRequest>> lists_of(const DeriveContext& context, const Calendar& calendar) {
  auto all = lists(context);
  if (!all || all->empty()) return all;
  const auto calendars = SymbolCalendars::read(context.from, context.default_calendar);
  if (!calendars) return calendars.error();
  std::erase_if(*all, [&](const SetRequest& list) {
    return usual_calendar(*calendars, list.symbols, context.default_calendar) != calendar.name();
  });
  return all;
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
  auto tickers = listed(context, request.name);
  if (!tickers) return tickers.error();
  if (tickers->empty()) {
    tickers = tickers_in(read_set_of_alias(context.from, request.name, last));
    if (!tickers) return tickers.error();
  }
  if (!tickers->empty()) return made(*tickers, request.name);
  tickers = tickers_in(read_security_set(context.from, request.name));
  if (!tickers) return tickers.error();
  if (!tickers->empty()) return made(*tickers, {});
  for (const ListedSet& set : context.sets)
    if (set.name == request.name)
      return StoreError{
          StoreErrorClass::other,
          "set " + set.name +
              " has no members yet: no symbol with a daily bar is known to be of its security_types; "
              "`tickbard import FILE --instruments` says which are"};
  const auto there = lists(context);
  if (!there) return there.error();
  constexpr std::size_t kNamed = 20;
  std::string names = all;
  for (const SetRequest& list : std::span(*there).first(std::min(kNamed, there->size())))
    names += ", " + list.name;
  return StoreError{StoreErrorClass::other, "no set is called " + request.name + ": there are " + names +
                                                (there->size() > kNamed ? " and others" : "") +
                                                "; the name of a stored set or its hash is good too"};
}

}  // namespace tickbard
