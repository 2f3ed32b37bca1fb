#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "aggregator/core/json_text.hpp"
#include "daemon/sim/client_json.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {
namespace {

std::string error(std::string_view message, std::string_view reason) {
  std::string out = R"({"type":"error","message":)";
  append_json(out, message);
  out += R"(,"reason":)";
  append_json(out, reason);
  return out += '}';
}

std::string match(std::string_view type, const SimTrade& t, std::string_view name) {
  std::string out = R"({"type":")";
  out += type;
  out += R"(","trade_id":)";
  wire::number(out, t.id);
  out += R"(,"maker_order_id":"51000000-0000-4000-8000-000000000001")"
         R"(,"taker_order_id":"51000000-0000-4000-8000-000000000002","side":")";
  out += t.buyer_is_maker ? "buy" : "sell";
  out += R"(","size":")";
  wire::padded_decimal(out, t.size.raw, kSizeDigits, 8);
  out += R"(","price":")";
  wire::decimal(out, t.price.raw, kPriceDigits);
  out += R"(","product_id":)";
  append_json(out, name);
  out += R"(,"sequence":)";
  wire::number(out, t.sequence);
  out += R"(,"time":")";
  wire::rfc3339_micros(out, t.time);
  return out += "\"}";
}

class CoinbaseDialect final : public Dialect {
 public:
  explicit CoinbaseDialect(Listing listing) : listing_(std::move(listing)) {}

  void on_open(std::string_view, UnixNanos, Answer&) override {}  // the server waits for the subscription

  void on_message(std::string_view text, UnixNanos, Answer& answer) override {
    const nlohmann::json message = client_object(text);
    if (!message.is_object()) return answer.send.push_back(error("Malformed JSON", "not an object"));
    const std::string type = text_of(message, "type");
    if (type != "subscribe" && type != "unsubscribe") {
      return answer.send.push_back(error("Failed to subscribe", type + " is not a valid type"));
    }
    const nlohmann::json& channels = list_of(message, "channels");
    if (channels.empty()) return answer.send.push_back(error("Failed to subscribe", "channels is required"));
    std::vector<std::string> fresh;
    for (const auto& channel : channels) {
      const std::string name = channel.is_string() ? channel.get<std::string>() : text_of(channel, "name");
      if (name != "matches" && name != "heartbeat") {
        return answer.send.push_back(error("Failed to subscribe", name + " is not a valid channel"));
      }
      for (const nlohmann::json* from : {&message, &channel}) {
        for (const auto& id : list_of(*from, "product_ids")) {
          if (!id.is_string()) continue;
          const auto& product = id.get_ref<const std::string&>();
          if (product != "*" && listing_.knows && !listing_.knows(product)) {
            return answer.send.push_back(error("Failed to subscribe", product + " is not a valid product"));
          }
          change(type == "subscribe", name == "matches", product, fresh);
        }
      }
    }
    answer.send.push_back(subscriptions());
    for (const std::string& product : fresh) {
      if (const SimTrade* last = listing_.last(product))
        answer.send.push_back(match("last_match", *last, product));
    }
  }

  void encode(std::span<const SimTrade> trades, const std::vector<std::string>& names,
              std::vector<std::string>& frames) const override {
    for (const SimTrade& t : trades) {
      if (interest_.wants(names[t.symbol])) frames.push_back(match("match", t, names[t.symbol]));
    }
  }

  void heartbeat(UnixNanos now, bool, Answer& answer) const override {
    for (const std::string& product : heartbeats_) {
      const SimTrade* last = listing_.last(product);
      std::string out = R"({"type":"heartbeat","sequence":)";
      wire::number(out, last ? last->sequence : 0);
      out += R"(,"last_trade_id":)";
      wire::number(out, last ? last->id : 0);
      out += R"(,"product_id":)";
      append_json(out, product);
      out += R"(,"time":")";
      wire::rfc3339_micros(out, now);
      answer.send.push_back(out += "\"}");
    }
  }

  void over_limit(Answer& answer) const override {
    answer.send.push_back(error("Too many connections", "connection limit exceeded (SIMULATED feed)"));
    answer.close = true;
    answer.code = 1008;
    answer.reason = "connection limit exceeded";
  }

  void too_slow(Answer& answer) const override {
    answer.send.push_back(error("ErrSlowConsume", "slow consumer"));
    answer.close = true;
    answer.code = 1008;
    answer.reason = "slow consumer";
  }

 private:
  FrameKeys frame_keys() const override {
    static constexpr std::array<std::string_view, 2> kTrades{"match", "last_match"};
    return {"type", kTrades, "product_id"};
  }

  void change(bool add, bool matches, const std::string& product, std::vector<std::string>& fresh) {
    if (!matches) {
      if (product == "*") return;
      add ? void(heartbeats_.insert(product)) : void(heartbeats_.erase(product));
    } else if (!add) {
      interest_.remove(product);
    } else if (interest_.add(product) && product != "*") {
      fresh.push_back(product);
    }
  }

  std::string subscriptions() const {
    std::string matches = interest_.all() ? "\"*\"" : "", beats;
    for (const std::string& product : interest_.symbols()) {
      if (!matches.empty()) matches += ',';
      append_json(matches, product);
    }
    for (const std::string& product : heartbeats_) {
      if (!beats.empty()) beats += ',';
      append_json(beats, product);
    }
    std::string out = R"({"type":"subscriptions","channels":[{"name":"matches","product_ids":[)" + matches + "]}";
    if (!beats.empty()) out += R"(,{"name":"heartbeat","product_ids":[)" + beats + "]}";
    return out += R"(],"note":"SIMULATED feed"})";
  }

  Listing listing_;
  std::set<std::string> heartbeats_;
};

}  // namespace

std::unique_ptr<Dialect> make_coinbase_dialect(Listing listing) {
  return std::make_unique<CoinbaseDialect>(std::move(listing));
}

}  // namespace tickbard
