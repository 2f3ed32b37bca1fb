#include "daemon/sim/wire_text.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tickbard {
namespace {

template <class F>
std::string written(F&& write) {
  std::string out;
  write(out);
  return out;
}

TEST(WireText, decimals_are_exact_and_padded_as_exchanges_do) {
  const auto padded = [](std::int64_t raw, int least) {
    return written([&](std::string& out) { wire::padded_decimal(out, raw, 8, least); });
  };
  EXPECT_EQ(padded(100'000'000, 1), "1.0");
  EXPECT_EQ(padded(150'000'000, 1), "1.5");
  EXPECT_EQ(padded(1, 8), "0.00000001");
  EXPECT_EQ(padded(25'000'000, 8), "0.25000000");
  EXPECT_EQ(padded(12'345'678'900'000'000, 1), "123456789.0");
}

TEST(WireText, times_keep_six_decimals) {
  const auto text = [](std::int64_t nanos) {
    return written([&](std::string& out) { wire::rfc3339_micros(out, from_unix_nanos(nanos)); });
  };
  EXPECT_EQ(text(1'780'000'000'123'456'789), "2026-05-28T20:26:40.123456Z");
  EXPECT_EQ(text(1'780'000'000'000'000'000), "2026-05-28T20:26:40.000000Z");
  EXPECT_EQ(text(1'780'000'000'000'999'000), "2026-05-28T20:26:40.000999Z");
}

TEST(WireText, values_of_a_key_are_found_in_any_shape) {
  const auto values = [](std::string_view json, std::string_view key) {
    std::vector<std::string> found;
    wire::any_string(json, key, [&](std::string_view v) {
      found.emplace_back(v);
      return false;
    });
    return found;
  };
  using Found = std::vector<std::string>;
  EXPECT_EQ(values(R"([{"sym":"A"},{"sym" : "B"}])", "sym"), (Found{"A", "B"}));
  EXPECT_EQ(values(R"({"S":"A","s":"b","xs":"c","s":5})", "s"), (Found{"b"}))
      << "case counts, parts of keys do not";
  EXPECT_EQ(values(R"({"a":"s","s":"v"})", "s"), (Found{"v"})) << "a value is no key";
  EXPECT_EQ(values(R"({"s":")", "s"), Found{});
  EXPECT_EQ(values(R"({"s)", "s"), Found{});
  EXPECT_EQ(values("", "s"), Found{});
}

}  // namespace
}  // namespace tickbard
