#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "daemon/net/spin_readers.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/named_thread.hpp"

namespace tickbard {

class AsioReactor;

/// What turns a feed's sockets: a thread of its own, or that of the market, which turns them beside its own work.
/// Owner: main; finish() belongs to the thread. Lifetime: a reactor outlives it, is turned from start() until
/// join() has returned, and no longer when what it turns goes.
class FeedThread {
 public:
  /// nullptr: a thread of its own.
  explicit FeedThread(AsioReactor* of_market);

  boost::asio::io_context& io() { return io_; }
  SpinReaders& spin_readers() { return spin_readers_; }

  struct How {
    bool spin = false;                           ///< never sleep
    std::chrono::nanoseconds coalesce{};         ///< as FeedOptions
    std::optional<unsigned> cpu = std::nullopt;  ///< to keep to
  };
  /// `begin` is the first that happens on it. What stands in `how` concerns a thread of its own alone.
  void start(const std::string& name, const How& how, std::function<void()> begin);

  /// Main: has something done on it; nothing before start() and after join().
  void post(std::function<void()> work);

  /// Nothing more is to come.
  void finish();
  void join();

 private:
  SpinReaders own_readers_;
  const std::unique_ptr<boost::asio::io_context> own_;
  boost::asio::io_context& io_;
  SpinReaders& spin_readers_;
  bool started_ = false;  // main's
  bool finished_ = false;
  std::promise<void> through_;  // on the market's thread
  Doorbell pause_;              // rung to end it
  NamedThread thread_;          // its own
};

}  // namespace tickbard
