#pragma once

#include <memory>

#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// Binance spot and futures: combined streams, keys that differ only by case, trade ids without a hole per symbol.
std::unique_ptr<Protocol> make_binance(Subscription subscription, Ways ways);

}  // namespace tickbard
