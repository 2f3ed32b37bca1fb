#include "aggregator/feed/kraken.hpp"

#include <algorithm>
#include <array>

#include "aggregator/feed/fast_shapes.hpp"
#include "aggregator/feed/json_protocol.hpp"
#include "aggregator/feed/kraken_fields.hpp"
#include "aggregator/feed/words.hpp"

namespace tickbard {

namespace {

using json::Token;

constexpr std::size_t kSymbolsPerMessage = 250;

/// v2 channels, v1 channel names (before a '-') and futures feeds that carry no trades.
constexpr std::array<std::string_view, 14> kIgnored{
    "ticker",   "book",        "level3",        "ohlc",        "spread",          "instrument", "executions",
    "balances", "open_orders", "book_snapshot", "ticker_lite", "level3-snapshot", "fills",      "notifications"};

bool is_ignored(std::string_view kind) {
  const std::string_view name = kind.substr(0, kind.find('-'));
  return std::find(kIgnored.begin(), kIgnored.end(), name) != kIgnored.end();
}

class Kraken final : public JsonProtocol {
 public:
  Kraken(Subscription of, Ways ways) : JsonProtocol(std::move(of), ways, fast_shapes::kraken) {}

  /// A snapshot is asked for on purpose: its 50 trades fill what a short reconnect has missed.
  void on_open(Decoded& out) override {
    std::size_t request = 0;
    for (const auto& batch : batches(subscription().symbols, kSymbolsPerMessage)) {
      out.send.push_back(R"({"method":"subscribe","params":{"channel":"trade","symbol":[)" + json_texts(batch) +
                         R"(],"snapshot":true},"req_id":)" + std::to_string(++request) + "}");
    }
  }

  std::string keep_alive() const override { return R"({"method":"ping"})"; }

 private:
  json::Error on_object(json::Object& object, Decoded& out) override {
    kraken::Message m;
    trades_.clear();
    if (const auto e = kraken::read(object, m, trades_)) return e;
    if (m.channel.has_text()) {
      on_channel(m, out);
    } else if (m.method.has_text()) {
      on_answer(m, out);
    } else if (m.event.has_text()) {
      on_event(m, out);
    } else if (m.feed.has_text()) {
      on_futures(m, out);
    } else {
      nonsense("an object without \"channel\", \"method\", \"event\" or \"feed\"", out);
    }
    return json::kOk;
  }

  json::Error on_array(json::Array& array, Decoded& out) override {
    kraken::ArrayMessage m;
    trades_.clear();
    if (const auto e = kraken::read(array, m, trades_)) return e;
    if (m.channel == "trade") {
      keep_all(FeedEventKind::trade, m.pair, out);
    } else if (!m.channel) {
      nonsense("an array without a channel name", out);
    } else if (!is_ignored(m.channel.text)) {
      unknown(m.channel.text, out);
    }
    return json::kOk;
  }

  void on_channel(const kraken::Message& m, Decoded& out) {
    if (m.channel == "trade") {
      keep_all(m.type == "snapshot" ? FeedEventKind::snapshot : FeedEventKind::trade, {}, out);
    } else if (m.channel == "heartbeat") {
      notice(Signal::heartbeat, {}, out);
    } else if (m.channel == "status") {
      const bool well = !m.system || m.system == "online";
      notice(well ? Signal::greeted : Signal::server_error, "system " + std::string{m.system.text}, out);
    } else if (!is_ignored(m.channel.text)) {
      unknown(m.channel.text, out);
    }
  }

  void on_answer(const kraken::Message& m, Decoded& out) {
    if (m.method == "pong") return notice(Signal::heartbeat, "pong", out);
    if (m.method != "subscribe") {
      if (m.method != "unsubscribe") unknown("method " + std::string{m.method.text}, out);
      return;
    }
    if (m.success.text == "true" || mentions(m.error.text, "already subscribed")) {
      confirmed_ = true;
    } else {
      notice(Signal::bad_subscription, std::string{m.symbol.text} + ": " + std::string{m.error.text}, out);
    }
    // Each symbol is answered by itself.
    if (++answered_ >= subscription().symbols.size() && confirmed_) streaming("subscribed", out);
  }

  /// v1 and futures.
  void on_event(const kraken::Message& m, Decoded& out) {
    if (m.event == "heartbeat" || m.event == "pong") {
      notice(Signal::heartbeat, m.event.text, out);
    } else if (m.event == "systemStatus" || m.event == "info") {
      const bool well = !m.status || m.status == "online";
      notice(well ? Signal::greeted : Signal::server_error, "system " + std::string{m.status.text}, out);
    } else if (m.event == "subscribed" || (m.event == "subscriptionStatus" && m.status == "subscribed")) {
      streaming("subscribed", out);
    } else if (m.event == "subscriptionStatus" && m.status == "error") {
      notice(Signal::bad_subscription, std::string{m.pair.text} + ": " + std::string{m.words.text}, out);
    } else if (m.event == "error" || m.event == "alert") {
      notice(Signal::server_error, m.words.text, out);
    } else if (m.event != "unsubscribed" && m.event != "subscriptionStatus") {
      unknown("event " + std::string{m.event.text}, out);
    }
  }

  void on_futures(const kraken::Message& m, Decoded& out) {
    if (m.feed == "trade") {
      trades_.assign(1, m.trade);
      keep_all(FeedEventKind::trade, {}, out);
    } else if (m.feed == "trade_snapshot") {
      keep_all(FeedEventKind::snapshot, m.trade.symbol, out);
    } else if (m.feed == "heartbeat") {
      notice(Signal::heartbeat, {}, out);
    } else if (!is_ignored(m.feed.text)) {
      unknown(m.feed.text, out);
    }
  }

  void keep_all(FeedEventKind kind, const Token& common_symbol, Decoded& out) {
    for (const kraken::Trade& trade : trades_) {
      PrintReader p = print(out, kind);
      p.symbol(symbol(trade.symbol ? trade.symbol : common_symbol));
      p.price(trade.price);
      p.size(trade.size);
      p.time(trade.time);
      p.tick().id = read_id(trade.id);
      p.tick().sequence = read_unsigned(trade.id);
      finish(p, out, trade.price.text);
    }
  }

  std::vector<kraken::Trade> trades_;  ///< scratch of one message
  std::size_t answered_ = 0;           ///< symbols the server has said yes or no to
  bool confirmed_ = false;
};

}  // namespace

std::unique_ptr<Protocol> make_kraken(Subscription subscription, Ways ways) {
  return std::make_unique<Kraken>(std::move(subscription), ways);
}

}  // namespace tickbard
