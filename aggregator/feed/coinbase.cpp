#include "aggregator/feed/coinbase.hpp"

#include <algorithm>
#include <array>

#include "aggregator/feed/fast_shapes.hpp"
#include "aggregator/feed/json_protocol.hpp"
#include "aggregator/feed/words.hpp"

namespace tickbard {

namespace {

using json::Token;

constexpr std::size_t kProductsPerMessage = 100;

/// Other channels' messages. A ticker may stand for several matches, so it is never a print.
constexpr std::array<std::string_view, 12> kIgnored{"ticker", "ticker_batch", "l2update", "snapshot",
                                                    "level2", "received",     "open",     "done",
                                                    "change", "activate",     "auction",  "status"};

struct Fields {
  Token type, product_id, price, size, trade_id, sequence, time, message, reason;
};

/// nullptr: a field that we do not read.
Token* field_of(std::string_view key, Fields& f) {
  if (key == "type") return &f.type;
  if (key == "price") return &f.price;
  if (key == "size") return &f.size;
  if (key == "product_id") return &f.product_id;
  if (key == "trade_id") return &f.trade_id;
  if (key == "sequence") return &f.sequence;
  if (key == "time") return &f.time;
  if (key == "message") return &f.message;
  return key == "reason" ? &f.reason : nullptr;
}

json::Error read_fields(json::Object& object, Fields& f) {
  return json::each_field(object, [&](std::string_view key, json::Value& value) {
    if (Token* const field = field_of(key, f)) json::read(value, *field);
    return json::kOk;
  });
}

class Coinbase final : public JsonProtocol {
 public:
  Coinbase(Subscription of, Ways ways) : JsonProtocol(std::move(of), ways, fast_shapes::coinbase) {}

  /// The server ends connections that have not subscribed within 5 s.
  void on_open(Decoded& out) override {
    for (const auto& batch : batches(subscription().symbols, kProductsPerMessage)) {
      out.send.push_back(R"({"type":"subscribe","product_ids":[)" + json_texts(batch) +
                         R"(],"channels":["matches","heartbeat"]})");
      ++asked_;
    }
  }

 private:
  json::Error on_object(json::Object& object, Decoded& out) override {
    Fields f;
    if (const auto e = read_fields(object, f)) return e;
    if (f.type == "match") {
      on_match(FeedEventKind::trade, f, out);
    } else if (f.type == "last_match") {
      on_match(FeedEventKind::snapshot, f, out);
    } else if (f.type == "heartbeat") {
      notice(Signal::heartbeat, f.product_id.text, out);
    } else if (f.type == "subscriptions") {
      if (++confirmed_ >= asked_) streaming("subscribed", out);
    } else if (f.type == "error") {
      on_error(f, out);
    } else if (!f.type.has_text()) {
      nonsense("an object without \"type\"", out);
    } else if (std::find(kIgnored.begin(), kIgnored.end(), f.type.text) == kIgnored.end()) {
      unknown(f.type.text, out);
    }
    return json::kOk;
  }

  void on_match(FeedEventKind kind, const Fields& f, Decoded& out) {
    PrintReader p = print(out, kind);
    p.symbol(symbol(f.product_id));
    p.price(f.price);
    p.size(f.size);
    p.time(f.time);
    p.tick().id = read_id(f.trade_id);
    p.tick().sequence = read_unsigned(f.sequence);
    finish(p, out);
  }

  void on_error(const Fields& f, Decoded& out) {
    std::string words{f.message.text};
    if (f.reason.has_text()) words.append(": ").append(f.reason.text);
    Signal signal = Signal::server_error;
    if (mentions(words, "slow")) {
      signal = Signal::slow_consumer;
    } else if (mentions(words, "auth")) {
      signal = Signal::bad_credentials;
    } else if (mentions(words, "rate limit") || mentions(words, "too many")) {
      signal = Signal::connection_limit;
    } else if (mentions(words, "subscribe") || mentions(words, "product") || mentions(words, "channel")) {
      signal = Signal::bad_subscription;
    }
    notice(signal, words, out);
  }

  std::size_t asked_ = 0;  ///< subscribe messages sent; each is answered by the whole list
  std::size_t confirmed_ = 0;
};

}  // namespace

std::unique_ptr<Protocol> make_coinbase(Subscription subscription, Ways ways) {
  return std::make_unique<Coinbase>(std::move(subscription), ways);
}

}  // namespace tickbard
