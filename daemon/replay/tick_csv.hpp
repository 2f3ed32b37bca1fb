#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/feed_event.hpp"

namespace tickbard {

inline constexpr std::string_view kTickColumns = "symbol, ts_ns, price, size, conditions, tape, exchange, seq, id";

bool is_tick_column(std::string_view name);

/// What stands in the column `conditions`.
enum class ConditionCodes : std::uint8_t {
  any,      ///< numbers, or letters: without a rule set they mean nothing
  numbers,  ///< Polygon's
  letters,  ///< of the SIP: "4" and " " are letters too
};

/// How to read one CSV of ticks.
struct TickCsvOptions {
  std::map<std::string, std::string> columns;  ///< our name -> the file's; others have their own names
  std::string symbol;                          ///< for files without a symbol column
  bool equity_symbols = false;                 ///< canonical form of US equities
  ConditionCodes codes = ConditionCodes::any;
};

/// Lines of `symbol,ts_ns,price,size` and, if there, `conditions` (';' between them; numbers, or letters of the
/// SIP), `tape` (1..4 or A, B, C, O), `exchange`, `seq`, `id`, in any order; other columns are not read.
/// Owner: one thread. Units: ts_ns is Unix nanoseconds; coarser Unix times are told by their magnitude.
/// Errors: a line that is no tick becomes a `rejected` event with its reason.
class TickCsv {
 public:
  /// Errors: a sentence naming the columns that are missing and those that are there.
  static Result<TickCsv> from_header(std::string_view header, TickCsvOptions options);

  /// One line, not empty. Sets kind, reject and tick of `event`, except feed and recv_time.
  void read(std::string_view line, FeedEvent& event);

  /// What was wrong with the last line read, if it was rejected.
  const std::string& complaint() const { return complaint_; }

 private:
  enum Column : std::uint8_t { kSymbol, kTime, kPrice, kSize, kConditions, kTape, kExchange, kSeq, kId, kColumns };

  bool split(std::string_view line);
  std::string_view field(Column c) const { return fields_[c]; }
  void reject(FeedEvent& event, Reject reason, Column column);

  std::array<int, kColumns> at_{};  ///< position in a line; -1: not in the file
  std::array<std::string_view, kColumns> fields_{};
  std::array<std::string, kColumns> names_{};  ///< as the file calls them
  std::vector<int> column_at_;                 ///< position -> Column, -1: not read
  Symbol symbol_;                              ///< of every line; empty: from its column
  bool equity_symbols_ = false;
  ConditionCodes codes_ = ConditionCodes::any;
  std::string complaint_;
};

}  // namespace tickbard
