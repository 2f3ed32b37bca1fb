#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/app/config_load.hpp"
#include "tests/daemon/app/config_support.hpp"

// tests/config: every *.good file loads; every *.bad file gives exactly the problems of the *.expected file beside
// it, in which FILE stands for the path.

namespace tickbard {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files(const std::string& extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(TICKBARD_SOURCE_DIR "/tests/config")) {
    if (entry.path().extension() == extension) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

TEST(ConfigFiles, good_ones_load_without_a_word) {
  ASSERT_GE(files(".good").size(), 4u);
  for (const fs::path& file : files(".good")) {
    const auto loaded = load_config({file, {}, {}}, Purpose::run);
    for (const auto& problem : loaded.problems) ADD_FAILURE() << problem;
  }
}

TEST(ConfigFiles, bad_ones_say_all_that_is_wrong) {
  ASSERT_GE(files(".bad").size(), 10u);
  for (const fs::path& file : files(".bad")) {
    const auto loaded = load_config({file, {}, {}}, Purpose::run);
    std::string said;
    for (const auto& problem : loaded.problems) said += replaced(problem, file.string(), "FILE") + "\n";
    std::ifstream stream(fs::path(file).replace_extension(".expected"));
    const std::string expected{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(said, expected) << file;
    EXPECT_FALSE(loaded.problems.empty()) << file;
  }
}

}  // namespace
}  // namespace tickbard
