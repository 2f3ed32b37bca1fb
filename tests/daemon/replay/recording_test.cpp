#include "daemon/replay/recording.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/replay/replay_support.hpp"

namespace tickbard::test {
namespace {

std::vector<RecordedFrame> frames_of(const std::string& text, std::uint64_t* unreadable = nullptr) {
  TempFolder folder;
  auto recording = Recording::open(folder.write("f.jsonl", text));
  EXPECT_TRUE(recording);
  std::vector<RecordedFrame> out;
  RecordedFrame frame;
  while (recording->next(frame)) out.push_back(frame);
  if (unreadable) *unreadable = recording->unreadable();
  return out;
}

TEST(Recording, a_raw_object_comes_out_byte_for_byte) {
  const std::string raw = R"({"b": 1.50,"a":[ 1,2 ],"p":"0.10","e":1e5,"u":"\u00e9"})";
  const auto frames = frames_of(R"({"recv_ns":1723161254087896568,"venue":"spot","raw":)" + raw + "}\n");
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].raw, raw);
  EXPECT_EQ(frames[0].venue, "spot");
  EXPECT_EQ(frames[0].recv_time, from_unix_nanos(1723161254087896568));
}

TEST(Recording, the_other_forms) {
  struct Case {
    std::string line;
    std::vector<std::string> raw;
    std::optional<std::int64_t> recv;
  };
  for (const Case& k : std::vector<Case>{
           {R"({"recv_ns":5000000000,"raw":"{\"a\":\"\\\"x\"}"})", {R"({"a":"\"x"})"}, 5'000'000'000},
           {R"({"recv_s": 1618677816.8434298, "dir": "recv", "raw": "[1]"})", {"[1]"}, 1'618'677'816'843'429'800},
           {R"({"recv_s": 1618677816, "dir": "recv", "raw": "[1]"})", {"[1]"}, 1'618'677'816'000'000'000},
           {R"({"recv_s": 1618677816.5, "dir": "sent", "url": "wss://x", "raw": "[1]"})", {}, {}},
           {R"({"recv_s": 1618677816.5, "dir": "connect", "url": "wss://x", "raw": null})", {}, {}},
           {R"([{"ev":"T","sym":"A"}])", {R"([{"ev":"T","sym":"A"}])"}, {}},
           {R"({"type":"match","venue":"x","recv_ns":7})", {R"({"type":"match","venue":"x","recv_ns":7})"}, {}},
           {R"({"raw":[{"ev":"T"}],"recv_ns":6000000000})", {R"([{"ev":"T"}])"}, 6'000'000'000},
           {"", {}, {}},
           {"   ", {}, {}}}) {
    const auto frames = frames_of(k.line + "\n");
    ASSERT_EQ(frames.size(), k.raw.size()) << k.line;
    if (k.raw.empty()) continue;
    EXPECT_EQ(frames[0].raw, k.raw[0]);
    ASSERT_EQ(frames[0].recv_time.has_value(), k.recv.has_value()) << k.line;
    if (k.recv) {
      EXPECT_EQ(to_unix_nanos(*frames[0].recv_time), *k.recv);
    }
  }
}

TEST(Recording, T047_lines_that_are_no_json_are_counted_and_the_rest_goes_on) {
  std::uint64_t unreadable = 0;
  const auto frames =
      frames_of("hello\n{\"recv_ns\":1,\"raw\":{\"a\":\n[1]\n{\"raw\":\n{\"raw\":[2]}\n", &unreadable);
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].raw, "[1]");
  EXPECT_EQ(frames[1].raw, "[2]");
  EXPECT_EQ(unreadable, 3U);
}

}  // namespace
}  // namespace tickbard::test
