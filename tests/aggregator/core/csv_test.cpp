#include "aggregator/core/csv.hpp"

namespace tickbard {
namespace {

constexpr std::array<std::string_view, 3> kColumns{"date", "kind", "note"};

std::string problem_of(std::string_view text) {
  const auto rows = read_table(text, kColumns, "holidays");
  return rows ? "no problem" : rows.error().text;
}

TEST(Csv, reads_rows_with_their_line_numbers) {
  const auto rows =
      read_table("# a comment\n\ndate, kind ,note\r\n1,a,x\n\n# more\n 2 , b , y, and z \n3,,", kColumns, "t");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[0].line, 4U);
  EXPECT_EQ((*rows)[0].fields, (std::vector<std::string_view>{"1", "a", "x"}));
  EXPECT_EQ((*rows)[1].line, 7U);
  EXPECT_EQ((*rows)[1].fields, (std::vector<std::string_view>{"2", "b", "y, and z"}));
  EXPECT_EQ((*rows)[2].fields, (std::vector<std::string_view>{"3", "", ""}));
}

TEST(Csv, a_header_alone_is_an_empty_table) {
  const auto rows = read_table("date,kind,note\n", kColumns, "t");
  ASSERT_TRUE(rows);
  EXPECT_TRUE(rows->empty());
}

TEST(Csv, every_problem_names_table_line_and_what_is_expected) {
  EXPECT_EQ(problem_of(""), "holidays line 1: the table is empty; its first line must be date,kind,note");
  EXPECT_EQ(problem_of("# nothing\n"),
            "holidays line 1: the table is empty; its first line must be date,kind,note");
  EXPECT_EQ(problem_of("\nday,kind,note\n"),
            "holidays line 2: the first line must name the columns date,kind,note");
  EXPECT_EQ(problem_of("date,kind\n"), "holidays line 1: the first line must name the columns date,kind,note");
  EXPECT_EQ(problem_of("date,kind,note\n1,a,x\n2,b\n"),
            "holidays line 3: 2 fields where 3 are needed: date,kind,note");
}

}  // namespace
}  // namespace tickbard
