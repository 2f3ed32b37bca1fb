#include "daemon/edge/indicators_answer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/interval.hpp"
#include "daemon/edge/json_out.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/responses.hpp"
#include "sinks/derived/market_snapshot.hpp"

namespace tickbard {
namespace {

using std::chrono::days, std::chrono::sys_days;

constexpr days kMostHistory{400};  // some 280 sessions of a few kilobytes each
constexpr days kUsualHistory{30};
constexpr std::string_view kTypePrefix = "technical_";

struct IndicatorsQuery {
  std::string text;
  std::vector<Symbol> candidates;
  std::string type = "technical_1d";
  std::optional<SessionDate> as_of;
  bool history = false;
  std::optional<SessionDate> from, to;
  Revisions revisions = Revisions::newest;
};

void read_type(Parameters& parameters, IndicatorsQuery& query) {
  const bool by_interval = parameters.text("interval") != nullptr;
  if (by_interval && parameters.text("analysis_type") != nullptr)
    return parameters.refuse("analysis_type", "says the same as interval: give one of them.");
  const std::string_view name = by_interval ? "interval" : "analysis_type";
  const auto* text = parameters.text(name);
  if (text == nullptr) return;
  std::string_view interval = *text;
  if (!by_interval) {
    if (!interval.starts_with(kTypePrefix))
      return parameters.refuse(name, "is unknown: it is technical_1d, or technical_ and 1m, 5m, 15m or 1h.");
    interval.remove_prefix(kTypePrefix.size());
  }
  if (!parse_interval(interval))
    return parameters.refuse(name, "has no such interval: there are 1m, 5m, 15m, 1h and 1d.");
  query.type = std::string(kTypePrefix) + std::string(interval);
}

void read_history(Parameters& parameters, IndicatorsQuery& query) {
  query.history = parameters.flag("history");
  query.from = parameters.date("from");
  query.to = parameters.date("to");
  query.revisions = parameters.choice("revisions", "newest", "all") ? Revisions::all : Revisions::newest;
  parameters.ordered(query.from, query.to);
  for (const auto* name : {"from", "to", "revisions"})
    if (!query.history && parameters.text(name) != nullptr)
      parameters.refuse(name, "is of the history: add history=true.");
  if (query.history && query.as_of) parameters.refuse("as_of", "is one day: leave it out, or history=true.");
  if (query.from && query.to && sys_days(*query.to) - sys_days(*query.from) > kMostHistory)
    parameters.refuse("from", "is more than 400 days before to: ask for a part at a time.");
}

void write_members(JsonOut& out, const SnapshotRow& row) {
  out.member("as_of_date", row.as_of_date).member("close", row.close).member("rsi_14", row.rsi_14);
  out.member("atr_14", row.atr_14).member("adx_14", row.adx_14).member("macd", row.macd);
  out.member("ma_bucket", row.ma_bucket).member("stage_label", row.stage_label);
  out.member("stage_slope_pct", row.stage_slope_pct).member("stage_dist_pct", row.stage_dist_pct);
  out.member("perf_1d", row.perf_1d).member("perf_20d", row.perf_20d).member("perf_252d", row.perf_252d);
  out.key("values").stored(row.payload);
  out.member("revision", row.revision).member("computed_at", row.computed_at);
}

/// The daemon computes those of days by itself; those of shorter bars come by the command alone.
std::string how_they_come(std::string_view type) {
  const std::string_view interval = type.substr(kTypePrefix.size());
  if (interval == "1d")
    return "They are computed after each session's end, by `tickbard derive indicators --session DATE..DATE` at once.";
  return "They are computed by `tickbard derive indicators --interval " + std::string(interval) +
         " --session DATE..DATE`.";
}

ApiProblem no_snapshot(const IndicatorsQuery& query, const std::string& when) {
  return {
      404,
      "There are no indicators (" + query.type + ") of " + in_quotes(query.text) + when + " (looked for " +
          in_quotes(query.candidates) +
          "). " + how_they_come(query.type),
      "symbol",
      {}};
}

struct Found {
  Symbol symbol;
  SnapshotRow newest;
};

ApiResult<Found> find(const IndicatorsQuery& query, Tables& tables) {
  for (const Symbol& symbol : query.candidates) {
    auto row = read_snapshot(tables, symbol, query.type);
    if (!row) return store_away(row.error().text);
    if (*row) return Found{symbol, std::move(**row)};
  }
  return no_snapshot(query, "");
}

ApiResult<void> write_history(JsonOut& out, const IndicatorsQuery& query, const Found& found, Tables& tables) {
  // Around what is given; else up to the newest one.
  sys_days last = query.to ? sys_days(*query.to) : sys_days(found.newest.as_of_date);
  const sys_days first = query.from ? sys_days(*query.from) : last - kUsualHistory;
  if (!query.to) last = std::min(std::max(last, first), first + kMostHistory);
  const auto rows = read_snapshot_history(tables, found.symbol, query.type, first, last, query.revisions);
  if (!rows) return store_away(rows.error().text);
  out.key("history").begin_array();
  for (const auto& row : *rows) {
    out.begin_object();
    write_members(out, row);
    out.end_object();
  }
  out.end_array();
  return {};
}

ApiResult<void> write_one(JsonOut& out, const IndicatorsQuery& query, const Found& found, Tables& tables) {
  if (!query.as_of) {
    write_members(out, found.newest);
    out.member("expiry", found.newest.expiry);
    return {};
  }
  const auto rows = read_snapshot_history(tables, found.symbol, query.type, *query.as_of, *query.as_of);
  if (!rows) return store_away(rows.error().text);
  if (rows->empty()) return no_snapshot(query, " as of " + to_text(*query.as_of));
  write_members(out, rows->back());
  return {};
}

HttpResponse answer(const IndicatorsQuery& query, const Asked& asked) {
  if (asked.store.tables == nullptr) return problem_response(no_tables());
  Tables& tables = *asked.store.tables;
  const auto found = find(query, tables);
  if (!found) return problem_response(found.error());
  JsonOut out;
  out.begin_object().member("symbol", found->symbol.view()).member("analysis_type", query.type);
  const auto done =
      query.history ? write_history(out, query, *found, tables) : write_one(out, query, *found, tables);
  if (!done) return problem_response(done.error());
  auto response = json_response(out.end_object().take());
  response.headers.emplace_back("Content-Location", "/v1/indicators/" + percent_encode(found->symbol.view()));
  return response;
}

}  // namespace

ApiResult<Question> parse_indicators(const Inquiry& inquiry) {
  IndicatorsQuery query;
  query.text = inquiry.symbol;
  auto candidates = read_symbol(inquiry.symbol);
  if (!candidates) return candidates.error();
  query.candidates = std::move(*candidates);
  Parameters parameters(inquiry.target,
                        {"interval", "analysis_type", "as_of", "history", "from", "to", "revisions"});
  read_type(parameters, query);
  query.as_of = parameters.date("as_of");
  read_history(parameters, query);
  if (parameters.problem()) return *parameters.problem();
  return Question([query = std::move(query)](const Asked& asked) { return answer(query, asked); });
}

}  // namespace tickbard
