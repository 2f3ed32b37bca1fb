#pragma once

#include <optional>
#include <string>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/symbol.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// What is known of a symbol's running session where no bars are made.
struct LastPrint {
  Symbol symbol;
  std::string calendar;  ///< of its feed
  SessionDate session{};
  Price price;  ///< the newest that may set a bar's close
  UnixNanos time{};
  std::optional<Price> first_regular;   ///< the first of regular hours that was heard
  std::optional<Price> previous_close;  ///< of the newest session before, as the alerts have it
  SessionDate previous_session{};
  friend bool operator==(const LastPrint&, const LastPrint&) = default;
};

}  // namespace tickbard
