#include "daemon/edge/chart_query.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "daemon/edge/instant.hpp"

namespace tickbard {
namespace {

const std::vector<std::string_view> kParameters{"interval", "from", "to", "limit", "fill", "include_forming"};
constexpr std::array<std::string_view, 4> kLaterIntervals{"5m", "15m", "1h", "1d"};

ApiProblem bad(std::string_view parameter, std::string_view value, std::string_view what) {
  return {400,
          "The parameter " + std::string(parameter) + "=" + in_quotes(value) + " " + std::string(what),
          std::string(parameter),
          {}};
}

std::optional<ApiProblem> check_names(const RequestTarget& target) {
  for (const auto& [name, value] : target.parameters) {
    if (std::find(kParameters.begin(), kParameters.end(), name) != kParameters.end()) continue;
    std::string detail = "There is no parameter " + in_quotes(name) + " here";
    if (const auto word = nearest(name, kParameters)) detail += "; did you mean \"" + std::string(*word) + "\"?";
    detail += (detail.ends_with('?') ? "" : ".") +
              std::string(" Known: interval, from, to, limit, fill, include_forming.");
    return ApiProblem{400, detail, name, {}};
  }
  return std::nullopt;
}

std::optional<ApiProblem> check_interval(const RequestTarget& target) {
  const auto* value = target.parameter("interval");
  if (value == nullptr || *value == "1m") return std::nullopt;
  if (std::find(kLaterIntervals.begin(), kLaterIntervals.end(), *value) != kLaterIntervals.end()) {
    return bad("interval", *value, "is not available yet in this version: use interval=1m.");
  }
  return bad("interval", *value, "is no interval: allowed are 1m, 5m, 15m, 1h and 1d (this version answers 1m).");
}

std::optional<ApiProblem> read_instant(const RequestTarget& target, std::string_view name,
                                       std::optional<UnixNanos>& out) {
  const auto* value = target.parameter(name);
  if (value == nullptr) return std::nullopt;
  out = parse_instant(*value);
  if (out) return std::nullopt;
  return bad(name, *value,
             "is no instant: write RFC 3339 (2026-11-20T14:30:00Z) or whole epoch seconds (1795185000), "
             "from 1970 to 2100.");
}

std::optional<ApiProblem> read_limit(const RequestTarget& target, std::uint32_t& out) {
  const auto* value = target.parameter("limit");
  if (value == nullptr) return std::nullopt;
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), n);
  if (error != std::errc{} || end != value->data() + value->size() || n == 0 || n > ChartQuery::kMaxLimit) {
    return bad("limit", *value, "is out of range: allowed is a whole number from 1 to 10000.");
  }
  out = n;
  return std::nullopt;
}

/// Reads a parameter that has two possible words.
std::optional<ApiProblem> read_choice(const RequestTarget& target, std::string_view name, std::string_view off,
                                      std::string_view on, bool& out) {
  const auto* value = target.parameter(name);
  if (value == nullptr) return std::nullopt;
  if (*value != off && *value != on) {
    return bad(name, *value, "is unknown: allowed are " + std::string(off) + " and " + std::string(on) + ".");
  }
  out = *value == on;
  return std::nullopt;
}

std::optional<MinuteStart> first_minute_at_or_after(std::optional<UnixNanos> t) {
  if (!t) return std::nullopt;
  return std::chrono::ceil<std::chrono::minutes>(*t);
}

}  // namespace

std::vector<Symbol> symbol_spellings(std::string_view text) {
  std::vector<Symbol> out;
  const auto add = [&](const Parsed<Symbol>& symbol) {
    if (symbol && std::find(out.begin(), out.end(), *symbol) == out.end()) out.push_back(*symbol);
  };
  add(Symbol::parse(text));
  std::string upper(text);
  const auto colon = upper.find(':');
  const auto first = colon == std::string::npos ? 0 : static_cast<std::ptrdiff_t>(colon + 1);
  std::transform(upper.begin() + first, upper.end(), upper.begin() + first,
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  add(Symbol::parse(upper));
  add(Symbol::parse_equity(text));
  return out;
}

ApiResult<ChartQuery> parse_chart_query(std::string_view symbol, const RequestTarget& target) {
  ChartQuery query;
  query.text = symbol;
  query.candidates = symbol_spellings(symbol);
  if (query.candidates.empty()) {
    return bad("symbol", symbol, "is no symbol: 1 to 23 letters, digits or signs, without spaces and quotes.");
  }
  std::optional<UnixNanos> from, to;
  if (auto problem = check_names(target)) return *problem;
  if (auto problem = check_interval(target)) return *problem;
  if (auto problem = read_instant(target, "from", from)) return *problem;
  if (auto problem = read_instant(target, "to", to)) return *problem;
  if (auto problem = read_limit(target, query.limit)) return *problem;
  if (auto problem = read_choice(target, "fill", "none", "previous", query.fill_previous)) return *problem;
  if (auto problem = read_choice(target, "include_forming", "false", "true", query.include_forming))
    return *problem;
  if (from && to && *from >= *to) {
    return bad("from", *target.parameter("from"),
               "is not before to=" + in_quotes(*target.parameter("to")) +
                   ": a range holds the bars with from <= t < to.");
  }
  query.from = first_minute_at_or_after(from);
  query.to = first_minute_at_or_after(to);
  return query;
}

}  // namespace tickbard
