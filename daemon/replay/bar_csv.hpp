#pragma once

#include <compare>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>

#include "aggregator/core/bar.hpp"

namespace tickbard {

inline constexpr std::string_view kBarCsvHeader =
    "symbol,timestamp,open,high,low,close,volume,vwap,trade_count,revision,quality";

/// One line of that header, with its end: decimals exact and without trailing zeros; no vwap: an empty field.
void append_csv(std::string& out, const Bar& bar);

/// The final revision of every bar, for `--out`. Owner: one thread. Its memory grows with the bars of the file.
class BarTable {
 public:
  void put(const Bar& bar);
  std::size_t size() const { return bars_.size(); }

  /// CSV sorted by (timestamp, symbol).
  void print(std::ostream& out) const;

 private:
  struct Key {
    MinuteStart start;
    Symbol symbol;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::map<Key, Bar> bars_;
};

}  // namespace tickbard
