#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/ws_peer.hpp"
#include "daemon/runtime/log.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/faults.hpp"
#include "daemon/sim/recorded_source.hpp"

namespace tickbard {

/// One connection to the simulator: the peer, its dialect, what goes wrong on it, and its place in the recording.
/// Owner: the simulator's thread. Errors: a client that does not read is told so, in its provider's way, and
/// closed.
class SimClient {
 public:
  SimClient(WsPeerPtr peer, std::unique_ptr<Dialect> dialect, FaultGate gate, LogFn log, MonoTime now);

  void opened(bool over_limit, UnixNanos wall);
  void message(std::string_view text, UnixNanos wall, MonoTime now);
  void heartbeat(UnixNanos wall);
  void ping();

  /// Sends what this client wants of a run of trades.
  void trades(std::span<const SimTrade> trades, const std::vector<std::string>& names);

  /// Sends recorded frames until the socket has enough, nothing is due, or `most` were sent.
  /// True: `most` stopped it, and there is more.
  bool play(const std::filesystem::path& file, double speed, MonoTime now, std::size_t most);

  /// Data may flow: it has subscribed, and has been quiet since, so that a subscription that comes in several
  /// messages is whole. What began at full speed cannot be given again to a symbol that comes late.
  bool settled(MonoTime now) const;
  bool streaming() const { return !closed_ && dialect_->streaming(); }
  bool wants_more() const { return peer_->queued_bytes() < kEnough; }

  const WsPeerPtr& peer() const { return peer_; }

 private:
  static constexpr std::size_t kEnough = 1 << 20;

  void deliver(std::string frame);
  void send(std::string text);
  void answer(Answer answer);
  void too_slow(std::string_view why);
  void say(LogLevel level, const std::string& what) const;
  void at_end();

  WsPeerPtr peer_;
  std::unique_ptr<Dialect> dialect_;
  FaultGate gate_;
  LogFn log_;
  MonoTime last_message_;
  std::optional<RecordedSource> source_;
  bool begun_ = false;  ///< data has flowed
  bool told_end_ = false;
  bool closed_ = false;
  bool idle_ = true;                       ///< nothing sent since the last heartbeat
  std::vector<std::string> frames_, out_;  ///< scratch
};

}  // namespace tickbard
