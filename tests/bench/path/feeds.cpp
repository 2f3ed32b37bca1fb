#include "tests/bench/path/feeds.hpp"

#include <atomic>
#include <stdexcept>

#include "daemon/feed/ring_writer.hpp"
#include "daemon/runtime/doorbell.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/path/client.hpp"
#include "tests/bench/path/whole.hpp"
#include "tests/bench/receive/sender.hpp"
#include "tests/support/scripted_server.hpp"

namespace tickbard::test {

namespace {

using Ring = SpscRing<FeedEvent>;
using Senders = std::vector<std::unique_ptr<Sender>>;

template <class Say>
Senders senders_of(const std::vector<std::unique_ptr<Tape>>& tapes, std::size_t feeds, Say say) {
  Senders out;
  for (std::size_t i = 0; i < feeds; ++i) {
    const auto piece = [&tape = *tapes.at(i), say](const Channel& channel) {
      if (channel.write(Tape::greeting())) say(tape, channel);
    };
    out.push_back(std::make_unique<Sender>(piece, nullptr, std::nullopt));
  }
  return out;
}

std::vector<std::uint16_t> ports_of(const Senders& senders) {
  std::vector<std::uint16_t> out;
  for (const auto& sender : senders) out.push_back(sender->port());
  return out;
}

/// Million trades a second, from the moment when `uncounted` of `all` are in. `taken` says how many are.
template <class Taken>
double timed(std::uint64_t uncounted, std::uint64_t all, Taken&& taken) {
  std::uint64_t first = 0;
  while ((first = taken()) < uncounted) {
  }
  const double begun = nanos(CLOCK_MONOTONIC);
  while (taken() < all) {
  }
  return static_cast<double>(all - first) / (nanos(CLOCK_MONOTONIC) - begun) * 1e3;
}

}  // namespace

std::vector<std::unique_ptr<Tape>> tapes_of(std::size_t feeds, int per_frame) {
  std::vector<std::unique_ptr<Tape>> out;
  for (std::size_t i = 0; i < feeds; ++i) {
    Workload what;
    what.per_frame = per_frame;
    what.symbols /= static_cast<int>(feeds);
    what.first_symbol = static_cast<int>(i) * what.symbols;
    out.push_back(std::make_unique<Tape>(what));
  }
  return out;
}

double decoded_together(const std::vector<std::unique_ptr<Tape>>& tapes, std::size_t feeds, int seconds) {
  const Senders senders = senders_of(tapes, feeds, [seconds](const Tape& tape, const Channel& channel) {
    for (int i = 0; i < seconds && channel.write(tape.bytes()); ++i) {
    }
  });
  Doorbell bell;
  std::vector<std::unique_ptr<Ring>> rings;
  std::vector<std::unique_ptr<FeedConnection>> connections;
  std::atomic<bool> failed{false};
  const auto log = [&failed](LogLevel level, std::string_view, const std::string&) {
    if (level >= LogLevel::warn) failed.store(true);
  };
  for (const auto& sender : senders) {
    rings.push_back(std::make_unique<Ring>(RingWriter::kRing));
    connections.push_back(std::make_unique<FeedConnection>(
        bench_feed(sender->port(), static_cast<FeedId>(rings.size() - 1), {}, nullptr), *rings.back(), bell, log));
    connections.back()->start().value();
  }
  std::uint64_t trades = 0;
  const auto take = [&] {
    std::size_t taken = 0;
    for (const auto& ring : rings) {
      taken += ring->consume_spans([&](std::span<const FeedEvent> events) {
        for (const FeedEvent& event : events) trades += event.kind == FeedEventKind::trade ? 1U : 0U;
      });
    }
    if (failed.load()) throw std::runtime_error("a feed gave up");
    if (taken == 0) bell.wait(std::chrono::milliseconds{50});
    return trades;
  };
  const std::uint64_t a_second = tapes.front()->trades() * feeds;
  const double rate = timed(a_second, a_second * static_cast<std::uint64_t>(seconds), take);
  for (const auto& connection : connections) connection->stop();
  for (const auto& connection : connections) connection->join();
  return rate;
}

double applied_together(const std::vector<std::unique_ptr<Tape>>& tapes, std::size_t feeds, int seconds) {
  const TemporaryFolder folder;
  // No send_tape(): senders that look for room all the time would take the processors from those that are
  // measured.
  const Senders senders = senders_of(tapes, feeds, [seconds](Tape& tape, const Channel& channel) {
    for (int i = 0; i < seconds; ++i) {
      tape.turn_to(i);
      if (!channel.write(tape.bytes())) return;
    }
  });
  Client client(ports_of(senders), folder.path());
  client.start();
  const std::uint64_t a_second = tapes.front()->trades() * feeds;
  const std::uint64_t all = a_second * static_cast<std::uint64_t>(seconds);
  const double rate = timed(a_second, all, [&client] { return client.turn(); });
  client.finish(all);
  return rate;
}

}  // namespace tickbard::test
