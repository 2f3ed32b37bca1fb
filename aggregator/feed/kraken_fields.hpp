#pragma once

#include <vector>

#include "aggregator/feed/json.hpp"

namespace tickbard::kraken {

/// One trade of any of the three dialects.
struct Trade {
  json::Token symbol, price, size, time, id;
};

/// Everything we read of one object, whatever the order of its fields.
struct Message {
  json::Token channel, type, system;           // v2 data
  json::Token method, success, symbol, error;  // v2 answers
  json::Token event, status, pair, words;      // v1 and futures events
  json::Token feed;                            // futures data
  Trade trade;                                 // a futures trade stands in the message itself
  bool with_list = false;                      // "data" or "trades" was there
};

/// Reads an object; the elements of "data" or "trades" are appended to `list`, unless the channel already said
/// that they are no trades.
json::Error read(json::Object& object, Message& message, std::vector<Trade>& list);

/// A v1 array: [channel id, payload..., channel name, pair].
struct ArrayMessage {
  json::Token channel, pair;
};

json::Error read(json::Array& array, ArrayMessage& message, std::vector<Trade>& list);

}  // namespace tickbard::kraken
