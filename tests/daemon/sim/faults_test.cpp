#include "daemon/sim/faults.hpp"

#include <gtest/gtest.h>

namespace tickbard {
namespace {

TEST(Faults, each_is_read_with_its_value_or_its_usual_one) {
  const auto f = Faults::parse("drop:7,silent,garbage:3,dup,late:9,skip,future,slow:2,limit:4,auth,burst");
  ASSERT_TRUE(f);
  EXPECT_EQ(f->drop, 7U);
  EXPECT_EQ(f->silent, 1000U);
  EXPECT_EQ(f->garbage, 3U);
  EXPECT_EQ(f->dup, 10U);
  EXPECT_EQ(f->late, 9U);
  EXPECT_EQ(f->skip, 100U);
  EXPECT_EQ(f->future, 100U);
  EXPECT_EQ(f->slow, 2U);
  EXPECT_EQ(f->limit, 4U);
  EXPECT_TRUE(f->auth);
  EXPECT_TRUE(f->burst);
  EXPECT_EQ(Faults::parse("limit")->limit, 0U) << "every connection is refused";
  EXPECT_FALSE(Faults::parse("")->limit);
}

TEST(Faults, a_mistake_is_named_with_what_is_allowed) {
  for (const std::string text : {"drpo:7", "drop:x", "drop:", "drop:0", "auth:1", "dup:-3", "drop:7,no"}) {
    const auto f = Faults::parse(text);
    ASSERT_FALSE(f) << text;
    EXPECT_NE(f.error().text.find("--fault "), std::string::npos) << text;
    EXPECT_NE(f.error().text.find("allowed are drop:N"), std::string::npos) << f.error().text;
  }
}

/// Passes "1", "2", … through a gate; "!" marks a cut, "~" slow.
std::string passed(const std::string& faults, int frames, std::uint64_t stretch = 1) {
  FaultGate gate(*Faults::parse(faults), stretch);
  std::string all;
  for (int i = 1; i <= frames; ++i) {
    std::vector<std::string> out;
    const auto outcome = gate.pass(std::to_string(i), out);
    for (const std::string& text : out) all += (text.size() > 3 ? std::string("G") : text) + " ";
    if (outcome == FaultGate::Outcome::cut) return all + "!";
    if (outcome == FaultGate::Outcome::slow_down) return all + "~";
  }
  std::vector<std::string> rest;
  gate.release(rest);
  for (const std::string& text : rest) all += "+" + text + " ";
  return all;
}

TEST(FaultGate, does_what_the_fault_says) {
  struct Case {
    std::string faults;
    int frames;
    std::string expected;
  };
  for (const Case& k :
       {Case{"", 3, "1 2 3 "}, Case{"drop:2", 5, "1 2 !"}, Case{"silent:2", 5, "1 2 "},
        Case{"garbage:2", 4, "1 G 2 3 G 4 "}, Case{"dup:2", 4, "1 2 2 3 4 4 "}, Case{"slow:3", 5, "1 2 3 ~"},
        Case{"late:3", 4, "1 2 4 +3 "}, Case{"garbage:2,dup:2", 2, "1 G 2 2 "}}) {
    EXPECT_EQ(passed(k.faults, k.frames), k.expected) << k.faults;
  }
}

TEST(FaultGate, a_late_message_comes_twenty_messages_later) {
  const std::string all = passed("late:5", 26);
  EXPECT_NE(all.find("4 6 7 8 9 11"), std::string::npos) << all;
  EXPECT_NE(all.find("24 5 "), std::string::npos) << all;
}

TEST(FaultGate, a_skipped_message_never_comes) {
  EXPECT_EQ(passed("skip:3", 7), "1 2 4 5 7 ");
}

TEST(FaultGate, a_recording_is_cut_later_on_each_connection) {
  EXPECT_EQ(passed("drop:2", 9, 2), "1 2 3 4 !");
  EXPECT_EQ(passed("drop:2", 9, 3), "1 2 3 4 5 6 !");
}

}  // namespace
}  // namespace tickbard
