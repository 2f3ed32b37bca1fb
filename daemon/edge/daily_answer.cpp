#include "daemon/edge/daily_answer.hpp"

#include <algorithm>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/split.hpp"
#include "daemon/edge/json_out.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/responses.hpp"
#include "daemon/edge/symbol_calendar.hpp"
#include "sinks/derived/corporate_actions.hpp"
#include "sinks/derived/daily_history.hpp"

namespace tickbard {
namespace {

constexpr std::uint32_t kDefaultLimit = 250, kMaxLimit = 10'000;
constexpr std::size_t kMostDays = 20'000;  // of one symbol; fifty years of every day
constexpr SessionDate kLastDay{std::chrono::year{9999}, std::chrono::December, std::chrono::day{31}};

struct DailyQuery {
  std::string text;
  std::vector<Symbol> candidates;
  std::optional<SessionDate> from, to;
  std::uint32_t limit = kDefaultLimit;
  bool adjusted = false;
};

struct DailyRows {
  Symbol symbol;
  std::vector<StoredDaily> rows;         ///< oldest first
  std::optional<SessionDate> next_from;  ///< the limit cut the range
};

ApiResult<DailyRows> read_days(const DailyQuery& query, Tables& tables) {
  for (const Symbol& symbol : query.candidates) {
    auto rows =
        history_of_symbol(tables, symbol, query.to.value_or(kLastDay), query.from ? kMostDays : query.limit);
    if (!rows) return store_away(rows.error().text);
    if (rows->empty()) {
      const auto any = history_of_symbol(tables, symbol, kLastDay, 1);
      if (!any) return store_away(any.error().text);
      if (any->empty()) continue;
    }
    DailyRows out{symbol, std::move(*rows), {}};
    if (query.from) std::erase_if(out.rows, [&](const StoredDaily& row) { return row.bar.session < *query.from; });
    if (out.rows.size() > query.limit) {
      out.next_from = out.rows[query.limit].bar.session;
      out.rows.erase(out.rows.begin() + query.limit, out.rows.end());
    }
    return out;
  }
  return ApiProblem{
      404,
      "There is no daily bar of " + in_quotes(query.text) + " (looked for " + in_quotes(query.candidates) +
          "). Days are made from stored minutes after each session's close, by `tickbard derive daily "
          "--session DATE..DATE` at once, or come by `tickbard import FILE --interval 1d`.",
      "symbol",
      {}};
}

/// False where a price cannot be expressed in the shares of `factor`.
bool adjust(DailyBar& bar, const SplitFactor& factor) {
  for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close}) {
    const auto adjusted = factor.price(*price);
    if (!adjusted) return false;
    *price = *adjusted;
  }
  for (Volume* volume : {&bar.volume_rth, &bar.volume_pre, &bar.volume_post}) {
    const auto adjusted = factor.volume(*volume);
    if (!adjusted) return false;
    *volume = *adjusted;
  }
  if (bar.vwap_rth) bar.vwap_rth = factor.price(*bar.vwap_rth);
  return true;
}

ApiResult<void> adjust_all(DailyRows& days, Tables& tables, SessionDate today) {
  auto rows = read_splits_of_securities(tables);
  if (!rows) return store_away(rows.error().text);
  const auto splits = SplitAdjuster::of(std::move(*rows));
  if (!splits) return store_away(splits.error().text);
  std::erase_if(days.rows, [&](StoredDaily& row) {
    return !adjust(row.bar, splits->factor(days.symbol, row.bar.session, today));
  });
  return {};
}

void write_day(JsonOut& out, const StoredDaily& row) {
  const DailyBar& bar = row.bar;
  const auto instant = [](const std::optional<MinuteStart>& m) {
    return m ? std::optional<UnixNanos>(*m) : std::nullopt;
  };
  const Volume total{bar.volume_rth.raw + bar.volume_pre.raw + bar.volume_post.raw};
  out.begin_object().member("session", bar.session);
  out.member("open", bar.open).member("high", bar.high).member("low", bar.low).member("close", bar.close);
  out.member("volume_rth", bar.volume_rth).member("volume_pre", bar.volume_pre);
  out.member("volume_post", bar.volume_post).member("volume_total", total);
  out.member("trade_count", bar.trade_count).member("vwap_rth", bar.vwap_rth);
  out.member("open_source", kOpenSourceNames[static_cast<std::size_t>(bar.open_source)]);
  out.member("close_source", kCloseSourceNames[static_cast<std::size_t>(bar.close_source)]);
  out.member("bars_rth", bar.bars_rth).member("expected_bars", bar.expected_bars);
  out.member("first_bar_ts", instant(bar.first_bar)).member("last_bar_ts", instant(bar.last_bar));
  out.member("is_final", bar.is_final).key("adj_factor").raw(to_text(row.adj_factor, kAdjFactorDigits));
  out.member("origin", kDayOriginNames[static_cast<std::size_t>(bar.origin)]);
  out.member("revision", bar.revision).member("computed_at", row.computed_at).end_object();
}

std::string next_link(const DailyQuery& query, SessionDate next) {
  std::string out = "</v1/daily/" + percent_encode(query.text) + "?from=" + to_text(next);
  if (query.to) out += "&to=" + to_text(*query.to);
  out += "&limit=" + std::to_string(query.limit);
  if (query.adjusted) out += "&adjusted=true";
  return out + ">; rel=\"next\"";
}

HttpResponse answer(const DailyQuery& query, const EdgeContext& context, const Asked& asked) {
  if (asked.store.tables == nullptr) return problem_response(no_tables());
  Tables& tables = *asked.store.tables;
  auto days = read_days(query, tables);
  if (!days) return problem_response(days.error());
  if (query.adjusted) {
    const auto done = adjust_all(*days, tables, today_of(context, asked.now));
    if (!done) return problem_response(done.error());
  }
  JsonOut out;
  out.begin_array();
  for (const auto& row : days->rows) write_day(out, row);
  out.end_array();
  auto response = json_response(out.take());
  response.headers.emplace_back("Content-Location", "/v1/daily/" + percent_encode(days->symbol.view()));
  if (days->next_from) response.headers.emplace_back("Link", next_link(query, *days->next_from));
  return response;
}

}  // namespace

ApiResult<Question> parse_daily(const Inquiry& inquiry) {
  DailyQuery query;
  query.text = inquiry.symbol;
  auto candidates = read_symbol(inquiry.symbol);
  if (!candidates) return candidates.error();
  query.candidates = std::move(*candidates);
  Parameters parameters(inquiry.target, {"from", "to", "limit", "adjusted"});
  query.from = parameters.date("from");
  query.to = parameters.date("to");
  query.limit = parameters.whole("limit", kDefaultLimit, kMaxLimit);
  query.adjusted = parameters.flag("adjusted");
  parameters.ordered(query.from, query.to);
  if (parameters.problem()) return *parameters.problem();
  return Question([query = std::move(query), context = inquiry.context](const Asked& asked) {
    return answer(query, context, asked);
  });
}

}  // namespace tickbard
