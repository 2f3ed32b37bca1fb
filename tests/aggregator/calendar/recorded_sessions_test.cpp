#include <cstdio>
#include <cstdlib>

#include "tests/aggregator/calendar/calendars.hpp"

namespace tickbard {
namespace {

std::filesystem::path data_folder() {
  const char* set = std::getenv("TICKBARD_DATA");
  return set != nullptr ? set : TICKBARD_SOURCE_DIR "/../shared/data";
}

std::string unpacked(const std::filesystem::path& file) {
  const std::string command = "gzip -dc '" + file.string() + "'";
  std::string text;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::array<char, 65536> buffer;
  for (std::size_t n; pipe && (n = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    text.append(buffer.data(), n);
  }
  return text;
}

TEST(RecordedSessions, xnys_equals_an_independent_record_of_eighteen_years) {
  const std::filesystem::path file = data_folder() / "calendar" / "xnys_2005_2023.csv.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the real data folder is absent: " << file;
  std::istringstream lines(unpacked(file));
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  ASSERT_EQ(line, "session,open_utc,close_utc");
  const auto sessions = xnys().sessions_between(day("2005-01-03"), day("2023-01-13"));
  std::size_t i = 0;
  for (; std::getline(lines, line); ++i) {
    ASSERT_LT(i, sessions.size()) << "we know fewer sessions: " << line;
    const Session& s = sessions[i];
    ASSERT_EQ(to_text(s.date) + "," + to_rfc3339(s.open) + "," + to_rfc3339(s.close), line);
  }
  EXPECT_EQ(i, sessions.size()) << "we know more sessions than the record";
  EXPECT_GT(i, 4500U);
}

}  // namespace
}  // namespace tickbard
