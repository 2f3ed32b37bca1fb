#include "aggregator/feed/kraken_fields.hpp"

namespace tickbard::kraken {

namespace {

using json::Token;
using json::Value;

void read_trade_field(std::string_view key, Value& value, Trade& trade) {
  if (key == "symbol" || key == "product_id") {
    json::read(value, trade.symbol);
  } else if (key == "price") {
    json::read(value, trade.price);
  } else if (key == "qty") {
    json::read(value, trade.size);
  } else if (key == "timestamp" || key == "time") {
    json::read(value, trade.time);
  } else if (key == "trade_id" || key == "seq") {
    json::read(value, trade.id);
  }
}

/// "data" of v2, "trades" of a futures snapshot. The one element of a status is no trade but holds "system".
json::Error read_list(Value& value, Message& message, std::vector<Trade>& list) {
  message.with_list = true;
  if (message.channel && message.channel != "trade" && message.channel != "status") return json::kOk;
  return json::each_element(value, [&](Value& element) {
    return json::if_object(element, [&](json::Object& object) {
      Trade& trade = list.emplace_back();
      return json::each_field(object, [&](std::string_view key, Value& field) {
        if (key == "system") json::read(field, message.system);
        read_trade_field(key, field, trade);
        return json::kOk;
      });
    });
  });
}

json::Error read_result(Value& value, Message& message) {
  return json::if_object(value, [&](json::Object& object) {
    return json::each_field(object, [&](std::string_view key, Value& field) {
      if (key == "symbol") json::read(field, message.symbol);
      return json::kOk;
    });
  });
}

Token* answer_field(std::string_view key, Message& m) {
  if (key == "channel") return &m.channel;
  if (key == "type") return &m.type;
  if (key == "feed") return &m.feed;
  if (key == "event") return &m.event;
  if (key == "method") return &m.method;
  if (key == "success") return &m.success;
  if (key == "error") return &m.error;
  if (key == "status") return &m.status;
  if (key == "pair") return &m.pair;
  return key == "errorMessage" || key == "message" ? &m.words : nullptr;
}

/// ["price","volume","time","side","type","misc"]
json::Error read_row(Value& row, Trade& trade) {
  std::size_t column = 0;
  return json::each_element(row, [&](Value& cell) {
    switch (column++) {
      case 0:
        json::read(cell, trade.price);
        break;
      case 1:
        json::read(cell, trade.size);
        break;
      case 2:
        json::read(cell, trade.time);
        break;
      default:
        break;
    }
    return json::kOk;
  });
}

}  // namespace

json::Error read(json::Object& object, Message& message, std::vector<Trade>& list) {
  return json::each_field(object, [&](std::string_view key, Value& value) {
    if (key == "data" || key == "trades") return read_list(value, message, list);
    if (key == "result") return read_result(value, message);
    if (key == "symbol") json::read(value, message.symbol);
    if (Token* const field = answer_field(key, message)) {
      json::read(value, *field);
    } else {
      read_trade_field(key, value, message.trade);
    }
    return json::kOk;
  });
}

json::Error read(json::Array& array, ArrayMessage& message, std::vector<Trade>& list) {
  return json::each_element(array, [&](Value& part) {
    const Token token = json::token_of(part);
    if (token.kind == Token::Kind::text) {
      message.channel = message.pair;
      message.pair = token;
    }
    return json::each_element(part, [&](Value& row) {
      return json::begins_with(row, '[') ? read_row(row, list.emplace_back()) : json::kOk;
    });
  });
}

}  // namespace tickbard::kraken
