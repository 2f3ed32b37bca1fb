#include <array>
#include <nlohmann/json.hpp>

#include "aggregator/core/json_text.hpp"
#include "daemon/sim/client_json.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {
namespace {

void item(std::string& out, const SimTrade& t, std::string_view name) {
  out += R"({"symbol":)";
  append_json(out, name);
  out += R"(,"side":")";
  out += t.buyer_is_maker ? "sell" : "buy";  // the taker's
  out += R"(","price":)";
  wire::padded_decimal(out, t.price.raw, kPriceDigits, 1);
  out += R"(,"qty":)";
  wire::padded_decimal(out, t.size.raw, kSizeDigits, 8);
  out += R"(,"ord_type":"limit","trade_id":)";
  wire::number(out, t.id);
  out += R"(,"timestamp":")";
  wire::rfc3339_micros(out, t.time);
  out += "\"}";
}

void stamps(std::string& out, UnixNanos now) {
  out += R"(,"time_in":")";
  wire::rfc3339_micros(out, now);
  out += R"(","time_out":")";
  wire::rfc3339_micros(out, now);
  out += '"';
}

class KrakenDialect final : public Dialect {
 public:
  explicit KrakenDialect(Listing listing) : listing_(std::move(listing)) {}

  void on_open(std::string_view, UnixNanos, Answer& answer) override {
    answer.send.emplace_back(
        R"({"channel":"status","type":"update","data":[{"api_version":"v2","connection_id":1,)"
        R"("system":"online","version":"2.0.0","note":"SIMULATED feed"}]})");
  }

  void on_message(std::string_view text, UnixNanos now, Answer& answer) override {
    const nlohmann::json message = client_object(text);
    const std::string method = text_of(message, "method");
    std::string tail;
    stamps(tail, now);
    if (message.is_object() && message.contains("req_id")) tail += ",\"req_id\":" + message["req_id"].dump();
    tail += '}';
    if (method == "ping") return answer.send.push_back(R"({"method":"pong")" + tail);
    if (method != "subscribe" && method != "unsubscribe") {
      return answer.send.push_back(R"({"error":"Unsupported method, SIMULATED feed","success":false)" + tail);
    }
    const auto params = message.find("params");
    if (params == message.end() || text_of(*params, "channel") != "trade") {
      return answer.send.push_back(R"({"method":")" + method +
                                   R"(","error":"Channel field must be trade, SIMULATED feed","success":false)" +
                                   tail);
    }
    const bool snapshot = !params->contains("snapshot") || (*params)["snapshot"] == true;
    for (const auto& symbol : list_of(*params, "symbol")) {
      if (symbol.is_string()) change(method, symbol.get_ref<const std::string&>(), snapshot, tail, answer);
    }
  }

  /// Runs of one symbol's trades share a frame.
  void encode(std::span<const SimTrade> trades, const std::vector<std::string>& names,
              std::vector<std::string>& frames) const override {
    std::uint32_t open_for = 0;
    bool open = false;
    for (const SimTrade& t : trades) {
      if (!interest_.wants(names[t.symbol])) continue;
      if (open && t.symbol == open_for) {
        frames.back() += ',';
      } else {
        if (open) frames.back() += "]}";
        frames.emplace_back(R"({"channel":"trade","type":"update","data":[)");
      }
      open = true;
      open_for = t.symbol;
      item(frames.back(), t, names[t.symbol]);
    }
    if (open) frames.back() += "]}";
  }

  void heartbeat(UnixNanos, bool idle, Answer& answer) const override {
    if (idle && streaming()) answer.send.emplace_back(R"({"channel":"heartbeat"})");
  }

  void over_limit(Answer& answer) const override {
    answer.close = true;
    answer.code = 1008;
    answer.reason = "connection limit exceeded";
  }

  void too_slow(Answer& answer) const override {
    answer.close = true;
    answer.code = 1008;
    answer.reason = "slow consumer";
  }

 private:
  FrameKeys frame_keys() const override {
    static constexpr std::array<std::string_view, 1> kTrades{"trade"};
    return {"channel", kTrades, "symbol"};
  }

  void change(const std::string& method, const std::string& symbol, bool snapshot, const std::string& tail,
              Answer& answer) {
    std::string out = R"({"method":")" + method + "\",";
    if (symbol != "*" && listing_.knows && !listing_.knows(symbol)) {
      out += R"("error":)";
      append_json(out, "Currency pair not supported " + symbol);
      out += R"(,"success":false,"symbol":)";
      append_json(out, symbol);
      return answer.send.push_back(out + tail);
    }
    const bool fresh = method == "subscribe" ? interest_.add(symbol) : (interest_.remove(symbol), false);
    out += R"("result":{"channel":"trade","symbol":)";
    append_json(out, symbol);
    out += R"(,"snapshot":)";
    out += snapshot ? "true" : "false";
    out += R"(,"warnings":["SIMULATED feed"]},"success":true)";
    answer.send.push_back(out + tail);
    if (!fresh || !snapshot) return;
    std::string shot = R"({"channel":"trade","type":"snapshot","data":[)";
    if (const std::deque<SimTrade>* trades = listing_.recent ? listing_.recent(symbol) : nullptr) {
      for (const SimTrade& t : *trades) {
        if (shot.back() == '}') shot += ',';
        item(shot, t, symbol);
      }
    }
    answer.send.push_back(shot + "]}");
  }

  Listing listing_;
};

}  // namespace

std::unique_ptr<Dialect> make_kraken_dialect(Listing listing) {
  return std::make_unique<KrakenDialect>(std::move(listing));
}

}  // namespace tickbard
