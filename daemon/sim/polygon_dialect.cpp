#include <array>
#include <nlohmann/json.hpp>

#include "aggregator/core/json_text.hpp"
#include "daemon/sim/array_frames.hpp"
#include "daemon/sim/client_json.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {
namespace {

std::string status(std::string_view word, std::string_view message) {
  std::string out = R"([{"ev":"status","status":)";
  append_json(out, word);
  out += R"(,"message":)";
  append_json(out, message);
  return out += "}]";
}

class PolygonDialect final : public Dialect {
 public:
  explicit PolygonDialect(DialectOptions options) : options_(options) {}

  void on_open(std::string_view, UnixNanos, Answer& answer) override {
    answer.send.push_back(status("connected", "Connected Successfully (SIMULATED feed)"));
  }

  void on_message(std::string_view text, UnixNanos, Answer& answer) override {
    const nlohmann::json message = client_object(text);
    if (!message.is_object()) return answer.send.push_back(status("error", "invalid message"));
    const std::string action = text_of(message, "action");
    const std::string params = text_of(message, "params");
    if (action == "auth") {
      authorized_ = !options_.refuse_auth;
      if (authorized_) return answer.send.push_back(status("auth_success", "authenticated"));
      answer.send.push_back(status("auth_failed", "authentication failed"));
      answer.close = true;
      answer.code = 1008;
      return;
    }
    if (action != "subscribe" && action != "unsubscribe") {
      return answer.send.push_back(status("error", "unknown action"));
    }
    if (!authorized_) return answer.send.push_back(status("error", "not authorized"));
    change(action == "subscribe", params, answer);
  }

  void encode(std::span<const SimTrade> trades, const std::vector<std::string>& names,
              std::vector<std::string>& frames) const override {
    ArrayFrames out(frames);
    for (const SimTrade& t : trades) {
      if (interest_.wants(names[t.symbol])) trade(out.next(), t, names[t.symbol]);
    }
  }

  void over_limit(Answer& answer) const override {
    answer.send.push_back(
        status("max_connections", "Maximum number of websocket connections exceeded. (SIMULATED feed)"));
    answer.close = true;
    answer.code = 1008;
    answer.reason = "max_connections";
  }

  void too_slow(Answer& answer) const override {
    answer.close = true;  // the provider sends no message before it
    answer.code = 1008;
    answer.reason = "slow consumer";
  }

 private:
  FrameKeys frame_keys() const override {
    static constexpr std::array<std::string_view, 1> kTrades{"T"};
    return {"ev", kTrades, "sym"};
  }

  /// One status for each topic that changes; a topic already held is not answered.
  void change(bool add, const std::string& params, Answer& answer) {
    std::string out;
    wire::split(params, ',', [&](std::string_view topic) {
      const bool trades = topic.starts_with("T.");
      const bool changed =
          trades ? (add ? interest_.add(topic.substr(2)) : interest_.remove(topic.substr(2))) : add;
      if (!changed) return;
      out += out.empty() ? "[" : ",";
      out += R"({"ev":"status","status":"success","message":)";
      append_json(out, (add ? "subscribed to: " : "unsubscribed to: ") + std::string(topic));
      out += '}';
    });
    if (!out.empty()) answer.send.push_back(out + "]");
  }

  static void trade(std::string& out, const SimTrade& t, const std::string& name) {
    out += R"({"ev":"T","sym":)";
    append_json(out, name);
    out += R"(,"x":)";
    wire::number(out, t.exchange);
    out += R"(,"i":")";
    wire::number(out, t.id);
    out += R"(","z":)";
    wire::number(out, static_cast<std::uint64_t>(t.tape));
    out += R"(,"p":)";
    wire::decimal(out, t.price.raw, kPriceDigits);
    out += R"(,"s":)";
    wire::number(out, static_cast<std::uint64_t>(t.size.raw / 100'000'000));
    out += R"(,"ds":")";
    wire::padded_decimal(out, t.size.raw, kSizeDigits, 1);
    out += '"';
    if (t.conditions.count > 0) {
      out += R"(,"c":[)";
      for (std::size_t i = 0; i < t.conditions.count; ++i) {
        if (i > 0) out += ',';
        wire::number(out, t.conditions.code[i]);
      }
      out += ']';
    }
    out += R"(,"t":)";
    wire::number(out, wire::unix_millis(t.time));
    out += R"(,"q":)";
    wire::number(out, t.sequence);
    out += '}';
  }

  DialectOptions options_;
  bool authorized_ = false;
};

}  // namespace

std::unique_ptr<Dialect> make_polygon_dialect(DialectOptions options) {
  return std::make_unique<PolygonDialect>(options);
}

}  // namespace tickbard
