#include "tests/bench/path/client.hpp"

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>
#include <utility>

#include "aggregator/bars/bucket_pool.hpp"
#include "daemon/feed/connection.hpp"
#include "daemon/feed/ring_writer.hpp"
#include "daemon/loops/bucket_keeper.hpp"
#include "daemon/loops/journal_loop.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/net/asio_reactor.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "sinks/journal.hpp"
#include "tests/bench/ticks/bench_market.hpp"

namespace tickbard::test {

namespace {

constexpr std::size_t kBatches = 64;           // likewise
constexpr std::chrono::seconds kPatience{60};  // for the journal, at the end

std::vector<SpscRing<FeedEvent>*> pointers(const std::vector<std::unique_ptr<SpscRing<FeedEvent>>>& rings) {
  std::vector<SpscRing<FeedEvent>*> out;
  for (const auto& ring : rings) out.push_back(ring.get());
  return out;
}

std::vector<std::unique_ptr<SpscRing<FeedEvent>>> make_rings(std::size_t n) {
  std::vector<std::unique_ptr<SpscRing<FeedEvent>>> out;
  while (out.size() != n) out.push_back(std::make_unique<SpscRing<FeedEvent>>(RingWriter::kRing));
  return out;
}

}  // namespace

struct Client::Parts {
  Parts(const std::vector<std::uint16_t>& ports, const std::filesystem::path& folder, const ClientWay& how)
      : way(how),
        buckets(MappedBuckets::open(folder / "buckets.map", BucketPool::kLayout, folder / "aside").value()),
        journal(std::move(Journal::open(folder / "journal.db", wall_now()).value().journal)),
        market(buckets, ports.size()),
        rings(make_rings(ports.size() == 1 ? 0 : ports.size())),
        journal_loop(queue, *journal, RowTime::emitted, bell, committed, log, mono_now(), fail),
        market_loop(*market, pointers(rings), queue, bell,
                    {.spin = way.spin, .reactor = ports.size() == 1 ? &reactor : nullptr}, fail, mono_now()),
        keeper(buckets, log) {
    for (std::size_t i = 0; i < ports.size(); ++i) {
      FeedOptions options = bench_feed(ports[i], static_cast<FeedId>(i), way, &market.calendar());
      feeds.push_back(rings.empty() ? std::make_unique<FeedConnection>(std::move(options), reactor, take, log)
                                    : std::make_unique<FeedConnection>(std::move(options), *rings[i], bell, log));
    }
  }

  /// What the journal did not take, in words; empty if it took all. Once.
  std::string end() {
    if (std::exchange(ended, true)) return {};
    for (const auto& feed : feeds) feed->stop();
    std::atomic<bool> joined{false};
    NamedThread joiner("joiner", [&] {
      for (const auto& feed : feeds) feed->join();
      joined.store(true);
      bell.ring();
    });
    while (!joined.load()) market_loop.turn();
    const std::string lost = journal_loop.stop(mono_now() + kPatience);
    keeper.stop();
    return lost;
  }

  bool ended = false;
  std::atomic<bool> failed{false};
  const LogFn log = [this](LogLevel level, std::string_view who, const std::string& text) {
    if (level < LogLevel::warn) return;
    fmt::print(stderr, "{}: {}\n", who, text);
    failed.store(true);
  };
  const std::function<void(std::string)> fail = [this](const std::string& text) {
    log(LogLevel::error, "bench", text);
  };
  const ClientWay way;
  MappedBuckets buckets;
  std::unique_ptr<Journal> journal;
  BenchMarket market;
  const std::vector<std::unique_ptr<SpscRing<FeedEvent>>> rings;
  Doorbell bell, committed;
  AsioReactor reactor{bell, way.coalesce};
  const TakeEvents take = [this](std::span<const FeedEvent> events, MonoTime now) {
    market_loop.take(events, now);
  };
  EventQueue queue{kBatches};
  std::vector<std::unique_ptr<FeedConnection>> feeds;
  JournalLoop journal_loop;
  MarketLoop market_loop;
  BucketKeeper keeper;
};

FeedOptions bench_feed(std::uint16_t port, FeedId id, const ClientWay& way, const Calendar* calendar) {
  FeedOptions out;
  out.name = fmt::format("bench{}", id);
  out.provider = find_provider("polygon");
  out.url = fmt::format("{}:{}", way.ca_file.empty() ? "ws://127.0.0.1" : "wss://localhost", port);
  out.ca_file = way.ca_file;
  out.subscription.feed = id;
  out.subscription.symbols = {"*"};
  out.subscription.credentials.key = "the bench's key";
  out.calendar = calendar;
  out.spin = way.spin;
  out.coalesce = way.coalesce;
  return out;
}

Client::Client(const std::vector<std::uint16_t>& ports, const std::filesystem::path& folder, const ClientWay& way)
    : parts_(std::make_unique<Parts>(ports, folder, way)) {}

Client::~Client() {
  parts_->end();
}

void Client::start() {
  parts_->journal_loop.start();
  parts_->keeper.start();
  for (const auto& feed : parts_->feeds) feed->start().value();
}

std::uint64_t Client::turn() {
  parts_->market_loop.turn();
  if (parts_->failed.load()) throw std::runtime_error("the client gave up");
  return tally().received.get();
}

void Client::finish(std::uint64_t trades) {
  const std::string lost = parts_->end();
  const Tally& t = tally();
  if (!lost.empty() || t.received.get() != trades || t.duplicate.get() != 0 || t.too_late.get() != 0 ||
      t.counted.get() + t.held.get() + t.volume_only.get() != trades) {
    throw std::runtime_error(fmt::format("of {} trades {} came, {} count, {} are duplicates, {} too late; {}",
                                         trades, t.received.get(), t.counted.get(), t.duplicate.get(),
                                         t.too_late.get(), lost));
  }
}

const Tally& Client::tally() const {
  return parts_->market->tally();
}

}  // namespace tickbard::test
