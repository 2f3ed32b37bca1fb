#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/daemon/sim/socket_bench.hpp"

namespace tickbard::test {
namespace {

class ReplayServer : public ::testing::Test {
 protected:
  ReplayServer() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tickbard_sim_XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ReplayServer() override { std::filesystem::remove_all(folder_); }

  static std::string frame(int id) {
    return R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1700000000000,"s":"BTCUSDT","t":)" +
           std::to_string(id) + R"(,"p":"1.50","q":"0.10","T":1700000000000,"m":true}})";
  }

  SimOptions recording(int frames, const std::string& faults = "") {
    SimOptions o;
    o.provider = "binance";
    o.replay = folder_ / "frames.jsonl";
    o.faults = *Faults::parse(faults);
    std::ofstream out(o.replay);
    for (int i = 1; i <= frames; ++i) {
      out << R"({"recv_ns":)" << 1'700'000'000'000'000'000LL + i * 1'000'000LL << R"(,"raw":)" << frame(i)
          << "}\n";
    }
    return o;
  }

  std::filesystem::path folder_;
};

TEST_F(ReplayServer, frames_come_byte_exact_and_the_connection_stays_after_the_end) {
  SocketBench bench(recording(20'000));
  BenchClient client(bench, "binance", {"btcusdt"});
  ASSERT_TRUE(bench.until([&] { return bench.logged("the recording is over: 20000 frames sent"); }));
  ASSERT_TRUE(bench.until([&] { return client.prints.size() == 20'000; }));
  std::vector<std::string> data;
  for (const std::string& text : client.frames) {
    if (text.find("\"stream\"") != std::string::npos) data.push_back(text);
  }
  ASSERT_EQ(data.size(), 20'000U);
  for (int i = 1; i <= 20'000; ++i) ASSERT_EQ(data[static_cast<std::size_t>(i - 1)], frame(i));
  const int pings = client.controls;
  EXPECT_TRUE(bench.until([&] { return client.controls > pings; })) << "it goes on pinging";
  EXPECT_FALSE(client.end);
}

TEST_F(ReplayServer, T036_a_client_that_comes_back_gets_it_from_the_beginning) {
  SocketBench bench(recording(100));
  for (int round = 0; round < 2; ++round) {
    BenchClient client(bench, "binance", {"btcusdt"});
    ASSERT_TRUE(bench.until([&] { return client.prints.size() == 100; }));
    EXPECT_EQ(client.prints.front().tick.id, TradeId::from_number(1));
    client.socket->close();
    ASSERT_TRUE(bench.until([&] { return client.end.has_value(); }));
  }
}

TEST_F(ReplayServer, a_recording_gets_through_although_connections_are_cut) {
  SocketBench bench(recording(100, "drop:40"));
  std::size_t most = 0;
  for (int round = 0; round < 3; ++round) {
    BenchClient client(bench, "binance", {"btcusdt"});
    ASSERT_TRUE(bench.until([&] { return client.end.has_value() || client.prints.size() == 100; }));
    most = std::max(most, client.prints.size());
    EXPECT_EQ(client.end.has_value(), round < 2) << round;
  }
  EXPECT_EQ(most, 100U);
}

TEST_F(ReplayServer, the_pace_of_the_recording_times_the_speed) {
  SimOptions o = recording(1000);  // one second
  o.speed = 0.5;
  SocketBench bench(o);
  BenchClient client(bench, "binance", {"btcusdt"});
  ASSERT_TRUE(bench.until([&] { return !client.prints.empty(); }));
  const UnixNanos begun = bench.wall();
  ASSERT_TRUE(bench.until([&] { return client.prints.size() == 1000; }));
  EXPECT_NEAR(static_cast<double>((bench.wall() - begun).count()) / 1e9, 2.0, 0.2);
}

TEST_F(ReplayServer, a_client_that_does_not_read_stops_its_recording) {
  SocketBench bench(recording(120'000));
  BenchClient client(bench, "binance", {"btcusdt"});
  ASSERT_TRUE(bench.until([&] { return !client.prints.empty(); }));
  client.socket->pause_reading();
  bench.until([] { return false; }, 300);
  EXPECT_FALSE(bench.logged("the recording is over")) << "18 MB cannot all have been put somewhere";
  client.socket->resume_reading();
  EXPECT_TRUE(bench.until([&] { return client.prints.size() == 120'000; }));
}

TEST_F(ReplayServer, a_recording_that_disappears_is_named) {
  SocketBench bench(recording(10));
  std::filesystem::remove(folder_ / "frames.jsonl");
  BenchClient client(bench, "binance", {"btcusdt"});
  ASSERT_TRUE(bench.until([&] { return client.end.has_value(); }));
  EXPECT_TRUE(bench.logged("cannot open"));
}

TEST(ReplayServerData, the_real_recording_arrives_whole_with_its_venues_apart) {
  const char* named = std::getenv("TICKBARD_DATA");
  const std::filesystem::path data = named ? named : TICKBARD_SOURCE_DIR "/../shared/data";
  SimOptions o;
  o.provider = "binance";
  o.replay = data / "ws_captures/binance_hft/trades_20240808_09.jsonl.gz";
  if (!std::filesystem::exists(o.replay)) GTEST_SKIP() << "the data folder is absent; set TICKBARD_DATA to it";
  SocketBench bench(o);
  BenchClient client(bench, "binance", {"btcusdt", "ethusdt", "btcusd_perp", "ethusd_perp"});
  ASSERT_TRUE(bench.until([&] { return bench.logged("the recording is over"); }));
  ASSERT_TRUE(bench.until([&] { return client.prints.size() == 78'638; }));
  std::map<std::string, int> count;
  for (const FeedEvent& e : client.prints) ++count[std::string(e.tick.symbol.view())];
  EXPECT_EQ(count, (std::map<std::string, int>{{"spot:BTCUSDT", 19'904},
                                               {"spot:ETHUSDT", 14'515},
                                               {"usdm:BTCUSDT", 21'313},
                                               {"usdm:ETHUSDT", 14'076},
                                               {"cm:BTCUSD_PERP", 5'235},
                                               {"cm:ETHUSD_PERP", 3'595}}));
}

}  // namespace
}  // namespace tickbard::test
