#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/check.hpp"

namespace tickbard::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(TICKBARD_SOURCE_DIR) / "tests/fuzz";

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// How many inputs of the folder were run; one that is not there has none.
int run_all(const fs::path& folder) {
  int count = 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    EXPECT_EQ(wrong_with(content_of(entry.path())), "") << entry.path();
    ++count;
  }
  return count;
}

TEST(Fuzz, every_kept_input_keeps_its_promises) {
  EXPECT_GT(run_all(kFolder / "corpus" / kName), 0) << "a fuzzer without honest inputs finds little";
  run_all(kFolder / "regressions" / kName);
}

/// What a careless change breaks first: every seed with each byte lost, doubled and turned.
TEST(Fuzz, neighbours_of_every_seed_keep_their_promises) {
  constexpr std::size_t kMost = 150;  // places of one seed
  for (const auto& entry : fs::directory_iterator(kFolder / "corpus" / kName)) {
    const std::string seed = content_of(entry.path());
    const std::size_t step = seed.size() / kMost + 1;
    for (std::size_t at = 0; at < seed.size(); at += step) {
      ASSERT_EQ(wrong_with(seed.substr(0, at)), "") << entry.path() << " cut at " << at;
      for (const char* with : {"", "\"", "-", "9", "\xff"}) {
        std::string near = seed;
        near.replace(at, 1, with);
        ASSERT_EQ(wrong_with(near), "") << entry.path() << " with \"" << with << "\" at " << at;
      }
    }
  }
}

}  // namespace
}  // namespace tickbard::fuzz
