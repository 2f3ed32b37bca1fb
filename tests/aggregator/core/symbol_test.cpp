#include "aggregator/core/symbol.hpp"

#include <unordered_set>

namespace tickbard {
namespace {

TEST(Symbol, keeps_what_providers_send) {
  for (const std::string_view text :
       {"A", "AAPL", "BTC-USD", "XBT/USDT", "btcusdt", "1000SATSUSDT", "BTC-27DEC24-100000-C", "^GSPC", "EURUSD=X",
        "AAC+", "BC*", "TEST#", "cm:BTCUSD_PERP", "12345678901234567890123", "币安人生USDT"}) {
    const auto symbol = Symbol::parse(text);
    ASSERT_TRUE(symbol) << text;
    EXPECT_EQ(symbol->view(), text);
    EXPECT_FALSE(symbol->empty());
  }
  EXPECT_TRUE(Symbol{}.empty());
}

TEST(Symbol, refuses_what_no_ticker_is) {
  for (const std::string& text : std::vector<std::string>{
           "",
           "123456789012345678901234",
           "A B",
           " A",
           "A ",
           "A\tB",
           "A\n",
           std::string("A\0B", 3),
           "A\x7F",
           "\"A\"",
           "A'B",
           "A`B",
           "A\\B",
           "A,B",
           "A;B",
           "<b>",
           "\x80",
           "A\xFF",
           "\xC0\x80",
           "\xE5\xB8",
           "\xED\xA0\x80",
           "\xF5\x80\x80\x80",  // no UTF-8
           "A\xC2\xA0"
           "B",
           "A\xC2\x85",
           "A\xE2\x80\x8F",
           "A\xE2\x80\x99",
           "\xEF\xBB\xBF"
           "A",
           "A\xE3\x80\x80",  // space, NEL, RLM, quote, BOM
       }) {
    const auto symbol = Symbol::parse(text);
    ASSERT_TRUE(symbol.has_error()) << text;
    EXPECT_EQ(symbol.error(), Reject::bad_symbol);
  }
}

TEST(Symbol, T041_equities_have_one_canonical_form) {
  for (const auto& [text, canonical] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"BRK.B", "BRK.B"},
           {"BRK-B", "BRK.B"},
           {"BRK/B", "BRK.B"},
           {"brk/b", "BRK.B"},
           {"aapl", "AAPL"},
           {"AAC+", "AAC+"},
           {"AAC/WS", "AAC.WS"},
           {"BACpB", "BACpB"},
           {"BAC-", "BAC-"},
           {"ABCDEFGHIJK.WS", "ABCDEFGHIJK.WS"},
       }) {
    const auto symbol = Symbol::parse_equity(text);
    ASSERT_TRUE(symbol) << text;
    EXPECT_EQ(symbol->view(), canonical);
  }
  EXPECT_EQ(*Symbol::parse_equity("brk-b"), *Symbol::parse("BRK.B"));
  EXPECT_TRUE(Symbol::parse_equity("").has_error());
  EXPECT_TRUE(Symbol::parse_equity("A B").has_error());
}

TEST(Symbol, a_venue_stands_in_front) {
  EXPECT_EQ(Symbol::parse("cm", "BTCUSD_PERP")->view(), "cm:BTCUSD_PERP");
  EXPECT_EQ(Symbol::parse("", "BTCUSDT")->view(), "BTCUSDT");
  EXPECT_TRUE(Symbol::parse("cm", "").has_error());
  EXPECT_TRUE(Symbol::parse("c m", "BTCUSDT").has_error());
  EXPECT_TRUE(Symbol::parse("usdm", "1234567890123456789").has_error());  // 24 bytes
  EXPECT_TRUE(Symbol::parse("usdm", "123456789012345678"));
  EXPECT_NE(*Symbol::parse("cm", "BTCUSDT"), *Symbol::parse("um", "BTCUSDT"));
}

TEST(Symbol, a_short_name_is_one_number_and_a_long_one_none) {
  EXPECT_EQ(Symbol{}.short_form(), 0U);
  EXPECT_NE(Symbol::parse("A")->short_form(), 0U);
  EXPECT_NE(Symbol::parse("A")->short_form(), Symbol::parse("AA")->short_form());
  EXPECT_EQ(Symbol::parse("AAPL")->short_form(), Symbol::of_capitals(0x4C504141, 4).short_form());
  EXPECT_NE(Symbol::parse("BTC-USDT")->short_form(), 0U) << "8 bytes";
  EXPECT_EQ(Symbol::parse("BTC-USDTX")->short_form(), 0U) << "9 bytes, the first eight the same";
}

TEST(Symbol, order_is_bytewise_and_equal_symbols_hash_alike) {
  EXPECT_LT(*Symbol::parse("AA"), *Symbol::parse("AAA"));
  EXPECT_LT(*Symbol::parse("Z"), *Symbol::parse("a"));
  EXPECT_EQ(Symbol::parse("AAPL")->hash(), Symbol::parse_equity("aapl")->hash());
  std::unordered_set<std::size_t> hashes;
  for (int i = 0; i < 12'000; ++i) hashes.insert(Symbol::parse("SIM" + std::to_string(i))->hash());
  EXPECT_EQ(hashes.size(), 12'000U);
}

TEST(Symbol, becomes_what_a_venue_and_a_ticker_of_any_length_parse_to) {
  const auto words = [](std::string_view text) {
    std::array<std::uint64_t, 2> out{};
    for (std::size_t i = 0; i < text.size(); ++i)
      out[i / 8] |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * (i % 8));
    return out;
  };
  const std::string_view letters = "ABCDEFGHIJKLMNOP", venues = "usdmxy";
  for (std::size_t n = 1; n <= 16; ++n) {
    for (std::size_t v = 0; v <= 6; ++v) {
      const std::string_view ticker = letters.substr(0, n), venue = venues.substr(0, v);
      const std::string front = v == 0 ? std::string{} : std::string(venue) + ':';
      Symbol made = *Symbol::parse("ZZZZZZZZZZZZZZZZZZZZZZZ");  // whatever it was before
      made.become(words(ticker)[0], words(ticker)[1], n, words(front)[0], front.size());
      const auto parsed = v == 0 ? Symbol::parse(ticker) : Symbol::parse(venue, ticker);
      ASSERT_TRUE(parsed);
      EXPECT_EQ(made, *parsed) << front << ticker;
      EXPECT_EQ(made.view(), parsed->view());
    }
  }
}

}  // namespace
}  // namespace tickbard
