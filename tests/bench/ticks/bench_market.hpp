#pragma once

#include <cstddef>
#include <memory>

#include "aggregator/market/market.hpp"

namespace tickbard::test {

/// The market as feeds of Polygon's get it: every duty on. Owner: one thread. Lifetime: `memory` outlives it.
class BenchMarket {
 public:
  explicit BenchMarket(BucketMemory& memory, std::size_t feeds = 1);
  ~BenchMarket();
  BenchMarket(const BenchMarket&) = delete;
  BenchMarket& operator=(const BenchMarket&) = delete;

  Market& operator*() { return *market_; }
  Market* operator->() { return market_.get(); }
  const Calendar& calendar() const;

  /// The first feed delivers from then on.
  void stream(UnixNanos wall, MonoTime now);

 private:
  struct Rules;
  std::unique_ptr<Rules> rules_;
  std::unique_ptr<Market> market_;
};

}  // namespace tickbard::test
