#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// What the simulator does wrong on purpose: `--fault name[:value],…`. 0 (or none): not at all.
/// "Message" is a data frame of one connection; session answers and heartbeats are never touched.
struct Faults {
  std::uint64_t drop = 0;     ///< drop:N     cut the TCP connection after every N messages
  std::uint64_t silent = 0;   ///< silent:N   after N messages say nothing more, and keep the socket open
  std::uint64_t garbage = 0;  ///< garbage:N  a frame of nonsense before every Nth message
  std::uint64_t dup = 0;      ///< dup:N      every Nth message is sent twice
  std::uint64_t late = 0;     ///< late:N     every Nth message is held back and sent 20 messages later
  std::uint64_t skip = 0;     ///< skip:N     every Nth message is never sent
  std::uint64_t future = 0;   ///< future:N   every Nth trade is stamped 10 minutes ahead (generated market only)
  std::uint64_t slow = 0;     ///< slow:N     after N messages: "you read too slowly", and close
  std::optional<std::uint64_t> limit;  ///< limit:N  more than N connections at a time are refused
  bool auth = false;                   ///< auth       refuse every key
  bool burst = false;                  ///< burst      every symbol trades in the last 10 ms of every minute

  /// Errors: a sentence naming the unknown fault or the value that is no whole number.
  static Result<Faults> parse(std::string_view list);
};

/// The faults of one connection's data frames. Owner: the simulator's thread.
class FaultGate {
 public:
  enum class Outcome : std::uint8_t {
    go_on,
    cut,        ///< cut TCP now, without a goodbye
    slow_down,  ///< say "slow consumer" and close
  };

  /// stretch: the connection is cut after drop * stretch messages. A recording starts again on every
  /// connection, so its cuts move back (1, 2, 3, …) and it gets through in the end.
  explicit FaultGate(const Faults& faults, std::uint64_t stretch = 1) : faults_(faults), stretch_(stretch) {}

  /// Appends what is to be sent for `frame`, in order.
  Outcome pass(std::string frame, std::vector<std::string>& out);

  /// Appends messages still held back by `late`, at the end of a recording.
  void release(std::vector<std::string>& out);

  bool silent() const { return faults_.silent != 0 && seen_ >= faults_.silent; }

 private:
  struct Held {
    std::string frame;
    std::uint64_t due;
  };

  Faults faults_;
  std::uint64_t stretch_;
  std::uint64_t seen_ = 0;
  std::vector<Held> held_;  ///< at most 20 / late + 1 of them
};

}  // namespace tickbard
