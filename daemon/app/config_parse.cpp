#include "daemon/app/config_parse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/decimal.hpp"

namespace tickbard {
namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  std::int64_t nanos;
};
// From the largest: duration_text takes the first that divides.
constexpr std::array<Unit, 7> kUnits{{{"d", 86'400'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"s", 1'000'000'000},
                                      {"ms", 1'000'000},
                                      {"us", 1'000},
                                      {"ns", 1}}};

std::string joined(std::span<const std::string> items, std::string_view between) {
  std::string out;
  for (const std::string& item : items) {
    if (!out.empty()) out += between;
    out += item;
  }
  return out;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<nanoseconds> parse_duration(std::string_view text) {
  text = trim(text);
  const auto end_of_number = text.find_first_not_of("0123456789.");
  if (end_of_number == 0 || end_of_number == std::string_view::npos) return std::nullopt;
  std::int64_t nine_digits = 0;
  if (!parse_decimal(text.substr(0, end_of_number), 9, nine_digits)) return std::nullopt;
  const std::string_view unit_name = trim(text.substr(end_of_number));
  for (const Unit& unit : kUnits) {
    if (unit.name != unit_name) continue;
    const Int128 nanos = static_cast<Int128>(nine_digits) * unit.nanos;
    if (nanos % 1'000'000'000 != 0) return std::nullopt;
    const Int128 whole = nanos / 1'000'000'000;
    if (whole > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return nanoseconds{static_cast<std::int64_t>(whole)};
  }
  return std::nullopt;
}

std::string duration_text(nanoseconds value) {
  for (const Unit& unit : kUnits) {
    if (value.count() != 0 && value.count() % unit.nanos == 0) {
      return std::to_string(value.count() / unit.nanos) + std::string(unit.name);
    }
  }
  return "0s";
}

std::optional<bool> parse_flag(std::string_view text) {
  const std::string word = lower(trim(text));
  if (word == "true" || word == "1" || word == "yes" || word == "on") return true;
  if (word == "false" || word == "0" || word == "no" || word == "off") return false;
  return std::nullopt;
}

std::optional<std::int64_t> parse_fraction_ppm(std::string_view text) {
  std::int64_t ppm = 0;
  if (!parse_decimal(trim(text), 6, ppm) || ppm <= 0 || ppm > 1'000'000) return std::nullopt;
  return ppm;
}

std::string fraction_text(std::int64_t ppm) {
  return to_text(static_cast<Int128>(ppm), 6);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string_view item = trim(text.substr(0, comma));
    if (!item.empty()) items.emplace_back(item);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return items;
}

std::string join_list(std::span<const std::string> items) {
  return joined(items, ",");
}
std::string word_list(std::span<const std::string> items) {
  return joined(items, ", ");
}

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t end = std::min(text.size(), most);
  const auto inside_character = [&] { return (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80; };
  // A character of UTF-8 has at most three bytes after its first; more are no UTF-8 and may be cut anywhere.
  for (int back = 0; back != 3 && end != 0 && end < text.size() && inside_character(); ++back) --end;
  std::string out;
  for (const char c : text.substr(0, end)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return end < text.size() ? out + "…" : out;
}

std::string quoted_value(std::string_view text) {
  return '"' + shortened(text) + '"';
}

std::string_view url_host(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (!url.empty() && url.front() == '[') return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

}  // namespace tickbard
