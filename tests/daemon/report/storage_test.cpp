#include <gtest/gtest.h>

#include <fstream>

#include "daemon/report/storage_report.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {

namespace fs = std::filesystem;

TEST(Storage, sizes_have_one_digit_and_units_of_1024) {
  struct Case {
    std::uint64_t bytes;
    const char* text;
  };
  for (const Case& c : std::vector<Case>{{0, "0.0 KiB"},
                                         {51, "0.0 KiB"},
                                         {52, "0.1 KiB"},
                                         {1024, "1.0 KiB"},
                                         {1536, "1.5 KiB"},
                                         {44'354'765, "42.3 MiB"},
                                         {std::uint64_t{175} << 30, "175.0 GiB"},
                                         {std::uint64_t{9} << 50, "9216.0 TiB"}})
    EXPECT_EQ(bytes_text(c.bytes), c.text) << c.bytes;
}

TEST(Storage, the_line_has_the_kinds_of_the_table_and_no_other) {
  const StorageReport report{{}, {{"bars", 2048}, {"scan", 2048}, {"wal", 512}}, {}};
  EXPECT_EQ(storage_line(report), "Storage: bars=2.0 KiB | scan=2.0 KiB | wal=0.5 KiB | total=4.5 KiB");
  const StorageReport unsplit{{}, {{"store", 2048}, {"journal", 1024}}, {}};
  EXPECT_EQ(storage_line(unsplit), "Storage: store=2.0 KiB | journal=1.0 KiB | total=3.0 KiB");
}

TEST(Storage, T165_links_are_not_followed_and_what_is_missing_is_nothing) {
  const TempFolder folder;
  fs::create_directories(folder.path() / "a" / "b");
  std::ofstream(folder.path() / "a" / "one") << std::string(100, 'x');
  std::ofstream(folder.path() / "a" / "b" / "two") << std::string(23, 'x');
  fs::create_directory_symlink(folder.path() / "a", folder.path() / "a" / "b" / "loop");
  fs::create_symlink(folder.path() / "a" / "one", folder.path() / "a" / "alias");
  fs::create_symlink(folder.path() / "nowhere", folder.path() / "a" / "broken");
  EXPECT_EQ(bytes_below(folder.path() / "a"), 123U);
  EXPECT_EQ(bytes_below(folder.path() / "a" / "one"), 100U);
  EXPECT_EQ(bytes_below(folder.path() / "none"), 0U);
  EXPECT_EQ(bytes_below({}), 0U);
}

TEST(Storage, places_follow_the_kind_of_store) {
  const StoragePlaces sqlite = storage_places("sqlite:bars.db", "/state", "/state");
  EXPECT_EQ(sqlite.sqlite, "/state/bars.db");
  EXPECT_TRUE(sqlite.journal.empty());
  EXPECT_EQ(storage_places("sqlite:/data/bars.db", "/state", "/state").sqlite, "/data/bars.db");
  EXPECT_TRUE(storage_places("sqlite::memory:", ".", ".").sqlite.empty());
  const StoragePlaces postgres = storage_places("postgresql://u@h/db", "/state", "/state");
  EXPECT_EQ(postgres.journal, "/state/journal.db");
  EXPECT_EQ(postgres.archive, "/state/archive");
}

TEST(ReportText, tables_line_up_and_cells_cannot_break_them) {
  MarkdownTable table({"Name", "n"}, 1);
  table.add({"a|b", "1"});
  table.add({"Zürich", "12345"});
  EXPECT_EQ(table.text(),
            "| Name   |     n |\n"
            "| ------ | ----: |\n"
            "| a\\|b   |     1 |\n"
            "| Zürich | 12345 |\n");
}

TEST(ReportText, csv_cells_are_quoted_where_they_must) {
  EXPECT_EQ(csv_line(std::vector<std::string>{"a", "b,c", "say \"x\"", ""}), "a,\"b,c\",\"say \"\"x\"\"\",\n");
}

TEST(ReportText, numbers_read_as_people_write_them) {
  EXPECT_EQ(number_text(12345.0), "12,345");
  EXPECT_EQ(number_text(-1234.0), "-1,234");
  EXPECT_EQ(number_text(-123.0), "-123");
  EXPECT_EQ(number_text(1.25), "1.25");
  EXPECT_EQ(number_text(1.00001), "1");
  EXPECT_EQ(number_text(std::nullopt), "--");
  EXPECT_EQ(fraction_text(0.6154), "61.54 %");
  EXPECT_EQ(change_text(Fixed<4>{12'550}), "+1.26 %");
  EXPECT_EQ(change_text(Fixed<4>{-12'550}), "-1.26 %");
  EXPECT_EQ(change_text(Fixed<4>{-49}), "0.00 %");
  EXPECT_EQ(plain_number(0.1), "0.1");
  EXPECT_EQ(plain_number(std::nullopt), "");
  EXPECT_EQ(parse_report_format("csv"), ReportFormat::csv);
  EXPECT_EQ(parse_report_format("html"), std::nullopt);
}

TEST(ReportText, numbers_are_grouped_and_means_lose_the_digits_of_adding) {
  EXPECT_EQ(number_text(46'563'452.6667), "46,563,452.6667");
  EXPECT_EQ(number_text(-1'234.5), "-1,234.5");
  EXPECT_EQ(number_text(-0.5), "-0.5");
  EXPECT_EQ(number_text(999.99999), "1,000");
  EXPECT_EQ(plain_number(tidy_mean(0.5297000000000001)), "0.5297");
  EXPECT_EQ(tidy_mean(1.0 / 3), 0.333333333333);
  EXPECT_EQ(tidy_mean(std::nullopt), std::nullopt);
}

}  // namespace tickbard::test
