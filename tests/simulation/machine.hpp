#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "aggregator/market/market.hpp"
#include "daemon/app/config.hpp"
#include "sinks/uploader.hpp"
#include "tests/simulation/bucket_disk.hpp"
#include "tests/simulation/faults.hpp"

namespace tickbard::sim {

/// Where bars go first.
enum class Road : std::uint8_t {
  straight,   ///< the store is a file of this machine
  journalled  ///< a journal, then a store far away
};

/// One computer: its disks, and at times a process of ours on it. What a process is made of here is what `tickbard
/// run` makes, without its threads: market, journal or store, uploader, each called by turns. Owner: the world.
/// Errors: Killed, where a fault strikes; the process is gone then.
class Machine {
 public:
  Machine(Road road, std::vector<FeedTraits> feeds, MarketOptions options, std::filesystem::path folder,
          Dice& dice);
  ~Machine();

  bool running() const { return market_ != nullptr; }
  void boot(UnixNanos wall);
  void kill();
  /// Ends in good order: what is open is flushed, and everything is committed as far as the disks let it.
  void stop(MonoTime now, UnixNanos wall);

  void apply(const FeedEvent& event, MonoTime now) { market_->apply(event, now); }
  /// Works on so few buckets, and not always as few, that most closes take several steps.
  void advance(MonoTime now, UnixNanos wall) {
    left_ = market_->advance(now, wall, 1 + static_cast<std::size_t>(now.time_since_epoch() / kTenth % 5));
  }
  /// Events to the first disk, then a piece of the way to the store.
  /// True: everything so far is on the first disk.
  bool move_on(MonoTime now, UnixNanos wall);
  /// True once nothing waits between market and store.
  bool at_rest();

  Market& market() { return *market_; }
  BucketDisk& buckets() { return buckets_; }
  Store& store() { return *store_; }
  const SafeBars& safe() const { return safe_; }

  WriteFaults disk, network;

 private:
  static constexpr std::chrono::milliseconds kTenth{100};

  void open_journal(UnixNanos wall);

  const Road road_;
  const std::vector<FeedTraits> feeds_;
  const MarketOptions options_;
  const std::filesystem::path folder_;
  Dice& dice_;
  Config config_;
  SafeBars safe_;

  BucketDisk buckets_;
  std::unique_ptr<Store> store_;  ///< outlives every process: with `straight` a file, else a server elsewhere
  std::unique_ptr<FarStore> far_;

  // The process.
  std::unique_ptr<Journal> journal_, upload_journal_;
  std::unique_ptr<BadDisk> sink_;
  std::unique_ptr<Uploader> uploader_;
  bool upload_idle_ = false;  ///< it rang off: nothing to do for it until something is journalled
  std::unique_ptr<Market> market_;
  Market::Left left_ = Market::Left::nothing;  ///< by its last step
  std::vector<Event> waiting_;
};

}  // namespace tickbard::sim
