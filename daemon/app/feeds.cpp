#include "daemon/app/feeds.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/app/config_feeds.hpp"
#include "daemon/feed/ring_writer.hpp"
#include "daemon/runtime/processors.hpp"

namespace tickbard {

namespace {

Subscription subscription_of(const FeedConfig& feed, std::size_t index) {
  return {static_cast<FeedId>(index), share_of(feed), feed.venue, {feed.key, feed.secret}};
}

/// Two threads take more of the machine together, and wake each other for every trade of a quiet feed; they are
/// worth it where several feeds would wait for each other, or where processors are set aside for them.
bool shares_market_thread(const Config& config) {
  return config.feeds.size() == 1 && config.ingest.cpus.size() < 2;
}

}  // namespace

Feeds::Feeds(const Config& config, const MarketData& data, Doorbell& market_bell, TakeEvents take,
             const LogFn& log)
    : configs_(config.feeds) {
  if (shares_market_thread(config)) reactor_.emplace(market_bell, config.ingest.coalesce);
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
    options.coalesce = config.ingest.coalesce;
    options.cpu = feed_processor(config.ingest.cpus, i);
    if (reactor_) {
      connections_.push_back(std::make_unique<FeedConnection>(std::move(options), *reactor_, take, log));
      continue;
    }
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

std::size_t ingest_threads(const Config& config) {
  return shares_market_thread(config) ? 1 : 1 + config.feeds.size();
}

std::string spin_note(const Config& config, std::size_t processors) {
  const std::size_t awake = ingest_threads(config);
  const std::size_t named = config.ingest.cpus.size();
  if (!config.ingest.spin || config.feeds.empty()) return {};
  if (named != 0 && named < awake) {
    return fmt::format(
        "ingest.spin = true keeps {} threads awake, those of {} feeds and the market's, and ingest.cpus names {}: "
        "threads that share a processor wait milliseconds for each other; name {}, or leave spin off",
        awake, config.feeds.size(), named, awake);
  }
  if (awake < processors) return {};
  return fmt::format(
      "ingest.spin = true keeps {} of this process's threads awake, which may use {} of the machine's processors: "
      "what else it does takes milliseconds from them; leave spin off",
      awake, processors);
}

}  // namespace tickbard
