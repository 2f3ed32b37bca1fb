#include "daemon/app/feeds.hpp"

#include <gtest/gtest.h>

namespace tickbard {
namespace {

Config config_of(std::size_t feeds, std::vector<unsigned> cpus) {
  Config config;
  config.ingest.cpus = std::move(cpus);
  for (std::size_t i = 0; i != feeds; ++i) {
    FeedConfig feed;
    feed.name = "feed" + std::to_string(i);
    feed.provider = "coinbase";
    feed.calendar = "always";
    feed.symbols = {"BTC-USD"};
    config.feeds.push_back(feed);
  }
  return config;
}

TEST(Feeds, an_only_one_shares_the_markets_thread_unless_a_processor_is_named_for_it) {
  const struct {
    std::size_t feeds;
    std::vector<unsigned> cpus;
    std::size_t rings;
  } rows[] = {{1, {}, 0}, {1, {0}, 0}, {1, {0, 1}, 1}, {2, {}, 2}, {2, {0}, 2}};
  const MarketData data = MarketData::load({}).value();
  for (const auto& row : rows) {
    const Config config = config_of(row.feeds, row.cpus);
    Doorbell bell;
    Feeds feeds(config, data, bell, [](std::span<const FeedEvent>, MonoTime) {}, {});
    EXPECT_EQ(feeds.rings().size(), row.rings) << row.feeds << " feeds, " << row.cpus.size() << " processors";
    EXPECT_EQ(feeds.reactor() == nullptr, row.rings != 0);
    EXPECT_EQ(feeds.connections().size(), row.feeds);
    EXPECT_EQ(feeds.queued(0), 0U);
  }
}

TEST(Feeds, threads_that_never_sleep_and_share_a_processor_are_told_of) {
  const struct {
    std::size_t feeds;
    std::vector<unsigned> cpus;
    std::size_t processors;
    const char* said;
  } rows[] = {{1, {}, 2, ""},
              {1, {1}, 2, ""},
              {1, {0, 1}, 4, ""},
              {2, {1, 2, 3}, 4, ""},
              {2, {1}, 8, "names 1: threads"},
              {2, {1, 2}, 8, "keeps 3 threads awake, those of 2 feeds and the market's, and ingest.cpus names 2"},
              {1, {0, 1}, 2, "keeps 2 of this process's threads awake, which may use 2"},
              {1, {0}, 1, "keeps 1 of this process's threads awake, which may use 1"},
              {3, {}, 4, "keeps 4 of this process's threads awake, which may use 4"}};
  for (const auto& row : rows) {
    Config config = config_of(row.feeds, row.cpus);
    EXPECT_EQ(spin_note(config, row.processors), "") << "without ingest.spin";
    config.ingest.spin = true;
    const std::string note = spin_note(config, row.processors);
    EXPECT_EQ(note.empty(), std::string_view(row.said).empty()) << note;
    EXPECT_NE(note.find(row.said), std::string::npos) << note;
  }
}

}  // namespace
}  // namespace tickbard
