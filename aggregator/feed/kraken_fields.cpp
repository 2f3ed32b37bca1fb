#include "aggregator/feed/kraken_fields.hpp"

namespace tickbard::kraken {

namespace {

using json::Token;
using json::token_of;
using json::Value;

void read_trade_field(std::string_view key, Value& value, Trade& trade) {
  if (key == "symbol" || key == "product_id") {
    trade.symbol = token_of(value);
  } else if (key == "price") {
    trade.price = token_of(value);
  } else if (key == "qty") {
    trade.size = token_of(value);
  } else if (key == "timestamp" || key == "time") {
    trade.time = token_of(value);
  } else if (key == "trade_id" || key == "seq") {
    trade.id = token_of(value);
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
        if (key == "system") message.system = token_of(field);
        read_trade_field(key, field, trade);
        return json::kOk;
      });
    });
  });
}

json::Error read_result(Value& value, Message& message) {
  return json::if_object(value, [&](json::Object& object) {
    return json::each_field(object, [&](std::string_view key, Value& field) {
      if (key == "symbol") message.symbol = token_of(field);
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
        trade.price = token_of(cell);
        break;
      case 1:
        trade.size = token_of(cell);
        break;
      case 2:
        trade.time = token_of(cell);
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
    if (key == "symbol") message.symbol = token_of(value);
    if (Token* const field = answer_field(key, message)) {
      *field = token_of(value);
    } else {
      read_trade_field(key, value, message.trade);
    }
    return json::kOk;
  });
}

json::Error read(json::Array& array, ArrayMessage& message, std::vector<Trade>& list) {
  return json::each_element(array, [&](Value& part) {
    const Token token = token_of(part);
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
