#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "daemon/replay/recording.hpp"
#include "daemon/sim/dialect.hpp"

namespace tickbard {

/// A recording as one client sees it: from the beginning, only what it subscribed to, at the recorded pace or
/// faster. Reads a line at a time, so its memory does not grow with the file.
/// Owner: the simulator's thread; one for each connection.
class RecordedSource {
 public:
  /// speed: times the recorded pace; kFullSpeed: no waiting.
  static Result<RecordedSource> open(const std::filesystem::path& file, double speed);

  /// The next frame for this client if it is due at `now`: byte-exact, except that where the recording has venues
  /// and the client has not chosen one by its path, the stream name gets its venue in front
  /// ("spot:btcusdt@trade"), so that the client can keep venues apart. False: not yet, or at the end.
  bool next(const Dialect& client, MonoTime now, std::string& frame);

  bool at_end() const { return at_end_; }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t left_out() const { return left_out_; }
  const std::string& failure() const { return recording_.failure(); }

 private:
  RecordedSource(Recording recording, double speed) : recording_(std::move(recording)), speed_(speed) {}
  bool due(MonoTime now);

  Recording recording_;
  double speed_;
  RecordedFrame frame_;
  bool waiting_ = false;  ///< frame_ is wanted, but not yet due
  bool at_end_ = false;
  std::optional<UnixNanos> first_recorded_;
  MonoTime begun_{};
  std::uint64_t sent_ = 0;
  std::uint64_t left_out_ = 0;
};

/// Puts "venue:" in front of the first "stream" name of a combined frame; other frames stay as they are.
void put_venue(std::string& raw, std::string_view venue);

}  // namespace tickbard
