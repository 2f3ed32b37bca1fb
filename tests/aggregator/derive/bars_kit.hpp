#pragma once

#include <map>
#include <string>
#include <vector>

#include "aggregator/core/bar.hpp"
#include "aggregator/core/event.hpp"
#include "tests/aggregator/calendar/calendars.hpp"

namespace tickbard {

inline Symbol sym(std::string_view text) {
  return Symbol::parse(text).value();
}

inline Price px(std::string_view text) {
  return parse_price(text).value();
}

inline Volume vol(std::string_view text) {
  std::int64_t raw = 0;
  EXPECT_TRUE(parse_decimal(text, kSizeDigits, raw)) << text;
  return Volume{raw};
}

inline MinuteStart min_at(std::string_view rfc3339) {
  return minute_of(at(rfc3339));
}

inline Session session_of(std::string_view date) {
  return xnys().session(day(date)).value();
}

/// "open high low close volume [vwap]" at a minute, of AAA, with 10 trades.
inline Bar bar_at(std::string_view start, std::string_view figures) {
  std::vector<std::string> f;
  std::istringstream in{std::string(figures)};
  for (std::string word; in >> word;) f.push_back(word);
  EXPECT_GE(f.size(), 5U) << figures;
  Bar b;
  b.symbol = sym("AAA");
  b.start = min_at(start);
  b.open = px(f[0]);
  b.high = px(f[1]);
  b.low = px(f[2]);
  b.close = px(f[3]);
  b.volume = vol(f[4]);
  if (f.size() > 5) b.vwap = px(f[5]);
  b.trade_count = 10;
  return b;
}

/// All prices the same.
inline Bar flat_at(std::string_view start, const std::string& price, const std::string& volume = "100") {
  return bar_at(start, price + " " + price + " " + price + " " + price + " " + volume + " " + price);
}

/// "start open high low close volume trades revision quality", as a person compares them.
inline std::string line_of(const Bar& b) {
  return to_rfc3339(b.start).substr(0, 16) + " " + to_text(b.open) + " " + to_text(b.high) + " " + to_text(b.low) +
         " " + to_text(b.close) + " " + to_text(b.volume) + " n" + std::to_string(b.trade_count) + " r" +
         std::to_string(b.revision) + " q" + std::to_string(b.quality);
}

}  // namespace tickbard
