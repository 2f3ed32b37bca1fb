#include <array>
#include <nlohmann/json.hpp>

#include "aggregator/core/json_text.hpp"
#include "aggregator/core/time_text.hpp"
#include "daemon/sim/array_frames.hpp"
#include "daemon/sim/client_json.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {
namespace {

std::string error(int code, std::string_view text) {
  std::string out = R"([{"T":"error","code":)" + std::to_string(code) + R"(,"msg":)";
  append_json(out, text);
  return out += "}]";
}

/// Polygon's number as the SIP letter of the tape; 0 for what this provider shows no letter for.
char letter_of(unsigned condition, Tape tape) {
  switch (condition) {
    case 2:
      return tape == Tape::c ? 'W' : 'B';
    case 10:
      return '4';
    case 12:
      return 'T';
    case 14:
      return 'F';
    case 37:
      return 'I';
    case 53:
      return '7';
    default:
      return 0;
  }
}

char exchange_letter(std::uint16_t exchange) {
  switch (exchange) {
    case 8:
      return 'K';
    case 10:
      return 'N';
    case 11:
      return 'P';
    case 12:
      return 'Q';
    case 15:
      return 'V';
    case 19:
      return 'Z';
    default:
      return 'D';
  }
}

class AlpacaDialect final : public Dialect {
 public:
  explicit AlpacaDialect(DialectOptions options) : options_(options) {}

  void on_open(std::string_view, UnixNanos, Answer& answer) override {
    answer.send.emplace_back(R"([{"T":"success","msg":"connected","note":"SIMULATED feed"}])");
  }

  void on_message(std::string_view text, UnixNanos, Answer& answer) override {
    const nlohmann::json message = client_object(text);
    if (!message.is_object()) return answer.send.push_back(error(400, "invalid syntax"));
    const std::string action = text_of(message, "action");
    if (action == "auth") return authenticate(message, answer);
    if (action != "subscribe" && action != "unsubscribe")
      return answer.send.push_back(error(400, "invalid syntax"));
    if (!authorized_) return answer.send.push_back(error(401, "not authenticated"));
    if (message.contains("trades") && !message["trades"].is_array()) {
      return answer.send.push_back(error(400, "invalid syntax"));
    }
    for (const auto& symbol : list_of(message, "trades")) {
      if (!symbol.is_string()) continue;
      const auto& name = symbol.get_ref<const std::string&>();
      action == "subscribe" ? interest_.add(name) : interest_.remove(name);
    }
    answer.send.push_back(subscription());
  }

  void encode(std::span<const SimTrade> trades, const std::vector<std::string>& names,
              std::vector<std::string>& frames) const override {
    ArrayFrames out(frames);
    for (const SimTrade& t : trades) {
      if (interest_.wants(names[t.symbol])) trade(out.next(), t, names[t.symbol]);
    }
  }

  void over_limit(Answer& answer) const override {
    answer.send.push_back(error(406, "connection limit exceeded"));
    answer.close = true;
  }

  void too_slow(Answer& answer) const override {
    answer.send.push_back(error(407, "slow client"));
    answer.close = true;
  }

 private:
  FrameKeys frame_keys() const override {
    static constexpr std::array<std::string_view, 3> kTrades{"t", "c", "x"};
    return {"T", kTrades, "S"};
  }

  void authenticate(const nlohmann::json& message, Answer& answer) {
    if (authorized_) return answer.send.push_back(error(403, "already authenticated"));
    // A client without any credentials is let in: nobody needs an account for made-up prices.
    authorized_ = text_of(message, "key").empty() == text_of(message, "secret").empty() && !options_.refuse_auth;
    if (authorized_) {
      answer.send.emplace_back(R"([{"T":"success","msg":"authenticated"}])");
    } else {
      answer.send.push_back(error(402, "auth failed"));
      answer.close = true;
    }
  }

  /// The whole list, whatever was asked; cancels and corrections come with the trades.
  std::string subscription() const {
    std::string list = interest_.all() ? "\"*\"" : "";
    for (const std::string& symbol : interest_.symbols()) {
      if (!list.empty()) list += ',';
      append_json(list, symbol);
    }
    return R"([{"T":"subscription","trades":[)" + list +
           R"(],"quotes":[],"bars":[],"updatedBars":[],"dailyBars":[],"statuses":[],"lulds":[],"corrections":[)" +
           list + R"(],"cancelErrors":[)" + list + R"(],"note":"SIMULATED feed"}])";
  }

  static void trade(std::string& out, const SimTrade& t, const std::string& name) {
    out += R"({"T":"t","S":)";
    append_json(out, name);
    out += R"(,"i":)";
    wire::number(out, t.id);
    out += R"(,"x":")";
    out += exchange_letter(t.exchange);
    out += R"(","p":)";
    wire::decimal(out, t.price.raw, kPriceDigits);
    out += R"(,"s":)";
    wire::decimal(out, t.size.raw, kSizeDigits);
    out += R"(,"c":[)";
    out += t.tape == Tape::c ? "\"@\"" : "\" \"";
    for (std::size_t i = 0; i < t.conditions.count; ++i) {
      const char letter = letter_of(t.conditions.code[i], t.tape);
      if (letter == 0) continue;
      out += ",\"";
      out += letter;
      out += '"';
    }
    out += R"(],"z":")";
    out += static_cast<char>('A' + static_cast<int>(t.tape) - 1);
    out += R"(","t":")";
    out += to_rfc3339(t.time);
    out += "\"}";
  }

  DialectOptions options_;
  bool authorized_ = false;
};

}  // namespace

std::unique_ptr<Dialect> make_alpaca_dialect(DialectOptions options) {
  return std::make_unique<AlpacaDialect>(options);
}

}  // namespace tickbard
