#include "daemon/runtime/text_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tickbard {
namespace {

namespace fs = std::filesystem;

/// A folder that is gone with the test.
class TextFile : public testing::Test {
 protected:
  TextFile() {
    std::string name = (fs::temp_directory_path() / "tickbard-text-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~TextFile() override { fs::remove_all(folder_); }

  fs::path holding(const std::string& text) const {
    std::ofstream(folder_ / "file") << text;
    return folder_ / "file";
  }
  static std::string refusal(const fs::path& file) {
    const auto text = read_text_file(file);
    return text ? "was read: " + text->substr(0, 20) : text.error().text;
  }

  fs::path folder_;
};

TEST_F(TextFile, a_regular_file_is_read_byte_by_byte) {
  const std::string text("a\r\n\0b\n", 6);
  EXPECT_EQ(*read_text_file(holding(text)), text);
  EXPECT_EQ(*read_text_file(holding("")), "");
  const std::string long_one(100'000, 'x');
  EXPECT_EQ(*read_text_file(holding(long_one)), long_one);
  fs::create_symlink(folder_ / "file", folder_ / "link");
  EXPECT_EQ(*read_text_file(folder_ / "link"), long_one);
}

TEST_F(TextFile, a_file_that_says_no_size_is_read) {
  EXPECT_NE(read_text_file("/proc/self/status")->find("Pid:"), std::string::npos);
  EXPECT_FALSE(read_text_file("/proc/self/status", 10));
}

TEST_F(TextFile, a_pipe_without_a_writer_blocks_nobody) {
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_NE(refusal(folder_ / "pipe").find("it is a pipe"), std::string::npos);
}

TEST_F(TextFile, a_shells_process_substitution_is_told_what_it_is) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_NE(refusal("/dev/fd/" + std::to_string(ends[0])).find("<(…)"), std::string::npos);
  close(ends[0]);
  close(ends[1]);
}

TEST_F(TextFile, a_device_is_not_read) {
  EXPECT_EQ(refusal("/dev/zero"), "it is a device, not a file");
  EXPECT_EQ(refusal("/dev/null"), "it is a device, not a file");
}

TEST_F(TextFile, a_folder_and_a_missing_file_say_so) {
  EXPECT_EQ(refusal(folder_), "it is a folder");
  EXPECT_EQ(refusal(folder_ / "none"), "No such file or directory");
}

TEST_F(TextFile, a_sparse_file_of_a_terabyte_is_not_read) {
  const fs::path file = holding("x");
  fs::resize_file(file, std::uintmax_t{1} << 40);
  EXPECT_EQ(refusal(file), "it is longer than 16777216 bytes");
}

TEST_F(TextFile, the_limit_itself_is_allowed) {
  EXPECT_TRUE(read_text_file(holding("12345"), 5));
  EXPECT_FALSE(read_text_file(holding("123456"), 5));
}

}  // namespace
}  // namespace tickbard
