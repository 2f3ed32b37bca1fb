#include "daemon/app/feeds.hpp"

#include <gtest/gtest.h>

namespace tickbard {
namespace {

TEST(Feeds, an_only_one_shares_the_markets_thread_unless_a_processor_is_named_for_it) {
  const struct {
    std::size_t feeds;
    std::vector<unsigned> cpus;
    std::size_t rings;
  } rows[] = {{1, {}, 0}, {1, {0}, 0}, {1, {0, 1}, 1}, {2, {}, 2}, {2, {0}, 2}};
  const MarketData data = MarketData::load({}).value();
  for (const auto& row : rows) {
    Config config;
    config.ingest.cpus = row.cpus;
    for (std::size_t i = 0; i != row.feeds; ++i) {
      FeedConfig feed;
      feed.name = "feed" + std::to_string(i);
      feed.provider = "coinbase";
      feed.calendar = "always";
      feed.symbols = {"BTC-USD"};
      config.feeds.push_back(feed);
    }
    Doorbell bell;
    Feeds feeds(config, data, bell, [](std::span<const FeedEvent>, MonoTime) {}, {});
    EXPECT_EQ(feeds.rings().size(), row.rings) << row.feeds << " feeds, " << row.cpus.size() << " processors";
    EXPECT_EQ(feeds.reactor() == nullptr, row.rings != 0);
    EXPECT_EQ(feeds.connections().size(), row.feeds);
    EXPECT_EQ(feeds.queued(0), 0U);
  }
}

}  // namespace
}  // namespace tickbard
