#include "tests/bench/path/tape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "tests/support/server_frames.hpp"

namespace tickbard::test {

namespace {

// Numbers of eight digits whose first two are the second's, times of thirteen whose first ten are.
constexpr int kRound = 50;
constexpr int kFirstOfRound = 10;
constexpr std::size_t kSecondDigits = 10;

}  // namespace

Tape::Tape(Workload what) : per_frame_(static_cast<std::size_t>(what.per_frame)) {
  what.first_milli -= std::int64_t{kRound} * 1000;  // which the round adds again
  for (const std::string_view text : make_frames(what, kRound).all) {
    frames_.push_back(bytes_.size());
    bytes_ += server_frame(0x81, text);
  }
  frames_.push_back(bytes_.size());
  find(R"("t":)", time_at_);
  find(R"("i":")", id_at_);
  find(R"("q":)", sequence_at_);
  const auto all = static_cast<std::size_t>(what.trades);
  if (time_at_.size() != all || id_at_.size() != all || sequence_at_.size() != all ||
      bytes_.compare(id_at_[0], 8, "10000001") != 0) {
    throw std::runtime_error("the workload's trades are not written as the tape expects");
  }
}

std::string Tape::greeting() {
  std::string all;
  for (const char* text : {R"([{"ev":"status","status":"connected","message":"Connected Successfully"}])",
                           R"([{"ev":"status","status":"auth_success","message":"authenticated"}])",
                           R"([{"ev":"status","status":"success","message":"subscribed to: T.*"}])"}) {
    all += server_frame(0x81, text);
  }
  return all;
}

void Tape::find(std::string_view key, std::vector<std::size_t>& places) const {
  for (std::size_t at = 0; (at = bytes_.find(key, at)) != std::string::npos;) places.push_back(at += key.size());
}

void Tape::turn_to(int second) {
  for (std::size_t frame = 0; frame + 1 < frames_.size(); ++frame) turn(frame, second);
}

void Tape::turn(std::size_t frame, int second) {
  if (second >= kSeconds) throw std::logic_error("the tape has no such second");
  const std::string time = std::to_string(Workload{}.first_milli / 1000 + second);
  const std::string number = std::to_string(kFirstOfRound + second);
  const std::size_t end = std::min((frame + 1) * per_frame_, time_at_.size());
  for (std::size_t i = frame * per_frame_; i < end; ++i) {
    time.copy(bytes_.data() + time_at_[i], kSecondDigits);
    number.copy(bytes_.data() + id_at_[i], number.size());
    number.copy(bytes_.data() + sequence_at_[i], number.size());
  }
}

}  // namespace tickbard::test
