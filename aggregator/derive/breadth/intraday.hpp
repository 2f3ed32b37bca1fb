#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "aggregator/core/decimal.hpp"
#include "aggregator/derive/breadth/tally.hpp"

namespace tickbard {

/// What one member shows at this minute.
struct IntradayQuote {
  Price price;                          ///< the latest of this session
  std::optional<Price> previous_close;  ///< none where it is older than kOldestPrevious sessions
  std::optional<Price> vwap;            ///< the session's, so far
  Volume volume;                        ///< the session's regular volume, so far
  friend bool operator==(const IntradayQuote&, const IntradayQuote&) = default;
};

/// A set at one minute. Provisional: its values carry the interval `1m` (T-123).
struct IntradayTally {
  std::uint32_t members = 0;
  std::array<Buckets, 2> verdicts{};  ///< price against the previous close; price against the VWAP
  std::array<Volume, 3> volume{};     ///< by Verdict of the first
  friend bool operator==(const IntradayTally&, const IntradayTally&) = default;
};

/// Keeps the tally of a set while its members trade: an update costs the same however large the set, and the tally
/// can be read at any minute. Members that have not traded today are missing.
/// Owner: one thread.
/// Units: prices 1e-9, volume 1e-8. Precondition of all: member < members.
class IntradayBreadth {
 public:
  explicit IntradayBreadth(std::size_t members);
  void update(std::size_t member, const IntradayQuote& quote);
  void begin_session();  ///< everybody is missing again
  const IntradayTally& tally() const { return tally_; }

 private:
  void count(const IntradayQuote& quote, int sign);

  std::vector<std::optional<IntradayQuote>> quotes_;
  IntradayTally tally_;
};

}  // namespace tickbard
