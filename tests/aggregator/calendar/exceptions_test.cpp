#include "aggregator/calendar/exceptions.hpp"

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kHeader = "date,kind,open,close,note\n";

std::string problem_of(const std::string& row) {
  CalendarExceptions out;
  const auto read = read_calendar_exceptions(std::string(kHeader) + row, "days", out);
  return read ? "no problem" : read.error().text;
}

TEST(CalendarExceptions, times_left_empty_are_the_usual_ones_of_the_kind) {
  CalendarExceptions out;
  ASSERT_TRUE(read_calendar_exceptions(
      std::string(kHeader) + "2026-01-05,closed,,,snow\n2026-01-06,half,,,a, b\n2026-01-07,half,,14:00,\n"
                             "2026-01-08,full,,,\n2026-01-09,unscheduled,12:00,,late\n",
      "days", out));
  ASSERT_EQ(out.size(), 5U);
  const auto of = [&out](std::string_view date) { return out.at(*parse_date(date)); };
  EXPECT_EQ(of("2026-01-05").kind, CalendarException::Kind::closed);
  EXPECT_EQ(of("2026-01-05").note, "snow");
  EXPECT_EQ(of("2026-01-06").close, 13h);
  EXPECT_EQ(of("2026-01-06").note, "a, b");
  EXPECT_EQ(of("2026-01-07").close, 14h);
  EXPECT_EQ(of("2026-01-08").open, 9h + 30min);
  EXPECT_EQ(of("2026-01-08").close, 16h);
  EXPECT_EQ(of("2026-01-09").open, 12h);
  EXPECT_EQ(of("2026-01-09").close, 16h);
}

TEST(CalendarExceptions, a_later_table_replaces_a_day) {
  CalendarExceptions out;
  ASSERT_TRUE(read_calendar_exceptions(std::string(kHeader) + "2026-01-05,closed,,,snow\n", "days", out));
  ASSERT_TRUE(read_calendar_exceptions(std::string(kHeader) + "2026-01-05,full,,,no snow\n", "days", out));
  EXPECT_EQ(out.begin()->second.note, "no snow");
}

TEST(CalendarExceptions, every_problem_says_what_is_allowed) {
  for (const auto& [row, sentence] : std::vector<std::pair<std::string, std::string>>{
           {"2026-1-5,closed,,,",
            "days line 2: date \"2026-1-5\" is not allowed: write an existing day as YYYY-MM-DD"},
           {"2026-01-05,shut,,,",
            "days line 2: kind \"shut\" is not allowed: write closed, full, half or unscheduled"},
           {"2026-01-05,closed,10:00,,",
            "days line 2: open \"10:00\" is not allowed: leave it empty on a closed or full day"},
           {"2026-01-05,half,,1pm,",
            "days line 2: close \"1pm\" is not allowed: write the market's local time as HH:MM, from 04:00 to "
            "16:00"},
           {"2026-01-05,half,,13:60,",
            "days line 2: close \"13:60\" is not allowed: write the market's local time as HH:MM, from 04:00 to "
            "16:00"},
           {"2026-01-05,half,03:59,,",
            "days line 2: open \"03:59\" is not allowed: write the market's local time as HH:MM, from 04:00 to "
            "16:00"},
           {"2026-01-05,unscheduled,,16:01,",
            "days line 2: close \"16:01\" is not allowed: write the market's local time as HH:MM, from 04:00 to "
            "16:00"},
           {"2026-01-05,half,13:00,,",
            "days line 2: open \"13:00\" is not allowed: the open must be before the close (a time left empty is "
            "the regular one)"},
           {"2026-01-05,closed", "days line 2: 2 fields where 5 are needed: date,kind,open,close,note"},
           {"2026-01-05,closed,,,a\n2026-01-05,full,,,b",
            "days line 3: date \"2026-01-05\" is not allowed: the day already has a row in this table; keep one"},
       }) {
    EXPECT_EQ(problem_of(row), sentence);
  }
}

}  // namespace
}  // namespace tickbard
