#include "sinks/derived/flat_json.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <random>

namespace tickbard::test {
namespace {

std::string parsed_and_dumped(const std::string& text) {
  return nlohmann::json::parse(text).dump();
}

/// Every kind of double: any bits at all, and such as prices and percentages are.
double some_number(std::mt19937_64& random) {
  if (random() % 2 == 0) {
    const auto value = std::bit_cast<double>(random());
    return std::isfinite(value) ? value : 0.5;
  }
  return static_cast<double>(static_cast<std::int64_t>(random() % 2'000'000'000) - 1'000'000'000) /
         std::pow(10.0, static_cast<double>(random() % 9));
}

std::string shortest(double value) {
  std::array<char, 40> out;
  return {out.data(), std::to_chars(out.data(), out.data() + out.size(), value).ptr};
}

}  // namespace

TEST(FlatJson, is_what_the_parser_and_its_dump_make_of_it) {
  std::mt19937_64 random(20'261'121);
  int read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text =
        "{\"not_warm\": [\"sma_5\", \"b\"], \"label\":\"2\",\"none\" : null , \"yes\":true,\"no\":false";
    for (int n = 0; n < 6; ++n)
      text += ",\"v" + std::to_string(random() % 1'000'000) + "\":" + shortest(some_number(random));
    text += "}";
    const auto flat = canonical_flat_json(text);
    if (flat) {
      ++read;
      ASSERT_EQ(*flat, parsed_and_dumped(text));
    }
  }
  EXPECT_GT(read, 10'000);
}

TEST(FlatJson, payloads_are_flat) {
  EXPECT_EQ(canonical_flat_json(R"({"z": 1.50, "a":[], "m":12,"k":-3,"e":1e-05,"w":["x", "y"]})"),
            R"({"a":[],"e":1e-05,"k":-3,"m":12,"w":["x","y"],"z":1.5})");
}

TEST(FlatJson, all_others_are_for_the_parser) {
  for (const char* text : {"",
                           "{}",
                           "[]",
                           "1",
                           "{\"a\":1",
                           "{\"a\":1}x",
                           "{\"a\":1}{",
                           "{\"a\":{}}",
                           "{\"a\":[1]}",
                           "{\"a\":[\"b\",]}",
                           "{\"a\":\"\\n\"}",
                           "{\"a\":\"\xC3\xA4\"}",
                           "{\"a\":01}",
                           "{\"a\":1.}",
                           "{\"a\":.5}",
                           "{\"a\":+1}",
                           "{\"a\":1e}",
                           "{\"a\":-0}",
                           "{\"a\":1e999}",
                           "{\"a\":1234567890123456789}",
                           "{\"a\":nul}",
                           "{\"a\":1,\"a\":2}",
                           "{\"a\" 1}",
                           "{a:1}",
                           "{\"a\":1,}"}) {
    EXPECT_EQ(canonical_flat_json(text), std::nullopt) << text;
  }
}

}  // namespace tickbard::test
