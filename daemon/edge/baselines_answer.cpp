#include "daemon/edge/baselines_answer.hpp"

#include <utility>

#include "aggregator/core/time_text.hpp"
#include "daemon/edge/fallback_states.hpp"
#include "daemon/edge/live_state.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/responses.hpp"
#include "daemon/edge/state_json.hpp"
#include "daemon/edge/symbol_calendar.hpp"

namespace tickbard {
namespace {

constexpr std::uint32_t kDefaultLimit = 100, kMaxLimit = 1'000;

struct BaselinesQuery {
  std::string text;
  std::vector<Symbol> candidates;
  bool history = false;
  std::optional<UnixNanos> from, to;
  std::uint32_t limit = kDefaultLimit;
  bool bars_enabled = true;
};

ApiResult<SymbolState> read_state(const BaselinesQuery& query, Tables& tables) {
  for (const Symbol& symbol : query.candidates) {
    auto row = read_symbol_state(tables, symbol);
    if (!row) return store_away(row.error().text);
    if (*row) return std::move(**row);
  }
  return ApiProblem{
      404,
      "There is no state of " + in_quotes(query.text) + " (looked for " + in_quotes(query.candidates) + "). " +
          (query.bars_enabled ? "It appears a minute after the symbol's first stored bar; "
                              : "None is made while bars are switched off (bars.enabled, ENABLE_PRICE_BARS); ") +
          "`tickbard derive baselines --session DATE` makes that of a past session.",
      "symbol",
      {}};
}

ApiResult<void> write_history(JsonOut& out, const BaselinesQuery& query, const Symbol& symbol, Tables& tables) {
  const auto rows = read_symbol_state_history(tables, symbol, query.from.value_or(UnixNanos{}),
                                              query.to.value_or(kLatestEvent), query.limit);
  if (!rows) return store_away(rows.error().text);
  out.key("history").begin_array();
  for (const auto& row : *rows) {
    out.begin_object().member("taken_at", row.taken_at);
    write_state(out, row.state.figures);
    out.end_object();
  }
  out.end_array();
  return {};
}

/// While bars are off: of the first spelling that was heard.
std::optional<SymbolState> heard(const BaselinesQuery& query, const EdgeContext& context, UnixNanos now) {
  if (query.bars_enabled) return std::nullopt;
  for (const Calendar* calendar : context.calendars.all()) {
    const FallbackStates states(*calendar, context, now);
    for (const Symbol& symbol : query.candidates)
      if (auto row = states.of(symbol)) return row;
  }
  return std::nullopt;
}

HttpResponse answer(const BaselinesQuery& query, const EdgeContext& context, const Asked& asked) {
  if (asked.store.tables == nullptr) return problem_response(no_tables());
  Tables& tables = *asked.store.tables;
  auto row = read_state(query, tables);
  std::optional<UnixNanos> stored_at;
  if (row) {
    stored_at = row->figures.price_minute;
  } else {
    auto print = row.error().status == 404 ? heard(query, context, asked.now) : std::nullopt;
    if (!print) return problem_response(row.error());
    row = *std::move(print);
  }
  const auto calendar = calendar_of(row->symbol, tables, context);
  if (!calendar) return problem_response(calendar.error());
  StoreResult<bool> live = !stored_at;
  if (*calendar != nullptr && stored_at) {
    // Also where bars were switched off: their last minutes are not in the row.
    live = LiveState(**calendar, context).refresh(*row, tables, asked.now);
    if (live && !query.bars_enabled) live = FallbackStates(**calendar, context, asked.now).apply(*row) || *live;
  }
  if (!live) return problem_response(store_away(live.error().text));
  JsonOut out;
  out.begin_object().member("symbol", row->symbol.view()).key("calendar");
  *calendar != nullptr ? out.value((*calendar)->name()) : out.null();
  out.member("live", *live).member("stored_ts", stored_at);
  write_state(out, row->figures);
  out.member("last_updated", row->last_updated);
  // By domain: what a day's range and average are of; all that traded counts as its volume.
  out.key("scope").begin_object().member("hod", "rth").member("lod", "rth").member("vwap", "rth");
  out.member("day_volume", "all").end_object();
  if (query.history) {
    if (const auto done = write_history(out, query, row->symbol, tables); !done)
      return problem_response(done.error());
  }
  auto response = json_response(out.end_object().take());
  response.headers.emplace_back("Content-Location", "/v1/baselines/" + percent_encode(row->symbol.view()));
  return response;
}

}  // namespace

ApiResult<Question> parse_baselines(const Inquiry& inquiry) {
  BaselinesQuery query;
  query.text = inquiry.symbol;
  query.bars_enabled = inquiry.context.bars_enabled;
  auto candidates = read_symbol(inquiry.symbol);
  if (!candidates) return candidates.error();
  query.candidates = std::move(*candidates);
  Parameters parameters(inquiry.target, {"history", "from", "to", "limit"});
  query.history = parameters.flag("history");
  query.from = parameters.bound("from", Bound::from);
  query.to = parameters.bound("to", Bound::to);
  query.limit = parameters.whole("limit", kDefaultLimit, kMaxLimit);
  parameters.ordered(query.from, query.to);
  for (const auto* name : {"from", "to", "limit"})
    if (!query.history && parameters.text(name) != nullptr)
      parameters.refuse(name, "is of the history: add history=true.");
  if (parameters.problem()) return *parameters.problem();
  return Question([query = std::move(query), context = inquiry.context](const Asked& asked) {
    return answer(query, context, asked);
  });
}

}  // namespace tickbard
