#pragma once

#include "aggregator/feed/shape.hpp"

// The messages that come by the million, as each provider really writes them.
namespace tickbard::fast_shapes {

/// Trades of stocks and of crypto pairs, any number in a message.
bool alpaca(Shape in);

/// A `@trade`, bare or under its stream's name, with the fields of the spot venues or of those for futures.
bool binance(Shape in);

/// A match.
bool coinbase(Shape in);

/// Trades of v2 as they happen, any number in a message.
bool kraken(Shape in);

}  // namespace tickbard::fast_shapes
