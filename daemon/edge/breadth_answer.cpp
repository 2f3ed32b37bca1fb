#include "daemon/edge/breadth_answer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/breadth/keys.hpp"
#include "daemon/edge/json_out.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/responses.hpp"
#include "daemon/runtime/nearest.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/security_sets.hpp"

namespace tickbard {
namespace {

constexpr std::uint32_t kDefaultDays = 100, kDefaultMinutes = 1'500, kMaxLimit = 10'000;  // a UTC day has 1,440
constexpr std::size_t kMostRows = 100'000;  // so much is held for one answer; a longer one is cut and continued
constexpr std::size_t kLongestName = 128;
constexpr SessionDate kFirstDay{std::chrono::year{1}, std::chrono::January, std::chrono::day{1}};
constexpr SessionDate kLastDay{std::chrono::year{9999}, std::chrono::December, std::chrono::day{31}};
constexpr std::array<std::string_view, 2> kIntervals{"day", "1m"};

struct BreadthQuery {
  std::string set = "all";
  BreadthInterval interval = BreadthInterval::day;
  std::vector<std::string> keys;  ///< empty: all
  std::optional<SessionDate> from, to;
  std::uint32_t limit = kDefaultDays;  ///< moments
};

/// Of a longer name its end, as `advances` of ad_1_advances: interval=1m has some of the day's keys under fewer
/// words.
std::optional<std::string> meant(std::string_view key, const std::vector<std::string_view>& known) {
  std::string_view best;
  for (const auto each : known)
    if (key.size() > each.size() && key.ends_with(each) && key[key.size() - each.size() - 1] == '_' &&
        each.size() > best.size())
      best = each;
  return best.empty() ? nearest(key, known) : std::string(best);
}

void read_keys(Parameters& parameters, BreadthQuery& query) {
  const auto* text = parameters.text("keys");
  if (text == nullptr || text->empty()) return;
  std::vector<std::string_view> known;
  for (const auto& key : breadth_keys(query.interval)) known.push_back(key.key);
  std::string_view rest = *text;
  for (bool more = true; more;) {
    const auto comma = rest.find(',');
    const std::string_view key = rest.substr(0, comma);
    more = comma != std::string_view::npos;
    rest.remove_prefix(more ? comma + 1 : rest.size());
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      const auto near = meant(key, known);
      return parameters.refuse("keys",
                               "holds " + in_quotes(key) +
                                   ", which is no key of interval=" + std::string(name_of(query.interval)) +
                                   (near ? ": did you mean " + *near + "?"
                                         : ": they are like advances, ma_13_above_pct, roc_17_vs_5_gt_pct. "
                                           "Without keys all of them are given."));
    }
    if (std::find(query.keys.begin(), query.keys.end(), key) == query.keys.end()) query.keys.emplace_back(key);
  }
}

/// Rows of one moment.
struct Moment {
  const AggregateRow* first = nullptr;
  const AggregateRow* last = nullptr;  ///< one past
};

std::vector<Moment> moments_of(const std::vector<AggregateRow>& rows) {
  std::vector<Moment> out;
  for (const auto& row : rows) {
    if (out.empty() || out.back().first->as_of != row.as_of || out.back().first->set_hash != row.set_hash)
      out.push_back({&row, &row});
    ++out.back().last;
  }
  return out;
}

ApiProblem no_such_set(const std::string& set, const std::vector<SetAlias>& aliases) {
  std::string known;
  for (const auto& alias : aliases) {
    const auto name = in_quotes(alias.name);
    if (known.find(name) == std::string::npos && known.size() < 400) known += (known.empty() ? "" : ", ") + name;
  }
  return {404,
          "There is no breadth of a set " + in_quotes(set) + ". " +
              (known.empty() ? "None has been computed yet: the daemon does so after a session's end"
                             : "There is: " + known + "; more are computed after a session's end") +
              ", `tickbard derive breadth --session DATE..DATE --set NAME` at once.",
          "set",
          {}};
}

/// Whether anything was ever computed under that name or hash.
ApiResult<void> check_set(const BreadthQuery& query, Tables& tables) {
  const auto newest = newest_aggregate(tables, query.set, name_of(query.interval));
  if (!newest) return store_away(newest.error().text);
  if (*newest) return {};
  const auto own = read_set_aliases(tables, query.set);
  if (!own) return store_away(own.error().text);
  const auto set = read_security_set(tables, query.set);
  if (!set) return store_away(set.error().text);
  if (!own->empty() || *set) return {};
  const auto aliases = read_set_aliases(tables);
  if (!aliases) return store_away(aliases.error().text);
  return no_such_set(query.set, *aliases);
}

void write_moment(JsonOut& out, const Moment& moment) {
  out.begin_object().member("session", moment.first->as_of_date).member("as_of", moment.first->as_of);
  out.member("set_hash", moment.first->set_hash).key("values").begin_object();
  for (const AggregateRow* row = moment.first; row != moment.last; ++row) out.member(row->key, row->value);
  out.end_object().end_object();
}

std::string next_link(const BreadthQuery& query, SessionDate next) {
  std::string out = "</v1/breadth?set=" + percent_encode(query.set) +
                    "&interval=" + std::string(name_of(query.interval)) + "&from=" + to_text(next);
  if (query.to) out += "&to=" + to_text(*query.to);
  for (const auto& key : query.keys) out += (&key == &query.keys.front() ? "&keys=" : ",") + percent_encode(key);
  return out + "&limit=" + std::to_string(query.limit) + ">; rel=\"next\"";
}

HttpResponse answer(const BreadthQuery& query, const Asked& asked) {
  if (asked.store.tables == nullptr) return problem_response(no_tables());
  Tables& tables = *asked.store.tables;
  const std::size_t keys = query.keys.empty() ? breadth_keys(query.interval).size() : query.keys.size();
  AggregateQuery read{query.set, name_of(query.interval), query.keys, query.from.value_or(kFirstDay),
                      query.to.value_or(kLastDay)};
  // One row more than fits says that there is more, and that the last moment may be cut.
  read.limit = std::min(kMostRows, (query.limit + std::size_t{1}) * keys) + 1;
  read.newest_first = !query.from;
  auto rows = read_aggregates(tables, read);
  if (!rows) return problem_response(store_away(rows.error().text));
  if (rows->empty()) {
    if (const auto known = check_set(query, tables); !known) return problem_response(known.error());
  }
  auto moments = moments_of(*rows);
  const bool cut = rows->size() == read.limit;
  if (cut && !moments.empty()) moments.pop_back();
  const bool more = cut || moments.size() > query.limit;
  std::optional<SessionDate> next;
  if (moments.size() > query.limit) {
    next = moments[query.limit].first->as_of_date;
    moments.resize(query.limit);
  } else if (cut) {
    next = rows->back().as_of_date;
  }
  if (read.newest_first) std::reverse(moments.begin(), moments.end());
  JsonOut out;
  out.begin_array();
  for (const auto& moment : moments) write_moment(out, moment);
  out.end_array();
  auto response = json_response(out.take());
  // Minutes of one session cannot be continued by date: a link that led back to its begin would never end.
  const bool forward = more && query.from && !moments.empty() && *next > moments.back().first->as_of_date;
  if (forward) response.headers.emplace_back("Link", next_link(query, *next));
  return response;
}

}  // namespace

ApiResult<Question> parse_breadth(const Inquiry& inquiry) {
  BreadthQuery query;
  Parameters parameters(inquiry.target, {"set", "interval", "keys", "session", "from", "to", "limit"});
  if (const auto* set = parameters.text("set")) {
    query.set = *set;
    if (set->empty() || set->size() > kLongestName)
      parameters.refuse("set", "is no name of a set: it has 1 to 128 letters.");
  }
  query.interval =
      parameters.word("interval", kIntervals).value_or(0) == 1 ? BreadthInterval::minute : BreadthInterval::day;
  read_keys(parameters, query);
  query.from = parameters.date("from");
  query.to = parameters.date("to");
  if (const auto session = parameters.date("session")) {
    if (query.from || query.to) parameters.refuse("session", "is one day: leave out from and to.");
    query.from = query.to = session;
  }
  query.limit = parameters.whole(
      "limit", query.interval == BreadthInterval::minute ? kDefaultMinutes : kDefaultDays, kMaxLimit);
  parameters.ordered(query.from, query.to);
  if (parameters.problem()) return *parameters.problem();
  return Question([query = std::move(query)](const Asked& asked) { return answer(query, asked); });
}

}  // namespace tickbard
