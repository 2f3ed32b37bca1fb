#include "tests/bench/path/client.hpp"

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>
#include <utility>

#include "aggregator/bars/bucket_pool.hpp"
#include "aggregator/calendar/calendar.hpp"
#include "aggregator/calendar/zone.hpp"
#include "aggregator/rules/trade_rules.hpp"
#include "daemon/feed/connection.hpp"
#include "daemon/loops/bucket_keeper.hpp"
#include "daemon/loops/journal_loop.hpp"
#include "daemon/loops/market_loop.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "sinks/journal.hpp"

namespace tickbard::test {

namespace {

constexpr std::size_t kRing = 1 << 16;         // as the daemon's
constexpr std::size_t kBatches = 64;           // likewise
constexpr std::chrono::milliseconds kNap{50};  // likewise
constexpr std::chrono::seconds kPatience{60};  // for the journal, at the end
constexpr std::string_view kProvider = "polygon";

}  // namespace

struct BenchMarket::Rules {
  Calendar calendar = Calendar::xnys(*load_new_york_zone().value(), Calendar::xnys_exceptions()).value();
  TradeRules conditions = TradeRules::parse(TradeRules::built_in()).value();
};

BenchMarket::BenchMarket(BucketMemory& memory) : rules_(std::make_unique<Rules>()) {
  const Provider& provider = *find_provider(kProvider);
  market_ = std::make_unique<Market>(
      MarketOptions{},
      std::vector<FeedTraits>{{"bench", &rules_->calendar, std::string(provider.rules), provider.increasing_ids,
                               provider.sends_corrections, provider.consecutive_ids}},
      rules_->conditions, memory);
}

BenchMarket::~BenchMarket() = default;

struct Client::Parts {
  Parts(std::uint16_t port, const std::filesystem::path& folder, const std::filesystem::path& ca_file)
      : buckets(MappedBuckets::open(folder / "buckets.map", BucketPool::kLayout, folder / "aside").value()),
        journal(std::move(Journal::open(folder / "journal.db", wall_now()).value().journal)),
        calendar(Calendar::xnys(*load_new_york_zone().value(), Calendar::xnys_exceptions()).value()),
        market(buckets),
        feed(options(port, ca_file), ring, bell, log),
        journal_loop(queue, *journal, RowTime::emitted, bell, committed, log, mono_now(), fail),
        market_loop(*market, {&ring}, queue, bell, {}, fail, mono_now()),
        keeper(buckets, log) {}

  FeedOptions options(std::uint16_t port, const std::filesystem::path& ca_file) const {
    FeedOptions out;
    out.name = "bench";
    out.provider = find_provider(kProvider);
    out.url = fmt::format("{}:{}", ca_file.empty() ? "ws://127.0.0.1" : "wss://localhost", port);
    out.ca_file = ca_file;
    out.subscription.symbols = {"*"};
    out.subscription.credentials.key = "the bench's key";
    out.calendar = &calendar;
    return out;
  }

  /// What the journal did not take, in words; empty if it took all. Once.
  std::string end() {
    if (std::exchange(ended, true)) return {};
    feed.stop();
    feed.join();
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
  MappedBuckets buckets;
  std::unique_ptr<Journal> journal;
  const Calendar calendar;
  BenchMarket market;
  SpscRing<FeedEvent> ring{kRing};
  Doorbell bell, committed;
  EventQueue queue{kBatches};
  FeedConnection feed;
  JournalLoop journal_loop;
  MarketLoop market_loop;
  BucketKeeper keeper;
};

Client::Client(std::uint16_t port, const std::filesystem::path& folder, const std::filesystem::path& ca_file)
    : parts_(std::make_unique<Parts>(port, folder, ca_file)) {}

Client::~Client() {
  parts_->end();
}

void Client::start() {
  parts_->journal_loop.start();
  parts_->keeper.start();
  parts_->feed.start().value();
}

std::uint64_t Client::turn() {
  if (!parts_->market_loop.step(mono_now(), wall_now())) parts_->bell.wait(kNap);
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
