#pragma once

#include <memory>

#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// Polygon (now Massive): arrays of mixed events, numeric condition ids, millisecond SIP times.
std::unique_ptr<Protocol> make_polygon(Subscription subscription, Ways ways);

/// The same as on a processor of this kind without any extension: for whoever compares.
std::unique_ptr<Protocol> make_baseline_polygon(Subscription subscription);

}  // namespace tickbard
