#include "sinks/state_lock.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

TEST(StateLock, T051_a_second_instance_on_the_same_directory_refuses_with_a_sentence) {
  const TempFolder folder;
  EXPECT_FALSE(state_dir_is_locked(folder.path()));
  const auto first = StateLock::take(folder.path());
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(state_dir_is_locked(folder.path()));

  const auto second = StateLock::take(folder.path());
  ASSERT_FALSE(second.has_value());
  const std::string& text = second.error().text;
  EXPECT_NE(text.find("process " + std::to_string(getpid())), std::string::npos) << text;
  EXPECT_NE(text.find(folder.path().string()), std::string::npos) << text;
  EXPECT_NE(text.find("stop it"), std::string::npos) << text;
}

TEST(StateLock, T051_a_removed_lock_file_lets_no_second_instance_in) {
  const TempFolder folder;
  const auto first = StateLock::take(folder.path());
  ASSERT_TRUE(first.has_value());
  ASSERT_TRUE(std::filesystem::remove(folder.path() / "lock"));
  EXPECT_TRUE(state_dir_is_locked(folder.path()));
  const auto second = StateLock::take(folder.path());
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().text.find("Another tickbard uses"), std::string::npos) << second.error().text;
}

TEST(StateLock, T051_two_directories_are_two_instances) {
  const TempFolder one, two;
  const auto first = StateLock::take(one.path());
  EXPECT_TRUE(first.has_value());
  EXPECT_TRUE(StateLock::take(two.path()).has_value());
}

TEST(StateLock, it_is_free_again_after_a_normal_end) {
  const TempFolder folder;
  { const auto lock = StateLock::take(folder.path()); }
  EXPECT_FALSE(state_dir_is_locked(folder.path()));
  EXPECT_TRUE(StateLock::take(folder.path()).has_value());
}

TEST(StateLock, it_is_free_again_after_a_kill) {
  const TempFolder folder;
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = StateLock::take(folder.path());
    const char word = lock ? 'y' : 'n';
    if (write(ready[1], &word, 1) != 1) _exit(1);
    for (;;) pause();
  }
  char word = 0;
  ASSERT_EQ(read(ready[0], &word, 1), 1);
  EXPECT_EQ(word, 'y');
  EXPECT_FALSE(StateLock::take(folder.path()).has_value());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(StateLock::take(folder.path()).has_value());
  close(ready[0]);
  close(ready[1]);
}

TEST(StateLock, it_can_be_handed_on) {
  const TempFolder folder;
  auto first = StateLock::take(folder.path());
  const StateLock held = std::move(*first);
  EXPECT_TRUE(state_dir_is_locked(folder.path()));
}

TEST(StateLock, a_missing_directory_is_made_and_an_impossible_one_is_a_sentence) {
  const TempFolder folder;
  EXPECT_TRUE(StateLock::take(folder.path() / "a" / "b").has_value());
  std::ofstream(folder.path() / "file") << "x";
  const auto refused = StateLock::take(folder.path() / "file" / "below");
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().text.find("state_dir"), std::string::npos) << refused.error().text;
}

}  // namespace
}  // namespace tickbard::test
