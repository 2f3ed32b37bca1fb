#include "aggregator/core/raw_text.hpp"

#include "tests/aggregator/feed/decoding.hpp"

namespace tickbard {

namespace {

/// The raw text in front of each rejection; a print that was taken has none.
Lines raw_texts(const Decoded& decoded) {
  Lines out;
  std::string text;
  for (const FeedEvent& event : decoded.events) {
    if (event.kind == FeedEventKind::raw_text) {
      EXPECT_EQ(event.feed, 3);
      take_raw_text(event, text);
      continue;
    }
    if (event.kind == FeedEventKind::rejected) out.push_back(text);
    EXPECT_TRUE(text.empty() || event.kind == FeedEventKind::rejected);
    text.clear();
  }
  return out;
}

Subscription subscription() {
  Subscription s;
  s.feed = 3;
  s.symbols = {"*"};
  s.credentials = {"my-own-key", ""};
  return s;
}

TEST(RawText, each_refused_print_of_a_frame_comes_with_its_own_text) {
  const std::string good = R"({"ev":"T","sym":"A","p":1,"s":1,"t":1651684192536})";
  const std::string bad = R"({"ev":"T","sym":"A","p":"x}","s":1,"t":1651684192536})";
  const std::string worse = R"({"ev":"T","sym":"B","p":0,"s":1,"c":[1,2],"t":1651684192536})";
  Feed feed{"polygon", subscription()};
  EXPECT_EQ(raw_texts(feed.receive("[" + good + "," + bad + "," + good + ", " + worse + " ]")).at(1), worse);
  EXPECT_EQ(raw_texts(feed.receive("[" + worse + "," + good + "]")), Lines{worse});
  EXPECT_EQ(raw_texts(feed.receive(worse)), Lines{worse}) << "a message of one object";
  EXPECT_EQ(raw_texts(feed.receive("[" + good + "]")), Lines{});
}

TEST(RawText, is_bounded_and_holds_no_key) {
  Feed feed{"polygon", subscription()};
  const std::string text = raw_texts(feed.receive(R"({"ev":"T","sym":"A","p":"my-own-key","s":1,"t":1,"more":")" +
                                                  std::string(5'000, 'x') + "\"}"))
                               .at(0);
  EXPECT_EQ(text.size(), kMostRawText);
  EXPECT_TRUE(text.starts_with(R"({"ev":"T","sym":"A","p":"***","s":1)")) << text;
}

TEST(RawText, is_given_a_hundred_times_a_minute) {
  Feed feed{"polygon", subscription()};
  std::string frame = "[";
  for (int i = 0; i < 150; ++i) frame += std::string(i == 0 ? "" : ",") + R"({"ev":"T","sym":"A","p":0})";
  const Lines texts = raw_texts(feed.receive(frame + "]"));
  ASSERT_EQ(texts.size(), 150U);
  EXPECT_EQ(texts.size() - static_cast<std::size_t>(std::count(texts.begin(), texts.end(), "")), 100U);
}

TEST(RawText, other_dialects_have_it_too) {
  Feed kraken{"kraken", subscription()};
  const std::string print =
      R"({"symbol":"BTC/USD","side":"buy","price":0,"qty":1,"ord_type":"limit","trade_id":1,"timestamp":"2024-03-04T15:00:00Z"})";
  const auto& made = kraken.receive(R"({"channel":"trade","type":"update","data":[)" + print + "," + print + "]}");
  EXPECT_EQ(raw_texts(made), (Lines{print, print}));
}

TEST(RawText, pieces_are_put_together_again_and_never_more_than_allowed) {
  for (const std::size_t n : {0U, 1U, 100U, 300U, 512U, 700U}) {
    std::string text, back = "";
    for (std::size_t i = 0; i < n; ++i) text += static_cast<char>('a' + i % 26);
    std::vector<FeedEvent> pieces;
    put_raw_text(0, text, pieces);
    for (const FeedEvent& piece : pieces) take_raw_text(piece, back);
    EXPECT_EQ(back, text.substr(0, kMostRawText)) << n;
    for (const FeedEvent& piece : pieces) take_raw_text(piece, back);
    EXPECT_LE(back.size(), kMostRawText) << n;
  }
}

}  // namespace

}  // namespace tickbard
