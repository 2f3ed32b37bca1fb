#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/core/time_text.hpp"
#include "daemon/edge/chart_series.hpp"
#include "daemon/net/http_server.hpp"

namespace tickbard::test {

inline Symbol symbol(std::string_view text) {
  return *Symbol::parse(text);
}
inline Price price(std::string_view text) {
  return *parse_price(text);
}
inline UnixNanos at(std::string_view rfc3339) {
  return *parse_rfc3339(rfc3339);
}
inline MinuteStart minute(std::string_view rfc3339) {
  return minute_of(at(rfc3339));
}

/// "14:30" of one day in November.
inline MinuteStart hm(std::string_view hour_minute) {
  return minute("2026-11-20T" + std::string(hour_minute) + ":00Z");
}

inline Bar bar(std::string_view name, MinuteStart start, std::string_view close = "10") {
  Bar out;
  out.symbol = symbol(name);
  out.start = start;
  out.open = out.high = out.low = out.close = price(close);
  out.volume = {Int128{100} * 100'000'000};
  out.vwap = price(close);
  out.trade_count = 3;
  return out;
}

/// Stored bars as a value, read by the contract of the store; counts the reads and can be told to fail.
struct Shelf {
  std::vector<Bar> bars;
  std::string failure;
  int reads = 0;
  std::size_t largest_answer = 0;
  std::uint32_t largest_asked = 0;

  BarReader reader() {
    return [this](const BarRange& range) -> Result<std::vector<Bar>> {
      ++reads;
      largest_asked = std::max(largest_asked, range.limit);
      if (!failure.empty()) return Problem{failure};
      std::vector<Bar> out;
      for (const auto& b : bars) {
        if (b.symbol == range.symbol && (!range.from || b.start >= *range.from) &&
            (!range.to || b.start < *range.to)) {
          out.push_back(b);
        }
      }
      std::sort(out.begin(), out.end(), [](const Bar& a, const Bar& b) { return a.start < b.start; });
      if (range.newest_first) std::reverse(out.begin(), out.end());
      if (out.size() > range.limit) out.resize(range.limit);
      largest_answer = std::max(largest_answer, out.size());
      return out;
    };
  }
};

inline HttpRequest get(std::string target, std::vector<std::pair<std::string, std::string>> headers = {}) {
  HttpRequest out;
  out.method = "GET";
  out.target = std::move(target);
  out.headers = std::move(headers);
  const bool has_host =
      std::any_of(out.headers.begin(), out.headers.end(), [](const auto& h) { return h.first == "Host"; });
  if (!has_host) out.headers.emplace_back("Host", "127.0.0.1:8787");
  return out;
}

inline std::string header(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace tickbard::test
