#include <gtest/gtest.h>

#include "daemon/sim/random.hpp"
#include "tests/daemon/replay/replay_support.hpp"

namespace tickbard::test {
namespace {

/// A file of trades of every shape, to be damaged.
std::string ticks_file(Random& random) {
  std::string csv = "symbol,ts_ns,price,size,conditions,tape,exchange,seq,id\n";
  std::int64_t at = 1'795'185'000'000'000'000;
  for (int i = 0; i < 300; ++i) {
    at += static_cast<std::int64_t>(random.below(3'000'000'000));
    csv += "SYM" + std::to_string(random.below(5)) + "," +
           std::to_string(at - (random.chance(500) ? 90'000'000'000 : 0)) + "," +
           std::to_string(1 + random.below(900)) + "." + std::to_string(random.below(100)) + ",100," +
           (random.chance(3000) ? "14;37" : "") + "," + std::to_string(1 + random.below(3)) + ",12," +
           std::to_string(i) + "," + std::to_string(1 + i) + "\n";
  }
  return csv;
}

std::string frames_file(Random& random) {
  std::string lines;
  std::int64_t at = 1'795'185'000'000;
  for (int i = 0; i < 300; ++i) {
    at += static_cast<std::int64_t>(random.below(3'000));
    lines += R"({"recv_ns":)" + std::to_string(at * 1'000'000 + 5) + R"(,"venue":")" +
             (random.chance(5000) ? "spot" : "cm") +
             R"(","raw":{"stream":"ab@trade","data":{"e":"trade","E":1,"s":"AB","t":)" + std::to_string(1 + i) +
             R"(,"p":"1.5","q":"2","T":)" + std::to_string(at) + R"(,"m":true}}})" + "\n";
  }
  return lines;
}

/// Flips, drops, doubles and swaps bytes and lines.
std::string damaged(std::string text, Random& random) {
  const std::uint64_t wounds = 1 + random.below(40);
  for (std::uint64_t n = 0; n < wounds && text.size() > 2; ++n) {
    const std::size_t at = random.below(text.size());
    switch (random.below(5)) {
      case 0:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        text.erase(at, 1 + random.below(20));
        break;
      case 2:
        text.insert(at, text.substr(random.below(text.size()), random.below(60)));
        break;
      case 3:
        text[at] = "0123456789,;\"{}[]:-.e\n"[random.below(22)];
        break;
      default:
        if (random.chance(300)) text.resize(at);
    }
  }
  return text;
}

/// Whatever is in a file, it is read to its end and every trade in it is accounted for.
void expect_survived(const Ran& ran, const std::string& what) {
  EXPECT_TRUE(ran.code == 0 || ran.code == 1) << what << ": " << ran.err;
  const bool read = ran.err.find("ticks received") != std::string::npos;
  EXPECT_TRUE(read) << what << ": " << ran.err;
  EXPECT_NE(ran.err.find("conservation holds"), std::string::npos) << what << ": " << ran.err;
  EXPECT_NE(ran.err.find(" 0 held"), std::string::npos) << what << ": " << ran.err;
  for (const auto& bar : rows(ran.out)) {
    ASSERT_EQ(bar.size(), 11U) << what;
    EXPECT_GE(std::stoul(bar.at("trade_count")), 1U) << what;
  }
}

TEST(DamagedInput, T047_a_damaged_csv_is_read_to_its_end_and_conserves_its_ticks) {
  TempFolder folder;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    std::string text = ticks_file(random);
    const std::size_t header = text.find('\n') + 1;
    text = text.substr(0, header) + damaged(text.substr(header), random);
    ReplayOptions o;
    o.file = folder.write("t.csv", text);
    o.out = "-";
    if (seed % 2 == 0) o.provider = "polygon";
    expect_survived(run(o), "seed " + std::to_string(seed));
  }
}

TEST(DamagedInput, T047_damaged_frames_are_read_to_their_end_and_conserve_their_trades) {
  TempFolder folder;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    ReplayOptions o;
    o.file = folder.write("f.jsonl", damaged(frames_file(random), random));
    o.format = ReplayFormat::frames;
    o.provider = seed % 3 == 0 ? "coinbase" : "binance";
    o.out = "-";
    expect_survived(run(o), "seed " + std::to_string(seed));
  }
}

TEST(DamagedInput, the_same_file_gives_the_same_bars_and_the_same_words) {
  TempFolder folder;
  for (std::uint64_t seed = 100; seed < 110; ++seed) {
    Random random(seed);
    ReplayOptions o;
    o.file = folder.write("f.jsonl", damaged(frames_file(random), random));
    o.format = ReplayFormat::frames;
    o.provider = "binance";
    o.out = "-";
    const Ran first = run(o), second = run(o);
    EXPECT_EQ(first.out, second.out);
    EXPECT_EQ(first.err, second.err);
  }
}

}  // namespace
}  // namespace tickbard::test
