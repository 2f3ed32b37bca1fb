#include "daemon/edge/parameters.hpp"

#include <algorithm>
#include <charconv>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/time_text.hpp"
#include "daemon/edge/instant.hpp"
#include "daemon/runtime/nearest.hpp"

namespace tickbard {
namespace {

std::string listed(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace

ApiProblem bad_parameter(std::string_view name, std::string_view value, std::string_view what) {
  return {400,
          "The parameter " + std::string(name) + "=" + in_quotes(value) + " " + std::string(what),
          std::string(name),
          {}};
}

Parameters::Parameters(const RequestTarget& target, std::initializer_list<std::string_view> known)
    : target_(target) {
  for (const auto& [name, value] : target.parameters) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string detail = "There is no parameter " + in_quotes(name) + " here";
    if (known.size() == 0) {
      detail += ": this address takes none.";
    } else {
      if (const auto word = nearest(name, known)) detail += "; did you mean \"" + *word + "\"?";
      detail += (detail.ends_with('?') ? "" : ".") + std::string(" Known:");
      for (const auto each : known) detail += (each == *known.begin() ? " " : ", ") + std::string(each);
      detail += '.';
    }
    problem_ = ApiProblem{400, detail, name, {}};
    return;
  }
}

void Parameters::refuse(std::string_view name, std::string_view what) {
  if (problem_) return;
  const auto* value = target_.parameter(name);
  problem_ = bad_parameter(name, value == nullptr ? "" : *value, what);
}

std::optional<UnixNanos> Parameters::bound(std::string_view name, Bound bound) {
  const auto* value = target_.parameter(name);
  if (value == nullptr) return std::nullopt;
  const auto out = parse_bound(*value, bound);
  if (!out) {
    refuse(name,
           "is no instant: write RFC 3339 (2026-11-20T14:30:00Z), a day (2026-11-20, by UTC; as `to` it is in the "
           "range) or whole epoch seconds (1795185000), from 1970 to 2100.");
  }
  return out;
}

std::optional<SessionDate> Parameters::date(std::string_view name) {
  const auto* value = target_.parameter(name);
  if (value == nullptr) return std::nullopt;
  const auto out = parse_date(*value);
  if (!out) refuse(name, "is no day: write it as 2026-11-20.");
  return out;
}

std::uint32_t Parameters::whole(std::string_view name, std::uint32_t otherwise, std::uint32_t most) {
  const auto* value = target_.parameter(name);
  if (value == nullptr) return otherwise;
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), n);
  if (error == std::errc{} && end == value->data() + value->size() && n > 0 && n <= most) return n;
  refuse(name, "is out of range: allowed is a whole number from 1 to " + std::to_string(most) + ".");
  return otherwise;
}

bool Parameters::choice(std::string_view name, std::string_view off, std::string_view on) {
  const std::string_view words[] = {off, on};
  return word(name, words).value_or(0) == 1;
}

std::optional<std::size_t> Parameters::word(std::string_view name, std::span<const std::string_view> words) {
  const auto* value = target_.parameter(name);
  if (value == nullptr) return std::nullopt;
  const auto at = std::find(words.begin(), words.end(), *value);
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  refuse(name, "is unknown: allowed are " + listed(words) + ".");
  return std::nullopt;
}

std::optional<std::int64_t> Parameters::decimal(std::string_view name, int digits) {
  const auto* value = target_.parameter(name);
  if (value == nullptr) return std::nullopt;
  std::int64_t raw = 0;
  if (parse_decimal(*value, digits, raw) && raw >= 0) return raw;
  refuse(name, "is no such number: allowed is a decimal from 0 on, with at most " + std::to_string(digits) +
                   " digits behind the point.");
  return std::nullopt;
}

void Parameters::ordered(const std::optional<UnixNanos>& from, const std::optional<UnixNanos>& to) {
  if (problem_ || !from || !to || *from < *to) return;
  refuse("from", "is not before to=" + in_quotes(*text("to")) + ": a range holds what has from <= t < to.");
}

void Parameters::ordered(const std::optional<SessionDate>& from, const std::optional<SessionDate>& to) {
  if (problem_ || !from || !to || *from <= *to) return;
  refuse("from", "is after to=" + in_quotes(*text("to")) + ": a range of days holds both its ends.");
}

std::vector<Symbol> symbol_spellings(std::string_view text) {
  std::vector<Symbol> out;
  const auto add = [&](const Parsed<Symbol>& symbol) {
    if (symbol && std::find(out.begin(), out.end(), *symbol) == out.end()) out.push_back(*symbol);
  };
  add(Symbol::parse(text));
  const auto colon = text.find(':');
  const std::size_t venue = colon == std::string_view::npos ? 0 : colon + 1;
  add(Symbol::parse(std::string(text.substr(0, venue)) + upper(text.substr(venue))));
  add(Symbol::parse_equity(text));
  return out;
}

ApiResult<std::vector<Symbol>> read_symbol(std::string_view text) {
  auto out = symbol_spellings(text);
  if (out.empty()) {
    return bad_parameter("symbol", text,
                         "is no symbol: 1 to 23 letters, digits or signs, without spaces and quotes.");
  }
  return out;
}

std::string in_quotes(std::span<const Symbol> symbols) {
  std::string out;
  for (const auto& symbol : symbols) out += (out.empty() ? "" : ", ") + in_quotes(symbol.view());
  return out;
}

ApiProblem store_away(std::string_view why) {
  return {503,
          "The store cannot be read now: " + std::string(why) + " Collecting goes on; try again in some seconds.",
          {},
          {}};
}

ApiProblem no_tables() {
  return store_away("its derived tables are not open.");
}

}  // namespace tickbard
