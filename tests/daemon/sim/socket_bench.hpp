#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/feed/protocol.hpp"
#include "daemon/net/ws_client.hpp"
#include "daemon/sim/sim_server.hpp"

namespace tickbard::test {

/// A simulator, its time moved by hand, and real websocket clients on one io_context and one thread.
class SocketBench {
 public:
  explicit SocketBench(SimOptions options, const Calendar* calendar = nullptr,
                       UnixNanos wall = from_unix_nanos(1'795'185'600'000'000'000))
      : wall_(wall),
        options_(std::move(options)),
        server(io, options_, calendar, {[this] { return wall_; }, [this] { return mono_; }},
               [this](LogLevel, std::string_view, std::string text) { log.push_back(std::move(text)); }) {}

  /// Moves time on by 20 ms and lets the sockets work until `done`; false: it never came.
  bool until(const std::function<bool()>& done, int steps = 20'000) {
    for (int i = 0; i < steps; ++i) {
      if (done()) return true;
      step();
    }
    return done();
  }

  void step() {
    wall_ += std::chrono::milliseconds(20);
    mono_ += std::chrono::milliseconds(20);
    server.step();
    io.restart();
    // Sockets need a moment; and time must not run ahead of those that are at work, however slow the machine is.
    for (int i = 0; i < 10'000 && io.run_one_for(std::chrono::milliseconds(1)) != 0; ++i) {
    }
  }

  bool logged(std::string_view part) const {
    for (const std::string& line : log) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }

  UnixNanos wall() const { return wall_; }

  boost::asio::io_context io{1};

 private:
  UnixNanos wall_;
  MonoTime mono_{std::chrono::seconds(1000)};
  SimOptions options_;

 public:
  std::vector<std::string> log;
  SimServer server;
};

/// A client that speaks the provider's protocol over a real socket.
class BenchClient {
 public:
  BenchClient(SocketBench& bench, std::string provider, std::vector<std::string> symbols, std::string target = {})
      : bench_(bench) {
    Subscription subscription;
    subscription.symbols = std::move(symbols);
    subscription.credentials = {"some-key", "some-secret"};
    protocol_ = make_protocol(provider, std::move(subscription));
    if (target.empty()) target = std::string(find_provider(provider)->default_path);
    WsClientOptions options;
    options.url = *Url::parse(bench.server.url() + target);
    WsClientHandlers handlers;
    handlers.on_open = [this] {
      open = true;
      Decoded first;
      protocol_->on_open(first);
      for (std::string& text : first.send) socket->send(std::move(text));
    };
    handlers.on_message = [this](std::string_view text) {
      frames.emplace_back(text);
      decoded_.clear();
      protocol_->on_message(text, bench_.wall(), decoded_);
      for (const FeedEvent& e : decoded_.events) {
        if (e.kind == FeedEventKind::trade || e.kind == FeedEventKind::snapshot) prints.push_back(e);
      }
      for (const Notice& n : decoded_.notices) notices.push_back(n);
      for (std::string& reply : decoded_.send) socket->send(std::move(reply));
    };
    handlers.on_control = [this] { ++controls; };
    handlers.on_end = [this](const WsEnd& how) { end = how; };
    socket = std::make_unique<WsClient>(bench.io, std::move(options), std::move(handlers));
    socket->start();
  }

  bool heard(Signal signal) const { return count(signal) > 0; }
  std::size_t count(Signal signal) const {
    std::size_t n = 0;
    for (const Notice& notice : notices) n += notice.signal == signal ? 1U : 0U;
    return n;
  }

  bool open = false;
  int controls = 0;
  std::vector<std::string> frames;
  std::vector<FeedEvent> prints;
  std::vector<Notice> notices;
  std::optional<WsEnd> end;
  std::unique_ptr<WsClient> socket;

 private:
  SocketBench& bench_;
  std::unique_ptr<Protocol> protocol_;
  Decoded decoded_;
};

}  // namespace tickbard::test
