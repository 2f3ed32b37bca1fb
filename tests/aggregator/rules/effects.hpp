#pragma once

#include <ostream>

#include "aggregator/rules/trade_rules.hpp"

namespace tickbard {

inline Conditions codes(std::initializer_list<unsigned> list) {
  Conditions c;
  for (const unsigned code : list) c.add(code);
  return c;
}

inline Conditions letters(std::string_view text) {
  Conditions c;
  for (const char letter : text) c.add(static_cast<unsigned char>(letter));
  return c;
}

inline const TradeRules& built_in_rules() {
  static const auto rules = TradeRules::parse(TradeRules::built_in());
  return rules.value();
}

/// "y/y/y", in the order open-close, high-low, volume; '?' behind it if a code is unknown.
inline std::string text_of(const Effect& e) {
  const auto yn = [](bool b) { return std::string(b ? "y" : "n"); };
  return yn(e.open_close) + "/" + yn(e.high_low) + "/" + yn(e.volume) + (e.unknown ? "?" : "");
}

}  // namespace tickbard
