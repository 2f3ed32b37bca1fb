#include "aggregator/bars/bucket_data.hpp"

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

BucketData filled(const std::vector<Print>& prints) {
  BucketData data = BucketData::empty(sym("X"), kTenMinute, 1);
  for (const Print& p : prints) EXPECT_TRUE(data.add(p));
  return data;
}

std::string text(const BucketData& data) {
  const Bar b = data.bar();
  return to_text(b.open) + " " + to_text(b.high) + " " + to_text(b.low) + " " + to_text(b.close) + " " +
         to_text(b.volume) + " " + (b.vwap ? to_text(*b.vwap) : "-") + " " + std::to_string(b.trade_count);
}

TEST(BucketData, the_golden_vector_of_the_domain_report) {
  EXPECT_EQ(
      text(filled({print_at(0, "10.00", "100"), print_at(0.5, "10.05", "50"), print_at(59.999, "9.99", "10")})),
      "10 10.05 9.99 9.99 160 10.015 3");
}

TEST(BucketData, T028_open_and_close_follow_time_then_sequence_then_arrival) {
  const auto in = [](double s, std::string_view p, std::uint64_t seq) {
    Print print = print_at(s, p, "1");
    print.sequence = seq;
    return print;
  };
  EXPECT_EQ(text(filled({in(9, "3", 0), in(1, "1", 0), in(5, "2", 0)})), "1 3 1 3 3 2 3");
  EXPECT_EQ(text(filled({in(5, "1", 7), in(5, "2", 6), in(5, "3", 8)})), "2 3 1 3 3 2 3");
  EXPECT_EQ(text(filled({in(5, "1", 7), in(5, "2", 7), in(5, "3", 7)})), "1 3 1 3 3 2 3");
}

struct EffectCase {
  const char* what;
  PrintEffect effect;
  std::string want;  ///< after a full print of 1 at 10 and this one of 3 at 20
};

TEST(BucketData, what_a_condition_forbids_is_left_out) {
  const EffectCase cases[] = {
      {"everything", {true, true, true}, "10 20 10 20 4 17.5 2"},
      {"high, low and volume", kRangeAndVolume, "10 20 10 10 4 17.5 2"},
      {"volume", kVolumeOnly, "10 10 10 10 4 10 2"},
      {"price without volume", {true, true, false}, "10 20 10 20 1 10 2"},
      {"a price always bounds the bar", {true, false, true}, "10 20 10 20 4 17.5 2"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(text(filled({print_at(1, "10", "1"), with(print_at(2, "20", "3"), c.effect)})), c.want) << c.what;
  }
}

TEST(BucketData, vwap_lies_between_low_and_high_whatever_counts_in_volume_only) {
  const BucketData d = filled({print_at(1, "10", "1"), with(print_at(2, "1000", "900"), kVolumeOnly)});
  EXPECT_EQ(to_text(*d.bar().vwap), "10");
  EXPECT_EQ(to_text(d.bar().volume), "901");
}

TEST(BucketData, there_is_a_bar_only_with_a_price) {
  EXPECT_FALSE(filled({}).has_bar());
  EXPECT_FALSE(filled({with(print_at(1, "10", "1"), kVolumeOnly)}).has_bar());
  EXPECT_FALSE(filled({with(print_at(1, "10", "1"), kRangeAndVolume)}).has_bar());
  // A print that waited for the price widens the bar once there is one.
  EXPECT_EQ(text(filled({with(print_at(1, "8", "1"), kRangeAndVolume), print_at(2, "10", "1")})),
            "10 10 8 10 2 9 2");
}

TEST(BucketData, T039_sums_are_exact_beyond_64_bits) {
  const std::string huge = "90000000000";  // shares; raw 9e18
  BucketData d = filled({print_at(1, "9000000000", huge), print_at(2, "9000000000", huge)});
  EXPECT_EQ(to_text(d.bar().volume), "180000000000");
  EXPECT_EQ(to_text(*d.bar().vwap), "9000000000");
  EXPECT_EQ(to_text(filled({print_at(1, "1", "0.125"), print_at(2, "1", "0.00000001")}).bar().volume),
            "0.12500001");
}

TEST(BucketData, an_overflowing_print_is_refused_and_changes_nothing) {
  BucketData d = filled({print_at(1, "9000000000", "90000000000")});
  const Print same = print_at(2, "9000000000", "90000000000");
  int taken = 0;
  while (taken < 10 && d.add(same)) ++taken;
  ASSERT_LT(taken, 10) << "price x size of 8.1e37 does not fit ten times in 128 bits";
  const std::string before = text(d);
  EXPECT_FALSE(d.add(same));
  EXPECT_EQ(text(d), before);
  EXPECT_TRUE(d.add(print_at(3, "1", "1"))) << "smaller prints still fit";
}

TEST(BucketData, contradictions_are_noticed) {
  const BucketData good = filled({print_at(1, "10", "1"), print_at(2, "11", "1")});
  EXPECT_TRUE(good.sane());
  const std::function<void(BucketData&)> damages[] = {
      [](BucketData& d) { d.high = price("9"); },
      [](BucketData& d) { d.low.raw = 0; },
      [](BucketData& d) { d.low = price("12"); },
      [](BucketData& d) { d.volume.raw = -1; },
      [](BucketData& d) { d.other_volume.raw = d.volume.raw * 9; },
      [](BucketData& d) { d.prints = 0; },
      [](BucketData& d) { d.symbol = Symbol{}; },
      [](BucketData& d) { d.minute = -5; },
      [](BucketData& d) { d.open_time = kTen - std::chrono::seconds{1}; },
      [](BucketData& d) { d.close_time = kTen + std::chrono::minutes{1}; },
      [](BucketData& d) { d.newest_time = kTen + std::chrono::hours{9}; },
      [](BucketData& d) { d.carried = d.prints + 1; },
      [](BucketData& d) { d.flags = static_cast<std::uint16_t>(d.flags | 0x400); },
      [](BucketData& d) { d.quality = 0x40; },
      [](BucketData& d) { d.clear(BucketData::kRanged); },
      [](BucketData& d) { d.set(BucketData::kVoided); },
      [](BucketData& d) { d.turnover.raw *= 9; },
      [](BucketData& d) { d.turnover.raw = 0; }};
  for (const auto& damage : damages) {
    BucketData d = good;
    damage(d);
    EXPECT_FALSE(d.sane()) << &damage - damages;
  }
}

}  // namespace
}  // namespace tickbard
