#include "aggregator/feed/alpaca.hpp"

#include <algorithm>
#include <array>

#include "aggregator/feed/fast_shapes.hpp"
#include "aggregator/feed/json_protocol.hpp"
#include "aggregator/feed/words.hpp"

namespace tickbard {

namespace {

using json::Token;

constexpr std::size_t kSymbolsPerMessage = 500;

/// Quotes, books, the provider's own bars (whose volume would count every print twice), halts, bands, imbalances.
constexpr std::array<std::string_view, 8> kIgnored{"q", "b", "d", "u", "s", "l", "i", "o"};

struct Fields {
  Token T, S, i, x, p, s, t, z, tks;
  Token oi, ci, cp, cs;
  Token code, msg;
  Conditions conditions;  ///< "c" of a trade, "cc" of a correction
};

json::Error read_conditions(json::Value& value, Conditions& into) {
  return json::each_element(value, [&](json::Value& element) {
    const Token token = json::token_of(element);
    into.add(token.has_text() && token.text.size() == 1 ? static_cast<unsigned char>(token.text[0]) : 256u);
    return json::kOk;
  });
}

/// nullptr: a field that we do not read.
Token* field_of(std::string_view key, Fields& f) {
  switch (key.size() == 1 ? key[0] : 0) {
    case 'T':
      return &f.T;
    case 'S':
      return &f.S;
    case 'i':
      return &f.i;
    case 'x':
      return &f.x;
    case 'p':
      return &f.p;
    case 's':
      return &f.s;
    case 't':
      return &f.t;
    case 'z':
      return &f.z;
    default:
      break;
  }
  if (key == "oi") return &f.oi;
  if (key == "ci") return &f.ci;
  if (key == "cp") return &f.cp;
  if (key == "cs") return &f.cs;
  if (key == "tks") return &f.tks;
  if (key == "code") return &f.code;
  return key == "msg" ? &f.msg : nullptr;
}

json::Error read_fields(json::Object& object, Fields& f) {
  return json::each_field(object, [&](std::string_view key, json::Value& value) {
    if (key == "c" || key == "cc") return read_conditions(value, f.conditions);
    if (Token* const field = field_of(key, f)) json::read(value, *field);
    return json::kOk;
  });
}

Tape tape_of(const Token& z) {
  if (z == "A") return Tape::a;
  if (z == "B") return Tape::b;
  if (z == "C") return Tape::c;
  return z == "O" ? Tape::otc : Tape::none;
}

std::uint16_t exchange_of(const Token& x) {
  return x.has_text() && x.text.size() == 1 ? static_cast<unsigned char>(x.text[0]) : std::uint16_t{0};
}

/// What the documented error codes mean to the connection. 401 says that we spoke before we were known, which a
/// new connection puts right.
Signal meaning(std::uint64_t code) {
  switch (code) {
    case 402:
      return Signal::bad_credentials;
    case 400:
    case 405:
    case 408:
    case 409:
    case 410:
    case 411:
      return Signal::bad_subscription;
    case 406:
      return Signal::connection_limit;
    case 407:
      return Signal::slow_consumer;
    default:
      return Signal::server_error;
  }
}

constexpr std::uint64_t kAlreadyAuthenticated = 403;

class Alpaca final : public JsonProtocol {
 public:
  Alpaca(Subscription of, Ways ways) : JsonProtocol(std::move(of), ways, fast_shapes::alpaca) {}

  void on_open(Decoded&) override {}  // the server speaks first

 private:
  json::Error on_object(json::Object& object, Decoded& out) override {
    Fields f;
    if (const auto e = read_fields(object, f)) return e;
    if (f.T == "t") {
      on_trade(f, out);
    } else if (f.T == "c") {
      on_correction(f, out);
    } else if (f.T == "x") {
      on_cancel(f, out);
    } else if (f.T == "success") {
      on_success(f, out);
    } else if (f.T == "subscription") {
      if (++confirmed_ >= asked_) streaming("subscribed", out);
    } else if (f.T == "error") {
      on_error(f, out);
    } else if (!f.T.has_text()) {
      nonsense("an object without \"T\"", out);
    } else if (std::find(kIgnored.begin(), kIgnored.end(), f.T.text) == kIgnored.end()) {
      unknown(f.T.text, out);
    }
    return json::kOk;
  }

  /// Only the crypto feed says which side took; its pairs keep their '/'.
  Parsed<Symbol> name(const Fields& f) const { return f.tks ? symbol(f.S) : equity(f.S); }

  void on_trade(const Fields& f, Decoded& out) {
    PrintReader p = print(out);
    p.symbol(name(f));
    p.price(f.p);
    p.size(f.s);
    p.time(f.t);
    p.tick().id = read_id(f.i);
    put_market(f, p.tick());
    finish(p, out);
  }

  void on_correction(const Fields& f, Decoded& out) {
    PrintReader p = print(out, FeedEventKind::correction);
    p.symbol(name(f));
    p.price(f.cp);
    p.size(f.cs);
    p.time(f.t);
    p.tick().id = read_id(f.ci);
    p.tick().original = read_id(f.oi);
    if (!p.tick().original) p.reject(Reject::malformed);
    put_market(f, p.tick());
    finish(p, out);
  }

  void on_cancel(const Fields& f, Decoded& out) {
    // Only the name and the id are needed to take a print back: its price and its minute are the original's.
    const auto symbol = name(f);
    const TradeId original = read_id(f.i);
    if (!symbol || !original) return nonsense("a cancel without a readable symbol or id", out);
    PrintReader p = print(out, FeedEventKind::cancel);
    p.symbol(symbol);
    p.tick().original = original;
    const auto time = read_time(f.t);
    p.tick().event_time = time ? *time : recv_time();
    if (const auto price = parse_price(f.p.text)) p.tick().price = *price;
    if (const auto size = parse_size(f.s.text)) p.tick().size = *size;
    put_market(f, p.tick());
    finish(p, out);
  }

  static void put_market(const Fields& f, Tick& tick) {
    tick.conditions = f.conditions;
    tick.tape = tape_of(f.z);
    tick.exchange = exchange_of(f.x);
  }

  void on_success(const Fields& f, Decoded& out) {
    if (f.msg == "connected") {
      notice(Signal::greeted, f.msg.text, out);
      authenticate(out);
    } else if (f.msg == "authenticated") {
      notice(Signal::authenticated, f.msg.text, out);
      subscribe(out);
    } else {
      unknown("success " + std::string{f.msg.text}, out);
    }
  }

  void on_error(const Fields& f, Decoded& out) {
    const std::uint64_t code = read_unsigned(f.code);
    if (code == kAlreadyAuthenticated) return;
    std::string words = std::to_string(code) + ' ' + std::string{f.msg.text};
    if (code == 409) words += " (free plans have the path /v2/iex, not /v2/sip)";
    notice(meaning(code), words, out);
  }

  void authenticate(Decoded& out) {
    if (authentication_sent_) return;
    authentication_sent_ = true;
    const Credentials& c = subscription().credentials;
    out.send.push_back(R"({"action":"auth","key":)" + json_text(c.key) + R"(,"secret":)" + json_text(c.secret) +
                       "}");
  }

  void subscribe(Decoded& out) {
    if (asked_ != 0) return;
    for (const auto& batch : batches(subscription().symbols, kSymbolsPerMessage)) {
      out.send.push_back(R"({"action":"subscribe","trades":[)" + json_texts(batch) + "]}");
      ++asked_;
    }
  }

  bool authentication_sent_ = false;
  std::size_t asked_ = 0;  ///< subscribe messages sent; each is answered by the whole list
  std::size_t confirmed_ = 0;
};

}  // namespace

std::unique_ptr<Protocol> make_alpaca(Subscription subscription, Ways ways) {
  return std::make_unique<Alpaca>(std::move(subscription), ways);
}

}  // namespace tickbard
