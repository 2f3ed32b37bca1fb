#include "daemon/sim/recorded_source.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "daemon/sim/sim_options.hpp"

namespace tickbard {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class RecordedSourceTest : public ::testing::Test {
 protected:
  RecordedSourceTest()
      : file_(std::filesystem::temp_directory_path() /
              ("recorded_source_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "_" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".jsonl")) {}
  ~RecordedSourceTest() override { std::filesystem::remove(file_); }

  void record(std::initializer_list<std::string> lines) {
    std::ofstream out(file_);
    for (const std::string& line : lines) out << line << '\n';
  }

  std::vector<std::string> all(const Dialect& client, double speed = kFullSpeed) {
    auto source = RecordedSource::open(file_, speed);
    EXPECT_TRUE(source);
    std::vector<std::string> frames;
    std::string frame;
    while (source->next(client, MonoTime{seconds(1)}, frame)) frames.push_back(frame);
    EXPECT_TRUE(source->at_end());
    return frames;
  }

  static std::unique_ptr<Dialect> binance(std::string_view target) {
    auto dialect = make_binance_dialect();
    Answer ignored;
    dialect->on_open(target, {}, ignored);
    return dialect;
  }

  using Frames = std::vector<std::string>;
  std::filesystem::path file_;
};

const std::string kSpot = R"({"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":1}})";
const std::string kUsdm = R"({"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":2}})";
const std::string kEth = R"({"stream": "ethusdt@trade", "data": {"e":"trade","s":"ETHUSDT","t":3}})";

TEST_F(RecordedSourceTest, a_client_without_a_venue_gets_venues_apart_and_all_else_byte_exact) {
  record({R"({"recv_ns":1,"venue":"spot","raw":)" + kSpot + "}",
          R"({"recv_ns":2,"venue":"usdm","raw":)" + kUsdm + "}",
          R"({"recv_ns":3,"venue":"spot","raw":)" + kEth + "}"});
  EXPECT_EQ(all(*binance("/stream?streams=btcusdt@trade")),
            (Frames{R"({"stream":"spot:btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":1}})",
                    R"({"stream":"usdm:btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":2}})"}));
  EXPECT_EQ(all(*binance("/stream?streams=*@trade")).size(), 3U);
  EXPECT_EQ(all(*binance("/stream?streams=spot:BTCusdt@trade")).size(), 1U) << "one venue's";
  EXPECT_EQ(all(*binance("/usdm/stream?streams=btcusdt@trade")), Frames{kUsdm}) << "the path names the venue";
  EXPECT_EQ(all(*binance("/spot/stream?streams=ethusdt@trade")), Frames{kEth});
}

TEST_F(RecordedSourceTest, only_trades_are_sent) {
  record({R"({"recv_s":1.5,"dir":"sent","raw":"{\"type\":\"subscribe\",\"product_ids\":[\"A-B\"]}"})",
          R"({"recv_s":1.6,"dir":"recv","raw":"{\"type\":\"subscriptions\",\"channels\":[]}"})",
          R"({"recv_s":1.7,"dir":"recv","raw":"{\"type\":\"ticker\",\"product_id\":\"A-B\"}"})",
          R"({"recv_s":1.8,"dir":"recv","raw":"{\"type\":\"last_match\",\"product_id\":\"A-B\"}"})",
          R"({"recv_s":1.9,"dir":"recv","raw":"{\"type\":\"match\",\"product_id\":\"a-b\"}"})",
          R"({"recv_s":2.0,"dir":"recv","raw":"{\"type\":\"match\",\"product_id\":\"X-Y\"}"})"});
  auto coinbase = make_coinbase_dialect({});
  Answer ignored;
  coinbase->on_message(R"({"type":"subscribe","product_ids":["A-B"],"channels":["matches"]})", {}, ignored);
  EXPECT_EQ(all(*coinbase),
            (Frames{R"({"type":"last_match","product_id":"A-B"})", R"({"type":"match","product_id":"a-b"})"}));
}

TEST_F(RecordedSourceTest, a_frame_of_several_symbols_goes_whole_to_whoever_wants_one_of_them) {
  const std::string both = R"([{"ev":"T","sym":"HIVE","p":4.08},{"ev":"T","sym":"BMBL","p":13.485}])";
  record({both, R"([{"ev":"Q","sym":"BMBL"}])", R"([{"ev":"T","sym":"TSLA"}])"});
  auto polygon = make_polygon_dialect({});
  Answer ignored;
  polygon->on_message(R"({"action":"auth","params":"k"})", {}, ignored);
  polygon->on_message(R"({"action":"subscribe","params":"T.BMBL"})", {}, ignored);
  EXPECT_EQ(all(*polygon), Frames{both});
}

TEST_F(RecordedSourceTest, the_recorded_pace_times_the_speed) {
  const auto line = [](int at_ms, int id) {
    return R"({"recv_ns":)" + std::to_string(1'700'000'000'000'000'000LL + at_ms * 1'000'000LL) +
           R"(,"raw":{"e":"trade","s":"AB","t":)" + std::to_string(id) + "}}";
  };
  record({line(0, 1), line(100, 2), line(400, 3)});
  const auto client = binance("/ws/ab@trade");
  struct Case {
    double speed;
    int wait_ms;
    std::size_t frames;
  };
  for (const Case& k : {Case{1, 0, 1}, Case{1, 99, 1}, Case{1, 100, 2}, Case{1, 399, 2}, Case{1, 400, 3},
                        Case{4, 99, 2}, Case{4, 100, 3}, Case{0.5, 199, 1}, Case{kFullSpeed, 0, 3}}) {
    auto source = RecordedSource::open(file_, k.speed);
    std::string frame;
    const MonoTime begin{seconds(50)};
    std::size_t got = 0;
    while (source->next(*client, begin, frame)) ++got;
    while (source->next(*client, begin + milliseconds(k.wait_ms), frame)) ++got;
    EXPECT_EQ(got, k.frames) << k.speed << " " << k.wait_ms;
    EXPECT_EQ(source->at_end(), k.frames == 3) << "the end is known after the last frame only";
  }
}

TEST(PutVenue, leaves_frames_without_a_stream_name_alone) {
  std::string bare = R"({"e":"trade","s":"AB"})";
  put_venue(bare, "cm");
  EXPECT_EQ(bare, R"({"e":"trade","s":"AB"})");
}

}  // namespace
}  // namespace tickbard
