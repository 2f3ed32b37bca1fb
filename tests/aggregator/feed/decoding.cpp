#include "tests/aggregator/feed/decoding.hpp"

#include <array>

#include "aggregator/core/time_text.hpp"

namespace tickbard {

Feed::Feed(std::string_view provider, Subscription subscription, Ways ways)
    : protocol_(make_protocol(provider, std::move(subscription), ways)) {}

const Decoded& Feed::open() {
  decoded_.clear();
  protocol_->on_open(decoded_);
  return decoded_;
}

const Decoded& Feed::receive(std::string_view message) {
  // A message that ends where its allocation ends but for the padding: reading further is seen by the sanitizers.
  buffer_.assign(message);
  buffer_.append(Protocol::kPadding, '\0');
  buffer_.shrink_to_fit();
  decoded_.clear();
  protocol_->on_message({buffer_.data(), message.size()}, kReceived, decoded_);
  return decoded_;
}

Lines Feed::prints_of(const Decoded& decoded) {
  Lines out;
  for (const FeedEvent& event : decoded.events) {
    if (event.kind != FeedEventKind::raw_text) out.push_back(line(event));
  }
  return out;
}

Lines Feed::signals_of(const Decoded& decoded) {
  Lines out;
  for (const Notice& notice : decoded.notices)
    out.push_back(std::string{name_of(notice.signal)} + ": " + notice.text);
  return out;
}

std::string_view name_of(Signal signal) {
  static constexpr std::array<std::string_view, 12> kNames{
      "greeted",          "authenticated", "streaming", "heartbeat",    "bad_credentials", "bad_subscription",
      "connection_limit", "slow_consumer", "leaving",   "server_error", "unknown",         "nonsense"};
  return kNames.at(static_cast<std::size_t>(signal));
}

std::string line(const FeedEvent& event) {
  static constexpr std::array<std::string_view, 7> kKinds{"trade",    "snapshot",  "cancel", "correction",
                                                          "rejected", "streaming", "lost"};
  static constexpr std::array<std::string_view, 5> kTapes{"", "A", "B", "C", "OTC"};
  const Tick& t = event.tick;
  std::string out{kKinds.at(static_cast<std::size_t>(event.kind))};
  if (!t.symbol.empty()) out.append(" ").append(t.symbol.view());
  if (event.kind == FeedEventKind::rejected) return out.append(" ").append(name_of(event.reject));
  out += ' ' + to_text(t.price) + " x " + to_text(t.size) + " at " + to_rfc3339(t.event_time);
  if (t.id) out += " id " + std::to_string(t.id.value);
  if (t.original) out += " original " + std::to_string(t.original.value);
  if (t.sequence != 0) out += " seq " + std::to_string(t.sequence);
  if (t.tape != Tape::none) out.append(" tape ").append(kTapes.at(static_cast<std::size_t>(t.tape)));
  if (t.exchange != 0) out += " exchange " + std::to_string(t.exchange);
  for (std::size_t i = 0; i < t.conditions.count; ++i) {
    out += (i == 0 ? " conditions " : ",") + std::to_string(t.conditions.code[i]);
  }
  if (t.conditions.truncated) out += " and more";
  return out;
}

std::vector<std::string> many_symbols(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back("S" + std::to_string(i));
  return out;
}

}  // namespace tickbard
