#include "daemon/net/spin_readers.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace tickbard {
namespace {

/// A connection in which something is whenever `has` says so.
struct Tried final : SpinReader {
  Tried(SpinReaders& by, std::function<bool()> what) : has(std::move(what)) { by.add(*this); }
  bool try_read() override {
    ++times;
    return has();
  }

  std::function<bool()> has;
  int times = 0;
};

const auto kNever = [] { return false; };
const auto kAlways = [] { return true; };

TEST(SpinReaders, without_any_there_is_nothing_to_try) {
  SpinReaders readers;
  EXPECT_FALSE(readers.try_rounds(SpinReaders::kRounds));
  EXPECT_TRUE(readers.others_due());
}

TEST(SpinReaders, a_round_that_finds_something_is_the_last_and_tries_everybody) {
  SpinReaders readers;
  int quiet_rounds = 3;
  Tried first(readers, [&] { return quiet_rounds-- == 0; }), second(readers, kNever);
  EXPECT_TRUE(readers.try_rounds(10));
  EXPECT_EQ(first.times, 4);
  EXPECT_EQ(second.times, 4);
  EXPECT_FALSE(readers.try_rounds(10));
  EXPECT_EQ(first.times, 14);
}

TEST(SpinReaders, a_flood_does_not_keep_the_others_waiting) {
  SpinReaders readers;
  Tried flood(readers, kAlways);
  int due = 0;
  for (int i = 0; i < 10 * SpinReaders::kRounds; ++i) {
    EXPECT_TRUE(readers.try_rounds(1));
    due += readers.others_due();
  }
  EXPECT_EQ(due, 10);
  flood.has = kNever;
  EXPECT_FALSE(readers.try_rounds(1));
  EXPECT_TRUE(readers.others_due());
}

TEST(SpinReaders, one_may_remove_itself_or_another_or_add_one_while_it_is_tried) {
  SpinReaders readers;
  Tried last(readers, kNever);
  readers.remove(last);
  Tried first(readers, kNever), second(readers, kNever);
  readers.add(last);
  first.has = [&] {
    readers.remove(first);
    return true;
  };
  second.has = [&] {
    readers.remove(last);
    first.has = kNever;
    readers.add(first);
    return true;
  };
  EXPECT_TRUE(readers.try_rounds(1));
  EXPECT_EQ(first.times, 1);
  EXPECT_TRUE(readers.try_rounds(1));
  EXPECT_EQ(second.times, 1);
  const int tried = last.times;
  second.has = kNever;
  EXPECT_FALSE(readers.try_rounds(2));
  EXPECT_EQ(last.times, tried) << "it was removed";
  EXPECT_EQ(first.times, 4) << "once, in the round that added it anew, and in two more";
}

}  // namespace
}  // namespace tickbard
