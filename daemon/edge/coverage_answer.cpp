#include "daemon/edge/coverage_answer.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "daemon/edge/json_out.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/responses.hpp"
#include "sinks/derived/coverage_snapshots.hpp"

namespace tickbard {
namespace {

constexpr std::uint32_t kMaxHistory = 1'000;

/// What a line through time needs of a snapshot: its `status`, not its lists of symbols.
std::string status_of(const std::string& payload) {
  const auto json = nlohmann::ordered_json::parse(payload, nullptr, false);
  if (!json.is_object()) return "null";
  const auto status = json.find("status");
  return status == json.end() ? "null" : status->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// One row at a time: a snapshot may hold a line for each symbol.
ApiResult<void> write_history(JsonOut& out, Tables& tables, std::uint32_t count) {
  out.key("history").begin_array();
  UnixNanos before = kLatestEvent;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto rows = read_coverage(tables, UnixNanos{}, before, 1);
    if (!rows) return store_away(rows.error().text);
    if (rows->empty()) break;
    const CoverageRow& row = rows->front();
    out.begin_object().member("taken_at", row.taken_at).member("status", row.status);
    out.key("figures").raw(status_of(row.payload)).end_object();
    before = row.taken_at;
  }
  out.end_array();
  return {};
}

HttpResponse answer(std::uint32_t history, const Asked& asked) {
  if (asked.store.tables == nullptr) return problem_response(no_tables());
  Tables& tables = *asked.store.tables;
  const auto newest = newest_coverage(tables);
  if (!newest) return problem_response(store_away(newest.error().text));
  if (!*newest) {
    return problem_response(
        {404,
         "No coverage has been computed yet: the daemon does so once an hour, `tickbard report "
         "coverage` at once.",
         {},
         {}});
  }
  JsonOut out;
  out.begin_object().member("taken_at", (*newest)->taken_at).member("status", (*newest)->status);
  out.member("age_seconds",
             std::chrono::duration_cast<std::chrono::seconds>(asked.now - (*newest)->taken_at).count());
  out.key("coverage").stored((*newest)->payload);
  if (history > 0) {
    if (const auto done = write_history(out, tables, history); !done) return problem_response(done.error());
  }
  return json_response(out.end_object().take());
}

}  // namespace

ApiResult<Question> parse_coverage(const Inquiry& inquiry) {
  Parameters parameters(inquiry.target, {"history"});
  const auto history = parameters.whole("history", 0, kMaxHistory);
  if (parameters.problem()) return *parameters.problem();
  return Question([history](const Asked& asked) { return answer(history, asked); });
}

}  // namespace tickbard
