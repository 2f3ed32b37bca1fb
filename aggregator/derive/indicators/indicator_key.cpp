#include "aggregator/derive/indicators/indicator_key.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace tickbard {
namespace {

using Kind = IndicatorKey::Kind;

/// How a kind is written, and its usual periods (0: it has to be given).
struct Form {
  std::string_view name;
  Kind kind;
  int periods;
  std::array<int, 3> usual;
  std::string_view example;
};
constexpr std::array<Form, 14> kForms{{
    {"sma", Kind::sma, 1, {0, 0, 0}, "sma:20"},
    {"ema", Kind::ema, 1, {0, 0, 0}, "ema:21"},
    {"rsi", Kind::rsi, 1, {14, 0, 0}, "rsi:14"},
    {"tr", Kind::tr, 0, {0, 0, 0}, "tr"},
    {"atr", Kind::atr, 1, {14, 0, 0}, "atr:14"},
    {"atr_pct", Kind::atr_pct, 1, {14, 0, 0}, "atr_pct:14"},
    {"pdi", Kind::pdi, 1, {14, 0, 0}, "pdi:14"},
    {"mdi", Kind::mdi, 1, {14, 0, 0}, "mdi:14"},
    {"dx", Kind::dx, 1, {14, 0, 0}, "dx:14"},
    {"adx", Kind::adx, 1, {14, 0, 0}, "adx:14"},
    {"macd", Kind::macd, 3, {12, 26, 9}, "macd:12:26:9"},
    {"macd_signal", Kind::macd_signal, 3, {12, 26, 9}, "macd_signal:12:26:9"},
    {"macd_hist", Kind::macd_hist, 3, {12, 26, 9}, "macd_hist:12:26:9"},
    {"roc", Kind::roc, 1, {0, 0, 0}, "roc:17"},
}};
static_assert(static_cast<std::size_t>(kForms.back().kind) + 1 == kForms.size(), "a form for each kind, in order");

std::string normal(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  std::string out(text.substr(first, text.find_last_not_of(" \t") - first + 1));
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (std::size_t end; (end = text.find(by)) != std::string_view::npos; text.remove_prefix(end + 1)) {
    parts.push_back(text.substr(0, end));
  }
  parts.push_back(text);
  return parts;
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// What a person wrote, short and without anything that a terminal or a page would obey.
std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string out(text.substr(0, kMost));
  std::ranges::replace_if(
      out, [](unsigned char c) { return std::isprint(c) == 0; }, '?');
  return '"' + out + (text.size() > kMost ? "\"…" : "\"");
}

Problem problem(std::string_view text, std::string_view what) {
  return {"indicator " + shown(text) + ": " + std::string(what)};
}

std::string known_names() {
  std::string names;
  for (const Form& form : kForms) names.append(names.empty() ? "" : ", ").append(form.example);
  return names;
}

std::optional<int> bounded(std::string_view text) {
  const auto n = whole_number(text);
  return n && *n >= 1 && *n <= kLongestPeriod ? n : std::nullopt;
}

}  // namespace

Result<IndicatorKey> parse_indicator_key(std::string_view text) {
  const std::string lower = normal(text);
  std::vector<std::string_view> parts = split(lower, ':');
  const auto form = std::ranges::find(kForms, parts.front(), &Form::name);
  if (form == kForms.end()) return problem(text, "there is no such indicator; known are " + known_names());
  parts.erase(parts.begin());

  IndicatorKey key{form->kind};
  constexpr std::string_view kShift = "shift=";
  if (form->kind == Kind::sma && !parts.empty() && parts.back().starts_with(kShift)) {
    const auto shift = bounded(parts.back().substr(kShift.size()));
    if (!shift) return problem(text, "the shift must be a whole number from 1 to 1000, as in sma:8:shift=5");
    key.shift = *shift;
    parts.pop_back();
  }
  const std::string as_in = ", as in " + std::string(form->example);
  std::array<int, 3> periods = form->usual;
  if (parts.empty() && form->periods == 1 && periods[0] == 0)
    return problem(text, "its period is missing" + as_in);
  if (!parts.empty() && parts.size() != static_cast<std::size_t>(form->periods)) {
    return problem(text, form->periods == 0   ? "it has no periods" + as_in
                         : form->periods == 1 ? "it has one period" + as_in
                                              : "it has no periods or all three: fast, slow, signal" + as_in);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto period = bounded(parts[i]);
    if (!period) return problem(text, "a period must be a whole number from 1 to 1000" + as_in);
    periods[i] = *period;
  }
  if (form->periods == 3 && periods[0] >= periods[1]) {
    return problem(text, "the fast period must be smaller than the slow one" + as_in);
  }
  key.period = periods[0];
  key.slow = periods[1];
  key.signal = periods[2];
  return key;
}

Result<std::vector<IndicatorKey>> parse_indicator_keys(std::string_view text) {
  std::vector<IndicatorKey> keys;
  if (normal(text).empty()) return keys;
  for (const std::string_view part : split(text, ',')) {
    const auto key = parse_indicator_key(part);
    if (!key) return key.error();
    if (std::ranges::find(keys, *key) != keys.end()) return problem(part, "it is asked for twice; leave one out");
    if (keys.size() == kMostKeys) return problem(part, "at most 16 indicators can be asked for at once");
    keys.push_back(*key);
  }
  return keys;
}

std::string to_text(const IndicatorKey& key) {
  const Form& form = kForms[static_cast<std::size_t>(key.kind)];
  std::string text(form.name);
  const std::array<int, 3> periods{key.period, key.slow, key.signal};
  for (int i = 0; i < form.periods; ++i) text += ":" + std::to_string(periods[static_cast<std::size_t>(i)]);
  if (key.shift > 0) text += ":shift=" + std::to_string(key.shift);
  return text;
}

}  // namespace tickbard
