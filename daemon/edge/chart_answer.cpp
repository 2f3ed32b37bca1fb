#include "daemon/edge/chart_answer.hpp"

#include <string>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "daemon/edge/chart_indicators.hpp"
#include "daemon/edge/chart_source.hpp"
#include "daemon/edge/responses.hpp"
#include "daemon/edge/uri.hpp"

namespace tickbard {
namespace {

std::string next_link(const ChartQuery& query, const ChartSeries& series) {
  std::string out = "</charts/" + percent_encode(query.text) +
                    "?interval=" + std::string(name_of(query.interval)) + "&from=" + to_rfc3339(*series.next_from);
  if (query.to) out += "&to=" + to_rfc3339(*query.to);
  out += "&limit=" + std::to_string(query.limit);
  if (query.fill_previous) out += "&fill=previous";
  if (query.include_forming) out += "&include_forming=true";
  if (query.adjusted) out += *query.adjusted ? "&adjusted=true" : "&adjusted=false";
  for (const auto& key : query.indicators)
    out += (&key == &query.indicators.front() ? "&indicators=" : ",") + percent_encode(to_text(key));
  return out + ">; rel=\"next\"";
}

/// Minutes are there, and nobody has made longer bars of them.
ApiProblem not_derived(const ChartQuery& query) {
  const auto name = std::string(name_of(query.interval));
  return {404,
          "There is no " + name + " bar of " + in_quotes(query.text) +
              " yet, though there are minutes: the daemon " +
              (query.interval == Interval::d1
                   ? "makes it after the session's close, `tickbard derive daily"
                   : "makes it when its first " + name + " is over, `tickbard derive higher") +
              " --session DATE..DATE` at once.",
          "interval",
          {}};
}

bool has_minutes(const ChartQuery& query, const Asked& asked) {
  for (const auto& symbol : query.candidates) {
    if (asked.forming && asked.forming(symbol)) return true;
    const auto any = asked.store.bars({symbol, {}, {}, 1, true});
    if (any && !any->empty()) return true;
  }
  return false;
}

ApiResult<ChartSeries> read_chart(const ChartQuery& query, const Asked& asked, const EdgeContext& context) {
  ChartSource source(query, asked, context);
  const BarReader read = [&](const BarRange& range) { return source.read(range); };
  const FormingBar forming = [&](Symbol symbol) { return source.forming(symbol); };
  const BarEnd end_of = [&](Symbol symbol, MinuteStart start) { return source.end_of(symbol, start); };
  auto series = chart_series(query, read, forming, asked.now, end_of);
  if (!series) {
    const bool missing = series.error().status == 404 && query.interval != Interval::m1;
    return missing && has_minutes(query, asked) ? ApiResult<ChartSeries>(not_derived(query)) : series;
  }
  if (auto done = add_indicators(query, source, *series); !done) return store_away(done.error().text);
  return series;
}

}  // namespace

HttpResponse chart_response(const ChartQuery& query, const ApiResult<ChartSeries>& series) {
  if (!series) return problem_response(series.error());
  auto response = json_response(to_json(*series));
  response.headers.emplace_back("Content-Location", "/charts/" + percent_encode(series->symbol.view()));
  if (series->next_from) response.headers.emplace_back("Link", next_link(query, *series));
  return response;
}

Question chart_question(ChartQuery query, EdgeContext context) {
  return [query = std::move(query), context = std::move(context)](const Asked& asked) {
    return chart_response(query, read_chart(query, asked, context));
  };
}

ApiResult<Question> parse_chart(const Inquiry& inquiry) {
  auto query = parse_chart_query(inquiry.symbol, inquiry.target);
  if (!query) return query.error();
  query->bars_enabled = inquiry.context.bars_enabled;
  return chart_question(std::move(*query), inquiry.context);
}

}  // namespace tickbard
