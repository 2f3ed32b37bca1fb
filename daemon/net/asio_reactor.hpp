#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "daemon/net/spin_readers.hpp"
#include "daemon/runtime/reactor.hpp"

namespace tickbard {

class Doorbell;

/// Sockets and a doorbell, turned by one thread.
/// Owner: as Reactor says; io() may be posted to from any thread. Errors: the constructor throws
/// boost::system::system_error. Lifetime: the bell outlives it; it outlives every socket and timer of io().
class AsioReactor final : public Reactor {
 public:
  /// `coalesce`: after something came, nothing but the bell is listened to for so long, and what comes meanwhile
  /// is taken by one waking. 0: each is taken as it comes.
  explicit AsioReactor(Doorbell& bell, std::chrono::nanoseconds coalesce = {});
  ~AsioReactor() override;

  boost::asio::io_context& io() { return io_; }
  SpinReaders& spin_readers() { return spin_readers_; }

  bool poll_one() override;
  bool spin_one() override;
  void wait_one(std::chrono::nanoseconds timeout) override;

 private:
  void listen();

  Doorbell& bell_;
  const std::chrono::nanoseconds coalesce_;
  bool came_ = false;  ///< something, with the last wait
  SpinReaders spin_readers_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
  boost::asio::posix::stream_descriptor rung_;  ///< the bell's, lent
};

}  // namespace tickbard
