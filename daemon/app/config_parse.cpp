#include "daemon/app/config_parse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <numeric>

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

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

std::string joined(std::span<const std::string> items, std::string_view between) {
  std::string out;
  for (const std::string& item : items) {
    if (!out.empty()) out += between;
    out += item;
  }
  return out;
}

}  // namespace

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

std::optional<ListenAddress> parse_listen(std::string_view text) {
  text = trim(text);
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.front() == '[') {
    if (host.size() < 3 || host.back() != ']') return std::nullopt;
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  ListenAddress address{std::string(host), 0};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  return address;
}

std::string listen_text(std::string_view host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string_view::npos;
  return (v6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + std::to_string(port);
}

bool is_loopback(std::string_view host) {
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  if (host == "localhost" || host == "::1") return true;
  // 127.x.y.z only as figures: "127.example.com" is somebody else's machine.
  return host.substr(0, 4) == "127." && host.find_first_not_of("0123456789.") == std::string_view::npos;
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

std::optional<std::string> nearest(std::string_view text, std::span<const std::string> candidates) {
  constexpr std::size_t kLongestWord = 64;
  if (text.size() > kLongestWord) return std::nullopt;
  const std::string wanted = lower(text);
  std::size_t best = std::max<std::size_t>(2, text.size() / 3) + 1;
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

}  // namespace tickbard
