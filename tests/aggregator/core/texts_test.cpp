#include "aggregator/core/ascii.hpp"
#include "aggregator/core/fnv.hpp"
#include "aggregator/core/json_text.hpp"
#include "aggregator/core/sha256.hpp"
#include "aggregator/core/splitmix.hpp"

namespace tickbard {
namespace {

TEST(Ascii, only_letters_of_ascii_change) {
  EXPECT_EQ(lower("BRK.A\xC3\x84[{"), "brk.a\xC3\x84[{");
  EXPECT_EQ(upper("brk.a\xC3\xA4[{"), "BRK.A\xC3\xA4[{");
}

TEST(JsonText, is_escaped_and_keeps_what_stands_before) {
  std::string out = "x";
  append_json(out, "a\"b\\c\n\x01z\xC3\xA4");
  EXPECT_EQ(out, "x\"a\\\"b\\\\c\\u000a\\u0001z\xC3\xA4\"");
}

TEST(Fingerprints, are_the_standard_ones) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(fnv1a(""), 0xCBF29CE484222325ULL);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171F73967E8ULL);
}

TEST(SplitMix, gives_the_numbers_of_its_paper) {
  std::uint64_t state = 1234567;
  EXPECT_EQ(splitmix64(state), 6457827717110365317ULL);
  EXPECT_EQ(splitmix64(state), 3203168211198807973ULL);
}

}  // namespace
}  // namespace tickbard
