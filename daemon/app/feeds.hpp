#pragma once

#include <memory>
#include <vector>

#include "daemon/app/config.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/feed/connection.hpp"
#include "daemon/runtime/doorbell.hpp"

namespace tickbard {

/// Every configured feed with its ring to the market. FeedId is the index in the configuration.
/// Owner: main. Lifetime: the market loop reads the rings until stop() has returned.
class Feeds {
 public:
  Feeds(const Config& config, const MarketData& data, Doorbell& market_bell, const LogFn& log);

  /// Errors: a sentence naming the feed; feeds before it have been started.
  Result<void> start();
  void reload(const Config& config);

  /// Asks all to end, then waits for each; the market loop must go on draining meanwhile.
  void stop();

  std::vector<SpscRing<FeedEvent>*> rings() const;
  const std::vector<std::unique_ptr<FeedConnection>>& connections() const { return connections_; }
  std::size_t queued(std::size_t feed) const { return rings_[feed]->size(); }

 private:
  std::vector<std::unique_ptr<SpscRing<FeedEvent>>> rings_;
  std::vector<FeedConfig> configs_;
  std::vector<std::unique_ptr<FeedConnection>> connections_;
};

}  // namespace tickbard
