#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "aggregator/market/market.hpp"

namespace tickbard::test {

/// The market as a feed of Polygon's gets it: every duty on.
class BenchMarket {
 public:
  explicit BenchMarket(BucketMemory& memory);
  ~BenchMarket();
  Market& operator*() { return *market_; }
  Market* operator->() { return market_.get(); }

 private:
  struct Rules;
  std::unique_ptr<Rules> rules_;
  std::unique_ptr<Market> market_;
};

/// What `tickbard run` does with one feed, made of the same parts: feed and its thread, ring, market, bucket
/// memory in a file and the thread that syncs it, journal and its thread. The caller is the market's thread.
/// Owner: one thread; the others inherit its core. Errors: throws. Lifetime: `folder` outlives it.
class Client {
 public:
  /// `ca_file`: over TLS, and this is whom it trusts.
  Client(std::uint16_t port, const std::filesystem::path& folder, const std::filesystem::path& ca_file = {});
  ~Client();

  void start();

  /// One round of the market's loop, and a nap where there was nothing to do. How many prints it has taken so far.
  std::uint64_t turn();

  /// Ends the feed, and waits until the journal holds everything that was handed over. Errors: throws if prints
  /// were refused, taken for duplicates, or lost.
  void finish(std::uint64_t trades);

  const Tally& tally() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tickbard::test
