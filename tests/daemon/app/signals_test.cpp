#include "daemon/app/signals.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace tickbard {
namespace {

using namespace std::chrono_literals;

TEST(Signals, each_arrives_as_what_it_means) {
  Signals signals;
  EXPECT_EQ(signals.wait(0ms), StopSignal::none);
  ASSERT_EQ(raise(SIGHUP), 0);
  EXPECT_EQ(signals.wait(0ms), StopSignal::reload);
  ASSERT_EQ(raise(SIGTERM), 0);
  EXPECT_EQ(signals.wait(0ms), StopSignal::stop);
  ASSERT_EQ(raise(SIGINT), 0);
  EXPECT_EQ(signals.wait(0ms), StopSignal::stop);
  EXPECT_EQ(signals.wait(0ms), StopSignal::none);
}

TEST(Signals, a_peer_that_closes_early_does_not_end_the_process) {
  Signals signals;
  ASSERT_EQ(raise(SIGPIPE), 0);
  EXPECT_EQ(signals.wait(0ms), StopSignal::none);
}

}  // namespace
}  // namespace tickbard
