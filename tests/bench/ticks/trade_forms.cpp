#include "tests/bench/ticks/trade_forms.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "aggregator/core/ascii.hpp"

namespace tickbard::test {
namespace {

std::string without_zeros(std::string text) {
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

/// `dollars` and 2 to 4 places, zeros trimmed, as the feeds of stocks write them.
std::string stock_price(const TradeValues& t) {
  static constexpr int kPlaces[] = {2, 2, 2, 3, 4};
  const int places = kPlaces[t.c % 5];
  const auto scale = static_cast<std::uint64_t>(std::pow(10, places));
  return without_zeros(fmt::format("{}.{:0{}}", t.dollars, (t.c >> 24) % scale, places));
}

std::uint64_t stock_size(const TradeValues& t) {
  return (t.b >> 8) % 4 == 0 ? 100 * (1 + (t.b >> 16) % 9) : 1 + (t.b >> 16) % 400;
}

/// Of a coin, with eight places.
std::string coin_size(const TradeValues& t) {
  const std::uint64_t whole = (t.b >> 8) % 4 == 0 ? (t.b >> 16) % 1000 : 0;
  return fmt::format("{}.{:08}", whole, 1 + (t.b >> 32) % 10'000'000);
}

std::string coin_price(const TradeValues& t, int places) {
  const auto scale = static_cast<std::uint64_t>(std::pow(10, places));
  return fmt::format("{}.{:0{}}", 80 * t.dollars, (t.c >> 24) % scale, places);
}

/// With that many digits behind the second.
std::string time_text(const TradeValues& t, int digits) {
  const auto below_second = static_cast<std::uint64_t>(t.milli % 1000) * 1'000'000 + (t.a >> 20) % 1'000'000;
  const auto unit = static_cast<std::uint64_t>(std::pow(10, 9 - digits));
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:0{}}", fmt::gmtime(static_cast<std::time_t>(t.milli / 1000)),
                     below_second / unit, digits);
}

std::string_view conditions_text(std::uint64_t random) {
  static constexpr std::array<std::string_view, 10> kTexts{"",
                                                           "",
                                                           "",
                                                           R"("c":[37],)",
                                                           R"("c":[37],)",
                                                           R"("c":[14,41],)",
                                                           R"("c":[14,41],)",
                                                           R"("c":[0],)",
                                                           R"("c":[12,37],)",
                                                           R"("c":[14,12,37,41],)"};
  return kTexts[random % 10];
}

std::string_view letters_text(std::uint64_t random) {
  static constexpr std::array<std::string_view, 10> kTexts{
      R"("@")",         R"("@")",    R"("@")", R"("@","I")",
      R"("@","I")",     R"(" ")",    R"(" ")", R"("@","F","T","I")",
      R"(" ","F","I")", R"("@","F")"};
  return kTexts[random % 10];
}

void polygon(std::string& out, const TradeValues& t) {
  fmt::format_to(std::back_inserter(out),
                 R"({{"ev":"T","sym":"{}","i":"{}",)"
                 R"("x":{},"p":{},"s":{},{}"t":{},"q":{},"z":{}}})",
                 t.name, 1 + t.number, 1 + t.b % 21, stock_price(t), stock_size(t), conditions_text(t.b >> 32),
                 t.milli, 1000 + t.number, 1 + (t.b >> 48) % 3);
}

void alpaca(std::string& out, const TradeValues& t) {
  fmt::format_to(std::back_inserter(out),
                 R"({{"T":"t","S":"{}","i":{},"x":"{}","p":{},"s":{},"c":[{}],"z":"{}","t":"{}Z"}})", t.name,
                 1 + t.number + static_cast<std::int64_t>(t.a % 3 == 0 ? 52'983'525'000'000 : 0),
                 "DKZPQVJYMNUHXACB"[t.b % 16], stock_price(t), stock_size(t), letters_text(t.b >> 32),
                 "ABC"[(t.b >> 48) % 3], without_zeros(time_text(t, 9)));
}

void coinbase(std::string& out, const TradeValues& t) {
  const auto uuid = [](std::uint64_t random) {
    return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", random & 0xFFFFFFFF, random >> 48,
                       random >> 32 & 0xFFF, random >> 20 & 0xFFF, random & 0xFFFFFFFFFFFF);
  };
  fmt::format_to(std::back_inserter(out),
                 R"({{"type":"match","trade_id":{},"maker_order_id":"{}","taker_order_id":"{}","side":"{}",)"
                 R"("size":"{}","price":"{}","product_id":"{}-USD","sequence":{},"time":"{}Z"}})",
                 1'081'000'000 + t.number, uuid(t.a), uuid(t.c), t.b % 2 == 0 ? "buy" : "sell",
                 without_zeros(coin_size(t)), without_zeros(coin_price(t, 2)), t.name,
                 134'905'860'000 + 7 * t.number, time_text(t, 6));
}

void binance(std::string& out, const TradeValues& t) {
  fmt::format_to(std::back_inserter(out),
                 R"({{"stream":"{}usdt@trade","data":{{"e":"trade","E":{},"s":"{}USDT","t":{},"p":"{}000000",)"
                 R"("q":"{}","T":{},"m":{},"M":true}}}})",
                 lower(t.name), t.milli + 1, t.name, 3'735'683'000 + t.number, coin_price(t, 2), coin_size(t),
                 t.milli, t.b % 2 == 0);
}

void kraken(std::string& out, const TradeValues& t) {
  fmt::format_to(std::back_inserter(out),
                 R"({{"symbol":"{}/USD","side":"{}","price":{},"qty":{},"ord_type":"{}","trade_id":{},)"
                 R"("timestamp":"{}Z"}})",
                 t.name, t.b % 2 == 0 ? "buy" : "sell", coin_price(t, 1), coin_size(t),
                 t.b % 3 == 0 ? "market" : "limit", 10'218'000 + t.number, time_text(t, 6));
}

constexpr std::array<TradeForm, 5> kForms{{
    {"polygon", "[", "]", polygon},
    {"alpaca", "[", "]", alpaca},
    {"coinbase", "", "", coinbase},
    {"binance", "", "", binance},
    {"kraken", R"({"channel":"trade","type":"update","data":[)", "]}", kraken},
}};

}  // namespace

const TradeForm& trade_form(std::string_view provider) {
  return *std::find_if(kForms.begin(), kForms.end(),
                       [provider](const TradeForm& form) { return form.provider == provider; });
}

}  // namespace tickbard::test
