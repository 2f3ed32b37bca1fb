#pragma once

#include <memory>

#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// Kraken: subscribes in the v2 dialect; reads v2, the older v1 arrays and Kraken Futures, so that recordings of
/// all three decode.
std::unique_ptr<Protocol> make_kraken(Subscription subscription, Ways ways);

}  // namespace tickbard
