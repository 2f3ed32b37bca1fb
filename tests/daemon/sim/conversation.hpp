#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/feed/protocol.hpp"
#include "daemon/sim/dialect.hpp"

namespace tickbard::test {

inline constexpr UnixNanos kRecv = from_unix_nanos(1'780'000'000'000'000'000);

/// A client's protocol and a server's dialect, talking without a socket.
class Conversation {
 public:
  Conversation(std::string provider, std::vector<std::string> symbols, DialectOptions options = {},
               Listing listing = {}, std::string target = {})
      : provider_(std::move(provider)) {
    server = std::move(*make_dialect(provider_, options, std::move(listing)));
    Subscription subscription;
    subscription.symbols = std::move(symbols);
    subscription.credentials = {"some-key", "some-secret"};
    client = make_protocol(provider_, std::move(subscription));
    if (target.empty()) target = std::string(find_provider(provider_)->default_path);

    Decoded first;
    client->on_open(first);
    Answer hello;
    server->on_open(target, kRecv, hello);
    hear(hello);
    tell(first);
  }

  /// The server's word, and all that follows from it.
  void hear(const Answer& answer) {
    for (const std::string& frame : answer.send) hear(frame);
    if (answer.close) closed = answer;
  }

  void hear(std::string frame) {
    frame.reserve(frame.size() + Protocol::kPadding);
    Decoded decoded;
    client->on_message(frame, kRecv, decoded);
    for (const FeedEvent& event : decoded.events) events.push_back(event);
    for (Notice& notice : decoded.notices) notices.push_back(notice);
    tell(decoded);
  }

  void trade(std::span<const SimTrade> trades, const std::vector<std::string>& names) {
    frames.clear();
    server->encode(trades, names, frames);
    for (const std::string& frame : frames) hear(frame);
  }

  bool heard(Signal signal) const {
    for (const Notice& notice : notices) {
      if (notice.signal == signal) return true;
    }
    return false;
  }

  std::vector<FeedEvent> prints() const {
    std::vector<FeedEvent> out;
    for (const FeedEvent& e : events) {
      if (e.kind != FeedEventKind::streaming) out.push_back(e);
    }
    return out;
  }

  std::unique_ptr<Dialect> server;
  std::unique_ptr<Protocol> client;
  std::vector<FeedEvent> events;
  std::vector<Notice> notices;
  std::vector<std::string> frames;
  std::optional<Answer> closed;

 private:
  void tell(const Decoded& decoded) {
    for (const std::string& text : decoded.send) {
      Answer reply;
      server->on_message(text, kRecv, reply);
      hear(reply);
    }
  }

  std::string provider_;
};

/// The kinds of notice that must not come from a healthy session.
inline std::vector<std::string> surprises(const Conversation& c) {
  std::vector<std::string> out;
  for (const Notice& n : c.notices) {
    const bool fine = n.signal == Signal::greeted || n.signal == Signal::authenticated ||
                      n.signal == Signal::streaming || n.signal == Signal::heartbeat;
    if (!fine) out.push_back(std::to_string(static_cast<int>(n.signal)) + ": " + n.text);
  }
  return out;
}

inline GeneratorOptions market_of(std::string_view provider, std::uint32_t symbols) {
  GeneratorOptions o;
  o.style = market_style(provider);
  o.symbols = simulated_symbols(provider, symbols);
  o.start = from_unix_nanos(1'780'000'000'123'456'789);
  return o;
}

}  // namespace tickbard::test
