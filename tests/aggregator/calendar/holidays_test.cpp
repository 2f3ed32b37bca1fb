#include "aggregator/calendar/holidays.hpp"

#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

TEST(Holidays, easter_sundays) {
  for (const std::string_view date :
       {"2000-04-23", "2005-03-27", "2008-03-23", "2011-04-24", "2016-03-27", "2019-04-21", "2024-03-31",
        "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18"}) {
    EXPECT_EQ(to_text(easter_sunday(parse_date(date)->year())), date);
  }
}

TEST(Holidays, easter_is_always_a_sunday_from_march_22_to_april_25) {
  using namespace std::chrono;
  for (int y = 1900; y < 2200; ++y) {
    const SessionDate easter = easter_sunday(year{y});
    ASSERT_TRUE(easter.ok());
    ASSERT_EQ(weekday{sys_days{easter}}, Sunday) << y;
    ASSERT_GE(easter, SessionDate{year{y} / 3 / 22}) << y;
    ASSERT_LE(easter, SessionDate{year{y} / 4 / 25}) << y;
  }
}

TEST(Holidays, names_and_kinds) {
  using Kind = DayRule::Kind;
  struct Row {
    std::string_view date;
    Kind kind;
    std::string_view note;
  };
  for (const Row& row : std::vector<Row>{
           {"2026-01-19", Kind::holiday, "Martin Luther King Jr. Day"},
           {"2026-02-16", Kind::holiday, "Washington's Birthday"},
           {"2026-04-03", Kind::holiday, "Good Friday"},
           {"2026-05-25", Kind::holiday, "Memorial Day"},
           {"2021-06-18", Kind::full, ""},  // Juneteenth counts from 2022 on
           {"2022-06-20", Kind::holiday, "Juneteenth"},
           {"2026-07-03", Kind::holiday, "Independence Day"},
           {"2028-07-03", Kind::half, "day before Independence Day"},
           {"2026-09-07", Kind::holiday, "Labor Day"},
           {"2026-11-26", Kind::holiday, "Thanksgiving Day"},
           {"2026-11-27", Kind::half, "day after Thanksgiving"},
           {"2026-12-24", Kind::half, "Christmas Eve"},
           {"2026-12-25", Kind::holiday, "Christmas Day"},
           {"2027-12-24", Kind::holiday, "Christmas Day"},
           {"2028-01-01", Kind::weekend, ""},
           {"2027-12-31", Kind::full, ""},
           {"2021-07-02", Kind::full, ""},  // the Fourth on a Sunday: neither side is short
           {"2021-07-05", Kind::holiday, "Independence Day"},
           {"2026-11-20", Kind::full, ""},
       }) {
    const DayRule rule = nyse_rule(*parse_date(row.date));
    EXPECT_EQ(rule.kind, row.kind) << row.date;
    EXPECT_EQ(rule.note, row.note) << row.date;
  }
}

}  // namespace
}  // namespace tickbard
