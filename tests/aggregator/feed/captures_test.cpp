#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "aggregator/feed/fast_shapes.hpp"
#include "tests/aggregator/feed/fast_ways.hpp"

namespace tickbard {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

fs::path data_folder() {
  const char* const given = std::getenv("TICKBARD_DATA");
  return given != nullptr ? fs::path{given} : fs::path{TICKBARD_SOURCE_DIR "/../shared/data"};
}

/// Calls use(line) for every line of a file, packed with gzip or not.
template <class Use>
void each_line(const fs::path& file, Use&& use) {
  gzFile in = gzopen(file.c_str(), "rb");
  ASSERT_NE(in, nullptr) << file;
  std::string line(1 << 20, '\0');
  while (gzgets(in, line.data(), static_cast<int>(line.size())) != nullptr) {
    std::string_view text{line.c_str()};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    if (!text.empty()) use(text);
  }
  gzclose(in);
}

/// The trades of one message by a reading of its own, that shares nothing with the protocols.
std::size_t trades_in(std::string_view provider, const Json& message) {
  if (provider == "binance") {
    const Json& event = message.contains("data") ? message["data"] : message;
    return event.value("e", "") == "trade" || event.value("e", "") == "aggTrade" ? 1 : 0;
  }
  if (provider == "coinbase") {
    return message.value("type", "") == "match" || message.value("type", "") == "last_match" ? 1 : 0;
  }
  if (provider == "polygon") {
    std::size_t count = 0;
    for (const Json& event : message) {
      if (event.value("ev", "") == "T") ++count;
    }
    return count;
  }
  if (message.is_array()) return message.at(2) == "trade" ? message.at(1).size() : 0;
  if (message.contains("event")) return 0;
  if (message.value("feed", "") == "trade_snapshot") return message.at("trades").size();
  return message.value("feed", "") == "trade" ? 1 : 0;
}

/// Every message goes through one protocol object, as on a connection.
class Passage {
 public:
  explicit Passage(std::string_view provider)
      : provider_(provider), feed_(provider), general_(provider, {}, Ways::general) {}

  void message(const std::string& raw) {
    const std::size_t expected = trades_in(provider_, Json::parse(raw));
    const Decoded& decoded = feed_.receive(raw);
    EXPECT_EQ(decoded.events.size(), expected) << raw;
    for (const FeedEvent& event : decoded.events) EXPECT_NE(event.kind, FeedEventKind::rejected) << raw;
    for (const Notice& notice : decoded.notices) {
      EXPECT_NE(notice.signal, Signal::unknown) << notice.text;
      EXPECT_NE(notice.signal, Signal::nonsense) << notice.text;
    }
    const Decoded& expected_events = general_.receive(raw);
    EXPECT_EQ(Feed::prints_of(decoded), Feed::prints_of(expected_events)) << raw;
    EXPECT_EQ(Feed::signals_of(decoded), Feed::signals_of(expected_events)) << raw;
    trades += decoded.events.size();
    ++messages;
  }

  std::size_t trades = 0;
  std::size_t messages = 0;

 private:
  std::string_view provider_;
  Feed feed_, general_;
};

struct Capture {
  std::string_view provider;
  std::string_view file;
  std::size_t messages;
  std::size_t trades;
};

/// Messages and trades as counted outside of this program.
constexpr Capture kCaptures[] = {
    {"binance", "BINANCE_DELIVERY.ws.1.0.jsonl.gz", 84, 51},
    {"binance", "BINANCE_FUTURES.ws.1.0.jsonl.gz", 158, 91},
    {"binance", "BINANCE_TR.ws.1.0.jsonl.gz", 8, 0},
    {"binance", "BINANCE_US.ws.1.0.jsonl.gz", 16, 11},
    {"coinbase", "COINBASE.ws.28.0.jsonl.gz", 214, 107},
    {"kraken", "KRAKEN.ws.48.0.jsonl.gz", 49, 10},
    {"kraken", "KRAKEN_FUTURES.ws.1.0.jsonl.gz", 14, 3},
};

TEST(Captures, every_trade_of_the_recorded_connections_is_found) {
  const fs::path folder = data_folder() / "ws_captures" / "cryptofeed";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << ": data folder absent";
  for (const Capture& capture : kCaptures) {
    Passage passage{capture.provider};
    each_line(folder / capture.file, [&](std::string_view line) {
      const Json record = Json::parse(line);
      if (record.at("dir") == "recv") passage.message(record.at("raw").get<std::string>());
    });
    EXPECT_EQ(passage.messages, capture.messages) << capture.file;
    EXPECT_EQ(passage.trades, capture.trades) << capture.file;
  }
}

TEST(Captures, the_recorded_matches_of_coinbase_go_the_fast_way) {
  const fs::path file = data_folder() / "ws_captures" / "cryptofeed" / "COINBASE.ws.28.0.jsonl.gz";
  if (!fs::exists(file)) GTEST_SKIP() << file << ": data folder absent";
  FastWay fast(fast_shapes::coinbase);
  std::size_t matches = 0, read = 0;
  each_line(file, [&](std::string_view line) {
    const Json record = Json::parse(line);
    const std::string raw = record.at("dir") == "recv" ? record.at("raw").get<std::string>() : "";
    if (!raw.starts_with(R"({"type":"match")")) return;
    ++matches;
    if (fast_lines(raw, fast) != Lines{"general"}) ++read;
  });
  EXPECT_GT(matches, 50u);
  EXPECT_EQ(read, matches);
}

TEST(Captures, every_trade_of_the_recorded_polygon_frames_is_found) {
  const fs::path file = data_folder() / "ws_captures" / "polygon_frames" / "frames.jsonl";
  if (!fs::exists(file)) GTEST_SKIP() << file << ": data folder absent";
  Passage passage{"polygon"};
  each_line(file, [&](std::string_view line) { passage.message(std::string{line}); });
  EXPECT_EQ(passage.messages, 5u);
  EXPECT_EQ(passage.trades, 13u);
}

/// The text between `before` and the next quote.
std::string_view cut(std::string_view line, std::string_view before) {
  const std::size_t begin = line.find(before) + before.size();
  return line.substr(begin, line.find('"', begin) - begin);
}

std::string without_zeros_at_end(std::string_view decimal) {
  if (decimal.find('.') == std::string_view::npos) return std::string{decimal};
  while (decimal.back() == '0') decimal.remove_suffix(1);
  if (decimal.back() == '.') decimal.remove_suffix(1);
  return std::string{decimal};
}

TEST(Captures, every_trade_of_three_binance_venues_is_exact) {
  const fs::path file = data_folder() / "ws_captures" / "binance_hft" / "trades_20240808_09.jsonl.gz";
  if (!fs::exists(file)) GTEST_SKIP() << file << ": data folder absent";
  std::map<std::string, Feed> feeds, generals;
  std::map<std::string, FastWay> fast;
  for (const char* venue : {"spot", "usdm", "cm"}) {
    Subscription s;
    s.venue = venue;
    feeds.emplace(venue, Feed{"binance", s});
    generals.emplace(venue, Feed{"binance", s, Ways::general});
    fast.emplace(venue, FastWay{fast_shapes::binance, venue});
  }
  std::map<std::string, std::size_t> trades;
  std::size_t lines = 0, wrong = 0, notices = 0, left_to_general = 0;
  each_line(file, [&](std::string_view line) {
    ++lines;
    const std::size_t raw = line.find("\"raw\":") + 6;
    const std::string venue{cut(line, "\"venue\":\"")};
    const std::string_view message = line.substr(raw, line.size() - 1 - raw);
    const Decoded& decoded = feeds.at(venue).receive(message);
    if (fast_lines(message, fast.at(venue)) == Lines{"general"}) ++left_to_general;
    const std::string symbol = venue + ":" + std::string{cut(line, "\"s\":\"")};
    const bool right = decoded.events.size() == 1 && decoded.events[0].kind == FeedEventKind::trade &&
                       decoded.events[0].tick.symbol.view() == symbol &&
                       to_text(decoded.events[0].tick.price) == without_zeros_at_end(cut(line, "\"p\":\"")) &&
                       to_text(decoded.events[0].tick.size) == without_zeros_at_end(cut(line, "\"q\":\"")) &&
                       Feed::prints_of(decoded) == Feed::prints_of(generals.at(venue).receive(message));
    notices += decoded.notices.size();
    if (!right && ++wrong < 5) ADD_FAILURE() << line;
    ++trades[symbol];
  });
  EXPECT_EQ(wrong, 0u);
  EXPECT_EQ(notices, 0u);
  EXPECT_EQ(left_to_general, 0u);
  EXPECT_EQ(lines, 78'638u);
  const std::map<std::string, std::size_t> expected{{"spot:BTCUSDT", 19'904},  {"spot:ETHUSDT", 14'515},
                                                    {"usdm:BTCUSDT", 21'313},  {"usdm:ETHUSDT", 14'076},
                                                    {"cm:BTCUSD_PERP", 5'235}, {"cm:ETHUSD_PERP", 3'595}};
  EXPECT_EQ(trades, expected);
}

}  // namespace

}  // namespace tickbard
