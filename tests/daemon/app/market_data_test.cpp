#include "daemon/app/market_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace tickbard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kRow = "set,tape,code,name,open_close,high_low,volume,role\npolygon,*,37,Odd lot,y,y,y,\n";

class MarketDataFiles : public testing::Test {
 protected:
  MarketDataFiles()
      : folder_(std::filesystem::temp_directory_path() / ("tickbard-market-data-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(folder_);
  }
  ~MarketDataFiles() override { std::filesystem::remove_all(folder_); }
  void write(const char* name, std::string_view text) { std::ofstream(folder_ / name) << text; }

  std::filesystem::path folder_;
};

TEST_F(MarketDataFiles, a_table_beside_the_configuration_is_used_and_said) {
  EXPECT_THAT(MarketData::load(folder_)->overrides, IsEmpty());
  EXPECT_THAT(MarketData::load({})->overrides, IsEmpty());
  write("conditions.csv", kRow);
  write("xnys.csv", "date,kind,open,close,note\n2026-11-23,closed,,,mourning\n");
  const auto data = *MarketData::load(folder_);
  EXPECT_THAT(data.overrides, testing::UnorderedElementsAre(HasSubstr("conditions.csv is in use"),
                                                            HasSubstr("xnys.csv is in use")));
  using namespace std::chrono_literals;
  EXPECT_FALSE(data.calendar("xnys").session(2026y / 11 / 23));
}

TEST_F(MarketDataFiles, a_table_that_cannot_be_read_is_one_sentence) {
  write("conditions.csv", "nonsense\n");
  const auto data = MarketData::load(folder_);
  ASSERT_FALSE(data);
  EXPECT_THAT(data.error().text, testing::StartsWith((folder_ / "conditions.csv").string() + ": "));
  std::filesystem::remove(folder_ / "conditions.csv");
  write("xnys.csv", "date,kind,open,close,note\n2026-11-23,clsed,,,\n");
  EXPECT_THAT(MarketData::load(folder_).error().text, testing::StartsWith((folder_ / "xnys.csv").string() + ": "));
}

TEST_F(MarketDataFiles, what_changed_since_the_start_is_known) {
  write("conditions.csv", kRow);
  const auto data = *MarketData::load(folder_);
  EXPECT_THAT(data.changed(), IsEmpty());
  write("conditions.csv", std::string(kRow) + "polygon,*,12,Form T,y,y,y,\n");
  EXPECT_THAT(data.changed(), ElementsAre(folder_ / "conditions.csv"));
  write("xnys.csv", "date,kind,open,close,note\n");
  EXPECT_EQ(data.changed().size(), 2u) << "a new one";
  write("conditions.csv", kRow);
  std::filesystem::remove(folder_ / "xnys.csv");
  EXPECT_THAT(data.changed(), IsEmpty()) << "as it was";
}

}  // namespace
}  // namespace tickbard
