#include <array>
#include <nlohmann/json.hpp>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/json_text.hpp"
#include "daemon/sim/client_json.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kMostStreams = 1024;

/// A stream name is [venue:]symbol@kind; kinds other than the two of trades are accepted and stay silent.
class BinanceDialect final : public Dialect {
 public:
  /// Paths: [/venue]/ws, [/venue]/ws/<stream>, [/venue]/stream[?streams=a/b/c].
  void on_open(std::string_view target, UnixNanos, Answer&) override {
    std::string_view path = target.substr(0, target.find('?'));
    for (const std::string_view venue : {"spot", "usdm", "cm"}) {
      const std::string prefix = "/" + std::string(venue) + "/";
      if (!path.starts_with(prefix)) continue;
      venue_ = venue;
      path.remove_prefix(prefix.size() - 1);
    }
    combined_ = path.starts_with("/stream");
    if (path.starts_with("/ws/")) wire::split(path.substr(4), '/', [this](auto s) { change(true, s); });
    if (const std::size_t at = target.find("streams="); at != std::string_view::npos) {
      const std::string_view list = target.substr(at + 8);
      wire::split(list.substr(0, list.find('&')), '/', [this](auto s) { change(true, s); });
    }
  }

  void on_message(std::string_view text, UnixNanos, Answer& answer) override {
    const nlohmann::json message = client_object(text);
    if (!message.is_object()) {
      return answer.send.emplace_back(R"({"code":3,"msg":"Invalid JSON: expected value, SIMULATED feed"})"),
             void();
    }
    const std::string method = text_of(message, "method");
    const std::string id = message.contains("id") ? message["id"].dump() : "null";
    const auto refuse = [&](std::string_view why) {
      std::string out = R"({"code":2,"msg":)";
      append_json(out, "Invalid request: " + std::string(why) + ", SIMULATED feed");
      answer.send.push_back(out + ",\"id\":" + id + "}");
    };
    const nlohmann::json& params = list_of(message, "params");
    if (message.contains("params") && !message["params"].is_array()) return refuse("params must be an array");
    if (method == "SUBSCRIBE" || method == "UNSUBSCRIBE") {
      if (method == "SUBSCRIBE" && streams_ + params.size() > kMostStreams) return refuse("too many streams");
      for (const auto& stream : params) {
        if (!stream.is_string()) return refuse("stream names must be strings");
        change(method == "SUBSCRIBE", stream.get_ref<const std::string&>());
      }
    } else if (method == "SET_PROPERTY") {
      if (params.size() == 2 && params[0] == "combined" && params[1].is_boolean())
        combined_ = params[1].get<bool>();
    } else {
      return refuse("unknown method");
    }
    answer.send.push_back(R"({"result":null,"id":)" + id + R"(,"note":"SIMULATED feed"})");
  }

  void encode(std::span<const SimTrade> trades, const std::vector<std::string>& names,
              std::vector<std::string>& frames) const override {
    for (const SimTrade& t : trades) {
      const std::string& name = names[t.symbol];
      if (interest_.wants(name, venue_)) frames.push_back(frame("trade", t, name));
      if (aggregates_.wants(name, venue_)) frames.push_back(frame("aggTrade", t, name));
    }
  }

  void over_limit(Answer& answer) const override {
    answer.send.emplace_back(R"({"code":-1003,"msg":"Too many connections, SIMULATED feed"})");
    answer.close = true;
    answer.code = 1008;
    answer.reason = "Too many connections";
  }

  void too_slow(Answer& answer) const override {
    answer.close = true;
    answer.code = 1008;
    answer.reason = "slow consumer";
  }

  bool streaming() const override { return !interest_.empty() || !aggregates_.empty(); }

 private:
  FrameKeys frame_keys() const override {
    static constexpr std::array<std::string_view, 2> kTrades{"trade", "aggTrade"};
    return {"e", kTrades, "s"};
  }

  /// A recorded trade of either kind serves a client that subscribed to either.
  bool wants(std::string_view symbol, std::string_view venue) const override {
    if (!venue_.empty() && !venue.empty() && venue != venue_) return false;
    return interest_.wants(symbol, venue) || aggregates_.wants(symbol, venue);
  }

  void change(bool add, std::string_view stream) {
    const std::size_t at = stream.find('@');
    const std::string_view symbol = stream.substr(0, at);
    const std::string_view kind = at == std::string_view::npos ? "trade" : stream.substr(at + 1);
    if (kind != "trade" && kind != "aggTrade") return;
    Interest& interest = kind == "trade" ? interest_ : aggregates_;
    if (add && interest.add(symbol)) ++streams_;
    if (!add && interest.remove(symbol)) --streams_;
  }

  std::string frame(std::string_view kind, const SimTrade& t, const std::string& name) const {
    std::string out;
    if (combined_) {
      out += R"({"stream":)";
      append_json(out, lower(name) + "@" + std::string(kind));
      out += R"(,"data":)";
    }
    out += R"({"e":")";
    out += kind;
    out += R"(","E":)";
    wire::number(out, wire::unix_millis(t.time));
    out += R"(,"s":)";
    append_json(out, upper(name));
    out += kind == "trade" ? R"(,"t":)" : R"(,"a":)";
    wire::number(out, t.id);
    out += R"(,"p":")";
    wire::padded_decimal(out, t.price.raw, kPriceDigits, 8);
    out += R"(","q":")";
    wire::padded_decimal(out, t.size.raw, kSizeDigits, 8);
    out += '"';
    if (kind == "aggTrade") {
      out += R"(,"f":)";
      wire::number(out, t.id);
      out += R"(,"l":)";
      wire::number(out, t.id);
    }
    out += R"(,"T":)";
    wire::number(out, wire::unix_millis(t.time));
    out += R"(,"m":)";
    out += t.buyer_is_maker ? "true" : "false";
    out += R"(,"M":true})";
    if (combined_) out += '}';
    return out;
  }

  Interest aggregates_;
  std::size_t streams_ = 0;
  bool combined_ = false;
};

}  // namespace

std::unique_ptr<Dialect> make_binance_dialect() {
  return std::make_unique<BinanceDialect>();
}

}  // namespace tickbard
