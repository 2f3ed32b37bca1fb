#include "aggregator/feed/binance.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "aggregator/core/ascii.hpp"
#include "aggregator/feed/fast_shapes.hpp"
#include "aggregator/feed/json_protocol.hpp"
#include "aggregator/feed/words.hpp"

namespace tickbard {

namespace {

using json::Token;

constexpr std::size_t kStreamsPerMessage = 200;
constexpr std::size_t kStreamsPerConnection = 1024;

/// Candles, books, tickers, marks. Block trades have ids of their own and are outside the order book.
constexpr std::array<std::string_view, 16> kIgnored{
    "kline",          "continuous_kline", "bookTicker",       "depthUpdate", "24hrTicker",
    "24hrMiniTicker", "1hTicker",         "4hTicker",         "1dTicker",    "avgPrice",
    "blockTrade",     "markPriceUpdate",  "indexPriceUpdate", "forceOrder",  "compositeIndex",
    "contractInfo"};

/// One event, bare or under "data", and what stands around it.
struct Fields {
  Token e, s, t, a, p, q, T;
  bool book = false;  ///< book tickers and partial books carry no "e" on spot
  Token stream;
  bool wrapped = false;  ///< there was a "data"
};

/// An answer to a request of ours.
struct Answer {
  Token id, code, msg;
  bool result = false;
  bool error = false;
};

/// nullptr: a field that we do not read. Keys differ by case only: "t" is the trade, "T" its time.
Token* field_of(std::string_view key, Fields& f) {
  switch (key.size() == 1 ? key[0] : 0) {
    case 'e':
      return &f.e;
    case 's':
      return &f.s;
    case 't':
      return &f.t;
    case 'a':
      return &f.a;
    case 'p':
      return &f.p;
    case 'q':
      return &f.q;
    case 'T':
      return &f.T;
    default:
      return key == "stream" ? &f.stream : nullptr;
  }
}

void read_event_field(std::string_view key, json::Value& value, Fields& f) {
  if (Token* const field = field_of(key, f)) json::read(value, *field);
  if (key == "u" || key == "lastUpdateId") f.book = true;
}

json::Error read_event(json::Value& value, Fields& f) {
  f.wrapped = true;
  return json::if_object(value, [&](json::Object& object) {
    return json::each_field(object, [&](std::string_view key, json::Value& field) {
      read_event_field(key, field, f);
      return json::kOk;
    });
  });
}

void read_answer_field(std::string_view key, json::Value& value, Answer& answer) {
  if (key == "result") answer.result = true;
  if (key == "id") json::read(value, answer.id);
  if (key == "code") json::read(value, answer.code);
  if (key == "msg") json::read(value, answer.msg);
}

json::Error read_error(json::Value& value, Answer& answer) {
  answer.error = true;
  return json::if_object(value, [&](json::Object& object) {
    return json::each_field(object, [&](std::string_view key, json::Value& field) {
      read_answer_field(key, field, answer);
      return json::kOk;
    });
  });
}

json::Error read_frame(json::Object& object, Fields& f, Answer& answer) {
  return json::each_field(object, [&](std::string_view key, json::Value& value) {
    if (key == "data") return read_event(value, f);
    if (key == "error") return read_error(value, answer);
    read_event_field(key, value, f);
    if (key.size() > 1) read_answer_field(key, value, answer);
    return json::kOk;
  });
}

/// "BTCUSDT" -> "btcusdt@trade"; a name with '@' is a stream already, in which only the symbol is lower case.
std::string stream_name(const std::string& symbol) {
  const std::size_t at = symbol.find('@');
  if (at == std::string::npos) return lower(symbol) + "@trade";
  return lower(symbol.substr(0, at)) + symbol.substr(at);
}

/// "cm:btcusd_perp@trade" -> "cm"
std::string_view venue_of(std::string_view stream) {
  const std::size_t colon = stream.find(':');
  return colon == std::string_view::npos || colon > stream.find('@') ? std::string_view{}
                                                                     : stream.substr(0, colon);
}

class Binance final : public JsonProtocol {
 public:
  Binance(Subscription of, Ways ways) : JsonProtocol(std::move(of), ways, fast_shapes::binance) {}

  void on_open(Decoded& out) override {
    std::vector<std::string> streams;
    for (const std::string& symbol : subscription().symbols) streams.push_back(stream_name(symbol));
    if (streams.size() > kStreamsPerConnection) {
      return notice(Signal::bad_subscription,
                    std::to_string(streams.size()) + " symbols in one feed, but Binance allows " +
                        std::to_string(kStreamsPerConnection) + " on a connection: split them over several feeds",
                    out);
    }
    for (const auto& batch : batches(streams, kStreamsPerMessage)) {
      confirmed_.push_back(false);
      out.send.push_back(R"({"method":"SUBSCRIBE","params":[)" + json_texts(batch) + R"(],"id":)" +
                         std::to_string(confirmed_.size()) + "}");
    }
  }

 private:
  json::Error on_object(json::Object& object, Decoded& out) override {
    Fields f;
    Answer answer;
    if (const auto e = read_frame(object, f, answer)) return e;
    if (f.e == "trade") {
      on_trade(f.t, f, out);
    } else if (f.e == "aggTrade") {
      on_trade(f.a, f, out);
    } else if (f.e == "serverShutdown") {
      notice(Signal::leaving, "serverShutdown", out);
    } else if (f.e.has_text()) {
      if (std::find(kIgnored.begin(), kIgnored.end(), f.e.text) == kIgnored.end()) unknown(f.e.text, out);
    } else if (answer.error || (answer.code && !f.wrapped)) {
      on_error(answer, out);
    } else if (answer.result) {
      on_result(answer, out);
    } else if (!f.wrapped && !f.book) {
      nonsense("an object that is neither an event nor an answer", out);
    }
    return json::kOk;
  }

  void on_trade(const Token& id, const Fields& f, Decoded& out) {
    const std::string_view venue = venue_of(f.stream.text);
    PrintReader p = print(out);
    p.symbol(venue.empty() ? symbol(f.s) : symbol(venue, f.s));
    p.price(f.p);
    p.size(f.q);
    p.time(f.T);
    p.tick().id = read_id(id);
    p.tick().sequence = read_unsigned(id);  // prints of one millisecond are in the order of their ids
    finish(p, out);
  }

  void on_result(const Answer& answer, Decoded& out) {
    const std::uint64_t id = read_unsigned(answer.id);
    if (id == 0 || id > confirmed_.size()) return;
    confirmed_[id - 1] = true;
    if (std::find(confirmed_.begin(), confirmed_.end(), false) == confirmed_.end()) streaming("subscribed", out);
  }

  void on_error(const Answer& answer, Decoded& out) {
    std::string words{answer.msg.has_text() ? answer.msg.text : "an error without words"};
    if (answer.code.has_text()) words.append(" (code ").append(answer.code.text).append(")");
    notice(mentions(words, "too many") ? Signal::connection_limit : Signal::bad_subscription, words, out);
  }

  std::vector<bool> confirmed_;  ///< by the id of our request, from 1
};

}  // namespace

std::unique_ptr<Protocol> make_binance(Subscription subscription, Ways ways) {
  return std::make_unique<Binance>(std::move(subscription), ways);
}

}  // namespace tickbard
