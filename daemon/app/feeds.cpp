#include "daemon/app/feeds.hpp"

#include <algorithm>

#include "daemon/app/config_feeds.hpp"
#include "daemon/feed/ring_writer.hpp"
#include "daemon/runtime/processors.hpp"

namespace tickbard {

namespace {

Subscription subscription_of(const FeedConfig& feed, std::size_t index) {
  return {static_cast<FeedId>(index), share_of(feed), feed.venue, {feed.key, feed.secret}};
}

}  // namespace

Feeds::Feeds(const Config& config, const MarketData& data, Doorbell& market_bell, const LogFn& log)
    : configs_(config.feeds) {
  for (std::size_t i = 0; i != configs_.size(); ++i) {
    const FeedConfig& feed = configs_[i];
    FeedOptions options;
    options.name = feed.name;
    options.provider = find_provider(feed.provider);
    options.url = feed.url;
    options.subscription = subscription_of(feed, i);
    options.calendar = &data.calendar(feed.calendar);
    options.ca_file = feed.ca_file;
    options.spin = config.ingest.spin;
    options.cpu = feed_processor(config.ingest.cpus, i);
    rings_.push_back(std::make_unique<SpscRing<FeedEvent>>(RingWriter::kRing));
    connections_.push_back(std::make_unique<FeedConnection>(std::move(options), *rings_.back(), market_bell, log));
  }
}

Result<void> Feeds::start() {
  for (const auto& connection : connections_) {
    if (auto started = connection->start(); !started) return started;
  }
  return {};
}

void Feeds::reload(const Config& config) {
  for (std::size_t i = 0; i != configs_.size(); ++i) {
    const auto fresh = std::find_if(config.feeds.begin(), config.feeds.end(),
                                    [&](const FeedConfig& feed) { return feed.name == configs_[i].name; });
    if (fresh == config.feeds.end()) continue;
    const bool same = fresh->symbols == configs_[i].symbols && fresh->key == configs_[i].key &&
                      fresh->secret == configs_[i].secret;
    if (same && !connections_[i]->status().stopped.load()) continue;
    configs_[i].symbols = fresh->symbols;
    configs_[i].key = fresh->key;
    configs_[i].secret = fresh->secret;
    connections_[i]->reload(subscription_of(configs_[i], i));
  }
}

void Feeds::stop() {
  for (const auto& connection : connections_) connection->stop();
  for (const auto& connection : connections_) connection->join();
}

std::vector<SpscRing<FeedEvent>*> Feeds::rings() const {
  std::vector<SpscRing<FeedEvent>*> rings;
  for (const auto& ring : rings_) rings.push_back(ring.get());
  return rings;
}

}  // namespace tickbard
