#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "aggregator/core/feed_event.hpp"
#include "aggregator/core/time.hpp"
#include "daemon/replay/replay_options.hpp"

namespace tickbard {

/// Takes one event of a file with the time it was received, if the file says so. False: no more are wanted.
using TakeEvent = std::function<bool(const FeedEvent&, std::optional<UnixNanos> recv)>;

/// The first few complaints about a file's lines, each with its number; the others are only counted.
/// Owner: one thread.
class Complaints {
 public:
  explicit Complaints(std::ostream& err) : err_(err) {}
  void line(std::uint64_t number, const std::string& what);
  std::uint64_t count() const { return count_; }

 private:
  static constexpr std::uint64_t kShown = 5;
  std::ostream& err_;
  std::uint64_t count_ = 0;
};

/// Reads the file of `options` to its end in its format. Errors: a sentence; a broken line is no error but a
/// complaint (and, of ticks, a `rejected` event), a damaged file is one after everything readable was taken.
Result<void> read_ticks(const ReplayOptions& options, Complaints& complaints, const TakeEvent& take);
Result<void> read_frames(const ReplayOptions& options, Complaints& complaints, const TakeEvent& take);

}  // namespace tickbard
