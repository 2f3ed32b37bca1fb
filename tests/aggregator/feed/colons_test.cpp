#include "aggregator/feed/colons.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace tickbard::colons {
namespace {

/// Those within the text: behind it, each may find more or fewer.
std::vector<std::size_t> found(const Finder& finder, std::string_view text) {
  std::string padded(text);
  padded.append(kBlock - 1, ':');
  padded.shrink_to_fit();
  std::vector<std::uint16_t> out(kRoom);
  const std::size_t count = finder.find(padded.data(), text.size(), out.data());
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < count && out[i] < text.size(); ++i) offsets.push_back(out[i]);
  return offsets;
}

std::vector<std::size_t> expected(std::string_view text) {
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':') offsets.push_back(i);
  }
  return offsets;
}

TEST(Colons, every_processor_finds_the_same) {
  std::mt19937_64 random(5);
  ASSERT_FALSE(finders().empty());
  EXPECT_EQ(finders().back().name, "plain");
  for (const Finder& finder : finders()) {
    for (int i = 0; i < 2000; ++i) {
      // From no colon to nothing else, among bytes that are almost one.
      const std::size_t size = random() % (i % 100 == 0 ? kStretch + 1 : 300), one_in = 1 + random() % 40;
      std::string text;
      while (text.size() < size)
        text += random() % one_in == 0 ? ':' : static_cast<char>("\x39;\xBA\x00\x7F\xFFz,"[random() % 8]);
      ASSERT_EQ(found(finder, text), expected(text)) << finder.name << ": " << text;
    }
  }
}

TEST(Colons, a_stretch_of_nothing_else) {
  const std::string all(kStretch, ':');
  for (const Finder& finder : finders()) EXPECT_EQ(found(finder, all).size(), kStretch) << finder.name;
}

TEST(Colons, every_byte_but_the_colon_is_none) {
  for (const Finder& finder : finders()) {
    for (int c = 0; c < 256; ++c) {
      const std::string text(130, static_cast<char>(c));
      EXPECT_EQ(found(finder, text).size(), c == ':' ? 130U : 0U) << finder.name << " " << c;
    }
  }
}

}  // namespace
}  // namespace tickbard::colons
