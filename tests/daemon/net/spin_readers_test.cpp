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

TEST(SpinReaders, without_any_the_others_have_every_turn) {
  SpinReaders readers;
  EXPECT_FALSE(readers.turn(kNever));
  EXPECT_TRUE(readers.turn(kAlways));
  EXPECT_TRUE(readers.turn_once(kAlways));
}

TEST(SpinReaders, a_round_that_finds_something_is_the_last_and_tries_everybody) {
  SpinReaders readers;
  int quiet_rounds = 3, others = 0;
  const auto look = [&] { return ++others == 0; };
  Tried first(readers, [&] { return quiet_rounds-- == 0; }), second(readers, kNever);
  EXPECT_TRUE(readers.turn(look));
  EXPECT_EQ(first.times, 4);
  EXPECT_EQ(second.times, 4);
  EXPECT_EQ(others, 0) << "they can wait";
  EXPECT_FALSE(readers.turn(look));
  EXPECT_EQ(first.times, 4 + SpinReaders::kRounds);
  EXPECT_EQ(others, 1);
  EXPECT_FALSE(readers.turn_once(look));
  EXPECT_EQ(first.times, 5 + SpinReaders::kRounds);
  EXPECT_EQ(others, 2);
}

TEST(SpinReaders, the_others_wait_for_so_many_rounds_whatever_these_find) {
  SpinReaders readers;
  int others = 0, rounds = 0;
  const auto look = [&] { return ++others == 0; };
  Tried flood(readers, kAlways);
  for (int i = 0; i < 10 * SpinReaders::kRounds; ++i) EXPECT_TRUE(readers.turn(look));
  EXPECT_EQ(others, 10);
  // Something in each fifth round alone.
  flood.has = [&] { return ++rounds % 5 == 0; };
  others = 0;
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(readers.turn(look));
  EXPECT_EQ(rounds, 30 * 5);
  EXPECT_EQ(others, rounds / SpinReaders::kRounds);
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
  EXPECT_TRUE(readers.turn_once(kNever));
  EXPECT_EQ(first.times, 1);
  EXPECT_TRUE(readers.turn_once(kNever));
  EXPECT_EQ(second.times, 1);
  const int tried = last.times;
  second.has = kNever;
  for (int i = 0; i != 2; ++i) EXPECT_FALSE(readers.turn_once(kNever));
  EXPECT_EQ(last.times, tried) << "it was removed";
  EXPECT_EQ(first.times, 4) << "once, in the round that added it anew, and in two more";
}

}  // namespace
}  // namespace tickbard
