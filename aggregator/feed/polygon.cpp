#include "aggregator/feed/polygon.hpp"

#include <algorithm>
#include <array>

#include "aggregator/feed/json_protocol.hpp"
#include "aggregator/feed/polygon_fast.hpp"
#include "aggregator/feed/words.hpp"

namespace tickbard {

namespace {

using json::Token;

constexpr std::size_t kSymbolsPerMessage = 1000;

/// Quotes, the provider's own bars (whose volume would count every print twice), halts, imbalances, fair values.
constexpr std::array<std::string_view, 14> kIgnored{"Q",   "A",  "AM",  "LULD", "NOI", "FMV", "XA",
                                                    "XAS", "XQ", "XL2", "V",    "C",   "CA",  "CAS"};

/// Every field of every event that we read, whatever their order.
struct Fields {
  Token ev, status, message;
  Token sym, pair, i, x, p, s, ds, t, q, z, trfi;
  Conditions conditions;
};

/// 256, which no rule knows, for anything but a condition id.
unsigned condition(json::Value& value) {
  const Token token = json::token_of(value);
  if (token == "0") return 0;
  const std::uint64_t code = read_unsigned(token);
  return code == 0 || code > 255 ? 256 : static_cast<unsigned>(code);
}

json::Error read_conditions(json::Value& value, Conditions& into) {
  if (!json::begins_with(value, '[')) {
    if (json::token_of(value)) into.add(condition(value));
    return json::kOk;
  }
  return json::each_element(value, [&](json::Value& element) {
    into.add(condition(element));
    return json::kOk;
  });
}

/// nullptr: a field that we do not read.
Token* field_of(std::string_view key, Fields& f) {
  switch (key.size() == 1 ? key[0] : 0) {
    case 'i':
      return &f.i;
    case 'p':
      return &f.p;
    case 'q':
      return &f.q;
    case 's':
      return &f.s;
    case 't':
      return &f.t;
    case 'x':
      return &f.x;
    case 'z':
      return &f.z;
    default:
      break;
  }
  if (key == "ev") return &f.ev;
  if (key == "sym") return &f.sym;
  if (key == "ds") return &f.ds;
  if (key == "trfi") return &f.trfi;
  if (key == "pair") return &f.pair;
  if (key == "status") return &f.status;
  return key == "message" ? &f.message : nullptr;
}

json::Error read_fields(json::Object& object, Fields& f) {
  return json::each_field(object, [&](std::string_view key, json::Value& value) {
    if (key == "c") return read_conditions(value, f.conditions);
    if (Token* const field = field_of(key, f)) json::read(value, *field);
    return json::kOk;
  });
}

Tape tape_of(const Token& z) {
  const std::uint64_t n = read_unsigned(z);
  return n <= 4 ? static_cast<Tape>(n) : Tape::none;
}

/// The exchange in the low byte, the reporting facility in the high one: ids are unique per symbol and this.
std::uint16_t venue_number(const Token& x, const Token& trfi) {
  return static_cast<std::uint16_t>((read_unsigned(x) & 0xff) | (read_unsigned(trfi) & 0xff) << 8);
}

class Polygon final : public JsonProtocol {
 public:
  Polygon(Subscription of, Ways ways, PolygonTrades trades)
      : JsonProtocol(std::move(of), ways, nullptr), trades_(trades) {}

  void on_open(Decoded&) override {}  // the server speaks first

 private:
  json::Error on_object(json::Object& object, Decoded& out) override {
    Fields f;
    if (const auto e = read_fields(object, f)) return e;
    if (f.ev == "T") {
      on_trade(f, out);
    } else if (f.ev == "XT") {
      on_crypto_trade(f, out);
    } else if (f.ev == "status" || (!f.ev && f.status)) {
      on_status(f, out);
    } else if (!f.ev.has_text()) {
      nonsense("an object without \"ev\"", out);
    } else if (std::find(kIgnored.begin(), kIgnored.end(), f.ev.text) == kIgnored.end()) {
      unknown(f.ev.text, out);
    }
    return json::kOk;
  }

  bool read_fast(std::string_view message, UnixNanos recv_time, Decoded& out) override {
    return trades_.read(message, recv_time, out.events);
  }

  void on_trade(const Fields& f, Decoded& out) {
    PrintReader p = print(out);
    p.symbol(equity(f.sym));
    p.price(f.p);
    p.size(f.ds ? f.ds : f.s);
    p.time(f.t);
    Tick& tick = p.tick();
    tick.sequence = read_unsigned(f.q);
    tick.id = read_id(f.i);
    tick.conditions = f.conditions;
    tick.tape = tape_of(f.z);
    tick.exchange = venue_number(f.x, f.trfi);
    finish(p, out);
  }

  void on_crypto_trade(const Fields& f, Decoded& out) {
    PrintReader p = print(out);
    p.symbol(symbol(f.pair));
    p.price(f.p);
    p.size(f.ds ? f.ds : f.s);
    p.time(f.t);
    p.tick().id = read_id(f.i);
    p.tick().exchange = venue_number(f.x, {});
    finish(p, out);  // its "c" says which side took: no sale condition
  }

  void on_status(const Fields& f, Decoded& out) {
    const std::string_view words = f.message ? f.message.text : f.status.text;
    if (f.status == "connected") {
      notice(Signal::greeted, words, out);
      authenticate(out);
    } else if (f.status == "auth_success") {
      notice(Signal::authenticated, words, out);
      subscribe(out);
    } else if (f.status == "success") {
      if (!mentions(words, "unsubscribed")) notice(Signal::streaming, words, out);  // of each symbol
    } else if (f.status == "auth_failed") {
      notice(Signal::bad_credentials, words, out);
    } else if (f.status == "max_connections") {
      notice(Signal::connection_limit, words, out);
    } else if (mentions(words, "not authorized") || mentions(words, "have access")) {
      notice(Signal::bad_subscription, words, out);
    } else if (f.status == "error" && mentions(words, "authentication")) {
      notice(Signal::bad_credentials, words, out);
    } else if (mentions(words, "slow") || mentions(f.status.text, "slow")) {
      notice(Signal::slow_consumer, words, out);
    } else if (f.status == "error" || f.status == "auth_timeout") {
      notice(Signal::server_error, words, out);
    } else {
      unknown("status " + std::string{f.status.text}, out);
    }
  }

  void authenticate(Decoded& out) {
    if (authentication_sent_) return;
    authentication_sent_ = true;
    out.send.push_back(R"({"action":"auth","params":)" + json_text(subscription().credentials.key) + "}");
  }

  void subscribe(Decoded& out) {
    if (subscription_sent_) return;
    subscription_sent_ = true;
    for (const auto& batch : batches(subscription().symbols, kSymbolsPerMessage)) {
      std::string topics;
      for (const std::string& symbol : batch) {
        if (!topics.empty()) topics += ',';
        if (symbol.rfind("XT.", 0) != 0) topics += "T.";
        topics += symbol;
      }
      out.send.push_back(R"({"action":"subscribe","params":)" + json_text(topics) + "}");
    }
  }

  PolygonTrades trades_;
  bool authentication_sent_ = false;
  bool subscription_sent_ = false;
};

/// Symbols with a venue in front are made the general way.
Ways fitting(const Subscription& subscription, Ways ways) {
  return subscription.venue.empty() ? ways : Ways::general;
}

}  // namespace

std::unique_ptr<Protocol> make_polygon(Subscription subscription, Ways ways) {
  const PolygonTrades trades(subscription.feed);
  const Ways fit = fitting(subscription, ways);
  return std::make_unique<Polygon>(std::move(subscription), fit, trades);
}

std::unique_ptr<Protocol> make_baseline_polygon(Subscription subscription) {
  const PolygonTrades trades(subscription.feed, colons::baseline(), nullptr);
  const Ways fit = fitting(subscription, Ways::both);
  return std::make_unique<Polygon>(std::move(subscription), fit, trades);
}

}  // namespace tickbard
