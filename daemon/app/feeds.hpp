#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app/config.hpp"
#include "daemon/app/market_data.hpp"
#include "daemon/feed/connection.hpp"
#include "daemon/net/asio_reactor.hpp"
#include "daemon/runtime/doorbell.hpp"

namespace tickbard {

/// Every configured feed, each with a thread of its own and a ring to the market; or the only one on the market's
/// thread, unless ingest.cpus names a processor for it. FeedId is the index in the configuration.
/// Owner: main. Lifetime: the market loop reads the rings, or turns the reactor, until stop() has returned.
class Feeds {
 public:
  /// `take` is called on the market's thread by a feed that shares it.
  Feeds(const Config& config, const MarketData& data, Doorbell& market_bell, TakeEvents take, const LogFn& log);

  /// Errors: a sentence naming the feed; feeds before it have been started.
  Result<void> start();
  void reload(const Config& config);

  /// Asks all to end, then waits for each; the market loop must go on draining meanwhile.
  void stop();

  std::vector<SpscRing<FeedEvent>*> rings() const;
  Reactor* reactor() { return reactor_ ? &*reactor_ : nullptr; }  ///< for the market's loop; nullptr: not needed
  const std::vector<std::unique_ptr<FeedConnection>>& connections() const { return connections_; }
  std::size_t queued(std::size_t feed) const { return rings_.empty() ? 0 : rings_[feed]->size(); }

 private:
  std::vector<std::unique_ptr<SpscRing<FeedEvent>>> rings_;
  std::vector<FeedConfig> configs_;
  std::optional<AsioReactor> reactor_;
  std::vector<std::unique_ptr<FeedConnection>> connections_;
};

/// How many threads take trades: the market's, and those of feeds that do not share it. Each has one of
/// `ingest.cpus`, from the first on, as far as they go.
std::size_t ingest_threads(const Config& config);

/// What a person should know of `ingest.spin` with the processors that there are: threads that never sleep and
/// have to share one wait milliseconds for each other. Empty: nothing.
std::string spin_note(const Config& config, std::size_t processors);

}  // namespace tickbard
