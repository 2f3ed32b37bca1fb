#include "daemon/sim/recorded_source.hpp"

#include <cmath>

#include "daemon/sim/sim_options.hpp"
#include "daemon/sim/wire_text.hpp"

namespace tickbard {

void put_venue(std::string& raw, std::string_view venue) {
  std::size_t at = std::string::npos;
  wire::any_string(raw, "stream", [&](std::string_view name) {
    at = static_cast<std::size_t>(name.data() - raw.data());
    return true;
  });
  if (at != std::string::npos) raw.insert(at, std::string(venue) + ":");
}

Result<RecordedSource> RecordedSource::open(const std::filesystem::path& file, double speed) {
  auto recording = Recording::open(file);
  if (!recording) return recording.error();
  return RecordedSource(std::move(*recording), speed);
}

bool RecordedSource::due(MonoTime now) {
  if (!std::isfinite(speed_) || !frame_.recv_time) return true;
  if (!first_recorded_) {
    first_recorded_ = frame_.recv_time;
    begun_ = now;
  }
  const double recorded = static_cast<double>((*frame_.recv_time - *first_recorded_).count());
  return static_cast<double>((now - begun_).count()) >= recorded / speed_;
}

bool RecordedSource::next(const Dialect& client, MonoTime now, std::string& frame) {
  while (!waiting_ && !at_end_) {
    if (!recording_.next(frame_)) {
      at_end_ = true;
    } else if (client.wants_frame(frame_.raw, frame_.venue)) {
      waiting_ = true;
    } else {
      ++left_out_;
    }
  }
  if (!waiting_ || !due(now)) return false;
  waiting_ = false;
  ++sent_;
  frame = frame_.raw;
  if (!frame_.venue.empty() && client.venue().empty()) put_venue(frame, frame_.venue);
  return true;
}

}  // namespace tickbard
