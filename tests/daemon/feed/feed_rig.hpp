#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/feed/connection.hpp"
#include "daemon/net/asio_reactor.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "tests/support/scripted_server.hpp"

namespace tickbard {

using namespace std::chrono_literals;
using test::Script;
using test::ScriptedServer;

enum class Turned : bool { by_itself, by_the_market };  ///< with a thread and a ring; on the market's thread

/// A feed in Alpaca's dialect with short deadlines, and the market that takes its events. Waits only on
/// conditions.
class FeedRig {
 public:
  explicit FeedRig(std::string url, Turned turned = Turned::by_itself, std::size_t ring_size = 1024)
      : ring(ring_size), turned_(turned) {
    options.name = "us";
    options.provider = find_provider("alpaca");
    options.url = std::move(url);
    options.subscription.feed = 3;
    options.subscription.symbols = {"AAPL"};
    options.subscription.credentials = {"the-key", "the-secret"};
    options.seed = 1;
    options.times.backoff = {1ms, 2ms, 20ms};
    options.times.limit_backoff = {1h, 1h, 1h};
    options.silence = 1h;
  }
  ~FeedRig() { stop(); }

  bool start() {
    const auto log = [this](LogLevel level, std::string_view who, std::string text) {
      std::lock_guard lock(mutex_);
      logged_.push_back(std::string(who) + ": " + text);
      if (level == LogLevel::error) ++errors_;
    };
    const auto take = [this](std::span<const FeedEvent> taken, MonoTime) {
      events.insert(events.end(), taken.begin(), taken.end());
    };
    feed = turned_ == Turned::by_itself ? std::make_unique<FeedConnection>(options, ring, bell, log)
                                        : std::make_unique<FeedConnection>(options, reactor, take, log);
    const auto started = feed->start();
    EXPECT_TRUE(started) << (started ? "" : started.error().text);
    return static_cast<bool>(started);
  }

  /// Drains until `f(events)`; false: not within 20 s.
  template <class F>
  bool drain_until(F&& f) {
    const auto limit = mono_now() + 20s;
    while (!f()) {
      if (mono_now() > limit) return false;
      turn();
    }
    return true;
  }
  bool drain_to(std::size_t n) {
    return drain_until([&] { return events.size() >= n; });
  }

  void stop() {
    if (!feed) return;
    feed->stop();
    std::atomic<bool> joined{false};
    {
      NamedThread market("market", [&] {
        while (!joined) turn();
      });
      feed->join();
      joined = true;
      bell.ring();
    }
    ring.consume([this](const FeedEvent& e) { events.push_back(e); });
  }

  /// "streaming", "trade 1", "lost closed", …: the kinds in order, trades with their id.
  std::vector<std::string> words() const {
    std::vector<std::string> out;
    for (const FeedEvent& e : events) {
      switch (e.kind) {
        case FeedEventKind::streaming:
          out.emplace_back("streaming");
          break;
        case FeedEventKind::lost:
          out.push_back("lost " + std::string(name_of(e.lost)));
          break;
        case FeedEventKind::trade:
          out.push_back("trade " + std::to_string(e.tick.id.value));
          break;
        default:
          out.emplace_back("other");
          break;
      }
    }
    return out;
  }
  std::vector<std::string> logged() {
    std::lock_guard lock(mutex_);
    return logged_;
  }
  bool logged(std::string_view part) {
    for (const std::string& line : logged()) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }
  /// On a thread of its own it speaks after it has handed over what that is of.
  bool says(std::string_view part) {
    return drain_until([&] { return logged(part); });
  }
  std::uint64_t ended(LostReason r) const { return feed->status().disconnects[static_cast<std::size_t>(r)].get(); }

  FeedOptions options;
  SpscRing<FeedEvent> ring;
  Doorbell bell;
  AsioReactor reactor{bell};
  std::vector<FeedEvent> events;
  std::unique_ptr<FeedConnection> feed;

 private:
  void turn() {
    if (turned_ == Turned::by_the_market) return reactor.wait_one(10ms);
    if (ring.consume([this](const FeedEvent& e) { events.push_back(e); }, 7) == 0) bell.wait(10ms);
  }

  const Turned turned_;
  std::mutex mutex_;
  std::vector<std::string> logged_;
  int errors_ = 0;
};

inline std::string alpaca_trade(std::size_t id) {
  return R"([{"T":"t","i":)" + std::to_string(id) +
         R"(,"S":"AAPL","x":"V","p":170.25,"s":100,"c":["@"],"z":"C","t":"2024-03-04T15:00:00.123456789Z"}])";
}

/// Alpaca's handshake up to the confirmed subscription, then `rest`.
inline Script alpaca(Script rest) {
  Script script{test::send(R"([{"T":"success","msg":"connected"}])"), test::expect("\"auth\""),
                test::send(R"([{"T":"success","msg":"authenticated"}])"), test::expect("\"subscribe\""),
                test::send(R"([{"T":"subscription","trades":["AAPL"],"quotes":[],"bars":[]}])")};
  script.insert(script.end(), rest.begin(), rest.end());
  return script;
}

using Words = std::vector<std::string>;

}  // namespace tickbard
