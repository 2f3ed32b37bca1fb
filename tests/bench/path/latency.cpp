#include "tests/bench/path/latency.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <vector>

#include "daemon/runtime/processors.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/path/client.hpp"
#include "tests/bench/receive/readers.hpp"
#include "tests/bench/receive/sender.hpp"
#include "tests/support/scripted_server.hpp"

namespace tickbard::test {

namespace {

constexpr std::size_t kRead = 64 << 10;
constexpr unsigned kMarketCore = 1;
constexpr int kAnyCore = 1023;  // the sender's is the first

/// What there is, at least one byte. Errors: throws.
std::size_t receive(int fd, std::vector<char>& buffer, Waiting waiting) {
  for (;;) {
    const auto n = ::recv(fd, buffer.data(), buffer.size(), waiting == Waiting::spinning ? MSG_DONTWAIT : 0);
    if (n > 0) return static_cast<std::size_t>(n);
    if (n == 0 || errno != EAGAIN) throw std::runtime_error("the sender hung up");
  }
}

/// Stamps on one side, arrivals on the other. What makes a stamp visible to the receiver is the frame itself, by
/// way of the socket.
class Run {
 public:
  Run(Tape& tape, const Pace& pace)
      : tape_(tape), pace_(pace), stamps_(pace.frames()), uncounted_(pace.frames() / 8) {
    delays_.reserve(stamps_.size());
  }

  void send(const Channel& channel) {
    const std::size_t a_second = tape_.frames().size() - 1;
    const double between = 1e9 * pace_.per_frame / pace_.ticks_per_second;
    const double begun = nanos(CLOCK_MONOTONIC);
    for (std::size_t i = 0; i < stamps_.size(); ++i) {
      const std::size_t frame = i % a_second;
      tape_.turn(frame, static_cast<int>(i / a_second));
      const std::string_view bytes =
          tape_.bytes().substr(tape_.frames()[frame], tape_.frames()[frame + 1] - tape_.frames()[frame]);
      const double due = begun + between * static_cast<double>(i);
      double now = nanos(CLOCK_MONOTONIC);
      while (now < due) now = nanos(CLOCK_MONOTONIC);
      stamps_[i] = now;
      if (!channel.write(bytes)) return;
    }
  }

  /// The receiver is done with that many frames. True: with all.
  bool done(std::size_t frames, const Sender& sender) {
    if (frames == done_) return false;
    const double now = nanos(CLOCK_MONOTONIC);
    for (; done_ != frames; ++done_) {
      if (done_ >= uncounted_) delays_.push_back(now - stamps_[done_]);
    }
    if (begun_wall_ == 0 && done_ >= uncounted_) {
      begun_wall_ = now;
      begun_cpu_ = cpu(sender);
    }
    if (done_ != stamps_.size()) return false;
    share_ = (cpu(sender) - begun_cpu_) / (now - begun_wall_);
    return true;
  }

  Delay delay() {
    std::sort(delays_.begin(), delays_.end());
    return {delays_[delays_.size() / 2] / 1000, delays_[delays_.size() * 99 / 100] / 1000, share_};
  }

 private:
  static double cpu(const Sender& sender) { return nanos(CLOCK_PROCESS_CPUTIME_ID) - sender.cpu_ns(); }

  Tape& tape_;
  const Pace& pace_;
  std::vector<double> stamps_, delays_;
  const std::size_t uncounted_;
  std::size_t done_ = 0;
  double begun_wall_ = 0, begun_cpu_ = 0, share_ = 0;
};

}  // namespace

Delay delay_of_ours(Tape& tape, const Pace& pace, Waiting waiting, std::chrono::nanoseconds coalesce) {
  const TemporaryFolder folder;
  Run run(tape, pace);
  const Sender sender([&run](const Channel& channel) {
    if (channel.write(Tape::greeting())) run.send(channel);
  });
  const bool spin = waiting == Waiting::spinning;
  Client client({sender.port()}, folder.path(), {.spin = spin, .coalesce = coalesce});
  if (spin) {  // as `ingest.cpus` with `ingest.spin`: threads that sleep take whatever core is free
    keep_to_cores(0, kAnyCore);
    stay_off(std::array{kMarketCore});
  }
  client.start();
  pin_to_core(kMarketCore);
  const auto per_frame = static_cast<std::size_t>(pace.per_frame);
  while (!run.done(client.turn() / per_frame, sender)) {
  }
  client.finish(pace.frames() * per_frame);
  return run.delay();
}

Delay delay_of_empty(Tape& tape, const Pace& pace, Waiting waiting) {
  Run run(tape, pace);
  const Sender sender([&run](const Channel& channel) { run.send(channel); });
  const int fd = open_raw(sender.port());
  std::vector<char> buffer(kRead);
  const auto& begins = tape.frames();
  const std::size_t a_second = begins.size() - 1;
  std::size_t taken = 0, frames = 0;
  do {
    taken += receive(fd, buffer, waiting);
    while ((frames + 1) / a_second * begins.back() + begins[(frames + 1) % a_second] <= taken &&
           frames != pace.frames())
      ++frames;
  } while (!run.done(frames, sender));
  ::close(fd);
  return run.delay();
}

}  // namespace tickbard::test
