#include "aggregator/calendar/zone.hpp"

#include <date/tz.h>
#include <unistd.h>

namespace tickbard {
namespace {

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("zone_test_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_ / "America");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }
  void put(std::string_view text) const {
    std::ofstream(path_ / "America" / "New_York", std::ios::binary) << text;
  }

 private:
  std::filesystem::path path_;
};

std::string problem_of(const std::filesystem::path& directory) {
  const auto zone = load_new_york_zone(directory);
  return zone ? "no problem" : zone.error().text;
}

TEST(Zone, the_systems_database_is_found) {
  const auto zone = load_new_york_zone();
  ASSERT_TRUE(zone) << zone.error().text;
  EXPECT_EQ((*zone)->name(), "America/New_York");
}

TEST(Zone, T009_a_missing_database_is_said_with_its_file_and_the_package) {
  const std::string text = problem_of("/nonexistent/zoneinfo");
  EXPECT_EQ(
      text,
      "the time zone America/New_York cannot be read: /nonexistent/zoneinfo/America/New_York does not exist. "
      "Install the package tzdata (apt-get install --reinstall tzdata) and start again.");
}

TEST(Zone, T009_an_unreadable_or_broken_file_is_said) {
  const Folder folder;
  EXPECT_NE(problem_of(folder.path()).find("does not exist"), std::string::npos);
  folder.put("");
  EXPECT_NE(problem_of(folder.path()).find("is not readable"), std::string::npos);
  folder.put("TZ");
  EXPECT_NE(problem_of(folder.path()).find("is not readable"), std::string::npos);
  folder.put("<html>not found</html>");
  EXPECT_NE(problem_of(folder.path()).find("is no compiled time zone file"), std::string::npos);
  std::filesystem::remove(folder.path() / "America" / "New_York");
  std::filesystem::create_directory(folder.path() / "America" / "New_York");
  EXPECT_NE(problem_of(folder.path()).find("is not readable"), std::string::npos);
}

TEST(Zone, T009_a_database_that_does_not_know_new_yorks_summer_is_refused) {
  EXPECT_FALSE(check_new_york(*date::locate_zone("America/New_York")));
  const auto problem = check_new_york(*date::locate_zone("America/Panama"));
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->text.find("the tz database gives New York UTC-5 in January 2025 and UTC-5 in July 2025"), 0U)
      << problem->text;
  EXPECT_TRUE(check_new_york(*date::locate_zone("Asia/Tokyo")));
}

}  // namespace
}  // namespace tickbard
