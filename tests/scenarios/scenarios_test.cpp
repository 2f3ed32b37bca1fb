#include "tests/scenarios/script.hpp"

namespace tickbard {
namespace {

std::filesystem::path folder() {
  return std::filesystem::path(TICKBARD_SOURCE_DIR) / "tests" / "scenarios";
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    if (entry.path().extension() == ".txt" && entry.path().stem() != "CMakeLists") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, plays) {
  const std::string text = read(folder() / (GetParam() + ".txt"));
  ASSERT_NE(text.find("->"), std::string::npos) << "a scenario without an expectation tests nothing";
  for (const auto& failure : Script{}.run(text)) ADD_FAILURE() << GetParam() << ".txt " << failure;
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, testing::ValuesIn(scenario_names()),
                         [](const testing::TestParamInfo<std::string>& scenario) { return scenario.param; });

// The runner itself must be able to fail.
TEST(Script, a_wrong_expectation_a_missing_one_and_a_surprise_are_failures) {
  const std::string head = "feed f\n10:00:00 stream f\n10:00:01 trade f X 5 1\n10:01:03 pass\n";
  EXPECT_TRUE(Script{}.run(head + "-> bar X 10:00 O=5 H=5 L=5 C=5 V=1 N=1 r1\n").empty());
  EXPECT_EQ(Script{}.run(head + "-> bar X 10:00 O=5 H=5 L=5 C=5 V=2 N=1 r1\n").size(), 1U);
  EXPECT_EQ(Script{}.run(head).size(), 1U);
  EXPECT_EQ(Script{}.run(head + "-> bar X 10:00 O=5 H=5 L=5 C=5 V=1 N=1 r1\n-> alert\n").size(), 1U);
  EXPECT_EQ(Script{}.run(head + "-> bar X 10:00 O=5 H=5 L=5 C=5 V=1 N=1 r1\n-> tally counted=2\n").size(), 1U);
  EXPECT_EQ(Script{}.run("feed f\n10:00:00 dance f\n").size(), 1U);
}

}  // namespace
}  // namespace tickbard
