#include "daemon/replay/line_reader.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include "tests/daemon/replay/replay_support.hpp"

namespace tickbard::test {
namespace {

std::vector<std::string> lines_of(LineReader& reader) {
  std::vector<std::string> out;
  std::string_view line;
  while (reader.next(line)) out.emplace_back(line);
  return out;
}

void write_gzip(const std::filesystem::path& file, const std::string& text) {
  gzFile out = gzopen(file.c_str(), "wb");
  ASSERT_EQ(gzwrite(out, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  gzclose(out);
}

TEST(LineReader, lines_end_as_on_any_system) {
  TempFolder folder;
  using Lines = std::vector<std::string>;
  const std::vector<std::pair<std::string, Lines>> cases{{"", {}},
                                                         {"a", {"a"}},
                                                         {"a\n", {"a"}},
                                                         {"a\nb", {"a", "b"}},
                                                         {"a\r\nb\r\n", {"a", "b"}},
                                                         {"\n\n", {"", ""}},
                                                         {"a\n\nb\n", {"a", "", "b"}},
                                                         {"a\rb\n", {"a\rb"}}};
  for (const auto& [text, expected] : cases) {
    auto reader = LineReader::open(folder.write("f", text));
    ASSERT_TRUE(reader);
    EXPECT_EQ(lines_of(*reader), expected) << text;
    EXPECT_EQ(reader->number(), expected.size()) << text;
    EXPECT_EQ(reader->failure(), "");
  }
}

TEST(LineReader, gzip_is_recognised_by_its_content) {
  TempFolder folder;
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; i < 100'000; ++i) {
    expected.push_back("line " + std::to_string(i));
    text += expected.back() + "\n";
  }
  write_gzip(folder.path() / "no-gz-in-its-name", text);
  auto reader = LineReader::open(folder.path() / "no-gz-in-its-name");
  ASSERT_TRUE(reader);
  EXPECT_EQ(lines_of(*reader), expected);
}

TEST(LineReader, a_line_longer_than_the_buffer_is_whole_and_one_beyond_all_reason_is_empty) {
  TempFolder folder;
  const std::string longer(1'000'000, 'x'), beyond(LineReader::kLongest + 10'000'000, 'y');
  auto reader = LineReader::open(folder.write("f", longer + "\n" + beyond + "\nend"));
  ASSERT_TRUE(reader);
  const auto lines = lines_of(*reader);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], longer);
  EXPECT_EQ(lines[1], "");
  EXPECT_EQ(lines[2], "end");
}

TEST(LineReader, a_damaged_file_gives_what_it_can_and_says_so) {
  TempFolder folder;
  std::string text;
  std::uint64_t noise = 88172645463325252ULL;
  for (int i = 0; i < 200'000; ++i) {
    noise ^= noise << 13, noise ^= noise >> 7, noise ^= noise << 17;
    text += std::to_string(noise) + "\n";
  }
  write_gzip(folder.path() / "f", text);
  const auto size = std::filesystem::file_size(folder.path() / "f");
  std::filesystem::resize_file(folder.path() / "f", size / 2);
  auto reader = LineReader::open(folder.path() / "f");
  ASSERT_TRUE(reader);
  const std::size_t got = lines_of(*reader).size();
  EXPECT_GT(got, 50'000U);
  EXPECT_LT(got, 150'000U);
  EXPECT_NE(reader->failure().find("is damaged after line"), std::string::npos) << reader->failure();
}

TEST(LineReader, a_dash_is_standard_input) {
  TempFolder folder;
  folder.write("f", "one\ntwo\n");
  const int before = ::dup(STDIN_FILENO);
  const int file = ::open((folder.path() / "f").c_str(), O_RDONLY);
  ASSERT_GE(::dup2(file, STDIN_FILENO), 0);
  {
    auto reader = LineReader::open("-");
    ASSERT_TRUE(reader);
    EXPECT_EQ(lines_of(*reader), (std::vector<std::string>{"one", "two"}));
  }
  ::close(file);
  ::dup2(before, STDIN_FILENO);
  ::close(before);
}

TEST(LineReader, a_file_that_cannot_be_read_is_named) {
  TempFolder folder;
  const auto missing = LineReader::open(folder.path() / "missing.csv");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().text.find("missing.csv: No such file"), std::string::npos) << missing.error().text;
  const auto directory = LineReader::open(folder.path());
  ASSERT_FALSE(directory);
  EXPECT_NE(directory.error().text.find("it is a folder"), std::string::npos) << directory.error().text;
}

}  // namespace
}  // namespace tickbard::test
