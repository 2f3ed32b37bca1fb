#pragma once

#include <memory>

#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// Alpaca market data v2: arrays, SIP letters as conditions, nanosecond RFC 3339 times, corrections and cancels by
/// id.
std::unique_ptr<Protocol> make_alpaca(Subscription subscription, Ways ways);

}  // namespace tickbard
