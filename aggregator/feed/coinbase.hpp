#pragma once

#include <memory>

#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// Coinbase Exchange: single objects, decimals as texts, trade ids without a hole per product.
std::unique_ptr<Protocol> make_coinbase(Subscription subscription, Ways ways);

}  // namespace tickbard
